"""What a change would do is said before it is made, by the same rules, with people in bands alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import Refused
from survey.fieldwork.campaign import close, extend, open_campaign
from survey.fieldwork.channels import add_channel
from survey.fieldwork.live.taking import renew
from survey.fieldwork.london import parse_london
from survey.fieldwork.running.consequences import of_closing, of_extending, of_undoing
from survey.fieldwork.running.sides import Consequences
from survey.fieldwork.running.wording import people, short, span
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.fieldwork.invented import pulse
from tests.storage.made import draft

WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}
OPENS, CLOSES = parse_london("2025-01-02 09:00"), parse_london("2025-01-10", closing=True)
NOW = parse_london("2025-01-08 15:00")


def opened(store: Store, clock: Clock, drafts: int = 0, channels: int = 0) -> CampaignRecord:
    clock.now = OPENS
    made = open_campaign(store, pulse(), closes_at=CLOSES, actor="Ada")
    for number in range(channels):
        add_channel(store, "pulse", f"c{number}", "", **WHO)
    with store.write() as tx:
        for _ in range(drafts):
            draft(tx, made)
    renew(store, "pulse")
    clock.now = NOW
    return made


def rows(found: Consequences) -> dict[str, str]:
    assert len({row.when for row in found.rows}) == len(found.rows)
    return {row.when: row.what for row in found.rows}


def test_closing_early_says_what_happens_when_and_to_whom(sqlite_store: Store, clock: Clock) -> None:
    opened(sqlite_store, clock, drafts=103, channels=4)
    found = of_closing(sqlite_store, "pulse", parse_london("2025-01-08 17:00"))
    assert (found.before.words, found.before.zone) == (
        "23:59 on Friday 10 January 2025",
        "London time (GMT)",
    )
    assert (found.after.words, found.after.note) == ("17:00 on Wednesday 8 January 2025", "2 hours from now")
    said = rows(found)
    assert said["From 17:00 on 8 January 2025"].startswith("Nobody new can begin")
    assert "Between 100 and 124 people have begun and not sent" in said["Until 17:30 on 8 January 2025"]
    assert "take their answers back" in said["Until 31 January 2025"]
    assert said["Promises made"].startswith("The start page and 4 channels say 10 January 2025.")
    assert "until 10 January 2025 by taking it back" in said["Can be undone"]
    assert "until 31 January 2025 by opening it again" in said["Can be undone"]
    assert found.button == "Close it at 17:00 on 8 January 2025"


def test_extending_moves_the_last_day_to_withdraw_and_says_so(sqlite_store: Store, clock: Clock) -> None:
    opened(sqlite_store, clock, drafts=9, channels=1)
    found = of_extending(sqlite_store, "pulse", parse_london("2025-01-17", closing=True))
    assert (found.question, found.after.note) == ("Extend the survey?", "1 week more")
    said = rows(found)
    assert "Fewer than 10 people" in said["Until 00:30 on 18 January 2025"]
    assert "1 week later than now" in said["Until 7 February 2025"]
    assert said["Promises made"].startswith("The start page and 1 channel say 10 January 2025.")
    assert "nobody has begun after 10 January 2025" in said["Can be undone"]
    assert found.button == "Extend to 17 January 2025"


def test_opening_again_says_whose_drafts_are_gone(sqlite_store: Store, clock: Clock) -> None:
    opened(sqlite_store, clock)
    clock.now = CLOSES + timedelta(days=1)
    again = parse_london("2025-01-24", closing=True)
    soon = of_extending(sqlite_store, "pulse", again)
    assert soon.question == "Open the survey again?"
    assert not [when for when in rows(soon) if when.startswith("Since")]
    clock.now = CLOSES + timedelta(days=8)
    assert "deleted" in rows(of_extending(sqlite_store, "pulse", again))["Since 00:30 on 18 January 2025"]


def test_a_survey_that_has_not_opened_has_nobody_to_tell_of(sqlite_store: Store, clock: Clock) -> None:
    clock.now = OPENS - timedelta(days=1)
    open_campaign(sqlite_store, pulse(), opens_at=OPENS, closes_at=CLOSES, actor="Ada")
    said = rows(of_extending(sqlite_store, "pulse", CLOSES + timedelta(days=1)))
    assert said["Until 00:30 on 12 January 2025"] == "Nobody has begun: it opens on 09:00 on 2 January 2025."


def test_what_would_be_refused_is_refused_in_the_same_words(sqlite_store: Store, clock: Clock) -> None:
    opened(sqlite_store, clock)
    late = CLOSES + timedelta(days=1)
    pairs: list[tuple[Callable[[], object], Callable[[], object]]] = [
        (
            lambda: of_extending(sqlite_store, "pulse", NOW),
            lambda: extend(sqlite_store, "pulse", NOW, **WHO),
        ),
        (
            lambda: of_closing(sqlite_store, "pulse", late),
            lambda: close(sqlite_store, "pulse", at=late, **WHO),
        ),
    ]
    for ask, act in pairs:
        with pytest.raises(Refused) as asked:
            ask()
        with pytest.raises(Refused) as done:
            act()
        assert str(asked.value) == str(done.value)
    with pytest.raises(Refused, match="left to take back"):
        of_undoing(sqlite_store, "pulse")


def test_asking_changes_nothing_and_the_change_is_what_was_said(store: Store) -> None:
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=9)
    made = open_campaign(store, pulse(), closes_at=closes_at, actor="Ada")
    asked = of_extending(store, "pulse", closes_at + timedelta(days=2))
    with store.read() as tx:
        assert tx.campaigns.by_slug("pulse") == made
    done = extend(store, "pulse", closes_at + timedelta(days=2), **WHO)
    assert (asked.before.at, asked.after.at) == (made.closes_at, done.closes_at)
    back = of_undoing(store, "pulse")
    assert (back.before.at, back.after.at) == (done.closes_at, made.closes_at)
    assert rows(back)["Can be undone"].startswith("No")


@pytest.mark.parametrize(
    ("exact", "said"),
    [
        (0, "Fewer than 10 people"),
        (9, "Fewer than 10 people"),
        (10, "Between 10 and 24 people"),
        (24, "Between 10 and 24 people"),
        (25, "Between 25 and 49 people"),
        (74, "Between 50 and 74 people"),
        (1000, "Between 1000 and 1024 people"),
    ],
)
def test_people_are_told_in_bands(exact: int, said: str) -> None:
    assert people(exact) == said


@given(st.integers(0, 100_000))
def test_a_band_holds_at_least_ten_numbers(exact: int) -> None:
    alike = [near for near in range(max(0, exact - 30), exact + 30) if people(near) == people(exact)]
    assert len(alike) >= 10


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("2025-01-08 15:00", "2025-01-08 17:00", "2 hours"),
        ("2025-01-10", "2025-01-24", "2 weeks"),
        ("2025-03-28", "2025-04-04", "1 week"),
        ("2025-10-25 23:30", "2025-10-26 02:30", "4 hours"),
        ("2025-01-01 12:00", "2025-01-12 15:05", "1 week and 4 days"),
        ("2025-01-01 12:00", "2025-01-01 12:00", "less than a minute"),
    ],
)
def test_a_span_goes_by_the_clocks_of_london(earlier: str, later: str, said: str) -> None:
    assert span(parse_london(earlier), parse_london(later)) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (parse_london("2025-01-31", closing=True), "31 January 2025"),
        (parse_london("2025-01-08 17:00"), "17:00 on 8 January 2025"),
        (parse_london("2025-10-26 01:30 GMT"), "01:30 GMT on 26 October 2025"),
    ],
)
def test_a_deadline_in_few_words(at: datetime, said: str) -> None:
    assert short(at) == said
