"""All tables of a landscape, exact and not yet safe, with what disclosure control must be told of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.breaks import Breaks
from analysis.disclosure import Hierarchy
from analysis.frame import SurveyFrame
from analysis.landscape import choices, items, needs, practice, promising, who
from analysis.landscape.shape import Shape
from analysis.landscape.whole import Whole
from analysis.tables import Table
from survey.engine.codebook import Missing


@dataclass(frozen=True)
class Landscape:
    """One survey's analysis base with all that tables are made from."""

    frame: SurveyFrame
    breaks: Breaks
    shape: Shape
    whole: Whole

    @classmethod
    def of(cls, frame: SurveyFrame) -> Landscape:
        """Take base A of a frame and find its breaks and its shape."""
        base = frame.analysed
        breaks, shape = Breaks.of(base), Shape(base.codebook)
        return cls(base, breaks, shape, Whole.of(base, breaks, shape))

    def tables(self) -> tuple[Table, ...]:
        """Every table that this codebook allows, in the order of the report."""
        return tuple(self._tables())

    def _tables(self) -> Iterator[Table]:
        frame, breaks, shape, whole = self.frame, self.breaks, self.shape, self.whole
        yield who.who_answered(frame, breaks)
        tiles = who.tiles(frame, breaks)
        if tiles is not None:
            yield tiles
        if shape.practice is None:
            yield from self._plain()
            return
        yield practice.by_sector_and_role(frame, shape.practice, breaks, whole)
        order = practice.order_table(
            frame, shape.practice.scores, whole, id="T3r", title="Order of the practice scores"
        )
        if order is not None:
            yield order
        areas = practice.by_area(frame, shape.practice, breaks, whole)
        if areas is not None:
            yield areas
        yield practice.by_level(frame, shape.practice, whole)
        yield practice.level_gaps(frame, shape.practice, whole)
        if shape.organisation_grid is not None:
            yield items.grid_table(frame, shape.organisation_grid, whole, id="T3i")
        if shape.needs:
            yield needs.needs_table(frame, shape.needs, whole)
            if breaks.main is not None:
                yield needs.by_group(frame, shape.needs, breaks.main, whole)
        if shape.narrowed is not None:
            yield choices.choices_table(frame, shape.narrowed, whole)
        if shape.examples is not None:
            yield promising.promising_table(frame, shape.examples, shape.practice, breaks.main)

    def _plain(self) -> Iterator[Table]:
        """A questionnaire without levels of practice: its scores by its main split, its grids one by one."""
        scores = self.frame.codebook.scores
        if scores:
            splits = [*((self.breaks.main,) if self.breaks.main else ()), *self.breaks.others]
            yield practice.score_table(self.frame, scores, splits, self.whole, id="T3", title="Scores")
        for at, grid in enumerate(self.shape.grids):
            yield items.grid_table(self.frame, grid, self.whole, id=f"T10{chr(ord('a') + at)}")

    def hierarchy(self) -> Hierarchy:
        """Leaves, routed and sensitive universes, and universes that do not count people."""
        examples = self.shape.examples
        leaves = dict(self.breaks.leaves())
        apart: set[str] = set()
        if self.frame.geography is not None:
            leaves["borough"] = tuple(place.code for place in self.frame.geography.places)
        if examples is not None:
            leaves |= dict(promising.leaves(self.frame, examples))
            apart |= set(promising.universes(self.frame, examples, self.shape.practice))
        inside = dict.fromkeys(sorted(apart - {promising.EXAMPLES}), promising.EXAMPLES)
        return Hierarchy(
            leaves, self._routed(), self._sensitive(), frozenset(apart), inside, self._shared_by()
        )

    def _shared_by(self) -> dict[str, frozenset[str]]:
        """For each borough the leaves of people with several who may count there in part."""
        geography = self.frame.geography
        return {} if geography is None else {p.code: geography.sharing(p) for p in geography.places}

    def _routed(self) -> frozenset[str]:
        """Columns and variables that some people were not asked."""
        asked_of_some = {
            column
            for column in self.frame.why.columns
            if (self.frame.reasons(column) == Missing.NOT_ASKED.value).any()
        }
        owners = {self.frame.codebook.owner(column).id for column in asked_of_some}
        return frozenset(asked_of_some | owners)

    def _sensitive(self) -> frozenset[str]:
        """Columns of sensitive questions, and scores made of them."""
        columns = {
            column.name
            for variable in self.frame.codebook
            if variable.sensitive == "high"
            for column in variable.columns
        }
        scores = {score.id for score in self.frame.codebook.scores if set(score.columns) & columns}
        return frozenset(columns | scores)
