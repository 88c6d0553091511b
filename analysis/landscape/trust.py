"""How far to trust this: the lines that stand on page one, with numbers from safe tables alone."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure import Release
from analysis.landscape.wording import cell_at
from analysis.measures import printed


def trust(release: Release) -> tuple[str, ...]:
    """What a reader must know before using any figure."""
    return tuple(_lines(release))


def _lines(release: Release) -> Iterator[str]:
    yield "People chose to answer, and those already interested probably more often. Scores may be too high."
    yield from _places(release)
    headline = any(row.id == "headline" for table in release.tables for row in table.rows)
    weighting = "Sectors count equally, whatever their number of answers. " if headline else ""
    yield f"{weighting}Ranges in brackets are indicative intervals."
    yield (
        "It cannot say: what share of all staff do anything, what causes what, whether things are changing, "
        "or how any one organisation does."
    )


def _places(release: Release) -> Iterator[str]:
    table = next((table for table in release.tables if table.id == "T1b"), None)
    if table is None:
        return
    bands = [cell for cell in table.cells if cell.measure == "band"]
    few = sum(not cell.value for cell in bands)
    if not few:
        return
    said = (
        f"{few} of {len(bands)} boroughs have fewer than 10 answers. Nothing is reported for them alone, and "
        "they may include places with none."
    )
    blank = cell_at(table, "not_given", "count")
    if blank is not None and blank.value:
        said += f" About {printed(table, blank, blank.value)} people gave no borough."
    yield said
