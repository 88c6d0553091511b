"""How a safe table is laid out for reading: which columns, which groups of rows, which marks.

One layout serves HTML, PDF and workbook. Four shapes are told apart by what the table holds:
one column of several measures (T1, T8), several columns of one measure (T12), columns that are
each a measure of their own (the steps of a scale), and several columns of several measures (T3),
which is turned so that its columns become groups of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis import measures as words
from analysis.charts import tile_map
from analysis.charts.grid import Grid, grid, measures, topic
from analysis.disclosure import SafeTable
from analysis.printing import under
from analysis.render.columns import FEW, MOST_COLUMNS, Column, by_column, by_measure, trimmed
from analysis.render.marks import mark_notes
from analysis.render.sheet import Band, Entry, Line, Sheet
from analysis.tables import Cell, Label


def sheets(table: SafeTable, most: int = MOST_COLUMNS) -> tuple[Sheet, ...]:
    """The table as one sheet, or as one for each block of rows where it is turned."""
    cells = grid(table)
    if len(table.cols) == 1:
        columns = trimmed(table, by_measure(table, table.cols[0].id), most)
        return (_sheet(table, cells, table.id, _ranked(table, cells), columns),)
    several = {col.id: {c.measure for c in table.cells if c.col == col.id} for col in table.cols}
    if len(measures(table)) == 1 or all(len(found) == 1 for found in several.values()):
        return (_sheet(table, cells, table.id, table.rows, by_column(table, most)),)
    if len({frozenset(found) for found in several.values()}) > 1 and len(table.cols) <= FEW:
        columns = tuple(column for col in table.cols for column in by_measure(table, col.id, named=True))
        return (_sheet(table, cells, table.id, _ranked(table, cells), trimmed(table, columns, most)),)
    return tuple(_turned(table, cells, most))


def numbers(table: SafeTable, measure: str) -> Sheet:
    """The figures of one measure with interval and base: what stands behind a drawing."""
    columns = tuple(Column(col.text, col.id, measure, "all") for col in table.cols)
    return _sheet(table, grid(table), table.id, table.rows, columns)


def _ranked(table: SafeTable, cells: Grid) -> tuple[Label, ...]:
    """Rows in the order of their ranks where each has one that is shown, else as they are.

    Ranks that are printed and no other figures, so the order tells nothing that the table does not.
    """
    ranks = {row: cell.value for (row, _, measure), cell in cells.items() if measure == "rank"}
    if any(row.block or ranks.get(row.id) is None for row in table.rows):
        return table.rows
    return tuple(sorted(table.rows, key=lambda row: ranks[row.id] or 0))


def _turned(table: SafeTable, cells: Grid, most: int) -> Iterator[Sheet]:
    """Columns become groups of rows; blocks of rows become sheets of their own."""
    blocks = list(dict.fromkeys(row.block for row in table.rows if row.block)) or [""]
    loose = tuple(row for row in table.rows if not row.block)
    for at, block in enumerate(blocks):
        rows = (loose if at == 0 else ()) + tuple(
            row for row in table.rows if row.block and row.block == block
        )
        columns = trimmed(table, by_measure(table, table.cols[0].id), most)
        bands = tuple(
            Band(col.text, _lines(table, cells, rows, tuple(_moved(column, col.id) for column in columns)))
            for col in table.cols
        )
        letter = _letter(table.id, at) if len(blocks) > 1 else ""
        by = f", by {topic(block)}" if block else ""
        yield _finish(table, table.id + letter, table.title + by, columns, bands)


def _letter(table_id: str, at: int) -> str:
    """T3 splits into T3a and T3b, T3g into T3g1 and T3g2."""
    return str(at + 1) if table_id[-1:].isalpha() else "abcdefghijklm"[at]


def _moved(column: Column, col: str) -> Column:
    return replace(column, col=col)


def _sheet(
    table: SafeTable, cells: Grid, sheet_id: str, rows: Sequence[Label], columns: Sequence[Column]
) -> Sheet:
    """Rows under the headings of their blocks."""
    blocks = list(dict.fromkeys(row.block for row in rows))
    bands = tuple(
        Band(block, _lines(table, cells, tuple(row for row in rows if row.block == block), columns))
        for block in blocks
    )
    return _finish(table, sheet_id, table.title, columns, bands)


def _finish(
    table: SafeTable, sheet_id: str, title: str, columns: Sequence[Column], bands: tuple[Band, ...]
) -> Sheet:
    entries = [entry for band in bands for line in band.lines for entry in line.entries]
    return Sheet(
        id=sheet_id,
        title=title,
        subtitle=under(table),
        columns=tuple(column.heading for column in columns),
        bands=bands,
        notes=(*mark_notes(entries, columns), *table.notes),
    )


def _lines(
    table: SafeTable, cells: Grid, rows: Sequence[Label], columns: Sequence[Column]
) -> tuple[Line, ...]:
    """Bold is kept for the row that stands above all blocks."""
    blocks = {row.block for row in table.rows}
    return tuple(
        Line(
            row.text[:1].upper() + row.text[1:],
            strong=not row.block and len(blocks) > 1,
            entries=tuple(
                _entry(table, cells.get((row.id, column.col, column.measure)), column.part)
                for column in columns
            ),
        )
        for row in rows
    )


def _entry(table: SafeTable, cell: Cell | None, part: str) -> Entry:
    """What is printed for a cell: a number, an interval, a base, or the mark that stands for it."""
    if cell is None:
        return Entry("")
    if words.is_hidden(cell):
        return Entry(words.TOO_FEW, words.TOO_FEW)
    if part == "base":
        if cell.n is None:
            return Entry(words.TOO_FEW, words.TOO_FEW)
        small = " small" if words.is_small(cell) else ""
        return Entry(f"{words.grouped(cell.n)}{small}", value=None if small else cell.n)
    if cell.value is None:
        return Entry(words.NOT_GIVEN, words.NOT_GIVEN)
    between = words.interval(table, cell)
    if part == "interval":
        return Entry(between)
    if cell.measure == "band":
        return Entry(tile_map.in_words(cell))
    figure = words.printed(table, cell, cell.value)
    shaky = words.is_very_small(cell) and cell.measure not in ("count", "sd")
    mark = words.UNSURE if shaky else ""
    text = f"{figure} {mark}".strip()
    if part in ("both", "own", "all"):
        text += f" ({between})" if between and part != "own" else ""
        if part != "both":
            text += f", n {words.grouped(cell.n)}" if cell.n is not None else ""
            text += " small" if words.is_small(cell) else ""
        return Entry(text, mark)
    return Entry(text, mark, None if mark else cell.value, words.places(table, cell.measure))
