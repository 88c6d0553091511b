"""Words of a draft open by its session or its code; by the server only where and while that was agreed to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, text, update

from survey.engine.forms import Form
from survey.engine.loader import load_text
from survey.engine.pages import NOTE_FIELD, SEE
from survey.errors import Locked, SignedOut, Stale, UnknownCode
from survey.fieldwork import elsewhere, text_keys
from survey.fieldwork.codes import Codes
from survey.fieldwork.draft_keys import unwrapped
from survey.fieldwork.final.freezing import letters_now
from survey.fieldwork.participation import Participation
from survey.fieldwork.seat import Seat
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from survey.storage.draft_key import Holder, is_own
from survey.storage.records import DraftRecord
from survey.storage.repositories.draft_pages import DRAFT, PAGE
from survey.storage.repositories.drafts import SESSION
from survey.storage.resealing import unopened
from survey.storage.transaction import Transaction
from tests.attacks.thief import files_of, opened
from tests.storage.test_sealed_columns import stored
from tests.web.site import Site, tiny

STORY = "a canary in my own words"
ADDRESS = "canary@example.org"
SLUG = "tiny"
WORDS = "detail"
TWO_PAGES = """
questionnaire: off
version: "1"
title: Two pages
owner: The team
stages: {one: One}
partial_consent: keep
support: {services: [{who: Anyone, name: Somebody}]}
sections:
  - id: first
    title: First
    stage: one
    questions:
      - {id: asked, ask: single, text: Shall we ask?, required: true, options: {1: "Yes", 0: "No"}}
      - page: second
      - {id: keep, ask: single, text: Keep?, options: {1: "Yes", 0: "No"}}
"""


@dataclass
class Writer:
    """Somebody with a browser and a code."""

    people: Participation
    token: str = ""
    code: str = ""

    @classmethod
    def of(cls, store: Store, *, agrees: bool = False, story: str = STORY) -> Writer:
        writer = cls(Participation(store, Codes(store.settings.secret()), store.settings))
        writer.token = writer.people.begin(SLUG, shared=False).token
        writer.code = writer.people.resume_code(writer.seat, writer.token)
        writer.agree("1" if agrees else "0")
        writer.write(story)
        return writer

    @property
    def seat(self) -> Seat:
        return self.people.seat(SLUG, self.token)

    @property
    def draft(self) -> DraftRecord:
        return self.seat.draft

    @property
    def words(self) -> Form:
        return self.seat.pages[WORDS].text

    def typed(self, page: str, form: Form) -> Typed:
        return Typed(page, form, self.seat.version_of(page))

    def agree(self, keep: str) -> None:
        page = self.seat.journey.pages[0].id
        turned = self.people.answer(
            SLUG, self.token, self.typed(page, {"sector": ("health",), "keep": (keep,)})
        )
        assert turned.problems == ()

    def write(self, story: str = STORY) -> None:
        form = {"story": (story,), "people": ("3",)}
        assert self.people.answer(SLUG, self.token, self.typed(WORDS, form)).problems == ()

    def finish(self) -> None:
        while (page := self.seat.where_to_go) is not None:
            form = {NOTE_FIELD: (SEE,)} if page.note else {}
            assert self.people.answer(SLUG, self.token, self.typed(page.id, form)).problems == ()

    def send(self) -> None:
        self.finish()
        self.people.submit(SLUG, self.token, self.draft.submit_key)

    def back(self) -> None:
        """On another device."""
        self.token = self.people.resume(SLUG, self.code, shared=False).token


@pytest.fixture
def here(store: Store) -> Store:
    store.key_file.make(store.clock())
    Site(store.settings, store).open(tiny())
    return store


def server_reads(store: Store, draft_id: str) -> Form:
    with store.read() as tx:
        return tx.drafts.pages(draft_id)[WORDS].text


def row_of(store: Store, draft_id: str) -> DraftRecord:
    with store.read() as tx:
        found = tx.drafts.get(draft_id)
    assert found is not None
    return found


def until_somebody_waits(store: Store) -> None:
    """Until another transaction waits for a lock of PostgreSQL."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    until = time.monotonic() + 20
    with store.read() as other:
        while not other.connection.execute(waiting).scalar() and time.monotonic() < until:
            other.connection.execute(text("SELECT pg_stat_clear_snapshot()"))


def test_no_secret_of_the_server_opens_the_words_and_their_writer_does(here: Store) -> None:
    writer = Writer.of(here)
    assert STORY not in opened(here, files_of(here))
    with pytest.raises(Locked, match="by nothing else"):
        server_reads(here, writer.draft.id)
    assert writer.words == {"story": (STORY,)}
    writer.back()
    assert writer.words == {"story": (STORY,)}


def test_the_thief_finds_what_can_be_found(here: Store) -> None:
    """Else the test above could not fail."""
    Writer.of(here, agrees=True)
    assert STORY in opened(here, files_of(here))


def test_with_consent_the_server_reads_and_once_it_is_taken_back_it_does_not(here: Store) -> None:
    writer = Writer.of(here, agrees=True)
    before = row_of(here, writer.draft.id)
    assert server_reads(here, before.id) == {"story": (STORY,)}
    writer.agree("0")
    after = row_of(here, before.id)
    assert (after.keep_partial, after.key_by_server) == (False, None)
    with pytest.raises(Locked):
        server_reads(here, before.id)
    assert writer.words == {"story": (STORY,)}
    with here.write() as tx:
        tx.connection.execute(update(DRAFT).values(key_by_server=before.key_by_server))
    with pytest.raises(Locked, match="does not open"):
        server_reads(here, before.id)
    writer.back()
    assert writer.words == {"story": (STORY,)}
    writer.agree("1")
    assert server_reads(here, before.id) == {"story": (STORY,)}


def test_consent_that_is_taken_back_on_a_page_that_is_only_saved_counts_at_once(here: Store) -> None:
    writer = Writer.of(here, agrees=True)
    page = writer.seat.journey.pages[0].id
    form = {"sector": ("health",), "keep": ("0",)}
    writer.people.save(SLUG, writer.token, writer.typed(page, form))
    assert row_of(here, writer.draft.id).key_by_server is None
    with pytest.raises(Locked):
        server_reads(here, writer.draft.id)
    writer.people.save(SLUG, writer.token, writer.typed(page, {**form, "keep": ("1",)}))
    assert row_of(here, writer.draft.id).key_by_server is None  # only Continue agrees to anything


def test_no_counts_at_once_also_where_the_page_has_something_to_put_right(here: Store) -> None:
    writer = Writer.of(here, agrees=True)
    page = writer.seat.journey.pages[0].id
    assert writer.people.answer(SLUG, writer.token, writer.typed(page, {"keep": ("0",)})).problems
    assert (writer.draft.keep_partial, writer.draft.key_by_server) == (False, None)
    with pytest.raises(Locked):
        server_reads(here, writer.draft.id)
    assert writer.words == {"story": (STORY,)}


@pytest.mark.parametrize("way", ["save", "answer"])
def test_no_counts_also_on_a_page_that_cannot_be_opened_now(here: Store, way: str) -> None:
    """In another tab an answer before it was cleared meanwhile, and has to be given first."""
    Site(here.settings, here).open(load_text(TWO_PAGES), "off")
    people = Participation(here, Codes(here.settings.secret()), here.settings)
    token = people.begin("off", shared=False).token

    def say(page: str, form: Form, how: str = "answer") -> None:
        version = people.seat("off", token).version_of(page)
        getattr(people, how)("off", token, Typed(page, form, version))

    say("first", {"asked": ("1",)})
    say("second", {"keep": ("1",)})
    say("first", {"asked": ("",)}, "save")
    seat = people.seat("off", token)
    assert (seat.draft.keep_partial, seat.journey.may_visit("second")) == (True, False)
    say("second", {"keep": ("0",)}, way)
    draft = people.seat("off", token).draft
    assert (draft.keep_partial, draft.key_by_server) == (False, None)


def test_after_a_lost_reply_the_same_page_gets_the_new_code_and_nobody_else_does(here: Store) -> None:
    writer = Writer.of(here)
    old = writer.token
    first = writer.people.renew_code(SLUG, old, "of one page")
    again = writer.people.renew_code(SLUG, old, "of one page")
    assert again.token == first.token
    assert again.lasts <= first.lasts
    for once in ("of another page", ""):
        with pytest.raises(SignedOut):
            writer.people.renew_code(SLUG, old, once)
    writer.token = again.token
    writer.code = writer.people.resume_code(writer.seat, writer.token)
    assert writer.words == {"story": (STORY,)}
    writer.back()
    assert writer.words == {"story": (STORY,)}


@pytest.mark.parametrize("agrees", [True, False])
def test_after_a_new_code_the_old_one_and_what_it_opened_open_nothing(here: Store, agrees: bool) -> None:
    writer = Writer.of(here, agrees=agrees)
    before, code, token = row_of(here, writer.draft.id), writer.code, writer.token
    writer.token = writer.people.renew_code(SLUG, token).token
    writer.code = writer.people.resume_code(writer.seat, writer.token)
    after = row_of(here, before.id)
    assert before.key_by_code is not None
    assert unwrapped(before, Holder.CODE, code.replace("-", ""), before.key_by_code) is not None
    assert unwrapped(after, Holder.CODE, code.replace("-", ""), before.key_by_code) is None
    assert unwrapped(after, Holder.CODE, code.replace("-", ""), after.key_by_code) is None
    with pytest.raises(UnknownCode):
        writer.people.resume(SLUG, code, shared=False)
    with pytest.raises(SignedOut):
        writer.people.seat(SLUG, token)
    assert writer.words == {"story": (STORY,)}
    if agrees:
        assert server_reads(here, before.id) == {"story": (STORY,)}
    writer.back()
    assert writer.words == {"story": (STORY,)}


def test_a_second_device_reads_and_writes_and_the_first_has_nothing_left(here: Store) -> None:
    writer = Writer.of(here)
    first, code = writer.token, writer.code
    writer.code = f" {code.lower().replace('-', ' ')} "
    writer.back()
    writer.write("on the second device")
    with pytest.raises(SignedOut):
        writer.people.seat(SLUG, first)
    with here.read() as tx:
        assert tx.connection.execute(SESSION.select()).all()[0].key_by_token is not None
        assert len(tx.connection.execute(SESSION.select()).all()) == 1
    writer.back()
    assert writer.words == {"story": ("on the second device",)}


def wraps(store: Store) -> list[str]:
    with store.read() as tx:
        drafts = tx.connection.execute(DRAFT.select()).all()
        sessions = tx.connection.execute(SESSION.select()).all()
    found = [one for row in drafts for one in (row.key_by_code, row.key_by_server)]
    return [one for one in (*found, *(row.key_by_token for row in sessions)) if one]


def test_sending_stopping_and_leaving_leave_no_wrap(here: Store) -> None:
    sends, stops, leaves = (Writer.of(here, agrees=True) for _ in range(3))
    assert len(wraps(here)) == 9
    sends.send()
    assert len(wraps(here)) == 6
    stops.people.stop(SLUG, stops.token)
    assert len(wraps(here)) == 3
    leaves.people.leave(leaves.token)
    assert len(wraps(here)) == 2
    leaves.back()
    assert leaves.words == {"story": (STORY,)}


@pytest.fixture
def sealing(here: Store, tmp_path: Path) -> Iterator[Store]:
    """The store of a server that has only a public key for what was sent."""
    elsewhere.make_key(tmp_path / "private", tmp_path / "public")
    settings = here.settings.model_copy(update={"recipient_file": tmp_path / "public"})
    with Store.open(settings) as found:
        yield found


def test_in_sealed_mode_what_lies_in_the_files_after_sending_opens_by_nothing(sealing: Store) -> None:
    writer = Writer.of(sealing)
    for number in range(5):
        writer.write(f"{STORY} {number}")
    writer.send()
    data = files_of(sealing)
    assert data.count(b'"2.') >= 5
    assert b"canary" not in data
    assert "canary" not in opened(sealing, data)


def test_in_sealed_mode_who_agreed_has_their_words_in_dead_rows_for_a_while(sealing: Store) -> None:
    """What the decision says plainly: the server had a wrap, so until the files are tidied it opens."""
    Writer.of(sealing, agrees=True).send()
    assert "canary" in opened(sealing, files_of(sealing))


# ---------------------------------------------------------------- drafts older than such keys


def as_before(store: Store, *writers: Writer) -> None:
    """Drafts as the version before left them: under the keys of the server, with no wrap anywhere."""
    for writer in writers:
        with store.write() as tx:
            seat = writer.people.seats.seat(tx, SLUG, writer.token)
            tx.drafts.hold(seat.draft.id, None)
            for name, page in seat.pages.items():
                words = tx.seal(PAGE.c.text, page.text, seat.draft.id, name)
                tx.connection.execute(update(PAGE).where(PAGE.c.page == name, of(seat)).values(text=words))
            nothing = dict.fromkeys(("key_salt", "key_name", "key_by_code", "key_by_server"))
            tx.connection.execute(update(DRAFT).where(DRAFT.c.id == seat.draft.id).values(nothing))
            own = SESSION.c.draft_id == seat.draft.id
            tx.connection.execute(update(SESSION).where(own).values(key_by_token=None))


def of(seat: Seat) -> ColumnElement[bool]:
    return PAGE.c.draft_id == seat.draft.id


def forms(tx: Transaction, draft_id: str) -> set[bool]:
    found = tx.connection.execute(PAGE.select().where(PAGE.c.draft_id == draft_id)).all()
    return {is_own(row.text) for row in found if row.text}


def own(store: Store, draft_id: str) -> set[bool]:
    with store.read() as tx:
        return forms(tx, draft_id)


@pytest.mark.parametrize("agrees", [True, False])
def test_an_older_draft_has_a_key_of_its_own_once_its_writer_saves(here: Store, agrees: bool) -> None:
    writer = Writer.of(here, agrees=agrees)
    as_before(here, writer)
    id = writer.draft.id
    assert own(here, id) == {False}
    assert server_reads(here, id) == writer.words == {"story": (STORY,)}
    writer.people.save(SLUG, writer.token, writer.typed("care", {"hard": ("1",)}))
    assert own(here, id) == {True}
    assert writer.words == {"story": (STORY,)}
    if agrees:
        assert server_reads(here, id) == {"story": (STORY,)}
    else:
        with pytest.raises(Locked):
            server_reads(here, id)
    writer.back()
    assert writer.words == {"story": (STORY,)}


def test_an_older_draft_is_not_sealed_by_a_session_that_does_not_know_the_code(here: Store) -> None:
    """Its words would be lost with that session: the code is what they come back by."""
    writer = Writer.of(here)
    writer.back()
    as_before(here, writer)
    id = writer.draft.id
    writer.write("from the second device")
    assert own(here, id) == {False}
    writer.back()
    assert own(here, id) == {True}
    assert writer.words == {"story": ("from the second device",)}
    writer.back()
    assert writer.words == {"story": ("from the second device",)}


def test_an_older_draft_has_one_by_a_new_code_and_can_be_sent_as_it_is(here: Store) -> None:
    renews, sends = Writer.of(here), Writer.of(here)
    sends.finish()
    as_before(here, renews, sends)
    renews.token = renews.people.renew_code(SLUG, renews.token).token
    assert own(here, renews.draft.id) == {True}
    assert renews.words == {"story": (STORY,)}
    sends.people.submit(SLUG, sends.token, sends.draft.submit_key)
    with here.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        ((_, texts),) = tx.responses.each(campaign.id)
    assert texts == {"story": (STORY,)}


def other_program(store: Store, draft_id: str, **changes: object) -> None:
    """What a process of before such keys writes, while the two run side by side."""
    with store.write() as tx:
        tx.connection.execute(update(DRAFT).where(DRAFT.c.id == draft_id).values(**changes))


def test_a_code_that_an_older_process_gave_opens_what_that_process_sealed(here: Store) -> None:
    writer = Writer.of(here)
    id = writer.draft.id
    with here.write() as tx:
        tx.drafts.hold(id, None)
        for name, page in writer.seat.pages.items():
            words = tx.seal(PAGE.c.text, page.text, id, name)
            tx.connection.execute(update(PAGE).where(PAGE.c.page == name, of(writer.seat)).values(text=words))
    fresh = writer.people.seats.new_token()
    code = writer.people.codes.resume(fresh)
    other_program(here, id, resume_hash=writer.people.codes.hash("resume", code))
    writer.code = code
    writer.back()
    assert writer.words == {"story": (STORY,)}
    assert own(here, id) == {True}


@pytest.mark.parametrize("agreed", [True, False])
def test_what_an_older_process_noted_of_consent_holds_for_the_key_too(here: Store, agreed: bool) -> None:
    writer = Writer.of(here, agrees=not agreed)
    first = writer.seat.journey.pages[0].id
    answers = {"sector": ["health"], "keep": ["1" if agreed else "0"]}
    other_program(here, writer.draft.id, keep_partial=agreed)
    with here.write() as tx:
        tx.connection.execute(
            update(PAGE).where(PAGE.c.page == first, of(writer.seat)).values(closed=answers)
        )
    with here.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        letters_now(tx, campaign)  # opens no word, so that one such draft does not stop a freeze
    writer.write("and on")
    assert (writer.draft.key_by_server is not None) == agreed
    assert writer.words == {"story": ("and on",)}


def test_whoever_goes_on_and_the_deletion_of_the_unsent_never_wait_for_each_other(
    postgres_store: Store,
) -> None:
    Site(postgres_store.settings, postgres_store).open(tiny())
    writer, told = Writer.of(postgres_store), list[object]()
    pages = [page.id for page in writer.seat.journey.pages]

    def clear() -> None:
        try:
            with postgres_store.write() as tx:
                campaign = tx.campaigns.by_slug(SLUG)
                assert campaign is not None
                told.append(tx.drafts.delete_unsent(campaign.id, campaign.version_id, pages))
        except BaseException as error:
            told.append(error)

    thread = threading.Thread(target=clear)
    with postgres_store.write() as tx:
        seat = writer.people.seats.seat(tx, SLUG, writer.token)
        thread.start()
        until_somebody_waits(postgres_store)
        tx.sessions.touch(seat.session.token_hash, last_active=tx.now, expires_at=seat.session.expires_at)
    thread.join()
    assert told == [1]


# ---------------------------------------------------------------- keys of the server, and several at once


def test_the_keys_of_the_server_change_while_people_write_and_nothing_is_lost(here: Store) -> None:
    writers = [Writer.of(here, agrees=number % 2 == 0, story=f"{number}") for number in range(12)]
    as_before(here, *writers[:4])
    said: dict[int, str] = {}
    failures: list[BaseException] = []
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        try:
            turn = 0
            while not ended.is_set() or turn < 2:
                turn += 1
                for number in range(2, 10):
                    writers[number].write(f"{number} for the {turn}th time")
                    said[number] = f"{number} for the {turn}th time"
                    writers[number].agree(str((turn + number) % 2))
                begun.set()
        except BaseException as failure:
            failures.append(failure)
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    text_keys.add(here, actor="Ada")
    text_keys.rotate(here, lambda *_: None, actor="Ada")
    ended.set()
    thread.join()
    assert failures == []
    text_keys.rotate(here, lambda *_: None, actor="Ada")
    old, newest = text_keys.keys(here)
    assert (old.values, newest.values > 0) == (0, True)
    with here.read() as tx:
        assert list(unopened(tx)) == []
    for number, writer in enumerate(writers):
        assert writer.words == {"story": (said.get(number, f"{number}"),)}
        if writer.draft.keep_partial:
            assert server_reads(here, writer.draft.id) == writer.words
        writer.back()
        assert writer.words == {"story": (said.get(number, f"{number}"),)}


def test_who_saves_while_the_code_is_made_anew_is_told_and_seals_nothing_by_a_lost_key(
    postgres_store: Store,
) -> None:
    Site(postgres_store.settings, postgres_store).open(tiny())
    writer = Writer.of(postgres_store)
    typed, told = writer.typed(WORDS, {"story": ("in between",)}), list[BaseException]()

    def save() -> None:
        try:
            writer.people.save(SLUG, writer.token, typed)
        except BaseException as error:
            told.append(error)

    thread = threading.Thread(target=save)
    seats = writer.people.seats
    with postgres_store.write() as tx:
        seat = seats.seat(tx, SLUG, writer.token)
        thread.start()
        until_somebody_waits(postgres_store)
        fresh = seats.new_token()
        seats.keys.change(tx, seat.draft, seats.codes.resume(fresh))
        tx.sessions.end_for_draft(seat.draft.id)
        seats.sit_down(tx, seat.campaign, seat.draft.id, fresh, shared=False)
    thread.join()
    assert [type(one) for one in told] == [SignedOut]
    writer.token = fresh
    assert writer.words == {"story": (STORY,)}


@pytest.mark.parametrize("wrapped", ["", "changed", None])
def test_a_session_whose_wrap_does_not_open_is_over_and_the_code_still_opens(
    here: Store, wrapped: str | None
) -> None:
    writer = Writer.of(here)
    with here.write() as tx:
        tx.connection.execute(update(SESSION).values(key_by_token=wrapped))
    with pytest.raises(SignedOut):
        writer.people.save(SLUG, writer.token, Typed(WORDS, {"story": ("more",)}, 1))
    writer.back()
    assert writer.words == {"story": (STORY,)}


def test_a_code_whose_wrap_does_not_open_is_told_and_the_session_goes_on(here: Store) -> None:
    writer = Writer.of(here)
    with here.write() as tx:
        tx.connection.execute(update(DRAFT).values(key_by_code="changed"))
    with pytest.raises(Locked, match="Restore that row"):
        writer.people.resume(SLUG, writer.code, shared=False)
    assert writer.words == {"story": (STORY,)}
    writer.token = writer.people.renew_code(SLUG, writer.token).token
    writer.code = writer.people.resume_code(writer.seat, writer.token)
    writer.back()
    assert writer.words == {"story": (STORY,)}


def test_a_draft_that_does_not_open_can_be_stopped_all_the_same(here: Store) -> None:
    writer = Writer.of(here)
    with here.write() as tx:
        tx.connection.execute(text("UPDATE draft_page SET text = '\"2.AAAA\"' WHERE page = 'detail'"))
    writer.people.stay(SLUG, writer.token)
    with pytest.raises(Locked):
        writer.people.seat(SLUG, writer.token)
    writer.people.stop(SLUG, writer.token)
    with here.read() as tx:
        assert tx.drafts.submit_keys() == ()


def test_no_repository_seals_the_words_of_such_a_draft_by_the_keys_of_the_server(here: Store) -> None:
    writer = Writer.of(here)
    with pytest.raises(Locked), here.write() as tx:
        tx.drafts.save_page(
            writer.draft.id,
            "care",
            expected_version=None,
            closed={},
            text={"a": ("b",)},
            contact={},
            done=False,
            seconds=1,
        )
    with pytest.raises(Locked), here.write() as tx:
        tx.drafts.set_keep_partial(writer.draft.id, True)


def test_two_tabs_of_a_draft_still_meet_as_stale(here: Store) -> None:
    writer = Writer.of(here)
    with pytest.raises(Stale) as stale:
        writer.people.answer(SLUG, writer.token, Typed(WORDS, {"story": ("older tab",)}, 0))
    assert stale.value.args[0].text == {"story": (STORY,)}
    assert b"older tab" not in stored(here)
