"""Who may be written to, for what, and how they get out again."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable

import pytest

from survey.errors import NotFound, Refused
from survey.fieldwork.address_book import MAILBOX, Contact, address_book, contact_of, forget, invitation_list
from survey.fieldwork.contacts import flush
from survey.storage.database import Store
from tests.fieldwork.fielded import london_people

PEOPLE = (
    {"fu_interest": ["workshop", "results"], "fu_name": ["Ann Webb"], "fu_email": ["ann@example.org"]},
    {"fu_interest": ["champions"], "fu_name": ["Bo Li"], "fu_email": ["bo@example.org"], "fu_link": ["1"]},
    {"fu_interest": ["workshop"], "fu_name": ["=1+1"], "fu_access": ["Step-free way in"]},
)


def book_of(store: Store, *, tied: int | None = 1) -> str:
    """A London survey with three people, and a mailbox that was given with an example."""
    slug = london_people(
        store,
        [{"fu_consent": ["1"], **details} for details in PEOPLE],
        linked=tied,
        mailbox="team@example.org",
    )
    return slug


def names(found: Iterable[Contact]) -> set[str]:
    return {dict(each.lines).get("Name", "") for each in found}


def test_those_who_ticked_a_purpose_are_its_list(store: Store) -> None:
    book = address_book(store, book_of(store))
    assert names(book.of("workshop")) == {"Ann Webb", "=1+1"}
    assert names(book.of("champions")) == {"Bo Li"}
    assert names(book.of("", "EXAMPLE.ORG")) == {"Ann Webb", "Bo Li", ""}
    assert "none" not in book.ticked
    with pytest.raises(NotFound, match="Nobody could tick nonsense"):
        book.of("nonsense")


def test_what_they_gave_is_shown_in_the_words_of_the_questions_and_no_consent_beside_it(store: Store) -> None:
    (bo,) = address_book(store, book_of(store)).of("champions")
    assert dict(bo.lines) == {"Name": "Bo Li", "Work email": "bo@example.org"}
    assert bo.purposes == ("Hear about joining the Champions Group",)
    assert bo.tied


def test_a_mailbox_that_came_with_an_example_says_so_and_is_on_no_list_for_a_purpose(store: Store) -> None:
    book = address_book(store, book_of(store))
    (mailbox,) = (each for each in book.contacts if each.purposes == (MAILBOX,))
    assert mailbox.lines == (("Team mailbox", "team@example.org"),)
    assert all(mailbox not in book.of(purpose) for purpose in book.purposes)


def test_a_list_is_written_down_before_it_is_taken_and_starts_no_formula(store: Store) -> None:
    slug = book_of(store)
    rows = list(csv.DictReader(io.StringIO(invitation_list(store, slug, "workshop", actor="boss"))))
    assert {row["Name"] for row in rows} == {"Ann Webb", "'=1+1"}
    assert {row["Access needs"] for row in rows} == {"", "Step-free way in"}
    assert {row["Tied to an example"] for row in rows} == {"no"}
    with store.read() as tx:
        last = tx.audit.all()[-1]
    assert (last.actor, last.action) == ("boss", "take contacts")
    assert last.new == {"purpose": "Come to a promising-practice workshop"}


def test_whoever_no_longer_agrees_is_gone_and_the_record_says_nothing_of_them(store: Store) -> None:
    slug = book_of(store)
    (bo,) = address_book(store, slug).of("champions")
    forget(store, slug, bo.id, actor="boss", reason="Asked by e-mail")
    assert "Bo Li" not in names(address_book(store, slug).contacts)
    with store.read() as tx:
        assert "Bo" not in str(tx.audit.all()[-1])
        assert "bo@" not in str(tx.audit.all())
    with pytest.raises(NotFound, match="may have been deleted already"):
        forget(store, slug, bo.id, actor="boss", reason="Again")


@pytest.mark.parametrize("reason", ["", "Ann Webb rang", "ms webb rang", "ann@example.org wrote"])
def test_the_reason_must_be_one_and_not_name_them(sqlite_store: Store, reason: str) -> None:
    slug = book_of(sqlite_store)
    (ann,) = (each for each in address_book(sqlite_store, slug).contacts if each.holds("ann webb"))
    with pytest.raises(Refused):
        forget(sqlite_store, slug, ann.id, actor="boss", reason=reason)
    assert contact_of(sqlite_store, slug, ann.id) == ann


def test_a_contact_of_another_survey_cannot_be_reached_by_this_one(sqlite_store: Store) -> None:
    slug = book_of(sqlite_store)
    other = london_people(sqlite_store, [], slug="other")
    (bo,) = address_book(sqlite_store, slug).of("champions")
    with pytest.raises(NotFound):
        forget(sqlite_store, other, bo.id, actor="boss", reason="Asked by e-mail")
    assert address_book(sqlite_store, slug).of("champions") == (bo,)


def test_what_waits_in_the_outbox_is_not_shown_yet(sqlite_store: Store) -> None:
    slug = london_people(sqlite_store, [{"fu_consent": ["1"], "fu_name": ["Cy"]}], flushed=False)
    assert address_book(sqlite_store, slug).contacts == ()
    assert flush(sqlite_store, random.Random(1).shuffle) == 0
