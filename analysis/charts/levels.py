"""F3, dots and intervals: how each principle scores at each level, with the paired gap at the right.

Drawn from two tables. The level table has a row `level:*` for each level, from the nearest to oneself
outwards, a column for each principle and the measure `mean`; the gap table has a row for each of the same
principles, a column `first-last` for the two levels compared and the measure `gap`.
A level that is hidden has no mark: it is said in words under the principle, where no axis runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.compared import Compared, Principle, fits, order, read
from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import in_sentence
from analysis.charts.lettering import width, wrap
from analysis.charts.palette import LEVELS, LIGHT_RULE, QUIET, RULE, WHITE
from analysis.charts.placing import ABOVE, Box, about_line, spread
from analysis.disclosure import SafeTable
from analysis.measures import TOO_FEW, UNSURE, is_small, is_very_small
from analysis.tables import Cell

LABELS = 168.0
TRACK = (184.0, 566.0)
"""Where 0 and 100 stand on a page."""
PHONE_TRACK = (9.0, PHONE - 11.0)
ROW = 48.0
MARK = 5.5
SMALLEST = 11.3
STEPS = range(0, 101, 20)

__all__ = ["figure", "fits"]


def figure(table: SafeTable, gaps: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    compared = read(table, gaps)
    return Figure(
        id="F3",
        title=headline or _headline(compared),
        subtitle=f"Mean score at each level, 0 to 100. {_second(table.subtitle)}",
        note=_note(compared),
        alt=_alt(compared),
        wide=_wide(compared),
        phone=_phone(compared),
        table_id=table.id,
        credit=credit,
    )


def _second(subtitle: str) -> str:
    """What a table's subtitle says after the unit, which the figure says itself."""
    return " ".join(part.strip() for part in subtitle.partition(". ")[2:]).strip()


def _known(compared: Compared) -> list[Principle]:
    return [principle for principle in compared.principles if principle.gap is not None]


def _headline(compared: Compared) -> str:
    known = _known(compared)
    if not known:
        return compared.scores.title
    low, high = compared.gap(known[-1]), compared.gap(known[0])
    return f"{compared.pair.text}: the gap runs from {low} to {high} points"


def _note(compared: Compared) -> str:
    said = [
        "Pale bars are indicative intervals; one narrower than its mark lies under it. n: the smallest and "
        "the largest base of the levels. Sorted by the gap, which is between answers of the same people. "
        "Most people rate themselves kindly, so the gap is a difference in view, not a measure of quality."
    ]
    cells = [cell for principle in compared.principles for cell in (*principle.levels, principle.gap)]
    if any(cell is not None and is_small(cell) for cell in cells):
        said.append("“Small”: 30 to 49 people.")
    if any(cell is not None and is_very_small(cell) for cell in cells):
        said.append(f"{UNSURE}: 10 to 29 people, low reliability.")
    if None in cells:
        said.append(f"{TOO_FEW}: not shown, to protect small groups.")
    return " ".join(said)


def _alt(compared: Compared) -> str:
    known, count = _known(compared), len(compared.principles)
    said = [f"Dot chart of {count} principles at {len(compared.names)} levels, 0 to 100."]
    said.append(order(compared))
    if known:
        first, last = known[0], known[-1]
        said.append(
            f"{compared.pair.text}: the gap runs from {compared.gap(first)} points ({first.text}) "
            f"to {compared.gap(last)} ({last.text})."
        )
    hidden = sum(None in (*principle.levels, principle.gap) for principle in compared.principles)
    if hidden:
        said.append(f"Not wholly shown: {hidden} of {count}.")
    tables = (compared.scores.id.removeprefix("T"), compared.gaps.id.removeprefix("T"))
    said.append(f"Numbers are in tables {tables[0]} and {tables[1]}.")
    return " ".join(said)


def _mark(drawing: Drawing, level: int, x: float, y: float) -> None:
    """Circle, diamond, square, triangle: a shape a level, with a white edge that keeps neighbours apart."""
    fill, size = LEVELS[level % len(LEVELS)][0], MARK
    corners = (
        (),
        ((x, y - size - 1.5), (x + size + 1.5, y), (x, y + size + 1.5), (x - size - 1.5, y)),
        ((x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)),
        ((x, y - size - 1), (x + size + 1, y + size), (x - size - 1, y + size)),
    )[level % len(LEVELS)]
    if corners:
        drawing.shape(corners, fill, WHITE)
    else:
        drawing.circle(x, y, size, fill, WHITE)


@dataclass(frozen=True)
class Value:
    """One mark with the place of its number."""

    level: int
    cell: Cell
    words: str
    x: float
    centre: float
    side: int


def _values(compared: Compared, principle: Principle, track: tuple[float, float]) -> list[Value]:
    """The shown levels of a principle, with numbers that do not touch."""
    shown = [(at, cell) for at, cell in enumerate(principle.levels) if cell is not None]
    scale = (track[1] - track[0]) / 100
    xs = [track[0] + (cell.value or 0) * scale for _, cell in shown]
    words = [compared.score(cell) for _, cell in shown]
    room = Box(track[0] - 9, 0, track[1] + 11, 0)
    places = about_line(xs, [width(word, 13, 700) for word in words], 7, room)
    return [
        Value(level, cell, word, x, centre, side)
        for (level, cell), word, x, (centre, side) in zip(shown, words, xs, places, strict=True)
    ]


def _line(drawing: Drawing, values: Sequence[Value], y: float, track: tuple[float, float]) -> None:
    """Intervals and their ends below, then what joins the marks, then the marks, then their numbers."""
    scale = (track[1] - track[0]) / 100
    for one in values:
        if one.cell.lo is not None and one.cell.hi is not None:
            pale = LEVELS[one.level % len(LEVELS)][1]
            left, right = track[0] + one.cell.lo * scale, track[0] + one.cell.hi * scale
            drawing.rect(left, y - 4.5, max(right - left, 1), 9, pale)
    for one in values:
        for end in (one.cell.lo, one.cell.hi):
            if end is not None:
                x = track[0] + end * scale
                drawing.line(x, y - 4.5, x, y + 4.5, LEVELS[one.level % len(LEVELS)][0])
    if len(values) > 1:
        drawing.line(min(v.x for v in values), y, max(v.x for v in values), y, QUIET, 1)
    for one in values:
        _mark(drawing, one.level, one.x, y)
    for one in values:
        baseline = y - 10 if one.side == ABOVE else y + 19
        drawing.text(one.centre, baseline, one.words, 13, 700, LEVELS[one.level % len(LEVELS)][0], "middle")


def _hidden(compared: Compared, principle: Principle) -> list[str]:
    """In words: the levels that have no mark."""
    hidden = [name for name, cell in zip(compared.names, principle.levels, strict=True) if cell is None]
    return [f"{name} {TOO_FEW}" for name in hidden]


def _axis(drawing: Drawing, top: float, bottom: float, track: tuple[float, float]) -> None:
    """Six pale lines from 0 to 100; the words stand below when all else is drawn."""
    for step in STEPS:
        x = track[0] + step * (track[1] - track[0]) / 100
        drawing.line(x, top, x, bottom, LIGHT_RULE)


def _steps(drawing: Drawing, y: float, track: tuple[float, float]) -> None:
    for step in STEPS:
        x = track[0] + step * (track[1] - track[0]) / 100
        drawing.text(x, y, str(step), 11.8, fill=QUIET, anchor="middle")


def _key(drawing: Drawing, compared: Compared, room: float, size: float = 13) -> float:
    """Shape and name of each level in a line that wraps; returns the bottom."""
    x, y = 0.0, 0.0
    for level, name in enumerate(compared.names):
        if x and x + 20 + width(name, size, 600) > room:
            x, y = 0.0, y + 20
        _mark(drawing, level, x + 7, y + 9)
        x = drawing.text(x + 19, y + 13.5, name, size, 600, LEVELS[level % len(LEVELS)][0]) + 18
    return y + 20


def _gap_head(drawing: Drawing, compared: Compared, bottom: float) -> None:
    lines = [("Gap", 600), *((words, 400) for words in wrap(in_sentence(compared.pair.text), 100, 11.8))]
    lines.append(("points, paired", 400))
    for at, (words, weight) in enumerate(reversed(lines)):
        drawing.text(WIDE, bottom - 4 - at * 14, words, 11.8, weight, anchor="end")


def _wide(compared: Compared) -> Drawing:
    """Principles down, the track in the middle, the gap at the right."""
    drawing = Drawing(WIDE)
    lines = [_values(compared, principle, TRACK) for principle in compared.principles]
    first = lines[0] if lines else []
    named = len(first) == len(compared.names) and all(one.side == ABOVE for one in first)
    head = 62.0
    if not named:
        _key(drawing, compared, TRACK[1])
    _gap_head(drawing, compared, head)
    tops = [head]
    for principle in compared.principles:
        beside = 2 * 15.6 * (width(principle.text, 13, 600) > LABELS) + 14 * len(_hidden(compared, principle))
        tops.append(tops[-1] + max(ROW, 40 + beside))
    _axis(drawing, head, tops[-1] + 4, TRACK)
    for principle, values, top, bottom in zip(compared.principles, lines, tops, tops[1:], strict=False):
        drawing.line(0, top, WIDE, top, RULE if top == head else LIGHT_RULE)
        middle = (top + bottom) / 2
        words = [(line, 13.0, 600) for line in wrap(principle.text, LABELS, 13, 600)]
        quiet = [*([principle.bases] if principle.bases else []), *_hidden(compared, principle)]
        _label(drawing, middle, words, quiet)
        _line(drawing, values, middle, TRACK)
        below = ((compared.range(principle), SMALLEST, 400),) if principle.gap is not None else ()
        drawing.lines(WIDE, middle, ((compared.gap(principle), 16, 700), *below), anchor="end")
    if named:
        _names(drawing, compared, first, head, (tops[0] + tops[1]) / 2)
    drawing.text(0, tops[-1] + 20, "Mean score, 0 to 100", 11.8, fill=QUIET)
    _steps(drawing, tops[-1] + 20, TRACK)
    return drawing


def _label(
    drawing: Drawing, middle: float, words: Sequence[tuple[str, float, int]], quiet: Sequence[str]
) -> None:
    """The principle's name in bold and what is said under it, as one block about the middle."""
    tall = [13 * 1.2] * len(words) + [SMALLEST * 1.2] * len(quiet)
    top = middle - sum(tall) / 2
    drawing.lines(0, top + sum(tall[: len(words)]) / 2, words)
    drawing.lines(0, middle + sum(tall[: len(words)]) / 2, [(line, SMALLEST, 400) for line in quiet], QUIET)


def _names(drawing: Drawing, compared: Compared, values: Sequence[Value], head: float, middle: float) -> None:
    """The levels, once, over the marks of the first row, each with a line down to its number."""
    ordered = sorted(values, key=lambda one: one.x)
    words = [compared.names[one.level] for one in ordered]
    room = Box(TRACK[0] - 60, 0, TRACK[1] + 4, 0)
    centres = spread([one.x for one in ordered], [width(word, 13, 600) for word in words], 12, room)
    for one, word, centre in zip(ordered, words, centres, strict=True):
        colour = LEVELS[one.level % len(LEVELS)][0]
        drawing.text(centre, head - 24, word, 13, 600, colour, "middle")
        drawing.line(centre, head - 19, one.centre, middle - 21, colour)


def _phone(compared: Compared) -> Drawing:
    """Name and gap above each line, the levels in a key."""
    drawing = Drawing(PHONE)
    y = _key(drawing, compared, PHONE) + 2
    y = drawing.paragraph(0, y, f"Gap: {in_sentence(compared.pair.text)}, points, paired", PHONE, 11.8) + 6
    drawing.line(0, y, PHONE, y, RULE)
    for principle in compared.principles:
        said = f"gap {compared.gap(principle)}"
        said += f" ({compared.range(principle)})" if compared.range(principle) else ""
        drawing.text(PHONE, y + 18, said, 12.5, anchor="end")
        lines = wrap(principle.text, PHONE - width(said, 12.5) - 12, 13, 600)
        for at, line in enumerate(lines):
            drawing.text(0, y + 18 + at * 15.6, line, 13, 600)
        y += 18 + (len(lines) - 1) * 15.6
        for line in (*([principle.bases] if principle.bases else []), *_hidden(compared, principle)):
            y += 14.5
            drawing.text(0, y, line, SMALLEST, fill=QUIET)
        values = _values(compared, principle, PHONE_TRACK)
        below = any(one.side != ABOVE for one in values)
        bottom = y + 32 + (22 if below else 10)
        _axis(drawing, y + 8, bottom - 2, PHONE_TRACK)
        _line(drawing, values, y + 30, PHONE_TRACK)
        y = bottom
        drawing.line(0, y, PHONE, y, LIGHT_RULE)
    _steps(drawing, y + 15, PHONE_TRACK)
    drawing.text(0, y + 31, "Mean score, 0 to 100", 11.8, fill=QUIET)
    return drawing
