"""Where labels go so that none lies on another: along a line, about a line, on flags, beside points.

Nothing here draws. Every function gives a place to every label, whatever the values are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

ABOVE, BELOW = -1, 1
ANGLES = tuple(
    math.radians(turn) for turn in (270, 315, 225, 0, 180, 45, 135, 90, 292, 248, 338, 202, 22, 158, 67, 113)
)
"""Directions in which a badge may stand off its mark; straight up comes first."""

ALL_WISHES = 15


@dataclass(frozen=True)
class Box:
    """A rectangle by its corners."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, gap: float = 0) -> bool:
        """Whether they overlap or come closer than the gap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def around(x: float, y: float, half: float) -> Box:
    """The square about a point."""
    return Box(x - half, y - half, x + half, y + half)


def spread(centres: Sequence[float], widths: Sequence[float], gap: float, room: Box) -> list[float]:
    """New centres in the given order, moved as little as keeps labels apart and inside the room.

    Least squares: places that would clash share one mean. The room must be wide enough for all.
    """
    if not centres:
        return []
    steps = [(one + other) / 2 + gap for one, other in pairwise(widths)]
    offsets = list(accumulate(steps, initial=0.0))
    blocks: list[tuple[float, int]] = []
    for centre, offset in zip(centres, offsets, strict=True):
        total, count = centre - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, many = blocks.pop()
            total, count = total + before, count + many
        blocks.append((total, count))
    least = room.left + widths[0] / 2
    most = room.right - widths[-1] / 2 - offsets[-1]
    level = [total / count for total, count in blocks for _ in range(count)]
    return [max(min(at, most), least) + offset for at, offset in zip(level, offsets, strict=True)]


def about_line(
    centres: Sequence[float], widths: Sequence[float], gap: float, room: Box
) -> list[tuple[float, int]]:
    """Where the value of each mark on a line stands: above it, below where that is taken, else moved aside.

    Returns (centre, ABOVE or BELOW) in the order given.
    """
    order = sorted(range(len(centres)), key=lambda at: centres[at])
    sides: dict[int, list[int]] = {ABOVE: [], BELOW: []}
    ends = {ABOVE: -math.inf, BELOW: -math.inf}
    for at in order:
        start = centres[at] - widths[at] / 2
        free = next((side for side in (ABOVE, BELOW) if start >= ends[side] + gap), None)
        side = min(ends, key=lambda way: ends[way]) if free is None else free
        sides[side].append(at)
        ends[side] = max(ends[side], start) + widths[at]
    placed: dict[int, tuple[float, int]] = {}
    for side, members in sides.items():
        moved = spread([centres[at] for at in members], [widths[at] for at in members], gap, room)
        placed |= {at: (centre, side) for at, centre in zip(members, moved, strict=True)}
    return [placed[at] for at in range(len(centres))]


def badges(
    points: Sequence[tuple[float, float]],
    radius: float,
    mark: float,
    room: Box,
    taken: Sequence[Box] = (),
) -> list[tuple[float, float]]:
    """Centres of badges near their points: none on another or outside, as long as the room can hold them.

    Of these places the nearest that keeps off words first, then off other marks, off leaders, and nearer to
    its own mark than to any other; where not all can be had, the last goes first.
    """
    marks = [around(x, y, mark) for x, y in points]
    placed: list[tuple[float, float]] = []
    for at, point in enumerate(points):
        others = [box for box, other in zip(marks, points, strict=True) if other != point]
        best, most = (min(max(point[0], room.left), room.right), point[1]), -1
        for spot in _rings(point, radius, mark, room):
            if all(math.dist(spot, other) >= 2 * radius + 1.5 for other in placed):
                box, own = around(*spot, radius), math.dist(spot, point)
                granted = (
                    8 * (not any(box.meets(words) for words in taken))
                    + 4 * (not any(box.meets(other) for other in others))
                    + 2 * (not _crosses(point, spot, points[:at], placed, radius))
                    + all(math.dist(spot, other) > own + mark for other in points if other != point)
                )
                if granted > most:
                    best, most = spot, granted
                if most == ALL_WISHES:
                    break
        placed.append(best)
    return placed


def _rings(
    point: tuple[float, float], radius: float, mark: float, room: Box
) -> Iterator[tuple[float, float]]:
    """Places about a point, the nearest first, that keep a badge inside the room."""
    reach = math.hypot(room.right - room.left, room.bottom - room.top)
    distance = radius + mark + 2
    while distance < reach:
        for angle in ANGLES:
            spot = (point[0] + distance * math.cos(angle), point[1] + distance * math.sin(angle))
            if room.holds(around(*spot, radius)):
                yield spot
        distance += radius / 2


def _crosses(
    point: tuple[float, float],
    spot: tuple[float, float],
    starts: Sequence[tuple[float, float]],
    ends: Sequence[tuple[float, float]],
    radius: float,
) -> bool:
    """Whether this leader meets an earlier leader or badge, or this badge an earlier leader."""
    return any(
        (point != start and _meet(point, spot, start, end))
        or _near(end, point, spot) < radius
        or _near(spot, start, end) < radius
        for start, end in zip(starts, ends, strict=True)
    )


def _meet(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    """Whether two straight lines cross between their ends."""
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (c[1] - a[1]) * (b[0] - a[0]) > (b[1] - a[1]) * (c[0] - a[0])


def _near(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of a point from a straight line between two ends."""
    long = math.dist(a, b) ** 2
    if not long:
        return math.dist(point, a)
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / long
    along = min(max(along, 0.0), 1.0)
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


@dataclass(frozen=True)
class Flag:
    """A label on a pole: how far up it stands, and on which side of the pole."""

    lane: int
    """0 is the lowest."""
    left: bool


def flags(
    poles: Sequence[float],
    widths: Sequence[float],
    room: Box,
    lanes: int,
    sides: Sequence[bool] = (False, True),
) -> list[Flag] | None:
    """Labels beside poles, each off the others and off the poles, in as few of so many lanes as there is a
    way for; None if there is none.

    A pole reaches up to the lane of its own label, so it crosses the lanes below. To the right of their
    poles, in as many lanes as labels, there is a way as long as the room reaches that far. Tries every way,
    so it is for a handful of labels that may stand on either side, and for any number on one.
    """
    order = sorted(range(len(poles)), key=lambda at: (poles[at], at), reverse=True)

    def stood(found: dict[int, Flag], many: int) -> dict[int, Flag] | None:
        if len(found) == len(order):
            return found
        at = order[len(found)]
        for flag in (Flag(lane, left) for lane in range(many) for left in sides):
            if _stands(at, flag, found, poles, widths, room):
                whole = stood({**found, at: flag}, many)
                if whole is not None:
                    return whole
        return None

    fewest = 1 if len(sides) > 1 else lanes  # on one side the lowest lane that is free is never regretted
    tried = (stood({}, many) for many in range(fewest, lanes + 1))
    whole = next((found for found in tried if found is not None), None)
    return None if whole is None else [whole[at] for at in range(len(poles))]


def reach(pole: float, width: float, left: bool) -> tuple[float, float]:
    """From where to where a label beside a pole goes."""
    return (pole - width, pole) if left else (pole, pole + width)


def _stands(
    at: int,
    flag: Flag,
    found: dict[int, Flag],
    poles: Sequence[float],
    widths: Sequence[float],
    room: Box,
) -> bool:
    """Whether a label there is inside, off every label, and neither crosses a pole nor is crossed by one."""
    start, end = reach(poles[at], widths[at], flag.left)
    if start < room.left or end > room.right:
        return False
    for other, placed in found.items():
        low, high = reach(poles[other], widths[other], placed.left)
        if placed.lane == flag.lane and start < high and low < end:
            return False
        if placed.lane >= flag.lane and start < poles[other] < end:
            return False
        if flag.lane >= placed.lane and low < poles[at] < high:
            return False
    return True
