"""What somebody tries who wants in, wants more than they may, or wants the others kept out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from survey.errors import SurveyError
from survey.fieldwork.audit import lines
from survey.fieldwork.team import passwords, renewing
from survey.fieldwork.team.delays import FREE
from survey.fieldwork.team.second_factor import STEP
from survey.storage.postgresql import PostgreSQL
from tests.conftest import Clock
from tests.web.site import Site
from tests.web.staff.crew import PASSWORD, Crew, code_at, press, sign_in, token_in

NEW = "marble ladder fig comet"


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each says, or the error of ours that it raises, when all begin together."""
    together = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return work()
        except SurveyError as problem:
            return problem

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def done(said: list[Any]) -> int:
    return sum(not isinstance(each, SurveyError) for each in said)


@pytest.mark.parametrize("typed", ["\u0661\u0662\u0663\u0664\u0665\u0666", "\u00b2" * 6, "12345\u0664"])
def test_a_code_in_figures_of_another_script_is_told_in_a_sentence(sqlite_site: Site, typed: str) -> None:
    crew, client = Crew(sqlite_site), sqlite_site.browser()
    sign_in(client, crew.account("viewer").email)
    page = client.get("/staff/second-factor").text
    reply = client.post("/staff/second-factor", data={"csrf": token_in(page), "code": typed})
    assert reply.status_code == 422


def test_cookies_that_hold_odd_signs_are_worth_nothing_and_break_nothing(sqlite_site: Site) -> None:
    client = sqlite_site.browser()
    page = client.get("/staff/sign-in").text
    kept = f"visitor={client.cookies['visitor']}".encode()
    for name in (b"staff-device", b"staff", b"language"):
        reply = client.post(
            "/staff/sign-in",
            data={"csrf": token_in(page), "email": "a@example.org", "password": "x"},
            headers=[(b"cookie", kept + b"; " + name + b"=\xe9\xff")],
        )
        assert reply.status_code == 422, name


def test_a_password_that_is_changed_meanwhile_stays_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows the old one and signs in without end cannot bring it back."""
    crew = Crew(site)
    account = crew.account("viewer")
    desk, real = site.app.state.staff, passwords.matches

    def slow(password: str, stored: str | None) -> bool:
        right = real(password, stored)
        with site.store.write() as tx:
            held = tx.accounts.get(account.id)
            assert held is not None
            tx.accounts.change(held, password_hash="changed meanwhile")
            tx.staff_sessions.end_all(account.id)
        return right

    monkeypatch.setattr(passwords, "matches", slow)
    said = at_once(lambda: desk.sign_in.with_password(account.email, PASSWORD))
    assert crew.accounts.get(account.id).password_hash == "changed meanwhile"
    assert done(said) == 0
    with site.store.read() as tx:
        assert tx.staff_sessions.of(account.id) == ()


def test_a_password_is_not_changed_from_a_session_that_ended_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = Crew(site)
    account = crew.account("viewer")
    token = crew.browser(account).cookies["staff"]
    desk, real = site.app.state.staff, passwords.hashed
    with site.store.read() as tx:
        code = code_at(tx.now)

    def slow(password: str) -> str:
        with site.store.write() as tx:
            tx.staff_sessions.end_all(account.id)
        return real(password)

    monkeypatch.setattr(passwords, "hashed", slow)
    said = at_once(lambda: renewing.change_password(desk.sign_in, token, PASSWORD, code, NEW))
    assert done(said) == 0
    assert crew.accounts.get(account.id).password_hash == account.password_hash


def test_two_administrators_who_end_each_other_leave_one(site: Site) -> None:
    crew = Crew(site)
    for _ in range(10):
        one, two = crew.account("administrator"), crew.account("administrator")
        at_once(
            partial(crew.accounts.disable, one.id, actor="two", reason="mutiny"),
            partial(crew.accounts.disable, two.id, actor="one", reason="mutiny"),
        )
        left = [each for each in crew.accounts.all() if each.disabled_at is None]
        assert len(left) == 1
        with site.store.write() as tx:
            tx.accounts.change(left[0], roles=("viewer",), disabled_at=tx.now)


def test_many_wrong_passwords_at_once_are_all_counted(site: Site) -> None:
    crew, tries = Crew(site), FREE + 8
    account = crew.account("viewer")
    desk = site.app.state.staff
    said = at_once(*[lambda: desk.sign_in.with_password(account.email, "wrong by all means")] * tries)
    looked_at = [each for each in said if "belong together" in str(each)]
    assert len(looked_at) <= FREE + 1


def early_in_a_step(site: Site) -> datetime:
    """A moment that leaves time to use the code before its own: PostgreSQL goes by the real clock."""
    with site.store.read() as tx:
        left = STEP - tx.now.timestamp() % STEP
    if left < 10 and isinstance(site.store.backend, PostgreSQL):
        time.sleep(left)
    with site.store.read() as tx:
        return tx.now


@pytest.mark.parametrize("kind", ["one-time", "recovery"])
def test_a_code_given_in_two_browsers_at_once_opens_one(site: Site, kind: str) -> None:
    crew = Crew(site)
    account = crew.account("viewer")
    desk = site.app.state.staff
    tokens = [crew.browser(account, whole=False).cookies["staff"] for _ in range(4)]
    whole = crew.browser(account).cookies["staff"]
    moment = early_in_a_step(site)
    before, now = code_at(moment - timedelta(seconds=STEP)), code_at(moment)
    _, (recovery, *_) = renewing.renew_recovery(desk.sign_in, whole, PASSWORD, before)
    code = now if kind == "one-time" else recovery
    said = at_once(*[lambda token=token: desk.sign_in.with_code(token, code) for token in tokens])
    assert done(said) == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_link_that_is_used_twice_at_once_makes_one_account(site: Site, first: bool) -> None:
    accounts = Crew(site).accounts
    token = accounts.first() if first else accounts.invite("a@example.org", "A", ("viewer",), actor="x")
    assert token is not None
    said = at_once(
        *[
            lambda who=who: accounts.accept(token, PASSWORD, email=f"{who}@example.org", name=who)
            for who in ("ada", "bea", "eve")
        ]
    )
    assert done(said) == 1
    assert len(accounts.all()) == 1


def test_what_somebody_typed_cannot_pass_for_another_line_of_the_record(site: Site) -> None:
    crew = Crew(site)
    boss = crew.browser(crew.account("administrator"))
    account = crew.account("viewer")
    page = boss.get("/staff/team").text
    before = len(lines(site.store))
    forged = "left\n27 November 2026: eve@example.org, open\u2028more\x1b[2J\u202eback"
    press(boss, page, f"/staff/team/{account.id}/end", reason=forged)
    found = lines(site.store)
    assert len(found) == before + 1
    assert not set(found[0]) & set("\n\r\u2028\x1b\u202e")


def test_no_delay_tells_whether_an_address_has_an_account(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """Somebody who has guessed at very many addresses sees the same wait at one with and one without."""
    monkeypatch.setattr("survey.fieldwork.team.delays.BUCKETS", 1)
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()
    for number in range(FREE + 1):
        sign_in(client, f"nobody{number}@example.org", "wrong by all means")
    waits = []
    for address in ("nobody@example.org", account.email):
        waits.append("Wait " in sign_in(client, address, "wrong by all means"))
    assert waits == [True, True]


def test_an_address_longer_than_mail_takes_is_refused(site: Site) -> None:
    crew = Crew(site)
    boss = crew.browser(crew.account("administrator"))
    page = boss.get("/staff/team").text
    fields = {"name": "Ada", "email": "a" * 5000 + "@example.org", "role": "viewer"}
    assert boss.post("/staff/team/invite", data={"csrf": token_in(page), **fields}).status_code == 422
