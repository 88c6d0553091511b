"""The access matrix: every route of the team by every role. A route without a row here fails."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.team.roles import BY_NAME
from survey.web.app import STAFF
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading
from tests.web.test_security import routes

ROLES = tuple(BY_NAME)
NOBODY, BEGUN, NO_ROLE = "nobody", "password alone", "no role"
EVERYBODY = frozenset({NOBODY, BEGUN, NO_ROLE, *ROLES})
WITH_PASSWORD = EVERYBODY - {NOBODY}
SIGNED_IN = WITH_PASSWORD - {BEGUN}
ADMINISTRATOR = frozenset({"administrator"})
LOOKING = frozenset(ROLES)
RUNNING = frozenset({"manager"})
ANALYSING = frozenset({"analyst"})
READING = frozenset({"safeguarding"})
RELEASING = frozenset({"analyst", "manager", "administrator"})
MATRIX: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/staff/sign-in"): EVERYBODY,
    ("POST", "/staff/sign-in"): EVERYBODY,
    ("GET", "/staff/provider"): EVERYBODY,
    ("GET", "/staff/provider/back"): EVERYBODY,
    ("GET", "/staff/invitation/{token}"): EVERYBODY,
    ("POST", "/staff/invitation/{token}"): EVERYBODY,
    ("GET", "/staff/second-factor"): WITH_PASSWORD,
    ("POST", "/staff/second-factor"): WITH_PASSWORD,
    ("POST", "/staff/second-factor/set-up"): WITH_PASSWORD,
    ("POST", "/staff/sign-out"): WITH_PASSWORD,
    ("GET", "/staff"): SIGNED_IN,
    ("GET", "/staff/confirm"): SIGNED_IN,
    ("POST", "/staff/confirm"): SIGNED_IN,
    ("GET", "/staff/account"): SIGNED_IN,
    ("POST", "/staff/account/others"): SIGNED_IN,
    ("POST", "/staff/account/browser"): SIGNED_IN,
    ("POST", "/staff/account/password"): SIGNED_IN,
    ("POST", "/staff/account/recovery"): SIGNED_IN,
    ("GET", "/staff/surveys/{slug}"): LOOKING,
    ("GET", "/staff/surveys/{slug}/live"): LOOKING,
    ("GET", "/staff/surveys/{slug}/live/part"): LOOKING,
    ("GET", "/staff/surveys/{slug}/channels"): LOOKING,
    ("POST", "/staff/surveys/{slug}/channels"): RUNNING,
    ("GET", "/staff/surveys/{slug}/channels/{name}"): LOOKING,
    ("GET", "/staff/surveys/{slug}/channels/{name}/qr.svg"): LOOKING,
    ("GET", "/staff/surveys/{slug}/channels/{name}/qr.png"): LOOKING,
    ("GET", "/staff/surveys/{slug}/asked"): LOOKING,
    ("GET", "/staff/surveys/{slug}/contacts"): RUNNING,
    ("POST", "/staff/surveys/{slug}/contacts"): RUNNING,
    ("GET", "/staff/surveys/{slug}/contacts.csv"): RUNNING,
    ("GET", "/staff/surveys/{slug}/contacts/{contact}/forget"): RUNNING,
    ("POST", "/staff/surveys/{slug}/contacts/{contact}/forget"): RUNNING,
    ("GET", "/staff/surveys/{slug}/channels/{name}/pack"): LOOKING,
    ("GET", "/staff/surveys/{slug}/channels/{name}/pack/{file}"): LOOKING,
    ("GET", "/staff/surveys/{slug}/texts"): LOOKING,
    ("GET", "/staff/surveys/{slug}/texts/{text}"): RUNNING,
    ("POST", "/staff/surveys/{slug}/texts/{text}"): RUNNING,
    ("GET", "/staff/surveys/{slug}/invitations"): LOOKING,
    ("POST", "/staff/surveys/{slug}/invitations"): RUNNING,
    ("POST", "/staff/surveys/{slug}/invitations/make"): RUNNING,
    ("POST", "/staff/surveys/{slug}/invitations/take-back"): RUNNING,
    ("GET", "/staff/surveys/{slug}/reports"): ANALYSING,
    ("POST", "/staff/surveys/{slug}/reports"): ANALYSING,
    ("GET", "/staff/surveys/{slug}/reports/progress"): ANALYSING,
    ("GET", "/staff/surveys/{slug}/reports/{number}/{name}"): ANALYSING,
    ("GET", "/staff/surveys/{slug}/data"): ANALYSING,
    ("POST", "/staff/surveys/{slug}/data"): ANALYSING,
    ("GET", "/staff/surveys/{slug}/data/{number}"): ANALYSING,
    ("GET", "/staff/surveys/{slug}/written"): READING,
    ("POST", "/staff/surveys/{slug}/written"): READING,
    ("GET", "/staff/surveys/{slug}/written/{number}"): READING,
    ("GET", "/staff/releases"): RELEASING,
    ("GET", "/staff/surveys/{slug}/releases/{number}/{name}"): RELEASING,
    ("GET", "/staff/surveys/{slug}/change/{action}"): RUNNING,
    ("POST", "/staff/surveys/{slug}/change/{action}"): RUNNING,
    ("GET", "/staff/surveys/{slug}/change/limit"): RUNNING,
    ("POST", "/staff/surveys/{slug}/change/limit"): RUNNING,
    ("GET", "/staff/surveys/{slug}/change/revise"): RUNNING,
    ("POST", "/staff/surveys/{slug}/change/revise"): RUNNING,
    ("GET", "/staff/questionnaires"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}/versions/{version}"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}/versions/{version}/compare"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}/versions/{version}/form.pdf"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}/versions/{version}/form.txt"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}/versions/{version}/preview/{place}"): LOOKING,
    ("POST", "/staff/questionnaires/{questionnaire}/versions/{version}/preview/{place}"): LOOKING,
    ("GET", "/staff/questionnaires/{questionnaire}"): RUNNING,
    ("POST", "/staff/questionnaires/{questionnaire}/verify-support"): RUNNING,
    ("POST", "/staff/questionnaires/{questionnaire}/name-controller"): RUNNING,
    ("POST", "/staff/questionnaires/{questionnaire}/approve"): RUNNING,
    ("POST", "/staff/questionnaires/{questionnaire}/try-out"): RUNNING,
    ("POST", "/staff/questionnaires/{questionnaire}/open"): RUNNING,
    ("GET", "/staff/surveys/{slug}/erase"): RUNNING,
    ("POST", "/staff/surveys/{slug}/erase"): RUNNING,
    ("GET", "/staff/surveys/{slug}/reading"): READING,
    ("POST", "/staff/surveys/{slug}/reading/next"): READING,
    ("GET", "/staff/surveys/{slug}/reading/{text}"): READING,
    ("POST", "/staff/surveys/{slug}/reading/{text}/back"): READING,
    ("POST", "/staff/surveys/{slug}/reading/{text}/look"): READING,
    ("POST", "/staff/surveys/{slug}/reading/{text}/outcome"): READING,
    ("GET", "/staff/surveys/{slug}/practice"): RUNNING,
    ("GET", "/staff/surveys/{slug}/practice/workshop"): RUNNING,
    ("GET", "/staff/surveys/{slug}/practice/workshop.csv"): RUNNING,
    ("GET", "/staff/surveys/{slug}/practice/{example}"): RUNNING,
    ("POST", "/staff/surveys/{slug}/practice/{example}/state"): RUNNING,
    ("POST", "/staff/surveys/{slug}/practice/{example}/note"): RUNNING,
    ("POST", "/staff/surveys/{slug}/practice/{example}/keeper"): RUNNING,
    ("GET", "/staff/service"): ADMINISTRATOR,
    ("GET", "/staff/changes.csv"): frozenset({"manager", "administrator"}),
    ("GET", "/staff/changes"): frozenset({"manager", "administrator"}),
    ("GET", "/staff/team"): ADMINISTRATOR,
    ("POST", "/staff/team/invite"): ADMINISTRATOR,
    ("POST", "/staff/team/take-back"): ADMINISTRATOR,
    ("GET", "/staff/team/{account_id}"): ADMINISTRATOR,
    ("POST", "/staff/team/{account_id}/roles"): ADMINISTRATOR,
    ("POST", "/staff/team/{account_id}/end"): ADMINISTRATOR,
    ("POST", "/staff/team/{account_id}/give-back"): ADMINISTRATOR,
    ("POST", "/staff/team/{account_id}/renew"): ADMINISTRATOR,
}
BEFORE_ANYTHING = "Sign in"
PLACES = {
    "name": "intranet",
    "contact": "none",
    "text": "email",
    "file": "email.txt",
    "number": "1",
    "action": "extend",
    "example": "none",
    "questionnaire": "trauma-informed-london",
    "version": "0.9",
    "place": "start",
}
CLOSED = "You cannot open this"


def staff_routes(site: Site) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in routes(site)
        if route.path.startswith("/staff")
        for method in set(route.methods or ()) - {"HEAD"}
    }


def test_every_route_of_the_team_has_a_row_and_every_row_a_route(sqlite_site: Site) -> None:
    assert staff_routes(sqlite_site) == set(MATRIX)


def test_no_route_of_the_team_goes_past_the_gate(sqlite_site: Site) -> None:
    through = {place for desk in STAFF for place in desk.gate.wants}
    assert staff_routes(sqlite_site) == through


def test_nothing_of_the_team_lies_outside_of_its_folder(sqlite_site: Site) -> None:
    """What is no page of the team's never reads the team's cookie, so it needs no row."""
    outside = [route for route in routes(sqlite_site) if not route.path.startswith("/staff")]
    assert all("staff" not in route.endpoint.__module__ for route in outside)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_page_opens_to_those_in_its_row_and_to_nobody_else(sqlite_site: Site, who: str) -> None:
    crew = Crew(sqlite_site)
    sqlite_site.open(tiny())
    other = crew.account("viewer")
    mine = crew.account(*([who] if who in ROLES else []))
    crew.account("administrator")
    asked = 0
    for (method, path), allowed in MATRIX.items():
        for target in (mine.id, other.id) if "{account_id}" in path else ("",):
            client = crew.browser(None if who == NOBODY else mine, whole=who != BEGUN)
            said = ask(client, method, path.format(token="none", slug="tiny", account_id=target, **PLACES))
            assert (said not in (BEFORE_ANYTHING, CLOSED)) == (who in allowed), (method, path, who, said)
            restore(crew, mine.id, other.id)
            asked += 1
    assert asked == len(MATRIX) + sum("{account_id}" in path for _, path in MATRIX)


def ask(client: TestClient, method: str, path: str) -> str:
    """What a page says first; for one that was sent elsewhere, where it was sent."""
    client.follow_redirects = False
    if method == "GET":
        reply = client.get(path)
    else:
        page = client.get("/staff/sign-in")
        if page.status_code == 303:
            page = client.get("/staff/account")
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token is not None
        reply = client.post(path, data={"csrf": token[1]})
    if reply.status_code == 303:
        where = reply.headers["location"].partition("?")[0]
        if "clear-site-data" in reply.headers:
            return "signed out"
        return BEFORE_ANYTHING if where in ("/staff/sign-in", "/staff/second-factor") else where
    if path == "/staff/sign-in":
        return "the form"
    words = heading(reply.text)
    # a session that is whole has no use for a second factor, and is told so by the page itself
    return "already" if words == CLOSED and "signed in already" in reply.text else words


def restore(crew: Crew, *accounts: str) -> None:
    """What an administrator's click did is undone before the next."""
    with crew.site.store.write() as tx:
        for account_id in accounts:
            account = tx.accounts.get(account_id)
            assert account is not None
            tx.accounts.change(account, disabled_at=None)


@pytest.mark.parametrize("who", ["analyst", "viewer"])
def test_nobody_is_shown_the_way_to_what_is_not_for_them(sqlite_site: Site, who: str) -> None:
    crew = Crew(sqlite_site)
    client = crew.browser(crew.account(who))
    front = client.get("/staff").text
    assert "/staff/team" not in front
    assert "/staff/changes" not in front
    assert heading(client.get("/staff/team").text) == CLOSED
    assert client.get("/staff/team").status_code == 403
