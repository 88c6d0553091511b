"""Whether a campaign is open, to the second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from survey.fieldwork.window import State, Window, parse_london

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Dates:
    opens_at: datetime
    closes_at: datetime
    withdraw_until: datetime
    grace_minutes: int = 30


WINTER = Window.of(
    Dates(
        parse_london("2024-12-02 09:00"),
        parse_london("2025-01-10", closing=True),
        parse_london("2025-01-31", closing=True),
    )
)
ACROSS_THE_CHANGE = Window.of(
    Dates(
        parse_london("2026-10-01"),
        parse_london("2026-10-25 01:30 GMT"),
        parse_london("2026-11-15"),
        grace_minutes=0,
    )
)


@pytest.mark.parametrize(
    ("now", "state", "start", "write", "withdraw"),
    [
        pytest.param(
            WINTER.opens_at - SECOND, State.NOT_YET, False, False, True, id="a second before it opens"
        ),
        pytest.param(WINTER.opens_at, State.OPEN, True, True, True, id="as it opens"),
        pytest.param(WINTER.closes_at - SECOND, State.OPEN, True, True, True, id="a second before it closes"),
        pytest.param(WINTER.closes_at, State.FINISHING, False, True, True, id="as it closes"),
        pytest.param(
            WINTER.final_at - SECOND, State.FINISHING, False, True, True, id="the last second of grace"
        ),
        pytest.param(WINTER.final_at, State.CLOSED, False, False, True, id="after the grace"),
        pytest.param(
            WINTER.withdraw_until - SECOND, State.CLOSED, False, False, True, id="the last withdrawal"
        ),
        pytest.param(WINTER.withdraw_until, State.CLOSED, False, False, False, id="frozen"),
    ],
)
def test_every_border_is_exact(now: datetime, state: State, start: bool, write: bool, withdraw: bool) -> None:
    assert WINTER.state(now) is state
    assert WINTER.may_start(now) is start
    assert WINTER.may_write(now) is write
    assert WINTER.may_withdraw(now) is withdraw


def test_open_until_10_january_2025_ends_with_that_day() -> None:
    assert WINTER.closes_at == datetime(2025, 1, 11, tzinfo=UTC)
    assert WINTER.closes_in_words == "10 January 2025 at 23:59, London time"
    assert WINTER.finish_in_words == "11 January 2025 at 00:30, London time"
    assert WINTER.opens_in_words == "2 December 2024 at 09:00, London time"
    assert WINTER.withdraw_in_words == "31 January 2025 at 23:59, London time"


def test_the_second_half_past_one_of_the_long_night_is_the_one_that_closes() -> None:
    first = parse_london("2026-10-25 01:30 BST")
    assert ACROSS_THE_CHANGE.may_start(first)
    assert ACROSS_THE_CHANGE.may_start(first + timedelta(hours=1) - SECOND)
    assert not ACROSS_THE_CHANGE.may_start(first + timedelta(hours=1))
    assert not ACROSS_THE_CHANGE.may_write(ACROSS_THE_CHANGE.closes_at)


def test_grace_is_half_an_hour_of_real_time_across_a_change_of_the_clocks() -> None:
    closing = parse_london("2026-03-29 00:45")
    window = Window.of(Dates(closing - timedelta(days=1), closing, closing))
    assert window.final_at - closing == timedelta(minutes=30)
    assert window.finish_in_words == "29 March 2026 at 02:15, London time"


def test_a_moment_says_its_day_and_time_in_london() -> None:
    late = datetime(2025, 7, 9, 23, 30, tzinfo=UTC)
    assert WINTER.day_of(late) == date(2025, 7, 10)
    assert WINTER.time_of_day(late) == "00:30"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2024-12-01 12:00", None, id="before it opens"),
        pytest.param("2025-01-03 23:59:59", None, id="more than seven days before"),
        pytest.param("2025-01-04 00:00", "This survey closes on", id="seven days before"),
        pytest.param("2025-01-10 23:59:59", "This survey closes on", id="the last second"),
        pytest.param("2025-01-11 00:00", "This survey has closed", id="the time of grace"),
        pytest.param("2025-01-11 00:29:59", "This survey has closed", id="its last second"),
        pytest.param("2025-01-11 00:30", None, id="after the grace"),
    ],
)
def test_the_end_is_told_from_seven_days_before_until_the_last_moment_to_finish(
    now: str, told: str | None
) -> None:
    notice = WINTER.closing_notice(parse_london(now))
    assert (notice and notice.startswith(told or "nothing")) == (None if told is None else True)


def test_the_end_is_told_in_words_with_the_day_of_the_week() -> None:
    last_day, grace = parse_london("2025-01-10 12:00"), parse_london("2025-01-11 00:10")
    assert (
        WINTER.closing_notice(last_day)
        == "This survey closes on Friday 10 January 2025 at 23:59, London time."
    )
    assert WINTER.closing_notice(grace) == (
        "This survey has closed. Answers begun before that can be finished and sent until Saturday"
        " 11 January 2025 at 00:30, London time."
    )


def test_seven_days_are_days_in_london_though_the_clocks_change_between() -> None:
    first = parse_london("2026-10-18 01:30")
    assert ACROSS_THE_CHANGE.closing_notice(first - SECOND) is None
    assert ACROSS_THE_CHANGE.closing_notice(first) is not None


def test_without_grace_nothing_is_told_once_it_has_closed() -> None:
    assert ACROSS_THE_CHANGE.closing_notice(ACROSS_THE_CHANGE.closes_at) is None
