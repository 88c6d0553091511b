"""T13: themes in what people wrote, once people have settled on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.tables import Table
from analysis.themes import table


class Themes(TableKind):
    """How many wrote about each theme; there is none before themes are settled (`--themes`)."""

    beside = True

    table: Literal["themes"] = "themes"
    id: Number = "T13"

    def made(self, land: Landscape) -> Iterator[Table]:
        if land.themes is not None:
            yield table.themes_table(land.frame, land.themes, land.breaks.main)

    def counted(self, land: Landscape) -> Counted:
        if land.themes is None:
            return Counted()
        leaves = {name: tuple(codes) for name, codes in table.leaves(land.themes)}
        return Counted(apart=table.APART, routed=table.ROUTED, leaves=leaves)
