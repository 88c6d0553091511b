"""The line of texts: the oldest first, one to a reader at a time, and who has one loses it after a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from survey.engine.codebook import Codebook
from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, Refused
from survey.fieldwork.reading.urgency import due, signs_of
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.reading_records import REDACTED, OutcomeRecord, ReadingRecord
from survey.storage.records import ResponseRecord
from survey.storage.repositories.readings import Line
from survey.storage.transaction import Transaction

LEASE = timedelta(minutes=30)
"""How long a text stays with somebody who opened it and does nothing."""
GONE = "There is no such text. Its writer may have taken it back: then all of it is deleted."


@dataclass(frozen=True)
class Text:
    """One text in front of its reader, and nothing else of whoever wrote it."""

    id: str
    question: str
    """What was asked."""
    words: str
    """As it was written, while that is kept; else as it stands."""
    stands: str
    """As it stands now, for everybody who works with it."""
    signs: tuple[str, ...]
    outcome: OutcomeRecord | None
    is_kept: bool
    """Whether the words as written are still there, so that the outcome can be changed."""


@dataclass(frozen=True)
class Decided:
    """A text that somebody has read, without a word of it."""

    id: str
    question: str
    outcome: OutcomeRecord


def fill(store: Store, slug: str) -> None:
    """Put texts that came since into the line; those already in it stay where they are."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        made_up = campaign.synthetic or campaign.trial
        found = tx.readings.unlisted(campaign.id, made_up=made_up)
    if not found:
        return
    listed = [
        (one, field, signs_of("\n".join(words)))
        for one in found
        for field, words in one.texts.items()
        if any(words)
    ]
    with store.write() as tx:
        for one, field, signs in listed:
            if tx.responses.get(one.response_id) is not None:
                tx.readings.add(campaign.id, one.response_id, field, one.day, due(one.day, signs), signs)


def line(store: Store, slug: str) -> Line:
    """How many wait, since when, and what was decided so far; numbers of texts, never of people."""
    fill(store, slug)
    with store.read() as tx:
        return tx.readings.line(campaign_of(tx, slug).id)


def take(store: Store, slug: str, *, reader: str) -> str | None:
    """The id of the next text, this reader's from now on; None where none waits."""
    fill(store, slug)
    with store.write() as tx:
        found = tx.readings.take(campaign_of(tx, slug).id, reader, tx.now + LEASE)
        return None if found is None else found.id


def give_back(store: Store, slug: str, id: str, *, reader: str) -> None:
    """Let another reader have it; nothing is said of why. This one is given every other text first."""
    with store.write() as tx:
        reading = reading_of(tx, slug, id)
        if reading.claimed_by == reader:
            tx.readings.claim(id, reader, None)


def open_text(store: Store, slug: str, id: str, *, reader: str) -> Text:
    """A text for the one who has it, or who looks again at what was decided; who opens what is kept."""
    with store.write() as tx:
        reading = hold(tx, slug, id)[0]
        outcome = tx.readings.outcome(id)
        refuse_another(tx, reading, reader)
        if outcome is None and reading.claimed_by != reader:
            raise Refused("Texts are read in turn. Go back and take the next one.")
        tx.readings.claim(id, reader, tx.now + LEASE)
        tx.audit.add(
            actor=reader, action="open a text", campaign_id=reading.campaign_id, new={"text": reading.id}
        )
        return text_of(tx, reading, outcome)


def text_of(tx: Transaction, reading: ReadingRecord, outcome: OutcomeRecord | None) -> Text:
    stands = words_of(tx, reading)
    original = tx.readings.original(reading.id)
    is_kept = original is not None or outcome is None or outcome.words != REDACTED
    words = stands if original is None else original.words
    question = question_of(tx, reading)
    return Text(reading.id, question, words, stands, reading.signs, outcome, is_kept)


def lately(store: Store, slug: str, most: int = 20) -> tuple[Decided, ...]:
    """What was decided last, the latest first."""
    with store.read() as tx:
        found = tx.readings.lately(campaign_of(tx, slug).id, most)
        return tuple(Decided(one.id, question_of(tx, one), outcome) for one, outcome in found)


def reading_of(tx: Transaction, slug: str, id: str) -> ReadingRecord:
    reading = tx.readings.get(id)
    if reading is None or reading.campaign_id != campaign_of(tx, slug).id:
        raise NotFound(GONE)
    return reading


def hold(tx: Transaction, slug: str, id: str) -> tuple[ReadingRecord, ResponseRecord]:
    """A text that nobody else changes or takes back meanwhile: its response first, then itself."""
    response = tx.responses.get(reading_of(tx, slug, id).response_id)
    reading = tx.readings.hold(id)
    if response is None or reading is None:
        raise NotFound(GONE)
    return reading, response


def refuse_another(tx: Transaction, reading: ReadingRecord, reader: str) -> None:
    """Two people never have one text at the same time."""
    until = reading.claimed_until
    if reading.claimed_by not in (None, reader) and until is not None and until > tx.now:
        raise Refused("Another reader has this text open. Take the next one.")


def words_of(tx: Transaction, reading: ReadingRecord) -> str:
    """A text as it stands."""
    return "\n".join(tx.responses.texts(reading.response_id).get(reading.field, ()))


def question_of(tx: Transaction, reading: ReadingRecord) -> str:
    """What was asked, in the version that was answered."""
    response = tx.responses.get(reading.response_id)
    if response is None:
        return reading.field
    codebook = codebook_of(tx.versions.get(response.version_id).document)
    if reading.field not in codebook.columns:
        return reading.field
    asked = codebook.owner(reading.field)
    return asked.text or asked.label


@lru_cache(maxsize=8)
def codebook_of(document: str) -> Codebook:
    """The codebook of a version: read once, for a list of texts asks for it once each."""
    return Questionnaire.model_validate_json(document).codebook
