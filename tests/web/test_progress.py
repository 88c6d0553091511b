"""The time left on the pages, and the list of sections, as a person meets them."""

from __future__ import annotations

import re

import pytest

from survey.engine.loader import load_text
from tests.conftest import Clock
from tests.robot import Page, Robot
from tests.web.site import Site

LENGTHS = """
questionnaire: lengths
version: "1"
title: Long and short
owner: The team
start: {lead: Two ways}
sections:
  - id: first
    title: First
    questions:
      - {id: more, ask: single, text: More?, seconds: 60, options: {1: "Yes", 0: "No"}}
  - id: second
    title: Second
    show_if: more == 1
    questions: [{id: b, ask: short_text, text: B, seconds: 300}]
  - id: third
    title: Third
    sensitive: high
    note: {text: Something that may be hard}
    questions: [{id: c, ask: short_text, text: C, seconds: 60}]
  - id: fourth
    title: Fourth
    questions: [{id: d, ask: short_text, text: D, seconds: 60}]
"""


@pytest.fixture
def robot(sqlite_site: Site) -> Robot:
    robot = Robot(sqlite_site.browser(), sqlite_site.open(load_text(LENGTHS)))
    robot.start()
    return robot


def minutes(page: Page) -> str:
    """What the place bar says of the time."""
    found = re.search(
        r"about (a minute|\d+ minutes) left(?: Your last answer added about [^.]+\.)?", page.text
    )
    return found.group() if found else ""


def choose(robot: Robot, page: Page, **values: str) -> Page:
    form = page.form()
    given = {name: [value] for name, value in values.items()}
    return robot.send(page, form, {**form.filled(), **given}, ("action", "continue"))


def test_an_answer_that_adds_pages_is_said_until_the_next_page(robot: Robot) -> None:
    page = robot.first_question()
    assert minutes(page) == "about 4 minutes left"
    second = choose(robot, page, more="1")
    assert minutes(second) == "about 8 minutes left Your last answer added about 4 minutes."
    assert minutes(robot.get(second.url)) == minutes(second)
    assert minutes(choose(robot, second, b="")) == "about 3 minutes left"


def test_somebody_slow_is_never_told_of_more_time_than_before(robot: Robot, clock: Clock) -> None:
    page = robot.first_question()
    clock.move(minutes=5)
    after = choose(robot, page, more="0")
    assert minutes(after) == "about 4 minutes left"


def test_somebody_quick_is_told_of_less(robot: Robot, clock: Clock) -> None:
    page = choose(robot, robot.first_question(), more="1")
    clock.move(seconds=1)
    after = choose(robot, page, b="")
    assert minutes(after) == "about 2 minutes left"


def test_saving_an_answer_in_place_does_not_swallow_what_it_adds(robot: Robot) -> None:
    page = robot.first_question()
    form = page.form()
    robot.send(page, form, {**form.filled(), "more": ["1"]}, ("action", "save"))
    second = choose(robot, page, more="1")
    assert minutes(second).endswith("added about 4 minutes.")


def test_all_sections_can_be_seen_from_a_page_and_keep_what_is_typed(robot: Robot) -> None:
    page = robot.first_question()
    form = page.form()
    listed = robot.send(page, form, {**form.filled(), "more": ["1"]}, ("action", "sections"))
    assert listed.url.endswith("/sections")
    assert "Section 2 Second" in listed.text
    assert [words for words in ("First", "Second", "Third", "Fourth") if words in listed.links] == ["First"]
    assert 'value="1" checked' in robot.get(f"{robot.base}/p/first").html


def test_a_skipped_section_opens_from_the_list_again(robot: Robot) -> None:
    note = choose(robot, robot.first_question(), more="0")
    page = robot.send(note, note.form(), note.form().filled(), ("choice", "skip"))
    assert page.url.endswith("/p/fourth")
    listed = robot.get(f"{robot.base}/sections")
    assert "Third Skipped, as you chose" in listed.text
    assert "Fourth Go on here" in listed.text
    again = robot.get(listed.links["Third"])
    assert "Before the next section" in again.text


def test_once_all_is_answered_the_list_leads_to_checking(robot: Robot) -> None:
    page = robot.answer_all(robot.first_question())
    assert page.url.endswith("/check")
    listed = robot.get(f"{robot.base}/sections")
    assert listed.links["Check your answers"] == f"{robot.base}/check"
    assert "Later" not in listed.text


def test_answers_are_listed_by_place_with_one_change_a_page(robot: Robot) -> None:
    page = robot.answer_all(robot.first_question())
    headings = re.findall(r"<h2[^>]*>\s*(.*?)\s*</h2>", page.html)
    assert headings[:2] == ["First", "Second"] or headings[:2] == ["First", "Third"]
    assert len(re.findall("Change<span", page.html)) == len(re.findall('summary-card__title"', page.html))
