"""Small promises: methods, other sites, fields for passwords, and what scripts leave alone."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.team import passwords
from tests.capabilities import ROOT
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew
from tests.web.test_security import addresses

OURS = [*(ROOT / "assets").glob("*.js"), ROOT / "survey" / "web" / "static" / "site.js"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "OPTIONS"])
def test_a_method_that_no_page_has_is_refused(sqlite_site: Site, method: str) -> None:
    slug = sqlite_site.open(tiny())
    client = sqlite_site.browser()
    for path in ("/", f"/s/{slug}", "/static/site.css", "/staff/sign-in", "/health/live"):
        assert client.request(method, path).status_code == 405, path


def test_no_reply_lets_another_site_read_it(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    client = sqlite_site.browser()
    assert isinstance(client, TestClient)
    for method, path in addresses(sqlite_site):
        reply = client.request(
            method, path, headers={"origin": "https://elsewhere.example"}, follow_redirects=False
        )
        assert not [name for name in reply.headers if name.startswith("access-control-")], path


def test_a_folder_of_static_files_lists_nothing(sqlite_site: Site) -> None:
    client = sqlite_site.browser()
    for path in ("/static/", "/static/fonts/", "/static/%2e%2e/headers.py"):
        assert client.get(path).status_code == 404, path


def test_fields_for_passwords_are_hidden_and_let_a_password_manager_work() -> None:
    fields = [
        found
        for path in TEMPLATES
        for found in re.findall(r'text_field\("(?:password|old|new)".*', path.read_text("utf-8"))
    ]
    assert len(fields) >= 6
    assert [field for field in fields if 'type="password"' not in field] == []
    assert [field for field in fields if not re.search(r'autocomplete="(current|new)-password"', field)] == []
    assert [path.name for path in OURS if "paste" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("seven green kettles whistle under tuesday rain", id="small letters alone"),
        pytest.param("плотва кует медный якорь в четверг", id="another script"),
        pytest.param(
            "velvet otter lantern biscuit harbour thimble orchard copper meadow", id="64 signs and more"
        ),
        pytest.param("quill " * 3 + "marble trombone winter saddle " * 3, id="a hundred"),
    ],
)
def test_any_signs_and_any_length_up_to_128_make_a_password(password: str) -> None:
    passwords.check_new(password, ("ada@example.org", "Ada Byron"))
    assert passwords.matches(password, passwords.hashed(password))
    assert not passwords.matches(password[:-1], passwords.hashed(password))


def test_scripts_keep_nothing_in_the_browser_and_listen_to_no_other_window() -> None:
    kept = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|postMessage|\"message\""
    )
    assert OURS
    assert [path.name for path in OURS if kept.search(path.read_text("utf-8"))] == []


def test_the_way_out_is_on_every_page_of_the_team(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    client = crew.browser(crew.account("administrator"))
    for path in ("/staff", "/staff/account", "/staff/team", "/staff/service", "/staff/changes"):
        assert 'action="/staff/sign-out"' in client.get(path).text, path
