"""What a reader decides about a text: nothing to take out, redacted, passed on. Each can be changed later,
for as long as the words as they were written are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from survey.engine.identifying import Found, identifying
from survey.engine.taking_out import bracketed, check, in_one_way, is_bracketed, taken_out
from survey.errors import Refused
from survey.fieldwork.reading.line import Text, hold, refuse_another, words_of
from survey.storage.database import Store
from survey.storage.reading_records import AS_WRITTEN, REDACTED, OutcomeRecord, ReadingRecord
from survey.storage.transaction import Transaction

LONGEST_TO, LONGEST_WHY = 200, 1000
DELETED = "The words as they were written were deleted on schedule, so what stands now stays."
MEANWHILE = "Something was decided about this text since you opened the page. Look at it, and decide again."
Change = Callable[[Transaction, ReadingRecord, OutcomeRecord], OutcomeRecord | None]


def leave(store: Store, slug: str, id: str, *, reader: str, seen: str | None = None) -> None:
    """There is nothing to take out: the words stand as they were written."""

    def change(tx: Transaction, reading: ReadingRecord, outcome: OutcomeRecord) -> OutcomeRecord:
        if outcome.words == REDACTED:
            original = tx.readings.original(id)
            if original is None:
                raise Refused(DELETED)
            tx.responses.replace_text(reading.response_id, reading.field, original.words)
            tx.readings.forget_original(id)
        return replace(outcome, words=AS_WRITTEN)

    decide(store, slug, id, change, reader=reader, action="leave a text as written", seen=seen)


def redact(store: Store, slug: str, id: str, words: str, *, reader: str, seen: str | None = None) -> None:
    """The reader's words take the place of the text everywhere; the original is kept apart for a time."""

    def change(tx: Transaction, reading: ReadingRecord, outcome: OutcomeRecord) -> OutcomeRecord:
        kept = tx.readings.original(id)
        if kept is None and outcome.words == REDACTED:
            raise Refused(DELETED)
        original = words_of(tx, reading) if kept is None else kept.words
        redacted = check(original, words)
        tx.readings.put_apart(id, original)
        tx.responses.replace_text(reading.response_id, reading.field, redacted)
        return replace(outcome, words=REDACTED)

    decide(store, slug, id, change, reader=reader, action="redact a text", seen=seen)


def pass_on(
    store: Store, slug: str, id: str, to: str, why: str, *, reader: str, seen: str | None = None
) -> None:
    """Somebody else was told of it: to whom and why is kept here, the text is not."""
    to, why = to.strip(), why.strip()
    if not to:
        raise Refused("Say to whom it was passed on: a person or a team, with their part.")
    if not why:
        raise Refused("Say why it was passed on, without the words of the text and without names.")
    if len(to) > LONGEST_TO or len(why) > LONGEST_WHY:
        raise Refused(f"Say to whom in {LONGEST_TO} characters at most, and why in {LONGEST_WHY}.")

    def change(tx: Transaction, reading: ReadingRecord, outcome: OutcomeRecord) -> OutcomeRecord:
        return replace(outcome, passed_to=to, passed_why=why, passed_at=tx.now)

    decide(store, slug, id, change, reader=reader, action="pass a text on", seen=seen)


def not_passed_on(store: Store, slug: str, id: str, *, reader: str, seen: str | None = None) -> None:
    """It was not passed on after all; where nothing was decided about its words, it waits again."""

    def change(tx: Transaction, reading: ReadingRecord, outcome: OutcomeRecord) -> OutcomeRecord | None:
        if outcome.passed_at is None:
            raise Refused("This text was not passed on.")
        left = replace(outcome, passed_to="", passed_why="", passed_at=None)
        return left if left.words else None

    action = "take back that a text was passed on"
    decide(store, slug, id, change, reader=reader, action=action, seen=seen)


def decide(
    store: Store, slug: str, id: str, change: Change, *, reader: str, action: str, seen: str | None
) -> None:
    """Keep what a reader decided, and let the text go: one transaction, with the record of who did it.

    `seen` is the mark of what the reader saw decided: where something else is by now, nothing is changed.
    """
    with store.write() as tx:
        reading, _ = hold(tx, slug, id)
        refuse_another(tx, reading, reader)
        before = tx.readings.outcome(id)
        if before is None and reading.claimed_by != reader:
            raise Refused("This text is not open with you. Go back and take the next one.")
        fresh = OutcomeRecord(id, "", "", "", None, reader, tx.now)
        stood = words_of(tx, reading)
        outcome = change(tx, reading, before or fresh)
        same = told(outcome) == told(before) and words_of(tx, reading) == stood
        if seen not in (None, mark(before)) and not same:
            raise Refused(MEANWHILE)
        if outcome is None:
            tx.readings.undecide(id)
        else:
            tx.readings.decide(replace(outcome, reader=reader, decided_at=tx.now))
        tx.readings.claim(id, None, None)
        tx.audit.add(actor=reader, action=action, campaign_id=reading.campaign_id, new={"text": id})


def mark(outcome: OutcomeRecord | None) -> str:
    """What is decided about a text, for a page to send back."""
    return "" if outcome is None else outcome.decided_at.isoformat()


def told(outcome: OutcomeRecord | None) -> tuple[str, ...]:
    """What is decided, whoever decided it and when."""
    return () if outcome is None else (outcome.words, outcome.passed_to, outcome.passed_why)


# ---------------------------------------------------------------- what patterns suggest to take out


def suggestions(text: Text) -> tuple[tuple[Found, str], ...]:
    """What can point to a person, each with the word in brackets that would stand in its place."""
    return tuple((found, bracketed(found.what)) for found in identifying(in_one_way(text.words)))


def with_suggestions(text: Text, chosen: Mapping[int, str]) -> str:
    """The text with those suggestions carried out that the reader took, each with their own words."""
    found = suggestions(text)
    for words in chosen.values():
        if not is_bracketed(words):
            raise Refused(f"Write it in brackets, such as [name]. This is not: {words[:40] or 'nothing'}")
    replaced: Iterable[tuple[Found, str]] = (
        (one, chosen[number]) for number, (one, _) in enumerate(found) if number in chosen
    )
    return taken_out(in_one_way(text.words), replaced)
