"""Submitted responses and their free text, and what is left of those that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from survey.engine.forms import Form
from survey.storage.records import ResponseRecord, WithdrawalRecord, columns
from survey.storage.repositories.draft_pages import fixed
from survey.storage.tables import metadata
from survey.storage.work import Repository, Work

RESPONSE = metadata.tables["response"]
TEXT = metadata.tables["response_text"]
WITHDRAWAL = metadata.tables["withdrawal"]
SESSION = metadata.tables["session"]
LINKED = (metadata.tables["contact"], metadata.tables["contact_outbox"])

BY_SUBMIT_KEY = select(RESPONSE).where(RESPONSE.c.submit_key == bindparam("submit_key"))
BY_RECEIPT_HASH = select(RESPONSE).where(
    RESPONSE.c.campaign_id == bindparam("campaign_id"), RESPONSE.c.receipt_hash == bindparam("receipt_hash")
)
BY_ID = select(RESPONSE).where(RESPONSE.c.id == bindparam("id"))
TEXTS = select(TEXT.c.texts, TEXT.c.sealed_for).where(TEXT.c.response_id == bindparam("id"))
SENT = select(
    select(func.count()).where(RESPONSE.c.campaign_id == bindparam("campaign_id")).scalar_subquery()
    + select(func.count()).where(WITHDRAWAL.c.campaign_id == bindparam("campaign_id")).scalar_subquery()
)
AT_ONCE = 500
IN_PARTS = {"yield_per": AT_ONCE}
"""For one statement alone: the connection's own option would hold for all that follows, writes too."""


class Responses(Repository):
    def add(self, response: ResponseRecord, texts: Form) -> bool:
        """Keep a response and its free text; False when its submit key has been used already."""
        kept = {**columns(response), "closed": dict(response.closed), "seconds": dict(response.seconds)}
        added = self.connection.execute(
            self.work.insert(RESPONSE)
            .values(**kept)
            .on_conflict_do_nothing(index_elements=["submit_key"])
            .returning(RESPONSE.c.id)
        )
        if added.first() is None:
            return False
        if texts:
            self._add_texts(response, texts)
        return True

    def _add_texts(self, response: ResponseRecord, texts: Form) -> None:
        """Words of people are sealed once more where they are for somebody else's eyes alone."""
        recipient = None if response.synthetic else self.work.recipient
        kept = texts if recipient is None else recipient.sealed(texts)
        sealed = self.work.seal(TEXT.c.texts, dict(kept), response.id)
        own = {"response_id": response.id, "texts": sealed, "sealed_for": recipient and recipient.name}
        self.connection.execute(self.work.insert(TEXT).values(own))

    def get(self, id: str) -> ResponseRecord | None:
        return self._one(BY_ID, {"id": id})

    def by_submit_key(self, key: str) -> ResponseRecord | None:
        return self._one(BY_SUBMIT_KEY, {"submit_key": key})

    def by_receipt_hash(self, campaign_id: int, receipt_hash: str) -> ResponseRecord | None:
        return self._one(BY_RECEIPT_HASH, {"campaign_id": campaign_id, "receipt_hash": receipt_hash})

    def by_receipt_hashes(self, hashes: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The id and the receipt's hash of each response of any campaign that has one of these."""
        found: list[tuple[str, str]] = []
        for at in range(0, len(hashes), AT_ONCE):
            some = RESPONSE.c.receipt_hash.in_(hashes[at : at + AT_ONCE])
            rows = self.connection.execute(select(RESPONSE.c.id, RESPONSE.c.receipt_hash).where(some))
            found += ((row.id, row.receipt_hash) for row in rows)
        return tuple(found)

    def texts(self, id: str) -> Form:
        """The free text of one response."""
        row = self.connection.execute(TEXTS, {"id": id}).first()
        return {} if row is None else opened(self.work, id, row.texts, row.sealed_for)

    def is_for_others(self, id: str) -> bool:
        """Whether the words of a response were sealed to a key that is not here."""
        found = select(TEXT.c.sealed_for).where(TEXT.c.response_id == id)
        return self.connection.execute(found).scalar() is not None

    def for_others(self, campaign_id: int) -> Iterator[tuple[str, int, str, str]]:
        """Key, version, field and sealed words of each text that cannot be read here, by random ids."""
        asked = (
            select(TEXT, RESPONSE.c.version_id)
            .join(RESPONSE, RESPONSE.c.id == TEXT.c.response_id)
            .where(RESPONSE.c.campaign_id == campaign_id, TEXT.c.sealed_for.is_not(None))
            .order_by(TEXT.c.response_id)
        )
        for row in self.connection.execute(asked, execution_options=IN_PARTS):
            texts = fixed(self.work.unseal(TEXT.c.texts, row.texts, row.response_id))
            for field, (_, sealed) in texts.items():
                yield row.sealed_for, row.version_id, field, sealed

    def replace_text(self, id: str, field: str, words: str) -> None:
        """Put other words in the place of one text; the rest of what the person wrote stays."""
        row = self.work.held(TEXTS.where(TEXT.c.sealed_for.is_(None)), {"id": id})
        texts = {} if row is None else opened(self.work, id, row.texts, None)
        if field in texts:
            changed = self.work.seal(TEXT.c.texts, {**texts, field: [words]}, id)
            self.connection.execute(update(TEXT).where(TEXT.c.response_id == id).values(texts=changed))

    def withdraw(self, id: str, receipt_hash: str, day: date) -> None:
        """Delete a response with its free text, its tie to a contact and the session that sent it.

        A tombstone stays.
        """
        response = self.get(id)
        if response is None:
            return
        self.connection.execute(
            self.work.insert(WITHDRAWAL)
            .values(campaign_id=response.campaign_id, receipt_hash=receipt_hash, day=day)
            .on_conflict_do_nothing()
        )
        if response.link is not None:
            for table in LINKED:
                self.connection.execute(update(table).where(table.c.link == response.link).values(link=None))
        self.connection.execute(delete(SESSION).where(SESSION.c.response_id == id))
        self.connection.execute(delete(RESPONSE).where(RESPONSE.c.id == id))

    def delete_all(self, campaign_id: int) -> int:
        """Delete every response of a campaign with all that hangs on it; what was withdrawn stays known."""
        return self.connection.execute(delete(RESPONSE).where(RESPONSE.c.campaign_id == campaign_id)).rowcount

    def is_withdrawn(self, campaign_id: int, receipt_hash: str) -> bool:
        tombstone = select(WITHDRAWAL.c.day).where(
            WITHDRAWAL.c.campaign_id == campaign_id, WITHDRAWAL.c.receipt_hash == receipt_hash
        )
        return self.connection.execute(tombstone).first() is not None

    def withdrawals(self, campaign_id: int) -> tuple[WithdrawalRecord, ...]:
        rows = self.connection.execute(select(WITHDRAWAL).where(WITHDRAWAL.c.campaign_id == campaign_id))
        return tuple(WithdrawalRecord(**row._mapping) for row in rows)

    def count_withdrawn(self, campaign_id: int) -> int:
        counting = select(func.count()).where(WITHDRAWAL.c.campaign_id == campaign_id)
        return self.connection.execute(counting).scalar_one()

    def count(self, campaign_id: int, *, synthetic: bool | None = None) -> int:
        """How many responses a campaign has: all, those of people, or the synthetic ones."""
        counting = select(func.count()).where(RESPONSE.c.campaign_id == campaign_id)
        if synthetic is not None:
            counting = counting.where(RESPONSE.c.synthetic == synthetic)
        return self.connection.execute(counting).scalar_one()

    def closed_answers(
        self, campaign_id: int, *, synthetic: bool
    ) -> Iterator[tuple[int, date, Mapping[str, tuple[str, ...]]]]:
        """Version, day and closed answers of each response, those of people or those made up, in no order."""
        asked = select(RESPONSE.c.version_id, RESPONSE.c.day, RESPONSE.c.closed).where(
            RESPONSE.c.campaign_id == campaign_id, RESPONSE.c.synthetic == synthetic
        )
        for row in self.connection.execute(asked, execution_options=IN_PARTS):
            yield row.version_id, row.day, fixed(row.closed)

    def any_since(self, campaign_id: int, day: date) -> bool:
        """Whether a response came on this day in London or later."""
        since = select(RESPONSE.c.id).where(RESPONSE.c.campaign_id == campaign_id, RESPONSE.c.day >= day)
        return self.connection.execute(since.limit(1)).first() is not None

    def seconds(self, campaign_id: int) -> tuple[int, ...]:
        """Active seconds of each person who answered on the web, all pages together, shortest first."""
        taken = select(RESPONSE.c.seconds).where(
            RESPONSE.c.campaign_id == campaign_id, ~RESPONSE.c.synthetic, RESPONSE.c.mode == "web"
        )
        return tuple(sorted(sum(map(int, pages.values())) for pages in self.connection.scalars(taken)))

    def sent(self, campaign_id: int) -> int:
        """How many were ever sent, the withdrawn among them; in one statement, so that none is missed."""
        found: int = self.connection.execute(SENT, {"campaign_id": campaign_id}).scalar_one()
        return found

    def each(self, campaign_id: int) -> Iterator[tuple[ResponseRecord, Form]]:
        """Every response of a campaign with its free text, in the order of the random ids."""
        statement = (
            select(RESPONSE, TEXT.c.texts, TEXT.c.sealed_for)
            .outerjoin(TEXT, TEXT.c.response_id == RESPONSE.c.id)
            .where(RESPONSE.c.campaign_id == campaign_id)
            .order_by(RESPONSE.c.id)
        )
        rows = self.connection.execute(statement, execution_options=IN_PARTS)
        for row in rows:
            found = row._asdict()
            texts = opened(self.work, found["id"], found.pop("texts"), found.pop("sealed_for"))
            yield response_record(found), texts

    def _one(self, statement: Any, parameters: Mapping[str, Any]) -> ResponseRecord | None:
        row: Row[Any] | None = self.work.held(statement, parameters)
        return None if row is None else response_record(row._asdict())


def opened(work: Work, id: str, stored: Any, sealed_for: str | None) -> Form:
    """The free text of a response, as its columns have it; of words for others' eyes a mask of each."""
    texts = fixed(work.unseal(TEXT.c.texts, stored, id))
    return texts if sealed_for is None else {field: words[:1] for field, words in texts.items()}


def response_record(found: Mapping[str, Any]) -> ResponseRecord:
    closed, pages, skipped = fixed(found["closed"]), tuple(found["pages"]), tuple(found["skipped"])
    return ResponseRecord(**{**found, "closed": closed, "pages": pages, "skipped": skipped})
