"""F1, diverging bars: how far each statement holds, worst to the left and best to the right.

The middle step is split about the grey line. Don't know and does not apply are not on the scale:
they are bars of their own, at the same pixels per point, so that lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.drawing import Drawing
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.grid import in_sentence
from analysis.charts.lettering import width, wrap
from analysis.charts.palette import AGREE, APART, HATCH, INK, LIGHT_RULE, QUIET, RULE, text_on
from analysis.charts.statements import OUTSIDE, STEPS, TOP, UNKNOWN, Statement, extent, name
from analysis.charts.statements import statements as read
from analysis.disclosure import SafeTable
from analysis.measures import NOT_GIVEN, TOO_FEW

LABELS = 186.0
NET = 62.0
BASE = 34.0
BAR = 28.0
SMALLEST = 11.3
LEAST_WRITTEN = 5
"""A part of fewer points carries no number."""
MOST_PER_POINT = 2.2


def fits(table: SafeTable) -> bool:
    """Five steps and what is beside them, by statement."""
    return {*STEPS, TOP} <= {column.id for column in table.cols}


def figure(table: SafeTable, credit: Credit, headline: str | None = None) -> Figure:
    statements = read(table)
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


def _shown(statements: Sequence[Statement]) -> list[Statement]:
    return [one for one in statements if one.net is not None]


def _headline(table: SafeTable, statements: Sequence[Statement]) -> str:
    shown = _shown(statements)
    if not shown:
        return table.title
    top = in_sentence(name(table, TOP))
    if len(shown) == 1:
        return f"{shown[0].net:.0f}% say {top}"
    return f"On {len(shown)} statements, between {shown[-1].net:.0f}% and {shown[0].net:.0f}% say {top}"


def _note(table: SafeTable, statements: Sequence[Statement]) -> str:
    said = [
        f"Sorted by {in_sentence(name(table, TOP))}, with its indicative interval below.",
        f"“{name(table, STEPS[2])}” is split about the grey line.",
        f"{name(table, UNKNOWN)} and {in_sentence(name(table, OUTSIDE))} are % of everyone asked, "
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
    shown, top = _shown(statements), name(table, TOP)
    if shown:
        first, last = shown[0], shown[-1]
        said.append(f"{top} runs from {first.net:.0f}% for “{first.text}”")
        said.append(f"to {last.net:.0f}% for “{last.text}”.")
    unknown = sorted(one.unknown for one in statements if one.unknown is not None)
    if unknown:
        said.append(
            f"{name(table, UNKNOWN)} runs from {unknown[0]:.0f}% to {unknown[-1]:.0f}% and is drawn apart."
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


def _key(drawing: Drawing, table: SafeTable, size: float) -> float:
    """A square and a name for each step, wrapping where the sheet ends; returns the bottom."""
    x, y = 0.0, 0.0
    for step, fill in zip(STEPS, AGREE, strict=True):
        words = name(table, step)
        if x and x + 19 + width(words, size) > drawing.width:
            x, y = 0.0, y + 20
        drawing.rect(x, y + 2, 13, 13, fill)
        x = drawing.text(x + 19, y + 13, words, size) + 18
    return y + 20


@dataclass(frozen=True)
class Plan:
    """Where things stand on the wide drawing: pixels a point, and the left end of each column."""

    scale: float
    zero: float
    end: float
    """Where the longest bar ends."""
    net: float
    unknown: float
    outside: float


def _plan(statements: Sequence[Statement]) -> Plan:
    """One scale for all bars, as large as lets everything stand side by side."""
    left, right = extent(statements)
    unknown = max([one.unknown or 0.0 for one in statements], default=0.0)
    outside = max([one.outside or 0.0 for one in statements], default=0.0)
    room = WIDE - LABELS - 10 - 16 - NET - 10 - BASE
    scale = min((room - 2 * 40) / (left + right + unknown + outside), MOST_PER_POINT)
    slack = room - scale * (left + right) - max(unknown * scale + 40, 58) - max(outside * scale + 40, 58)
    if slack < 0:
        scale += slack / (left + right)
    zero = LABELS + 10 + left * scale
    net = zero + right * scale + 16
    apart = net + NET + 10
    return Plan(scale, zero, zero + right * scale, net, apart, apart + max(unknown * scale + 40, 58))


def _wide(table: SafeTable, statements: Sequence[Statement]) -> Drawing:
    """Labels, bars, the net, what is apart, and the base, side by side."""
    drawing, plan = Drawing(WIDE), _plan(statements)
    heads = [
        (name(table, TOP), plan.net, 600, INK),
        (name(table, UNKNOWN), plan.unknown, 400, QUIET),
        (name(table, OUTSIDE), plan.outside, 400, QUIET),
        ("n", WIDE - width("n", 11.8), 400, QUIET),
        ("% of those who gave a rating", LABELS + 10, 400, QUIET),
    ]
    y = _heads(drawing, heads, _key(drawing, table, 13) + 12)
    drawing.line(0, y, WIDE, y, RULE)
    for one in statements:
        y = _row(drawing, one, y, plan)
        drawing.line(0, y, WIDE, y, LIGHT_RULE)
    return drawing


def _row(drawing: Drawing, one: Statement, y: float, plan: Plan) -> float:
    """One statement; returns the bottom."""
    lines = wrap(one.text, LABELS, 13)
    row = max(53.0, len(lines) * 15.6 + 8)
    middle = y + row / 2
    drawing.lines(0, middle, [(words, 13, 400) for words in lines])
    drawing.line(plan.zero, y + 4, plan.zero, y + row - 4, HATCH)
    if one.parts:
        _bar(drawing, one, plan.zero, middle - BAR / 2, plan.scale)
        below = ((one.interval, SMALLEST, 400),) if one.interval else ()
        drawing.lines(plan.net, middle, ((f"{one.net:.0f}%", 16, 700), *below))
    else:
        _empty(drawing, one, LABELS + 10, plan.end, middle)
        drawing.lines(plan.net, middle, ((one.mark, 13, 400),))
    _apart(drawing, one.unknown, "", plan.unknown, middle, 14, plan.scale)
    _apart(drawing, one.outside, "", plan.outside, middle, 14, plan.scale)
    drawing.lines(WIDE, middle, [(words, 12.5, 400) for words in one.base.split()], QUIET, "end")
    return y + row


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
    left, right = extent(statements)
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
        y = _below(drawing, table, one, y + BAR + 17, scale) + 14
        drawing.line(0, y, PHONE, y, LIGHT_RULE)
    return drawing


def _below(drawing: Drawing, table: SafeTable, one: Statement, y: float, scale: float) -> float:
    """Net, base and what is apart, in as many lines as they need; returns the last baseline."""
    base, end = f"n {one.base}", 0.0
    if one.net is not None:
        end = drawing.text(0, y, f"{one.net:.0f}% {in_sentence(name(table, TOP))}", 13, 600)
        if one.interval:
            y, end = _fit(y, end + 6, f"({one.interval})", 12)
            end = drawing.text(end, y, f"({one.interval})", 12, fill=QUIET)
    y, _ = _fit(y, end + 6, base, 12)
    drawing.text(PHONE, y, base, 12, fill=QUIET, anchor="end")
    y += 15
    end = _apart(drawing, one.unknown, f" {in_sentence(name(table, UNKNOWN))}", 0, y, 9, scale) + 14
    words = f" {in_sentence(name(table, OUTSIDE))}"
    if end + (one.outside or 0) * scale + 30 + width(words, 12.5) > PHONE:
        y, end = y + 17, 0.0
    _apart(drawing, one.outside, words, end, y, 9, scale)
    return y


def _fit(y: float, x: float, words: str, size: float) -> tuple[float, float]:
    """Where words go that begin at x: on the next line if they do not fit on this one."""
    return (y, x) if x + width(words, size) <= PHONE else (y + 15, 0.0)
