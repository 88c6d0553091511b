"""Freezing, publishing and taking data away at the console, and whom it refuses."""

from __future__ import annotations

from survey.fieldwork import reports
from survey.fieldwork.products import DATA, PACKED, TEXTS, Product
from survey.fieldwork.team.confirming import FRESH
from tests.conftest import Clock
from tests.over import answered, be_over, make
from tests.storage.made import response
from tests.web.site import Site, tiny
from tests.web.staff.crew import PASSWORD, Crew, code_at, heading, press

BASE = "/staff/surveys/tiny"
WHY = {"step": "do", "reason": "Agreed with the partners"}


def over(site: Site) -> Crew:
    site.open(tiny())
    answered(site.store, "tiny")
    be_over(site.store, "tiny")
    return Crew(site)


def packed(site: Site, product: Product) -> int:
    """A file of data as the worker leaves it; its number."""
    asked = reports.ask(site.store, "tiny", product, actor="Ada")
    taken = reports.take(site.store, "w")
    assert taken is not None
    taken.folder.mkdir(parents=True)
    (taken.folder / PACKED).write_bytes(b"PK")
    reports.finish(site.store, taken, "w")
    return asked.request.id


def last_entry(site: Site) -> tuple[str, str]:
    with site.store.read() as tx:
        last = tx.audit.all()[-1]
    return last.actor, last.action


def test_a_manager_freezes_asks_publishes_and_takes_down(site: Site) -> None:
    crew = over(site)
    boss = crew.browser(crew.account("manager"))
    page = boss.get(BASE).text
    assert "To be frozen" in page
    assert boss.get(f"{BASE}/change/publish").status_code == 409
    page = boss.get(f"{BASE}/change/freeze").text
    assert heading(page) == "Freeze the answers?"
    assert "right" in page
    assert "between 10 and 24 people" in page
    refused = press(boss, page, f"{BASE}/change/freeze", step="do", reason=" ")
    assert "Say why" in refused
    assert "The answers are frozen" in press(boss, page, f"{BASE}/change/freeze", **WHY)
    assert boss.get(f"{BASE}/change/publish").status_code == 409
    page = boss.get(f"{BASE}/change/release").text
    press(boss, page, f"{BASE}/change/release", **WHY)
    assert boss.get(f"{BASE}/change/release").status_code == 409
    make(site.store)
    register = boss.get("/staff/releases").text
    assert "Made and checked" in register
    assert boss.get(f"{BASE}/releases/1/index.html").status_code == 200
    assert last_entry(site)[1] == "take final report"
    assert boss.get(f"{BASE}/releases/1/release.json").status_code == 404
    page = boss.get(f"{BASE}/change/publish").text
    assert "1111-2222-3333" in page
    page = press(boss, page, f"{BASE}/change/publish", **WHY)
    assert "published at /results/tiny" in page
    assert site.browser().get("/results/tiny").status_code == 200
    assert "/results/tiny" in boss.get("/staff/releases").text
    page = boss.get(f"{BASE}/change/take-down").text
    press(boss, page, f"{BASE}/change/take-down", **WHY)
    assert site.browser().get("/results/tiny").status_code == 404
    assert "Taken down" in boss.get("/staff/releases").text


def test_a_release_that_failed_its_check_says_what_it_would_give_away(sqlite_site: Site) -> None:
    crew = over(sqlite_site)
    boss = crew.browser(crew.account("manager"))
    for name in ("freeze", "release"):
        press(boss, boss.get(f"{BASE}/change/{name}").text, f"{BASE}/change/{name}", **WHY)
    make(sqlite_site.store, problem="Together with release 1 it would tell of 3 people.")
    assert "tell of 3 people" in boss.get("/staff/releases").text
    assert "tell of 3 people" in boss.get(BASE).text
    assert boss.get(f"{BASE}/change/publish").status_code == 409
    assert "Make the final report" in boss.get(BASE).text


def test_an_analyst_sees_the_register_and_earlier_runs_and_publishes_nothing(sqlite_site: Site) -> None:
    crew = over(sqlite_site)
    desk = crew.browser(crew.account("analyst"))
    press(desk, desk.get(f"{BASE}/reports").text, f"{BASE}/reports")
    make(sqlite_site.store, release="provisional", entry="")
    page = desk.get(f"{BASE}/reports").text
    assert "Version 1.0, Fingerprint 1111-2222-3333, Release: provisional" in page
    assert "Its files are kept until" in page
    assert desk.get("/staff/releases").status_code == 200
    assert "Freeze the answers" not in desk.get(BASE).text
    assert desk.get(f"{BASE}/change/freeze").status_code == 403


def test_coded_data_are_asked_for_by_format_and_each_taking_is_written_down(site: Site) -> None:
    crew = over(site)
    account = crew.account("analyst")
    desk = crew.browser(account)
    page = desk.get(f"{BASE}/data").text
    assert "Choose a format" in press(desk, page, f"{BASE}/data")
    assert "Waiting" in press(desk, page, f"{BASE}/data", format="data-sav")
    assert last_entry(site) == (account.email, "ask for data")
    reports.take(site.store, "w")
    number = packed(site, DATA[0])
    reply = desk.get(f"{BASE}/data/{number}")
    assert (reply.content, reply.headers["cache-control"]) == (b"PK", "no-store")
    assert last_entry(site) == (account.email, "take coded data")


def test_texts_are_for_those_who_read_them_and_not_for_an_analyst(sqlite_site: Site) -> None:
    crew = over(sqlite_site)
    texts, data = packed(sqlite_site, TEXTS), packed(sqlite_site, DATA[0])
    analyst = crew.browser(crew.account("analyst"))
    reader_account = crew.account("safeguarding")
    reader = crew.browser(reader_account)
    assert analyst.get(f"{BASE}/written").status_code == 403
    assert analyst.get(f"{BASE}/written/{texts}").status_code == 403
    assert analyst.get(f"{BASE}/data/{texts}").status_code == 404
    assert reader.get(f"{BASE}/data/{data}").status_code == 403
    assert reader.get(f"{BASE}/written/{data}").status_code == 404
    assert reader.get(f"{BASE}/written/{texts}").content == b"PK"
    assert last_entry(sqlite_site) == (reader_account.email, "take what people wrote")


def test_the_page_of_texts_says_how_many_wait_before_they_are_asked_for(sqlite_site: Site) -> None:
    crew = over(sqlite_site)
    reader = crew.browser(crew.account("safeguarding"))
    assert "Readers have read every text that was sent." in reader.get(f"{BASE}/written").text
    with sqlite_site.store.write() as tx:
        campaign = tx.campaigns.by_slug("tiny")
        assert campaign is not None
        tx.responses.add(response(campaign), {"words": ("Dr Sample",)})
    assert "Texts that no reader has read yet: 1." in reader.get(f"{BASE}/written").text


def test_texts_are_given_out_after_signing_in_again_alone(sqlite_site: Site, clock: Clock) -> None:
    crew = over(sqlite_site)
    number = packed(sqlite_site, TEXTS)
    reader = crew.browser(crew.account("safeguarding"))
    clock.move(seconds=FRESH.total_seconds())
    place = f"{BASE}/written/{number}"
    page = reader.get(place).text
    assert heading(page) == "Show that it is you"
    assert f'value="{place}"' in page
    assert heading(press(reader, page, f"{BASE}/written")) == "Show that it is you"
    code = code_at(clock.now)
    wrong = press(reader, page, "/staff/confirm", to=place, password="something else", code=code)
    assert "not your password" in wrong
    clock.move(minutes=10)
    code = code_at(clock.now)
    assert "not the one" in press(reader, page, "/staff/confirm", to=place, password=PASSWORD, code="000000")
    clock.move(minutes=10)
    code = code_at(clock.now)
    token = {"to": place, "password": PASSWORD, "code": code}
    assert press(reader, page, "/staff/confirm", **token) == "PK"
    assert reader.get(place).content == b"PK"
    clock.move(minutes=5)
    page = reader.get(place).text
    assert heading(page) == "Show that it is you"
    assert "not the one" in press(reader, page, "/staff/confirm", **token)


def test_who_signs_in_elsewhere_alone_is_told_to_sign_in_there_again(sqlite_site: Site, clock: Clock) -> None:
    crew = over(sqlite_site)
    reader = crew.browser(crew.account("safeguarding", second_factor=False))
    clock.move(minutes=6)
    assert "Sign out, sign in again there" in reader.get(f"{BASE}/written").text
