"""Checks on answers as somebody at a browser meets them: what holds back, and what asks once."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.builders import asking
from tests.robot import Page, Robot
from tests.web.site import Site

HOURS = """\
- {id: beds, ask: number, text: Hours in all}
- page: hours
- {id: day, ask: number, text: Hours by day}
- id: night
  ask: number
  text: Hours by night
  checks:
    - {holds: day + night <= beds, say: Write no more hours than there are in all.}
    - {holds: night < 12, say: Twelve hours or more by night?, soft: true}
- page: after
- {id: note, ask: short_text, text: Note}
"""


@pytest.fixture
def robot(site: Site) -> Robot:
    """Somebody on the page with the checks, who said 20 hours in all."""
    robot = Robot(site.browser(), site.open(asking(HOURS)))
    robot.start()
    assert place(press(robot, robot.first_question(), beds="20")) == "hours"
    return robot


def press(robot: Robot, page: Page, action: str = "continue", **typed: str) -> Page:
    form = page.form()
    values = {**form.filled(), **{name: [value] for name, value in typed.items()}}
    return robot.send(page, form, values, ("action", action))


def place(page: Page) -> str:
    return urlsplit(page.url).path.rsplit("/", 1)[-1]


def hours(robot: Robot) -> Page:
    return robot.get(f"{robot.base}/p/hours")


def test_a_hard_check_keeps_the_page_open_and_everything_typed(robot: Robot) -> None:
    page = press(robot, hours(robot), day="15", night="6")
    assert page.status == 422
    assert page.text.count("Write no more hours than there are in all.") == 2  # at the top, and at the field
    assert page.form().filled()["day"] == ["15"]
    assert place(press(robot, page, night="5")) == "after"


def test_a_nudge_asks_once_and_a_second_press_accepts(robot: Robot) -> None:
    page = press(robot, hours(robot), day="1", night="13")
    assert page.status == 422
    assert "Is this as you meant it?" in page.text
    assert "before you go on" not in page.text
    assert place(press(robot, page)) == "after"


def test_a_nudge_is_kept_back_while_something_is_to_be_put_right_and_then_asked(robot: Robot) -> None:
    page = press(robot, hours(robot), day="9", night="13")
    assert "Twelve hours or more" not in page.text
    page = press(robot, page, day="2")
    assert "Twelve hours or more" in page.text
    assert place(press(robot, page)) == "after"


def test_saving_for_later_checks_nothing(robot: Robot) -> None:
    page = press(robot, hours(robot), "save", day="15", night="20")
    assert place(page) == "saved"
    assert hours(robot).form().filled()["night"] == ["20"]


def test_an_answer_changed_earlier_opens_the_page_again_and_says_why(robot: Robot) -> None:
    press(robot, hours(robot), day="11", night="8")
    page = press(robot, robot.get(f"{robot.base}/p/after"))
    assert place(page) == "check"
    page = press(robot, robot.get(f"{robot.base}/p/s?then=check"), beds="10")
    assert place(page) == "hours"
    assert "Write no more hours than there are in all." in page.text
    assert "Your answers so far" in robot.get(f"{robot.base}/check").text
    assert place(press(robot, page, night="2", day="2")) == "check"
