"""Lines that mark moments over an axis of days, each with its words, or a number where words would clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.charts.drawing import Drawing
from analysis.charts.lettering import width
from analysis.charts.moments import Moment
from analysis.charts.palette import INK, WHITE
from analysis.charts.placing import Box, flags

TALL = 200.0
"""Height of the bars' field."""
LANE, NUMBERED_LANE = 32.0, 19.0
MOST_LANES, MOST_WORDS = 3, 5
"""Lanes of words one above the other, and moments with words; with more, numbers are clearer."""
FLAG = 17.0


@dataclass(frozen=True)
class Field:
    """Where days and counts stand on a drawing."""

    left: float
    right: float
    top: float
    many: int
    ticks: Sequence[int]

    @property
    def bottom(self) -> float:
        return self.top + TALL

    @property
    def day(self) -> float:
        """Pixels a day."""
        return (self.right - self.left) / self.many

    def x(self, at: float) -> float:
        return self.left + at * self.day

    def y(self, count: float) -> float:
        return self.bottom - TALL * count / self.ticks[-1]


@dataclass(frozen=True)
class Pole:
    """A moment's line with its label: what is written, and from where to where the line goes."""

    moment: Moment
    x: float
    lines: tuple[tuple[str, float, int], ...]
    wide: float
    lane: int
    left: bool


def _at(moment: Moment, field: Field, places: Mapping[date, int]) -> float:
    """A message stands before the bar of its day, a closing behind it."""
    return field.x(places[moment.there.date()] + moment.closes)


def labelled(field: Field, moments: Sequence[Moment], places: Mapping[date, int]) -> list[Pole] | None:
    """Labels on their lines, if there is a way to put them."""
    said = [
        ((f"{moment.words} {moment.said}", 12.0, 600),)
        if moment.closes
        else ((moment.said, 12.0, 600), (moment.words, 12.0, 400))
        for moment in moments
    ]
    widths = [max(width(words, size, weight) for words, size, weight in lines) + 8 for lines in said]
    xs = [_at(moment, field, places) for moment in moments]
    if len(moments) > MOST_WORDS:
        return None
    found = flags(xs, widths, Box(0, 0, field.right + 2, 0), MOST_LANES)
    if found is None:
        return None
    return [
        Pole(moment, x, lines, wide, flag.lane, flag.left)
        for moment, x, lines, wide, flag in zip(moments, xs, said, widths, found, strict=True)
    ]


def numbered(field: Field, moments: Sequence[Moment], places: Mapping[date, int], end: float) -> list[Pole]:
    """Numbers on the lines, for moments that stand too close for words."""
    xs = [_at(moment, field, places) for moment in moments]
    found = flags(xs, [FLAG] * len(xs), Box(0, 0, end, 0), len(xs), sides=(False,)) or []
    return [
        Pole(moment, x, ((str(at), 12.0, 700),), FLAG, flag.lane, flag.left)
        for at, (moment, x, flag) in enumerate(zip(moments, xs, found, strict=True), start=1)
    ]


def draw(drawing: Drawing, pole: Pole, field: Field, lane: float, as_number: bool) -> None:
    top = field.top - 8 - (pole.lane + 1) * lane
    thick, dashes = (2.0, None) if pole.moment.closes else (1.2, "4 3")
    drawing.line(pole.x, field.top, pole.x, field.bottom, WHITE, thick + 2)
    drawing.line(pole.x, top, pole.x, field.bottom, INK, thick, dashes)
    if as_number:
        drawing.rect(pole.x, top, FLAG, 16, INK)
        drawing.lines(pole.x + FLAG / 2, top + 8, pole.lines, WHITE, "middle")
        return
    x, anchor = (pole.x - 6, "end") if pole.left else (pole.x + 6, "start")
    for at, (words, size, weight) in enumerate(pole.lines):
        drawing.text(x, top + 11 + at * 14, words, size, weight, anchor=anchor)


def listed(drawing: Drawing, moments: Sequence[Moment]) -> None:
    y = drawing.height + 6
    for at, moment in enumerate(moments, start=1):
        drawing.rect(0, y + 3, FLAG, 16, INK)
        drawing.lines(FLAG / 2, y + 11, ((str(at), 12, 700),), WHITE, "middle")
        y = max(
            y + 20,
            drawing.paragraph(
                FLAG + 8, y + 3, f"{moment.said}: {moment.words}", drawing.width - FLAG - 8, 12.5
            ),
        )
