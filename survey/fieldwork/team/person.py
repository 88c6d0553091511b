"""Somebody of the team at a browser: the account, the session, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from survey.fieldwork.team.roles import May, allowed, in_words
from survey.storage.team_records import AccountRecord, StaffSessionRecord


@dataclass(frozen=True)
class Person:
    """Who signed in; `passed` once the second factor came too."""

    account: AccountRecord
    session: StaffSessionRecord

    @property
    def passed(self) -> bool:
        return self.session.passed_at is not None

    @property
    def may(self) -> frozenset[May]:
        return allowed(self.account.roles) if self.passed else frozenset()

    @property
    def roles(self) -> str:
        return in_words(self.account.roles)

    @property
    def actor(self) -> str:
        """As the record of changes names them."""
        return self.account.email
