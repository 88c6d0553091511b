"""F3 and F4: marks on their values, numbers as printed, and nothing of what is hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts import levels, quadrant
from analysis.charts.figure import PHONE, Credit, Figure
from analysis.charts.levels import TRACK
from analysis.charts.palette import LEVELS
from analysis.charts.quadrant import LEFT, SQUARE
from analysis.disclosure import SafeTable
from tests.analysis import later
from tests.analysis.test_charts_figures import box, texts

CREDIT = Credit("A survey", "phase 2 landscape", synthetic=True, provisional=False)
SCORE = st.one_of(st.none(), st.floats(0, 100, allow_nan=False))
STEP = st.floats(1, 5, allow_nan=False)
NEED = st.tuples(STEP, STEP, st.integers(0, 100), st.sampled_from([24, 45, 500]))


def by_level(principles: later.Scores = later.PRINCIPLES, half: float = 2.5, n: int = 500) -> Figure:
    return levels.figure(
        later.level_scores(principles, half, n), later.level_gaps(principles, half, n), CREDIT
    )


def words(svg: str) -> list[str]:
    return [text.text or "" for text in texts(svg)]


def bold(svg: str, size: str) -> list[str]:
    return [t.text or "" for t in texts(svg) if t.get("font-size") == size and t.get("font-weight") == "700"]


def overlaps(svg: str) -> list[tuple[str, str]]:
    boxes = [(text.text or "", *box(text)) for text in texts(svg)]
    return [
        (one[0], other[0])
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one[1] < other[3] - 0.5
        and other[1] < one[3] - 0.5
        and one[2] < other[4] - 0.5
        and other[2] < one[4] - 0.5
    ]


# ---------------------------------------------------------------- F3


def test_principles_run_from_the_widest_gap_to_the_narrowest() -> None:
    gaps = [int(gap) for gap in bold(by_level().wide_svg, "16")]
    assert gaps == sorted(gaps, reverse=True)
    assert words(by_level().wide_svg).index("Choice") < words(by_level().wide_svg).index("Empowerment")


def test_every_level_is_named_once_over_the_first_row_and_in_the_key_of_a_phone() -> None:
    for svg in (by_level().wide_svg, by_level().phone_svg):
        assert [words(svg).count(name) for name in later.LEVELS.values()] == [1, 1, 1]


def test_a_circle_stands_on_the_score_of_oneself() -> None:
    circles = Tree.fromstring(by_level().wide_svg).findall(".//{*}circle")
    assert len(circles) == len(later.PRINCIPLES)
    first = float(circles[0].get("cx", "0"))
    assert first == pytest.approx(TRACK[0] + 69.1 * (TRACK[1] - TRACK[0]) / 100, abs=0.01)
    assert circles[0].get("fill") == LEVELS[0][0]


def test_values_are_written_as_the_table_prints_them() -> None:
    written = bold(by_level().wide_svg, "13")
    assert sorted(written) == sorted(
        f"{value:.0f}" for _, scores, _ in later.PRINCIPLES.values() for value in scores
    )


def test_a_hidden_level_has_no_mark_and_is_said_beside_its_principle() -> None:
    made = by_level(later.AWKWARD_LEVELS)
    shown = sum(values[0] is not None for _, values, _ in later.AWKWARD_LEVELS.values())
    for svg, keyed in ((made.wide_svg, 1), (made.phone_svg, 1)):
        assert len(Tree.fromstring(svg).findall(".//{*}circle")) == shown + keyed
        assert words(svg).count("My team [c]") == 2
        assert words(svg).count("Me [c]") == 1
    assert "[c]: not shown" in made.note
    assert made.alt.count("Not wholly shown: 2 of 6.") == 1


def test_a_hidden_gap_comes_last_whatever_it_is() -> None:
    made = by_level(later.AWKWARD_LEVELS)
    assert bold(made.wide_svg, "16")[-1] == "[c]"


def test_small_bases_are_said_and_very_small_ones_marked() -> None:
    small, unsure = by_level(n=40), by_level(n=20)
    assert "n 40 small" in words(small.wide_svg)
    assert "“Small”" in small.note
    assert "[u]" not in small.note
    assert all(word.endswith("[u]") for word in bold(unsure.wide_svg, "13"))
    assert "[u]: 10 to 29" in unsure.note


def test_the_order_of_levels_is_said_only_where_every_gap_is_clear() -> None:
    assert "in this order: me, my team, my organisation." in by_level().alt
    near = {name: (text, values, 3.9) for name, (text, values, _) in later.PRINCIPLES.items()}
    assert "On every principle Me is above my organisation." in by_level(near, half=1).alt
    assert "No order of the levels is clear" in by_level(near, half=5).alt
    assert "No order of the levels is clear" in by_level(n=20).alt


def test_levels_need_a_gap_table_on_the_same_principles() -> None:
    scores, gaps = later.level_scores(), later.level_gaps()
    others = {f"{name}x": value for name, value in later.PRINCIPLES.items()}
    assert levels.fits(scores, gaps)
    assert not levels.fits(gaps, scores)
    assert not levels.fits(scores, later.level_gaps(others))
    assert not levels.fits(later.rated(later.LARGE_NEEDS), gaps)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(SCORE, SCORE, SCORE), min_size=2, max_size=6), st.sampled_from([20, 40, 500]))
def test_no_two_words_of_levels_overlap_whatever_the_scores(
    scores: list[tuple[float | None, float | None, float | None]], n: int
) -> None:
    given = {f"p{at}": (f"Principle {at}", values, 5.0 + at) for at, values in enumerate(scores)}
    if levels.fits(later.level_scores(given), later.level_gaps(given)):
        made = by_level(given, n=n)
        assert overlaps(made.wide_svg) == []
        assert overlaps(made.phone_svg) == []


# ---------------------------------------------------------------- F4


def of_needs(needs: Sequence[later.Need]) -> Figure:
    return quadrant.figure(later.rated(needs), CREDIT)


def marks(svg: str) -> list[tuple[float, float]]:
    """Where needs stand, without their badges."""
    circles = Tree.fromstring(svg).findall(".//{*}circle")
    return [
        (float(c.get("cx", "0")), float(c.get("cy", "0"))) for c in circles if c.get("fill") == LEVELS[2][0]
    ]


def test_a_mark_stays_on_its_value_on_axes_that_meet_in_the_middle() -> None:
    (spot,) = marks(of_needs([("Time", 4.5, 2.0, 60, 500)]).wide_svg)
    assert spot == pytest.approx((LEFT + SQUARE / 4, 22 + SQUARE / 8))
    (middle,) = marks(of_needs([("Time", 3.0, 3.0, 60, 500)]).wide_svg)
    assert middle == pytest.approx((LEFT + SQUARE / 2, 22 + SQUARE / 2))


def test_needs_are_listed_by_unmet_need_with_their_numbers() -> None:
    made = of_needs(later.LARGE_NEEDS[::-1])
    shares = [int(word.rstrip("%")) for word in bold(made.wide_svg, "16")]
    assert shares == sorted(shares, reverse=True) == [54, 47, 44, 36, 33, 31, 25]
    assert "importance 4.6, in place 2.3" in words(made.wide_svg)
    assert "49 to 59" in words(made.wide_svg)


def test_a_need_with_a_hidden_mean_has_neither_mark_nor_number() -> None:
    made = of_needs(later.AWKWARD_NEEDS)
    assert len(marks(made.wide_svg)) == len(later.AWKWARD_NEEDS) - 1
    assert "10" not in words(made.wide_svg)
    assert words(made.wide_svg).count("importance [c], in place [c]") == 1
    assert "Without a mark: “Involving people with lived experience”." in made.alt


def test_the_order_of_the_table_shows_nowhere() -> None:
    hidden: list[later.Need] = [("Rest", None, None, None, 500), ("Pay", 4.0, 2.0, None, 500)]
    needs = [*later.AWKWARD_NEEDS, *hidden]
    there, back = of_needs(needs), of_needs(needs[::-1])
    assert (there.wide_svg, there.phone_svg, there.alt) == (back.wide_svg, back.phone_svg, back.alt)


def test_percentages_under_thirty_people_are_not_given_and_stand_after_the_others() -> None:
    made = of_needs(later.AWKWARD_NEEDS)
    assert bold(made.wide_svg, "16")[-2:] == ["[x]", "[c]"]
    assert "importance 3.1 [u]" in words(made.wide_svg)
    assert "n 45 small" in words(made.wide_svg)


def test_the_headline_counts_what_is_important_and_not_in_place_by_printed_numbers() -> None:
    assert of_needs(later.LARGE_NEEDS).title == "6 of 7 needs are important and not yet in place"
    assert of_needs(later.LARGE_NEEDS[:6]).title == "All 6 needs are important and not yet in place"
    assert of_needs([("Time", 3.04, 2.5, 20, 500)]).title == "What people need"
    assert "6 of 7 have importance above 3 and in place below 3." in of_needs(later.LARGE_NEEDS).alt
    assert "from 54% for “Reflective" in of_needs(later.LARGE_NEEDS).alt


def test_needs_without_a_shown_side_are_not_drawn() -> None:
    assert quadrant.fits(later.rated(later.LARGE_NEEDS))
    assert not quadrant.fits(later.rated([("Time", None, None, None, 500)]))
    assert not quadrant.fits(later.level_gaps())


@settings(deadline=None, max_examples=30)
@given(st.lists(NEED, min_size=1, max_size=12))
def test_no_two_words_of_needs_overlap_whatever_the_values(
    needs: list[tuple[float, float, int, int]],
) -> None:
    table: SafeTable = later.rated([(f"Need {at} of several", *need) for at, need in enumerate(needs)])
    made = quadrant.figure(table, CREDIT)
    assert overlaps(made.wide_svg) == []
    assert overlaps(made.phone_svg) == []
    assert len(marks(made.wide_svg)) == len(needs)


def test_numbers_in_badges_are_those_of_the_list() -> None:
    numbers = [word for word in words(of_needs(later.LARGE_NEEDS).phone_svg) if re.fullmatch(r"\d", word)]
    on_axes = 2  # both scales run from 1 to 5
    assert [numbers.count(str(at)) for at in range(1, 8)] == [2 + on_axes * (at <= 5) for at in range(1, 8)]
    assert float(Tree.fromstring(of_needs(later.LARGE_NEEDS).phone_svg).get("width", "0")) == PHONE
