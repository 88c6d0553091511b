"""F6 and F7: losses by printed percentages, days and moments in London, and nothing of what is hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts import days, funnel
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.moments import Moment, Stretch, steps
from analysis.charts.palette import BAND, BAR, DAYS, ENDS
from analysis.charts.poles import TALL
from analysis.measures import MINUS
from analysis.tables import Label
from tests.analysis import later
from tests.analysis.test_charts_levels_needs import overlaps, words

CREDIT = Credit("A survey", "phase 2 landscape", synthetic=True, provisional=False)
COUNT = st.one_of(st.none(), st.integers(0, 60_000).map(lambda count: 5 * (count // 5)))


def rects(svg: str, *fills: str) -> list[Tree.Element]:
    return [r for r in Tree.fromstring(svg).findall(".//{*}rect") if r.get("fill") in fills]


def measure(rect: Tree.Element, name: str) -> float:
    return float(rect.get(name, "0"))


# ---------------------------------------------------------------- F6


def of_pages(*pages: tuple[str, int | None]) -> Figure:
    return funnel.figure(later.funnel(pages or later.PAGES), CREDIT)


def test_pages_keep_their_order_and_bars_their_proportions() -> None:
    svg = of_pages().wide_svg
    names = [words(svg).index(text) for text, _ in later.PAGES]
    assert names == sorted(names)
    bars = [measure(rect, "width") for rect in rects(svg, BAR, ENDS)]
    assert len(bars) == len(later.PAGES)
    assert [round(100 * bar / bars[0]) for bar in bars[:4]] == [100, 96, 94, 93]


def test_losses_of_three_points_and_more_are_said_and_smaller_ones_are_not() -> None:
    made = of_pages(("Start", 1000), ("One", 970), ("Two", 950), ("Sent", 915))
    assert [word for word in words(made.wide_svg) if "points" in word] == [f"{MINUS}3 points"] * 2
    assert "Losses of 3 points or more: 3 points before “One”; 3 points before “Sent”." in made.alt
    assert "No page lost 3 points or more." in of_pages(("Start", 1000), ("Sent", 990)).alt


def test_the_note_speaks_of_marked_pages_only_where_one_is_marked() -> None:
    assert of_pages(("Start", 1000), ("Sent", 960)).note.startswith("Marked: pages that 3 points or more")
    assert of_pages(("Start", 1000), ("Sent", 990)).note == "Counts to the nearest 5."


def test_a_loss_is_the_difference_of_the_percentages_that_are_printed() -> None:
    made = of_pages(("Start", 1000), ("One", 975), ("Sent", 950))
    printed = [int(word.rstrip("%")) for word in words(made.wide_svg) if word.endswith("%")]
    said = sum(int(word.split()[0].removeprefix(MINUS)) for word in words(made.wide_svg) if "points" in word)
    assert printed == [100, 98, 95]
    assert said == 3


def test_over_a_hidden_page_no_loss_is_worked_out() -> None:
    made = of_pages(("Start", 1000), ("One", None), ("Two", 700), ("Sent", 690))
    assert [word for word in words(made.wide_svg) if "points" in word] == []
    assert "[c] not shown" in words(made.wide_svg)
    assert words(made.wide_svg).count("[c]") == 1
    assert "One [c]" in made.alt
    assert "[c] hatched" in made.note


def test_the_bar_of_a_hidden_page_is_as_long_as_everybody() -> None:
    made = of_pages(("Start", 1000), ("One", None), ("Sent", 700))
    whole, *_ = rects(made.phone_svg, ENDS)
    hatched = next(r for r in rects(made.phone_svg, "#ffffff") if measure(r, "height") > 10)
    assert measure(hatched, "width") == pytest.approx(measure(whole, "width") - 1)


def test_the_headline_says_how_many_of_those_who_began_sent_their_answers() -> None:
    assert of_pages().title == "69% of people who started sent their answers"
    assert of_pages(("Start", 1000), ("Sent", None)).title == "The way through the form"


def test_only_a_table_of_pages_reached_fits() -> None:
    assert funnel.fits(later.funnel())
    assert not funnel.fits(later.days())
    assert not funnel.fits(later.level_scores())


@settings(deadline=None, max_examples=30)
@given(st.lists(COUNT, min_size=1, max_size=12))
def test_no_two_words_of_the_funnel_overlap(counts: list[int | None]) -> None:
    shown = sorted((count for count in counts if count is not None), reverse=True)
    falling = [None if count is None else shown.pop(0) for count in counts]
    pages = [("Start", 60_000), *((f"Page {at}", count) for at, count in enumerate(falling))]
    made = of_pages(*pages)
    assert overlaps(made.wide_svg) == []
    assert overlaps(made.phone_svg) == []


# ---------------------------------------------------------------- F7


def by_day(
    *counts: int | None,
    first: date = later.FIRST_DAY,
    moments: tuple[Moment, ...] = (),
    lulls: tuple[Stretch, ...] = (),
) -> Figure:
    return days.figure(later.days(counts or later.A_DAY, first), CREDIT, moments, lulls)


def test_a_bar_stands_on_each_day_that_is_shown_and_on_no_other() -> None:
    bars = rects(by_day().wide_svg, DAYS)
    assert len(bars) == sum(count is not None for count in later.A_DAY)
    tallest = max(bars, key=lambda bar: measure(bar, "height"))
    assert measure(tallest, "height") == pytest.approx(TALL * 70 / 80)


def test_one_day_is_a_bar_and_no_wall_and_its_words_fit() -> None:
    made = by_day(600)
    (bar,) = rects(made.wide_svg, DAYS)
    assert measure(bar, "width") <= 60
    assert made.title == "All answers came on one day: 600, on 2 December"
    assert made.alt.startswith("Column chart of answers on one day, 2 December.")
    assert "Each tick is a Monday" in words(made.phone_svg)


def test_hidden_days_in_a_row_are_one_hatched_run_below_the_axis() -> None:
    svg = by_day(20, None, None, None, 15, None).wide_svg
    hatched = [r for r in rects(svg, "#ffffff") if r.get("stroke-width") == "0.7"][1:]
    bottoms = {round(measure(bar, "y") + measure(bar, "height"), 2) for bar in rects(svg, DAYS)}
    assert len(hatched) == 2
    assert all(measure(run, "y") > max(bottoms) for run in hatched)
    wide = [measure(run, "width") + 1 for run in hatched]
    assert wide[0] == pytest.approx(3 * wide[1])


def test_a_day_on_which_nobody_answered_and_that_is_shown_is_empty_and_not_hatched() -> None:
    made = by_day(20, 0, 15)
    assert len(rects(made.wide_svg, DAYS)) == 2
    assert "[c]" not in made.note
    assert not any("[c]" in word for word in words(made.wide_svg))


def test_a_hidden_day_never_says_that_few_answered() -> None:
    made = by_day()
    assert "[c] not shown, may be none" in words(made.wide_svg)
    assert "or to protect a day" in made.note
    assert f"Not shown: {later.A_DAY.count(None)} of 40 days." in made.alt


def test_the_headline_names_the_day_or_days_of_the_most_answers() -> None:
    assert by_day().title == "Most answers in a day: 70, on 3 December"
    assert by_day(20, 15, 20).title == "Most answers in a day: 20, on 2 December and 4 December"
    assert by_day(None, None).title == "Answers by day"
    assert by_day(*[20] * 9).title == "Answers by day"


def test_moments_are_told_in_london_time() -> None:
    summer = Moment(datetime(2025, 6, 30, 23, 0, tzinfo=UTC), "Closed", "closing")
    late = Moment(datetime(2025, 6, 30, 23, 30, tzinfo=UTC), "Sent")
    assert summer.said == "30 Jun, 23:59"
    assert late.said == "1 Jul"
    with pytest.raises(ValueError, match="zone"):
        Moment(datetime(2025, 6, 30, 23, 0), "Sent")


def test_a_message_stands_before_its_day_dashed_and_the_closing_after_its_day_solid() -> None:
    sent = Moment(datetime(2024, 12, 3, 9, 0, tzinfo=UTC), "Sent")
    closed = Moment(datetime(2024, 12, 5, 0, 0, tzinfo=UTC), "Closed", "closing")
    made = by_day(20, 30, 40, moments=(closed, sent))
    root = Tree.fromstring(made.wide_svg)
    bars = sorted(rects(made.wide_svg, DAYS), key=lambda bar: measure(bar, "x"))
    lines = {
        line.get("stroke-dasharray"): line
        for line in root.findall(".//{*}line")
        if line.get("stroke") == "#0b0c0c"
    }
    assert float(lines["4 3"].get("x1", "0")) == pytest.approx(measure(bars[1], "x"), abs=0.6)
    ends = measure(bars[2], "x") + measure(bars[2], "width")
    assert float(lines[None].get("x1", "0")) == pytest.approx(ends, abs=0.6)
    assert "Closed 4 Dec, 23:59" in words(made.wide_svg)
    assert made.alt.endswith("Sent 3 Dec. Closed 4 Dec, 23:59. Numbers are in table 14d.")


def test_a_moment_on_another_day_is_told_and_not_drawn() -> None:
    made = by_day(20, 30, moments=(Moment(datetime(2024, 11, 1, tzinfo=UTC), "Told the press"),))
    assert "On other days: Told the press, 1 Nov." in made.note
    assert "Told the press" not in words(made.wide_svg)


def test_a_lull_lies_behind_its_days_with_its_words() -> None:
    lull = Stretch(date(2024, 12, 3), date(2024, 12, 4), "Strike")
    (band,) = rects(by_day(20, 10, 10, 20, lulls=(lull,)).wide_svg, BAND)
    bars = rects(by_day(20, 10, 10, 20).wide_svg, DAYS)
    assert measure(band, "x") == pytest.approx(measure(bars[1], "x") - 0.5)
    assert measure(band, "width") == pytest.approx(2 * (measure(bars[1], "width") + 1), abs=0.05)


@pytest.mark.parametrize(
    ("counts", "moments", "name"),
    [
        pytest.param((20, 20, 20, 20), (), "Strike", id="a bar would cross them"),
        pytest.param(
            (20, 10, 10, 20),
            (),
            "A strike and then a long week-end of holidays and bad weather " * 3,
            id="too long",
        ),
        pytest.param((20, 5, 5, 20), later.MOMENTS[:1], "Strike", id="a line would cross them"),
    ],
)
def test_words_of_a_lull_that_have_no_room_inside_stand_in_the_key(
    counts: tuple[int, ...], moments: tuple[Moment, ...], name: str
) -> None:
    lull = Stretch(date(2024, 12, 2), date(2024, 12, 5), name.strip())
    svg = by_day(*counts, moments=moments, lulls=(lull,)).phone_svg
    swatch = next(band for band in rects(svg, BAND) if measure(band, "height") == 12)
    assert measure(swatch, "y") < measure(rects(svg, DAYS)[0], "y")
    assert name.split()[0] in " ".join(words(svg))
    assert overlaps(svg) == []


def test_moments_that_stand_too_close_for_words_are_numbered_and_listed() -> None:
    made = by_day(10, None, 15, 10, None, None, 10, 20, 15, moments=later.CROWD)
    assert "5 Dec: Sent to councils and their partners" in words(made.phone_svg)
    assert [words(made.phone_svg).count(str(at)) for at in (3, 6, 7)] == [2, 2, 2]


def test_only_days_without_a_gap_fit() -> None:
    assert days.fits(later.days())
    assert not days.fits(later.funnel())
    table = later.days()
    gap = later.safe("T", "", "", [*table.rows[:3], *table.rows[5:]], table.cols, table.cells)
    assert not days.fits(gap)
    words_for_days = later.safe("T", "", "", [Label("monday", "Monday")], table.cols, ())
    assert not days.fits(words_for_days)


@given(st.integers(0, 10_000_000))
def test_a_scale_has_six_lines_at_most_and_holds_the_greatest_count(most: int) -> None:
    lines = steps(most)
    assert len(lines) <= 6
    assert lines[0] == 0
    assert lines[-1] >= most
    assert len(lines) >= 2


@settings(deadline=None, max_examples=40)
@given(
    st.lists(COUNT, min_size=1, max_size=60),
    st.lists(
        st.tuples(
            st.integers(0, 59),
            st.sampled_from(["Sent", "Second reminder", "A letter to all who lead services"]),
            st.booleans(),
        ),
        max_size=8,
    ),
)
def test_no_two_words_of_days_overlap_whatever_happened(
    counts: list[int | None], happened: list[tuple[int, str, bool]]
) -> None:
    start = datetime(2024, 12, 2, 12, tzinfo=UTC)
    moments = tuple(
        Moment(start + timedelta(days=day), what, "closing" if closes else "message")
        for day, what, closes in happened
    )
    made = by_day(*counts, moments=moments)
    for svg, wide in ((made.wide_svg, WIDE), (made.phone_svg, PHONE)):
        assert overlaps(svg) == []
        assert all(measure(rect, "x") + measure(rect, "width") <= wide + 0.5 for rect in rects(svg, DAYS))
