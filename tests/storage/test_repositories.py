"""What the repositories promise, on both engines alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from survey.errors import NotSaved, Stale
from survey.storage.database import Store
from survey.storage.records import PageRecord, columns
from survey.storage.tables import metadata
from tests.storage.made import DAY, HARD, campaign, draft, response, save, session


def rows(store: Store, table: str) -> int:
    with store.read() as tx:
        return tx.connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def test_a_version_is_kept_once_however_often_it_is_added(store: Store) -> None:
    with store.write() as tx:
        first = tx.versions.add("pulse", "1.0", "aa", "{}")
        again = tx.versions.add("pulse", "1.0", "aa", "{}")
        newer = tx.versions.add("pulse", "1.1", "bb", "{}")
        assert first == again
        assert tx.versions.get(first.id) == first
        assert tx.versions.latest("pulse") == newer
        assert tx.versions.latest("unknown") is None


def test_a_campaign_comes_back_as_it_was_added(store: Store) -> None:
    with store.write() as tx:
        made = campaign(tx)
    with store.read() as tx:
        assert tx.campaigns.by_slug("pulse") == made
        assert tx.campaigns.get(made.id) == made
        assert tx.campaigns.all() == (made,)
        assert tx.campaigns.by_slug("other") is None
        assert made.opens_at.utcoffset() == timedelta(0)


def test_a_slug_is_given_once(store: Store) -> None:
    with store.write() as tx:
        made = campaign(tx)
        again = {
            name: value
            for name, value in columns(made).items()
            if name not in ("id", "created_at", "archived_at")
        }
        assert tx.campaigns.add(**again) is None
        assert tx.campaigns.add(**{**again, "slug": "pulse-2"}) is not None


def test_a_draft_is_found_by_its_code_within_its_own_campaign(store: Store) -> None:
    with store.write() as tx:
        here, elsewhere = campaign(tx), campaign(tx, "other")
        made = draft(tx, here)
        assert tx.drafts.get(made.id) == made
        assert tx.drafts.by_resume_hash(here.id, made.resume_hash) == made
        assert tx.drafts.by_resume_hash(elsewhere.id, made.resume_hash) is None
        tx.drafts.set_code(made.id, "new", None)
        tx.drafts.set_keep_partial(made.id, True)
        assert tx.drafts.by_resume_hash(here.id, made.resume_hash) is None
        assert tx.drafts.get(made.id) == replace(made, resume_hash="new", keep_partial=True)
        assert tx.drafts.agreed(made.campaign_id) == (replace(made, resume_hash="new", keep_partial=True),)


def test_a_page_version_grows_only_when_what_is_written_changes(store: Store) -> None:
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        assert save(tx, made.id) == 1
        assert save(tx, made.id, version=1, text={"other": ("prisons",)}) == 2
        assert save(tx, made.id, version=2, text={"other": ("prisons",)}, done=True, seconds=20) == 2
        expected = PageRecord("work", 2, {"sector": ("health",)}, {"other": ("prisons",)}, {}, True, 20)
        assert tx.drafts.pages(made.id) == {"work": expected}


@pytest.mark.parametrize("version", [pytest.param(None, id="never saved when opened"), 1])
def test_a_stale_page_is_refused_with_the_page_as_it_is_now(store: Store, version: int | None) -> None:
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id)
        save(tx, made.id, version=1, closed={"sector": ("policing",)})
    with pytest.raises(Stale) as stale, store.write() as tx:
        save(tx, made.id, version=version, closed={"sector": ("other",)})
    with store.read() as tx:
        assert stale.value.args == (tx.drafts.pages(made.id)["work"],)
        assert tx.drafts.pages(made.id)["work"].closed == {"sector": ("policing",)}


def test_the_same_content_sent_again_is_accepted_and_never_undoes_a_finished_page(store: Store) -> None:
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        assert save(tx, made.id) == 1
        assert save(tx, made.id, version=1, closed={"sector": ("policing",)}, done=True) == 2
        assert save(tx, made.id, version=1, closed={"sector": ("policing",)}, done=False) == 2
        assert tx.drafts.pages(made.id)["work"].done


def test_a_page_keeps_text_and_contact_details_in_sealed_columns_of_their_own(store: Store) -> None:
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id, text={"why": ("canary text",)}, contact={"email": ("canary@example.org",)})
        kept = tx.connection.exec_driver_sql("SELECT closed, text, contact FROM draft_page").one()
        assert "canary" not in str(kept)
        assert [str(column).startswith(("1.", '"1.')) for column in kept] == [False, True, True]
        assert tx.drafts.pages(made.id)["work"].form.keys() == {"sector", "why", "email"}


@pytest.mark.parametrize("typed", [pytest.param(text, id=name) for name, text in HARD.items()])
def test_every_character_comes_back_as_it_was_typed(store: Store, typed: str) -> None:
    with store.write() as tx:
        here = campaign(tx)
        made = draft(tx, here)
        save(tx, made.id, closed={typed: (typed,)}, text={"why": (typed, typed)})
        sent = response(here, closed={"say": (typed,)})
        tx.responses.add(sent, {"why": (typed,)})
        tx.audit.add(actor=typed, action="note", campaign_id=here.id, reason=typed)
    with store.read() as tx:
        page = tx.drafts.pages(made.id)["work"]
        assert page.closed == {typed: (typed,)}
        assert page.text["why"][0].encode() == typed.encode()
        assert tx.responses.texts(sent.id)["why"][0].encode() == typed.encode()
        assert tx.audit.all()[0].reason.encode() == typed.encode()
        assert tx.audit.flaws() == ()


def test_submitting_moves_a_draft_to_a_response_in_one_transaction(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        made = draft(tx, here)
        save(tx, made.id)
        seated = session(tx, here, draft_id=made.id)
    with store.write() as tx:
        sent = response(here, submit_key=made.submit_key)
        assert tx.responses.add(sent, {"why": ("because",)})
        tx.drafts.delete(made.id)
        tx.sessions.attach(seated.token_hash, receipt_key=made.submit_key, response_id=sent.id)
    assert (rows(store, "draft"), rows(store, "draft_page"), rows(store, "response")) == (0, 0, 1)
    with store.read() as tx:
        assert list(tx.responses.each(here.id)) == [(sent, {"why": ("because",)})]
        now = tx.sessions.get(seated.token_hash)
        assert now == replace(seated, draft_id=None, receipt_key=made.submit_key, response_id=sent.id)


def test_one_submit_key_makes_one_response(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        first = response(here)
        assert tx.responses.add(first, {"why": ("first",)})
        assert not tx.responses.add(response(here, submit_key=first.submit_key), {"why": ("second",)})
        assert tx.responses.by_submit_key(first.submit_key) == first
        assert tx.responses.texts(first.id) == {"why": ("first",)}
        assert tx.responses.count(here.id) == 1


def test_a_withdrawal_leaves_a_tombstone_and_nothing_else(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        sent = response(here, link="abc", closed={"sector": ("canary",)})
        tx.responses.add(sent, {"why": ("canary",)})
        tx.contacts.queue(here.id, {"email": "a@example.org"}, link="abc")
        tx.contacts.flush_outbox(list.reverse)
        tx.contacts.queue(here.id, {"email": "b@example.org"}, link="abc")
        session(tx, here, response_id=sent.id)
    with store.write() as tx:
        assert tx.responses.by_receipt_hash(here.id, sent.receipt_hash) == sent
        tx.responses.withdraw(sent.id, sent.receipt_hash, DAY)
    with store.read() as tx:
        assert tx.responses.by_receipt_hash(here.id, sent.receipt_hash) is None
        assert tx.responses.texts(sent.id) == {}
        assert tx.responses.is_withdrawn(here.id, sent.receipt_hash)
        assert [t.day for t in tx.responses.withdrawals(here.id)] == [DAY]
        assert [contact.link for contact in tx.contacts.all(here.id)] == [None]
    assert (rows(store, "response"), rows(store, "response_text")) == (0, 0)


def test_sessions_end_one_by_one_by_draft_and_by_time(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        made = draft(tx, here)
        one = session(tx, here, draft_id=made.id)
        other = session(tx, here)
        late = session(tx, here, expires_at=tx.now - timedelta(seconds=1))
        moved = tx.now + timedelta(minutes=5)
        tx.sessions.touch(other.token_hash, last_active=tx.now, expires_at=moved)
        tx.sessions.end_for_draft(made.id)
        assert tx.sessions.get(one.token_hash) is None
        assert tx.sessions.end_expired() == 1
        assert tx.sessions.get(late.token_hash) is None
        again = tx.sessions.get(other.token_hash)
        assert again is not None
        assert again.expires_at == moved
        tx.sessions.end(other.token_hash)
    assert rows(store, "session") == 0


def test_the_outbox_is_emptied_in_a_new_order_under_new_names(store: Store) -> None:
    with store.write() as tx:
        here, other = campaign(tx), campaign(tx, "other")
        for number in range(3):
            tx.contacts.queue(here.id, {"n": number}, link="x" if number == 1 else None)
        tx.contacts.queue(other.id, {"n": 9})
    seen: list[int] = []
    with store.write() as tx:
        moved = tx.contacts.flush_outbox(lambda found: seen.append(len(found)), campaign_id=here.id)
        assert (moved, seen) == (3, [3])
        kept = tx.contacts.all(here.id)
        assert {(contact.payload["n"], contact.link) for contact in kept} == {(0, None), (1, "x"), (2, None)}
        assert [waiting.campaign_id for waiting in tx.contacts.waiting()] == [other.id]
        assert not tx.contacts.delete(kept[0].id, campaign_id=other.id)
        assert tx.contacts.delete(kept[0].id, campaign_id=here.id)
        assert len(tx.contacts.all(here.id)) == 2
        assert (tx.contacts.delete_all(here.id), tx.contacts.delete_all(other.id)) == (2, 1)
        assert (tx.contacts.all(here.id), tx.contacts.waiting()) == ((), ())


def test_throttle_counts_by_key_and_window(store: Store) -> None:
    with store.write() as tx:
        hour = tx.now.replace(minute=0, second=0, microsecond=0)
        assert [tx.throttles.add("a", hour), tx.throttles.add("a", hour), tx.throttles.add("b", hour)] == [
            1,
            2,
            1,
        ]
        assert tx.throttles.count("a", hour) == 2
        assert tx.throttles.count("a", hour - timedelta(hours=1)) == 0
        tx.throttles.forget(hour + timedelta(hours=1))
    assert rows(store, "throttle") == 0


def test_nothing_can_be_written_while_reading(store: Store) -> None:
    with pytest.raises(NotSaved), store.read() as tx:
        tx.sessions.end_for_draft("any")


def test_synthetic_responses_are_counted_apart(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        for synthetic in (True, True, False):
            tx.responses.add(response(here, synthetic=synthetic), {})
        draft(tx, here, synthetic=True)
        counts = [tx.responses.count(here.id, synthetic=which) for which in (None, True, False)]
        assert counts == [3, 2, 1]
        assert (tx.drafts.count(here.id), tx.drafts.count(here.id, synthetic=True)) == (0, 1)
