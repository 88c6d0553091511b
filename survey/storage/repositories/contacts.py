"""Contact details: an outbox beside the answers, and a store of contacts that no order or id ties to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete, func, insert, select

from survey.storage.records import ContactRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

OUTBOX = metadata.tables["contact_outbox"]
CONTACT = metadata.tables["contact"]

Shuffle = Callable[[list[Any]], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many contacts of a campaign are in the outbox, and since when the first of them."""

    campaign_id: int
    count: int
    since: date


class Contacts(Repository):
    def queue(
        self, campaign_id: int, payload: dict[str, Any], *, day: date | None = None, link: str | None = None
    ) -> None:
        """Put contact details into the outbox; `link` only where the person ties them to an example."""
        id = uuid4().hex
        self.connection.execute(
            insert(OUTBOX).values(
                id=id,
                campaign_id=campaign_id,
                day=day or self.work.now.date(),
                payload=self.work.seal(OUTBOX.c.payload, payload, id),
                link=link,
            )
        )

    def waiting(self) -> tuple[Waiting, ...]:
        """The outbox, campaign by campaign."""
        rows = self.connection.execute(
            select(OUTBOX.c.campaign_id, func.count(), func.min(OUTBOX.c.day)).group_by(OUTBOX.c.campaign_id)
        )
        return tuple(Waiting(*row) for row in rows)

    def flush_outbox(self, shuffle: Shuffle, *, campaign_id: int | None = None) -> int:
        """Move what waits to the contact store in an order that tells nothing, under new random ids.

        PostgreSQL keeps rows in the order in which they came, so there those of earlier are laid anew among
        them: or else each batch would lie beside the answers of its own days.
        """
        waiting = select(OUTBOX.c.id, OUTBOX.c.campaign_id, OUTBOX.c.payload, OUTBOX.c.link)
        if campaign_id is not None:
            waiting = waiting.where(OUTBOX.c.campaign_id == campaign_id)
        if self.work.on_postgresql:
            waiting = waiting.with_for_update(skip_locked=True)
        rows = list(self.connection.execute(waiting))
        if rows:
            moved = [self._moved(uuid4().hex, row) for row in rows]
            if self.work.on_postgresql:
                moved += self._taken_up({row.campaign_id for row in rows})
            shuffle(moved)
            self.connection.execute(insert(CONTACT), moved)
            self.connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in rows])))
        return len(rows)

    def _taken_up(self, campaigns: set[int]) -> list[dict[str, Any]]:
        """The contacts of these campaigns, out of their places."""
        theirs = CONTACT.c.campaign_id.in_(campaigns)
        rows = self.connection.execute(select(CONTACT).where(theirs).with_for_update()).all()
        self.connection.execute(delete(CONTACT).where(theirs))
        return [dict(row._mapping) for row in rows]

    def _moved(self, id: str, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
        """A row of the outbox as one of the store: sealed anew, so that nothing of it is as it was."""
        payload = self.work.unseal(OUTBOX.c.payload, row.payload, row.id)
        sealed = self.work.seal(CONTACT.c.payload, payload, id)
        return {"id": id, "campaign_id": row.campaign_id, "payload": sealed, "link": row.link}

    def all(self, campaign_id: int) -> tuple[ContactRecord, ...]:
        """The contact store of a campaign, in the order of its random ids."""
        rows = self.connection.execute(
            select(CONTACT).where(CONTACT.c.campaign_id == campaign_id).order_by(CONTACT.c.id)
        )
        found = (ContactRecord(**row._mapping) for row in rows)
        return tuple(
            replace(each, payload=self.work.unseal(CONTACT.c.payload, each.payload, each.id))
            for each in found
        )

    def given(self, campaign_id: int) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The id and the details of everybody of a campaign, also of those on their way."""
        return tuple(
            (row.id, self.work.unseal(each.c.payload, row.payload, row.id))
            for each in (CONTACT, OUTBOX)
            for row in self.connection.execute(
                select(each.c.id, each.c.payload).where(each.c.campaign_id == campaign_id)
            )
        )

    def delete_anywhere(self, id: str) -> int:
        """Delete the details of somebody wherever they are; how many rows went."""
        going = (delete(each).where(each.c.id == id) for each in (CONTACT, OUTBOX))
        return sum(self.connection.execute(each).rowcount for each in going)

    def delete(self, id: str, *, campaign_id: int) -> bool:
        """Delete one contact of a campaign, and say whether it was there."""
        gone = delete(CONTACT).where(CONTACT.c.id == id, CONTACT.c.campaign_id == campaign_id)
        return bool(self.connection.execute(gone).rowcount)

    def any(self, campaign_id: int) -> bool:
        """Whether there is any, or one on its way."""
        of = (select(table.c.id).where(table.c.campaign_id == campaign_id) for table in (CONTACT, OUTBOX))
        return any(self.connection.execute(found.limit(1)).first() for found in of)

    def delete_all(self, campaign_id: int) -> int:
        """Delete every contact of a campaign, also those on their way; returns how many."""
        gone = 0
        for table in (CONTACT, OUTBOX):
            gone += self.connection.execute(delete(table).where(table.c.campaign_id == campaign_id)).rowcount
        return gone
