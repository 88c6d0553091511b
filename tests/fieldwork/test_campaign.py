"""A campaign's life: every change is one transaction, audited, and takes nothing back that was promised."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from survey.errors import NotFound, Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import close, extend, open_campaign, set_withdraw_until, status
from survey.fieldwork.counts import SafeCount
from survey.fieldwork.live.taking import renew
from survey.fieldwork.london import days_later, parse_london
from survey.fieldwork.window import State
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.fieldwork.invented import pulse
from tests.storage.made import DAY, draft, response

DAYS = timedelta(days=1)
WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}


def now_of(store: Store) -> datetime:
    with store.read() as tx:
        return tx.now


def opened(store: Store, **changes: object) -> CampaignRecord:
    given = {"closes_at": now_of(store) + 7 * DAYS, "actor": "Ada", **changes}
    return open_campaign(store, pulse(), **given)  # type: ignore[arg-type]  # given by name in each test


def test_opening_keeps_the_questionnaire_as_it_was_and_its_promise_of_days_to_withdraw(store: Store) -> None:
    made = opened(store)
    with store.read() as tx:
        kept = tx.versions.get(made.version_id)
        assert tx.campaigns.by_slug("pulse") == made
    assert kept.document == pulse().model_dump_json()
    assert (kept.questionnaire, kept.version) == ("pulse", "1.0")
    assert made.withdraw_until == days_later(made.closes_at, 21)
    assert made.opens_at <= now_of(store) < made.closes_at


def test_a_second_wave_shares_the_version_of_the_first(store: Store) -> None:
    first, second = opened(store), opened(store, slug="pulse-2")
    assert first.version_id == second.version_id


def test_a_slug_in_use_is_refused_with_what_to_do_instead(store: Store) -> None:
    opened(store)
    with pytest.raises(Refused, match="Extend that one, or open a new one beside it"):
        opened(store)


def test_one_version_number_stands_for_one_wording_once_people_may_have_answered_it(store: Store) -> None:
    opened(store)
    closes_at = now_of(store) + DAYS
    changed = pulse(title="Your month")
    with pytest.raises(Refused, match="Write a new `version`"):
        open_campaign(store, changed, "pulse-2", closes_at=closes_at, actor="Ada")
    open_campaign(store, changed, "pulse-trial", closes_at=closes_at, actor="Ada", trial=True)
    open_campaign(store, pulse("1.1", "Your month"), "pulse-2", closes_at=closes_at, actor="Ada")


def test_a_version_kept_by_an_older_program_is_the_same_when_it_reads_the_same(store: Store) -> None:
    first = opened(store)
    older = json.dumps(
        {key: value for key, value in json.loads(pulse().document).items() if value is not None}
    )
    with store.write() as tx:
        changing = text("UPDATE questionnaire_version SET document = :document, sha256 = 'older'")
        tx.connection.execute(changing, {"document": older})
    assert opened(store, slug="pulse-2").version_id == first.version_id


@pytest.mark.parametrize("slug", ["Pulse", "a b", "../x", "-x", "x-", "x" * 65, "é"])
def test_a_slug_that_is_no_address_is_refused(store: Store, slug: str) -> None:
    with pytest.raises(Refused, match="small letters"):
        opened(store, slug=slug)


def test_dates_in_the_wrong_order_are_refused(sqlite_store: Store) -> None:
    now = now_of(sqlite_store)
    with pytest.raises(Refused, match="is over"):
        opened(sqlite_store, opens_at=now - 9 * DAYS, closes_at=now)
    with pytest.raises(Refused, match="before it opens"):
        opened(sqlite_store, opens_at=now + 8 * DAYS)
    with pytest.raises(Refused, match="before the survey closes"):
        opened(sqlite_store, withdraw_until=now + DAYS)
    with pytest.raises(Refused, match="Say when"):
        opened(sqlite_store, closes_at=None)


def test_extending_moves_the_closing_and_the_time_to_withdraw_by_as_much(store: Store) -> None:
    before = opened(store)
    after = extend(store, "pulse", before.closes_at + 3 * DAYS, **WHO)
    assert after.closes_at == before.closes_at + 3 * DAYS
    assert after.withdraw_until == before.withdraw_until + 3 * DAYS


def test_a_survey_that_has_closed_can_be_opened_again_until_its_data_are_frozen(
    sqlite_store: Store, clock: Clock
) -> None:
    before = opened(sqlite_store)
    clock.move(days=8)
    assert status(sqlite_store, "pulse").state is State.CLOSED
    with pytest.raises(Refused, match="is over"):
        extend(sqlite_store, "pulse", before.closes_at + timedelta(hours=1), **WHO)
    extend(sqlite_store, "pulse", clock.now + DAYS, **WHO)
    assert status(sqlite_store, "pulse").state is State.OPEN
    clock.move(days=40)
    with pytest.raises(Refused, match=r"frozen.*another address"):
        extend(sqlite_store, "pulse", clock.now + DAYS, **WHO)


def test_extend_never_shortens(store: Store) -> None:
    made = opened(store)
    with pytest.raises(Refused, match="to close earlier is a change of its own"):
        extend(store, "pulse", made.closes_at - DAYS, **WHO)


def test_closing_is_at_once_or_at_an_earlier_moment(sqlite_store: Store, clock: Clock) -> None:
    made = opened(sqlite_store)
    clock.move(minutes=1)
    planned = close(sqlite_store, "pulse", at=made.closes_at - DAYS, **WHO)
    assert planned.closes_at == made.closes_at - DAYS
    closed = close(sqlite_store, "pulse", **WHO)
    assert closed.closes_at == clock.now
    assert closed.withdraw_until == made.withdraw_until
    assert status(sqlite_store, "pulse").state is State.FINISHING
    with pytest.raises(Refused, match="nothing left to close"):
        close(sqlite_store, "pulse", **WHO)


def test_closing_refuses_what_is_no_closing(sqlite_store: Store, clock: Clock) -> None:
    made = opened(sqlite_store, opens_at=clock.now + DAYS)
    for at, says in (
        (clock.now - DAYS, "Leave the moment out"),
        (made.closes_at + DAYS, "Extending it gives more time"),
        (None, "It opens on"),
    ):
        with pytest.raises(Refused, match=says):
            close(sqlite_store, "pulse", at=at, **WHO)


def test_the_time_to_withdraw_only_grows(sqlite_store: Store, clock: Clock) -> None:
    made = opened(sqlite_store)
    with pytest.raises(Refused, match="People were told"):
        set_withdraw_until(sqlite_store, "pulse", made.withdraw_until - DAYS, **WHO)
    with pytest.raises(Refused, match="People were told"):
        extend(sqlite_store, "pulse", made.closes_at + DAYS, withdraw_until=made.closes_at + DAYS, **WHO)
    later = set_withdraw_until(sqlite_store, "pulse", made.withdraw_until + DAYS, **WHO)
    assert later.withdraw_until == made.withdraw_until + DAYS
    clock.move(days=60)
    with pytest.raises(Refused, match="frozen"):
        set_withdraw_until(sqlite_store, "pulse", clock.now + DAYS, **WHO)


CHANGES: list[Callable[[Store, str], object]] = [
    lambda store, why: close(store, "pulse", actor="Ada", reason=why),
    lambda store, why: extend(store, "pulse", now_of(store) + 9 * DAYS, actor="Ada", reason=why),
    lambda store, why: set_withdraw_until(store, "pulse", now_of(store) + 90 * DAYS, actor="Ada", reason=why),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_wants_a_reason_and_a_survey(
    sqlite_store: Store, clock: Clock, change: Callable[[Store, str], object]
) -> None:
    with pytest.raises(NotFound, match=r"There is: none yet\. Open one with `survey open`\."):
        change(sqlite_store, "why")
    opened(sqlite_store)
    with pytest.raises(Refused, match="Say why"):
        change(sqlite_store, " ")
    clock.move(minutes=1)
    change(sqlite_store, "why")


def test_every_change_is_in_the_audit_log_with_who_from_to_and_why(store: Store) -> None:
    made = opened(store)
    extend(store, "pulse", made.closes_at + DAYS, actor="Ben", reason="two forces asked")
    close(store, "pulse", actor="Ada", reason="enough")
    with pytest.raises(Refused):
        close(store, "pulse", actor="Ada", reason="again")
    log = audit.entries(store, "pulse")
    assert [(entry.action, entry.actor, entry.reason) for entry in log] == [
        ("open", "Ada", ""),
        ("extend", "Ben", "two forces asked"),
        ("close", "Ada", "enough"),
    ]
    assert log[0].old is None
    assert log[1].old is not None
    assert log[1].new is not None
    assert log[1].old["closes_at"] == made.closes_at.isoformat()
    assert log[1].new["closes_at"] == (made.closes_at + DAYS).isoformat()
    assert "two forces asked" in audit.in_one_line(log[1])
    assert audit.flaws(store) == ()


def test_status_counts_in_fives_and_never_under_ten(store: Store) -> None:
    made = opened(store)
    with store.write() as tx:
        for _ in range(13):
            tx.responses.add(response(made), {})
        tx.responses.add(response(made, synthetic=True), {})
        for _ in range(9):
            draft(tx, made)
        gone = response(made)
        tx.responses.add(gone, {})
        tx.responses.withdraw(gone.id, gone.receipt_hash, DAY)
    assert status(store, "pulse").submitted.about is None, "not a figure of the moment itself"
    assert renew(store, "pulse")
    found = status(store, "pulse")
    assert (str(found.submitted), str(found.drafts), str(found.withdrawn)) == (
        "about 15",
        "under 10",
        "under 10",
    )
    assert found.synthetic == 1
    as_json = found.as_json()
    assert (as_json["submitted"], as_json["drafts"], as_json["withdrawn"]) == (15, None, None)
    assert (as_json["state"], as_json["open"]) == ("open", True)
    assert dict(found.in_words())["Survey"] == "Pulse, version 1.0"


@pytest.mark.parametrize(
    ("exact", "about"), [(0, None), (1, None), (9, None), (10, 10), (12, 10), (13, 15), (1002, 1000)]
)
def test_a_safe_count(exact: int, about: int | None) -> None:
    assert SafeCount.of(exact).about == about


def test_status_of_no_survey_names_those_that_there_are(store: Store) -> None:
    opened(store)
    with pytest.raises(NotFound, match="There is: pulse"):
        status(store, "other")


def test_open_until_a_date_is_shown_as_the_end_of_that_day(sqlite_store: Store, clock: Clock) -> None:
    clock.now = parse_london("2024-12-02 09:00")
    opened(sqlite_store, closes_at=parse_london("2025-01-10", closing=True))
    words = dict(status(sqlite_store, "pulse").in_words())
    assert words["Closes"] == "10 January 2025 at 23:59, London time"
    assert words["Answers may be withdrawn until"] == "31 January 2025 at 23:59, London time"


def test_closing_early_and_opening_again_leaves_the_promised_days_to_withdraw(
    sqlite_store: Store, clock: Clock
) -> None:
    made = opened(sqlite_store)
    clock.move(hours=1)
    close(sqlite_store, "pulse", **WHO)
    again = extend(sqlite_store, "pulse", made.closes_at + DAYS, **WHO)
    assert again.withdraw_until == days_later(again.closes_at, 21)


def test_extending_across_a_change_of_the_clocks_keeps_the_last_day_whole(
    sqlite_store: Store, clock: Clock
) -> None:
    clock.now = parse_london("2025-09-01 09:00")
    opened(sqlite_store, closes_at=parse_london("2025-10-03", closing=True))
    later = extend(sqlite_store, "pulse", parse_london("2025-10-31", closing=True), **WHO)
    assert later.withdraw_until == parse_london("2025-11-21", closing=True)


def test_a_longer_time_to_withdraw_than_was_promised_is_kept(sqlite_store: Store) -> None:
    closes_at = now_of(sqlite_store) + 7 * DAYS
    made = opened(sqlite_store, closes_at=closes_at, withdraw_until=closes_at + 90 * DAYS)
    assert extend(sqlite_store, "pulse", closes_at + DAYS, **WHO).withdraw_until == made.withdraw_until


def test_a_survey_cannot_have_opened_before_today(sqlite_store: Store, clock: Clock) -> None:
    clock.now = parse_london("2025-01-10 09:00")
    closes_at = clock.now + DAYS
    with pytest.raises(Refused, match="Leave the opening out"):
        opened(sqlite_store, opens_at=parse_london("2025-01-09 23:59"), closes_at=closes_at)
    today = opened(sqlite_store, opens_at=parse_london("2025-01-10"), closes_at=closes_at)
    assert today.opens_at == clock.now
