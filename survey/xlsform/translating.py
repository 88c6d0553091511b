"""From XPath to conditions: the same truth for every answer, a blank one included, or a reason why not.

In a form an unanswered question is an empty text, so `${q} != 'a'` holds of it. A condition's `q != 'a'`
does not; `not (q == 'a')` does, and so that is what is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from survey.xlsform.amounts import REASONS, Amounts
from survey.xlsform.names import FIGURE, Known
from survey.xlsform.phrases import (
    LISTED,
    ORDERS,
    SIGNS,
    Said,
    Tie,
    figure,
    lone,
    ordered,
    pick,
    quoted,
    value,
    worded,
)
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Joined, Literal, Node, Ref, read_xpath


class Translator(Amounts):
    """Translates expressions of one row; `uses` gathers the questions that they look at."""

    def condition(self, text: str) -> str:
        return self.test(read_xpath(text)).text

    # What is true or not

    def test(self, node: Node) -> Said:
        match node:
            case Joined(word, parts):
                return self.joined(word, parts)
            case Call("not", (part,)):
                return Said(f"not {self.test(part).within(Tie.ONE)}", Tie.NOT)
            case Call(function, parts) if function in TESTS:
                return TESTS[function](self, parts)
            case Call(function, _):
                raise CannotTranslate(REASONS.get(function, f"there is no {function}() in a condition"))
            case Binary(sign, left, right) if sign in ("=", "!=", *ORDERS):
                return self.compared(sign, left, right)
        raise CannotTranslate("a part of it is neither true nor false")

    def joined(self, word: str, parts: tuple[Node, ...]) -> Said:
        tie = Tie[word.upper()]
        if (listed := self.listed(word, parts)) is not None:
            return listed
        said = [part.within(Tie(tie + 1)) for part in self.paired(word, parts)]
        return Said(f" {word} ".join(said), tie) if len(said) > 1 else Said(said[0], Tie.TEST)

    def paired(self, word: str, parts: tuple[Node, ...]) -> Iterator[Said]:
        """The parts, where `${q} != '' and ${q} != 'a'` is one."""
        rest = list(parts)
        while rest:
            first = rest.pop(0)
            second = rest[0] if rest and word == "and" else None
            joint = self.both(first, second) if second is not None else None
            if joint is not None:
                rest.pop(0)
            yield joint or self.test(first)

    def both(self, first: Node, second: Node) -> Said | None:
        """Two tests of one question that a condition says as one: `only`, or `!=`."""
        if (only := lone(first, second)) is not None:
            known = self.known(Ref(only[0]))
            codes = ", ".join(value(known, text) for text in only[1])
            return Said(f"only({known.id}, {codes})", Tie.TEST)
        match first, second:
            case (
                Binary("!=", Ref(name), Literal("")),
                Binary("!=", Ref(other), Literal(text)),
            ) if name == other and text:
                known = self.known(Ref(name))
                return Said(f"{known.id} != {value(known, text)}", Tie.TEST)
            case _:
                return None

    def listed(self, word: str, parts: tuple[Node, ...]) -> Said | None:
        """Several choices of one question: `any`, `all` or `in`."""
        picked = [pick(part) for part in parts]
        names = {one[0] for one in picked if one is not None}
        if len(names) != 1 or None in picked:
            return None
        known = self.known(Ref(names.pop()))
        form = LISTED.get((known.sort, word))
        if form is None or (known.sort == "choices") is not all(isinstance(part, Call) for part in parts):
            return None
        codes = ", ".join(value(known, one[1]) for one in picked if one is not None)
        return Said(form.format(known.id, codes), Tie.TEST)

    def compared(self, sign: str, left: Node, right: Node) -> Said:
        if isinstance(left, Literal) or (isinstance(right, Ref) and not isinstance(left, Ref)):
            left, right, sign = right, left, ORDERS.get(sign, sign)
        if isinstance(left, Call) and left.function == "join" and sign not in ORDERS:
            return self.any_answered(sign, left, right)
        if isinstance(left, Ref) and (text := worded(right)) is not None:
            return self.against(sign, self.known(left), text)
        if sign in ORDERS:
            return Said(f"{self.amount(left).text} {sign} {self.amount(right).text}", Tie.TEST)
        if isinstance(left, Ref) and isinstance(right, Ref):
            return self.alike(sign, self.known(left), self.known(right))
        same = Said(f"{self.amount(left).text} == {self.amount(right).text}", Tie.TEST)
        return same if sign == "=" else Said(f"not ({same.text})", Tie.NOT)

    def against(self, sign: str, known: Known, text: str) -> Said:
        """A question against a value."""
        if not text:
            if sign in ORDERS:
                raise CannotTranslate("nothing comes before or after an empty text")
            asked = f"answered({known.id})"
            return Said(asked) if sign == "!=" else Said(f"not {asked}", Tie.NOT)
        if sign in ORDERS and known.figures:
            return self.among(sign, known, text)
        if sign in ORDERS:
            return Said(f"{known.id} {sign} {ordered(known, text)}", Tie.TEST)
        same = f"{known.id} == {value(known, text)}"
        return Said(same, Tie.TEST) if sign == "=" else Said(f"not ({same})", Tie.NOT)

    def among(self, sign: str, known: Known, text: str) -> Said:
        """An order among choices such as 03, words here and numbers in a form: those that fit."""
        figure(known, text)
        numbers = {name: float(name) for name in known.codes if FIGURE.fullmatch(name)}
        fitting = [name for name, number in numbers.items() if SIGNS[sign](number, float(text))]
        if not fitting:
            raise CannotTranslate(f"no choice of {known.id} is {sign} {text}")
        return Said(f"{known.id} in [{', '.join(value(known, name) for name in fitting)}]", Tie.TEST)

    def alike(self, sign: str, one: Known, other: Known) -> Said:
        """Two questions: what is not answered is an empty text in a form, and two of them are the same."""
        same, blank = f"{one.id} == {other.id}", f"(answered({one.id}) or answered({other.id}))"
        if sign == "=":
            return Said(f"{same} or not {blank}", Tie.OR)
        return Said(f"{blank} and not ({same})", Tie.AND)

    def any_answered(self, sign: str, left: Call, right: Node) -> Said:
        """`join('', ${age}) != ''`: it is answered in one entry of a repeat at least."""
        match left.parts, right:
            case (Literal(""), Ref(name)), Literal(""):
                asked = [f"answered({one.id})" for one in self.all_known(name)]
                some = Said(" or ".join(asked), Tie.OR if len(asked) > 1 else Tie.ONE)
                return some if sign == "!=" else Said(f"not {some.within(Tie.ONE)}", Tie.NOT)
            case _:
                raise CannotTranslate("join() is compared with nothing else than an empty text here")

    # Functions that are true or not

    def selected(self, parts: tuple[Node, ...]) -> Said:
        match parts:
            case (Ref() as ref, Literal(text)):
                known = self.known(ref)
                form = LISTED.get((known.sort, "one"))
                if form is None:
                    raise CannotTranslate(f"{known.id} has no choices")
                return Said(form.format(known.id, value(known, text)), Tie.TEST)
            case _:
                raise CannotTranslate("selected() takes a question and one of its choices here")

    def regex(self, parts: tuple[Node, ...]) -> Said:
        match parts:
            case (Ref() as ref, Literal(text)):
                pattern = re.sub(r"(?<!\\)\$$", "", text.removeprefix("^"))
                return Said(f"matches({self.known(ref).id}, {quoted(pattern)})", Tie.TEST)
            case _:
                raise CannotTranslate("regex() takes a question and a pattern here")


TESTS: dict[str, Callable[[Translator, tuple[Node, ...]], Said]] = {
    "selected": Translator.selected,
    "regex": Translator.regex,
}
