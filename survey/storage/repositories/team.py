"""Accounts, invitations, sessions and delays of the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from survey.storage.records import columns
from survey.storage.team_records import AccountRecord, DelayRecord, InvitationRecord, StaffSessionRecord
from survey.storage.team_tables import metadata
from survey.storage.work import Repository

ACCOUNT = metadata.tables["staff_account"]
INVITATION = metadata.tables["staff_invitation"]
SESSION = metadata.tables["staff_session"]
DELAY = metadata.tables["staff_delay"]


class Accounts(Repository):
    def add(self, account: AccountRecord) -> bool:
        """Make an account; False when the e-mail address has one."""
        adding = (
            self.work.insert(ACCOUNT)
            .values(columns(account))
            .on_conflict_do_nothing(index_elements=["email"])
        )
        return self.connection.execute(adding.returning(ACCOUNT.c.id)).first() is not None

    def get(self, account_id: str) -> AccountRecord | None:
        return self._one(select(ACCOUNT).where(ACCOUNT.c.id == account_id))

    def by_email(self, email: str) -> AccountRecord | None:
        return self._one(select(ACCOUNT).where(ACCOUNT.c.email == email))

    def by_provider(self, issuer: str, subject: str) -> AccountRecord | None:
        """The account of somebody whom a provider knows by this name."""
        return self._one(
            select(ACCOUNT).where(ACCOUNT.c.provider_issuer == issuer, ACCOUNT.c.provider_subject == subject)
        )

    def all(self) -> tuple[AccountRecord, ...]:
        """Every account, by name; while a writing transaction lasts nobody else changes one."""
        statement = select(ACCOUNT).order_by(ACCOUNT.c.name, ACCOUNT.c.email)
        if self.work.writing and self.work.on_postgresql:
            statement = statement.with_for_update()
        rows = self.connection.execute(statement)
        return tuple(account_of(row) for row in rows)

    def any(self) -> bool:
        return bool(self.connection.execute(select(func.count()).select_from(ACCOUNT)).scalar())

    def change(self, account: AccountRecord, **changes: Any) -> AccountRecord:
        """The account with these values, written down."""
        changed = replace(account, **changes)
        values = {name: columns(changed)[name] for name in changes}
        self.connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(values))
        return changed

    def _one(self, statement: Select[Any]) -> AccountRecord | None:
        row = self.work.held(statement, {})
        return None if row is None else account_of(row)


class Invitations(Repository):
    def add(self, invitation: InvitationRecord) -> None:
        """A new link; an earlier one to the same address is worth nothing from here on."""
        self.forget(invitation.email)
        self.connection.execute(insert(INVITATION).values(columns(invitation)))

    def get(self, token_hash: str) -> InvitationRecord | None:
        """A link that still works."""
        row = self.work.held(
            select(INVITATION).where(
                INVITATION.c.token_hash == token_hash, INVITATION.c.expires_at > self.work.now
            ),
            {},
        )
        return None if row is None else invitation_of(row)

    def by_email(self, email: str) -> InvitationRecord | None:
        """The invitation of an address that still waits."""
        return next((each for each in self.waiting() if each.email == email), None)

    def waiting(self) -> tuple[InvitationRecord, ...]:
        """Links that nobody used yet, the next to expire first."""
        rows = self.connection.execute(
            select(INVITATION)
            .where(INVITATION.c.expires_at > self.work.now)
            .order_by(INVITATION.c.expires_at)
        )
        return tuple(invitation_of(row) for row in rows)

    def forget(self, email: str) -> bool:
        """Take links to an address back, and those of anybody that are over."""
        over = delete(INVITATION).where(INVITATION.c.expires_at <= self.work.now)
        self.connection.execute(over)
        return self.connection.execute(delete(INVITATION).where(INVITATION.c.email == email)).rowcount > 0


class StaffSessions(Repository):
    def add(self, session: StaffSessionRecord) -> None:
        self.end_expired()
        self.connection.execute(insert(SESSION).values(columns(session)))

    def get(self, token_hash: str) -> StaffSessionRecord | None:
        row = self.connection.execute(select(SESSION).where(SESSION.c.token_hash == token_hash)).first()
        return None if row is None else StaffSessionRecord(**row._mapping)

    def of(self, account_id: str) -> tuple[StaffSessionRecord, ...]:
        """The sessions of an account that are not over, the latest first."""
        rows = self.connection.execute(
            select(SESSION)
            .where(SESSION.c.account_id == account_id, SESSION.c.expires_at > self.work.now)
            .order_by(SESSION.c.last_active.desc())
        )
        return tuple(StaffSessionRecord(**row._mapping) for row in rows)

    def change(self, of_token: str, **changes: Any) -> None:
        self.connection.execute(update(SESSION).where(SESSION.c.token_hash == of_token).values(changes))

    def end(self, token_hash: str) -> None:
        self.connection.execute(delete(SESSION).where(SESSION.c.token_hash == token_hash))

    def end_all(self, account_id: str, but: str = "") -> int:
        """End every session of an account but one, and say how many."""
        ending = delete(SESSION).where(SESSION.c.account_id == account_id, SESSION.c.token_hash != but)
        return self.connection.execute(ending).rowcount

    def end_expired(self) -> None:
        self.connection.execute(delete(SESSION).where(SESSION.c.expires_at <= self.work.now))


class Delays(Repository):
    def get(self, key: str) -> DelayRecord:
        """The delay under a name, none yet where it is new; nobody else counts at it until the commit."""
        fresh = self.work.insert(DELAY).values(key=key, misses=0, until=self.work.now)
        # one statement: between an insert that finds a row and a reading, somebody else may forget that row
        held = fresh.on_conflict_do_update(index_elements=["key"], set_={"key": fresh.excluded.key})
        return DelayRecord(**self.connection.execute(held.returning(*DELAY.c)).one()._mapping)

    def put(self, delay: DelayRecord) -> None:
        values = {"misses": delay.misses, "until": delay.until}
        self.connection.execute(update(DELAY).where(DELAY.c.key == delay.key).values(values))

    def forget(self, key: str) -> None:
        self.connection.execute(delete(DELAY).where(DELAY.c.key == key))

    def forget_before(self, moment: datetime) -> None:
        self.connection.execute(delete(DELAY).where(DELAY.c.until < moment))


def account_of(row: Row[Any]) -> AccountRecord:
    named = dict(row._mapping)
    return AccountRecord(**{**named, "roles": tuple(named["roles"]), "recovery": tuple(named["recovery"])})


def invitation_of(row: Row[Any]) -> InvitationRecord:
    named = dict(row._mapping)
    return InvitationRecord(**{**named, "roles": tuple(named["roles"])})
