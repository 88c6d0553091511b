"""Whether what a plan says of the report as a whole fits the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.landscape.ground import Landscape
from analysis.landscape.kind import no_split, unknown
from analysis.landscape.terms import Terms
from analysis.weighting.answers import ACROSS

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
    yield from wrong_margins(terms, land)


def wrong_margins(terms: Terms, land: Landscape) -> Iterator[Fault]:
    """Margins by what people cannot be split by, and codes that no answer has."""
    if terms.margins is None:
        return
    written = "totals" if terms.margins.totals else "shares"
    for name, shares in terms.margins.shares.items():
        for _, message in no_split("shares", (name,), land):
            yield ("margins", written, name), message
        split = land.split(name)
        if split is None:
            continue
        known = {part.id for part in split.parts}
        for code in (*shares, *terms.margins.outside.get(name, ())):
            if code not in known and code != ACROSS:
                listed = ", ".join(sorted(known))
                yield ("margins", written, name), f"{name} has no answer {code}. Its answers are {listed}."
