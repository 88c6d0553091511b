"""Means and percentages of two releases side by side: neither gives away a figure that the other hides.

An attacker has every figure that an earlier release printed, as it was rounded, beside those of this one.
People are told apart by when they were there, as in `pairs`; where both releases are of the same answers
nobody came or went, and what the earlier one printed is taken at its exact value where it is known.
What is protected: groups that this release hides, and those that the earlier one hid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from analysis.disclosure.before import Before, Counts, Then
from analysis.disclosure.cells import Where, ordered
from analysis.disclosure.figures import Figure
from analysis.disclosure.pairs import BEFORE, NOW, WAVE
from analysis.disclosure.problem import Floats
from analysis.disclosure.rules import FIT, SCALES, Interval
from analysis.disclosure.scores import SLACK, Answers, Equal, Printed, around

HALF = 0.005
HALF_A_PERCENT = 0.5
"""By how much a printed figure may differ from the true one."""
NOTHING = Printed(frozenset(), equal=False)


class AnswersBeside(Answers):
    """One figure of this release and of an earlier one, above the counts of both.

    What either hides is protected where it may be of fewer than ten people: as with counts, what one release
    hid for the sake of others alone may come to light in another, as long as those others do not.
    """

    partners_too = False

    def __init__(self, counts: Counts, figure: Figure, before: Before, of: Then) -> None:
        super().__init__(counts.both, figure)
        self.counts, self.before, self.of = counts, before, of
        self.had: dict[Where, tuple[Interval | None, Interval | None]] = {}
        self.half = HALF if figure.measure in SCALES else HALF_A_PERCENT

    def place(self, where: Where) -> Where:
        """Groups of this release by their name; those of another time say so themselves."""
        return where if WAVE in dict(where) else self.before.at(where, *NOW)

    def unlisted(self) -> list[Where]:
        """What the earlier release hid or left out."""
        parts = {part for part in (*self.of.parts, *self.figure.parts) if part not in self.of.values}
        hidden = {where for where in self.of.hidden if where} | parts
        if self.before.is_same:
            hidden -= self.figure.values.keys()
        return list(ordered(self.before.at(where, *BEFORE) for where in hidden))

    def is_told(self, where: Where, printed: Printed) -> bool:
        """Also where readers have it already, or the earlier release says nothing beside what is printed."""
        had = where in self.of.values
        return had or super().is_told(where, printed) or not self.has_more(printed)

    def has_more(self, printed: Printed) -> bool:
        """Whether the earlier release says anything of the figure, or of the people behind it, that this one
        does not."""
        return (
            not self.before.is_same
            or self.counts.tells_more
            or not (
                self.of.values.keys() <= printed.groups
                and (self.of.equal is None or (printed.equal and self.of.parts == self.figure.parts))
                and (not self.of.weighed or printed.weighed)
            )
        )

    def is_news(self, where: Where, printed: Printed) -> bool:
        """Whether this release narrows what the earlier one tells: its figures, or else its counts. What the
        earlier one let be cannot be taken back by hiding something now."""
        if where not in self.had:
            self.had[where] = self.mean(where, NOTHING), self.old.mean(where, NOTHING)
        with_counts, alone = self.had[where]
        return narrows(with_counts, alone) or narrows(self.mean(where, printed), with_counts)

    @cached_property
    def old(self) -> Answers:
        """What the earlier release says by itself."""
        return AnswersBeside(replace(self.counts, both=self.counts.had), self.figure, self.before, self.of)

    def both(self, printed: Printed) -> Printed:
        """What is printed of this release's figure, with what the earlier one tells of the same answers."""
        if not self.before.is_same:
            return printed
        equal = self.of.equal is not None and self.of.parts == self.figure.parts
        return Printed(
            printed.groups | (self.of.values.keys() & self.figure.values.keys()),
            printed.equal or equal,
            printed.weighed or self.of.weighed,
        )

    def facts(self, printed: Printed) -> Iterator[Floats]:
        """What either release says of the figure; of the same answers exactly wherever that is known."""
        both = self.both(printed)
        yield from super().facts(both)
        slack = self.half + SLACK
        for where in ordered(self.of.values.keys() - both.groups if self.before.is_same else self.of.values):
            value, place = self.of.values[where], self.before.at(where, *BEFORE)
            if self.has(place):
                yield self.row(place, 1.0, -value - slack)
                yield self.row(place, -1.0, value - slack)

    def equals(self, printed: Printed) -> Iterator[Equal]:
        both = self.both(printed)
        yield from super().equals(both)
        if self.of.equal is not None:
            told = {part: around(value, self.half) for part, value in self.of.values.items()}
            if self.before.is_same:
                told |= {where: around(self.figure.values[where]) for where in both.groups}
            parts = {self.before.at(part, *BEFORE): told.get(part) for part in self.of.parts}
            yield Equal(around(self.of.equal, self.half), parts)


def narrows(found: Interval | None, before: Interval | None) -> bool:
    """Whether a figure is told more closely than before."""
    if found is None or before is None:
        return before is not None
    return found.hi - found.lo < before.hi - before.lo - FIT


def side_by_side(
    found: Sequence[Answers], befores: Sequence[Before], known: set[tuple[str, Where]]
) -> Iterator[AnswersBeside]:
    """Each figure of this release that an earlier one has too, above the counts of both."""
    for before in befores:
        counts: dict[tuple[str, tuple[float, float]], Counts] = {}
        for figure in (answers.figure for answers in found):
            of = before.figures.get(figure.key)
            if of is not None:
                at = figure.universe, figure.scale
                if at not in counts:
                    counts[at] = before.known(*at, known)
                yield AnswersBeside(counts[at], figure, before, of)
