"""Drafts that were never sent go a week after nobody can send them any more; how far they had come stays."""

from __future__ import annotations

from datetime import timedelta

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork import retention
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, DraftRecord
from survey.storage.transaction import Transaction
from tests.builders import asking
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
    assert retention.delete_unsent(store, actor="worker") == 3
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
    assert retention.delete_unsent(store, actor="worker") == 1
    assert retention.delete_unsent(store, actor="worker") == 0
    with store.read() as tx:
        assert how_far(tx, campaign) == {0: 2}
        assert len(tx.audit.for_campaign(campaign.id)) == 1


def test_nothing_goes_while_its_time_lasts(store: Store) -> None:
    with store.write() as tx:
        drafted(tx, over(tx, "lately", days=6, hours=23))
        drafted(tx, made.campaign(tx, "open"))
    assert retention.delete_unsent(store, actor="worker") == 0


def test_made_up_drafts_are_counted_apart(store: Store) -> None:
    with store.write() as tx:
        campaign = over(tx, "old", days=8)
        drafted(tx, campaign)
        drafted(tx, campaign, synthetic=True)
        before = how_far(tx, campaign)
    retention.delete_unsent(store, actor="worker")
    with store.read() as tx:
        assert before == how_far(tx, campaign) == {0: 1}
