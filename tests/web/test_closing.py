"""The end of a survey as people meet it: told beforehand on every page, and then what can still be done."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.campaign import close
from survey.fieldwork.channels import add_channel
from survey.fieldwork.limit import set_most
from survey.fieldwork.window import parse_london
from tests.conftest import Clock
from tests.robot import Page, Robot
from tests.storage.made import response
from tests.web.site import Site, london, tiny
from tests.web.test_security import addresses

CLOSES = parse_london("2025-01-10", closing=True)
TOLD = "This survey closes on Friday 10 January 2025 at 23:59, London time."
GRACE = "until Saturday 11 January 2025 at 00:30, London time."
CHOICES = {"sector": ["health"]}


@pytest.fixture
def slug(sqlite_site: Site, clock: Clock) -> str:
    """The tiny survey, opened a month before it closes."""
    clock.now = parse_london("2024-12-10 09:00")
    return sqlite_site.open(tiny(), closes_at=CLOSES)


def person(site: Site, slug: str) -> Robot:
    return Robot(site.browser(), slug, choices=CHOICES)


def above(html: str, told: str) -> bool:
    """Whether it stands above the questions."""
    return told in html.partition("<main")[0]


def begun(site: Site, slug: str) -> Robot:
    robot = person(site, slug)
    robot.start()
    return robot


def filled_up(site: Site, slug: str, number: int = 10) -> None:
    """As many responses as the survey takes."""
    set_most(site.store, slug, number, actor="test", reason="test")
    with site.store.write() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        for _ in range(number):
            tx.responses.add(response(campaign), {})


def pages_of(site: Site, robot: Robot) -> list[tuple[str, str]]:
    """Every page of the survey by its address, as somebody who is answering gets it; errors among them."""
    client = robot.client
    assert isinstance(client, TestClient)
    paths = [path for method, path in addresses(site) if method == "GET" and "/s/" in path]
    wanted = [path for path in paths if "leave" not in path] + [f"{robot.base}/no/such/page"]
    replies = [(path, client.get(path)) for path in wanted]
    forged = client.post(f"{robot.base}/p/work", content="sector=health", headers={"content-type": "text/x"})
    every = (*replies, ("a form that cannot be read", forged))
    return [
        (path, reply.text) for path, reply in every if "text/html" in reply.headers.get("content-type", "")
    ]


def test_every_page_of_a_survey_tells_its_end_in_the_last_seven_days(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 20:00")
    found = pages_of(sqlite_site, begun(sqlite_site, slug))
    assert len(found) > 15
    assert [path for path, html in found if TOLD not in html] == []


def test_questions_tell_it_beside_coming_back_later_and_not_above_themselves(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 20:00")
    html = begun(sqlite_site, slug).first_question().html
    assert not above(html, TOLD)
    assert html.index("Save and come back later") < html.index(TOLD)
    assert html.count(TOLD) == 1


def test_nobody_is_told_to_come_back_until_a_time_that_is_over(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 23:50")
    robot = begun(sqlite_site, slug)
    clock.move(minutes=20)
    page = robot.get(f"/s/{slug}/check")
    assert "Save and come back later" in page.text
    assert "10 January 2025 at 23:59" not in page.text
    assert "start anew" not in robot.get(f"/s/{slug}/resume").text


def test_no_page_tells_it_earlier(sqlite_site: Site, slug: str, clock: Clock) -> None:
    clock.now = parse_london("2025-01-03 12:00")
    found = pages_of(sqlite_site, begun(sqlite_site, slug))
    assert [path for path, html in found if re.search('class="closing"|ways__end', html)] == []


def test_in_the_time_of_grace_pages_tell_until_when_one_can_finish(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 23:50")
    robot = begun(sqlite_site, slug)
    clock.move(minutes=20)
    question = robot.first_question()
    assert GRACE in question.text
    assert above(question.html, GRACE), "little time is left, so it stands at the top"
    assert GRACE in person(sqlite_site, slug).get(f"/s/{slug}/support").text
    assert robot.submit(robot.answer_all(robot.first_question())).url.endswith("/sent")


def test_the_receipt_s_page_tells_the_end_too(sqlite_site: Site, slug: str, clock: Clock) -> None:
    clock.now = parse_london("2025-01-10 20:00")
    robot = begun(sqlite_site, slug)
    assert TOLD in robot.submit(robot.answer_all(robot.first_question())).text


def test_the_front_door_belongs_to_no_survey_and_tells_no_end(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 20:00")
    assert 'class="closing"' not in person(sqlite_site, slug).get("/").html


def test_the_end_is_told_in_the_language_of_the_page(sqlite_site: Site, clock: Clock) -> None:
    clock.now = parse_london("2025-01-09 09:00")
    slug = sqlite_site.open(london(), closes_at=CLOSES)
    page = person(sqlite_site, slug).get(f"/s/{slug}?lang=pl")
    told = re.search(r'<div class="closing">.*?</div>', page.html)
    assert told
    assert ("piątek, 10 stycznia 2025" in told[0]) == ('lang="pl"' in page.html)


def test_closed_says_what_somebody_who_began_here_can_still_do(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = parse_london("2025-01-10 23:50")
    robot = begun(sqlite_site, slug)
    clock.now = CLOSES
    page = robot.get(f"/s/{slug}")
    assert (page.status, page.links["Go on answering"]) == (403, f"/s/{slug}/go")
    assert "This survey has closed, and you can still finish" in page.text
    assert "11 January 2025 at 00:30, London time" in page.text
    clock.move(minutes=30)
    page = robot.get(f"/s/{slug}")
    assert (page.status, page.links["Delete what I saved"]) == (403, f"/s/{slug}/stop")


def test_closed_says_to_anybody_how_to_finish_withdraw_and_ask(
    sqlite_site: Site, slug: str, clock: Clock
) -> None:
    clock.now = CLOSES
    page = person(sqlite_site, slug).get(f"/s/{slug}")
    assert page.links["finish with your return code"] == f"/s/{slug}/resume"
    assert page.links["take them back"] == f"/s/{slug}/withdraw"
    assert page.links["Here are people who listen"] == f"/s/{slug}/support"
    assert 'class="closing"' not in page.html


# Full


def full_page(page: Page) -> bool:
    return page.status == 403 and "This survey is full" in page.text


def test_a_full_survey_says_so_and_nothing_of_how_many(site: Site) -> None:
    slug = site.open(tiny())
    waiting = person(site, slug)
    start = waiting.get(f"/s/{slug}")
    filled_up(site, slug, 17)
    page = person(site, slug).get(f"/s/{slug}")
    assert full_page(page)
    assert "17" not in re.sub(r"\d+ \w+ \d{4} at \d\d:\d\d", "", page.text)
    assert page.links["take them back"] == f"/s/{slug}/withdraw"
    late = waiting.send(start, start.form("start"), {**start.form("start").filled(), "device": ["own"]})
    assert full_page(late)
    assert "A tiny survey" not in person(site, slug).get("/").text


def test_whoever_began_before_it_was_full_goes_on_sends_and_withdraws(site: Site) -> None:
    slug = site.open(tiny())
    robot = begun(site, slug)
    filled_up(site, slug)
    page = robot.get(f"/s/{slug}")
    assert full_page(page)
    assert page.links["Go on answering"] == f"/s/{slug}/go"
    elsewhere = person(site, slug)
    assert "You can start anew" not in elsewhere.get(f"/s/{slug}/resume").text
    assert elsewhere.resume(robot.resume_code).status == 200
    elsewhere.submit(elsewhere.answer_all(elsewhere.first_question()))
    gone = person(site, slug).withdraw(elsewhere.receipt)
    assert "There is nothing more to do." in gone.text
    assert "is open until" not in gone.text


def test_a_survey_that_is_full_and_closed_is_closed(sqlite_site: Site, slug: str, clock: Clock) -> None:
    filled_up(sqlite_site, slug)
    clock.move(days=1)
    close(sqlite_site.store, slug, actor="test", reason="test")
    assert "This survey has closed" in person(sqlite_site, slug).get(f"/s/{slug}").text


def test_after_a_withdrawal_one_may_answer_again_while_it_is_open(sqlite_site: Site, slug: str) -> None:
    robot = begun(sqlite_site, slug)
    robot.submit(robot.answer_all(robot.first_question()))
    page = person(sqlite_site, slug).withdraw(robot.receipt)
    assert page.links["the survey"] == f"/s/{slug}"
    assert page.links["write to the survey team"] == f"/s/{slug}/formats#survey-team"


# A wrong address


@pytest.mark.parametrize("path", ["p/x/y?z", "nowhere", "p/work/remove/one", "start/"])
def test_a_wrong_address_within_a_survey_leads_back_into_it(sqlite_site: Site, slug: str, path: str) -> None:
    page = person(sqlite_site, slug).get(f"/s/{slug}/{path}")
    assert (page.status, page.title) == (404, "There is no page here, A tiny survey")
    base = f"/s/{slug}"
    for target in (base, f"{base}/go", f"{base}/resume", f"{base}/withdraw"):
        assert target in page.links.values()


@pytest.mark.parametrize(
    "path", ["/nowhere", "/s/unknown", "/s/unknown/p/work", "/s/%00/x", "/s/a%00b", "/s/", "/s//x"]
)
def test_a_wrong_address_outside_of_any_survey_leads_to_those_that_are_open(site: Site, path: str) -> None:
    page = Robot(site.browser(), "tiny").get(path)
    assert page.status == 404
    assert page.links["see which surveys are open now"] == "/"


# Links that carry a name


def counts(site: Site, slug: str) -> dict[str, tuple[int, int]]:
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        return {one.name: (one.starts, one.sent) for one in tx.channels.all(campaign.id)}


def came_by(site: Site, slug: str, query: str) -> Robot:
    """Somebody who opened a link and pressed the start button."""
    robot = person(site, slug)
    page = robot.get(f"/s/{slug}?{query}")
    robot.send(page, page.form("start"), {**page.form("start").filled(), "device": ["own"]})
    return robot


def test_the_name_of_a_link_goes_through_the_start_form_and_is_counted(site: Site) -> None:
    slug = site.open(tiny())
    add_channel(site.store, slug, "met-intranet", "Met intranet", actor="test", reason="test")
    robot = came_by(site, slug, "via=met-intranet")
    robot.submit(robot.answer_all(robot.first_question()))
    came_by(site, slug, "via=Met-Intranet&lang=en-GB")
    came_by(site, slug, "via=somebody-s-own")
    came_by(site, slug, "")
    assert counts(site, slug) == {"met-intranet": (2, 1), "": (1, 0)}


@pytest.mark.parametrize("via", ["%3Cb%3E", "a%20b", "x" * 41, "a&via=b%00", ""])
def test_what_is_no_name_is_ignored(sqlite_site: Site, slug: str, via: str) -> None:
    came_by(sqlite_site, slug, f"via={via}")
    assert counts(sqlite_site, slug) == {}


def test_the_questions_carry_no_name_of_a_link(sqlite_site: Site, slug: str) -> None:
    robot = came_by(sqlite_site, slug, "via=poster")
    assert "poster" not in robot.first_question().html
