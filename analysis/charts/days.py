"""F7, answers a day: bars by day in London time, with the messages that went out and the closing.

Drawn from a table of this shape (T14d):
- rows: every day of the fielding in order, without a gap; the id is the date in London, 2024-12-03, the
  text the date in words;
- one column, `sent`;
- the measure `count`, answers sent on that day.
A day that is hidden has no bar of any height: it is hatched below the axis, where nothing is measured.
What happened on these days is no figure and comes from the caller, as moments and stretches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import grid, joined
from analysis.charts.lettering import width, wrap
from analysis.charts.moments import Moment, Stretch, long, mondays, short, steps
from analysis.charts.palette import BAND, DAYS, LIGHT_RULE, QUIET, RULE
from analysis.charts.poles import (
    FLAG,
    LANE,
    NUMBERED_LANE,
    TALL,
    Field,
    Pole,
    draw,
    labelled,
    listed,
    numbered,
)
from analysis.disclosure import SafeTable
from analysis.measures import TOO_FEW, grouped, is_hidden, rounded

SENT = "sent"
STRIP = 9.0
"""Height of the hatching under the axis."""
SMALLEST = 11.3
MOST_PEAKS = 3
WIDEST = 60.0
"""A day of a fielding of few days: one bar over the whole width would say nothing."""
MONDAYS = "Each tick is a Monday"
MOST_LINES = 2
"""Of words inside a stretch: a third would meet a line of the scale."""


@dataclass(frozen=True)
class Day:
    """A day and its answers, None where hidden."""

    date: date
    count: float | None


def fits(table: SafeTable) -> bool:
    """One column of answers sent, by day without a gap."""
    if [column.id for column in table.cols] != [SENT] or not table.rows:
        return False
    try:
        days = [date.fromisoformat(row.id) for row in table.rows]
    except ValueError:
        return False
    return all(after - before == timedelta(days=1) for before, after in pairwise(days))


def figure(
    table: SafeTable,
    credit: Credit,
    moments: Sequence[Moment] = (),
    stretches: Sequence[Stretch] = (),
    headline: str | None = None,
) -> Figure:
    days = read(table)
    here = {day.date for day in days}
    drawn = tuple(sorted((m for m in moments if m.there.date() in here), key=lambda moment: moment.when))
    away = [moment for moment in moments if moment not in drawn]
    return Figure(
        id="F7",
        title=headline or _headline(table, days),
        subtitle=table.subtitle,
        note=_note(days, drawn, away),
        alt=_alt(table, days, drawn),
        wide=_draw(WIDE, days, drawn, stretches),
        phone=_draw(PHONE, days, drawn, stretches),
        table_id=table.id,
        credit=credit,
    )


def read(table: SafeTable) -> tuple[Day, ...]:
    cells = grid(table)
    found = []
    for row in table.rows:
        cell = cells.get((row.id, SENT, "count"))
        count = None if cell is None or is_hidden(cell) else rounded(table, cell, cell.value)
        found.append(Day(date.fromisoformat(row.id), count))
    return tuple(found)


def _peak(days: Sequence[Day]) -> tuple[float, list[date]] | None:
    """The most answers in a day, and the days that had so many; None where no day is shown."""
    most = max((day.count for day in days if day.count is not None), default=None)
    return None if most is None else (most, [day.date for day in days if day.count == most])


def _headline(table: SafeTable, days: Sequence[Day]) -> str:
    peak = _peak(days)
    if peak is None or not peak[0] or len(peak[1]) > MOST_PEAKS:
        return table.title
    if len(days) == 1:
        return f"All answers came on one day: {grouped(peak[0])}, on {long(days[0].date)}"
    return f"Most answers in a day: {grouped(peak[0])}, on {joined([long(day) for day in peak[1]])}"


def _note(days: Sequence[Day], drawn: Sequence[Moment], away: Sequence[Moment]) -> str:
    said = ["Days in London time. Counts to the nearest 5."]
    if any(day.count is None for day in days):
        said.append(
            f"Hatched: {TOO_FEW} not shown, because fewer than 10 people answered on that day or to protect "
            "a day on which fewer did; there may have been none."
        )
    if any(not moment.closes for moment in drawn):
        said.append("Dashed lines: messages sent.")
    if away:
        said.append(f"On other days: {'; '.join(f'{m.words}, {m.said}' for m in away)}.")
    return " ".join(said)


def _alt(table: SafeTable, days: Sequence[Day], drawn: Sequence[Moment]) -> str:
    first, last, peak = days[0].date, days[-1].date, _peak(days)
    when = f"{len(days)} days, {long(first)} to {long(last)}" if len(days) > 1 else f"one day, {long(first)}"
    said = [f"Column chart of answers on {when}."]
    if peak is not None and len(peak[1]) <= MOST_PEAKS:
        said.append(f"Most in a day: {grouped(peak[0])}, on {joined([long(day) for day in peak[1]])}.")
    hidden = sum(day.count is None for day in days)
    if hidden:
        said.append(f"Not shown: {hidden} of {len(days)} days.")
    said += [f"{moment.words} {moment.said}." for moment in drawn]
    said.append(f"Numbers are in table {table.id.removeprefix('T')}.")
    return " ".join(said)


def _draw(
    wide: float, days: Sequence[Day], moments: Sequence[Moment], stretches: Sequence[Stretch]
) -> Drawing:
    drawing = Drawing(wide)
    ticks = steps(max([day.count or 0 for day in days], default=0))
    left = max(width(grouped(tick), 12) for tick in ticks) + 8
    places = {day.date: at for at, day in enumerate(days)}
    right = min(wide - 2, left + WIDEST * len(days))
    whole = Field(left, right, 0, len(days), ticks)
    poles = labelled(whole, moments, places)
    as_numbers = poles is None
    if poles is None:
        whole = Field(left, min(wide - FLAG - 4, right), 0, len(days), ticks)
        poles = numbered(whole, moments, places, wide)
    lulls = [lull for stretch in stretches if (lull := _lull(stretch, days, whole, poles)) is not None]
    lane = NUMBERED_LANE if as_numbers else LANE
    lanes = max([pole.lane + 1 for pole in poles], default=0)
    y = _key(drawing, days, lulls)
    field = Field(whole.left, whole.right, y + 8 + lanes * lane, len(days), ticks)
    _field(drawing, field, days, lulls)
    for pole in poles:
        draw(drawing, pole, field, lane, as_numbers)
    if as_numbers:
        listed(drawing, moments)
    return drawing


@dataclass(frozen=True)
class Lull:
    """A stretch on a drawing: its ends, and its words in lines if they have room inside."""

    left: float
    right: float
    words: str
    lines: tuple[str, ...]


def _lull(stretch: Stretch, days: Sequence[Day], field: Field, poles: Sequence[Pole]) -> Lull | None:
    """Where it lies; its words go into the key where a bar, a line or its own edge would cross them."""
    inside = [at for at, day in enumerate(days) if stretch.first <= day.date <= stretch.last]
    if not inside:
        return None
    left, right = field.x(inside[0]), field.x(inside[-1] + 1)
    lines = wrap(stretch.words, right - left - 8, 12)
    depth = 12 + 14.5 * len(lines)
    room = max(width(line, 12) for line in lines) + 8 <= right - left and len(lines) <= MOST_LINES
    clear = all(field.y(days[at].count or 0) - field.top >= depth for at in inside)
    crossed = any(left < pole.x < right for pole in poles)
    return Lull(left, right, stretch.words, lines if room and clear and not crossed else ())


def _key(drawing: Drawing, days: Sequence[Day], lulls: Sequence[Lull]) -> float:
    """What is drawn, what hatching means, and lulls that have no room for words; returns the bottom."""
    end, y = drawing.text(0, 13, "Answers sent each day, to the nearest 5", 12, fill=QUIET), 0.0
    entries = [None] if any(day.count is None for day in days) else []
    for entry in (*entries, *(lull.words for lull in lulls if not lull.lines)):
        words = wrap(entry or f"{TOO_FEW} not shown, may be none", drawing.width - 22, 12.5)
        if end + 42 + width(words[0], 12.5) > drawing.width or len(words) > 1:
            end, y = -20.0, y + 20
        if entry is None:
            drawing.hatch(end + 20, y + 3, 16, 12, 6)
        else:
            drawing.rect(end + 20, y + 3, 16, 12, BAND, RULE)
        for at, line in enumerate(words):
            after = drawing.text(end + 42, y + 13 + at * 15, line, 12.5)
        end, y = after, y + 15 * (len(words) - 1)
    return y + 18


def _field(drawing: Drawing, field: Field, days: Sequence[Day], lulls: Sequence[Lull]) -> None:
    """Lulls behind, then lines of the scale, bars, the axis with its hatching and its dates."""
    for lull in lulls:
        drawing.rect(lull.left, field.top, lull.right - lull.left, TALL, BAND)
    for tick in field.ticks:
        drawing.line(field.left, field.y(tick), field.right, field.y(tick), LIGHT_RULE)
        drawing.text(field.left - 6, field.y(tick) + 4.2, grouped(tick), 12, fill=QUIET, anchor="end")
    for lull in lulls:
        for at, line in enumerate(lull.lines):
            middle = (lull.left + lull.right) / 2
            drawing.text(middle, field.top + 16 + at * 14.5, line, 12, 400, QUIET, "middle")
    gap = 1.0 if field.day >= 4 else 0.0
    for at, day in enumerate(days):
        if day.count:
            tall = field.bottom - field.y(day.count)
            drawing.rect(field.x(at) + gap / 2, field.bottom - tall, field.day - gap, tall, DAYS)
    drawing.line(field.left, field.bottom, field.right, field.bottom, QUIET)
    for start, end in _runs(days):
        drawing.hatch(field.x(start), field.bottom + 1, field.x(end) - field.x(start), STRIP, 5)
    _dates(drawing, field, days)


def _runs(days: Sequence[Day]) -> Iterator[tuple[int, int]]:
    """Hidden days that follow one another: from the first up to and without the last."""
    at = 0
    for hidden, run in groupby(day.count is None for day in days):
        many = len(list(run))
        if hidden:
            yield at, at + many
        at += many


def _dates(drawing: Drawing, field: Field, days: Sequence[Day]) -> None:
    """A tick a Monday, named as often as the words allow."""
    ticks = mondays([day.date for day in days])
    top = field.bottom + STRIP + 2
    end = -1.0
    for at in ticks:
        drawing.line(field.x(at), field.bottom, field.x(at), top + 3, QUIET)
    step = next((n for n in (1, 2, 4, 8, 16) if field.day * 7 * n >= width("30 Dec", 12) + 12), 16)
    for at in ticks[::step]:
        words = short(days[at].date)
        half = width(words, 12) / 2
        centre = min(max(field.x(at), half), drawing.width - half)
        if centre - half > end:
            drawing.text(centre, top + 17, words, 12, fill=QUIET, anchor="middle")
            end = centre + half + 6
    if days[ticks[0]].date.isoweekday() == 1:
        end = max(field.right, width(MONDAYS, 11.8))
        drawing.text(end, top + 33, MONDAYS, 11.8, fill=QUIET, anchor="end")
