"""Frozen, made once, published, taken down: what is refused on the way, and what stays."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest

from survey.errors import NotFound, Refused
from survey.fieldwork import audit, products, reports
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.final import consequences, freezing, releases
from survey.fieldwork.importing import import_responses
from survey.fieldwork.reading import line, outcomes
from survey.fieldwork.reading.unread import unread_in_words
from survey.fieldwork.running.standing import standing
from survey.storage.database import Store
from tests.conftest import Clock
from tests.fieldwork.described import READER
from tests.fieldwork.invented import pulse
from tests.over import answered, be_over, be_people, campaign_of, make
from tests.storage.made import response

WHO: dict[str, Any] = {"actor": "Ada", "reason": "Agreed with the partners"}
SLUG = "pulse"


def offered(store: Store) -> set[str]:
    return {one.action.name for one in standing(store, SLUG).offers}


@pytest.fixture
def over(store: Store) -> Store:
    """A survey on each engine that a dozen people answered and that is over."""
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=2)
    open_campaign(store, pulse(), closes_at=closes_at, actor="Ada")
    answered(store, SLUG)
    be_over(store, SLUG)
    return store


def test_answers_are_frozen_once_nobody_can_take_theirs_back(sqlite_store: Store, clock: Clock) -> None:
    open_campaign(sqlite_store, pulse(), closes_at=clock.now + timedelta(days=2), actor="Ada")
    answered(sqlite_store, SLUG)
    with pytest.raises(Refused, match="can still be taken back until"):
        freezing.freeze(sqlite_store, SLUG, **WHO)
    assert "freeze" not in offered(sqlite_store)
    clock.now = campaign_of(sqlite_store, SLUG).withdraw_until
    assert standing(sqlite_store, SLUG).word == "To be frozen"
    with pytest.raises(Refused, match="Say why"):
        freezing.freeze(sqlite_store, SLUG, actor="Ada", reason=" ")
    made = freezing.freeze(sqlite_store, SLUG, **WHO)
    assert (made.at, made.people) == (clock.now, "Between 10 and 24 people")
    found = standing(sqlite_store, SLUG)
    assert (found.name, made.fingerprint in found.sentence) == ("frozen", True)


def test_a_freeze_is_written_down_and_taken_back_while_nothing_was_made(over: Store) -> None:
    told = consequences.of_freezing(over, SLUG)
    assert "Between 10 and 24 people".lower() in dict(told.in_words())["What is frozen"]
    made = freezing.freeze(over, SLUG, **WHO)
    assert made.fingerprint in told.after.note
    with pytest.raises(Refused, match=r"were frozen on .* by Ada"):
        freezing.freeze(over, SLUG, **WHO)
    assert {"release", "unfreeze"} <= offered(over)
    freezing.unfreeze(over, SLUG, **WHO)
    again = freezing.freeze(over, SLUG, **WHO)
    assert again.fingerprint == made.fingerprint
    assert [entry.action for entry in audit.entries(over, SLUG)][-3:] == ["freeze", "undo freeze", "freeze"]
    releases.ask(over, SLUG, **WHO)
    assert "unfreeze" not in offered(over)
    with pytest.raises(Refused, match="the freeze stays"):
        freezing.unfreeze(over, SLUG, **WHO)


def test_a_report_that_was_made_final_by_hand_keeps_the_freeze_too(over: Store) -> None:
    freezing.freeze(over, SLUG, **WHO)
    register = over.settings.make_data_dir() / "releases" / SLUG
    register.mkdir(parents=True)
    (register / "0001.json").write_text('{"final": false}', "utf-8")
    assert "unfreeze" in offered(over)
    (register / "0002.json").write_text('{"final": true}', "utf-8")
    assert "unfreeze" not in offered(over)


def test_nothing_is_added_to_frozen_answers(over: Store) -> None:
    freezing.freeze(over, SLUG, **WHO)
    codes = Codes(over.settings.secret())
    with pytest.raises(Refused, match="Nothing can be added"):
        import_responses(over, SLUG, [], **WHO, codes=codes, random_bytes=token_bytes)
    with pytest.raises(Refused, match="ask for the final report"):
        reports.ask(over, SLUG, actor="Ada")


def test_a_trial_and_made_up_people_are_never_frozen(sqlite_store: Store, clock: Clock) -> None:
    open_campaign(sqlite_store, pulse(), closes_at=clock.now + timedelta(days=2), actor="Ada", synthetic=True)
    answered(sqlite_store, SLUG)
    be_over(sqlite_store, SLUG)
    with pytest.raises(Refused, match="ever final"):
        freezing.freeze(sqlite_store, SLUG, **WHO)
    assert "freeze" not in offered(sqlite_store)
    be_people(sqlite_store, SLUG)
    assert "freeze" in offered(sqlite_store)


def test_the_final_report_is_made_once_published_and_taken_down(over: Store) -> None:
    for refused in (releases.ask, releases.publish):
        with pytest.raises(Refused, match="not frozen"):
            refused(over, SLUG, **WHO)
    freezing.freeze(over, SLUG, **WHO)
    with pytest.raises(Refused, match="no final report"):
        releases.publish(over, SLUG, **WHO)
    first = releases.ask(over, SLUG, **WHO)
    assert releases.ask(over, SLUG, **WHO).release == first.release
    with pytest.raises(Refused, match="not made yet"):
        releases.publish(over, SLUG, **WHO)
    make(over)
    assert "publish" in offered(over)
    (found,) = releases.register(over)
    assert (found.state, found.as_frozen, found.release.fingerprint) == ("checked", True, "1111-2222-3333")
    assert set(found.release.files) == {"index.html", "tables.json"}
    assert releases.ask(over, SLUG, **WHO).release == found.release
    with pytest.raises(NotFound):
        releases.published(over, SLUG)
    releases.publish(over, SLUG, **WHO)
    assert releases.published(over, SLUG).state == "published"
    with pytest.raises(Refused, match="published already"):
        releases.publish(over, SLUG, **WHO)
    releases.take_down(over, SLUG, **WHO)
    with pytest.raises(NotFound):
        releases.published(over, SLUG)
    with pytest.raises(Refused, match="Nothing of this survey"):
        releases.take_down(over, SLUG, **WHO)
    releases.publish(over, SLUG, **WHO)
    assert releases.published(over, SLUG).state == "published"
    releases.take_down(over, SLUG, **WHO)
    second = releases.ask(over, SLUG, actor="Ada", reason="A table was wrong")
    assert second.release.number == 2
    taken = reports.take(over, "w")
    assert taken is not None
    assert taken.reason == "A table was wrong"
    assert reports.finish(over, taken, "w", "Lost") is True
    releases.ask(over, SLUG, actor="Ada", reason="Once more")
    make(over)
    third, failed, made = releases.register(over)
    assert third.check.startswith("It has the same figures as final report 1, so readers learn nothing new")
    assert "none before it" in made.check
    assert failed.check == "Lost"
    said = [entry.action for entry in audit.entries(over, SLUG)]
    again = ["publish", "take results down"]
    assert said[-7:] == ["ask for final report", *again, *again, *["ask for final report"] * 2]


def test_a_provisional_report_that_waits_is_not_made_once_the_answers_are_frozen(over: Store) -> None:
    reports.ask(over, SLUG, actor="Ada")
    freezing.freeze(over, SLUG, **WHO)
    assert reports.take(over, "w") is None
    (asked,) = reports.all_of(over, SLUG)
    assert (asked.state, "frozen" in asked.request.problem) == ("failed", True)


def test_no_final_report_is_made_of_answers_that_are_gone(over: Store) -> None:
    freezing.freeze(over, SLUG, **WHO)
    with over.write() as tx:
        tx.responses.delete_all(campaign_of(over, SLUG).id)
    with pytest.raises(Refused, match="no answers any more"):
        releases.ask(over, SLUG, **WHO)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"problem": "It was checked together with release 1: a group of 3 could be told."}, "group of 3"),
        ({"entry": ""}, "did not pass the check"),
        ({"release": "provisional"}, "did not pass the check"),
    ],
)
def test_what_did_not_pass_its_check_is_never_published(over: Store, made: dict[str, str], why: str) -> None:
    freezing.freeze(over, SLUG, **WHO)
    releases.ask(over, SLUG, **WHO)
    make(over, **made)
    with pytest.raises(Refused, match=why):
        releases.publish(over, SLUG, **WHO)
    assert "publish" not in offered(over)


def test_a_file_that_was_changed_since_its_check_is_not_published(over: Store) -> None:
    freezing.freeze(over, SLUG, **WHO)
    releases.ask(over, SLUG, **WHO)
    made = make(over)
    (made.folder / "index.html").write_text("another", "utf-8")
    with pytest.raises(Refused, match="not those that were checked"):
        releases.publish(over, SLUG, **WHO)


def test_what_people_wrote_is_read_and_redacted_after_the_freeze_and_the_release_still_holds(
    over: Store,
) -> None:
    with over.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        for words in ("Dr Sample", "Plain"):
            tx.responses.add(response(campaign), {"words": (words,)})
    reading = dict(consequences.of_freezing(over, SLUG).in_words())["Reading"]
    assert reading.endswith("Texts that no reader has read yet: 2. Their words are left out until one has.")
    freezing.freeze(over, SLUG, **WHO)
    releases.ask(over, SLUG, **WHO)
    make(over)
    while (id := line.take(over, SLUG, reader=READER)) is not None:
        outcomes.redact(over, SLUG, id, "[taken out]", reader=READER)
    assert unread_in_words(over, SLUG) == "Readers have read every text that was sent."
    published = releases.publish(over, SLUG, **WHO)
    assert published.as_frozen
    with over.read() as tx:
        assert freezing.letters_now(tx, campaign) == published.release.data


def test_a_person_s_right_goes_past_the_freeze_and_the_register_says_so(over: Store) -> None:
    freezing.freeze(over, SLUG, **WHO)
    with over.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        one, *_ = [response for response, _ in tx.responses.each(campaign.id)]
        tx.responses.withdraw(one.id, one.receipt_hash, one.day)
    assert "deleted since" in dict(consequences.of_releasing(over, SLUG).in_words())["What it is made from"]
    assert not releases.ask(over, SLUG, **WHO).as_frozen


def test_files_of_answers_go_after_a_day_reports_after_a_month_and_final_ones_never(
    sqlite_store: Store, clock: Clock
) -> None:
    open_campaign(sqlite_store, pulse(), closes_at=clock.now + timedelta(days=2), actor="Ada")
    answered(sqlite_store, SLUG)
    be_over(sqlite_store, SLUG)
    asked = [reports.ask(sqlite_store, SLUG, one, actor="Ada") for one in (products.REPORT, products.TEXTS)]
    report, texts = (make(sqlite_store) for _ in range(2))
    freezing.freeze(sqlite_store, SLUG, **WHO)
    releases.ask(sqlite_store, SLUG, **WHO)
    final = make(sqlite_store)
    assert [one.request.id for one in asked] == [report.request.id, texts.request.id]
    clock.move(hours=23)
    assert reports.delete_old(sqlite_store) == 0
    clock.move(hours=2)
    assert reports.delete_old(sqlite_store) == 1
    assert [one.folder.exists() for one in (report, texts, final)] == [True, False, True]
    clock.move(days=400)
    assert reports.delete_old(sqlite_store) == 1
    assert [one.folder.exists() for one in (report, texts, final)] == [False, False, True]
    states = [one.state for one in reports.all_of(sqlite_store, SLUG, products.PRODUCTS.values())]
    assert states == ["ready", "deleted", "deleted"]
