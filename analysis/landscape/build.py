"""All tables of a landscape, exact and not yet safe, with what disclosure control must be told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.disclosure import Hierarchy, Release, beside
from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan, usual
from analysis.tables import Table
from survey.engine.codebook import Missing


def tables(land: Landscape, plan: Plan | None = None) -> tuple[Table, ...]:
    """Every table of the plan that these answers allow, in the order of the report."""
    plan = plan or usual(land)
    under = land.under(plan.terms)
    return tuple(table for kind in plan.tables for table in kind.tables(under))


def completed(release: Release, land: Landscape, plan: Plan | None = None) -> Release:
    """The release with the tables that compare what it shows, all in the order of the plan."""
    plan = plan or usual(land)
    under = land.under(plan.terms)
    more = [table for kind in plan.tables for table in kind.afterwards(under, release)]
    whole = beside(release, more)
    ids = [kind.id for kind in plan.tables]
    return replace(whole, tables=tuple(sorted(whole.tables, key=lambda table: place(table.id, ids))))


def place(id: str, ids: Sequence[str]) -> int:
    """Where a table stands among the entries of a plan; numbers of some go on from that of their entry."""
    return max(range(len(ids)), key=lambda at: len(ids[at]) if id.startswith(ids[at]) else 0)


def hierarchy(land: Landscape, plan: Plan | None = None) -> Hierarchy:
    """What disclosure control must be told of the breaks, and of what each table of the plan counts."""
    plan = plan or usual(land)
    frame, land = land.frame, land.under(plan.terms)
    counted = [kind.counted(land) for kind in plan.tables]
    leaves: dict[str, Sequence[str]] = dict(land.breaks.leaves())
    leaves |= {each.variable: each.leaves for each in plan.splits(land).values()}
    inside: dict[str, str] = {}
    shared: dict[str, frozenset[str]] = {}
    for one in counted:
        leaves |= one.leaves
        inside |= one.inside
        shared |= one.shared
    return Hierarchy(
        leaves=leaves,
        routed=routed(frame).union(*(one.routed for one in counted)),
        sensitive=sensitive(frame).union(*(one.sensitive for one in counted)),
        scores=frozenset(score.id for score in frame.codebook.scores),
        apart=frozenset[str]().union(*(one.apart for one in counted)),
        inside=inside,
        shared=shared,
    )


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
