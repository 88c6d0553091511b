"""Labels never lie on one another, whatever the values are."""

from __future__ import annotations

import math
from itertools import accumulate, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts.lettering import width
from analysis.charts.placing import ABOVE, Box, Flag, about_line, around, badges, flags, reach, spread

TRACK = Box(0, 0, 400, 0)
SQUARE = Box(0, 0, 300, 300)
RADIUS, MARK = 9.5, 4.0
values = st.floats(0, 400, allow_nan=False)
points = st.tuples(st.floats(0, 300, allow_nan=False), st.floats(0, 300, allow_nan=False))
equal_points = st.lists(
    st.sampled_from([(150.0, 150.0), (150.0, 151.0), (0.0, 0.0)]), min_size=1, max_size=12
)
NEVER = 1e-6


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=6), st.data())
def test_labels_along_a_line_keep_their_order_their_distance_and_their_room(
    centres: list[float], data: st.DataObject
) -> None:
    centres = sorted(centres)
    wide = data.draw(st.lists(st.floats(10, 60), min_size=len(centres), max_size=len(centres)))
    placed = spread(centres, wide, 5, TRACK)
    for (one, a), (other, b) in combinations(list(zip(placed, wide, strict=True)), 2):
        assert other - one >= (a + b) / 2 + 5 - NEVER
    assert placed[0] - wide[0] / 2 >= -NEVER
    assert placed[-1] + wide[-1] / 2 <= 400 + NEVER


def test_labels_that_have_room_stay_where_they_are() -> None:
    assert spread([50, 120, 300], [20, 20, 20], 5, TRACK) == [50, 120, 300]


def test_labels_that_clash_share_the_move() -> None:
    assert spread([100, 110], [20, 20], 0, TRACK) == [95, 115]


@settings(deadline=None)
@given(st.lists(st.tuples(values, st.sampled_from(["7", "52", "100", "52 [u]"])), min_size=1, max_size=4))
def test_no_two_values_about_a_line_overlap(marks: list[tuple[float, str]]) -> None:
    centres = [centre for centre, _ in marks]
    wide = [width(words, 13, 700) for _, words in marks]
    placed = about_line(centres, wide, 7, TRACK)
    boxes = [(side, x - w / 2, x + w / 2) for (x, side), w in zip(placed, wide, strict=True)]
    for one, other in combinations(boxes, 2):
        assert one[0] != other[0] or one[1] >= other[2] - NEVER or other[1] >= one[2] - NEVER
    assert all(left >= -NEVER and right <= 400 + NEVER for _, left, right in boxes)


@settings(deadline=None)
@given(st.lists(st.floats(22, 90), min_size=1, max_size=4))
def test_values_that_lie_apart_stand_over_their_marks(steps: list[float]) -> None:
    apart = list(accumulate(steps))
    placed = about_line(apart, [15] * len(apart), 7, TRACK)
    assert [side for _, side in placed] == [ABOVE] * len(apart)
    assert [centre for centre, _ in placed] == pytest.approx(apart)


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.lists(points, min_size=1, max_size=14), equal_points))
def test_no_two_badges_overlap_and_none_leaves_the_square(marks: list[tuple[float, float]]) -> None:
    placed = badges(marks, RADIUS, MARK, SQUARE)
    for one, other in combinations(placed, 2):
        assert math.dist(one, other) >= 2 * RADIUS
    assert all(SQUARE.holds(around(x, y, RADIUS - NEVER)) for x, y in placed)


@settings(deadline=None, max_examples=60)
@given(st.lists(points, min_size=1, max_size=8))
def test_badges_lie_on_no_words(marks: list[tuple[float, float]]) -> None:
    words = [Box(5, 130, 130, 146), Box(170, 154, 295, 170)]
    for spot in badges(marks, RADIUS, MARK, SQUARE, words):
        assert not any(around(*spot, RADIUS).meets(box) for box in words)


def test_a_lone_badge_stands_straight_above_its_mark() -> None:
    assert badges([(150, 150)], RADIUS, MARK, SQUARE) == [pytest.approx((150, 150 - RADIUS - MARK - 2))]


def clashes(poles: list[float], wide: list[float], placed: list[Flag]) -> list[str]:
    """What lies on what: labels of one lane, and poles that run through a label below their own."""
    found = []
    spans = [reach(x, w, flag.left) for x, w, flag in zip(poles, wide, placed, strict=True)]
    for one, other in combinations(range(len(poles)), 2):
        (a, b), (c, d) = spans[one], spans[other]
        if placed[one].lane == placed[other].lane and a < d and c < b:
            found.append(f"labels {one} and {other}")
    for one in range(len(poles)):
        for other, (start, end) in enumerate(spans):
            if one != other and placed[one].lane >= placed[other].lane and start < poles[one] < end:
                found.append(f"pole {one} through label {other}")
    return found


@settings(deadline=None)
@given(st.lists(st.tuples(values, st.floats(20, 150)), min_size=1, max_size=5))
def test_labels_on_poles_never_clash_where_there_is_a_way(moments: list[tuple[float, float]]) -> None:
    poles, wide = [x for x, _ in moments], [w for _, w in moments]
    placed = flags(poles, wide, TRACK, 3)
    if placed is not None:
        assert clashes(poles, wide, placed) == []
        for pole, long, flag in zip(poles, wide, placed, strict=True):
            start, end = reach(pole, long, flag.left)
            assert start >= 0
            assert end <= 400


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=9))
def test_numbers_to_the_right_of_their_poles_always_find_a_way(poles: list[float]) -> None:
    wide = [17.0] * len(poles)
    placed = flags(poles, wide, Box(0, 0, 417, 0), len(poles), sides=(False,))
    assert placed is not None
    assert clashes(poles, wide, placed) == []
