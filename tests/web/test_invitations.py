"""Invitations as people meet them: a link that lets them begin once, and a kind word when it is used."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.channels import add_channel
from survey.fieldwork.codes import Codes
from survey.fieldwork.spreading.invitations import Rule, make, set_rule
from tests.conftest import Clock
from tests.web.site import Site, tiny

WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}


def invited(site: Site, number: int = 1, rule: Rule = Rule.ONLY, **dates: Any) -> list[str]:
    """The paths of invitations to a survey that is opened for it."""
    slug = site.open(tiny(), **dates)
    add_channel(site.store, slug, "nhs", "NHS newsletter", **WHO)
    set_rule(site.store, slug, rule, **WHO)
    codes = Codes(site.settings.secret())
    made = make(site.store, codes, site.settings.base_url, slug, "nhs", number, **WHO)
    return [row[0].removeprefix(site.settings.base_url) for row in list(csv.reader(io.StringIO(made)))[1:]]


def start(client: TestClient, page: str) -> str:
    """Press the button of a start page; what follows."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page))
    return client.post("/s/tiny", data={**fields, "device": "own"}).text


def drafts(site: Site) -> int:
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug("tiny")
        assert campaign is not None
        return tx.drafts.count(campaign.id)


def title(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None, page
    return found[1].strip()


def test_a_programme_that_reads_mail_opens_the_link_and_uses_nothing_up(site: Site) -> None:
    (link,) = invited(site)
    for _ in range(3):
        scanner = site.browser()
        assert scanner.head(link).status_code == 200
        assert "invitation for one person" in scanner.get(link).text
    person = site.browser()
    assert "return code" in start(person, person.get(link).text)
    assert drafts(site) == 1


def test_a_used_link_leads_the_same_browser_on_and_tells_others_how_to_go_on(site: Site) -> None:
    (link,) = invited(site)
    mine, other = site.browser(), site.browser()
    page = start(mine, mine.get(link).text)
    code = "".join(re.findall(r'<span class="group"[^>]*>(\w{4})</span>', page)) or code_in(page)
    assert mine.get(link).url.path.startswith("/s/tiny/p/")
    told = other.get(link)
    assert (told.status_code, told.url.path) == (404, "/s/tiny/invitation")
    assert title(told.text) == "This invitation cannot be used"
    assert "you can begin at the start page" not in told.text
    asked = other.get("/s/tiny/resume").text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', asked))
    resumed = other.post("/s/tiny/resume", data={**fields, "code": code, "device": "own"})
    assert resumed.url.path.startswith("/s/tiny/p/")
    assert drafts(site) == 1


def code_in(page: str) -> str:
    """The return code that a page shows, in six groups of four."""
    found = re.search(r"(?:[0-9A-Z]{4}[\s-]*(?:<[^>]+>\s*)*){6}", page)
    assert found is not None
    return re.sub(r"<[^>]+>|[\s-]", "", found[0])


def test_two_tabs_with_the_same_invitation_make_one_draft(site: Site) -> None:
    (link,) = invited(site)
    one, two = site.browser(), site.browser()
    first, second = one.get(link).text, two.get(link).text
    start(one, first)
    assert title(start(two, second)) == "This invitation cannot be used"
    assert drafts(site) == 1


def test_by_invitation_alone_the_open_link_lets_nobody_begin(site: Site) -> None:
    (link,) = invited(site)
    client = site.browser()
    told = client.get("/s/tiny?via=nhs")
    assert (told.status_code, title(told.text)) == (403, "This survey is by invitation")
    assert "/s/tiny/resume" in told.text
    page = client.get(link).text
    without = re.sub(r'<input type="hidden" name="invitation"[^>]*>', "", page)
    assert title(start(client, without)) == "This survey is by invitation"
    for below in ("share", "form.pdf"):
        assert client.get(f"/s/tiny/{below}").status_code == 403
    assert "A tiny survey" not in client.get("/").text.partition("<main")[2]
    assert drafts(site) == 0


def test_beside_the_open_link_both_lead_in(site: Site) -> None:
    (link,) = invited(site, rule=Rule.BESIDE)
    by_link, by_invitation, late = site.browser(), site.browser(), site.browser()
    start(by_link, by_link.get("/s/tiny").text)
    start(by_invitation, by_invitation.get(link).text)
    assert drafts(site) == 2
    assert "you can begin at the start page" in late.get(link).text


def test_before_the_opening_and_after_the_closing_it_is_as_with_any_link(
    sqlite_site: Site, clock: Clock
) -> None:
    (link,) = invited(sqlite_site, opens_at=clock.now + timedelta(days=1))
    client = sqlite_site.browser()
    assert client.get(link).status_code == 403
    assert "opens" in client.get(link).text
    clock.move(days=1.5)
    page = client.get(link).text
    assert "invitation for one person" in page
    clock.move(days=9)
    assert title(client.get(link).text) == title(client.get("/s/tiny").text)
    assert "closed" in title(start(client, page))
    assert drafts(sqlite_site) == 0


@pytest.mark.parametrize("code", ["0" * 24, "x", "%00", "..%2Fadmin", "%E2%80%AE"])
def test_a_link_that_never_was_is_told_like_a_used_one_and_counts_as_a_guess(
    sqlite_site: Site, code: str
) -> None:
    invited(sqlite_site)
    reply = sqlite_site.browser().get(f"/s/tiny/i/{code}")
    assert reply.status_code == 404
    guessed = not code.startswith("..")
    with sqlite_site.store.read() as tx:
        count = tx.connection.exec_driver_sql("SELECT coalesce(sum(count), 0) FROM throttle").scalar_one()
    assert count == int(guessed)


def test_no_page_but_its_own_repeats_an_invitation(site: Site) -> None:
    """What an address was made to hold stands on a page only where it is a good one."""
    invited(site)
    page = site.browser().get("/s/tiny/i/AAAABBBBCCCCDDDDEEEEFFFF").text
    assert "AAAABBBB" not in page
