"""The desk of those who agreed to be contacted."""

from __future__ import annotations

import re

import pytest

from tests.fieldwork.fielded import london_people
from tests.web.site import Site
from tests.web.staff.crew import Crew, heading, press

BASE = "/staff/surveys/london/contacts"
ANN = {
    "fu_consent": ["1"],
    "fu_interest": ["workshop"],
    "fu_name": ["Ann Webb"],
    "fu_email": ["ann@example.org"],
}
BO = {
    "fu_consent": ["1"],
    "fu_interest": ["champions"],
    "fu_name": ["<b>Bo</b>"],
    "fu_email": ["bo@example.org"],
}


def test_a_manager_finds_somebody_without_their_name_in_any_address(site: Site) -> None:
    crew = Crew(site)
    london_people(site.store, [ANN, BO])
    desk = crew.browser(crew.account("manager"))
    page = desk.get(BASE).text
    assert "Ann Webb" in page
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page
    assert "bo@example.org" not in desk.get(f"{BASE}?for=workshop").text
    found = press(desk, page, BASE, wanted="WEBB")
    assert "Ann Webb" in found
    assert "bo@example.org" not in found
    assert 'value="WEBB"' in found
    assert "Nobody was found" in press(desk, page, BASE, wanted="Nobody at all")


def test_a_list_is_taken_for_a_purpose_and_that_is_in_the_record(site: Site) -> None:
    crew = Crew(site)
    london_people(site.store, [ANN, BO])
    account = crew.account("manager")
    reply = crew.browser(account).get(f"{BASE}.csv?for=workshop")
    assert "ann@example.org" in reply.text
    assert "bo@example.org" not in reply.text
    assert 'filename="london-contacts-workshop.csv"' in reply.headers["content-disposition"]
    assert "no-store" in reply.headers["cache-control"]
    page = crew.browser(account).get("/staff/changes").text
    assert f"{account.email}, take contacts: for Come to a promising-practice workshop" in page
    assert crew.browser(account).get(f"{BASE}.csv?for=nonsense").status_code == 404


def test_looking_at_contacts_is_in_the_record(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    london_people(sqlite_site.store, [ANN])
    account = crew.account("manager")
    crew.browser(account).get(BASE)
    with sqlite_site.store.read() as tx:
        assert (tx.audit.all()[-1].actor, tx.audit.all()[-1].action) == (account.email, "look at contacts")


def test_whoever_asks_to_be_taken_out_is_deleted_with_a_reason(site: Site) -> None:
    crew = Crew(site)
    london_people(site.store, [ANN, BO])
    desk = crew.browser(crew.account("manager"))
    found = press(desk, desk.get(BASE).text, BASE, wanted="webb")
    (path,) = re.findall(r'href="([^"]+/forget)"', found)
    page = desk.get(path).text
    assert heading(page) == "Delete these details?"
    with site.store.read() as tx:
        assert [entry.action for entry in tx.audit.all()[-3:]] == ["look at contacts"] * 3
    assert "Ann Webb" in page
    refused = press(desk, page, path, reason="Ann Webb asked")
    assert "Leave name and address out" in refused
    assert 'value="Ann Webb asked"' in refused
    done = press(desk, refused, path, reason="Asked by e-mail")
    assert "Their details are deleted" in done
    assert "Ann Webb" not in done
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "analyst", "administrator", "safeguarding"])
def test_nobody_else_sees_a_contact_or_the_way_to_one(sqlite_site: Site, role: str) -> None:
    crew = Crew(sqlite_site)
    london_people(sqlite_site.store, [ANN])
    desk = crew.browser(crew.account(role))
    assert f"{BASE}" not in desk.get("/staff/surveys/london").text
    for path in (BASE, f"{BASE}.csv"):
        reply = desk.get(path)
        assert (reply.status_code, "Ann Webb" in reply.text) == (403, False)
