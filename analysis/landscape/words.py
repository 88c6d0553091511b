"""T13: themes in what people wrote, once people have settled on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind
from analysis.tables import Table
from analysis.themes.table import themes_table


class Themes(TableKind):
    """How many wrote about each theme; there is none before themes are settled (`--themes`)."""

    beside = True

    table: Literal["themes"] = "themes"
    id: Number = "T13"

    def made(self, land: Landscape) -> Iterator[Table]:
        if land.themes is not None:
            yield themes_table(land.frame, land.themes, land.breaks.main)
