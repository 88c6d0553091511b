"""What every table is made from: the base, how people split, what the codebook declares, the headline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from analysis.breaks import Break, Breaks, choice_break
from analysis.frame import Bools, SurveyFrame
from analysis.landscape.shape import Shape
from analysis.landscape.terms import Terms
from analysis.landscape.whole import Whole
from analysis.quality.flags import Flags
from analysis.scales.reliability import judged
from analysis.themes.final import Final
from survey.engine.codebook import Measure, Missing

SPLITTING = (Measure.NOMINAL, Measure.ORDINAL)
"""What one can split people by: questions with one answer."""


@dataclass(frozen=True)
class Landscape:
    """One survey's analysis base with all that tables are made from."""

    frame: SurveyFrame
    breaks: Breaks
    shape: Shape
    whole: Whole
    themes: Final | None = None
    """The themes that people settled on in what was written, if they have."""
    terms: Terms = field(default_factory=Terms)
    """What the plan says of the report as a whole."""

    @classmethod
    def of(cls, frame: SurveyFrame, themes: Final | None = None) -> Landscape:
        """Take base A of a frame and find its breaks and its shape."""
        base = frame.analysed
        breaks, shape = Breaks.of(base), Shape(base.codebook)
        return cls(base, breaks, shape, Whole.of(base, breaks, shape), themes)

    def under(self, terms: Terms) -> Landscape:
        """The same under what a plan says."""
        return replace(self, terms=terms)

    @cached_property
    def everybody(self) -> Whole:
        """Each answer counting the same, for what is asked within one sector alone."""
        return Whole.pooled(self.frame, "Everyone who was asked")

    @cached_property
    def loose(self) -> frozenset[str]:
        """Scores whose statements hold together less than the plan asks for, over everybody; where too few
        answered every statement nothing is held against a score."""
        found = set()
        for score in self.frame.codebook.scores:
            points = np.column_stack([self.frame.points(column) for column in score.columns])
            value = judged(points).value
            if value is not None and value < self.terms.reliable:
                found.add(score.id)
        return frozenset(found)

    @cached_property
    def flags(self) -> Flags:
        """The marks of data quality on everybody in the base."""
        return Flags.of(self.frame)

    @cached_property
    def sent_online(self) -> Bools:
        """Who sent answers on the pages: of nobody else is the way through the form known."""
        people = self.frame.people
        sent: Bools = ((people["status"] == "submitted") & (people["mode"] == "web")).to_numpy(dtype=bool)
        return sent

    def whole_of(self, columns: tuple[str, ...]) -> Whole:
        """The headline group, or everybody where some were not asked and so cannot be in it."""
        asked = (self.frame.reasons(column) != Missing.NOT_ASKED.value for column in columns)
        return self.whole if all(each[self.whole.inside].all() for each in asked) else self.everybody

    def split(self, name: str) -> Break | None:
        """The break of that name: of the report, an area, or any question with one answer."""
        known = {each.id: each for each in (*self.breaks.splits, *self.breaks.background)}
        if self.breaks.boroughs is not None:
            known[self.breaks.boroughs.id] = self.breaks.boroughs
        if name in known:
            return known[name]
        if name in self.frame.codebook and self.frame.codebook[name].measure in SPLITTING:
            return choice_break(self.frame, self.frame.codebook[name])
        return None

    def splits(self, names: tuple[str, ...]) -> tuple[Break, ...]:
        """The breaks of those names, in their order."""
        return tuple(found for name in names if (found := self.split(name)) is not None)

    @property
    def usual_splits(self) -> tuple[str, ...]:
        """What figures about answers are split by where nothing is said: the main split, then others."""
        found = (*((self.breaks.main,) if self.breaks.main else ()), *self.breaks.others)
        return tuple(each.id for each in found)
