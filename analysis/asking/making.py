"""From names to an exact table: counts of people, percentages of answers, means of scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from analysis import estimates
from analysis.asking.crosstab import Crosstab
from analysis.asking.meeting import (
    EVERYONE,
    TOTAL,
    Met,
    Parts,
    columns,
    crossed,
    heading,
    in_block,
    options,
    place,
    words_of,
)
from analysis.asking.names import Names
from analysis.breaks import Break
from analysis.disclosure import Hierarchy
from analysis.estimates import Estimate
from analysis.frame import HAS_VALUE, Floats
from analysis.landscape.build import sensitive
from analysis.landscape.choices import ticks_of
from analysis.landscape.figures import APART, of_group, scored, statement
from analysis.landscape.scores import SET_ASIDE, needs
from analysis.landscape.whole import how_sure
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Category, Column

OF_THOSE = "Of those who answered. Each answer counts the same."
WILSON = "Percentages: Wilson's interval, which ignores organisations, so it is a little narrow."
SET_APART = {"dk": "Don't know", "na": "Does not apply", "blank": "Left blank"}


@dataclass(frozen=True)
class Asked:
    """A question whose answers have percentages: each answer with who gave it, and what was set aside."""

    title: str
    universe: str
    answers: tuple[tuple[Label, Floats], ...]
    """One for who gave it, nought for who gave another, not-a-number for who gave none."""
    aside: Mapping[str, Floats]
    """By measure: one for who set it aside so, not-a-number for who was not shown it."""
    about: str


class Making:
    """Makes tables of one survey's base."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.land = names.land
        self.frame = names.land.frame

    # Counts

    def counts(self, names: Sequence[str]) -> Crosstab:
        """People by every variable crossed, with all totals."""
        breaks = self.names.splits(names)
        found = []
        for row, col, block in crossed(breaks):
            met = Met((*row, *col, *block))
            count = int(np.count_nonzero(met.inside(len(self.frame))))
            found.append(Cell(self.row(row, block), place(col), "count", count, group=met.group))
        return self.finished(
            Table(
                id=f"counts {' x '.join(names)}",
                title=titled([each.title for each in breaks]),
                subtitle="Counts of people.",
                base="Everyone who sent answers, and agreed drafts that say enough to count",
                dimensions=tuple(names),
                rows=tuple(self.rows(breaks[:1], breaks[2:])),
                cols=tuple(columns(breaks[1:2], "Answers", TOTAL)),
                cells=tuple(found),
            ),
            breaks,
        )

    # Percentages

    def percentages(self, name: str, by: Sequence[str]) -> Crosstab:
        """How the answers to one question spread in each group; people by who they are, from counts."""
        if name in self.names.groups and self.is_about_people(name):
            return self.shares(name, by)
        asked, breaks = self.asked(name), self.names.splits(by)
        found: list[Cell] = []
        for col, block in product(options(breaks[:1]), options(breaks[1:])):
            met = Met((*col, *block))
            inside, about = met.inside(len(self.frame)), met.group
            figures = [
                (label.id, "percent", estimates.percentage_of(hits[inside])) for label, hits in asked.answers
            ]
            for measure, aside in asked.aside.items():
                share = estimates.percentage_of(aside[inside])
                figures.append((measure, measure, Estimate(share.value, n=share.n)))
            for row, measure, figure in figures:
                at = in_block(row, block), place(col)
                found.append(answered(at, measure, figure, replace(about, universe=asked.universe)))
        rows = (*(label for label, _ in asked.answers), *(Label(m, SET_APART[m]) for m in asked.aside))
        return self.finished(
            Table(
                id=f"percentages {' x '.join((name, *by))}",
                title=titled([asked.title, *(each.title for each in breaks)]),
                subtitle=OF_THOSE,
                base=f"{asked.about}; what was set aside: those who were asked",
                dimensions=(name, *by),
                rows=tuple(
                    Label(in_block(row.id, block), row.text, heading(block))
                    for block in options(breaks[1:])
                    for row in rows
                ),
                cols=tuple(columns(breaks[:1], EVERYONE, EVERYONE)),
                cells=tuple(found),
                notes=(WILSON,),
            ),
            breaks,
        )

    def shares(self, name: str, by: Sequence[str]) -> Crosstab:
        """Shares of people, each from published counts, with the counts that they are shares of."""
        breaks = self.names.splits((name, *by))
        found: list[Cell] = []
        for row, col, block in crossed(breaks):
            outer, inner = Met((*col, *block)), Met((*row, *col, *block))
            base, count = (int(np.count_nonzero(met.inside(len(self.frame)))) for met in (outer, inner))
            at = self.row(row, block), place(col)
            if row[0][1] is None:
                found.append(Cell(*at, "count", count, group=inner.group))
            elif base:
                found.append(Cell(*at, "share", 100 * count / base, n=base, group=inner.group, kind="share"))
        return self.finished(
            Table(
                id=f"percentages {' x '.join((name, *by))}",
                title=titled([each.title for each in breaks]),
                subtitle="% of people, from counts as they are printed. The last row counts them.",
                base="Everyone who sent answers, and agreed drafts that say enough to count",
                dimensions=(name, *by),
                rows=tuple(self.rows(breaks[:1], breaks[2:])),
                cols=tuple(columns(breaks[1:2], EVERYONE, EVERYONE)),
                cells=tuple(found),
            ),
            breaks,
        )

    def is_about_people(self, name: str) -> bool:
        return name not in self.frame.codebook or self.frame.codebook[name].identifying

    def asked(self, name: str) -> Asked:
        if name in self.names.lists:
            several = self.names.lists[name]
            ticks = ticks_of(self.frame, several)
            answers = ((Label(c.name, c.label), ticks[:, at]) for at, c in enumerate(several.columns))
            aside = self.aside(several.columns[0])
            about = "Those who chose at least one answer; several are possible"
            return Asked(several.label, several.id, tuple(answers), aside, about)
        statements = self.names.statements
        column = statements[name] if name in statements else self.frame.codebook[name].columns[0]
        grid = f"{self.frame.codebook.owner(name).label}: " if name in statements else ""
        answers = ((Label(f"step:{c.code}", c.label), self.hits(column, c)) for c in in_order(column))
        return Asked(
            grid + column.label, column.name, tuple(answers), self.aside(column), "Those who gave an answer"
        )

    def hits(self, column: Column, answer: Category) -> Floats:
        given = self.frame.values(column.name).astype("str").to_numpy(dtype=object) == str(answer.code)
        there = self.frame.reasons(column.name) == HAS_VALUE
        return np.where(there, given.astype(np.float64), np.nan)

    def aside(self, column: Column) -> dict[str, Floats]:
        """Who set the question aside in each way that is told."""
        why, shown = self.frame.reasons(column.name), self.frame.shown(column.name)
        return {
            measure: np.where(shown, (why == APART[measure].value).astype(np.float64), np.nan)
            for measure in self.told(column)
        }

    def told(self, column: Column) -> list[str]:
        """What was offered and can be set aside, and blanks."""
        offered = {category.missing for category in column.categories}
        return [measure for measure, reason in APART.items() if reason in offered or measure == "blank"]

    # Means

    def mean(self, name: str, by: Sequence[str]) -> Crosstab:
        """A score or a statement for everybody, for each group, and for groups within groups."""
        score = self.names.scores.get(name)
        item = scored(self.frame, score) if score else statement(self.frame, name)
        label = score.label if score else self.names.scaled[name].label
        told = {
            m
            for c in (score.columns if score else (name,))
            for m in self.told(self.frame.codebook.columns[c])
        }
        breaks = self.names.splits(by)
        organisations = self.frame.organisations()
        rows, found = [], []
        for block, row in product(options(breaks[:-1]), options(breaks[-1:])):
            met, at = Met((*block, *row)), in_block(place(row), block)
            rows.append(Label(at, words_of(row) or EVERYONE, heading(block)))
            about = replace(met.group, universe=item.universe)
            for measure, figure in of_group(item, met.inside(len(self.frame)), organisations):
                if measure not in APART or measure in told:
                    found.append(answered((at, name), measure, figure, about))
        if score:
            base = f"Those who answered enough of the statements: {needs([score])}"
        else:
            base = "Those who gave an answer"
        return self.finished(
            Table(
                id=f"mean {' x '.join((name, *by))}",
                title=titled([label, *(each.title for each in breaks)]),
                subtitle=f"Mean, 0 to 100. {OF_THOSE}",
                base=base,
                dimensions=tuple(by),
                rows=tuple(rows),
                cols=(Label(name, label),),
                cells=tuple(found),
                notes=(how_sure(self.land.everybody), SET_ASIDE),
            ),
            breaks,
        )

    # What they have in common

    def rows(self, down: Sequence[Break], within: Sequence[Break]) -> Iterator[Label]:
        for block in options(within):
            for row in options(down):
                yield Label(self.row(row, block), words_of(row) or TOTAL, heading(block))

    def row(self, row: Parts, block: Parts) -> str:
        return in_block(place(row), block)

    def finished(self, table: Table, breaks: Sequence[Break]) -> Crosstab:
        leaves: dict[str, Sequence[str]] = dict(self.land.breaks.leaves())
        leaves |= {each.variable: each.leaves for each in breaks}
        told = Hierarchy(
            leaves=leaves,
            routed=frozenset((*self.frame.why.columns, *self.names.lists, *self.names.scores)),
            sensitive=sensitive(self.frame),
            scores=frozenset(self.names.scores),
        )
        return Crosstab(**vars(table), hierarchy=told, people=len(self.frame))


def answered(at: tuple[str, str], measure: str, figure: Estimate, about: Group) -> Cell:
    """A figure about answers. One that cannot be made is there without a value: a gap would tell its base."""
    return Cell(*at, measure, figure.value, figure.low, figure.high, figure.n, about, "answer")


def in_order(column: Column) -> Sequence[Category]:
    """Steps of a scale in their order, other answers as they are asked."""
    found = column.substantive
    numbers = all(isinstance(category.code, int) for category in found)
    return sorted(found, key=lambda category: int(category.code)) if numbers else found


def titled(names: Sequence[str]) -> str:
    first, *others = names
    lower = (name if name[1:2].isupper() else name[:1].lower() + name[1:] for name in others)
    return f"{first}, by {' and '.join(lower)}" if others else first
