"""Choosing several from a list: any number of ticks, or the few that matter most; a column each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Literal

from survey.engine.answers import Answer, Choice, Declined, Given, held
from survey.engine.codebook import Category, Cell, Code, Column, Measure, Variable
from survey.engine.forms import Form, Rejected
from survey.engine.parts import DECLINING, Choose, Finding, Option
from survey.engine.phrases import Phrase
from survey.engine.questions.choosing import Choosing

TICKED = (Category(0, "Not chosen"), Category(1, "Chosen"))


class Several(Choosing):
    """Any number of codes, a column each."""

    default_seconds: ClassVar[float] = 14

    reasons: ClassVar[tuple[str, ...]] = ("required", "alone", "least", "most", "words")

    choose: Choose = Choose()

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if self.saying and self.say_field in map(self.column, self.codes()):
            message = f"{self.say_field} is the column of the words beside {self.saying.code}. Rename say."
            yield Finding(("options",), "duplicate-id", message)
        least, most = self.choose.least, self.choose.most
        if self.chosen_in and least > 1:
            message = f"Not everybody chose {least} in {self.chosen_in}. Leave least: out."
            yield Finding(("choose",), "least-carried", message)
        if most is not None and most < least:
            message = f"At least {least} and at most {most} cannot both be chosen."
            yield Finding(("choose",), "least-most", message)
        elif max(least, most or 0) > len(self.options):
            message = f"There are only {len(self.options)} options to choose from."
            yield Finding(("choose",), "least-most", message)

    @cached_property
    def together(self) -> dict[str, Code]:
        """The codes that can be chosen beside others and ask for no words, by what a form says."""
        return {
            text: option.code
            for text, option in self.by_text.items()
            if not (option.alone or option.say or option.missing is not None)
        }

    def known(self, named: tuple[str, ...]) -> Answer | None:
        """Of several codes that go together too, when they are as many as may be chosen."""
        if not self.choose.least <= len(named) <= (self.choose.most or len(named)):
            return None
        chosen = set(named)
        if len(named) < 2 or len(chosen) < len(named) or not chosen <= self.together.keys():
            return super().known(named)
        return Given(Choice(tuple([code for text, code in self.together.items() if text in chosen])))

    def parse(self, form: Form) -> Answer | Rejected | None:
        picked = self.picked(form)
        lone = [option for option in picked if option.alone or option.missing is not None]
        if lone and len(picked) > 1:
            message = Phrase(
                "Choose either \u201c{answer}\u201d or the other answers, not both.", answer=lone[0].label
            )
            return Rejected.because(self.id, message, "alone")
        if not lone and self.choose.most is not None and len(picked) > self.choose.most:
            return Rejected.because(self.id, not_so_many(self.choose.at_most, len(picked)), "most")
        if not lone and 0 < len(picked) < self.choose.least:
            return Rejected.because(self.id, not_so_many(self.choose.at_least, len(picked)), "least")
        return self.answer_of(picked, form)

    def column(self, code: Code) -> str:
        return f"{self.id}__{code}"

    @property
    def substantive(self) -> tuple[Option, ...]:
        """The options that are answers; each has a column, don't know and its kin have none."""
        return tuple(option for option in self.options if option.missing is None)

    def column_names(self) -> tuple[str, ...]:
        names = tuple(self.column(option.code) for option in self.substantive)
        return (*names, self.say_field) if self.saying else names

    def variables(self) -> tuple[Variable, ...]:
        columns = tuple(
            Column(self.column(option.code), option.label, TICKED, self.measures, self.level)
            for option in self.substantive
        )
        return (self.variable(Measure.MULTIPLE, columns), *self.say_variable())

    def encode(self, answer: Answer) -> dict[str, Cell]:
        cells: dict[str, Cell]
        if isinstance(answer, Declined):
            cells = {self.column(option.code): answer.reason for option in self.substantive}
        else:
            codes = held(answer, Choice).codes
            cells = {self.column(option.code): int(option.code in codes) for option in self.substantive}
        return {**cells, **self.say_cell(answer)}

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        form: dict[str, tuple[str, ...]] = {}
        own = {str(option.code): str(cells.get(self.column(option.code), "")) for option in self.options}
        declined = tuple(cell for cell in dict.fromkeys(own.values()) if cell in DECLINING)
        ticked = declined[:1] or tuple(code for code, cell in own.items() if cell == "1")
        if ticked:
            form[self.id] = ticked
        if self.say_field in cells:
            form[self.say_field] = (str(cells[self.say_field]),)
        return form


def not_so_many(number: Phrase, chosen: int) -> Phrase:
    return Phrase("Choose {number}. You have chosen {chosen}.", number=number, chosen=chosen)


class Multiple(Several):
    """Several options, as checkboxes; some may stand alone."""

    ask: Literal["multiple"] = "multiple"


class PickTop(Several):
    """The few that matter most out of a list; no order among them."""

    default_seconds: ClassVar[float] = 20
    told: ClassVar[tuple[str, ...]] = (*Several.told, "say")

    ask: Literal["pick_top"] = "pick_top"
    say: str = ""
