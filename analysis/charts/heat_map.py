"""F2, scores by group and principle: the number in the cell, the colour by ten fixed classes.

Groups stay in their given order and are never sorted by score, since they are not to be ranked.
Principles run from the highest to the lowest score of the first row, the equal-weight one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import Grid, grid, in_sentence, joined, topic
from analysis.charts.lettering import widest, width, wrap
from analysis.charts.palette import HEAT, INK, QUIET, RULE, heat, text_on
from analysis.disclosure import SafeTable
from analysis.measures import (
    TOO_FEW,
    UNSURE,
    grouped,
    interval,
    is_hidden,
    is_small,
    is_very_small,
    printed,
    rounded,
)
from analysis.tables import Cell, Label

MEASURE = "mean"
SCALE = "0 (not in place) to 100 (built in or routine)"
GAP = 2.0
ROW = 42.0
"""Height of a cell on a page; on a phone they are a little higher."""
LABELS = 170.0
SMALLEST = 11.3
"""The least size of letters, in pixels."""
MOST_COLUMNS = 4
"""Groups side by side on a phone, at most."""


def fits(table: SafeTable) -> bool:
    """Several columns of scores from 0 to 100, by group."""
    scores = [cell.value for cell in table.cells if cell.measure == MEASURE and cell.value is not None]
    return len(table.cols) > 1 and len(table.rows) > 1 and any(score > 5 for score in scores)


def figure(table: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    """All groups of the table."""
    rows, columns = table.rows, _sorted_columns(table)
    return Figure(
        id="F2",
        title=headline or _plain_headline(table, columns),
        subtitle=_subtitle(table),
        note=_note(table),
        alt=_alt(table, rows, columns),
        wide=_wide(table, rows, columns, key=True),
        phone=_phone(table, rows, columns),
        table_id=table.id,
        credit=credit,
    )


def summary(table: SafeTable, credit: Credit) -> Figure:
    """The first row and the first block alone, for page one."""
    first = next((row.block for row in table.rows if row.block), "")
    rows, columns = tuple(row for row in table.rows if row.block in ("", first)), _sorted_columns(table)
    return Figure(
        id="F2s",
        title=f"Practice scores by {topic(first) or 'group'}",
        subtitle=f"Mean, {SCALE}. Darker is higher; n to the nearest 5.",
        note=" ".join(_marks(table, rows)),
        alt=_alt(table, rows, columns),
        wide=_wide(table, rows, columns, key=False),
        phone=_phone(table, rows, columns),
        table_id=table.id,
        credit=credit,
    )


def _sorted_columns(table: SafeTable) -> tuple[Label, ...]:
    cells = grid(table)

    def score(column: Label) -> float:
        cell = cells.get((table.rows[0].id, column.id, MEASURE))
        return -1.0 if cell is None else rounded(table, cell, cell.value) or -1.0

    return tuple(sorted(table.cols, key=score, reverse=True))


def _subtitle(table: SafeTable) -> str:
    blocks = list(dict.fromkeys(topic(row.block) for row in table.rows if row.block))
    by = joined(blocks) or "group"
    return f"Mean practice score by {by}, {SCALE}. Of those who answered."


def _plain_headline(table: SafeTable, columns: Sequence[Label]) -> str:
    """A range without a superlative, for when no tested finding gives the headline."""
    shown = _shown(table, table.rows[:1], columns)
    if len(shown) < 2:
        return "Practice scores by group"
    (low, _, lowest), (high, _, highest) = shown[0], shown[-1]
    return (
        f"Scores run from {printed(table, low, low.value)} for {in_sentence(lowest.text)} "
        f"to {printed(table, high, high.value)} for {in_sentence(highest.text)}"
    )


def _note(table: SafeTable) -> str:
    said = ["n rounded to the nearest 5.", *_marks(table, table.rows)]
    said.append("Columns run from highest to lowest. Colours change every ten points, from 0 to 100.")
    return " ".join(said)


def _marks(table: SafeTable, rows: Sequence[Label]) -> Iterator[str]:
    """What the marks in these rows stand for, of those alone that occur."""
    here = {row.id for row in rows}
    cells = [cell for cell in table.cells if cell.measure == MEASURE and cell.row in here]
    if any(is_small(cell) for cell in cells):
        yield "“Small”: 30 to 49 people."
    if any(is_very_small(cell) and not is_hidden(cell) for cell in cells):
        yield "[u] with its interval: 10 to 29 people, low reliability."
    if any(is_hidden(cell) for cell in cells):
        yield "[c] hatched: not shown, to protect small groups."


def _shown(
    table: SafeTable, rows: Sequence[Label], columns: Sequence[Label]
) -> list[tuple[Cell, Label, Label]]:
    """Shown scores from lowest to highest, with their labels."""
    cells = grid(table)
    found = [
        (cells[row.id, column.id, MEASURE], row, column)
        for row in rows
        for column in columns
        if not is_hidden(cells.get((row.id, column.id, MEASURE)))
    ]
    return sorted(
        (item for item in found if item[0].value is not None),
        key=lambda item: rounded(table, item[0], item[0].value) or 0.0,
    )


def _alt(table: SafeTable, rows: Sequence[Label], columns: Sequence[Label]) -> str:
    said = [f"Heat map, 0 to 100, {len(columns)} principles by {len(rows)} groups."]
    first = _shown(table, rows[:1], columns)
    if first:
        (low, row, lowest), (high, _, highest) = first[0], first[-1]
        said.append(
            f"{row.text}: scores run from {printed(table, high, high.value)} for {highest.text} "
            f"to {printed(table, low, low.value)} for {lowest.text}."
        )
    rest = _shown(table, rows[1:], columns)
    if rest:
        (low, low_row, low_column), (high, high_row, high_column) = rest[0], rest[-1]
        said.append(
            f"Lowest cell {printed(table, low, low.value)}, {low_row.text}, {low_column.text}; "
            f"highest {printed(table, high, high.value)}, {high_row.text}, {high_column.text}."
        )
    cells = grid(table)
    hidden = [row.text for row in rows if all(is_hidden(cells.get((row.id, c.id, MEASURE))) for c in columns)]
    if hidden:
        said.append(f"Not shown: {joined(hidden)}.")
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _cell(
    drawing: Drawing, table: SafeTable, cell: Cell | None, x: float, y: float, wide: float, high: float
) -> None:
    """One cell: coloured by the rounded score, or hatched."""
    middle_x, middle_y = x + wide / 2, y + high / 2
    if cell is None or is_hidden(cell) or cell.value is None:
        drawing.hatch(x, y, wide, high)
        drawing.plate(middle_x, middle_y, wide, ((TOO_FEW, 12.5, 400),))
        return
    fill = heat(rounded(table, cell, cell.value) or 0.0)
    ink = text_on(fill)
    drawing.rect(x, y, wide, high, fill)
    score = printed(table, cell, cell.value)
    if is_very_small(cell):
        drawing.rect(x + 1.5, y + 1.5, wide - 3, high - 3, "none", INK, 1.2)
        words = ((f"{score} {UNSURE}", 14.0, 400), (interval(table, cell), SMALLEST, 400))
        drawing.lines(middle_x, middle_y, words, ink, "middle")
        return
    base = f"n {grouped(cell.n)}" if cell.n is not None else ""
    word = " small" if is_small(cell) else ""
    drawing.lines(middle_x, middle_y, ((score, 16, 700), (base + word, SMALLEST, 400)), ink, "middle")


def _key(drawing: Drawing, right: float, hatched: bool) -> float:
    """The ramp of classes, with its end at the right; returns the bottom."""
    if hatched:
        words = f"{TOO_FEW} not shown"
        start = right - width(words, 12.5)
        drawing.text(start, 14, words, 12.5)
        drawing.hatch(start - 22, 3, 16, 13, 6)
        right = start - 44
    wide = 20.5
    left = right - wide * len(HEAT)
    for at, fill in enumerate(HEAT):
        drawing.rect(left + at * wide, 4, wide, 11, fill)
    drawing.rect(left, 4, wide * len(HEAT), 11, "none", RULE, 0.8)
    for at in range(0, len(HEAT) + 1, 2):
        anchor = "start" if at == 0 else "end" if at == len(HEAT) else "middle"
        drawing.text(left + at * wide, 27, str(at * 10), SMALLEST, fill=QUIET, anchor=anchor)
    title = "Mean score, 0 to 100"
    if left - 14 - width(title, 12) >= 0:
        drawing.text(left - 14, 14, title, 12, fill=QUIET, anchor="end")
    return 32


def _wide(table: SafeTable, rows: Sequence[Label], columns: Sequence[Label], key: bool) -> Drawing:
    """Groups down, principles across."""
    drawing, cells = Drawing(WIDE), grid(table)
    wide = (WIDE - LABELS) / len(columns) - GAP
    top = _key(drawing, WIDE, _has_hidden(cells, rows, columns)) + 6 if key else 0.0
    heads = [wrap(column.text, wide, 12.5, 600) for column in columns]
    base = top + max(len(head) for head in heads) * 15 + 2
    for at, head in enumerate(heads):
        centre = LABELS + at * (wide + GAP) + wide / 2
        for line, words in enumerate(reversed(head)):
            drawing.text(centre, base - 5 - line * 15, words, 12.5, 600, anchor="middle")
    y, seen = base, [""]
    for row in rows:
        if row.block != seen[-1]:
            y += 7
            if len(seen) > 1:
                drawing.text(0, y + 13, f"By {topic(row.block)}", 12, fill=QUIET)
                y += 20
            seen.append(row.block)
        strong = 600 if row.block == "" else 400
        lines = wrap(row.text, LABELS - 12, 13, strong)
        drawing.lines(0, y + ROW / 2, [(words, 13, strong) for words in lines])
        for at, column in enumerate(columns):
            cell = cells.get((row.id, column.id, MEASURE))
            _cell(drawing, table, cell, LABELS + at * (wide + GAP), y, wide, ROW)
        y += ROW + GAP
    return drawing


def _has_hidden(cells: Grid, rows: Sequence[Label], columns: Sequence[Label]) -> bool:
    return any(is_hidden(cells.get((row.id, column.id, MEASURE))) for row in rows for column in columns)


def _panels(rows: Sequence[Label], room: float) -> list[list[Label]]:
    """Groups side by side on a phone: as many as their words allow, four at most, evenly, by block."""
    blocks = list(dict.fromkeys(row.block for row in rows if row.block)) or [""]
    panels: list[list[Label]] = []
    for at, block in enumerate(blocks):
        members = [row for row in rows if row.block == block or (at == 0 and not row.block)]
        most = next((n for n in (MOST_COLUMNS, 3, 2) if _fit(members, room / n - GAP)), 1)
        count = -(-len(members) // most)
        size, larger = divmod(len(members), count)
        start = 0
        for part in range(count):
            end = start + size + (part < larger)
            panels.append(members[start:end])
            start = end
    return panels


def _fit(rows: Sequence[Label], room: float) -> bool:
    return all(widest(row.text, SMALLEST, 600) <= room for row in rows)


def _phone(table: SafeTable, rows: Sequence[Label], columns: Sequence[Label]) -> Drawing:
    """Principles down, a few groups across, panel below panel."""
    drawing, cells = Drawing(PHONE), grid(table)
    labels = max(widest(column.text, 12, 600) for column in columns) + 6
    y = _key(drawing, PHONE, _has_hidden(cells, rows, columns)) + 8
    block = next((row.block for row in rows if row.block), "")
    for panel in _panels(rows, PHONE - labels):
        if panel[-1].block not in ("", block):
            block = panel[-1].block
            drawing.text(0, y + 12, f"By {topic(block)}", 12, fill=QUIET)
            y += 20
        wide = (PHONE - labels) / max(len(panel), 3) - GAP
        heads = [wrap(row.text, wide, SMALLEST, 600) for row in panel]
        y += max(len(head) for head in heads) * 13.5 + 4
        for at, head in enumerate(heads):
            centre = labels + at * (wide + GAP) + wide / 2
            for line, words in enumerate(reversed(head)):
                drawing.text(centre, y - 5 - line * 13.5, words, SMALLEST, 600, anchor="middle")
        for column in columns:
            lines = wrap(column.text, labels - 4, 12, 600)
            drawing.lines(0, y + ROW / 2, [(words, 12, 600) for words in lines])
            for at, row in enumerate(panel):
                cell = cells.get((row.id, column.id, MEASURE))
                _cell(drawing, table, cell, labels + at * (wide + GAP), y, wide, ROW)
            y += ROW + GAP
        y += 12
    return drawing
