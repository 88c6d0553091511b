"""Marks of haste and likeness, worked by hand; each is a mark and nothing more."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from analysis.frame import Person
from analysis.quality.duplicates import NOTHING, are_twins, duplicates
from analysis.quality.flags import Flags, answers, blocks
from analysis.quality.speed import fast, hasty, page_medians, routes, speeders, totals, usual
from analysis.quality.straight import in_a_line, straight_liners
from survey.engine.codebook import Measure, Missing, Nature
from tests.analysis.answers import rows
from tests.analysis.fielded import LONDON, WORKSHOP, fielded, frame_of, hurried

NO = np.nan
WORDS = np.array([100.0, 100.0, 100.0])


# ---------------------------------------------------------------- time


def test_the_time_of_somebody_is_known_when_every_finished_page_was_measured() -> None:
    seconds = np.array([[60.0, 30.0, NO], [60.0, 0.0, NO], [NO, NO, NO]])
    assert totals(seconds)[0] == 90
    assert np.isnan(totals(seconds)[1:]).all()


def test_a_route_is_the_pages_that_were_finished() -> None:
    seconds = np.array([[60.0, 30.0, NO], [50.0, NO, 40.0], [1.0, 2.0, NO]])
    first, second, third = routes(seconds)
    assert first == third != second
    assert routes(np.zeros((3, 0))).tolist() == [0, 0, 0]


def test_the_usual_time_is_the_median_of_the_same_route_from_ten_people_on() -> None:
    ten = np.array([[float(at), 100.0] for at in range(100, 110)])
    assert usual(ten).tolist() == [204.5] * 10
    nine = ten[:9]
    assert page_medians(nine).tolist() == [104.0, 100.0]
    assert usual(nine).tolist() == [204.0] * 9


def test_under_a_third_of_the_usual_time_is_quick_and_a_third_is_not() -> None:
    words = np.zeros(3)
    others = [[60.0, 60.0, 60.0]] * 12
    assert speeders(np.array([*others, [20.0, 20.0, 19.0]]), words).tolist() == [False] * 12 + [True]
    assert not speeders(np.array([*others, [20.0, 20.0, 20.0]]), words).any()


def test_a_third_is_of_ones_own_route_so_a_short_way_is_not_quick() -> None:
    long, short = [100.0, 100.0, 100.0, 600.0], [100.0, 100.0, 100.0, NO]
    assert not speeders(np.array([long] * 12 + [short] * 12), np.zeros(4)).any()


def test_faster_than_three_tenths_of_a_second_a_word_on_half_of_the_pages_is_quick() -> None:
    steady = [[40.0, 40.0, 40.0]] * 3
    assert fast(np.array([[29.0, 30.0, NO]]), WORDS).tolist() == [[True, False, False]]
    assert speeders(np.array([*steady, [29.0, 29.0, 40.0]]), WORDS).tolist() == [False] * 3 + [True]
    assert not speeders(np.array([*steady, [29.0, 40.0, 40.0]]), WORDS).any()


def test_of_two_measured_pages_nothing_is_said_and_of_paper_neither() -> None:
    seconds = np.array([[1.0, 1.0, NO], [0.0, 0.0, 0.0]])
    assert not speeders(seconds, WORDS).any()


def test_a_page_is_hurried_through_also_at_less_than_a_third_of_what_is_usual_there() -> None:
    seconds = np.array([[90.0], [90.0], [90.0], [29.0], [30.0]])
    assert hasty(seconds, np.zeros(1))[:, 0].tolist() == [False, False, False, True, False]


# ---------------------------------------------------------------- one answer all the way down


def test_a_line_is_every_row_of_four_or_more_with_the_same_step() -> None:
    grid = np.array([[3.0, 3, 3, 3], [3, 3, 3, 4], [3, 3, 3, NO], [NO, NO, NO, NO]])
    assert in_a_line(grid).tolist() == [True, False, False, False]
    assert not in_a_line(grid[:, :3]).any()


@pytest.mark.parametrize(
    ("lines", "hasty_on", "said"),
    [
        pytest.param(3, 3, True, id="three lines in haste"),
        pytest.param(2, 3, False, id="two lines in haste"),
        pytest.param(3, 2, False, id="three lines, one of them in no haste"),
        pytest.param(4, 0, False, id="four lines that took their time"),
    ],
)
def test_three_lines_in_haste_are_a_mark(lines: int, hasty_on: int, said: bool) -> None:
    straight, mixed = np.full((1, 4), 2.0), np.array([[1.0, 2, 3, 4]])
    grids = [straight if at < lines else mixed for at in range(4)]
    haste = [np.array([at < hasty_on]) for at in range(4)]
    assert straight_liners(grids, haste, 1).tolist() == [said]


# ---------------------------------------------------------------- nearly the same


def people(count: int, items: int = 100) -> list[list[int]]:
    dice = random.Random(3)
    return [[dice.randint(1, 5) for _ in range(items)] for _ in range(count)]


def test_five_of_a_hundred_different_answers_make_a_twin_and_six_do_not() -> None:
    one, other = people(2)
    five = [9] * 5 + one[5:]
    six = [9] * 6 + one[6:]
    same_block = np.zeros(3, dtype=np.int64)
    assert duplicates(np.array([one, five, other]), same_block).tolist() == [True, True, False]
    assert not duplicates(np.array([one, six, other]), same_block).any()


def test_twins_of_another_day_or_organisation_or_of_none_that_is_known_are_no_twins() -> None:
    one = people(1)[0]
    assert not duplicates(np.array([one, one]), np.array([1, 2])).any()
    assert not duplicates(np.array([one, one]), np.array([-1, -1])).any()
    assert duplicates(np.array([one, one]), np.array([7, 7])).all()


def test_what_neither_answered_is_not_the_same_answer() -> None:
    one, other = np.full(100, NOTHING), np.full(100, NOTHING)
    one[:29] = other[:29] = 4
    assert not are_twins(one, other[None])[0]
    one[29] = other[29] = 4
    assert are_twins(one, other[None])[0]
    one[30:32] = 4  # two of the 32 answers that either gave
    assert not are_twins(one, other[None])[0]


def test_bands_find_every_twin_that_comparing_all_with_all_finds() -> None:
    dice = random.Random(8)
    made = people(40)
    for _ in range(40):
        twin = list(dice.choice(made))
        for _ in range(dice.choice((2, 4, 5, 6, 8))):
            twin[dice.randrange(100)] = 9
        made.append(twin)
    table, block = np.array(made), np.array([at % 2 for at in range(80)])
    plain = [
        any(o != at and block[o] == block[at] and are_twins(table[at], table[[o]])[0] for o in range(80))
        for at in range(80)
    ]
    assert 0 < sum(plain) < 80
    assert duplicates(table, block).tolist() == plain


def test_ten_thousand_people_of_one_day_and_organisation_are_all_compared() -> None:
    dice = np.random.default_rng(5)
    table = dice.integers(1, 6, (10_000, 150))
    table[9_999] = table[17]
    found = duplicates(table, np.zeros(10_000, dtype=np.int64))
    assert np.flatnonzero(found).tolist() == [17, 9_999]


def test_several_boxes_are_one_answer_and_contact_details_are_none() -> None:
    frame = frame_of(rows(3, 4))
    several = [v for v in frame.codebook if v.measure is Measure.MULTIPLE and v.nature is not Nature.CONTACT]
    boxes = sum(len(variable.columns) for variable in several)
    assert answers(frame).shape == (3, len(frame.data.columns) - boxes + len(several))
    contact = {c.name for v in frame.codebook if v.nature is Nature.CONTACT for c in v.columns}
    assert contact
    assert not contact & set(frame.data.columns)


def test_a_chosen_reason_is_an_answer_and_a_blank_is_none() -> None:
    made = rows(2, 4)
    made[0][1]["po_trust"], made[1][1]["po_trust"] = Missing.DONT_KNOW, Missing.BLANK
    same = [{**made[0][1]}, {**made[0][1], "po_trust": Missing.BLANK}]
    frame = frame_of([(Person("a"), same[0]), (Person("b"), same[1])])
    table = answers(frame)
    differs = np.flatnonzero(table[0] != table[1])
    assert len(differs) == 1
    assert table[:, differs[0]].tolist() == [Missing.DONT_KNOW.value, NOTHING]


def test_a_block_is_a_day_and_an_organisation_that_are_known() -> None:
    one, two = date(2024, 12, 3), date(2024, 12, 4)
    trust = {**rows(1, 2)[0][1], "pol_org": Missing.NOT_ASKED, "hea_org": "RF4", "la_org": Missing.NOT_ASKED}
    police = {**trust, "hea_org": Missing.NOT_ASKED, "pol_org": "mps"}
    nowhere = {**trust, "hea_org": Missing.BLANK}
    made = [(Person("a", day=one), trust), (Person("b", day=one), trust), (Person("c", day=two), trust),
            (Person("d", day=one), police), (Person("e", day=one), police),
            (Person("f", day=one), nowhere), (Person("g"), trust)]  # fmt: skip
    a, b, c, d, e, f, g = blocks(frame_of(made))
    assert a == b
    assert d == e
    assert len({a, c, d}) == 3
    assert min(a, c, d) >= 0
    assert f == g == -1


# ---------------------------------------------------------------- together


def test_hurried_people_with_one_answer_down_the_grids_carry_two_marks() -> None:
    flags = Flags.of(hurried(fielded(60), 5, step=4))
    assert flags.quick[:5].all()
    assert flags.straight[:5].all()
    assert flags.many[:5].tolist() == [2] * 5
    assert flags.to_look_at.sum() == 5


def test_hurry_alone_is_one_mark() -> None:
    flags = Flags.of(hurried(fielded(60), 5))
    assert flags.quick[:5].all()
    assert not flags.to_look_at.any()


@pytest.mark.parametrize("name", [LONDON, WORKSHOP])
def test_nobody_carries_no_mark(name: str) -> None:
    assert len(Flags.of(frame_of([], name)).many) == 0
