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

from analysis.disclosure.before import Before, Counts, Had
from analysis.disclosure.cells import Where, ordered
from analysis.disclosure.errors import TablesDisagree
from analysis.disclosure.figures import Figure
from analysis.disclosure.ground import ends
from analysis.disclosure.pairs import BEFORE, NEW, NOW, WAVE, then
from analysis.disclosure.problem import Floats
from analysis.disclosure.programs import Program
from analysis.disclosure.releases import HALF_A_PERCENT
from analysis.disclosure.rules import FIT, SCALES, TOLERANCE, Interval
from analysis.disclosure.scores import SLACK, Answers, Equal, Printed, Wanted, around
from analysis.disclosure.together import together
from analysis.disclosure.told import Told

HALF = 0.005
"""By how much a printed mean may differ from the true one."""
NOTHING = Printed(frozenset(), equal=False)
Found = tuple[Interval | None, Interval | None]
"""A figure and a count, as far as they are known; None where no world fits."""


class AnswersBeside(Answers):
    """One figure of this release and of an earlier one, above the counts of both.

    What either hides is protected where it may be of fewer than ten people: as with counts, what one release
    hid for the sake of others alone may come to light in another, as long as those others do not.
    """

    shares_too = True

    def __init__(self, counts: Counts, figure: Figure, before: Before, had: tuple[Had, Had]) -> None:
        super().__init__(counts.both, figure)
        self.counts, self.before = counts, before
        self.then, self.now = had
        self.told: dict[Where, Found] = {}
        self.half = HALF if figure.measure in SCALES else HALF_A_PERCENT

    def place(self, where: Where) -> Where:
        """Groups of this release by their name; those of another time say so themselves."""
        return where if WAVE in dict(where) else self.before.at(where, *NOW)

    def unlisted(self) -> list[Where]:
        """Those who came since, and whoever neither gives this figure of: hidden, left out, or only told
        apart by both together."""
        counted = self.figure.category in self.before.problem.ledger.categories
        apart = self.counts.groups if counted or self.figure.measure in SCALES else frozenset[Where]()
        now = self.figure.values.keys() | self.now.values.keys()
        beside = self.now.hidden | self.now.parts | self.figure.parts
        known = now | beside | self.then.values.keys() | self.then.hidden | self.then.parts
        others = (known | apart) - {()}
        if self.before.is_same:
            return list(ordered((others | self.one_organisation) - now))
        groups = {then(where, *BEFORE) for where in others - self.then.values.keys()} | self.one_organisation
        unseen = (apart | self.now.hidden | self.now.parts) - now - self.then.values.keys() - {()}
        groups |= {then(where, *NOW) for where in unseen}
        new = {then(where, NEW) for where in others | {()}}
        listed = known | (self.counts.listed if apart else set())
        sums = {then(w, NEW) for w in together(listed - {()}, self.before.ledger.leaves) if self.has(w)}
        return [*ordered(groups | new), *ordered(sums - new)]  # what each asks for often opens their sum

    @cached_property
    def one_organisation(self) -> set[Where]:
        """Groups that the earlier release hid because one organisation stands for them."""
        names = {self.figure.universe, self.figure.item} & self.before.problem.ledger.universes.keys()
        return {where for name in names for where in self.before.apart(name)}

    def was_apart(self, where: Where) -> bool:
        return self.place(where) in self.one_organisation

    def is_told(self, where: Where, printed: Printed) -> bool:
        """Also where readers have it already, or the earlier release says nothing beside what is printed."""
        if super().is_told(where, printed) or where in self.now.values:
            return True
        return where in self.figure.values and not self.has_more(printed)

    def has_more(self, printed: Printed) -> bool:
        """Whether the earlier release says anything of the figure, or of the people behind it, that this one
        does not."""
        return (
            not self.before.is_same
            or self.counts.tells_more
            or not (
                self.now.values.keys() <= printed.groups
                and (
                    not self.now.equals
                    or (printed.equal and self.now.equals.keys() <= self.figure.equals.keys())
                )
                and (not self.now.weighed or printed.weighed)
            )
        )

    def is_open(self, where: Where, printed: Printed, wanted: Wanted) -> bool:
        """Whether enough is left open of a group that may be of fewer than ten, or in which few gave a
        sensitive answer. How many came since is protected among people, where all were asked."""
        if self.is_surely_large(where, printed, wanted.threshold) and not wanted.is_more_than_size:
            return True
        mean = self.mean(where, printed)
        elsewhere = wanted.is_of_people and dict(where).get(WAVE) == frozenset({NEW})
        if elsewhere and not wanted.is_more_than_size and not wanted.is_narrow(mean):
            return True
        count = self.count(where, printed)
        if count is None or count.is_nobody:
            return True
        large = count.lo >= wanted.threshold - TOLERANCE
        if large and not wanted.is_more_than_size:
            return True
        if wanted.is_sensitive and not self.hides_few(where, printed, wanted):
            return False
        if large:
            is_told = wanted.is_narrow(mean) or (wanted.is_of_one and not count.is_safe(wanted.threshold))
            return not (wanted.is_told_apart and is_told)
        let_be = self.figure.is_declined and self.is_let_be(where, mean, printed)
        return (let_be or not wanted.is_narrow(mean)) and (elsewhere or count.is_safe(wanted.threshold))

    def hides_few(self, where: Where, printed: Printed, wanted: Wanted) -> bool:
        """Whether neither those who gave an answer nor those who did not are known to be few."""
        for sums, people in ((0.01, 0.0), (-0.01, 1.0)):
            few = ends(self.program(printed), self.row(where, sums, people), self.ground.one)
            if few is None or not few.is_safe_unlisted(wanted.threshold):
                return False
        return True

    def program(self, printed: Printed) -> Program:
        """All worlds that fit; refused where there is none, since nothing is safe in a wrong model."""
        known, world = self.latest, super().program(printed)
        if self.latest is not known and ends(world, self.ground.one, self.ground.one) is None:
            raise TablesDisagree(
                f"Nothing was released: what {self.before.earlier.printed.name} printed of"
                f" {self.figure.item} contradicts what would be printed now. Were answers changed since?"
            )
        return world

    def is_news(self, where: Where, printed: Printed) -> bool:
        """Whether this release narrows what the earlier one tells: its figures, or else its counts. What the
        earlier one let be cannot be taken back by hiding something now."""
        if where not in self.told:
            self.told[where] = self.old.found(where, NOTHING)
        return narrows(self.found(where, printed), self.told[where])

    def found(self, where: Where, printed: Printed) -> Found:
        """What can be worked out of a group's figure and of its count."""
        return self.mean(where, printed), self.count(where, printed)

    @cached_property
    def old(self) -> AnswersBeside:
        """What the earlier release says by itself."""
        counts = replace(self.counts, both=self.counts.had)
        return AnswersBeside(counts, self.figure, self.before, (self.then, self.now))

    def both(self, printed: Printed) -> Printed:
        """What is printed of this release's figure, with what readers have of the same answers."""
        equal = bool(self.figure.equals) and self.figure.equals.keys() <= self.now.equals.keys()
        return Printed(
            printed.groups | (self.now.values.keys() & self.figure.values.keys()),
            printed.equal or equal,
            printed.weighed or self.now.weighed,
            printed.withheld,
        )

    def facts(self, printed: Printed) -> Iterator[Floats]:
        """What all releases say of the figure; of the same answers exactly wherever that is known."""
        both = self.both(printed)
        yield from super().facts(both)
        slack = self.half + SLACK
        now, then = self.now.values, self.then.values
        told = [(where, now[where]) for where in ordered(now.keys() - both.groups)]
        told += [(self.before.at(where, *BEFORE), then[where]) for where in ordered(then)]
        for where, value in told:
            if self.has(where):
                yield self.row(where, 1.0, -value - slack)
                yield self.row(where, -1.0, value - slack)

    def equals(self, printed: Printed) -> Iterator[Equal]:
        both = self.both(printed)
        yield from super().equals(both)
        now = {part: around(value, self.half) for part, value in self.now.values.items()}
        now |= {where: around(self.figure.values[where]) for where in both.groups}
        for parts, value in self.now.equals.items():
            yield Equal(around(value, self.half), {part: now.get(part) for part in parts})
        then = {part: around(value, self.half) for part, value in self.then.values.items()}
        for parts, value in self.then.equals.items():
            yield Equal(
                around(value, self.half),
                {self.before.at(part, *BEFORE): then.get(part) for part in parts},
            )


def narrows(found: Found, before: Found) -> bool:
    """Whether a figure or a count is told more closely than before."""
    return any(
        then is not None and (now is None or now.hi - now.lo < then.hi - then.lo - FIT)
        for now, then in zip(found, before, strict=True)
    )


def side_by_side(found: Sequence[Answers], befores: Sequence[Before], told: Told) -> Iterator[AnswersBeside]:
    """Each figure of this release that an earlier one has too, above the counts of both; where they have none
    in common, the counts by themselves."""
    for before in befores:
        counts: dict[tuple[str, tuple[float, float]], Counts] = {}
        common = [(a.figure, had) for a in found if (had := before.figure(a.figure.key)) is not None]
        bare = sorted({*before.counted()} - {figure.universe for figure, _ in common})
        common += [(Figure(name, "mean", name), (Had(), Had())) for name in bare]
        for figure, had in common:
            at = figure.universe, figure.scale
            if at not in counts:
                counts[at] = before.known(*at, told)
            yield AnswersBeside(counts[at], figure, before, had)
