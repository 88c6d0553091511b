"""Taking the last change back: the same dates as before, while nothing depends on the change."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.errors import Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import close, extend, open_campaign, set_withdraw_until
from survey.fieldwork.dates import Dates
from survey.fieldwork.london import london_day, parse_london
from survey.fieldwork.running.undo import undo
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.fieldwork.invented import pulse
from tests.storage.made import draft, response, session

WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}
DAY = timedelta(days=1)
OPENS, CLOSES = parse_london("2025-01-06 09:00"), parse_london("2025-01-10", closing=True)


def opened(store: Store, clock: Clock) -> CampaignRecord:
    clock.now = OPENS
    return open_campaign(store, pulse(), closes_at=CLOSES, actor="Ada")


def take_back(store: Store) -> CampaignRecord:
    return undo(store, "pulse", "Ben", "a slip of the hand")


def test_a_change_goes_back_on_either_engine_and_the_record_shows_both(store: Store) -> None:
    with store.read() as tx:
        closes_at = tx.now + 9 * DAY
    made = open_campaign(store, pulse(), closes_at=closes_at, actor="Ada")
    extend(store, "pulse", closes_at + DAY, **WHO)
    assert Dates.of(take_back(store)) == Dates.of(made)
    close(store, "pulse", **WHO)
    assert Dates.of(take_back(store)) == Dates.of(made)
    log = audit.entries(store, "pulse")
    assert [entry.action for entry in log] == ["open", "extend", "undo extend", "close", "undo close"]
    assert log[2].new is not None
    assert (log[2].new["undoes"], log[2].actor) == (log[1].id, "Ben")
    with pytest.raises(Refused, match="left to take back"):
        take_back(store)
    assert audit.flaws(store) == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.integers(-60 * 24, 60 * 24 * 30).filter(bool), min_size=1, max_size=5))
def test_as_many_undos_as_changes_give_the_dates_of_the_beginning(tmp_path: Path, moves: list[int]) -> None:
    clock = Clock()
    with Store.open(Settings(data_dir=tmp_path / uuid4().hex), clock=clock) as store:
        store.migrate()
        clock.now = OPENS
        start = CLOSES + 9 * DAY
        past = [Dates.of(open_campaign(store, pulse(), closes_at=start, actor="Ada"))]
        clock.now += timedelta(minutes=5)
        for minutes in moves:
            closes_at = past[-1].closes_at + timedelta(minutes=minutes)
            if minutes > 0:
                past.append(Dates.of(extend(store, "pulse", closes_at, **WHO)))
            else:
                past.append(Dates.of(close(store, "pulse", at=closes_at, **WHO)))
        for _ in moves:
            past.pop()
            assert take_back(store).closes_at == past[-1].closes_at
        with store.read() as tx:
            now = tx.campaigns.by_slug("pulse")
        assert now is not None
        assert Dates.of(now) == past[0]


def test_an_extension_goes_back_after_the_old_closing_while_nobody_has_begun_since(
    sqlite_store: Store, clock: Clock
) -> None:
    made = opened(sqlite_store, clock)
    with sqlite_store.write() as tx:
        draft(tx, made, day=london_day(OPENS))
    extend(sqlite_store, "pulse", CLOSES + 7 * DAY, **WHO)
    clock.now = CLOSES + DAY
    assert Dates.of(take_back(sqlite_store)) == Dates.of(made)


def begin(store: Store, made: CampaignRecord, day: datetime) -> None:
    with store.write() as tx:
        draft(tx, made, day=london_day(day))


def send(store: Store, made: CampaignRecord, day: datetime) -> None:
    with store.write() as tx:
        tx.responses.add(response(made, day=london_day(day)), {})


def go_on(store: Store, made: CampaignRecord, day: datetime) -> None:
    with store.write() as tx:
        begun = draft(tx, made, day=london_day(OPENS))
        session(tx, made, draft_id=begun.id, last_active=day)


@pytest.mark.parametrize("use", [begin, send, go_on])
def test_an_extension_that_somebody_has_used_stays(sqlite_store: Store, clock: Clock, use: Any) -> None:
    made = opened(sqlite_store, clock)
    extend(sqlite_store, "pulse", CLOSES + 7 * DAY, **WHO)
    clock.now = CLOSES + DAY
    use(sqlite_store, made, clock.now)
    with pytest.raises(Refused, match=r"may have begun or gone on since .*Close it instead"):
        take_back(sqlite_store)


def test_whoever_sent_since_an_extension_keeps_the_time_to_withdraw_that_they_were_told(
    sqlite_store: Store, clock: Clock
) -> None:
    made = opened(sqlite_store, clock)
    send(sqlite_store, made, OPENS)
    clock.now = OPENS + DAY
    longer = extend(sqlite_store, "pulse", CLOSES + 7 * DAY, **WHO)
    assert take_back(sqlite_store).withdraw_until == made.withdraw_until
    extend(sqlite_store, "pulse", CLOSES + 7 * DAY, **WHO)
    send(sqlite_store, made, clock.now)
    back = take_back(sqlite_store)
    assert (back.closes_at, back.withdraw_until) == (made.closes_at, longer.withdraw_until)


def test_an_early_closing_goes_back_until_the_closing_that_was_planned(
    sqlite_store: Store, clock: Clock
) -> None:
    made = opened(sqlite_store, clock)
    clock.now = OPENS + DAY
    close(sqlite_store, "pulse", **WHO)
    clock.now = CLOSES - timedelta(seconds=1)
    assert Dates.of(take_back(sqlite_store)) == Dates.of(made)
    close(sqlite_store, "pulse", **WHO)
    clock.now = CLOSES
    with pytest.raises(Refused, match="10 January 2025 at 23:59, London time, which is over"):
        take_back(sqlite_store)
    extend(sqlite_store, "pulse", CLOSES + DAY, **WHO)


def test_a_longer_time_to_withdraw_is_a_promise_before_which_nothing_goes_back(
    sqlite_store: Store, clock: Clock
) -> None:
    made = opened(sqlite_store, clock)
    extend(sqlite_store, "pulse", CLOSES + DAY, **WHO)
    set_withdraw_until(sqlite_store, "pulse", made.withdraw_until + 9 * DAY, **WHO)
    with pytest.raises(Refused, match="left to take back"):
        take_back(sqlite_store)


def test_nothing_goes_back_once_the_data_are_frozen_or_without_a_reason(
    sqlite_store: Store, clock: Clock
) -> None:
    opened(sqlite_store, clock)
    later = extend(sqlite_store, "pulse", CLOSES + DAY, **WHO)
    with pytest.raises(Refused, match="Say why"):
        undo(sqlite_store, "pulse", "Ben", " ")
    clock.now = later.withdraw_until
    with pytest.raises(Refused, match="frozen"):
        take_back(sqlite_store)
