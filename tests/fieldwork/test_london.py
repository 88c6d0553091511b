"""London time as people type and read it, the nights of the clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.errors import Refused
from survey.fieldwork.london import (
    LONDON,
    days_later,
    end_in_words,
    in_words,
    london_day,
    london_time,
    parse_london,
    read_london,
    start_of,
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # the parts of a date and no zone


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        pytest.param("2025-01-10 17:00", utc(2025, 1, 10, 17), id="in winter"),
        pytest.param("2025-07-10 17:00", utc(2025, 7, 10, 16), id="in summer"),
        pytest.param("2025-07-10T17:00", utc(2025, 7, 10, 16), id="with a T"),
        pytest.param(" 2025-01-10 9:05:30 ", utc(2025, 1, 10, 9, 5, 30), id="with seconds and spaces"),
        pytest.param("2024-02-29 12:00", utc(2024, 2, 29, 12), id="leap day"),
        pytest.param("2025-07-10 00:00", utc(2025, 7, 9, 23), id="midnight in summer"),
        pytest.param("2026-10-25 01:30 BST", utc(2026, 10, 25, 0, 30), id="the first of two"),
        pytest.param("2026-10-25 01:30 gmt", utc(2026, 10, 25, 1, 30), id="the second of two"),
        pytest.param(
            "2026-10-25 00:59", utc(2026, 10, 24, 23, 59), id="a minute before the hour that comes twice"
        ),
        pytest.param("2026-10-25 02:00", utc(2026, 10, 25, 2), id="just after it"),
        pytest.param(
            "2026-03-29 00:59", utc(2026, 3, 29, 0, 59), id="a minute before the hour that never comes"
        ),
        pytest.param("2026-03-29 02:00", utc(2026, 3, 29, 1), id="just after that"),
        pytest.param("2025-01-10T17:00Z", utc(2025, 1, 10, 17), id="in UTC"),
        pytest.param("2025-01-10T17:00+05:30", utc(2025, 1, 10, 11, 30), id="elsewhere"),
    ],
)
def test_a_time_in_london_is_one_moment(typed: str, moment: datetime) -> None:
    assert parse_london(typed) == moment
    assert parse_london(typed, closing=True) == moment


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        pytest.param("2025-01-10", utc(2025, 1, 10), utc(2025, 1, 11), id="in winter"),
        pytest.param("2024-02-29", utc(2024, 2, 29), utc(2024, 3, 1), id="leap day"),
        pytest.param("2025-12-31", utc(2025, 12, 31), utc(2026, 1, 1), id="the last of a year"),
        pytest.param("2026-03-29", utc(2026, 3, 29), utc(2026, 3, 29, 23), id="the day of 23 hours"),
        pytest.param("2026-10-25", utc(2026, 10, 24, 23), utc(2026, 10, 26), id="the day of 25 hours"),
    ],
)
def test_a_bare_date_is_its_beginning_and_as_a_closing_its_end(
    typed: str, begins: datetime, ends: datetime
) -> None:
    assert parse_london(typed) == begins
    assert parse_london(typed, closing=True) == ends


def test_an_hour_that_comes_twice_asks_which() -> None:
    with pytest.raises(Refused, match=r"twice.*2026-10-25 01:30 BST.*2026-10-25 01:30 GMT"):
        parse_london("2026-10-25 01:30")


def test_an_hour_that_never_comes_is_refused() -> None:
    with pytest.raises(Refused, match=r"never comes.*02:30"):
        parse_london("2026-03-29 01:30")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tomorrow",
        "10/01/2025",
        "2025-02-29",
        "2025-01-10 25:00",
        "2025-01-10 BST",
        "0001-01-01",
        "9999-12-31",
    ],
)
def test_what_is_no_date_is_refused_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(Refused, match="Write it like"):
        parse_london(typed, closing=True)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param(utc(2025, 1, 10, 17), "10 January 2025 at 17:00, London time", id="in winter"),
        pytest.param(utc(2025, 7, 1, 8, 5), "1 July 2025 at 09:05, London time", id="in summer"),
        pytest.param(
            utc(2026, 10, 25, 0, 30), "25 October 2026 at 01:30 BST, London time", id="the first of two"
        ),
        pytest.param(utc(2026, 10, 25, 1, 30), "25 October 2026 at 01:30 GMT, London time", id="the second"),
        pytest.param(utc(2025, 1, 11), "11 January 2025 at 00:00, London time", id="midnight"),
    ],
)
def test_a_moment_in_words(moment: datetime, words: str) -> None:
    assert in_words(moment) == words


def test_a_deadline_at_midnight_is_shown_as_the_end_of_the_day_before() -> None:
    assert end_in_words(utc(2025, 1, 11)) == "10 January 2025 at 23:59, London time"
    assert end_in_words(utc(2025, 7, 10, 23)) == "10 July 2025 at 23:59, London time"
    assert end_in_words(utc(2025, 1, 10, 17)) == "10 January 2025 at 17:00, London time"


def test_days_on_keep_the_time_of_day_across_a_change_of_the_clocks() -> None:
    assert days_later(utc(2026, 3, 20, 17), 21) == utc(2026, 4, 10, 16)
    assert days_later(utc(2025, 1, 11), 21) == utc(2025, 2, 1)


def test_the_day_and_the_time_are_london_s() -> None:
    late = utc(2025, 7, 9, 23, 30)
    assert (london_day(late), london_time(late)) == (date(2025, 7, 10), "00:30")
    assert start_of(date(2025, 7, 10)) == utc(2025, 7, 9, 23)


def test_a_time_that_comes_once_is_read_as_its_moment_without_a_sentence() -> None:
    read = read_london("2025-10-26 02:00")
    assert (read.moment, read.sentence, read.choices) == (utc(2025, 10, 26, 2), "", ())


def test_an_hour_that_comes_twice_offers_both_moments() -> None:
    read = read_london("2025-10-26T01:30")
    assert read.moment is None
    assert "comes twice" in read.sentence
    assert [(one.typed, one.moment) for one in read.choices] == [
        ("2025-10-26 01:30 BST", utc(2025, 10, 26, 0, 30)),
        ("2025-10-26 01:30 GMT", utc(2025, 10, 26, 1, 30)),
    ]
    assert read.choices[0].words == "26 October 2025 at 01:30 BST, London time"


def test_an_hour_that_never_comes_offers_the_time_before_and_after_the_change() -> None:
    read = read_london("2025-03-30 01:30:15")
    assert read.moment is None
    assert "never comes in London: the clocks go forward that night. Take 02:30, or 00:30" in read.sentence
    assert [(one.typed, one.moment) for one in read.choices] == [
        ("2025-03-30 00:30:15", utc(2025, 3, 30, 0, 30, 15)),
        ("2025-03-30 02:30:15", utc(2025, 3, 30, 1, 30, 15)),
    ]


def test_what_is_no_time_offers_nothing_but_a_sentence() -> None:
    read = read_london("10/01/2025")
    assert (read.moment, read.choices) == (None, ())
    assert "Write it like" in read.sentence


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2199, 12, 30)).map(lambda wall: wall.replace(microsecond=0))
)
@example(datetime(2025, 3, 30, 1, 0))
@example(datetime(2025, 3, 30, 1, 59, 59))
@example(datetime(2025, 10, 26, 1, 0))
@example(datetime(2025, 10, 26, 1, 59, 59))
def test_every_choice_typed_back_is_its_own_moment_and_every_moment_shows_what_was_typed(
    wall: datetime,
) -> None:
    read = read_london(f"{wall:%Y-%m-%d %H:%M:%S}")
    if read.moment is not None:
        assert read.moment.astimezone(LONDON).replace(tzinfo=None) == wall
        assert read.choices == ()
    else:
        assert len(read.choices) == 2
        assert [parse_london(one.typed) for one in read.choices] == [one.moment for one in read.choices]
