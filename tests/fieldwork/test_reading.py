"""Texts are read in turn, by one reader each; what is taken out stays out, and goes with its response."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from survey.errors import NotFound, Refused
from survey.fieldwork import audit, retention
from survey.fieldwork.reading import line, outcomes, pace
from survey.fieldwork.reading.line import LEASE
from survey.fieldwork.reading.urgency import due, signs_of
from survey.settings import Settings
from survey.storage.database import Store
from tests.conftest import Clock
from tests.fieldwork.described import (
    CHANGE,
    OTHER,
    READER,
    TITLE,
    WHAT,
    campaign,
    response,
    stored_text,
)
from tests.storage import made

SLUG = "london"
WORDS = "Dr Sample lets people choose the room. Ring 07700 900123."
CLEAN = "[name] lets people choose the room. Ring [telephone number]."


def asked(store: Store, *texts: dict[str, str], day: date = made.DAY) -> list[str]:
    """A survey with a response for each of these; their ids."""
    with store.write() as tx:
        own = tx.campaigns.by_slug(SLUG) or campaign(tx)
        return [response(tx, own, one, day=day).id for one in texts]


def next_text(store: Store, reader: str = READER) -> str:
    id = line.take(store, SLUG, reader=reader)
    assert id is not None
    return id


def words_of(store: Store, id: str, reader: str = READER) -> str:
    return line.open_text(store, SLUG, id, reader=reader).words


def test_the_oldest_day_comes_first_and_a_pattern_only_moves_a_text_forward(store: Store) -> None:
    asked(store, {CHANGE: "Plain and new"}, day=date(2025, 1, 10))
    asked(store, {CHANGE: "Mr Sample is new"}, day=date(2025, 1, 10))
    asked(store, {CHANGE: "Plain of the week before"}, day=date(2025, 1, 3))
    asked(store, {CHANGE: "A child was hurt there"}, day=date(2025, 1, 10))
    asked(store, {CHANGE: "Plain and two months old"}, day=date(2024, 11, 10))
    read = []
    for _ in range(5):
        id = next_text(store)
        read.append(words_of(store, id))
        outcomes.leave(store, SLUG, id, reader=READER)
    assert read == [
        "Plain and two months old",
        "A child was hurt there",
        "Plain of the week before",
        "Mr Sample is new",
        "Plain and new",
    ]
    assert line.take(store, SLUG, reader=READER) is None


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("The baby is not safe at home", "a child or young person at risk"),
        ("Some days I want to die", "self-harm or suicide"),
        ("My sergeant touched me and everybody knew", "harm by a colleague or a service"),
        ("She was stabbed", "violence or abuse"),
        ("Her NHS number is 943 476 5919", "an NHS number"),
        ("Ring me at N1 9GU", "a postcode"),
        ("Collar number 1234", "a warrant or collar number"),
    ],
)
def test_words_that_can_mean_a_risk_or_a_person_are_signs(words: str, sign: str) -> None:
    assert sign in signs_of(words)


@pytest.mark.parametrize("words", ["We listen first.", "Her number is 943 476 5918", "The manager is kind"])
def test_most_words_are_no_sign(words: str) -> None:
    assert signs_of(words) == ()
    assert due(date(2025, 1, 10), ()) == date(2025, 1, 10)


def test_two_readers_never_have_one_text_and_a_claim_lapses(sqlite_store: Store, clock: Clock) -> None:
    asked(sqlite_store, {CHANGE: "One"}, {CHANGE: "Two"})
    first, second = next_text(sqlite_store), next_text(sqlite_store, OTHER)
    assert first != second
    assert next_text(sqlite_store) == first
    with pytest.raises(Refused, match="Another reader has this text open"):
        words_of(sqlite_store, first, OTHER)
    outcomes.leave(sqlite_store, SLUG, second, reader=OTHER)
    assert line.take(sqlite_store, SLUG, reader=OTHER) is None
    clock.move(minutes=LEASE.total_seconds() / 60 + 1)
    assert next_text(sqlite_store, OTHER) == first
    with pytest.raises(Refused, match="Another reader"):
        outcomes.leave(sqlite_store, SLUG, first, reader=READER)


def test_a_text_that_is_given_back_waits_for_the_next_reader(store: Store) -> None:
    asked(store, {CHANGE: "One"})
    id = next_text(store)
    line.give_back(store, SLUG, id, reader=OTHER)
    assert line.take(store, SLUG, reader=OTHER) is None
    line.give_back(store, SLUG, id, reader=READER)
    assert next_text(store, OTHER) == id


def test_who_leaves_a_text_for_another_goes_on_with_the_others_first(store: Store) -> None:
    asked(store, {CHANGE: "A child was hurt there"}, {CHANGE: "Plain"})
    left = next_text(store)
    line.give_back(store, SLUG, left, reader=READER)
    following = next_text(store)
    assert words_of(store, following) == "Plain"
    assert next_text(store) == following
    outcomes.leave(store, SLUG, following, reader=READER)
    assert next_text(store) == left


def test_a_text_is_opened_by_whoever_has_it_and_by_nobody_else(store: Store) -> None:
    asked(store, {CHANGE: "One"})
    line.line(store, SLUG)
    with store.read() as tx:
        id = tx.connection.execute(text("SELECT id FROM text_reading")).scalar_one()
    with pytest.raises(Refused, match="read in turn"):
        line.open_text(store, SLUG, id, reader=READER)
    with pytest.raises(NotFound, match="no such text"):
        line.open_text(store, SLUG, "none", reader=READER)


def test_a_redacted_text_takes_the_place_of_the_original_until_it_is_taken_back(store: Store) -> None:
    (response_id,) = asked(store, {CHANGE: WORDS})
    id = next_text(store)
    shown = line.open_text(store, SLUG, id, reader=READER)
    assert (shown.question, shown.words) == (
        "If London changed one thing to become more trauma-informed, what should it be? (optional)",
        WORDS,
    )
    chosen = {number: put for number, (_, put) in enumerate(outcomes.suggestions(shown))}
    assert outcomes.with_suggestions(shown, chosen) == CLEAN
    outcomes.redact(store, SLUG, id, CLEAN, reader=READER)
    assert stored_text(store, response_id, CHANGE) == CLEAN
    again = line.open_text(store, SLUG, id, reader=OTHER)
    assert (again.words, again.stands, again.is_kept) == (WORDS, CLEAN, True)
    outcomes.redact(store, SLUG, id, "[a doctor] lets people choose the room. Ring [number].", reader=OTHER)
    assert stored_text(store, response_id, CHANGE).startswith("[a doctor]")
    outcomes.leave(store, SLUG, id, reader=READER)
    assert stored_text(store, response_id, CHANGE) == WORDS
    with store.read() as tx:
        assert tx.readings.original(id) is None


def test_only_words_in_brackets_take_the_place_of_a_suggestion(store: Store) -> None:
    asked(store, {CHANGE: WORDS})
    shown = line.open_text(store, SLUG, next_text(store), reader=READER)
    with pytest.raises(Refused, match="in brackets"):
        outcomes.with_suggestions(shown, {0: "somebody"})


def test_passing_on_keeps_to_whom_and_why_and_leaves_the_words_open(store: Store) -> None:
    (response_id,) = asked(store, {CHANGE: "A child was hurt there"})
    id = next_text(store)
    for to, why in (("", "why"), ("the safeguarding lead", "  ")):
        with pytest.raises(Refused, match="passed on"):
            outcomes.pass_on(store, SLUG, id, to, why, reader=READER)
    outcomes.pass_on(store, SLUG, id, "the safeguarding lead", "a child may be at risk", reader=READER)
    found = line.line(store, SLUG)
    assert (found.waiting, found.as_written, found.passed_on) == (0, 0, 1)
    outcomes.redact(store, SLUG, id, "[taken out] was hurt there", reader=READER)
    with store.read() as tx:
        outcome = tx.readings.outcome(id)
    assert outcome is not None
    assert (outcome.words, outcome.passed_to) == ("redacted", "the safeguarding lead")
    outcomes.not_passed_on(store, SLUG, id, reader=READER)
    found = line.line(store, SLUG)
    assert (found.waiting, found.redacted, found.passed_on) == (0, 1, 0)
    assert stored_text(store, response_id, CHANGE) == "[taken out] was hurt there"


def test_what_was_not_passed_on_after_all_waits_again(store: Store) -> None:
    asked(store, {CHANGE: "One"})
    id = next_text(store)
    outcomes.pass_on(store, SLUG, id, "the lead", "a mistake", reader=READER)
    outcomes.not_passed_on(store, SLUG, id, reader=READER)
    assert next_text(store, OTHER) == id


def test_who_read_what_is_written_down_without_a_word_of_it(store: Store) -> None:
    asked(store, {CHANGE: WORDS})
    id = next_text(store)
    words_of(store, id)
    outcomes.pass_on(store, SLUG, id, "Secret Person", "a secret reason", reader=READER)
    outcomes.redact(store, SLUG, id, CLEAN, reader=READER)
    entries = audit.entries(store, SLUG)
    assert [(one.actor, one.action, one.new) for one in entries] == [
        (READER, "open a text", {"text": id}),
        (READER, "pass a text on", {"text": id}),
        (READER, "redact a text", {"text": id}),
    ]
    said = str(entries)
    assert not any(word in said for word in ("Sample", "07700", "choose", "Secret", "secret"))


def test_all_of_it_goes_with_a_response_that_is_taken_back(store: Store) -> None:
    gone, stays = asked(store, {CHANGE: WORDS, WHAT: "One"}, {CHANGE: WORDS})
    while (id := line.take(store, SLUG, reader=READER)) is not None:
        if words_of(store, id) == WORDS:
            outcomes.redact(store, SLUG, id, CLEAN, reader=READER)
        else:
            outcomes.pass_on(store, SLUG, id, "the lead", "why", reader=READER)
    with store.write() as tx:
        record = tx.responses.get(gone)
        assert record is not None
        tx.responses.withdraw(gone, record.receipt_hash, record.day)
    with store.read() as tx:
        for table in ("text_reading", "text_outcome", "text_original"):
            assert tx.connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar() == 1, table
        assert tx.connection.execute(text("SELECT response_id FROM text_reading")).scalar() == stays
    with pytest.raises(NotFound, match="taken it back"):
        line.open_text(store, SLUG, "none", reader=READER)


def test_the_original_goes_on_schedule_is_told_beforehand_and_then_the_words_stay(
    sqlite_store: Store, clock: Clock
) -> None:
    (response_id,) = asked(sqlite_store, {CHANGE: WORDS})
    id = next_text(sqlite_store)
    outcomes.redact(sqlite_store, SLUG, id, CLEAN, reader=READER)
    days = Settings().original_days
    told = [one for one in retention.plan(sqlite_store) if one.what == retention.Originals.what]
    assert [(one.slug, one.at) for one in told] == [(SLUG, clock.now + timedelta(days=days))]
    clock.move(days=days, seconds=-1)
    assert retention.carry_out(sqlite_store, actor="worker")[retention.Originals] == 0
    clock.move(seconds=2)
    assert retention.carry_out(sqlite_store, actor="worker")[retention.Originals] == 1
    assert retention.carry_out(sqlite_store, actor="worker")[retention.Originals] == 0
    assert not [one for one in retention.plan(sqlite_store) if one.what == retention.Originals.what]
    shown = line.open_text(sqlite_store, SLUG, id, reader=READER)
    assert (shown.words, shown.stands, shown.is_kept) == (CLEAN, CLEAN, False)
    with pytest.raises(Refused, match="deleted on schedule"):
        outcomes.leave(sqlite_store, SLUG, id, reader=READER)
    with pytest.raises(Refused, match="deleted on schedule"):
        outcomes.redact(sqlite_store, SLUG, id, "[all]", reader=READER)
    assert stored_text(sqlite_store, response_id, CHANGE) == CLEAN
    assert audit.entries(sqlite_store, SLUG)[-2].action == "originals of redacted texts deleted"


def test_made_up_texts_are_read_only_where_a_survey_is_for_that(store: Store) -> None:
    with store.write() as tx:
        response(tx, campaign(tx), {CHANGE: "Made up"}, synthetic=True)
        response(tx, campaign(tx, "trial", trial=True), {CHANGE: "Made up"}, synthetic=True)
    assert line.line(store, SLUG).waiting == 0
    assert line.line(store, "trial").waiting == 1


def test_a_pause_is_suggested_after_ten_texts_of_a_day(sqlite_store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=12)
    asked(sqlite_store, *({CHANGE: f"Text {number}"} for number in range(11)))
    for number in range(1, 11):
        outcomes.leave(sqlite_store, SLUG, next_text(sqlite_store), reader=READER)
        read = pace.read_today(sqlite_store, reader=READER)
        assert read == number
        assert bool(pace.note(read)) == (number >= pace.ENOUGH)
    assert pace.read_today(sqlite_store, reader=OTHER) == 0
    clock.move(days=1)
    assert pace.read_today(sqlite_store, reader=READER) == 0


def test_a_title_and_a_text_of_one_response_are_two_texts(store: Store) -> None:
    asked(store, {TITLE: "Quiet room", WHAT: "We sit down first"})
    found = line.line(store, SLUG)
    assert (found.waiting, found.urgent) == (2, 0)
