"""The whole London survey, answered with nothing but HTML forms and cookies, on both engines."""

from __future__ import annotations

import pytest

from tests.robot import Robot
from tests.web.site import Site, london

ELIGIBLE = {"eligible": ["1"], "agree_take_part": ["1"], "keep_partial": ["1"]}


@pytest.mark.parametrize("sector", ["policing", "health", "local_authority", "other"])
def test_every_sector_can_answer_the_whole_survey_and_send_it(site: Site, sector: str) -> None:
    slug = site.open(london())
    robot = Robot(site.browser(), slug, seed=1, choices={**ELIGIBLE, "sector": [sector], "pp_have": ["1"]})
    robot.start()
    page = robot.submit(robot.answer_all(robot.first_question()))
    assert page.url.endswith("/sent")
    assert len(robot.receipt.replace(" ", "").replace("-", "")) == 24
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        assert tx.responses.count(campaign.id) == 1
        assert tx.drafts.count(campaign.id) == 0


def test_a_draft_is_resumed_halfway_in_a_fresh_browser_by_its_code(site: Site) -> None:
    slug = site.open(london())
    first = Robot(site.browser(), slug, seed=2, choices={**ELIGIBLE, "sector": ["health"]})
    first.start()
    page = first.first_question()
    for _ in range(12):
        page = first.answer(page)
    left_at = page.url
    second = Robot(site.browser(), slug, seed=3, choices=first.choices)
    page = second.resume(first.resume_code)
    assert page.url == left_at
    assert second.submit(second.answer_all(page)).url.endswith("/sent")


def test_the_code_of_a_draft_opens_nothing_once_it_is_sent(site: Site) -> None:
    slug = site.open(london())
    robot = Robot(site.browser(), slug, choices={**ELIGIBLE, "sector": ["other"]})
    robot.start()
    robot.submit(robot.answer_all(robot.first_question()))
    page = Robot(site.browser(), slug).resume(robot.resume_code)
    assert page.status == 422
    assert "No saved answers have this code" in page.text


def test_a_receipt_withdraws_a_response_in_another_browser_and_works_once(site: Site) -> None:
    slug = site.open(london())
    robot = Robot(site.browser(), slug, choices={**ELIGIBLE, "sector": ["policing"]})
    robot.start()
    robot.submit(robot.answer_all(robot.first_question()))
    other = Robot(site.browser(), slug)
    assert other.withdraw(robot.receipt).url.endswith("/withdrawn")
    page = other.get(f"{other.base}/withdraw")
    again = other.send(
        page, page.form("withdraw"), {**page.form("withdraw").filled(), "code": [robot.receipt]}
    )
    assert again.status == 422
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        assert tx.responses.count(campaign.id) == 0
        assert len(tx.responses.withdrawals(campaign.id)) == 1


def test_somebody_who_is_not_eligible_meets_the_end_screen(site: Site) -> None:
    slug = site.open(london())
    robot = Robot(site.browser(), slug, choices={"eligible": ["0"]})
    robot.start()
    page = robot.answer(robot.first_question())
    assert page.url.endswith("/end")
    assert "policing, health or local government" in page.text
