"""Texts in the line of those that people read: who has which, what was decided, and what was taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, exists, func, or_, select, update

from survey.engine.forms import Form
from survey.storage.reading_records import AS_WRITTEN, REDACTED, OriginalRecord, OutcomeRecord, ReadingRecord
from survey.storage.reading_tables import metadata
from survey.storage.records import columns
from survey.storage.repositories.draft_pages import fixed
from survey.storage.repositories.responses import IN_PARTS
from survey.storage.work import Repository

READING = metadata.tables["text_reading"]
OUTCOME = metadata.tables["text_outcome"]
ORIGINAL = metadata.tables["text_original"]
RESPONSE = metadata.tables["response"]
TEXT = metadata.tables["response_text"]
UNREAD = ~exists().where(OUTCOME.c.reading_id == READING.c.id)
SEALED = (OUTCOME.c.passed_to, OUTCOME.c.passed_why)
LEFT = READING.c.claimed_until.is_(None)
"""Nobody has it: the one whose name may still stand there left it for others."""


@dataclass(frozen=True, slots=True)
class Unlisted:
    """The texts of one response that are in no line yet."""

    response_id: str
    day: date
    texts: Form


@dataclass(frozen=True, slots=True)
class Line:
    """How many texts of a campaign wait, and what was decided about the others."""

    waiting: int
    urgent: int
    """Of those that wait, the ones in which a pattern was found."""
    since: date | None
    """The day of the oldest that waits."""
    as_written: int
    redacted: int
    passed_on: int
    elsewhere: int
    """People whose words were sealed to a key that is not here, so that nobody reads them here."""


class Readings(Repository):
    def unlisted(self, campaign_id: int, *, made_up: bool) -> tuple[Unlisted, ...]:
        """Responses with texts of which none is in the line, in the order of their random ids."""
        listed = exists().where(READING.c.response_id == RESPONSE.c.id)
        wanted = (
            select(RESPONSE.c.id, RESPONSE.c.day, TEXT.c.texts)
            .join(TEXT, TEXT.c.response_id == RESPONSE.c.id)
            .where(RESPONSE.c.campaign_id == campaign_id, ~listed, TEXT.c.sealed_for.is_(None))
            .order_by(RESPONSE.c.id)
        )
        if not made_up:
            wanted = wanted.where(~RESPONSE.c.synthetic)
        rows = self.connection.execute(wanted)
        return tuple(
            Unlisted(row.id, row.day, fixed(self.work.unseal(TEXT.c.texts, row.texts, row.id)))
            for row in rows
        )

    def add(
        self, campaign_id: int, response_id: str, field: str, day: date, due: date, signs: Iterable[str]
    ) -> None:
        """Put a text into the line, once, under a random id."""
        id = uuid4().hex
        self.connection.execute(
            self.work.insert(READING)
            .values(
                id=id,
                campaign_id=campaign_id,
                response_id=response_id,
                field=field,
                day=day,
                due=due,
                signs=self.work.seal(READING.c.signs, list(signs), id),
            )
            .on_conflict_do_nothing(index_elements=["response_id", "field"])
        )

    def line(self, campaign_id: int) -> Line:
        own = READING.c.campaign_id == campaign_id
        urgent = func.count().filter(READING.c.due < READING.c.day)
        waiting = self.connection.execute(
            select(func.count(), urgent, func.min(READING.c.day)).where(own, UNREAD)
        ).one()
        passed = OUTCOME.c.passed_at.is_not(None)
        decided = self.connection.execute(
            select(
                func.count().filter(and_(OUTCOME.c.words == AS_WRITTEN, ~passed)),
                func.count().filter(OUTCOME.c.words == REDACTED),
                func.count().filter(passed),
            )
            .join(READING, READING.c.id == OUTCOME.c.reading_id)
            .where(own)
        ).one()
        many, pressing, since = waiting
        as_written, redacted, passed_on = decided
        elsewhere = self.connection.execute(
            select(func.count())
            .select_from(TEXT.join(RESPONSE, RESPONSE.c.id == TEXT.c.response_id))
            .where(RESPONSE.c.campaign_id == campaign_id, TEXT.c.sealed_for.is_not(None))
        ).scalar_one()
        return Line(many, pressing, since, as_written, redacted, passed_on, elsewhere)

    def take(self, campaign_id: int, reader: str, until: datetime) -> ReadingRecord | None:
        """The next text for a reader: the one that they have already, or the first that nobody has.

        Another who asks at the same time gets another. What they left for others comes last.
        """
        own = READING.c.campaign_id == campaign_id
        mine = select(READING).where(own, UNREAD, READING.c.claimed_by == reader, ~LEFT)
        row = self.connection.execute(mine.limit(1)).first() or self._first_free(own, reader)
        if row is None:
            return None
        self.claim(row.id, reader, until)
        return self.get(row.id)

    def _first_free(self, own: ColumnElement[bool], reader: str) -> Row[Any] | None:
        free = or_(LEFT, READING.c.claimed_until <= self.work.now)
        last = case((READING.c.claimed_by == reader, 1), else_=0)
        first = select(READING).where(own, UNREAD, free).order_by(last, READING.c.due, READING.c.id).limit(1)
        if self.work.on_postgresql:
            first = first.with_for_update(skip_locked=True)
        return self.connection.execute(first).first()

    def claim(self, id: str, reader: str | None, until: datetime | None) -> None:
        """From now on this reader has it until then; without a time nobody has, and who had it is known."""
        values = {"claimed_by": reader, "claimed_until": until}
        self.connection.execute(update(READING).where(READING.c.id == id).values(values))

    def get(self, id: str) -> ReadingRecord | None:
        row = self.connection.execute(select(READING).where(READING.c.id == id)).first()
        return None if row is None else self._reading(row)

    def hold(self, id: str) -> ReadingRecord | None:
        """The same; nobody else changes it before the commit. Hold its response first."""
        row = self.work.held(select(READING).where(READING.c.id == id), {})
        return None if row is None else self._reading(row)

    def unread(self, campaign_id: int) -> int:
        """How many texts have nothing decided about their words; made-up ones need no reader.

        One that was only passed on is among them, so that the number does not tell that it was.
        """
        has_words = exists().where(OUTCOME.c.reading_id == READING.c.id, OUTCOME.c.words != "")
        return self.connection.execute(
            select(func.count())
            .select_from(READING)
            .join(RESPONSE, RESPONSE.c.id == READING.c.response_id)
            .where(READING.c.campaign_id == campaign_id, ~RESPONSE.c.synthetic, ~has_words)
        ).scalar_one()

    def of_responses(self, campaign_id: int) -> dict[tuple[str, str], str]:
        """What was decided about the words of each text that somebody read, by response and field."""
        rows = self.connection.execute(
            select(READING.c.response_id, READING.c.field, OUTCOME.c.words)
            .join(OUTCOME, OUTCOME.c.reading_id == READING.c.id)
            .where(READING.c.campaign_id == campaign_id),
            execution_options=IN_PARTS,
        )
        return {(row.response_id, row.field): row.words for row in rows}

    # What was decided

    def outcome(self, id: str) -> OutcomeRecord | None:
        row = self.connection.execute(select(OUTCOME).where(OUTCOME.c.reading_id == id)).first()
        return None if row is None else self._outcome(row)

    def decide(self, outcome: OutcomeRecord) -> None:
        """Keep what was decided, in the place of what was before."""
        values = columns(outcome)
        for column in SEALED:
            values[column.name] = self.work.seal(column, values[column.name], outcome.reading_id)
        changed = {name: value for name, value in values.items() if name != "reading_id"}
        adding = self.work.insert(OUTCOME).values(values)
        self.connection.execute(adding.on_conflict_do_update(index_elements=["reading_id"], set_=changed))

    def undecide(self, id: str) -> None:
        """Nothing was decided after all: the text waits again."""
        self.connection.execute(delete(OUTCOME).where(OUTCOME.c.reading_id == id))

    def lately(self, campaign_id: int, most: int) -> tuple[tuple[ReadingRecord, OutcomeRecord], ...]:
        """The texts that were decided about last, the latest first."""
        latest = self._decided(campaign_id).order_by(OUTCOME.c.decided_at.desc(), OUTCOME.c.reading_id)
        found = [self._outcome(row) for row in self.connection.execute(latest.limit(most))]
        readings = [self.get(one.reading_id) for one in found]
        return tuple((one, two) for one, two in zip(readings, found, strict=True) if one is not None)

    def _decided(self, campaign_id: int) -> Select[Any]:
        joined = select(OUTCOME).join(READING, READING.c.id == OUTCOME.c.reading_id)
        return joined.where(READING.c.campaign_id == campaign_id)

    def read_since(self, reader: str, moment: datetime) -> int:
        """How many texts somebody has decided about since a moment, in every survey."""
        own = select(func.count()).where(OUTCOME.c.reader == reader, OUTCOME.c.decided_at >= moment)
        return self.connection.execute(own).scalar_one()

    # What was taken out

    def original(self, id: str) -> OriginalRecord | None:
        row = self.connection.execute(select(ORIGINAL).where(ORIGINAL.c.reading_id == id)).first()
        if row is None:
            return None
        words = self.work.unseal(ORIGINAL.c.words, row.words, id)
        return OriginalRecord(**{**row._mapping, "words": words})

    def put_apart(self, id: str, words: str) -> None:
        """Keep a text as it was written apart from what takes its place; the first one stays."""
        sealed = self.work.seal(ORIGINAL.c.words, words, id)
        adding = self.work.insert(ORIGINAL).values(reading_id=id, words=sealed, since=self.work.now)
        self.connection.execute(adding.on_conflict_do_nothing(index_elements=["reading_id"]))

    def forget_original(self, id: str) -> None:
        self.connection.execute(delete(ORIGINAL).where(ORIGINAL.c.reading_id == id))

    def first_original(self, campaign_id: int) -> datetime | None:
        """Since when the oldest text that is kept apart is there."""
        found: datetime | None = self.connection.execute(
            select(func.min(ORIGINAL.c.since))
            .join(READING, READING.c.id == ORIGINAL.c.reading_id)
            .where(READING.c.campaign_id == campaign_id)
        ).scalar()
        return found

    def forget_originals(self, campaign_id: int, before: datetime) -> int:
        """Delete what is kept apart since a moment or longer; returns how many."""
        own = select(READING.c.id).where(READING.c.campaign_id == campaign_id)
        forgetting = delete(ORIGINAL).where(ORIGINAL.c.reading_id.in_(own), ORIGINAL.c.since <= before)
        return self.connection.execute(forgetting).rowcount

    def _reading(self, row: Row[Any]) -> ReadingRecord:
        signs = self.work.unseal(READING.c.signs, row.signs, row.id)
        return ReadingRecord(**{**row._mapping, "signs": tuple(signs)})

    def _outcome(self, row: Row[Any]) -> OutcomeRecord:
        named = dict(row._mapping)
        for column in SEALED:
            named[column.name] = self.work.unseal(column, named[column.name], row.reading_id)
        return OutcomeRecord(**named)
