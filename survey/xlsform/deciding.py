"""Conditions of cases, which say nothing where an answer that they look at is blank.

In a form a comparison with a blank is false, and so its `not` is true. In a case both say nothing. So
`not` is moved to the single tests, and each is told what holds where there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey.engine.expressions import COMPARISONS
from survey.engine.operands import literal
from survey.xlsform.names import Known
from survey.xlsform.phrases import ORDERS, Said, Tie, lone
from survey.xlsform.translating import Translator
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Joined, Literal, Node, Ref, nodes_in

OTHER = {"and": "or", "or": "and"}
COUNTS = frozenset({"count-selected", "string-length"})
SIGNS = {"=": "==", **{sign: sign for sign in ORDERS}}


class Deciding(Translator):
    """Translates conditions so that a case holds for exactly those answers for which a form's does."""

    there: frozenset[str] | set[str] = frozenset()
    """The questions that are answered wherever what is translated now matters."""

    def holding(self, node: Node, wanted: bool = True) -> Said:
        """What decides that an expression is true, or that it is not."""
        match node:
            case Call("not", (part,)):
                return self.holding(part, not wanted)
            case Binary("!=", left, right):
                return self.holding(Binary("=", left, right), not wanted)
            case Joined(word, parts):
                word, groups = (word if wanted else OTHER[word]), list(pairs_of(word, parts))
                tie, around = Tie[word.upper()], self.there
                self.there = around | (self.answered_in(groups, wanted) if word == "and" else set())
                said = [self.held(group, wanted).within(Tie(tie + 1)) for group in groups]
                self.there = around
                return Said(f" {word} ".join(said), tie) if len(said) > 1 else Said(f"({said[0]})")
            case Binary("=", Ref() as one, Ref() as other):
                return self.same_answer(self.known(one), self.known(other), wanted)
            case Binary("=", left, right) if Literal("") in (left, right) and not isinstance(right, Ref):
                return self.test(Binary("=" if wanted else "!=", left, right))
        return self.single(node, wanted)

    def answered_in(self, groups: Iterable[tuple[Node, ...]], wanted: bool) -> set[str]:
        """The questions that some part says are answered, so that no other part need say so."""
        sign = "!=" if wanted else "="
        return {
            self.known(ref).id for group in groups if len(group) == 1 for ref in blank_tests(group[0], sign)
        }

    def held(self, group: tuple[Node, ...], wanted: bool) -> Said:
        """One part of several, or two that together say that nothing else was chosen."""
        return (
            self.holding(group[0], wanted) if len(group) == 1 else self.single(Joined("and", group), wanted)
        )

    def single(self, node: Node, wanted: bool) -> Said:
        before, self.named = self.named, {}
        said = self.test(node)
        needed, self.named = self.named, {**before, **self.named}
        blank = blank_holds(node)
        parts = (
            []
            if blank is not wanted
            else [f"not answered({name})" for name in needed if name not in self.there]
        )
        if not wanted:
            parts += [f"{one.id} in [{codes}]" for one in needed.values() if (codes := words_in(node, one))]
            said = Said(f"not {said.within(Tie.ONE)}", Tie.NOT)
        if not parts:
            return said
        return Said(" or ".join([*parts, said.within(Tie.AND)]), Tie.OR)

    def same_answer(self, one: Known, other: Known, wanted: bool) -> Said:
        """Of a form's texts two blank ones are the same, of its numbers they are not."""
        blank = [f"not answered({name.id})" for name in (one, other)]
        if wanted:
            neither = "" if one.sort == "number" else f" or {' and '.join(blank)}"
            return Said(f"{one.id} == {other.id}{neither}", Tie.OR if neither else Tie.TEST)
        differs = f"not ({one.id} == {other.id})"
        if one.sort == "number":
            return Said(" or ".join([*blank, differs]), Tie.OR)
        only = [f"{blank[0]} and answered({other.id})", f"{blank[1]} and answered({one.id})"]
        return Said(" or ".join([*only, differs]), Tie.OR)


def blank_tests(node: Node, sign: str) -> Iterator[Ref]:
    match node:
        case Binary(found, Ref() as ref, Literal("")) if found == sign:
            yield ref
        case _:
            return


def blank_holds(node: Node) -> bool:
    """Whether a test is true where nothing was answered: only one about how many is."""
    if isinstance(node, Joined) or not any(
        isinstance(part, Call) and part.function in COUNTS for part in nodes_in(node)
    ):
        return False
    match node:
        case Binary(sign, Call(_, (Ref(),)), Literal(text, True)) if sign in SIGNS:
            return COMPARISONS[SIGNS[sign]](0, float(text))
        case Binary(sign, Literal(text, True), Call(_, (Ref(),))) if sign in SIGNS:
            return COMPARISONS[SIGNS[sign]](float(text), 0)
    raise CannotTranslate("how many were chosen is compared with a number by itself in an if()")


def words_in(node: Node, known: Known) -> str:
    """The choices of a question that are no numbers, where a test takes it for a number."""
    ordered = isinstance(node, Binary) and (node.sign in ORDERS or not isinstance(node.left, Ref))
    codes = [literal(known.codes[name]) for name in known.words]
    return ", ".join(codes) if ordered and known.sort == "choice" else ""


def pairs_of(word: str, parts: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """Parts one by one, the two together that say that nothing else was chosen."""
    rest = list(parts)
    while rest:
        first = rest.pop(0)
        paired = word == "and" and rest and lone(first, rest[0])
        yield (first, rest.pop(0)) if paired else (first,)
