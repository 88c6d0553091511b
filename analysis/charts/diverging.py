"""F1, diverging bars: how far each statement holds, worst to the left and best to the right.

The middle step is split about the grey line. Don't know and does not apply are not on the scale:
they are bars of their own, at the same pixels per point, so that lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import grid, in_sentence
from analysis.charts.lettering import width, wrap
from analysis.charts.palette import AGREE, APART, HATCH, INK, LIGHT_RULE, QUIET, RULE, text_on
from analysis.disclosure import SafeTable
from analysis.measures import NOT_GIVEN, TOO_FEW, interval, is_hidden, is_small, rounded
from analysis.tables import Cell

STEPS = ("1", "2", "3", "4", "5")
TOP, UNKNOWN, OUTSIDE = "high", "dk", "na"
LABELS = 186.0
NET = 62.0
BASE = 34.0
BAR = 28.0
SMALLEST = 11.3
LEAST_WRITTEN = 5
"""A part of fewer points carries no number."""
MOST_PER_POINT = 2.2


@dataclass(frozen=True)
class Statement:
    """One row, in whole percentages as printed."""

    text: str
    parts: tuple[float, ...]
    """Worst to best; empty where they are not shown."""
    top: Cell | None
    net: float | None
    interval: str
    unknown: float | None
    outside: float | None
    mark: str
    """Why there are no parts: [c] or [x]."""

    @property
    def left(self) -> float:
        return self.parts[0] + self.parts[1] + self.parts[2] / 2 if self.parts else 0.0

    @property
    def right(self) -> float:
        return sum(self.parts) - self.left

    @property
    def base(self) -> str:
        if self.top is None or self.top.n is None:
            return TOO_FEW
        return f"{self.top.n}{' small' if is_small(self.top) else ''}"


def fits(table: SafeTable) -> bool:
    """Five steps and what is beside them, by statement."""
    return {*STEPS, TOP} <= {column.id for column in table.cols}


def figure(table: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    statements = _statements(table)
    return Figure(
        id="F1",
        title=headline or _headline(table, statements),
        subtitle=table.subtitle,
        note=_note(table, statements),
        alt=_alt(table, statements),
        wide=_wide(table, statements),
        phone=_phone(table, statements),
        table_id=table.id,
        credit=credit,
    )


def _statements(table: SafeTable) -> tuple[Statement, ...]:
    """Rows by the share of the two best steps, those that are not shown last."""
    cells = {(row, col): cell for (row, col, _), cell in grid(table).items()}

    def whole(cell: Cell | None) -> float | None:
        return None if cell is None else rounded(table, cell, cell.value)

    found = []
    for row in table.rows:
        parts = tuple(whole(cells.get((row.id, step))) for step in STEPS)
        top = cells.get((row.id, TOP))
        found.append(
            Statement(
                text=row.text[:1].upper() + row.text[1:],
                parts=tuple(part for part in parts if part is not None) if None not in parts else (),
                top=None if is_hidden(top) else top,
                net=whole(top),
                interval=interval(table, top) if top else "",
                unknown=whole(cells.get((row.id, UNKNOWN))),
                outside=whole(cells.get((row.id, OUTSIDE))),
                mark=TOO_FEW if is_hidden(top) else NOT_GIVEN,
            )
        )
    return tuple(sorted(found, key=lambda one: -1.0 if one.net is None else one.net, reverse=True))


def _name(table: SafeTable, column: str) -> str:
    return next((label.text for label in table.cols if label.id == column), column)


def _shown(statements: Sequence[Statement]) -> list[Statement]:
    return [one for one in statements if one.net is not None]


def _headline(table: SafeTable, statements: Sequence[Statement]) -> str:
    shown = _shown(statements)
    if not shown:
        return table.title
    top = in_sentence(_name(table, TOP))
    if len(shown) == 1:
        return f"{shown[0].net:.0f}% say {top}"
    return f"On {len(shown)} statements, between {shown[-1].net:.0f}% and {shown[0].net:.0f}% say {top}"


def _note(table: SafeTable, statements: Sequence[Statement]) -> str:
    said = [
        f"Sorted by {in_sentence(_name(table, TOP))}, with its indicative interval below.",
        f"“{_name(table, STEPS[2])}” is split about the grey line.",
        f"{_name(table, UNKNOWN)} and {in_sentence(_name(table, OUTSIDE))} are % of everyone asked, "
        "drawn apart at the same scale.",
        f"A part under {LEAST_WRITTEN}% carries no number. n rounded to the nearest 5.",
    ]
    marks = {one.mark for one in statements if not one.parts}
    if TOO_FEW in marks:
        said.append("[c] hatched: not shown, to protect small groups.")
    if NOT_GIVEN in marks:
        said.append("[x]: percentages are not given for fewer than 30 people.")
    return " ".join(said)


def _alt(table: SafeTable, statements: Sequence[Statement]) -> str:
    said = [f"Diverging bar chart of {len(statements)} statements."]
    shown, top = _shown(statements), _name(table, TOP)
    if shown:
        first, last = shown[0], shown[-1]
        said.append(f"{top} runs from {first.net:.0f}% for “{first.text}”")
        said.append(f"to {last.net:.0f}% for “{last.text}”.")
    unknown = sorted(one.unknown for one in statements if one.unknown is not None)
    if unknown:
        said.append(
            f"{_name(table, UNKNOWN)} runs from {unknown[0]:.0f}% to {unknown[-1]:.0f}% and is drawn apart."
        )
    hidden = sum(one.net is None for one in statements)
    if hidden:
        said.append(f"Not shown: {hidden} of {len(statements)}.")
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _bar(drawing: Drawing, one: Statement, zero: float, y: float, scale: float) -> None:
    """The five parts, the middle one about zero."""
    x = zero - one.left * scale
    for part, fill in zip(one.parts, AGREE, strict=True):
        drawing.rect(x, y, max(part * scale - 1, 0), BAR, fill)
        if part >= LEAST_WRITTEN:
            words = ((f"{part:.0f}", 13.0, 700),)
            drawing.lines(x + part * scale / 2 - 0.5, y + BAR / 2, words, text_on(fill), "middle")
        x += part * scale


def _apart(
    drawing: Drawing, share: float | None, words: str, x: float, middle: float, tall: float, scale: float
) -> float:
    """A share of everyone asked, as a bar off the scale; returns where its words end."""
    if share is None:
        return drawing.text(x, middle + 4, TOO_FEW, 12, fill=QUIET)
    drawing.rect(x, middle - tall / 2, max(share * scale, 0.5), tall, APART)
    return drawing.text(x + max(share * scale, 0.5) + 5, middle + 4, f"{share:.0f}%{words}", 12.5)


def _extent(statements: Sequence[Statement]) -> tuple[float, float]:
    """The furthest any bar reaches to the left and to the right, in points."""
    return (
        max([one.left for one in statements if one.parts], default=50.0),
        max([one.right for one in statements if one.parts], default=50.0),
    )


def _key(drawing: Drawing, table: SafeTable, size: float) -> float:
    """A square and a name for each step, wrapping where the sheet ends; returns the bottom."""
    x, y = 0.0, 0.0
    for step, fill in zip(STEPS, AGREE, strict=True):
        words = _name(table, step)
        if x and x + 19 + width(words, size) > drawing.width:
            x, y = 0.0, y + 20
        drawing.rect(x, y + 2, 13, 13, fill)
        x = drawing.text(x + 19, y + 13, words, size) + 18
    return y + 20


def _wide(table: SafeTable, statements: Sequence[Statement]) -> Drawing:
    """Labels, bars, the net, what is apart, and the base, side by side."""
    drawing = Drawing(WIDE)
    left, right = _extent(statements)
    unknown = max([one.unknown or 0.0 for one in statements], default=0.0)
    outside = max([one.outside or 0.0 for one in statements], default=0.0)
    room = WIDE - LABELS - 10 - 16 - NET - 10 - BASE
    scale = min((room - 2 * 40) / (left + right + unknown + outside), MOST_PER_POINT)
    slack = room - scale * (left + right) - max(unknown * scale + 40, 58) - max(outside * scale + 40, 58)
    if slack < 0:
        scale += slack / (left + right)
    zero = LABELS + 10 + left * scale
    net = zero + right * scale + 16
    dk = net + NET + 10
    na = dk + max(unknown * scale + 40, 58)
    heads = [
        (_name(table, TOP), net, 600, INK),
        (_name(table, UNKNOWN), dk, 400, QUIET),
        (_name(table, OUTSIDE), na, 400, QUIET),
        ("n", WIDE - width("n", 11.8), 400, QUIET),
        ("% of those who gave a rating", LABELS + 10, 400, QUIET),
    ]
    y = _heads(drawing, heads, _key(drawing, table, 13) + 12)
    drawing.line(0, y, WIDE, y, RULE)
    for one in statements:
        lines = wrap(one.text, LABELS, 13)
        row = max(53.0, len(lines) * 15.6 + 8)
        middle = y + row / 2
        drawing.lines(0, middle, [(words, 13, 400) for words in lines])
        drawing.line(zero, y + 4, zero, y + row - 4, HATCH)
        if one.parts:
            _bar(drawing, one, zero, middle - BAR / 2, scale)
            below = ((one.interval, SMALLEST, 400),) if one.interval else ()
            drawing.lines(net, middle, ((f"{one.net:.0f}%", 16, 700), *below))
        else:
            _empty(drawing, one, LABELS + 10, zero + right * scale, middle)
            drawing.lines(net, middle, ((one.mark, 13, 400),))
        _apart(drawing, one.unknown, "", dk, middle, 14, scale)
        _apart(drawing, one.outside, "", na, middle, 14, scale)
        drawing.lines(WIDE, middle, [(words, 12.5, 400) for words in one.base.split()], QUIET, "end")
        y += row
        drawing.line(0, y, WIDE, y, LIGHT_RULE)
    return drawing


def _heads(drawing: Drawing, heads: Sequence[tuple[str, float, int, str]], top: float) -> float:
    """Column headings standing on one line; returns where the line goes."""
    wrapped = [wrap(words, 200 if x < WIDE / 2 else 62, 11.8, weight) for words, x, weight, _ in heads]
    bottom = top + 14 * max(len(lines) for lines in wrapped)
    for lines, (_, x, weight, fill) in zip(wrapped, heads, strict=True):
        for at, line in enumerate(reversed(lines)):
            drawing.text(x, bottom - 3 - at * 14, line, 11.8, weight, fill)
    return bottom + 4


def _empty(drawing: Drawing, one: Statement, start: float, end: float, middle: float) -> None:
    """What stands where a bar would: the hatch, or the reason why percentages are not given."""
    if one.mark == TOO_FEW:
        drawing.hatch(start, middle - BAR / 2, end - start, BAR)
        drawing.plate((start + end) / 2, middle, end - start, ((f"{TOO_FEW} not shown", 12, 400),))
    else:
        drawing.lines(start, middle, ((f"{NOT_GIVEN} fewer than 30 people", 12, 400),), QUIET)


def _phone(table: SafeTable, statements: Sequence[Statement]) -> Drawing:
    """The statement above its bar, everything else below it."""
    drawing = Drawing(PHONE)
    left, right = _extent(statements)
    scale = PHONE / (left + right)
    y = _key(drawing, table, 12.5) + 4
    drawing.line(0, y, PHONE, y, RULE)
    for one in statements:
        y = drawing.paragraph(0, y + 5, one.text, PHONE, 13, 600) + 4
        drawing.line(left * scale, y - 2, left * scale, y + BAR + 4, HATCH)
        if one.parts:
            _bar(drawing, one, left * scale, y, scale)
        else:
            _empty(drawing, one, 0, PHONE, y + BAR / 2)
        y += BAR + 17
        top = in_sentence(_name(table, TOP))
        if one.net is not None:
            end = drawing.text(0, y, f"{one.net:.0f}% {top}", 13, 600)
            if one.interval:
                drawing.text(end + 6, y, f"({one.interval})", 12, fill=QUIET)
        drawing.text(PHONE, y, f"n {one.base}", 12, fill=QUIET, anchor="end")
        y += 15
        end = _apart(drawing, one.unknown, f" {in_sentence(_name(table, UNKNOWN))}", 0, y, 9, scale) + 14
        words = f" {in_sentence(_name(table, OUTSIDE))}"
        if end + (one.outside or 0) * scale + 30 + width(words, 12.5) > PHONE:
            y, end = y + 17, 0.0
        _apart(drawing, one.outside, words, end, y, 9, scale)
        y += 14
        drawing.line(0, y, PHONE, y, LIGHT_RULE)
    return drawing
