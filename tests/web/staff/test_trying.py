"""Previewing a version in the console: the pages as people meet them, every route, and nothing kept."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey.engine.loader import load_file
from survey.storage.database import Store
from survey.storage.tables import metadata
from tests.builders import LIBRARY
from tests.conftest import Clock
from tests.html_checker import problems
from tests.web.site import Site
from tests.web.staff.crew import heading, token_in
from tests.web.staff.shelved import FIRST, SECOND, first, member, shelved

BASE = "/staff/questionnaires/tiny/versions/1/preview"
CARRIED = re.compile(r'name="preview-answers" value="([^"]*)"')


def answers_in(page: str) -> str:
    found = CARRIED.search(page)
    assert found is not None, page
    return html.unescape(found[1])


class Tried:
    """A browser in a preview: it sends each form with all that the page carries."""

    def __init__(self, site: Site, role: str = "viewer") -> None:
        self.client = member(site, role)
        self.page = ""
        self.status = 0

    def open(self, place: str) -> Tried:
        return self.keep(self.client.get(f"{BASE}/{place}"))

    def send(self, **fields: object) -> Tried:
        """Press a button of the form of questions, or of the screen."""
        action = re.search(
            r'<form id="(?:question-form|start|check)" method="post" action="([^"]+)"', self.page
        )
        assert action is not None, self.page
        typed = {"csrf": token_in(self.page), "preview-answers": answers_in(self.page)}
        return self.keep(self.client.post(action[1], data={**typed, "action": "continue", **fields}))

    def keep(self, reply: object) -> Tried:
        self.page, self.status = reply.text, reply.status_code  # type: ignore[attr-defined]
        return self

    @property
    def title(self) -> str:
        return html.unescape(re.sub(r"<[^>]*>", "", heading(self.page)))


def rows_in(store: Store) -> dict[str, int]:
    """How many rows each table has; the sessions of the team move with every click."""
    with store.read() as tx:
        return {
            table.name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in ("staff_session", "staff_account")
        }


def test_a_route_is_tried_from_the_start_page_to_what_is_read_after_sending_and_nothing_is_kept(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        before, pages = rows_in(site.store), dict[str, str]()
        tried = Tried(site).open("start")
        typed: list[dict[str, object]] = [
            {},
            {"sector": "health", "keep": "1"},
            {"areas": ["a", "b"], "story": "Private words", "people": "7"},
            {"choice": "see"},
            {"hard": "1"},
            {"wishes": "results"},
            {"consent": "1", "address": "ada@example.org"},
            {"action": "send"},
        ]
        for number, fields in enumerate(typed):
            assert "Preview of version 1." in tried.page
            assert tried.status == 200, tried.page
            pages[f"{number}"] = tried.page
            tried.send(**fields)
        assert "In a preview nothing was sent" in tried.page
        assert problems({**pages, "sent": tried.page}) == []
        assert "Private words" in pages["7"]
        assert rows_in(site.store) == before


def test_what_is_wrong_is_said_as_people_meet_it_with_what_was_typed(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        tried = Tried(site).open("start").send()
        assert tried.send(keep="0").status == 422
        assert "govuk-error-summary" in tried.page
        assert re.search(r'name="keep"[^>]* value="0"[^>]*checked|value="0" checked', tried.page)
        assert json.loads(answers_in(tried.page))["work"][0] is False


def test_an_answer_can_lead_to_the_end_screen_and_the_way_back_leads_on(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        tried = Tried(site).open("start").send().send(sector="none")
        assert tried.title == "Not for you"
        back = tried.send(**{"action": "go", "preview-to": "work"})
        assert "Where?" in back.page
        assert Tried(site).open("end?end=out").title == "Not for you"


def test_back_and_the_list_of_pages_keep_what_was_typed(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        tried = Tried(site).open("start").send().send(sector="police", keep="1")
        assert "Areas?" not in tried.page
        back = tried.send(people="12", action="back")
        assert "Where?" in back.page
        again = back.send(sector="health", keep="1")
        assert "Areas?" in again.page
        assert 'value="12"' in again.page
        assert Tried(site).open("start").send(action="back").status == 200
        first_page = Tried(site).open("p-work").send(sector="police", clear="sector", action="")
        assert json.loads(answers_in(first_page.page))["work"][1].get("sector", []) == []


def test_a_group_is_followed_down_its_route_with_made_up_answers(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        health, police = (Tried(site).open(f"check?way={number}") for number in (0, 1))
        assert "Health" in health.page
        assert "Police" in police.page
        assert "Send my answers" in health.page
        at_page = Tried(site).open("p-detail?way=0")
        assert "Areas?" in at_page.page
        assert "Areas?" not in Tried(site).open("p-detail?way=1").page
        for place in (
            "check?way=9",
            "check",
            "p-nowhere",
            "p-detail?way=nine",
            "end?end=none",
            "cellar?way=0",
            "end?way=0",
        ):
            assert Tried(site).open(place).status == 404, place


def test_every_page_of_the_london_survey_is_one_click_away(sqlite_site: Site) -> None:
    form = load_file(LIBRARY / "trauma-informed-london" / "1.0.yaml")
    viewer = member(sqlite_site, "viewer")
    about = f"/staff/questionnaires/trauma-informed-london/versions/{form.fingerprint[:12]}"
    overview = viewer.get(about).text
    links = set(re.findall(rf'href="{about}/preview/p-([a-z0-9_]+)"', overview))
    assert links == set(form.pages)
    assert "No made-up answers came here" not in overview
    for page in ("policing_unit", "practice_2", "principles_me"):
        reply = viewer.get(f"{about}/preview/p-{page}")
        assert reply.status_code == 200
        assert problems({page: reply.text}) == []
    assert viewer.get(f"{about}/preview/p-{next(iter(form.pages))}?way=3").status_code == 200
    assert viewer.get(f"{about}/preview/leave").url.path == about


@pytest.mark.parametrize(
    "carried",
    [
        "[",
        "[]",
        "1",
        '{"work": 1}',
        '{"work": [true, 1]}',
        '{"work": [true, {"sector": 5}]}',
        "[" * 50_000,
        '"' * 3,
    ],
    ids=["cut off", "a list", "a number", "no pair", "no fields", "no texts", "deep", "quotes"],
)
def test_answers_that_cannot_be_read_are_a_sentence(tmp_path: Path, clock: Clock, carried: str) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        tried = Tried(site).open("start")
        tried.send(**{"preview-answers": carried})
        assert (tried.status, "Begin the preview again" in tried.page) == (400, True)


def test_strange_answers_are_shown_as_harmless_text(tmp_path: Path, clock: Clock) -> None:
    hostile = json.dumps(
        {
            "detail": [True, {"story": ["<script>x</script>\ud800\u0000"]}],
            "gone": [True, {}],
            "work": [True, {"sector": ["health"], "x": ["y"]}],
        }
    )
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        tried = Tried(site).open("start")
        tried.send(**{"preview-answers": hostile, "action": "go", "preview-to": "detail"})
        assert tried.status == 200
        assert "<script>x" not in tried.page
        assert "gone" not in answers_in(tried.page)
        tried = Tried(site).open("p-work")
        tried.send(**{"preview-answers": "", "action": "go", "preview-to": "nowhere"})
        assert "Where?" in tried.page


def test_a_form_without_the_right_token_is_not_taken(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, _):
        viewer = member(site, "viewer")
        assert viewer.post(f"{BASE}/start", data={"csrf": "no"}).status_code == 403


def test_a_translation_is_previewed_in_its_own_direction(tmp_path: Path, clock: Clock) -> None:
    spoken = first().model_copy(update={"language": "en-GB"})
    assert spoken.languages == ("en-GB",)
    text = """
questionnaire: tiny
version: "1"
title: {en-GB: Tiny, ar: \u0635\u063a\u064a\u0631}
owner: {en-GB: Team, ar: \u0641\u0631\u064a\u0642}
languages: {ar: {checked: 2025-01-01}}
start: {lead: {en-GB: One, ar: \u0648\u0627\u062d\u062f}}
stages: {one: {en-GB: First, ar: \u0623\u0648\u0644}}
sections:
  - id: work
    title: {en-GB: Work, ar: \u0639\u0645\u0644}
    stage: one
    questions:
      - {id: name, ask: short_text, text: {en-GB: Which word?, ar: \u0643\u0644\u0645\u0629}}
"""
    with shelved(tmp_path, clock, v1=text) as (site, _):
        tried = Tried(site).open("start?language=ar")
        assert 'lang="ar" dir="rtl"' in tried.page
        tried.send(**{"preview-language": "ar"})
        assert "\u0643\u0644\u0645\u0629" in tried.page
        assert 'lang="ar" dir="rtl"' in tried.page
        assert 'lang="en-GB" dir="ltr"' in Tried(site).open("start?language=xx").page
