"""What was typed on a page whose session is over comes back, and goes into nobody else's answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from itsdangerous import TimestampSigner

from survey.engine.forms import Form
from survey.engine.loader import load_text
from survey.fieldwork.participation import Participation
from tests.conftest import Clock
from tests.robot import Page, Robot
from tests.web.site import TINY, Site, tiny

LONG = 'A long story about "us" & them, in <two>\nlines'
NAMED = '["story", "x"]'


def robot_on(site: Site, slug: str, device: str = "shared") -> Robot:
    robot = Robot(site.browser(), slug, choices={"sector": ["health"], "keep": ["1"]})
    robot.start(device)
    return robot


@pytest.fixture(autouse=True)
def stamped(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Cookies are stamped by the clock of the test, which stands still, however long the test takes."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(clock().timestamp()))


@pytest.fixture
def slug(sqlite_site: Site) -> str:
    return sqlite_site.open(tiny())


@pytest.fixture
def robot(sqlite_site: Site, slug: str) -> Robot:
    """Somebody at a shared computer, on a page where they write at length."""
    return robot_on(sqlite_site, slug)


def write(robot: Robot, page: Page) -> Page:
    """Continue from the page of details with a long text."""
    form = page.form()
    return robot.send(page, form, {**form.filled(), "story": [LONG], "areas": ["a", "b"]}, CONTINUE)


CONTINUE = ("action", "continue")


def details(robot: Robot) -> Page:
    return robot.answer(robot.first_question())


def come_back(robot: Robot, page: Page, code: str) -> Page:
    form = page.form("resume")
    return robot.send(page, form, {**form.filled(), "code": [code], "device": ["shared"]})


def stored(site: Site) -> list[Form]:
    """What is written in words on the page `detail` of each draft, whose writers let the server read it."""
    with site.store.read() as tx:
        drafts = tx.connection.exec_driver_sql("SELECT id FROM draft").scalars().all()
        pages = [tx.drafts.pages(draft).get("detail") for draft in drafts]
    return [page.text for page in pages if page is not None]


def test_after_the_time_is_over_the_code_saves_what_was_typed(
    sqlite_site: Site, robot: Robot, clock: Clock
) -> None:
    page = details(robot)
    clock.move(minutes=30)
    kept = write(robot, page)
    assert kept.status == 403
    assert "What you entered is still here" in kept.text
    back = come_back(robot, kept, robot.resume_code)
    assert "Save and continue" in back.html
    onward = robot.send(back, back.form(), back.form().filled(), CONTINUE)
    assert onward.url.endswith("/p/care_note")
    assert LONG in robot.get(f"{robot.base}/p/detail").form().filled()["story"]
    assert robot.get(f"{robot.base}/p/detail").form().filled()["areas"] == ["a", "b"]


def test_a_wrong_code_loses_nothing_either(robot: Robot, clock: Clock) -> None:
    page = details(robot)
    clock.move(minutes=30)
    again = come_back(robot, write(robot, page), "wrong")
    assert again.status == 422
    back = come_back(robot, again, robot.resume_code)
    assert back.form().filled()["story"] == [LONG]


def test_what_was_typed_never_goes_into_another_persons_answers(
    sqlite_site: Site, slug: str, robot: Robot, clock: Clock
) -> None:
    other = robot_on(sqlite_site, slug)
    details(other)
    page = details(robot)
    clock.move(minutes=30)
    refused = come_back(robot, write(robot, page), other.resume_code)
    assert refused.status == 422
    assert "No answers that this page belongs to have this code" in refused.text
    assert stored(sqlite_site) == []


def test_a_page_from_before_one_came_back_by_code_is_saved_by_one_press(robot: Robot) -> None:
    old = details(robot)
    robot.resume(robot.resume_code)
    kept = write(robot, old)
    assert kept.status == 403
    assert "open on this device again" in kept.text
    robot.send(kept, kept.form(), kept.form().filled(), CONTINUE)
    assert robot.get(f"{robot.base}/p/detail").form().filled()["story"] == [LONG]


def test_a_page_of_answers_that_are_no_longer_the_ones_open_here_asks_for_their_code(
    sqlite_site: Site, robot: Robot
) -> None:
    old, code = details(robot), robot.resume_code
    robot.start()
    details(robot)
    kept = write(robot, old)
    assert "Type your return code" in kept.text
    assert stored(sqlite_site) == []
    back = come_back(robot, kept, code)
    robot.send(back, back.form(), back.form().filled(), CONTINUE)
    assert (LONG,) in stored(sqlite_site)[0].values()


def test_what_has_changed_elsewhere_in_the_meantime_is_shown_beside_it(
    sqlite_site: Site, robot: Robot, clock: Clock
) -> None:
    page = details(robot)
    clock.move(minutes=30)
    kept = write(robot, page)
    elsewhere = Robot(sqlite_site.browser(), "tiny")
    other = elsewhere.resume(robot.resume_code)
    form = other.form()
    elsewhere.send(other, form, {**form.filled(), "story": ["Something else"]}, ("action", "save"))
    back = come_back(robot, kept, robot.resume_code)
    both = robot.send(back, back.form(), back.form().filled(), CONTINUE)
    assert both.status == 409
    assert "Something else" in both.text


def test_a_window_that_was_left_open_is_told_that_the_answers_were_sent(robot: Robot) -> None:
    page = details(robot)
    robot.submit(robot.answer_all(page))
    kept = write(robot, page)
    assert kept.status == 403
    assert "answers were sent from this device" in kept.text
    assert "signed out here in the meantime" not in kept.text
    assert kept.links["Your receipt is still here"] == f"{robot.base}/sent"
    assert "A long story" in kept.text


def test_a_page_on_which_nothing_was_typed_just_says_that_one_is_signed_out(
    robot: Robot, clock: Clock
) -> None:
    page = robot.first_question()
    clock.move(minutes=30)
    form = page.form()
    away = robot.send(page, form, form.filled(), CONTINUE)
    assert away.status == 403
    assert "You are signed out on this device" in away.text


@pytest.mark.parametrize("carried", ["", "nonsense", "[1]", '["detail", "x", "y", []]', "{}", "null"])
def test_what_the_form_of_a_code_carries_may_be_nonsense(
    sqlite_site: Site, robot: Robot, carried: str
) -> None:
    page = Robot(sqlite_site.browser(), "tiny").get("/s/tiny/resume")
    visitor = Robot(sqlite_site.browser(), "tiny")
    page = visitor.get("/s/tiny/resume")
    values = {**page.form("resume").filled(), "code": [robot.resume_code], "rescued": [carried]}
    opened = visitor.send(page, page.form("resume"), values)
    assert opened.status == 200
    assert "/p/work" in opened.url


@pytest.mark.parametrize(
    "carried",
    [
        pytest.param('["detail", "x", 1e400, [], 0]', id="a version without end"),
        pytest.param('["detail", "x", 1, [["story", "\\ud800"]], 0]', id="half a sign"),
        pytest.param("[" * 50_000, id="fifty thousand brackets"),
        pytest.param(f'["detail", "x", 1, [{", ".join(300 * [NAMED])}, {NAMED}], 0]', id="301 fields"),
    ],
)
def test_what_no_page_of_ours_carries_is_not_read(sqlite_site: Site, robot: Robot, carried: str) -> None:
    stranger = Robot(sqlite_site.browser(), "tiny")
    page = stranger.get("/s/tiny/resume")
    values = {**page.form("resume").filled(), "code": ["wrong"], "rescued": [carried]}
    answered = stranger.send(page, page.form("resume"), values)
    assert answered.status == 422
    assert "rescued" not in answered.form("resume").filled()


def test_a_page_that_the_newest_version_no_longer_has_is_saved_by_its_code_all_the_same(
    sqlite_site: Site, robot: Robot, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = details(robot)
    clock.move(minutes=30)
    shorter = load_text(TINY.replace("page: detail\n", "page: particulars\n"))
    found = sqlite_site.app.state.desk.participation.campaign("tiny")
    monkeypatch.setattr(Participation, "campaign", lambda *given: found._replace(questionnaire=shorter))
    kept = write(robot, page)
    assert kept.status == 403
    back = come_back(robot, kept, robot.resume_code)
    robot.send(back, back.form(), back.form().filled(), CONTINUE)
    assert LONG in robot.get(f"{robot.base}/p/detail").form().filled()["story"]


# Signing out: a browser that goes back can send the form of whoever was there before once more


def leave(robot: Robot) -> None:
    robot.client.get(f"{robot.base}/leave", follow_redirects=False)  # type: ignore[call-arg]


def stop(robot: Robot) -> None:
    page = robot.get(f"{robot.base}/stop")
    robot.send(page, page.form("stop"), page.form("stop").filled())


def start_anew(robot: Robot) -> None:
    robot.start("shared")


@pytest.mark.parametrize("sign_out", [leave, stop, start_anew])
def test_whoever_comes_after_somebody_is_not_shown_what_they_typed(
    robot: Robot, clock: Clock, sign_out: Callable[[Robot], None]
) -> None:
    page = details(robot)
    clock.move(minutes=1)
    sign_out(robot)
    clock.move(hours=5)
    again = write(robot, page)
    assert again.status == 403
    assert "A long story" not in again.text
    assert "A long story" not in come_back(robot, again, "wrong").text
    robot.start("shared")
    assert "A long story" not in write(robot, page).text


def test_what_was_typed_in_another_window_before_leaving_is_still_saved_by_its_code(
    robot: Robot, clock: Clock
) -> None:
    page = details(robot)
    clock.move(minutes=1)
    leave(robot)
    back = come_back(robot, write(robot, page), robot.resume_code)
    assert "A long story" in back.text
    robot.send(back, back.form(), back.form().filled(), CONTINUE)
    assert LONG in robot.get(f"{robot.base}/p/detail").form().filled()["story"]


def test_somebody_whose_time_ran_out_sees_what_they_typed(robot: Robot, clock: Clock) -> None:
    page = details(robot)
    clock.move(minutes=30)
    assert "A long story" in write(robot, page).text


def test_so_does_somebody_who_was_asked_to_choose_between_two_versions(robot: Robot, clock: Clock) -> None:
    page = details(robot)
    other = robot.get(page.url)
    clock.move(minutes=1)
    robot.send(
        other, other.form(), {**other.form().filled(), "story": ["Something else"]}, ("action", "save")
    )
    both = write(robot, page)
    assert both.status == 409
    clock.move(minutes=30)
    mine = both.form()
    assert "A long story" in robot.send(both, mine, mine.filled(), CONTINUE).text


# Staying


def stay(robot: Robot, page: Page) -> int:
    """Say as the script does that somebody is still there."""
    csrf = page.form().filled()["csrf"][0]
    headers = {"content-type": "application/x-www-form-urlencoded"}
    status: int = robot.client.post(f"{robot.base}/stay", content=f"csrf={csrf}", headers=headers).status_code
    return status


def test_somebody_who_only_reads_can_stay(robot: Robot, clock: Clock) -> None:
    page = robot.first_question()
    assert 'id="staying"' in page.html
    for _ in range(3):
        clock.move(minutes=15)
        assert stay(robot, page) == 204
    assert robot.get(f"{robot.base}/go").status == 200


def test_nobody_stays_whose_time_is_over(robot: Robot, clock: Clock) -> None:
    page = robot.first_question()
    clock.move(minutes=21)
    assert stay(robot, page) == 403


def test_ones_own_device_is_told_of_no_time(sqlite_site: Site, slug: str) -> None:
    assert 'id="staying"' not in robot_on(sqlite_site, slug, "own").first_question().html
