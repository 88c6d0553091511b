"""T3v, whether groups score differently: what was registered beforehand, then all else, marked exploratory.

Made of groups that the release shows with 30 answers or more, once that is known: whether a hidden group is
large enough to be compared must not show. "Other" and "not given" are no groups of people alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from analysis.breaks import OTHER, Break, Part
from analysis.disclosure import Base, Release, shown
from analysis.disclosure.cells import Where
from analysis.estimates import Estimate
from analysis.landscape.figures import cells
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.landscape.terms import Compared
from analysis.scales.comparisons import Comparison, compare
from analysis.scales.families import HOLM_LEVEL, Registered, judged
from analysis.tables import Group, Label, Table
from survey.engine.codebook import Score
from survey.engine.geography import NOT_GIVEN, WIDE

UNLIKE = (OTHER, NOT_GIVEN, WIDE)
"""Codes of groups that have nothing in common but what they did not say."""
WIDEST = Label("widest", "The two that differ most")
REGISTERED, BY_PERSON, EXPLORATORY = "registered", "by_person", "exploratory"
"""How the id of a row begins: whether its difference may be stated, and if not, why."""
LEAST_P = 0.001
DELTA = (
    "Cliff's delta: of all pairs of one person from each group, the share in which the first scores higher "
    "less the share in which the second does; 0 where neither tends to, 1 where the first always does."
)
FEW = "“Small” beside a comparison: one of its two groups has 30 to 49 people."
FAMILIES = (
    "Pre-registered: written down before anybody saw an answer, at most twelve; p adjusted by Holm over the "
    f"whole list, and a difference is stated from {HOLM_LEVEL} down where its range leaves out 0. "
    "Exploratory: all others, p adjusted by Benjamini and Hochberg (q = 0.10); they suggest what to look at "
    "next and no difference is stated. Ranges are widened for the number of comparisons and pairs. "
    f"A p of {LEAST_P} stands for that or less."
)
COLLEAGUES = (
    "A rank test takes colleagues for strangers. Where each group comes from too few known organisations, "
    "ranges are by person and no difference is stated."
)
NO_RANKING = "Groups do different work; this is no ranking, and no difference says what caused it."


class Comparisons(TableKind):
    """T3v: effect sizes between groups; `scores` and `by` name what is compared beside what is registered."""

    table: Literal["comparisons"] = "comparisons"
    id: Number = "T3v"
    title: str = "Whether groups score differently"
    scores: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    def made(self, land: Landscape) -> Iterator[Table]:
        yield from ()

    def after(self, land: Landscape, release: Release) -> Iterator[Table]:
        wanted = self.wanted(land)
        found = list(all_compared(land, release, wanted))
        if any(not one.comparison.is_silent for one in found):
            yield compared_table(found, self.id)

    def wanted(self, land: Landscape) -> tuple[Compared, ...]:
        """What was registered, and then every score and split named here that was not."""
        registered = land.terms.comparisons
        others = (Compared(score=score, by=by) for by in self.by for score in self.scores)
        return (*registered, *(one for one in others if one not in registered))

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(tuple(dict.fromkeys(one.by for one in self.wanted(land))))

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")
        yield from no_split("by", self.by, land)
        if bool(self.scores) != bool(self.by):
            key = "by" if self.scores else "scores"
            yield key, "Name both scores and splits (by) to compare beside what is registered, or neither."
        elif not self.wanted(land):
            yield (
                "table",
                "There is nothing to compare. Write a list under comparisons, or scores and by here.",
            )


class Made:
    """One comparison with what it is of."""

    def __init__(self, score: Score, split: Break, parts: Sequence[Part], comparison: Comparison) -> None:
        self.score, self.split, self.comparison = score, split, comparison
        self.parts = {split.label(part).id: part for part in parts}

    @property
    def kind(self) -> str:
        if self.comparison.family == "exploratory":
            return EXPLORATORY
        return REGISTERED if self.comparison.keeps_colleagues_together else BY_PERSON

    @property
    def label(self) -> Label:
        """The two that differ most, the higher first."""
        family = "exploratory" if self.kind == EXPLORATORY else "pre-registered"
        block = f"{self.split.title}: {family} ({self.comparison.test})"
        first, second = (self.parts[id].label for id in self.pair)
        words = f"{self.score.label}: {first} and {second}"
        return Label(f"{self.kind}:{self.split.id}:{self.score.id}", words, block)

    @property
    def pair(self) -> tuple[str, str]:
        found = self.comparison.largest
        assert found is not None
        return (found.first, found.second) if found.delta >= 0 else (found.second, found.first)

    def group(self, ids: Sequence[str]) -> Group:
        parts = tuple(self.parts[id].leaves for id in ids)
        whole = frozenset[str]().union(*parts)
        return Group(((self.split.variable, whole),), self.score.id, parts)

    def figures(self) -> Iterator[tuple[str, Group, Estimate]]:
        found, one = self.comparison, self.comparison.largest
        assert one is not None
        low, high = one.wide_low, one.wide_high
        if one.delta < 0:
            low, high = (None if end is None else -end for end in (high, low))
        yield "delta", self.group(self.pair), Estimate(abs(one.delta), low, high, sum(found.n))
        if found.adjusted is not None:
            yield (
                "adjusted_p",
                self.group(found.groups),
                Estimate(max(found.adjusted, LEAST_P), n=sum(found.n)),
            )


def all_compared(land: Landscape, release: Release, wanted: Sequence[Compared]) -> Iterator[Made]:
    """Each comparison between the groups that are shown, adjusted within its family."""
    known, organisations = shown(release), land.frame.organisations()
    scores = {score.id: score for score in land.frame.codebook.scores}
    of: list[tuple[Score, Break, list[Part]]] = []
    for one in wanted:
        split = land.split(one.by)
        if split is None or one.score not in scores:
            continue
        of.append((scores[one.score], split, steady(known, scores[one.score], split)))
    made = [
        compare(
            f"{score.id} by {split.id}",
            land.frame.score(score),
            {split.label(part).id: split.has(part) for part in parts},
            organisations,
        )
        for score, split, parts in of
    ]
    registered = Registered(tuple(one.name for one in land.terms.comparisons))
    for (score, split, parts), found in zip(of, judged(made, registered), strict=True):
        yield Made(score, split, parts, found)


def steady(known: Mapping[tuple[str, Where], Base], score: Score, split: Break) -> list[Part]:
    """Groups of people alike that are shown with 30 answers or more to a score."""
    found = []
    for part in split.parts:
        base = known.get((score.id, split.group(part).where))
        if part.id not in UNLIKE and base is not None and base.is_steady:
            found.append(part)
    return found


def compared_table(found: Sequence[Made], id: str) -> Table:
    told = [one for one in found if not one.comparison.is_silent]
    silent = [f"{one.score.label} by {one.split.title.lower()}" for one in found if one.comparison.is_silent]
    left_out = (
        f"Not compared, since under two groups are shown with 30 answers or more, or the score is left out: "
        f"{'; '.join(silent)}.",
    )
    return Table(
        id=id,
        title="Whether groups score differently",
        subtitle="Size first: Cliff's delta of the two groups that differ most, the one that tends to score "
        "higher named first. Of those who answered.",
        base="Those with a score in the two groups; for p, in all groups with 30 answers or more",
        dimensions=tuple(dict.fromkeys(one.split.id for one in told)),
        rows=tuple(one.label for one in told),
        cols=(WIDEST,),
        cells=tuple(
            cell
            for one in told
            for measure, group, figure in one.figures()
            for cell in cells(one.label.id, WIDEST.id, group, one.score.id, iter([(measure, figure)]))
        ),
        notes=(DELTA, FEW, FAMILIES, COLLEAGUES, *(left_out if silent else ()), NO_RANKING),
    )
