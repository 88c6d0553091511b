"""From XPath to what has a value: sums, counts, and what is gathered from the entries of a repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from survey.engine.operands import literal
from survey.xlsform.idioms import Amount, as_age, as_collection, collected, numbered, same
from survey.xlsform.names import Known, Names, Sort
from survey.xlsform.phrases import DAY, Said, Tie
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Column, Joined, Literal, Node, Ref, nodes_in

SUMS = {"+": ("+", Tie.SUM), "-": ("-", Tie.SUM), "*": ("*", Tie.PRODUCT), "div": ("/", Tie.PRODUCT)}
TODAY = "a condition leads the same way on every day"
REASONS = {
    "today": TODAY,
    "now": TODAY,
    "true": "a condition looks at an answer",
    "false": "a condition looks at an answer",
    "position": "the number of an entry can only be quoted, as {n}",
}


@dataclass
class Amounts:
    """Translates what has a value; `uses` gathers the questions that it looks at, `named` whom it names."""

    names: Names
    own: Known | None = None
    uses: set[str] = field(default_factory=set)
    named: dict[str, Known] = field(default_factory=dict)
    remarks: set[str] = field(default_factory=set)
    """What is not quite as in a form, for whoever made it."""

    def known(self, ref: Ref) -> Known:
        if ref.name:
            found = self.names.get(ref.name)
        elif self.own is not None:
            found = self.own
        else:
            raise CannotTranslate("a dot stands for the question itself")
        if found.sort == "entry":
            raise CannotTranslate(REASONS["position"])
        self.note(found)
        return found

    def counted(self, ref: Ref) -> Known:
        """A question whose answer is a number, here too."""
        found = self.known(ref)
        if found.figures:
            raise CannotTranslate(f"{found.id} has the choice {found.figures[0]}, which is no number here")
        return found

    def all_known(self, name: str) -> list[Known]:
        """A question, or one for each entry of the repeat that it is asked in."""
        found = self.names.all_entries(name)
        for one in found:
            self.note(one)
        return found

    def note(self, known: Known) -> None:
        self.uses |= {known.id, *known.looks_at}
        self.named[known.id] = known

    def amount(self, node: Node) -> Said:
        match node:
            case Literal(text, True):
                return Said(text)
            case Ref():
                return Said(self.counted(node).id)
            case Binary(sign, left, right) if sign in SUMS:
                return self.age(node) or self.summed(sign, left, right)
            case Call("if" | "min" | "max", _) if (found := self.collection(node)) is not None:
                return found
            case Call("if", (test, whole, Literal("", False))) if guards_division(test, whole):
                return self.amount(whole)
            case Call(function, parts) if function in AMOUNTS:
                return AMOUNTS[function](self, parts)
            case Call(function, _):
                raise CannotTranslate(REASONS.get(function, f"there is no {function}() in a condition"))
            case Column(name):
                raise CannotTranslate(f"{name} stands there by itself. A question is written ${{{name}}}")
            case _:
                raise CannotTranslate("a part of it has no value to compare")

    def summed(self, sign: str, left: Node, right: Node) -> Said:
        if (found := self.collection(Binary(sign, left, right))) is not None:
            return found
        ours, tie = SUMS[sign]
        return Said(f"{self.amount(left).within(tie)} {ours} {self.amount(right).within(Tie(tie + 1))}", tie)

    def age(self, node: Node) -> Said | None:
        """Whole years between two days, said at length."""
        if (days := as_age(node)) is None:
            return None
        said = [self.known(day).id if isinstance(day, Ref) else self.day(day.text) for day in days]
        return Said(f"age({said[0]}, {said[1]})")

    def day(self, text: str) -> str:
        if not DAY.fullmatch(text):
            raise CannotTranslate(f"{text} is no day")
        return literal(text)

    def collection(self, node: Node) -> Said | None:
        """A sum, or the smallest or largest, of those that have a number, said at length."""
        found = as_collection(node)
        if found is None:
            return None
        written = [
            numbered(f"${{{part.name}}}", self.names.get(part.name).words)
            if isinstance(part, Ref)
            else Amount(part.text)
            for part in found.parts
        ]
        if not same(node, collected(found.function, written).text):
            return None
        return Said(f"{found.function}({', '.join(self.amount(part).text for part in found.parts)})")

    # Functions

    def whole(self, parts: tuple[Node, ...]) -> Said:
        """`int(${posts})`, where that cuts nothing off."""
        match parts:
            case (Ref() as ref,) if self.known(ref).whole:
                return self.amount(ref)
            case _:
                raise CannotTranslate("int() takes a question about whole numbers here")

    def plain(self, parts: tuple[Node, ...]) -> Said:
        match parts:
            case (Ref() as ref,):
                return self.amount(ref)
            case _:
                raise CannotTranslate("number() takes a question here")

    def chosen(self, parts: tuple[Node, ...]) -> Said:
        return self.measured(parts, "count", ("choice", "choices"), "choices")

    def long(self, parts: tuple[Node, ...]) -> Said:
        return self.measured(parts, "length", ("text",), "words")

    def measured(self, parts: tuple[Node, ...], function: str, sorts: tuple[str, ...], takes: str) -> Said:
        match parts:
            case (Ref() as ref,):
                known = self.known(ref)
                if known.sort not in sorts:
                    raise CannotTranslate(f"{known.id} is {NAMED[known.sort]}, and this takes {takes}")
                return Said(f"{function}({known.id})")
            case _:
                raise CannotTranslate("what is counted is one question here")

    def total(self, parts: tuple[Node, ...]) -> Said:
        return self.gathered("sum", parts)

    def smallest(self, parts: tuple[Node, ...]) -> Said:
        return self.gathered("min", parts)

    def largest(self, parts: tuple[Node, ...]) -> Said:
        return self.gathered("max", parts)

    def gathered(self, function: str, parts: tuple[Node, ...]) -> Said:
        """`sum(${age})` over the entries of a repeat, and `min(${a}, ${b})`."""
        said: list[str] = []
        for part in parts:
            said += [one.id for one in self.all_known(part.name)] if isinstance(part, Ref) else []
            said += [] if isinstance(part, Ref) else [self.amount(part).text]
        self.remarks.add(f"{function}() leaves out what has no answer, where a form may give nothing")
        if not said:
            raise CannotTranslate(f"{function}() takes something to work with")
        return Said(f"{function}({', '.join(said)})")

    def entries(self, parts: tuple[Node, ...]) -> Said:
        """`count(${child})`: how many entries a repeat has, which is one more than said "another" there."""
        match parts:
            case (Ref(name),):
                repeat = self.names.repeats.get(name) or self.names.repeat_of(name)
            case _:
                repeat = None
        if repeat is None or repeat is self.names.open:
            raise CannotTranslate("count() takes a repeat that ends before this")
        if not repeat.certain:
            raise CannotTranslate(f"whether there is any entry of {repeat.id} depends on answers")
        asked = [Known(f"{repeat.id}_{number}__another", "choice") for number in range(1, repeat.most)]
        for one in asked:
            self.note(one)
        return Said(f"sum({', '.join(['1', *(one.id for one in asked)])})")

    def or_nothing(self, parts: tuple[Node, ...]) -> Said:
        """`coalesce(${a}, 0)` is a sum with 0."""
        match parts:
            case (Ref() as ref, Literal("0", True)) if not self.known(ref).words:
                return Said(f"sum({self.known(ref).id}, 0)")
            case _:
                raise CannotTranslate("coalesce() takes a number and 0 here")


def guards_division(test: Node, whole: Node) -> bool:
    """Whether a test says no more than that nothing is divided by 0, as nothing ever is here."""
    tests = test.parts if isinstance(test, Joined) and test.word == "and" else (test,)
    divisors = [part.right for part in nodes_in(whole) if isinstance(part, Binary) and part.sign == "div"]
    return all(
        isinstance(one, Binary)
        and one.sign == "!="
        and one.right == Literal("0", number=True)
        and one.left in divisors
        for one in tests
    )


NAMED: dict[Sort, str] = {
    "number": "a number",
    "date": "a day",
    "text": "words",
    "choice": "a choice",
    "choices": "a choice",
    "tick": "a tick",
    "rows": "a row of places",
}
AMOUNTS: dict[str, Callable[[Amounts, tuple[Node, ...]], Said]] = {
    "number": Amounts.plain,
    "int": Amounts.whole,
    "count-selected": Amounts.chosen,
    "string-length": Amounts.long,
    "sum": Amounts.total,
    "min": Amounts.smallest,
    "max": Amounts.largest,
    "count": Amounts.entries,
    "coalesce": Amounts.or_nothing,
}
