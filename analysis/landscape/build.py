"""All tables of a landscape, exact and not yet safe, with what disclosure control must be told of them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.disclosure import Hierarchy
from analysis.frame import SurveyFrame
from analysis.landscape import promising
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan, usual
from analysis.tables import Table
from survey.engine.codebook import Missing


def tables(land: Landscape, plan: Plan | None = None) -> tuple[Table, ...]:
    """Every table of the plan that these answers allow, in the order of the report."""
    return tuple(table for kind in (plan or usual(land)).tables for table in kind.tables(land))


def hierarchy(land: Landscape, plan: Plan | None = None) -> Hierarchy:
    """Leaves, routed and sensitive universes, and universes that do not count people."""
    frame, examples = land.frame, land.shape.examples
    leaves: dict[str, Sequence[str]] = dict(land.breaks.leaves())
    leaves |= {each.variable: each.leaves for each in plan.splits(land).values()} if plan else {}
    apart: set[str] = set()
    if frame.geography is not None:
        leaves["borough"] = tuple(place.code for place in frame.geography.places)
    if examples is not None:
        leaves |= dict(promising.leaves(frame, examples))
        apart |= set(promising.universes(frame, examples, land.shape.practice))
    inside = dict.fromkeys(sorted(apart - {promising.EXAMPLES}), promising.EXAMPLES)
    counted = [kind.counted(land) for kind in (plan or usual(land)).tables]
    for one in counted:
        leaves |= one.leaves
        apart |= one.apart
    return Hierarchy(
        leaves=leaves,
        routed=routed(frame).union(*(one.routed for one in counted)),
        sensitive=sensitive(frame).union(*(one.sensitive for one in counted)),
        scores=frozenset(score.id for score in frame.codebook.scores),
        apart=frozenset(apart),
        inside=inside,
        shared=shared_by(frame),
    )


def shared_by(frame: SurveyFrame) -> dict[str, frozenset[str]]:
    """For each borough the leaves of people with several who may count there in part."""
    geography = frame.geography
    return {} if geography is None else {p.code: geography.sharing(p) for p in geography.places}


def routed(frame: SurveyFrame) -> frozenset[str]:
    """Columns and variables that some people were not asked."""
    asked_of_some = {
        column for column in frame.why.columns if (frame.reasons(column) == Missing.NOT_ASKED.value).any()
    }
    owners = {frame.codebook.owner(column).id for column in asked_of_some}
    return frozenset(asked_of_some | owners)


def sensitive(frame: SurveyFrame) -> frozenset[str]:
    """Columns of sensitive questions, and scores made of them."""
    columns = {
        column.name
        for variable in frame.codebook
        if variable.sensitive == "high"
        for column in variable.columns
    }
    scores = {score.id for score in frame.codebook.scores if set(score.columns) & columns}
    return frozenset(columns | scores)
