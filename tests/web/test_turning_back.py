"""Back, Change and codes typed wrong: turning back costs nobody what they typed, nor the way on."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.robot import Page, Robot
from tests.web.site import Site, tiny

CODE = r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}"


@pytest.fixture
def robot(site: Site) -> Robot:
    """Somebody in health who has answered all and stands at the list of answers, one section skipped."""
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"], "choice": ["skip"]})
    robot.start()
    assert robot.answer_all(robot.first_question()).url.endswith("/check")
    return robot


def pressed(robot: Robot, page: Page, value: str, name: str = "action", **typed: list[str]) -> Page:
    form = page.form()
    return robot.send(page, form, {**form.filled(), **typed}, (name, value))


def links(robot: Robot) -> dict[str, str]:
    """The links of the list of answers, by the page that each opens."""
    found = re.findall(r'href="([^"]*/p/(\w+)[^"]*)"', robot.get(f"{robot.base}/check").html)
    return {page: url for url, page in found}


def test_a_change_leads_back_to_the_list(robot: Robot) -> None:
    page = robot.get(links(robot)["work"])
    page = pressed(robot, page, "continue", keep=["0"])
    assert page.url.endswith("/check")
    assert "No" in page.text


def test_a_change_that_is_put_right_leads_back_to_the_list_too(robot: Robot) -> None:
    page = pressed(robot, robot.get(links(robot)["detail"]), "continue", people=["many"])
    assert page.status == 422
    assert pressed(robot, page, "continue", people=["7"]).url.endswith("/check")


def test_a_section_answered_after_all_is_gone_through_and_leads_back_to_the_list(robot: Robot) -> None:
    page = pressed(robot, robot.get(links(robot)["care_note"]), "see", "choice")
    assert "/p/care" in page.url
    assert pressed(robot, page, "continue", hard=["1"]).url.endswith("/check")


def test_back_from_a_change_leads_to_the_list_and_keeps_what_is_typed(robot: Robot) -> None:
    page = robot.get(links(robot)["detail"])
    page = pressed(robot, page, "back", story=["Half a sent"])
    assert page.url.endswith("/check")
    assert "Half a sent" in page.text


def test_back_without_javascript_keeps_what_is_typed(robot: Robot) -> None:
    page = robot.get(f"{robot.base}/p/detail")
    page = pressed(robot, page, "back", story=["Half a sent"], people=["many"])
    assert page.url.endswith("/p/work")
    again = robot.get(f"{robot.base}/p/detail").form().filled()
    assert again["story"] == ["Half a sent"]
    assert again["people"] == ["many"]


def test_a_page_leads_back_to_the_list_and_nowhere_else(robot: Robot) -> None:
    page = robot.get(f"{robot.base}/p/work?then=//elsewhere.example")
    assert "elsewhere.example" not in page.html
    page = pressed(robot, page, "continue", then=["//elsewhere.example"])
    assert page.url.endswith("/p/detail")


@pytest.mark.parametrize("where", ["resume", "withdraw"])
def test_a_code_that_fits_nothing_is_shown_again_to_be_put_right(robot: Robot, where: str) -> None:
    page = robot.get(f"{robot.base}/{where}")
    form = page.form(where)
    page = robot.send(page, form, {**form.filled(), "code": ["H4TK 9WPM <b>"]})
    assert page.status == 422
    assert page.form(where).filled()["code"] == ["H4TK 9WPM <b>"]


def test_somebody_who_came_back_by_a_code_is_told_that_it_still_works(site: Site, robot: Robot) -> None:
    other = Robot(site.browser(), "tiny")
    other.resume(robot.resume_code)
    page = other.get("/s/tiny/code")
    assert page.url.endswith("/saved")
    assert "The return code that you came back with" in page.text


def test_the_first_code_is_never_called_a_new_one(robot: Robot) -> None:
    page = robot.get(f"{robot.base}/code")
    assert robot.resume_code in page.text
    assert "new return code" not in page.text


def test_a_new_code_whose_page_never_came_is_asked_for_again(robot: Robot) -> None:
    """The server gave the old code and cookie up, and the browser has not heard of the new ones."""
    page = robot.get(f"{robot.base}/saved")
    form, client = page.form(), robot.client
    assert isinstance(client, TestClient)
    before = dict(client.cookies.items())
    first = robot.send(page, form, form.filled())
    client.cookies.clear()
    client.cookies.update(before)
    again = robot.send(page, form, form.filled())
    (code,) = set(re.findall(CODE, first.text))
    assert re.findall(CODE, again.text) == [code]
    client.cookies.clear()
    client.cookies.update(before)
    assert robot.get(f"{robot.base}/saved").status == 403
    assert robot.send(page, form, {**form.filled(), "once": ["0" * 32]}).status == 403


def test_an_end_screen_deletes_what_was_answered_if_asked(site: Site) -> None:
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["none"]})
    robot.start()
    page = robot.answer(robot.first_question())
    form = page.form("stop")
    assert robot.send(page, form, form.filled()).url.endswith("/stopped")
    with site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0


@pytest.mark.parametrize("action", ["save", "check", "back"])
def test_a_side_way_from_a_note_leaves_the_choice_as_it_was(robot: Robot, action: str) -> None:
    page = robot.get(links(robot)["care_note"])
    pressed(robot, page, action)
    assert "Send my answers" in robot.get(f"{robot.base}/check").text
    assert robot.get(f"{robot.base}/p/care").url.endswith("/check")


@pytest.mark.parametrize("choice", ["bogus", "", "see\x00"])
def test_only_the_two_choices_of_a_note_lead_on(site: Site, choice: str) -> None:
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.answer(robot.answer(robot.first_question()))
    assert "/p/care_note" in page.url
    page = pressed(robot, page, choice, "choice")
    assert page.status == 422
    assert "/p/care_note" in robot.get(f"{robot.base}/p/care").url
    assert "/p/care" in pressed(robot, page, "see", "choice").url


def test_there_is_no_list_of_answers_at_an_end_screen(site: Site) -> None:
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["none"]})
    robot.start()
    robot.answer(robot.first_question())
    assert robot.get(f"{robot.base}/check").url.endswith("/end")


def test_a_list_of_answers_that_is_out_of_date_is_shown_anew(robot: Robot) -> None:
    page = robot.get(f"{robot.base}/check")
    form = page.form("check")
    page = robot.send(page, form, form.filled() | {"key": ["bad"]}, ("action", "send"))
    assert (page.status, page.url.endswith("/check")) == (200, True)


@pytest.mark.parametrize(
    ("action", "leads"), [("back", "/check"), ("save", "/saved"), ("continue", "/check")]
)
def test_after_a_conflict_the_button_that_was_pressed_is_carried_on(
    robot: Robot, action: str, leads: str
) -> None:
    url = links(robot)["detail"]
    one, other = robot.get(url), robot.get(url)
    pressed(robot, one, "continue", story=["First"])
    page = pressed(robot, other, action, story=["Second"])
    assert page.status == 409
    assert url in page.html  # to keep what is saved leads back by the list too
    form = page.form()
    kept = next(control.value for control in form.controls if control.name == "action")
    assert robot.send(page, form, form.filled(), ("action", kept)).url.endswith(leads)


def test_a_field_that_is_not_on_the_page_is_not_cleared_nor_named(robot: Robot) -> None:
    page = pressed(robot, robot.get(f"{robot.base}/p/work"), "x" * 500, "clear")
    assert "xxx" not in page.url
