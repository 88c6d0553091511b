"""Sheets: what stands around questions is kept, what is somebody's own is not, and the page is the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from survey.web.sheets import EMPTY, KEPT, Sheets
from survey.web.templating import environment
from tests.builders import asking
from tests.robot import Robot
from tests.web.gallery import place, question_pages
from tests.web.site import Site, tiny

WORDS = "a hard day in March"
PIPED = """
      - {id: what, ask: short_text, text: What is it?}
      - page: more
        title: "About {what or 'it'}"
      - {id: how, ask: short_text, text: How?}
"""


PAGES = [sample for sample in question_pages() if not any(sample.context[name] for name in EMPTY)]
"""Pages on which nothing is to be put right and nothing listed."""
SHEETS = Sheets()


def kept_of(site: Site) -> Sheets:
    sheets: Sheets = site.app.state.desk.pages.sheets
    return sheets


@pytest.mark.parametrize("language", ["en-GB", "pl", "ar"])
def test_a_page_by_its_sheet_is_the_page_drawn_as_a_whole(language: str) -> None:
    sheets = Sheets()
    for sample in PAGES:
        page = environment(language).get_template(sample.template)
        others = {**sample.context, "csrf": "another", "whose": "another", "version": 9, "items": ()}
        assert sheets(page, others) == page.render(others), sample.name
        assert sheets(page, sample.context) == page.render(sample.context), sample.name
    assert len(sheets.kept) <= len(PAGES)


@given(csrf=st.text(), whose=st.text(), version=st.integers(), minutes=st.none() | st.integers(0, 99))
def test_whatever_is_somebodys_own_stands_in_the_page_as_it_would(
    csrf: str, whose: str, version: int, minutes: int | None
) -> None:
    page = environment().get_template(PAGES[0].template)
    values: Mapping[str, Any] = {
        **PAGES[0].context,
        "csrf": csrf,
        "whose": whose,
        "version": version,
        "progress": place(minutes=minutes),
    }
    assert SHEETS(page, values) == page.render(values)


def test_a_page_with_something_to_put_right_is_drawn_as_a_whole_and_not_kept() -> None:
    sample = next(sample for sample in question_pages() if sample.context["summary"])
    page, sheets = environment().get_template(sample.template), Sheets()
    assert sheets(page, sample.context) == page.render(sample.context)
    assert not sheets.kept


def test_a_name_that_is_somebodys_own_is_unknown_outside_their_own_parts() -> None:
    page = environment().from_string("{{ survey.title }} {{ csrf }}")
    with pytest.raises(UndefinedError, match="csrf"):
        Sheets()(page, PAGES[0].context)


def test_only_the_latest_sheets_are_kept() -> None:
    page, sheets = environment().from_string("{{ action }}"), Sheets()
    for number in range(KEPT + 9):
        assert sheets(page, {**PAGES[0].context, "action": str(number)}) == str(number)
    assert len(sheets.kept) == KEPT


def test_nothing_that_was_typed_and_no_token_is_kept(sqlite_site: Site) -> None:
    choices = {"sector": ["health"], "story": [WORDS], "areas": ["other"], "areas__other": [WORDS]}
    robot = Robot(sqlite_site.browser(), sqlite_site.open(tiny()), choices=choices)
    robot.start()
    page = robot.first_question()
    token = page.form().filled()["csrf"][0]
    robot.answer_all(page)
    assert WORDS in robot.get(f"{robot.base}/p/detail").html
    kept = repr(kept_of(sqlite_site).kept)
    assert "question-form" in kept
    assert WORDS not in kept
    assert token not in kept


def test_a_page_that_quotes_an_answer_around_its_questions_is_not_kept(sqlite_site: Site) -> None:
    slug = sqlite_site.open(asking(PIPED))
    robot = Robot(sqlite_site.browser(), slug, choices={"what": [WORDS]})
    robot.start()
    page = robot.answer(robot.first_question())
    assert f"About {WORDS}" in page.html
    assert len(kept_of(sqlite_site).kept) == 1
    assert WORDS not in repr(kept_of(sqlite_site).kept)
