"""A team for tests: accounts of every role, and browsers in which they are signed in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

import pyotp
from starlette.testclient import TestClient

from survey.fieldwork.codes import Codes
from survey.fieldwork.team import passwords
from survey.fieldwork.team.accounts import Accounts
from survey.storage.sealing import Seal
from survey.storage.team_records import AccountRecord, StaffSessionRecord
from tests.web.site import Site

PASSWORD = "violet kettle orbit ramp"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def password_hash() -> str:
    """The hash of everybody's password, made once: it takes a while by design."""
    return passwords.hashed(PASSWORD)


@dataclass(frozen=True)
class Crew:
    """Makes accounts and sessions as the use cases do, without the time that a password takes."""

    site: Site

    @property
    def codes(self) -> Codes:
        return Codes(self.site.settings.secret())

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.site.store, self.codes)

    def account(self, *roles: str, email: str = "", second_factor: bool = True) -> AccountRecord:
        """Somebody with these roles, who has set everything up."""
        with self.site.store.write() as tx:
            made = AccountRecord(
                uuid4().hex,
                email or f"{secrets.token_hex(4)}@example.org",
                "Somebody",
                roles,
                password_hash(),
                None,
                0,
                (),
                tx.now,
                None,
            )
            if second_factor:
                sealed = Seal(self.site.settings.key("second factors")).close(SECRET, made.id)
                made = replace(made, second_factor=sealed)
            assert tx.accounts.add(made)
        return made

    def browser(self, account: AccountRecord | None = None, *, whole: bool = True) -> TestClient:
        """A browser in which somebody is signed in, with or without the second factor; or nobody."""
        client = self.site.browser()
        if account is not None:
            token = secrets.token_urlsafe(32)
            with self.site.store.write() as tx:
                ends = tx.now + timedelta(hours=1)
                passed = tx.now if whole else None
                hashed = self.codes.hash("staff session", token)
                tx.staff_sessions.add(
                    StaffSessionRecord(hashed, account.id, tx.now, tx.now, ends, passed, tx.now)
                )
            client.cookies.set("staff", token, domain=client.base_url.host)
        return client


def token_in(page: str) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def sign_in(client: TestClient, email: str, password: str = PASSWORD) -> str:
    """Give a password; the page that follows."""
    page = client.get("/staff/sign-in").text
    return client.post(
        "/staff/sign-in", data={"csrf": token_in(page), "email": email, "password": password}
    ).text


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return found[1].strip() if found else ""


def code_at(now: datetime, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(now)


def give_code(client: TestClient, code: str) -> str:
    page = client.get("/staff/second-factor").text
    return client.post(
        "/staff/second-factor", data={"csrf": token_in(page), "code": code, "to": "/staff"}
    ).text


def press(client: TestClient, page: str, path: str, **fields: object) -> str:
    """Send a form of a page; the page that follows."""
    return client.post(path, data={"csrf": token_in(page), **fields}).text
