"""The contract of a question kind: everything it says about itself, said once.

A kind says its form fields, how a form becomes an answer (`parse`) and an answer a form (`fill`),
how it reads in words (`show`), what it measures (`variables`) and how an answer becomes cells
(`encode`, and `unpack` for the way back). The base settles blank, declined and required for all.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import ConfigDict
from pydantic import Field as Key

from survey.engine.answer_checks import Check
from survey.engine.answers import Answer
from survey.engine.codebook import Cell, Code, Column, Measure, Missing, Nature, Variable
from survey.engine.conditions import Condition, all_hold
from survey.engine.expressions import Verdict
from survey.engine.forms import Field, Form, Problem, Rejected, flaw, storable
from survey.engine.local import Quoted
from survey.engine.operands import Fact, Facts
from survey.engine.parts import Finding, Id, Level, OptionCode, Part, Place, Scale, Sensitivity, Share, Words
from survey.engine.phrases import Phrase

Sort = Literal["codes", "rows", "number", "date", "text", "group"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a condition may say about a name: its codes, or only that it is a number, date or text."""

    sort: Sort
    codes: tuple[Code, ...] = ()


class Question(Part):
    """One question as authored; `as_asked` gives it as one person meets it."""

    default_seconds: ClassVar[float] = 9
    takes_break: ClassVar[bool] = False
    takes_place: ClassVar[bool] = False
    asks_two_things: ClassVar[bool] = False
    """Whether it has a place for each of two answers, so that its text may ask for both."""
    told: ClassVar[tuple[str, ...]] = ("text", "short", "hint", "messages", "checks")
    reasons: ClassVar[tuple[str, ...]] = ("required",)
    """Why an answer may have to be put right: what `messages` can word."""

    ask: str
    id: Id
    text: Words
    short: str = ""
    hint: str = ""
    required: bool = False
    messages: dict[str, Words] = Key(default_factory=dict)
    checks: tuple[Check, ...] = ()
    show_if: Condition | None = None
    shown_to: Share = 1
    answered_by: Share = 1
    seconds: float | None = Key(default=None, ge=0)
    identifying: bool = False
    split: str = Key(default="", alias="break")
    place: str = ""
    cluster: bool = False
    sensitive: Sensitivity = "none"
    measures: str = ""
    level: Level = ""
    framework: str = ""
    blank_means: OptionCode | None = None
    care: tuple[OptionCode, ...] = ()
    contact: bool = False
    repeats: str = ""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    # What it is

    @property
    def words(self) -> str:
        """Its short words, for lists and tables."""
        return self.short or self.text

    @property
    def kept_as(self) -> Nature:
        """The nature of its main field."""
        return Nature.CONTACT if self.contact else Nature.CLOSED

    @property
    def time(self) -> float:
        """Expected seconds for a person who is shown it, answered or not."""
        return (self.default_seconds if self.seconds is None else self.seconds) * self.answered_by

    @property
    def expected_time(self) -> float:
        """Expected seconds over everybody, shown it or not."""
        return self.time * self.shown_to

    def fields(self) -> tuple[Field, ...]:
        return (Field(self.id, self.kept_as),)

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields())

    def scales_used(self) -> tuple[Scale, ...]:
        return ()

    def conditions(self) -> Iterator[tuple[Place, Condition]]:
        """Every condition in it, with where it stands."""
        if self.show_if is not None:
            yield ("show_if",), self.show_if

    def refers_to(self) -> Iterator[tuple[str, str]]:
        """Earlier questions that it takes something from: (key, question id)."""
        yield from ()

    def codes(self) -> tuple[Code, ...]:
        """The codes that an answer can have; none for numbers, days and words."""
        return ()

    def findings(self) -> Iterator[Finding]:
        """What does not fit together in it, seen by itself."""
        said = {
            "break": (self.split, self.takes_break),
            "cluster": (self.cluster, self.takes_break),
            "place": (self.place, self.takes_place),
        }
        for key, (value, taken) in said.items():
            if value and not taken:
                yield Finding((key,), "wrong-kind", f"A question of kind {self.ask} does not take {key}.")
        for reason in self.messages:
            if reason not in self.reasons:
                message = f"The messages of kind {self.ask} are {', '.join(self.reasons)}, not {reason}."
                yield Finding(("messages", reason), "unknown-message", message)
        named = [("care", code) for code in self.care]
        for key, code in [*named, ("blank_means", self.blank_means)]:
            if code is not None and code not in self.codes():
                yield Finding((key,), "unknown-code", f"{self.id} has no code {code!r} for {key}.")

    def terms(self) -> dict[str, Term]:
        """The names that conditions may use once it has been asked."""
        return {self.id: Term("text")}

    # How one person meets it

    @property
    def is_shuffled(self) -> bool:
        """Whether what it offers comes in another order for everybody."""
        return False

    @property
    def is_carried(self) -> bool:
        """Whether what it offers hangs on what was chosen in another question."""
        return False

    def as_asked(self, facts: Facts, seed: int) -> Self | None:
        """The question with the options and rows that this person is offered; None when not asked."""
        narrowed = self.narrowed(facts)
        carried = None if narrowed is None else narrowed.carried(facts)
        return None if carried is None else carried.arranged(seed)

    def narrowed(self, facts: Facts) -> Self | None:
        """The question with the options and rows that its conditions leave; None when they leave nothing."""
        return self if self.show_if is None or self.show_if.holds(facts) else None

    def carried(self, facts: Facts) -> Self | None:
        """The question with the options that an earlier answer leaves; None when it leaves nothing."""
        return self

    def arranged(self, seed: int) -> Self:
        """The question with all that it offers in the order in which one person meets it."""
        return self

    def keep(self, answer: Answer | None) -> Answer | None:
        """What of an answer still stands now that the question is asked like this."""
        return answer

    def settles(self, facts: Facts, unsettled: AbstractSet[str]) -> dict[str, Verdict]:
        """For each column, whether it is asked; None where that hangs on a name not settled yet."""
        return dict.fromkeys(self.column_names(), all_hold((self.show_if,), facts, unsettled))

    def facts(self, answer: Answer) -> dict[str, Fact]:
        """What an answer establishes for later pages."""
        return {self.id: answer.fact}

    def said(self, answer: Answer) -> dict[str, Quoted]:
        """The answer as texts quote it, by each name that they can use: one thing or several in a row."""
        return {self.id: (self.show(answer),)}

    def codes_in(self, answer: Answer) -> tuple[Code, ...]:
        """The codes that an answer holds, reasons for declining included."""
        return ()

    def needs_care(self, answer: Answer) -> bool:
        """Whether the author wants support to come first after this answer."""
        return bool(self.care) and not set(self.care).isdisjoint(self.codes_in(answer))

    def end_screens(self) -> Iterator[tuple[Place, str]]:
        """The end screens that it can lead to, with where each is named."""
        yield from ()

    def ends(self, answer: Answer | None) -> str:
        """The end screen that this answer leads to at once, or nothing."""
        return ""

    # Form and answer

    def read(self, form: Form) -> Answer | Rejected | None:
        """What a form says: an answer, nothing, or what to put right."""
        typed = [(name, value) for name in self.field_names for value in form.get(name, ())]
        flaws = [Problem(name, message) for name, value in typed if (message := flaw(value))]
        if flaws:
            return Rejected(tuple(flaws))
        answer = self.parse(form) if typed else None
        if answer is None and self.required:
            message = Phrase("Answer this to go on: {question}", question=self.words)
            answer = Rejected.because(self.field_names[0], message, "required")
        return answer.worded(self.messages) if isinstance(answer, Rejected) else answer

    def prefilled(self, facts: Facts) -> Form:
        """What the form begins with, from an earlier answer, when the page is opened for the first time."""
        return {}

    def typed(self, form: Form) -> dict[str, tuple[str, ...]]:
        """What of a form may be stored before anything is checked: its own fields, one value each."""
        values = {name: storable(*form.get(name, ())[:1]) for name in self.field_names}
        return {name: (value,) for name, value in values.items() if value.strip()}

    @abstractmethod
    def parse(self, form: Form) -> Answer | Rejected | None:
        """The answer that the form holds, whether or not one is required."""

    @abstractmethod
    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        """The form that gives this answer back: parse(fill(answer)) == answer."""

    @abstractmethod
    def show(self, answer: Answer) -> str:
        """The answer in words, for the person who gave it."""

    def lines(self, answer: Answer | None) -> tuple[tuple[str, str], ...]:
        """Words and answer, one pair a line, for a list of answers; an empty answer was left blank."""
        return ((self.words, "" if answer is None else self.show(answer)),)

    # Data

    def column_names(self) -> tuple[str, ...]:
        """The names of the columns of `variables`, in their order."""
        return (self.id,)

    def variable(
        self, measure: Measure, columns: tuple[Column, ...], *, scale: str = "", publish: bool = True
    ) -> Variable:
        """Its main variable, with all that the author declared about the question."""
        return Variable(
            self.id,
            self.words,
            measure,
            columns,
            self.kept_as,
            identifying=self.identifying,
            sensitive=self.sensitive,
            split=self.split,
            place=self.place,
            scale=scale,
            repeats=self.repeats,
            publish=publish and not self.cluster,
            text=self.text,
        )

    @abstractmethod
    def variables(self) -> tuple[Variable, ...]:
        """What it measures, and in which columns."""

    @abstractmethod
    def encode(self, answer: Answer) -> dict[str, Cell]:
        """The answer as cells, one a column that was asked."""

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        """The form that coded values stand for: how answers collected elsewhere come in."""
        return {self.id: (str(cells[self.id]),)} if self.id in cells else {}

    def blank_cells(self) -> dict[str, Cell]:
        """The cells of a question that was seen and left blank."""
        return dict.fromkeys(
            self.column_names(), Missing.BLANK if self.blank_means is None else self.blank_means
        )
