"""What became of every column of an older version: where its cells go, and which change on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from survey.engine.codebook import Category, Cell, Code, Column, Measure, Missing, is_answer
from survey.engine.parts import DECLINING
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.versions.code_map import SCALES, Fate, Step, code_now, fate, recodings, steps_between
from survey.engine.versions.names import declared_scales, stored, written

Lost = tuple[str, str]
"""An answer without a counterpart: the name it was given under, and its code unless all of it was dropped."""


@dataclass(frozen=True)
class Route:
    """Where the cells of one column go, and which of them become another cell on the way."""

    to: str | None
    cells: Mapping[Cell, Cell] = field(default_factory=dict)
    lost: Mapping[Cell, Lost] = field(default_factory=dict)
    dropped: Lost | None = None
    """What a value in it was, where nothing of the column is kept."""

    def loses(self, cell: Cell) -> Lost | None:
        gone = self.dropped if is_answer(cell) else None
        return gone or self.lost.get(cell)


@dataclass(frozen=True)
class Routes:
    """The ways from an older version to a newer one, by the code map of the newer."""

    old: Questionnaire
    new: Questionnaire

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_between(self.new.code_map, self.old.version, self.new.version)

    @cached_property
    def by_column(self) -> dict[str, Route]:
        """Every column of the older version with its route."""
        return dict(self.all())

    @cached_property
    def codes_now(self) -> dict[str, dict[str, Code]]:
        """The codes of the newer version by column, as forms spell them and as the data hold them."""
        columns = self.new.codebook.columns.values()
        return {column.name: {str(one.code): one.code for one in column.categories} for column in columns}

    def fate(self, name: str) -> Fate:
        return fate(name, self.steps)

    def all(self) -> Iterator[tuple[str, Route]]:
        for question in self.old.questions.values():
            own = self.fate(written(question.id, question.repeats))
            yield from self.dropped(question, own) if own.dropped else self.kept(question, own)
        for name, computed in self.old.computed.items():
            own = self.fate(name)
            categories = tuple(case.category for case in computed.cases)
            gone = Route(None, dropped=(name, ""))
            yield name, gone if own.dropped else self.recoded(own.now, categories, {name: own})

    def dropped(self, question: Question, own: Fate) -> Iterator[tuple[str, Route]]:
        """A question taken out by itself, or with its group."""
        itself = own.dropped in own.by
        name = written(question.id, question.repeats) if itself else question.repeats
        for column in question.column_names():
            yield column, Route(None, dropped=(name, ""))

    def kept(self, question: Question, own: Fate) -> Iterator[tuple[str, Route]]:
        name, now = written(question.id, question.repeats), self.now(question, own)
        main, *says = question.variables()
        for column in main.columns:
            if main.measure is Measure.MULTIPLE:
                yield column.name, self.ticked(column.name.removeprefix(f"{question.id}__"), name, now, own)
            elif main.measure is Measure.BATTERY:
                yield column.name, self.row(question, column, {name: own})
            else:
                fates = self.scales(question, column) | {name: own}
                yield column.name, self.recoded(now, column.categories, fates)
        option = question.saying if isinstance(question, Choosing) else None
        became = code_now(str(option.code), recodings([own]))[0] if option else None
        for say in says:
            yield say.id, Route(None if became is None else f"{now}__say")

    def ticked(self, code: str, name: str, now: str, own: Fate) -> Route:
        """One of several options, a column of its own."""
        became, _ = code_now(code, recodings([own]))
        return Route(None, lost={1: (name, code)}) if became is None else Route(f"{now}__{became}")

    def row(self, question: Question, column: Column, own: Mapping[str, Fate]) -> Route:
        """One statement, on its one scale or on one of two."""
        name = written(column.name.removesuffix(f"__{column.side}"), question.repeats)
        row, scales = self.fate(name), self.scales(question, column)
        if row.dropped:
            return Route(None, dropped=(name, ""))
        side = [scale.now.removeprefix(f"{SCALES}.") for scale in scales.values()] if column.side else []
        return self.recoded("__".join([self.now(question, row), *side]), column.categories, {**scales, **own})

    def recoded(self, to: str, categories: Iterable[Category], fates: Mapping[str, Fate]) -> Route:
        """A column with a code a cell: what is not recoded stays; what has no counterpart was taken out."""
        entries, codes = recodings(fates.values()), self.codes_now.get(to, {})
        cells: dict[Cell, Cell] = {}
        lost: dict[Cell, Lost] = {}
        for category in categories:
            code, cell = str(category.code), category.missing or category.code
            became, by = code_now(code, entries)
            if became is None:
                cells[cell] = Missing.REDACTED
                lost[cell] = next((name, code) for name, one in fates.items() if by in one.by)
            elif became != code:
                cells[cell] = DECLINING.get(became, codes.get(became, became))
        return Route(to, cells, lost)

    def scales(self, question: Question, column: Column) -> dict[str, Fate]:
        """The scale that a column is on, and what became of it; nothing where an author chose none."""
        on = [one.id for one in declared_scales(question) if column.side in ("", one.id)]
        return {f"{SCALES}.{scale}": self.fate(f"{SCALES}.{scale}") for scale in on}

    def now(self, question: Question, fate: Fate) -> str:
        return stored(fate.now, question.id, question.repeats)
