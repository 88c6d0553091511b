"""F6, the way through the form: how many of those who began reached each page, and where they stopped.

Drawn from a table of this shape (T14):
- rows: the pages in order, the first the one that everybody began with, the last what it was all for (sent).
  A page that some were rightly not shown counts as reached by those who passed it, or shares its row with
  the pages shown instead, so that every row is out of the same people;
- one column, `reached`;
- measures `count`, people who reached it, and `percent`, the share of those who began, made from published
  counts; a hidden row has no bar and no loss is worked out over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import grid
from analysis.charts.lettering import width, wrap
from analysis.charts.palette import BAR, DROP, ENDS, HATCH, QUIET, text_on
from analysis.disclosure import SafeTable
from analysis.measures import MINUS, TOO_FEW, grouped, is_hidden, rounded

REACHED = "reached"
MEASURES = {"count", "percent"}
LOSS = 3
"""Points, the least loss that is said."""
LABELS = 205.0
ROW, TALL = 22.0, 16.0
SMALLEST = 11.3


@dataclass(frozen=True)
class Step:
    """A page: who reached it, None where hidden, and the points lost on the way to it, None where unknown."""

    text: str
    percent: float | None
    people: float | None
    lost: float | None

    @property
    def said(self) -> str:
        """The loss in words where it is large enough."""
        return f"{MINUS}{self.lost:.0f} points" if self.lost is not None and self.lost >= LOSS else ""


def fits(table: SafeTable) -> bool:
    """One column of people who reached each of several pages."""
    return (
        [column.id for column in table.cols] == [REACHED]
        and len(table.rows) > 1
        and {cell.measure for cell in table.cells} == MEASURES
    )


def figure(table: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    steps = read(table)
    return Figure(
        id="F6",
        title=headline or _headline(table, steps),
        subtitle=table.subtitle,
        note=_note(steps),
        alt=_alt(table, steps),
        wide=_wide(steps),
        phone=_phone(steps),
        table_id=table.id,
        credit=credit,
    )


def read(table: SafeTable) -> tuple[Step, ...]:
    """Pages in the table's order; losses are between percentages as printed."""
    cells = grid(table)
    found: list[Step] = []
    for row in table.rows:
        values = {}
        for measure in sorted(MEASURES):
            cell = cells.get((row.id, REACHED, measure))
            hidden = cell is None or is_hidden(cell)
            values[measure] = None if cell is None or hidden else rounded(table, cell, cell.value)
        percent = values["percent"]
        before = found[-1].percent if found else None
        lost = None if percent is None or before is None else before - percent
        found.append(Step(row.text, percent, values["count"], lost))
    return tuple(found)


def _headline(table: SafeTable, steps: Sequence[Step]) -> str:
    last = steps[-1].percent
    return table.title if last is None else f"{last:.0f}% of people who started sent their answers"


def _note(steps: Sequence[Step]) -> str:
    said = ["Counts to the nearest 5."]
    if any(step.said for step in steps):
        said.insert(0, f"Marked: pages that {LOSS} points or more fewer reached than the page before.")
    if any(step.percent is None for step in steps):
        said.append(f"{TOO_FEW} hatched: not shown, to protect small groups.")
    return " ".join(said)


def _alt(table: SafeTable, steps: Sequence[Step]) -> str:
    said = [f"Funnel of {len(steps)} pages, from all who started to those who sent their answers."]
    losses = [f"{step.lost:.0f} points before “{step.text}”" for step in steps if step.said]
    said.append(
        f"Losses of {LOSS} points or more: {'; '.join(losses)}."
        if losses
        else f"No page lost {LOSS} points or more."
    )
    every = (f"{step.text} {TOO_FEW if step.percent is None else f'{step.percent:.0f}%'}" for step in steps)
    said.append(f"Reached: {'; '.join(every)}.")
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _people(step: Step) -> str:
    return TOO_FEW if step.people is None else grouped(step.people)


def _bar(
    drawing: Drawing, steps: Sequence[Step], at: int, left: float, top: float, tall: float, full: float
) -> None:
    """The bar of a page, its percentage, and what was lost since the page before."""
    step, middle = steps[at], top + tall / 2
    if step.percent is None:
        drawing.hatch(left, top, full, tall)
        drawing.plate(left + full / 2, middle, full, ((f"{TOO_FEW} not shown", SMALLEST, 400),))
        return
    fill = ENDS if at in (0, len(steps) - 1) else BAR
    end = left + full * step.percent / 100
    drawing.rect(left, top, end - left, tall, fill)
    words = f"{step.percent:.0f}%"
    inside = width(words, 12.5, 700) + 12 <= end - left
    if inside:
        drawing.text(left + 6, middle + 4.4, words, 12.5, 700, text_on(fill))
        after = end
    else:
        after = drawing.text(end + 6, middle + 4.4, words, 12.5, 700)
    if step.lost is not None and step.lost > 0:
        back = end + full * step.lost / 100
        if inside:
            drawing.line(end, middle, back, middle, DROP if step.said else HATCH, 2 if step.said else 1)
            after = back
        if step.said:
            drawing.text(after + 6, middle + 4.4, step.said, 12.5, 600, DROP)


def _room(steps: Sequence[Step]) -> float:
    """For the widest loss beside a bar."""
    return max([width(step.said, 12.5, 600) for step in steps if step.said], default=0.0) + 8


def _wide(steps: Sequence[Step]) -> Drawing:
    """Name, bar and people side by side."""
    drawing = Drawing(WIDE)
    people = max(width("people", 12), *(width(_people(step), 12.5) for step in steps))
    left = LABELS + 12
    full = WIDE - people - 12 - _room(steps) - left
    drawing.text(left, 13, "% of people who started, reaching each page", 12, fill=QUIET)
    drawing.text(WIDE, 13, "people", 12, fill=QUIET, anchor="end")
    y = 22.0
    for at, step in enumerate(steps):
        strong = 600 if at in (0, len(steps) - 1) else 400
        lines = wrap(step.text, LABELS, 13, strong)
        tall = max(ROW, len(lines) * 15.6 + 5)
        drawing.lines(0, y + tall / 2, [(line, 13, strong) for line in lines])
        _bar(drawing, steps, at, left, y + (tall - TALL) / 2, TALL, full)
        drawing.text(WIDE, y + tall / 2 + 4.4, _people(step), 12.5, fill=QUIET, anchor="end")
        y += tall
    return drawing


def _phone(steps: Sequence[Step]) -> Drawing:
    """The name above its bar, people at the end of the name."""
    drawing = Drawing(PHONE)
    full = PHONE - _room(steps)
    drawing.text(0, 12, "% of people who started", 12, fill=QUIET)
    drawing.text(PHONE, 12, "people", 12, fill=QUIET, anchor="end")
    y = 18.0
    for at, step in enumerate(steps):
        strong = 600 if at in (0, len(steps) - 1) else 400
        room = PHONE - width(_people(step), 12.5) - 12
        drawing.text(PHONE, y + 14, _people(step), 12.5, fill=QUIET, anchor="end")
        for line in wrap(step.text, room, 13, strong):
            drawing.text(0, y + 14, line, 13, strong)
            y += 15.6
        _bar(drawing, steps, at, 0, y + 3.5, TALL, full)
        y += TALL + 8
    return drawing
