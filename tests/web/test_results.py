"""What was published: a public page and its files, without cookies; nothing before, and nothing after."""

from __future__ import annotations

import re

from survey.fieldwork.final import freezing, releases
from survey.fieldwork.final.files import folder_of
from tests.over import answered, be_over, make
from tests.web.site import Site, tiny

WHO = {"actor": "Ada", "reason": "Agreed with the partners"}
PAGE, REPORT = "/results/tiny", "/results/tiny/index.html"


def checked(site: Site) -> None:
    """A final report that is made and checked, and not published."""
    site.open(tiny())
    answered(site.store, "tiny")
    be_over(site.store, "tiny")
    freezing.freeze(site.store, "tiny", **WHO)
    releases.ask(site.store, "tiny", **WHO)
    make(site.store)


def test_nothing_is_there_before_publishing_and_after_taking_down(site: Site) -> None:
    checked(site)
    browser = site.browser()
    for address in (PAGE, REPORT, "/results/other"):
        reply = browser.get(address)
        assert (reply.status_code, reply.headers["cache-control"]) == (404, "no-store"), address
        assert "No results here" in reply.text
    releases.publish(site.store, "tiny", **WHO)
    assert [browser.get(address).status_code for address in (PAGE, REPORT)] == [200, 200]
    releases.take_down(site.store, "tiny", **WHO)
    assert [browser.get(address).status_code for address in (PAGE, REPORT)] == [404, 404]


def test_anybody_reads_it_and_nobody_gets_a_cookie(sqlite_site: Site) -> None:
    checked(sqlite_site)
    releases.publish(sqlite_site.store, "tiny", **WHO)
    browser = sqlite_site.browser()
    page = browser.get(f"{PAGE}?lang=cy")
    assert "What people told us" in page.text
    assert "1111-2222-3333" in page.text
    for address in (PAGE, REPORT, f"{PAGE}/tables.json", "/results/other"):
        reply = browser.get(address)
        assert "set-cookie" not in reply.headers, address
        assert browser.head(address).status_code == reply.status_code
    assert not browser.cookies
    assert page.headers["cache-control"] == "public, no-cache"
    assert "unsafe" not in page.headers["content-security-policy"]


def test_the_report_is_read_in_a_sandbox_that_runs_its_own_script_alone(sqlite_site: Site) -> None:
    checked(sqlite_site)
    releases.publish(sqlite_site.store, "tiny", **WHO)
    reply = sqlite_site.browser().get(REPORT)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; style-src 'sha256-")
    assert re.search(r"script-src 'sha256-[\w+/=]+';", policy)
    assert "unsafe" not in policy
    assert "same-origin" not in policy
    assert (reply.headers["x-frame-options"], reply.headers["x-content-type-options"]) == ("DENY", "nosniff")
    assert "content-disposition" not in reply.headers
    known = {"if-none-match": reply.headers["etag"]}
    assert sqlite_site.browser().get(REPORT, headers=known).status_code == 304
    file = sqlite_site.browser().get(f"{PAGE}/tables.json")
    assert "attachment" in file.headers["content-disposition"]
    assert not file.headers["content-security-policy"].startswith("sandbox")
    assert {reply.headers["x-robots-tag"], file.headers["x-robots-tag"]} == {"noindex"}


def test_only_published_files_are_served(sqlite_site: Site) -> None:
    checked(sqlite_site)
    releases.publish(sqlite_site.store, "tiny", **WHO)
    browser = sqlite_site.browser()
    for name in (
        "notes.txt",
        "release.json",
        "..%2f..%2fsurvey.db",
        "%2e%2e",
        "index.html%00",
        "landscape.pdf",
    ):
        assert browser.get(f"{PAGE}/{name}").status_code == 404, name
    assert browser.get("/results/ti%00ny").status_code == 404


def test_a_file_that_was_changed_or_lost_since_is_not_served(sqlite_site: Site) -> None:
    checked(sqlite_site)
    found = releases.publish(sqlite_site.store, "tiny", **WHO)
    folder, browser = folder_of(sqlite_site.settings, "tiny", found.request.id), sqlite_site.browser()
    for name in ("index.html", "tables.json"):
        assert browser.get(f"{PAGE}/{name}").status_code == 200
        (folder / name).write_text("tampered")
        assert browser.get(f"{PAGE}/{name}").status_code == 404
        (folder / name).unlink()
        assert browser.get(f"{PAGE}/{name}").status_code == 404
    assert browser.get(PAGE).status_code == 200
