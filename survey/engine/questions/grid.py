"""Statements on one scale, or on two: one fieldset and one variable a row, never a matrix."""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field as Key

from survey.engine.answers import Answer, Given, Ratings, held
from survey.engine.codebook import Cell, Code, Column, Measure, Missing, Variable
from survey.engine.conditions import Condition, all_hold
from survey.engine.expressions import Verdict
from survey.engine.forms import Field, Form, Problem, Rejected, first
from survey.engine.local import Quoted
from survey.engine.operands import Fact, Facts
from survey.engine.parts import DECLINING, Finding, Order, Place, Row, Scale, in_order, repeated
from survey.engine.phrases import Phrase
from survey.engine.questions.base import Question, Term


class Rating(Question):
    """What a grid and a paired grid have in common: rows, each rated on every scale."""

    default_seconds: ClassVar[float] = 6
    told: ClassVar[tuple[str, ...]] = (*Question.told, "rows")
    reasons: ClassVar[tuple[str, ...]] = ("required", "unique")

    rows: tuple[Row, ...] = Key(min_length=1)
    rows_expected: float | None = Key(default=None, gt=0)
    unique: bool = False
    order: Order = "as_written"

    @abstractmethod
    def column(self, row: Row, scale: Scale) -> str:
        """The name of the column for a row on a scale."""

    def pairs(self) -> Iterator[tuple[Row, Scale, str]]:
        """Every row on every scale, with the name of its column."""
        for row in self.rows:
            for scale in self.scales_used():
                yield row, scale, self.column(row, scale)

    @property
    def time(self) -> float:
        each = self.default_seconds if self.seconds is None else self.seconds
        return each * len(self.rows) * self.answered_by

    @property
    def expected_time(self) -> float:
        rows = self.rows_expected or sum(row.shown_to for row in self.rows)
        return self.time / len(self.rows) * rows * self.shown_to

    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(name, self.kept_as) for _, _, name in self.pairs())

    def conditions(self) -> Iterator[tuple[Place, Condition]]:
        yield from super().conditions()
        for number, row in enumerate(self.rows):
            if row.show_if is not None:
                yield ("rows", number, "show_if"), row.show_if

    def codes(self) -> tuple[Code, ...]:
        """The codes that are on all its scales."""
        first_scale, *others = self.scales_used()
        return tuple(
            step.code
            for step in first_scale.steps
            if all(step.code in {other.code for other in scale.steps} for scale in others)
        )

    def codes_in(self, answer: Answer) -> tuple[Code, ...]:
        return tuple(code for _, code in held(answer, Ratings).by_column)

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        for scale in self.scales_used():
            for _, code in repeated(step.code for step in scale.steps):
                message = f"The code {code} stands twice on the scale {scale.id}."
                yield Finding(self.scale_place(), "duplicate-code", message)
        if self.rows_expected is not None and self.rows_expected > len(self.rows):
            yield Finding(("rows_expected",), "least-most", f"There are only {len(self.rows)} rows.")

    def scale_place(self) -> Place:
        return ("scale",)

    def terms(self) -> dict[str, Term]:
        codes = {
            name: Term("codes", tuple(step.code for step in scale.steps)) for _, scale, name in self.pairs()
        }
        return {**codes, self.id: Term("rows", tuple(codes))}

    @property
    def is_shuffled(self) -> bool:
        return self.order != "as_written"

    @cached_property
    def has_conditions(self) -> bool:
        return any(row.show_if is not None for row in self.rows)

    def narrowed(self, facts: Facts) -> Self | None:
        asked = super().narrowed(facts)
        if asked is None or not self.has_conditions:
            return asked
        return self.asking(tuple(row for row in self.rows if row.show_if is None or row.show_if.holds(facts)))

    def arranged(self, seed: int) -> Self:
        if self.order == "as_written":
            return self
        return self.asking(in_order(self.rows, self.order, seed, self.id, lambda row: row.id)) or self

    def asking(self, rows: tuple[Row, ...]) -> Self | None:
        """The question with these of its rows, in this order; itself when they are all as written."""
        if len(rows) == len(self.rows) and all(map(operator.is_, rows, self.rows)):
            return self
        return self.model_copy(update={"rows": rows}) if rows else None

    def settles(self, facts: Facts, unsettled: AbstractSet[str]) -> dict[str, Verdict]:
        return {
            name: all_hold((self.show_if, row.show_if), facts, unsettled) for row, _, name in self.pairs()
        }

    def keep(self, answer: Answer | None) -> Answer | None:
        if answer is None:
            return None
        asked = self.column_names()
        kept = tuple((name, code) for name, code in held(answer, Ratings).by_column if name in asked)
        return Given(Ratings(kept)) if kept else None

    def facts(self, answer: Answer) -> dict[str, Fact]:
        rated: dict[str, Fact] = {name: (code,) for name, code in held(answer, Ratings).by_column}
        return {**rated, **super().facts(answer)}

    def picked(self, form: Form) -> tuple[tuple[str, Code], ...]:
        """The codes that a form gives, by column; two for one row, or one not on the scale, are none."""
        return tuple(
            (name, codes[given])
            for name, codes in self.codes_typed.items()
            if len(form.get(name, ())) == 1 and (given := first(form, name)) in codes
        )

    @cached_property
    def codes_typed(self) -> Mapping[str, Mapping[str, Code]]:
        """By column, the code that each text of a form stands for."""
        return {name: {str(step.code): step.code for step in scale.steps} for _, scale, name in self.pairs()}

    def read(self, form: Form) -> Answer | Rejected | None:
        """Codes that are on the scale have no flaw, so there is none to look for."""
        ratings: list[tuple[str, Code]] = []
        for name, codes in self.codes_typed.items():
            named = form.get(name)
            if named is None:
                continue
            if len(named) != 1 or named[0] not in codes:
                return super().read(form)
            ratings.append((name, codes[named[0]]))
        return Given(Ratings(tuple(ratings))) if ratings and not self.unique else super().read(form)

    def typed(self, form: Form) -> dict[str, tuple[str, ...]]:
        return {name: (str(code),) for name, code in self.picked(form)}

    def parse(self, form: Form) -> Answer | Rejected | None:
        ratings = self.picked(form)
        twice = tuple(self.given_twice(dict(ratings))) if self.unique else ()
        if twice:
            return Rejected(twice)
        return Given(Ratings(ratings)) if ratings else None

    def given_twice(self, codes: Mapping[str, Code]) -> Iterator[Problem]:
        """Rows with a step that a row before them has, where each step may be given once."""
        for scale in self.scales_used():
            seen: set[Code] = set()
            labels = {step.code: step.label for step in scale.inside}
            for name in (self.column(row, scale) for row in self.rows):
                code = codes.get(name)
                if code in seen:
                    message = Phrase(
                        "You have given \u201c{answer}\u201d already. Give each answer once.",
                        answer=labels[code],
                    )
                    yield Problem(name, message, "unique")
                if code in labels:
                    seen.add(code)

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {name: (str(code),) for name, code in held(answer, Ratings).by_column}

    def show_row(self, row: Row, answer: Answer | None) -> str:
        """One row in words: its step, or the steps on both scales."""
        codes = {} if answer is None else held(answer, Ratings).codes
        many = len(self.scales_used()) > 1
        labels = [
            f"{scale.title or scale.prompt or scale.id}: {step.label}" if many else step.label
            for scale in self.scales_used()
            for step in scale.steps
            if step.code == codes.get(self.column(row, scale))
        ]
        if len(labels) < 2:
            return "".join(labels)
        first, second = labels
        return Phrase("{first}; {second}", first=first, second=second)

    def said(self, answer: Answer) -> dict[str, Quoted]:
        codes = held(answer, Ratings).codes
        labels = {scale.id: {step.code: step.label for step in scale.steps} for scale in self.scales_used()}
        return {name: (labels[scale.id][codes[name]],) for _, scale, name in self.pairs() if name in codes}

    def lines(self, answer: Answer | None) -> tuple[tuple[str, str], ...]:
        return tuple((row.words, self.show_row(row, answer)) for row in self.rows)

    def show(self, answer: Answer) -> str:
        return "; ".join(f"{row.words}: {said}" for row in self.rows if (said := self.show_row(row, answer)))

    def column_names(self) -> tuple[str, ...]:
        return tuple(name for _, _, name in self.pairs())

    def variables(self) -> tuple[Variable, ...]:
        columns = tuple(
            Column(
                name,
                row.words,
                scale.categories,
                row.measures or self.measures,
                row.level or self.level,
                scale.id if len(self.scales_used()) > 1 else "",
                row.text,
            )
            for row, scale, name in self.pairs()
        )
        return (self.variable(Measure.BATTERY, columns, scale=self.scales_used()[0].id),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        codes = held(answer, Ratings).codes
        unrated: Cell = Missing.BLANK if self.blank_means is None else self.blank_means
        return {
            name: DECLINING.get(str(codes[name]), codes[name]) if name in codes else unrated
            for name in self.column_names()
        }

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        return {name: (str(cells[name]),) for _, _, name in self.pairs() if name in cells}


class Grid(Rating):
    """Statements on one scale; a row is a variable of its own."""

    told: ClassVar[tuple[str, ...]] = (*Rating.told, "scale")

    ask: Literal["grid"] = "grid"
    scale: Scale

    def scales_used(self) -> tuple[Scale, ...]:
        return (self.scale,)

    def column(self, row: Row, scale: Scale) -> str:
        return row.id


class PairedGrid(Rating):
    """Statements on two scales side by side, such as importance and how far it is in place."""

    default_seconds: ClassVar[float] = 8
    asks_two_things: ClassVar[bool] = True
    told: ClassVar[tuple[str, ...]] = (*Rating.told, "scales")

    ask: Literal["paired_grid"] = "paired_grid"
    scales: tuple[Scale, Scale]

    def scales_used(self) -> tuple[Scale, ...]:
        return self.scales

    def scale_place(self) -> Place:
        return ("scales",)

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if self.scales[0].id == self.scales[1].id:
            yield Finding(("scales",), "duplicate-id", "The two scales must be different.")

    def column(self, row: Row, scale: Scale) -> str:
        return f"{row.id}__{scale.id}"
