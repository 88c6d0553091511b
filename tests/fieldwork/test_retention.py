"""Drafts that were never sent go a week after nobody can send them any more; how far they had come stays."""

from __future__ import annotations

from datetime import date, timedelta

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork import retention
from survey.fieldwork.london import london_day, start_of
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, DraftRecord, SessionRecord
from survey.storage.transaction import Transaction
from tests.builders import asking
from tests.conftest import Clock
from tests.storage import made

FORM = asking("- {id: a, ask: single, text: A in full, short: A, options: {x: Ex, y: Why}}")


def over(tx: Transaction, slug: str, form: Questionnaire = FORM, **since: float) -> CampaignRecord:
    """A campaign whose last moment to finish was so long ago."""
    version = tx.versions.add(slug, "1.0", f"sha of {slug}", form.model_dump_json())
    closed = tx.now - timedelta(**since) - timedelta(minutes=30)
    campaign = tx.campaigns.add(
        slug=slug,
        version_id=version.id,
        opens_at=closed - timedelta(days=30),
        closes_at=closed,
        withdraw_until=closed + timedelta(days=21),
        grace_minutes=30,
    )
    assert campaign is not None
    return campaign


def drafted(tx: Transaction, campaign: CampaignRecord, *, done: bool = False, **more: object) -> DraftRecord:
    draft = made.draft(tx, campaign, **more)
    page = next(iter(FORM.pages))
    fields = {"closed": {"a": ("x",)}, "text": {}, "contact": {"e_mail": ("me@example.org",)}}
    tx.drafts.save_page(draft.id, page, expected_version=None, done=done, seconds=5, **fields)
    return draft


def how_far(tx: Transaction, campaign: CampaignRecord) -> dict[int, int]:
    return tx.drafts.how_far(campaign.id, campaign.version_id, tuple(FORM.pages), made_up=False)


def test_unsent_drafts_go_and_what_was_agreed_to_stays_without_contact_details(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", days=7, minutes=1)
        gone = [drafted(tx, campaign, done=done) for done in (True, True, False)]
        agreed = drafted(tx, campaign, done=True, keep_partial=True)
    assert retention.carry_out(store, actor="worker")[retention.Unsent] == 3
    with store.read() as tx:
        assert [tx.drafts.get(draft.id) for draft in gone] == [None, None, None]
        (page,) = tx.drafts.pages(agreed.id).values()
        assert (dict(page.closed), dict(page.contact)) == ({"a": ("x",)}, {})
        assert how_far(tx, campaign) == {0: 1, 1: 3}
        (entry,) = tx.audit.for_campaign(campaign.id)
        assert (entry.actor, entry.action) == ("worker", "unsent answers deleted")


def test_doing_it_again_changes_nothing(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", days=8)
        drafted(tx, campaign)
        drafted(tx, campaign, keep_partial=True)
    assert retention.carry_out(store, actor="worker")[retention.Unsent] == 1
    assert retention.carry_out(store, actor="worker")[retention.Unsent] == 0
    with store.read() as tx:
        assert how_far(tx, campaign) == {0: 2}
        assert len(tx.audit.for_campaign(campaign.id)) == 1


def test_nothing_goes_while_its_time_lasts(store: Store) -> None:
    with store.write() as tx:
        drafted(tx, over(tx, "lately", days=6, hours=23))
        drafted(tx, made.campaign(tx, "open"))
    assert retention.carry_out(store, actor="worker")[retention.Unsent] == 0


def test_made_up_drafts_are_counted_apart(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", days=8)
        drafted(tx, campaign)
        drafted(tx, campaign, synthetic=True)
        before = how_far(tx, campaign)
    retention.carry_out(store, actor="worker")
    with store.read() as tx:
        assert before == how_far(tx, campaign) == {0: 1}


def of_day(store: Store, **until: date) -> Store:
    """The same store under settings that name a last day."""
    settings = store.settings.model_copy(update=until)
    return Store(store.backend, settings, store.clock)


def test_contact_details_and_answers_go_the_day_after_the_one_that_the_settings_name(
    sqlite_store: Store, clock: Clock
) -> None:
    with sqlite_store.write() as tx:
        campaign, other = over(tx, "old", days=100), made.campaign(tx, "open")
        for each in (campaign, other):
            sent = made.response(each)
            tx.responses.add(sent, {"story": ("Some words",)})
            tx.contacts.queue(each.id, {"details": {"e_mail": ["me@example.org"]}})
        drafted(tx, campaign, done=True, keep_partial=True)
        today = london_day(tx.now)
    last = today + timedelta(days=2)
    store = of_day(sqlite_store, contacts_until=last, answers_until=last)
    told = {due.what: due.at for due in retention.plan(store) if due.slug == "old"}
    assert told[retention.Contacts.what] == start_of(last + timedelta(days=1)) == told[retention.Answers.what]
    clock.now = start_of(last + timedelta(days=1)) - timedelta(seconds=1)
    assert retention.carry_out(store, actor="worker").total() == 0
    clock.move(seconds=1)
    found = retention.carry_out(store, actor="worker")
    assert (found[retention.Contacts], found[retention.Answers]) == (1, 1)
    with store.read() as tx:
        assert tx.responses.count(campaign.id) == 0
        assert not tx.contacts.any(campaign.id)
        assert tx.drafts.agreed(campaign.id) == ()
        assert tx.responses.count(other.id) == 1
        assert tx.contacts.any(other.id)
        written = {entry.action for entry in tx.audit.for_campaign(campaign.id)}
        assert written >= {"contacts deleted", "answers deleted"}


def test_a_day_that_is_long_over_takes_nothing_of_a_survey_that_is_not_settled(sqlite_store: Store) -> None:
    """A slip in the year must not delete the answers of a survey that has just closed."""
    with sqlite_store.write() as tx:
        campaign = over(tx, "lately", days=50)  # the time to withdraw ended 29 days ago
        tx.responses.add(made.response(campaign), {})
    store = of_day(sqlite_store, answers_until=date(1999, 1, 1))
    assert retention.carry_out(store, actor="worker")[retention.Answers] == 0


def test_a_day_that_was_meant_for_an_earlier_survey_never_takes_a_later_one(
    sqlite_store: Store, clock: Clock
) -> None:
    with sqlite_store.write() as tx:
        campaign = over(tx, "later", days=50)
        tx.responses.add(made.response(campaign), {})
        last = london_day(campaign.withdraw_until)
    store = of_day(sqlite_store, answers_until=last + timedelta(days=20))
    clock.move(days=4000)
    assert retention.carry_out(store, actor="worker")[retention.Answers] == 0
    unset = {due.what: due.unset for due in retention.plan(store) if due.at is None}
    assert "SURVEY_ANSWERS_UNTIL" in unset[retention.Answers.what]


def test_without_a_day_they_stay_and_the_list_says_what_to_set(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", days=4000)
        tx.responses.add(made.response(campaign), {})
    assert retention.carry_out(store, actor="worker")[retention.Answers] == 0
    unset = {due.what: due.unset for due in retention.plan(store) if due.at is None}
    assert "SURVEY_ANSWERS_UNTIL" in unset[retention.Answers.what]


def test_what_says_at_what_time_somebody_was_there_goes_with_their_session(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", hours=1)
        for name, lasts in (("gone", -1), ("there", 1)):
            session = SessionRecord(name, campaign.id, True, tx.now, tx.now + timedelta(minutes=lasts), None)
            tx.sessions.add(session)
    retention.carry_out(store, actor="worker")
    with store.read() as tx:
        assert [tx.sessions.get(name) is not None for name in ("gone", "there")] == [False, True]
