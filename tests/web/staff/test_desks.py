"""What people of the team do at their desks: channels, and reports that they ask for and take away."""

from __future__ import annotations

import csv
import io

import pytest

from survey.fieldwork import audit, faults, reports
from survey.fieldwork.limit import set_most
from survey.fieldwork.london import in_words
from survey.fieldwork.retention import plan
from tests.conftest import Clock
from tests.robot import Robot
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading, press

BASE = "/staff/surveys/tiny"


def test_a_manager_adds_a_channel_and_takes_its_link_and_code(site: Site) -> None:
    crew = Crew(site)
    site.open(tiny())
    boss = crew.browser(crew.account("manager"))
    page = boss.get(f"{BASE}/channels").text
    fields = {"title": "Police intranet", "name": "Police_Intranet", "reason": "For the wellbeing leads"}
    refused = press(boss, page, f"{BASE}/channels", **fields)
    assert "cannot be in a link" in refused
    assert 'value="For the wellbeing leads"' in refused
    page = press(boss, refused, f"{BASE}/channels", **{**fields, "name": "police-intranet"})
    assert heading(page) == "Police intranet"
    assert "/s/tiny?via=police-intranet" in page
    png = boss.get(f"{BASE}/channels/police-intranet/qr.png")
    assert png.content.startswith(b"\x89PNG")
    assert boss.get(f"{BASE}/channels/police-intranet/qr.svg").headers["content-type"] == "image/svg+xml"
    assert "under 10" in boss.get(f"{BASE}/channels").text
    assert boss.get(f"{BASE}/channels/another").status_code == 404


def test_who_may_only_look_sees_the_channels_and_no_form_for_one_more(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    sqlite_site.open(tiny())
    page = crew.browser(crew.account("viewer")).get(f"{BASE}/channels").text
    assert "Add a channel" not in page


def test_a_report_is_asked_for_seen_coming_on_and_taken_away(site: Site) -> None:
    crew = Crew(site)
    site.open(tiny())
    account = crew.account("analyst")
    desk = crew.browser(account)
    page = press(desk, desk.get(f"{BASE}/reports").text, f"{BASE}/reports")
    assert "Report 1: Waiting" in page
    assert "data-hx-trigger" in page
    assert "Report 2" not in press(desk, page, f"{BASE}/reports")
    taken = reports.take(site.store, "worker")
    assert taken is not None
    reports.tell(site.store, taken, "worker", "Protecting 900 figures.")
    page = desk.get(f"{BASE}/reports/progress").text
    assert "Being made" in page
    assert "Protecting 900 figures." in page
    assert "<html" not in page
    assert desk.get(f"{BASE}/reports/1/index.html").status_code == 404
    taken.folder.mkdir(parents=True)
    (taken.folder / "index.html").write_text("the report")
    (taken.folder / "secret").write_text("not for taking")
    reports.finish(site.store, taken, "worker")
    page = desk.get(f"{BASE}/reports").text
    assert "Report 1: Ready" in page
    assert "data-hx-trigger" not in page
    reply = desk.get(f"{BASE}/reports/1/index.html")
    assert reply.text == "the report"
    assert "attachment" in reply.headers["content-disposition"]
    with site.store.read() as tx:
        last = tx.audit.all()[-1]
    assert (last.actor, last.action, last.new) == (
        account.email,
        "take report",
        {"report": 1, "file": "index.html"},
    )


@pytest.mark.parametrize("name", ["secret", "..%2fsurvey.db", "%2e%2e", "landscape.pdf"])
def test_nothing_but_the_files_of_a_report_can_be_taken(sqlite_site: Site, name: str) -> None:
    crew = Crew(sqlite_site)
    sqlite_site.open(tiny())
    asked = reports.ask(sqlite_site.store, "tiny", actor="test")
    taken = reports.take(sqlite_site.store, "worker")
    assert taken is not None
    taken.folder.mkdir(parents=True)
    (taken.folder / "secret").write_text("not for taking")
    reports.finish(sqlite_site.store, taken, "worker")
    desk = crew.browser(crew.account("analyst"))
    assert desk.get(f"{BASE}/reports/{asked.request.id}/{name}").status_code == 404


def test_a_part_of_a_page_is_not_filled_with_the_page_to_sign_in(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    reply = sqlite_site.browser().get(f"{BASE}/reports/progress", headers={"hx-request": "true"})
    assert (reply.status_code, reply.text) == (403, "")


def test_a_response_is_deleted_by_its_receipt_also_when_nobody_else_can_any_more(
    sqlite_site: Site, clock: Clock
) -> None:
    crew = Crew(sqlite_site)
    slug = sqlite_site.open(tiny())
    robot = Robot(sqlite_site.browser(), slug, choices={"sector": ["police"]})
    robot.start()
    robot.submit(robot.answer_all(robot.first_question()))
    receipt = robot.receipt
    clock.move(days=60)
    boss = crew.browser(crew.account("manager"))
    page = boss.get(f"{BASE}/erase").text
    assert "six groups of four" in press(boss, page, f"{BASE}/erase", receipt="ABCD", reason="Asked us")
    assert "Say why" in press(boss, page, f"{BASE}/erase", receipt=receipt)
    assert "is deleted" in press(boss, page, f"{BASE}/erase", receipt=receipt.lower(), reason="Asked us")
    assert "taken back already" in press(boss, page, f"{BASE}/erase", receipt=receipt, reason="Asked us")
    with sqlite_site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        assert tx.responses.count(campaign.id) == 0
        assert len(tx.responses.withdrawals(campaign.id)) == 1
        assert receipt not in str(tx.audit.all())


def test_an_administrator_sees_how_the_service_is_and_what_to_do(site: Site) -> None:
    crew = Crew(site)
    site.open(tiny())
    boss = crew.browser(crew.account("administrator"))
    page = boss.get("/staff/service").text
    assert str(site.store.engine()).split(":")[0] in page
    assert "Whole." in page
    assert "No report waits" in page


def test_an_administrator_sees_by_its_reference_what_went_wrong(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = Crew(site)
    boss = crew.browser(crew.account("administrator"))
    assert "Nothing unforeseen in the last 30 days." in boss.get("/staff/service").text

    def trip(*given: object) -> None:
        raise ValueError("canary")

    with monkeypatch.context() as broken:
        broken.setattr(audit, "lines", trip)
        reply = boss.get("/staff/changes")
    page = boss.get("/staff/service").text
    assert f"{reply.headers['x-request-id']}: ValueError at /staff/changes" in page
    assert "canary" not in page


def test_what_went_wrong_is_forgotten_after_a_month(sqlite_site: Site, clock: Clock) -> None:
    faults.note(sqlite_site.store, "one", "/staff", "ValueError")
    clock.move(days=29)
    faults.note(sqlite_site.store, "two", "/staff", "ValueError")
    clock.move(days=2)
    faults.note(sqlite_site.store, "three", "/staff", "ValueError")
    assert [each.reference for each in faults.latest(sqlite_site.store)] == ["three", "two"]


def test_a_report_that_nobody_makes_is_told_of(sqlite_site: Site, clock: Clock) -> None:
    crew = Crew(sqlite_site)
    sqlite_site.open(tiny())
    reports.ask(sqlite_site.store, "tiny", actor="test")
    clock.move(minutes=6)
    page = crew.browser(crew.account("administrator")).get("/staff/service").text
    assert "analysis worker" in page
    assert page.index("analysis worker") < page.index("Version")


def test_the_record_of_changes_can_be_taken_away_and_says_so_itself(site: Site) -> None:
    crew = Crew(site)
    slug = site.open(tiny())
    set_most(site.store, slug, 50, actor="test", reason='=HYPERLINK("http://example.org")')
    account = crew.account("administrator")
    reply = crew.browser(account).get("/staff/changes.csv")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["open", "limit", "take record of changes"]
    assert rows[1]["reason"].startswith("'=")
    assert (rows[1]["survey"], rows[2]["actor"]) == ("tiny", account.email)
    with site.store.read() as tx:
        assert [row["digest"] for row in rows] == [entry.digest for entry in tx.audit.all()]


def test_what_goes_by_itself_is_told_beforehand(sqlite_site: Site, clock: Clock) -> None:
    crew = Crew(sqlite_site)
    slug = sqlite_site.open(tiny())
    boss = crew.account("administrator")
    due, *others = plan(sqlite_site.store)
    assert due.slug == slug
    assert due.at is not None
    page = crew.browser(boss).get("/staff/service").text
    assert str(in_words(due.at)) in page
    assert "(gone)" not in page
    assert [other.at for other in others] == [None, None]
    assert "set SURVEY_CONTACTS_UNTIL" in page
    assert "set SURVEY_ANSWERS_UNTIL" in page
    clock.now = due.at
    assert "(gone)" in crew.browser(boss).get("/staff/service").text
