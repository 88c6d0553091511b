"""Sessions of respondents, found by the hash of their token. Never locked: the draft is what is held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from survey.storage.prepared import Prepared
from survey.storage.records import SessionRecord, columns
from survey.storage.tables import metadata
from survey.storage.work import Repository

SESSION = metadata.tables["session"]
ADD = insert(SESSION)
GET = select(SESSION).where(SESSION.c.token_hash == bindparam("token_hash"))
TOUCH = Prepared(
    update(SESSION)
    .where(SESSION.c.token_hash == bindparam("of_token"))
    .values(last_active=bindparam("last_active"), expires_at=bindparam("expires_at"))
)
UNCHANGED: Any = object()


class Sessions(Repository):
    def add(self, session: SessionRecord) -> None:
        self.connection.execute(ADD, columns(session))

    def get(self, token_hash: str) -> SessionRecord | None:
        row = self.connection.execute(GET, {"token_hash": token_hash}).first()
        return None if row is None else SessionRecord(**row._mapping)

    def touch(self, token_hash: str, *, last_active: datetime, expires_at: datetime) -> None:
        """Somebody is still there; touch after reading the draft, so that two browsers never cross."""
        TOUCH.run(self.connection, of_token=token_hash, last_active=last_active, expires_at=expires_at)

    def set_key(self, token_hash: str, key_by_token: str) -> None:
        """The key of the draft, as the token of this session opens it."""
        own = SESSION.c.token_hash == token_hash
        self.connection.execute(update(SESSION).where(own).values(key_by_token=key_by_token))

    def attach(
        self,
        token_hash: str,
        *,
        draft_id: str | None = UNCHANGED,
        receipt_key: str | None = UNCHANGED,
        response_id: str | None = UNCHANGED,
    ) -> None:
        """Tie a session to a draft, or to what was sent; what is not given stays as it is."""
        given = {"draft_id": draft_id, "receipt_key": receipt_key, "response_id": response_id}
        changes = {name: value for name, value in given.items() if value is not UNCHANGED}
        self.connection.execute(update(SESSION).where(SESSION.c.token_hash == token_hash).values(changes))

    def any_writing_since(self, campaign_id: int, moment: datetime) -> bool:
        """Whether somebody with a draft has been active at this moment or later."""
        active = select(SESSION.c.token_hash).where(
            SESSION.c.campaign_id == campaign_id,
            SESSION.c.draft_id.is_not(None),
            SESSION.c.last_active >= moment,
        )
        return self.connection.execute(active.limit(1)).first() is not None

    def end(self, token_hash: str) -> None:
        self.connection.execute(delete(SESSION).where(SESSION.c.token_hash == token_hash))

    def end_for_draft(self, draft_id: str) -> None:
        """End every session of a draft, on whatever device."""
        self.connection.execute(delete(SESSION).where(SESSION.c.draft_id == draft_id))

    def end_expired(self) -> int:
        """Remove the sessions whose time is over, and say how many."""
        return self.connection.execute(delete(SESSION).where(SESSION.c.expires_at <= self.work.now)).rowcount
