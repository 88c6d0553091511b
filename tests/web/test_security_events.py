"""What the log says of attacks and of signing in: which account, and nothing else of anybody."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog

from survey.fieldwork.audit import lines
from survey.fieldwork.security_events import Event, SecurityEvents
from survey.fieldwork.team.delays import FREE
from survey.fieldwork.team.renewing import renew_recovery
from tests.conftest import Clock
from tests.robot import Robot
from tests.web.site import Site, tiny
from tests.web.staff.crew import PASSWORD, Crew, code_at, give_code, press, sign_in, token_in

Logged = list[MutableMapping[str, Any]]
CANARY = "canary words that somebody typed"


@pytest.fixture
def logged() -> Iterator[Logged]:
    with structlog.testing.capture_logs() as found:
        yield found


def told(logged: Logged) -> list[dict[str, str]]:
    """The events, without how loud they are."""
    kept = [
        {k: v for k, v in line.items() if k not in ("event", "log_level")}
        for line in logged
        if line["event"] == "security"
    ]
    return kept


def test_a_wrong_password_names_the_account_and_one_for_nobody_looks_alike(
    sqlite_site: Site, logged: Logged
) -> None:
    account = Crew(sqlite_site).account("viewer", email="ada@example.org")
    before = lines(sqlite_site.store)
    sign_in(sqlite_site.browser(), account.email, CANARY)
    sign_in(sqlite_site.browser(), f"{CANARY}@example.org", CANARY)
    wrong = Event.WRONG_PASSWORD.value
    assert told(logged) == [{"what": wrong, "account": account.id}, {"what": wrong, "account": ""}]
    assert {line["log_level"] for line in logged if line["event"] == "security"} == {"warning"}
    assert not any(word in str(logged) for word in (CANARY, account.email, account.name))
    assert lines(sqlite_site.store) == before


def test_a_try_too_soon_is_told_of_at_addresses_with_and_without_an_account(
    sqlite_site: Site, logged: Logged
) -> None:
    account = Crew(sqlite_site).account("viewer")
    for address in (account.email, "nobody@example.org"):
        for _ in range(FREE + 2):
            sign_in(sqlite_site.browser(), address, "not the password at all")
    said = [(line["what"], line["account"]) for line in told(logged)]
    for number in (account.id, ""):
        assert said.count((Event.WRONG_PASSWORD.value, number)) == FREE + 1
        assert said.count((Event.TOO_SOON.value, number)) == 1


def test_signing_in_is_told_of_by_what_it_took(sqlite_site: Site, logged: Logged, clock: Clock) -> None:
    crew, client = Crew(sqlite_site), sqlite_site.browser()
    account = crew.account("viewer")
    token, code = crew.browser(account).cookies["staff"], code_at(clock.now)
    _, (recovery, *_) = renew_recovery(sqlite_site.app.state.staff.sign_in, token, PASSWORD, code)
    sign_in(client, account.email)
    give_code(client, "000000")
    give_code(client, recovery)
    clock.move(minutes=1)
    page = client.get("/staff/account").text
    press(client, page, "/staff/confirm", password="not mine", code=code_at(clock.now))
    press(client, page, "/staff/confirm", password=PASSWORD, code=code_at(clock.now))
    assert [line["what"] for line in told(logged)] == [
        Event.SIGNED_IN_AGAIN,
        Event.WRONG_CODE,
        Event.RECOVERY_CODE,
        Event.SIGNED_IN,
        Event.WRONG_PASSWORD,
        Event.SIGNED_IN_AGAIN,
    ]
    assert {line["account"] for line in told(logged)} == {account.id}
    assert not any(secret in str(logged) for secret in (recovery, PASSWORD, account.email))


def test_an_account_that_was_ended_is_told_of(sqlite_site: Site, logged: Logged) -> None:
    crew = Crew(sqlite_site)
    account, _ = crew.account("viewer"), crew.account("administrator")
    crew.accounts.disable(account.id, actor="test", reason="Left")
    sign_in(sqlite_site.browser(), account.email)
    assert told(logged) == [{"what": Event.ENDED.value, "account": account.id}]


def test_what_a_role_may_not_do_is_told_of_by_account_and_route(sqlite_site: Site, logged: Logged) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("viewer")
    crew.browser(account).get("/staff/team/canary")
    wanted = {"what": Event.NOT_ALLOWED.value, "account": account.id, "route": "/staff/team/{account_id}"}
    assert told(logged) == [wanted]
    assert "canary" not in str(logged)


def test_forged_forms_of_the_team_are_told_of_apart_from_old_ones(sqlite_site: Site, logged: Logged) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("viewer")
    tab = crew.browser(account)
    own, path = token_in(tab.get("/staff/account").text), "/staff/account/others"
    tab.post(path, data={"csrf": own}, headers={"origin": "https://evil.example"})
    tab.post(path, data={"csrf": CANARY})
    sqlite_site.browser().post("/staff/sign-in", data={"csrf": CANARY, "email": CANARY})
    assert told(logged) == [
        {"what": Event.FORGED.value, "account": account.id, "route": path},
        {"what": Event.OLD_FORM.value, "account": account.id, "route": path},
        {"what": Event.OLD_FORM.value, "account": "", "route": "/staff/sign-in"},
    ]
    assert CANARY not in str(logged)


def test_of_respondents_an_event_says_nothing_but_what_it_was(
    sqlite_site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = sqlite_site.open(tiny())
    robot = Robot(sqlite_site.browser(), slug)
    robot.start()
    for door in ("resume", "withdraw"):
        page = robot.get(f"{robot.base}/{door}")
        form = page.form(door)
        robot.send(page, form, {**form.filled(), "code": [CANARY]})
    sqlite_site.browser().post(f"/s/{slug}/resume", data={"code": CANARY})
    wrong = {"what": Event.WRONG_RETURN_CODE.value}
    assert told(logged) == [wrong, wrong, {"what": Event.OLD_FORM.value}]
    assert CANARY not in str(logged)


def test_each_event_is_counted_by_its_name_where_somebody_counts() -> None:
    counted: list[str] = []
    events = SecurityEvents(counted.append)
    for event in Event:
        events.tell(event, account="1")
    assert counted == [event.value for event in Event]
