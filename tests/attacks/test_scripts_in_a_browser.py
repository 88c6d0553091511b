"""B6: sixty scripts typed wherever somebody can type, and written into a survey, never run in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
from playwright.sync_api import Dialog, Page, Request

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.reading import line
from survey.fieldwork.status import campaign_of
from tests.attacks.payloads import SCRIPTS
from tests.browser import NewPage, until
from tests.fieldwork.described import CHANGE, TITLE, WHAT, response
from tests.fieldwork.fielded import london_people
from tests.robot import Robot
from tests.web.site import Site, tiny
from tests.web.staff.crew import press
from tests.web.staff.office import Office, office

pytestmark = pytest.mark.alone
ALL = " ".join(SCRIPTS)
SHORT = 12
"""Fields for a line hold so many of them."""


def test_there_are_sixty_each_another() -> None:
    assert len(set(SCRIPTS)) == len(SCRIPTS) >= 60


@dataclass
class Watch:
    """What a page did that it must not do."""

    ran: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    looked_at: int = 0

    def over(self, page: Page) -> Page:
        def dialog(shown: Dialog) -> None:
            if shown.type != "beforeunload":
                self.ran.append(page.url)
            shown.accept()

        def asked(request: Request) -> None:
            if request.url.endswith("/policy-reports"):
                self.reported.append(f"{page.url}: {request.post_data}")

        page.on("dialog", dialog)
        page.on("request", asked)
        return page

    def look(self, page: Page, address: str) -> None:
        """Open a page, and touch what could be touched."""
        page.goto(address, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        self.looked_at += 1


def begin(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form#start button").first.click()


def go_on(page: Page) -> None:
    """Press the button and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("button.govuk-button[value=continue]").click()


def written(scripts: str, number: int) -> Questionnaire:
    """A survey whose every text is a script; braces are refused in one, unless they quote an answer."""
    scripts = scripts.replace("{", "(").replace("}", ")")
    text = json.dumps(scripts[:900])
    label = json.dumps(scripts[:150])
    return load_text(
        f"""
questionnaire: scripted-{number}
version: "1"
title: {label}
owner: {label}
start: {{lead: {text}}}
stages: {{one: {label}}}
sections:
  - id: work
    title: {label}
    stage: one
    sensitive: high
    note: {{text: {text}}}
    questions:
      - id: a
        ask: single
        text: {label}
        hint: {text}
        options: {{x: {label}, y: {{label: {label}, say: {label}}}}}
      - {{id: b, ask: multiple, text: {label}, options: {{x: {label}, y: {label}}}}}
      - {{id: c, ask: lookup, text: {label}, options: {{x: {label}, y: {label}}}}}
      - {{id: d, ask: pick_top, text: {label}, choose: 2, options: {{x: {label}, y: {label}, z: {label}}}}}
      - {{id: e, ask: ranking, text: {label}, rows: {{e_one: {label}, e_two: {label}}}, most: 2}}
      - {{id: f, ask: number, text: {label}, unit: {label}}}
      - {{id: g, ask: confirm, text: {label}}}
      - {{page: after, title: {label}}}
      - {{id: h, ask: short_text, text: {label}}}
"""
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("scripts") / "var") as found:
        closes = found.store.clock() + timedelta(days=3)
        open_campaign(found.store, tiny(), closes_at=closes, actor=ALL[:200], reason=ALL[:900])
        for number in range(0, len(SCRIPTS), SHORT):
            scripts = " ".join(SCRIPTS[number : number + SHORT])
            open_campaign(
                found.store, written(scripts, number), f"scripted-{number}", closes_at=closes, actor="test"
            )
        yield found


def test_texts_of_a_survey_never_run(house: Office, new_page: NewPage) -> None:
    watch = Watch()
    for number in range(0, len(SCRIPTS), SHORT):
        page, base = watch.over(new_page()), f"{house.address}/s/scripted-{number}"
        for path in ("", "/support", "/privacy", "/questions", "/share", "/formats", "/resume", "/withdraw"):
            watch.look(page, base + path)
        page.goto(base)
        page.locator("input[name=device]").first.check()
        begin(page)
        for path in (
            "/code",
            "/p/work_note",
            "/p/work",
            "/p/after",
            "/sections",
            "/check",
            "/stop",
            "/saved",
        ):
            watch.look(page, base + path)
    assert (watch.ran, watch.reported) == ([], [])
    assert watch.looked_at >= 80


def test_what_people_type_never_runs(house: Office, new_page: NewPage) -> None:
    watch = Watch()
    page, base = watch.over(new_page()), f"{house.address}/s/tiny"
    page.goto(f"{base}?via={ALL[:60]}")
    page.locator("input[name=device]").first.check()
    begin(page)
    page.goto(f"{base}/go")
    page.locator("input[name=sector][value=health]").check()
    go_on(page)
    for number in range(0, len(SCRIPTS), 2):
        scripts = " ".join(SCRIPTS[number : number + 2])[:100]
        page.goto(f"{base}/p/detail")
        page.locator("input[name=areas][value=other]").check()
        page.locator("[name=areas__say]").fill(scripts)
        page.locator("[name=story]").fill(scripts + "x" * (number % 3 * 60))
        page.locator("[name=people]").fill(scripts)
        go_on(page)
        watch.looked_at += 1
        if number % 12 == 0:
            watch.look(page, f"{base}/check")
    for path in ("resume", "withdraw"):
        page.goto(f"{base}/{path}")
        page.locator("[name=code]").fill(ALL[:300])
        with page.expect_navigation():
            page.locator(f"form#{path} button").first.click()
        watch.looked_at += 1
    for number in range(0, len(SCRIPTS), 6):
        watch.look(page, f"{house.address}/s/{'/'.join(SCRIPTS[number : number + 1]).replace('/', '%2F')}")
    assert (watch.ran, watch.reported) == ([], [])
    assert watch.looked_at >= 40


def test_what_the_team_reads_never_runs(house: Office, new_page: NewPage) -> None:
    watch, store, crew = Watch(), house.store, house.crew
    people = [
        {
            "fu_consent": ["1"],
            "fu_interest": ["workshop"],
            "fu_name": [script],
            "fu_email": [f"{script}@x.org"],
        }
        for script in SCRIPTS
    ]
    slug = london_people(store, people)
    account = crew.account("administrator", "manager", "analyst", "safeguarding", "viewer")
    with store.write() as tx:
        for script in SCRIPTS:
            tx.audit.add(actor=script, action="note", reason=script, old={script: script}, new=None)
        own = campaign_of(tx, slug)
        response(tx, own, {CHANGE: ALL[:4000]})
        response(tx, own, {TITLE: ALL[:200], WHAT: ALL[:4000]})
    line.fill(store, slug)
    boss = crew.browser(account)
    channels = f"/staff/surveys/{slug}/channels"
    for number in range(0, len(SCRIPTS), SHORT):
        title = " ".join(SCRIPTS[number : number + SHORT])[:100]
        press(boss, boss.get(channels).text, channels, name=f"c{number}", title=title, reason=ALL[:900])
    page = watch.over(house.seated(new_page, account).page)
    s, taken = f"{house.address}/staff/surveys/{slug}", line.take(store, slug, reader=account.email)
    for path in (
        *("", "/channels", "/contacts", "/texts", "/texts/email", "/invitations", "/live", "/reports"),
        *("/reading", f"/reading/{taken}", "/practice", "/practice/workshop", "/change/extend", "/erase"),
    ):
        watch.look(page, s + path)
    for path in (
        "/staff/changes",
        "/staff/team",
        "/staff/service",
        "/staff",
        "/staff/questionnaires",
        "/staff/releases",
    ):
        watch.look(page, house.address + path)
    for script in SCRIPTS[::4]:
        for address in (
            f"{house.address}/staff/changes?for=",
            f"{s}/contacts?for=",
            f"{s}/practice?principle=",
        ):
            watch.look(page, address + script.replace("&", "%26").replace("#", "%23"))
    assert (watch.ran, watch.reported) == ([], [])
    assert watch.looked_at >= 40


def test_no_page_has_one_of_them_as_it_was_typed(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by itself, as text of a page: nothing of it stands there unescaped."""

    async def sleep(seconds: float) -> None:
        pass

    monkeypatch.setattr("survey.web.respondent.desk.asyncio.sleep", sleep)
    site = sqlite_site
    slug = site.open(tiny())
    person = Robot(site.browser(), slug, choices={"sector": ["health"]})
    person.start()
    person.answer(person.first_question())
    for script in SCRIPTS:
        page = person.get(f"{person.base}/p/detail")
        form = page.form()
        typed = {**form.filled(), "story": [script[:100]], "people": [script]}
        refused = person.send(page, form, typed, ("action", "continue"))
        code = person.get(f"{person.base}/resume")
        wrong = person.send(code, code.form("resume"), {**code.form("resume").filled(), "code": [script]})
        for reply in (refused, wrong):
            assert reply.status == 422
            if set(script) & set("<>\"'"):
                assert script not in reply.html, script
            assert script in unescape(reply.html), script


def test_a_script_that_is_let_in_is_stopped_and_reported(house: Office, new_page: NewPage) -> None:
    """The watch sees what it looks for: one put into a page by hand does not run, and is reported."""
    watch = Watch()
    page = watch.over(new_page())
    page.goto(f"{house.address}/s/tiny")
    page.evaluate(
        "() => { const bad = document.createElement('script'); bad.textContent = 'alert(1)';"
        " document.body.append(bad) }"
    )
    until(page, lambda: watch.reported, "the browser reports it")
    assert watch.ran == []


# P1, at the browser


def test_a_browser_keeps_and_passes_on_nothing_of_what_was_typed(house: Office, new_page: NewPage) -> None:
    page, asked = new_page(), []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    base = f"{house.address}/s/tiny"
    page.goto(base)
    page.locator("input[name=device]").first.check()
    begin(page)
    page.goto(f"{base}/go")
    page.locator("input[name=sector][value=health]").check()
    go_on(page)
    page.locator("[name=story]").fill("canary-story")
    page.locator("[name=people]").fill("canary")
    go_on(page)
    page.locator("[name=people]").fill("3")
    go_on(page)
    page.goto(f"{base}/check")
    assert "canary-story" in page.content()
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(),"
        " await caches.keys(), document.cookie, history.state, window.name])"
    )
    assert json.loads(kept)[:5] == [{}, {}, [], [], ""]
    assert "canary" not in kept
    assert len(asked) > 8
    assert [one for one in asked if "canary" in "".join(one)] == []
    assert {url.split("/s/")[0].split("/static/")[0] for url, _ in asked} == {house.address}
