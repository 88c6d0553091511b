"""F5, where answers came from: one tile a borough, in classes, placed as near as can be to where it is.

A hatched tile does not say that nobody answered, nor that fewer than ten did: it may be hidden only
to protect another. So it reads "not shown", and every sentence about it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import joined
from analysis.charts.lettering import widest, width, wrap
from analysis.charts.palette import PLACES, RIVER, RIVER_NAME, text_on
from analysis.disclosure import SafeTable, only_safe
from analysis.measures import grouped, is_hidden
from analysis.tables import Cell

MEASURES = ("band", "count")
"""Bands come with their lower bound as value; counts are put into bands here."""
BANDS = ((50, "50 or more", "50+"), (20, "20 to 49", "20\u201349"), (10, "10 to 19", "10\u201319"))
GAP = 4.0
RIVER_ABOVE_ROW = 5
"""The Thames runs between the fourth and the fifth row of the grid."""
RIVER_ROOM = 14.0
SMALLEST = 11.3
NOTE = (
    "One tile a borough, placed as near as can be to where it is. Hatched: [c] not shown, because fewer than "
    "10 people answered or to protect a borough where fewer did; there may be none. This shows where the "
    "link travelled, not how common trauma-informed practice is."
)


@dataclass(frozen=True)
class Tile:
    """A place on the map: where it stands and what it is called."""

    code: str
    label: str
    short: str
    """Three letters, for the phone."""
    row: int
    col: int


def fits(table: SafeTable, tiles: Sequence[Tile]) -> bool:
    """A table whose rows are mostly places of the map."""
    codes = {tile.code for tile in tiles}
    return bool(codes) and len(codes & {row.id for row in table.rows}) > len(codes) / 2


def figure(table: SafeTable, tiles: Sequence[Tile], credit: Credit) -> Figure:
    only_safe(table)
    bands = {tile.code: _band(_cell(table, tile.code)) for tile in tiles}
    hidden = sum(band is None for band in bands.values())
    off_map = _off_map(table, tiles)
    return Figure(
        id="F5",
        title=f"{hidden} of {len(tiles)} boroughs cannot be shown" if hidden else "Every borough is shown",
        subtitle=table.subtitle,
        note=NOTE,
        alt=_alt(table, tiles, bands, off_map),
        wide=_draw(tiles, bands, off_map, phone=False),
        phone=_draw(tiles, bands, off_map, phone=True),
        table_id=table.id,
        credit=credit,
    )


def _cell(table: SafeTable, row: str) -> Cell | None:
    return next((cell for cell in table.cells if cell.row == row and cell.measure in MEASURES), None)


def _band(cell: Cell | None) -> int | None:
    """Index into BANDS from the published number; None where nothing is shown."""
    if cell is None or is_hidden(cell) or cell.value is None:
        return None
    value = cell.value
    return next((at for at, (least, _, _) in enumerate(BANDS) if value >= least), None)


def in_words(cell: Cell) -> str:
    """The class of a place, as the key calls it."""
    band = _band(cell)
    return "" if band is None else BANDS[band][1]


def _off_map(table: SafeTable, tiles: Sequence[Tile]) -> str:
    """In words: the rows that are no borough and are shown."""
    codes = {tile.code for tile in tiles}
    shown = [
        f"{row.text}, {grouped(cell.value)}"
        for row in table.rows
        if row.id not in codes and row.id != "total"
        if (cell := _cell(table, row.id)) is not None and cell.value is not None
    ]
    return f"Not on the map: {'; '.join(shown)}." if shown else ""


def _alt(table: SafeTable, tiles: Sequence[Tile], bands: Mapping[str, int | None], off_map: str) -> str:
    by_band = {at: [tile.label for tile in tiles if bands[tile.code] == at] for at in (0, 1, 2, None)}
    said = ["Tile map of London."]
    said += [f"{BANDS[at][1]} answers: {joined(by_band[at])}." for at in (0, 1) if by_band[at]]
    if by_band[None]:
        said.append(f"Not shown: {joined(by_band[None])}.")
    if by_band[2]:
        said.append(f"{BANDS[2][1]} answers: {len(by_band[2])} others.")
    said += [off_map] if off_map else []
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _draw(tiles: Sequence[Tile], bands: Mapping[str, int | None], off_map: str, phone: bool) -> Drawing:
    drawing = Drawing(PHONE if phone else WIDE)
    columns = max(tile.col for tile in tiles)
    gap = 2.0 if phone else GAP
    wide = (drawing.width - gap * (columns - 1)) / columns
    tall = 44.0 if phone else 52.0
    top = _key(drawing) + 10
    for tile in tiles:
        x = (tile.col - 1) * (wide + gap)
        y = top + (tile.row - 1) * (tall + gap) + (RIVER_ROOM if tile.row >= RIVER_ABOVE_ROW else 0)
        _tile(drawing, tile, bands[tile.code], (x, y, wide, tall), phone)
    _river(drawing, top + (RIVER_ABOVE_ROW - 1) * (tall + gap) + RIVER_ROOM / 2 - gap / 2, phone)
    if off_map:
        drawing.paragraph(0, drawing.height + 8, off_map, drawing.width, 13)
    return drawing


def _key(drawing: Drawing) -> float:
    """The classes, wrapping where the sheet ends; returns the bottom."""
    x, y = 0.0, 0.0
    entries: list[tuple[str | None, str]] = [(None, "[c] not shown, may be none")]
    entries += [(fill, words) for fill, (_, words, _) in zip(PLACES, reversed(BANDS), strict=True)]
    for fill, words in entries:
        if x and x + 20 + width(words, 13) > drawing.width:
            x, y = 0.0, y + 21
        if fill is None:
            drawing.hatch(x, y + 1, 15, 14, 6)
        else:
            drawing.rect(x, y + 1, 15, 14, fill)
        x = drawing.text(x + 21, y + 13, words, 13) + 16
    return y + 20


def _tile(
    drawing: Drawing, tile: Tile, band: int | None, box: tuple[float, float, float, float], phone: bool
) -> None:
    x, y, wide, tall = box
    middle = (x + wide / 2, y + tall / 2)
    names: tuple[tuple[str, float, int], ...] = ((tile.short, 12, 600),)
    if not phone:
        names = _name(tile.label, wide)
    if band is None:
        drawing.hatch(x, y, wide, tall)
        drawing.plate(*middle, wide, names)
        return
    fill = PLACES[len(BANDS) - 1 - band]
    _, in_full, in_short = BANDS[band]
    words = (in_short, SMALLEST, 400) if phone else (in_full, 11.8, 400)
    drawing.rect(x, y, wide, tall, fill)
    drawing.lines(*middle, (*names, words), text_on(fill), "middle")


def _name(label: str, room: float) -> tuple[tuple[str, float, int], ...]:
    """The borough's name in at most three lines, a little smaller where one word is long."""
    room -= 8
    fitting = (
        s for s in (12.5, 12.0) if widest(label, s, 600) <= room and len(wrap(label, room, s, 600)) <= 2
    )
    size = next(fitting, SMALLEST)
    return tuple((line, size, 600) for line in wrap(label, room, size, 600))


def _river(drawing: Drawing, y: float, phone: bool) -> None:
    """A calm line with the river's name below its western end."""
    end, lift = drawing.width, 3.0
    path = f"M2 {y + 1}C{end * 0.2:.1f} {y + lift + 1} {end * 0.32:.1f} {y + 1} {end * 0.45:.1f} {y - 1}"
    path += f"S{end * 0.75:.1f} {y + lift} {end - 2:.1f} {y}"
    drawing.curve(path, y + 4, RIVER, 3 if phone else 5)
    drawing.text(0, y + 18, "Thames" if phone else "River Thames", 11.5, fill=RIVER_NAME)
