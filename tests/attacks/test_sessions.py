"""W5: cookies that were planted, kept, or belong to somebody whose access has changed are dead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.conftest import Clock
from tests.robot import Robot
from tests.web.site import Site, tiny
from tests.web.staff.crew import PASSWORD, Crew, code_at, give_code, heading, press, sign_in, token_in

PLANTED = "0" * 64
COOKIE = "survey-tiny"


def client_of(person: Robot) -> TestClient:
    assert isinstance(person.client, TestClient)
    return person.client


def begun(site: Site) -> Robot:
    person = Robot(site.browser(), "tiny", choices={"sector": ["health"]})
    person.start()
    return person


def replayed(site: Site, token: str, name: str = COOKIE) -> TestClient:
    """A thief's browser, with a cookie that somebody else had."""
    thief = site.browser()
    thief.cookies.set(name, token)
    return thief


def test_a_cookie_that_was_planted_is_never_taken_over(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    person = Robot(sqlite_site.browser(), "tiny")
    client_of(person).cookies.set(COOKIE, PLANTED)
    assert person.get("/s/tiny/p/work").status == 403
    person.start()
    tokens = {cookie.value for cookie in client_of(person).cookies.jar if cookie.name == COOKIE}
    assert replayed(sqlite_site, PLANTED).get("/s/tiny/p/work").status_code == 403
    assert tokens - {PLANTED}


def leaves(person: Robot) -> None:
    client_of(person).get("/s/tiny/leave", follow_redirects=False)


def stops(person: Robot) -> None:
    page = person.get("/s/tiny/stop")
    person.send(page, page.forms[-1], page.forms[-1].filled())


def renews(person: Robot) -> None:
    page = person.get("/s/tiny/code")
    form = next(form for form in page.forms if form.action.endswith("/code"))
    person.send(page, form, form.filled())


def withdraws(person: Robot) -> None:
    person.submit(person.answer_all(person.first_question()))
    person.withdraw(person.receipt)


@pytest.mark.parametrize("ends", [leaves, stops, renews, withdraws])
def test_the_cookie_of_before_is_dead_after(sqlite_site: Site, ends: Callable[[Robot], None]) -> None:
    sqlite_site.open(tiny())
    person = begun(sqlite_site)
    token = client_of(person).cookies[COOKIE]
    assert replayed(sqlite_site, token).get("/s/tiny/p/work").status_code == 200
    ends(person)
    for path in ("/p/work", "/check", "/sent", "/code", "/stop"):
        assert replayed(sqlite_site, token).get(f"/s/tiny{path}").status_code == 403, path


def test_once_sent_a_session_shows_the_receipt_and_nothing_of_the_answers(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    person = begun(sqlite_site)
    person.choices["story"] = ["canary-story"]
    person.submit(person.answer_all(person.first_question()))
    thief = replayed(sqlite_site, client_of(person).cookies[COOKIE])
    for path in ("/p/detail", "/check", "/go", "/code", "/sent"):
        assert "canary-story" not in thief.get(f"/s/tiny{path}").text, path


def test_a_resume_code_gives_a_new_session_ends_the_old_one_and_is_used_up_by_sending(
    sqlite_site: Site,
) -> None:
    sqlite_site.open(tiny())
    person = begun(sqlite_site)
    before = client_of(person).cookies[COOKIE]
    second = Robot(sqlite_site.browser(), "tiny", choices={"sector": ["health"]})
    second.resume(person.resume_code)
    assert client_of(second).cookies[COOKIE] != before
    assert replayed(sqlite_site, before).get("/s/tiny/p/work").status_code == 403
    second.submit(second.answer_all(second.first_question()))
    late = Robot(sqlite_site.browser(), "tiny")
    assert late.resume(person.resume_code).status == 422
    assert COOKIE not in client_of(late).cookies


# The team


def signed_in(site: Site, clock: Clock, *roles: str) -> tuple[Crew, str, TestClient]:
    crew = Crew(site)
    account, client = crew.account(*roles), site.browser()
    sign_in(client, account.email)
    give_code(client, code_at(clock.now))
    return crew, account.id, client


def is_dead(site: Site, token: str, path: str = "/staff/account") -> bool:
    reply = replayed(site, token, "staff").get(path, follow_redirects=False)
    return reply.status_code == 303 and "/staff/sign-in" in reply.headers["location"]


def test_a_staff_cookie_that_was_planted_is_never_taken_over(sqlite_site: Site, clock: Clock) -> None:
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()
    client.cookies.set("staff", PLANTED)
    sign_in(client, account.email)
    half = [cookie.value for cookie in client.cookies.jar if cookie.name == "staff"]
    give_code(client, code_at(clock.now))
    assert is_dead(sqlite_site, PLANTED)
    assert all(is_dead(sqlite_site, token) for token in half if token)


def test_the_cookie_that_somebody_signed_out_with_is_dead(sqlite_site: Site, clock: Clock) -> None:
    _, _, client = signed_in(sqlite_site, clock, "viewer")
    token = client.cookies["staff"]
    assert not is_dead(sqlite_site, token)
    press(client, client.get("/staff/account").text, "/staff/sign-out")
    assert is_dead(sqlite_site, token)


def test_whose_role_or_access_was_taken_is_out_in_every_browser(sqlite_site: Site, clock: Clock) -> None:
    crew, account_id, client = signed_in(sqlite_site, clock, "administrator")
    crew.account("administrator")
    token, boss = client.cookies["staff"], crew.browser(crew.account("administrator"))
    other = crew.browser(crew.accounts.get(account_id)).cookies["staff"]
    form = {"csrf": token_in(boss.get("/staff/team").text)}
    boss.post(f"/staff/team/{account_id}/roles", data={**form, "role": "viewer"})
    for kept in (token, other):
        asked = replayed(sqlite_site, kept, "staff").get("/staff/team")
        assert heading(asked.text) == "You cannot open this" or is_dead(sqlite_site, kept)
    boss.post(f"/staff/team/{account_id}/end", data={**form, "reason": "A test"})
    assert all(is_dead(sqlite_site, kept) for kept in (token, other))


def test_of_several_browsers_the_others_are_signed_out_by_a_press_or_a_new_password(
    sqlite_site: Site, clock: Clock
) -> None:
    crew, account_id, client = signed_in(sqlite_site, clock, "viewer")
    account = crew.accounts.get(account_id)
    others = [crew.browser(account).cookies["staff"] for _ in range(3)]
    assert not any(is_dead(sqlite_site, token) for token in others)
    press(client, client.get("/staff/account").text, "/staff/account/others")
    assert all(is_dead(sqlite_site, token) for token in others)
    others = [crew.browser(account).cookies["staff"] for _ in range(3)]
    clock.move(minutes=1)  # a code that was used to sign in is not taken again
    fields = {"old": PASSWORD, "old-code": code_at(clock.now), "new": "marble ladder fig comet"}
    press(client, client.get("/staff/account").text, "/staff/account/password", **fields)
    assert all(is_dead(sqlite_site, token) for token in others)
