"""Odd input at the team's pages: a sentence, never a page about something unforeseen."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, press, token_in

ODD = [
    "\x00",
    "a\x00b",
    "\x1b[2J",
    "\u202e",
    "%",
    "%zz",
    "x" * 10_000,
    "<script>alert(1)</script>",
    "\ufffe",
    "'; --",
]


CONSOLE = Path(__file__).parents[3] / "templates" / "console"
BUTTON = re.compile(r"govukButton\(\{((?:[^{}]|\{[^{}]*\})*)\}\)")


def test_a_double_click_on_a_button_sends_its_form_once() -> None:
    buttons = [found for page in CONSOLE.rglob("*.html") for found in BUTTON.findall(page.read_text())]
    sending = [found for found in buttons if '"href"' not in found and '"type": "button"' not in found]
    assert len(sending) > 40
    assert [found for found in sending if '"preventDoubleClick": true' not in found] == []


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_input_is_told_in_a_sentence(site: Site, odd: str) -> None:
    crew = Crew(site)
    site.open(tiny())
    account = crew.account("administrator", "manager", "analyst")
    boss = crew.browser(account)
    page = boss.get("/staff/account").text
    for path, fields in (
        ("/staff/sign-in", {"email": odd, "password": odd, "to": odd}),
        ("/staff/team/invite", {"email": odd, "name": odd, "role": odd}),
        ("/staff/team/invite", {"email": "bea@example.org", "name": odd, "role": "viewer"}),
        ("/staff/team/take-back", {"email": odd}),
        (f"/staff/team/{account.id}/roles", {"role": odd}),
        (f"/staff/team/{crew.account('viewer').id}/end", {"reason": odd}),
        ("/staff/surveys/tiny/channels", {"name": odd, "title": odd, "reason": odd}),
        ("/staff/surveys/tiny/change/extend", {"day": odd, "time": odd, "choice": odd, "reason": odd}),
        ("/staff/surveys/tiny/change/close", {"step": "do", "reason": odd}),
        ("/staff/surveys/tiny/erase", {"receipt": odd, "reason": odd}),
        (
            "/staff/questionnaires/trauma-informed-london/open",
            {"slug": odd, "closes_day": odd, "reason": odd},
        ),
        ("/staff/questionnaires/trauma-informed-london/name-controller", {"controller": odd, "how": odd}),
        ("/staff/account/password", {"old": odd, "new": odd}),
    ):
        reply = boss.post(path, data={"csrf": token_in(page), **fields})
        assert reply.status_code < 500, (path, reply.status_code)
        assert "<script>alert" not in reply.text
    for path in ("surveys", "questionnaires", "team", "invitation"):
        reply = boss.get(f"/staff/{path}/{quote(odd[:2000], safe='')}")
        assert reply.status_code < 500, path
    reply = boss.get("/staff/changes", params={"for": odd})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text
    assert press(boss, page, "/staff/account/others")


def test_a_reason_is_a_sentence_and_no_text(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    crew = Crew(sqlite_site)
    boss, path = crew.browser(crew.account("manager")), "/staff/surveys/tiny/channels"
    long = {"name": "nhs", "title": "NHS", "reason": "x" * 1001}
    refused = press(boss, boss.get(path).text, path, **long)
    assert "Say why in 1,000 characters at most. These are 1,001." in refused
    assert 'value="NHS"' in refused
    assert "NHS" in press(boss, refused, path, **{**long, "reason": "x" * 1000})
