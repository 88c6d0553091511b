"""Whether what a plan says of the report as a whole fits the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.landscape.ground import Landscape
from analysis.landscape.kind import no_split, unknown
from analysis.landscape.terms import Terms

Fault = tuple[tuple[str | int, ...], str]


def wrong_terms(terms: Terms, land: Landscape) -> Iterator[Fault]:
    """The place in the plan, and a sentence that says what to write."""
    scores = [score.id for score in land.frame.codebook.scores]
    seen: set[str] = set()
    for at, one in enumerate(terms.comparisons):
        place = "comparisons", at
        for key, message in (
            *unknown("score", (one.score,), scores, "score"),
            *no_split("by", (one.by,), land),
        ):
            yield (*place, key), message
        if one.name in seen:
            yield place, f"{one.score} by {one.by} is registered twice. Take one out."
        seen.add(one.name)
