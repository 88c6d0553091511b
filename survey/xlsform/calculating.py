"""What a form works out, as variables: a formula, or a code by the first case that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from survey.engine.conditions import Condition, Formula
from survey.engine.tokens import ExpressionError
from survey.xlsform.amounts import guards_division
from survey.xlsform.deciding import Deciding
from survey.xlsform.names import Known, Names, as_code
from survey.xlsform.phrases import Said
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Joined, Literal, Node, Ref, read_xpath

Entry = dict[str, Any]
"""What stands under `computed:` for one variable."""

MOST_DECIMALS = 9
NO_TEXT = "texts are not put together; only codes and numbers are computed"
REASONS = {
    **dict.fromkeys(("concat", "join", "substr", "format-date", "string"), NO_TEXT),
    **dict.fromkeys(("pulldata", "instance"), "nothing is looked up in other files"),
    **dict.fromkeys(("random", "uuid", "once"), "nothing is left to chance"),
}


class Formulas(Deciding):
    """Translates formulas; a part that needs a variable of its own gets one, named by `part`."""

    def __init__(self, names: Names, part: Callable[[], str]) -> None:
        super().__init__(names)
        self.part = part
        self.parts: dict[str, Entry] = {}

    def entry(self, text: str) -> tuple[Entry, Known]:
        """The variable that a whole formula stands for; its id is not known yet."""
        node = read_xpath(text)
        try:
            entry, known = self.variable(node)
            if "value" in entry:
                Formula.parse(entry["value"])
        except ExpressionError as error:
            raise CannotTranslate(str(error)) from error
        return entry, known

    def variable(self, node: Node) -> tuple[Entry, Known]:
        match node:
            case Literal(_, False):
                raise CannotTranslate("a text that is always the same is no variable")
            case Call("round", parts):
                return self.rounded(parts)
            case Call("if", (_, _, _)) if not self.is_amount(node):
                return self.cases(node)
        if is_test(node):
            raise CannotTranslate("it is true or not: write if(..., 1, 0)")
        return {"value": self.amount(node).text}, Known("", "number")

    def rounded(self, parts: tuple[Node, ...]) -> tuple[Entry, Known]:
        match parts:
            case (inner,):
                places = 0
            case (inner, Literal(text, True)) if text.isdigit() and int(text) <= MOST_DECIMALS:
                places = int(text)
            case _:
                raise CannotTranslate(f"round() takes a number and up to {MOST_DECIMALS} places here")
        return {"value": self.amount(inner).text, "decimals": places}, Known("", "number")

    # Cases

    def cases(self, node: Node) -> tuple[Entry, Known]:
        """Each value with what decides on it, the first that holds first."""
        found = list(branches(node, ()))
        texts = [literal.text for literal, _ in found if literal.text]
        if any("." in literal.text for literal, _ in found if literal.number):
            raise CannotTranslate("an if() gives whole numbers or words")
        if not texts:
            raise CannotTranslate("it gives nothing at all")
        first_wins = len(set(texts)) == len(texts) and all(literal.text for literal, _ in found[:-1])
        taken: set[str] = set()
        codes = {text: as_code(text, taken) for text in dict.fromkeys(texts)}
        entry: Entry = {"cases": {}}
        for text, code in codes.items():
            ways = [path for literal, path in found if literal.text == text]
            tests = [path[-1] if first_wins else all_of(path) for path in ways]
            holds = self.holding(tests[0] if len(tests) == 1 else Joined("or", tuple(tests))).text
            Condition.parse(holds)
            entry["cases"][code] = {"label": text, "holds": holds}
        return entry, Known("", "choice", dict(codes))

    # Parts of a formula

    def is_amount(self, node: Call) -> bool:
        """Whether an `if` is another way to say a sum of what is there, or a division."""
        return guards_division(*node.parts[:2]) or self.collection(node) is not None

    def amount(self, node: Node) -> Said:
        match node:
            case Ref():
                return self.number(self.known(node))
            case Call("if", (_, _, _)) if not self.is_amount(node):
                return self.by_itself(node)
            case Call("round", _):
                return self.by_itself(node)
            case Call("number", (test,)) if is_test(test):
                return self.by_itself(Call("if", (test, Literal("1", True), Literal("0", True))))
            case Call(function, _) if function in REASONS:
                raise CannotTranslate(REASONS[function])
        return super().amount(node)

    def number(self, known: Known) -> Said:
        if known.sort == "number" or any(isinstance(code, int) for code in known.codes.values()):
            return Said(known.id)
        raise CannotTranslate(f"{known.id} is no number")

    def by_itself(self, node: Node) -> Said:
        """A part with a variable of its own."""
        entry, _ = self.variable(node)
        name = self.part()
        self.parts[name] = entry
        return Said(name)


def is_test(node: Node) -> bool:
    match node:
        case Joined() | Call("not" | "selected" | "regex" | "true" | "false", _):
            return True
        case Binary(sign, _, _):
            return sign in ("=", "!=", "<", "<=", ">", ">=")
        case _:
            return False


def branches(node: Node, path: tuple[Node, ...]) -> Iterator[tuple[Literal, tuple[Node, ...]]]:
    """Every value that an `if` can give, with all that leads to it."""
    match node:
        case Call("if", (test, yes, no)):
            yield from branches(yes, (*path, test))
            yield from branches(no, (*path, Call("not", (test,))))
        case Literal():
            yield node, path
        case _:
            raise CannotTranslate("what an if() gives is worked out itself")


def all_of(path: tuple[Node, ...]) -> Node:
    return path[0] if len(path) == 1 else Joined("and", path)
