"""F4, importance against practice: where each need stands on two scales, and a list with its numbers.

Drawn from a table of one column with a row for each need and the measures `importance` and `current`
(means of steps from 1 to 5) and `unmet` (a percentage). The lines cross at the middle of the scales and
not at the means. A mark stays on its value; its number stands beside it on a leader.
A need of which either mean is hidden has no mark: it is said in words at the end of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.lettering import width, wrap
from analysis.charts.needs import MIDDLE, Need, fits, heading, lacking, mean_of, read, share_of
from analysis.charts.palette import CORNER, HATCH, INK, LEVELS, LIGHT_RULE, QUIET, RULE, WHITE
from analysis.charts.placing import Box, around, badges
from analysis.disclosure import SafeTable
from analysis.measures import NOT_GIVEN, TOO_FEW, UNSURE, interval, is_small, is_very_small

STEPS = range(1, 6)
__all__ = ["figure", "fits"]
SQUARE, PHONE_SQUARE = 400.0, 300.0
LEFT = 24.0
BADGE, MARK = 9.5, 4.0
SMALLEST = 11.3
WORDS = (
    "Important, not in place",
    "Important, in place",
    "Less important, not in place",
    "Less important, in place",
)
SHORT = ("Important, not in place", "Important, in place", "Less important", "Less important, in place")


def figure(table: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    needs = read(table)
    return Figure(
        id="F4",
        title=headline or _headline(table, needs),
        subtitle=_subtitle(table.cols[0].text),
        note=_note(table, needs),
        alt=_alt(table, needs),
        wide=_wide(table, needs),
        phone=_phone(table, needs),
        table_id=table.id,
        credit=credit,
    )


def _subtitle(who: str) -> str:
    said = f"Mean importance and how far in place, both on a scale of 1 to 5. {who}."
    return said if "answered" in who else f"{said} Of those who answered."


def _headline(table: SafeTable, needs: Sequence[Need]) -> str:
    few = lacking(table, needs)
    if not few:
        return table.title
    many = f"All {few}" if few == len(needs) else f"{few} of {len(needs)}"
    return f"{many} needs are important and not yet in place"


def _note(table: SafeTable, needs: Sequence[Need]) -> str:
    defined = next((note for note in table.notes if note.startswith(f"{heading()}:")), "")
    said = [
        *([defined] if defined else []),
        f"Lines cross at {MIDDLE:.0f}, the middle of both scales; on the dashed line both are equal. "
        f"Listed by {heading().lower()}, with its indicative interval; near ones may not differ.",
    ]
    cells = [cell for need in needs for cell in (need.importance, need.current, need.unmet)]
    shown = [cell for cell in cells if cell is not None]
    if any(is_small(cell) for cell in shown):
        said.append("“Small”: 30 to 49 people.")
    if any(is_very_small(cell) and cell.value is not None for cell in shown):
        said.append(f"{UNSURE}: 10 to 29 people, low reliability.")
    if any(cell.value is None for cell in shown):
        said.append(f"{NOT_GIVEN}: percentages are not given for fewer than 30 people.")
    if None in cells:
        said.append(f"{TOO_FEW}: not shown, to protect small groups.")
    return " ".join(said)


def _alt(table: SafeTable, needs: Sequence[Need]) -> str:
    said = [
        f"Scatter chart of {len(needs)} needs. {lacking(table, needs)} of {len(needs)} have importance "
        f"above {MIDDLE:.0f} and in place below {MIDDLE:.0f}."
    ]
    told = [need for need in needs if need.unmet is not None and need.unmet.value is not None]
    if told:
        first, last = told[0], told[-1]
        said.append(
            f"{heading()} runs from {share_of(table, first)} for “{first.text}” "
            f"to {share_of(table, last)} for “{last.text}”."
        )
    hidden = [f"“{need.text}”" for need in needs if need.point is None]
    if hidden:
        said.append(f"Without a mark: {', '.join(hidden)}.")
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _below(table: SafeTable, need: Need, room: float) -> list[str]:
    """Lines under a need: both means, and the base where it is small."""
    means = [f"importance {mean_of(table, need.importance)}", f"in place {mean_of(table, need.current)}"]
    together = ", ".join(means)
    said = [together] if width(together, SMALLEST) <= room else means
    cells = [cell for cell in (need.importance, need.current, need.unmet) if cell is not None]
    return said + [f"n {cell.n} small" for cell in cells if is_small(cell)][:1]


def _square(
    drawing: Drawing, table: SafeTable, needs: Sequence[Need], top: float, size: float, phone: bool
) -> float:
    """The field with its marks; returns the bottom of the words below it."""
    left, scale = LEFT, size / 4
    right, bottom = left + size, top + size

    def x(value: float) -> float:
        return left + (value - 1) * scale

    def y(value: float) -> float:
        return bottom - (value - 1) * scale

    drawing.rect(left, top, x(MIDDLE) - left, y(MIDDLE) - top, CORNER)
    for step in STEPS:
        drawing.line(x(step), top, x(step), bottom, LIGHT_RULE if step != MIDDLE else HATCH, 1)
        drawing.line(left, y(step), right, y(step), LIGHT_RULE if step != MIDDLE else HATCH, 1)
        drawing.text(left - 8, y(step) + 4.5, str(step), 12, fill=QUIET, anchor="end")
        drawing.text(x(step), bottom + 17, str(step), 12, fill=QUIET, anchor="middle")
    drawing.line(left, bottom, right, top, HATCH, 1.2, "7 5")
    drawing.text(right, bottom + 36, "In place now, 1 to 5", 12.5, anchor="end")
    marked = [(need, (x(need.point[0]), y(need.point[1]))) for need in needs if need.point is not None]
    points = [point for _, point in marked]
    words = _corners(drawing, points, (left, top, size), SHORT if phone else WORDS)
    room = Box(left + 1, top + 1, right - 1, bottom - 1)
    places = badges(points, BADGE, MARK, room, words)
    for point, place in zip(points, places, strict=True):
        drawing.line(*point, *place, INK, 1)
    for point in points:
        drawing.circle(*point, MARK + 0.75, LEVELS[2][0], WHITE)
    for (need, _), place in zip(marked, places, strict=True):
        _badge(drawing, need, *place)
    return bottom + 42


def _badge(drawing: Drawing, need: Need, x: float, y: float) -> None:
    if need.number is not None:
        drawing.circle(x, y, BADGE, INK, WHITE)
        drawing.text(x, y + 4.3, str(need.number), 12, 700, WHITE, "middle")


def _corners(
    drawing: Drawing,
    points: Iterable[tuple[float, float]],
    field: tuple[float, float, float],
    names: Sequence[str],
) -> list[Box]:
    """Names of the quarters, each beside the line that crosses the field, or at the edge if marks lie there.

    A name that has room at neither place is left out. Returns the boxes they take up.
    """
    left, top, size = field
    marks = [around(x, y, MARK + 2) for x, y in points]
    middle, taken = top + size / 2, []
    for at, name in enumerate(names):
        long = width(name, 12)
        start = left + 7 if at % 2 == 0 else left + size - 7 - long
        lines = (middle - 8, top + 16) if at < 2 else (middle + 18, top + size - 8)
        for baseline in lines:
            box = Box(start - 2, baseline - 11, start + long + 2, baseline + 4)
            if not any(box.meets(mark) for mark in marks):
                drawing.text(start, baseline, name, 12, fill=QUIET)
                taken.append(box)
                break
    return taken


def _list(drawing: Drawing, table: SafeTable, needs: Sequence[Need], left: float, top: float) -> float:
    """Each need with its numbers, down from the top; returns the bottom."""
    right = drawing.width
    drawing.text(left, top + 12, f"By {heading().lower()}, %", 12.5, fill=QUIET)
    y = top + 20
    for need in needs:
        drawing.line(left, y, right, y, RULE)
        room = right - left - 27 - max(width("100%", 16, 700), width("00 to 00", SMALLEST)) - 8
        name = wrap(need.text, room, 12.5, 600)
        below = _below(table, need, room)
        tall = len(name) * 15 + len(below) * 13.6 + 11
        if need.number is not None:
            _badge(drawing, need, left + BADGE + 1, y + 14.5)
        for at, line in enumerate(name):
            drawing.text(left + 27, y + 17.5 + at * 15, line, 12.5, 600)
        for at, line in enumerate(below):
            drawing.text(left + 27, y + 17.5 + len(name) * 15 - 1 + at * 13.6, line, SMALLEST, fill=QUIET)
        drawing.text(right, y + 18.5, share_of(table, need), 16, 700, anchor="end")
        if need.unmet is not None and need.unmet.value is not None:
            drawing.text(right, y + 33, interval(table, need.unmet), SMALLEST, fill=QUIET, anchor="end")
        y += max(tall, 40)
    return y


def _wide(table: SafeTable, needs: Sequence[Need]) -> Drawing:
    """The square at the left, the list at the right."""
    drawing = Drawing(WIDE)
    drawing.text(0, 12, "Importance, 1 to 5", 12.5)
    _square(drawing, table, needs, 22, SQUARE, phone=False)
    _list(drawing, table, needs, LEFT + SQUARE + 26, 0)
    return drawing


def _phone(table: SafeTable, needs: Sequence[Need]) -> Drawing:
    """The square, then the list."""
    drawing = Drawing(PHONE)
    drawing.text(0, 12, "Importance, 1 to 5", 12.5)
    bottom = _square(drawing, table, needs, 22, PHONE_SQUARE, phone=True)
    _list(drawing, table, needs, 0, bottom + 8)
    return drawing
