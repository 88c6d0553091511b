"""One page at a time: what is typed is kept, what is wrong is said, and nothing is overwritten in silence."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from survey.errors import NotSaved
from survey.storage.database import Store
from survey.storage.transaction import Transaction
from tests.robot import Page, Robot
from tests.web.site import Site, tiny


@pytest.fixture
def robot(site: Site) -> Robot:
    """Somebody in health who stands at the second page."""
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"], "keep": ["1"]})
    robot.start()
    robot.answer(robot.first_question())
    return robot


def typed(
    robot: Robot, page: Page, button: tuple[str, str] = ("action", "continue"), **fields: list[str]
) -> Page:
    form = page.form()
    return robot.send(page, form, {**form.filled(), **fields}, button)


def at(robot: Robot, page: str) -> Page:
    return robot.get(f"{robot.base}/p/{page}")


def stored(site: Site) -> dict[str, Any]:
    """The fields of the only draft, page by page."""
    with site.store.read() as tx:
        drafts = tx.connection.exec_driver_sql("SELECT id FROM draft").scalars().all()
        return {name: record.form for name, record in tx.drafts.pages(drafts[0]).items()}


def test_a_page_to_put_right_keeps_everything_typed_and_links_to_the_field(robot: Robot) -> None:
    page = typed(robot, at(robot, "detail"), areas=["a", "b", "c"], story=["Slowly"], people=["many"])
    assert page.status == 422
    assert page.title.startswith("To put right")
    assert "Choose up to 2. You have chosen 3." in page.text
    assert page.links["Choose up to 2. You have chosen 3."] == "#areas"
    again = page.form().filled()
    assert again["areas"] == ["a", "b", "c"]
    assert again["story"] == ["Slowly"]
    assert again["people"] == ["many"]


def test_what_was_refused_is_kept_for_later_too(site: Site, robot: Robot) -> None:
    typed(robot, at(robot, "detail"), people=["many"])
    assert stored(site)["detail"]["people"] == ("many",)
    assert at(robot, "detail").form().filled()["people"] == ["many"]


def test_save_and_come_back_later_checks_nothing(site: Site, robot: Robot) -> None:
    page = typed(robot, at(robot, "detail"), ("action", "save"), people=["many"], story=["Half a sent"])
    assert page.url.endswith("/saved")
    assert stored(site)["detail"] == {"people": ("many",), "story": ("Half a sent",)}


def test_seeing_the_answers_so_far_keeps_what_is_typed(site: Site, robot: Robot) -> None:
    page = typed(robot, at(robot, "detail"), ("action", "check"), story=["Half a sent"])
    assert page.url.endswith("/check")
    assert "Half a sent" in page.text
    assert stored(site)["detail"] == {"story": ("Half a sent",)}


def test_an_autosave_over_another_windows_page_is_refused_and_changes_nothing(
    site: Site, robot: Robot
) -> None:
    left, right = at(robot, "detail"), at(robot, "detail")
    typed(robot, left, story=["From the left"])
    form = right.form()
    form.action = f"{robot.base}/save"
    assert robot.send(right, form, {**form.filled(), "story": ["From the right"]}).status == 409
    assert stored(site)["detail"]["story"] == ("From the left",)


def test_a_required_answer_is_asked_for_without_blame(site: Site) -> None:
    robot = Robot(site.browser(), site.open(tiny()))
    robot.start()
    page = typed(robot, robot.first_question())
    assert page.status == 422
    assert "One thing before you go on" in page.text
    assert page.links["Answer this to go on: Where?"] == "#sector"


def test_one_answer_can_be_cleared_without_javascript(site: Site, robot: Robot) -> None:
    page = typed(robot, at(robot, "work"), ("clear", "keep"))
    assert page.status == 200
    assert stored(site)["work"] == {"sector": ("health",)}


def test_pages_ahead_lead_to_the_first_that_needs_something(robot: Robot) -> None:
    assert at(robot, "contact").url.endswith("/p/detail")
    assert at(robot, "nowhere").url.endswith("/p/detail")


def test_two_windows_on_one_page_never_overwrite_each_other_in_silence(site: Site, robot: Robot) -> None:
    left, right = at(robot, "detail"), at(robot, "detail")
    typed(robot, left, story=["From the left"])
    page = typed(robot, right, story=["From the right"])
    assert page.status == 409
    assert "From the left" in page.text
    assert "From the right" in page.text
    assert stored(site)["detail"]["story"] == ("From the left",)
    kept = robot.send(page, page.form("stale"), page.form("stale").filled(), ("action", "continue"))
    assert kept.status == 200
    assert stored(site)["detail"]["story"] == ("From the right",)


@pytest.mark.parametrize("action", ["continue", "save", "back", "check", "language-pl"])
@pytest.mark.parametrize("sector", [["none"], []], ids=["off the way", "ahead on it"])
def test_a_page_that_another_window_took_off_the_way_is_kept_for_when_it_comes_back(
    site: Site, robot: Robot, action: str, sector: list[str]
) -> None:
    first = at(robot, "detail")
    typed(robot, at(robot, "work"), sector=sector)
    gone = typed(robot, first, ("action", action), story=["What I wrote meanwhile"])
    assert gone.status == 200
    assert stored(site)["detail"]["story"] == ("What I wrote meanwhile",)
    back = typed(robot, at(robot, "work"), sector=["health"])
    assert back.url.partition("?")[0].endswith("/p/detail")
    assert back.form().filled()["story"] == ["What I wrote meanwhile"]


def test_two_versions_of_a_page_that_left_the_way_stand_side_by_side_too(robot: Robot) -> None:
    first, second = at(robot, "detail"), at(robot, "detail")
    typed(robot, first, ("action", "save"), story=["One"])
    typed(robot, at(robot, "work"), sector=["none"])
    both = typed(robot, second, story=["Another"])
    assert both.status == 409
    assert "One" in both.text
    assert "Another" in both.text


def test_a_page_that_the_questionnaire_does_not_have_is_not_there(robot: Robot) -> None:
    page = at(robot, "detail")
    page.forms[-1].action = page.form().action.replace("detail", "nowhere")
    assert typed(robot, page, story=["Lost"]).status == 404


def test_the_same_page_sent_twice_is_accepted_twice(robot: Robot) -> None:
    page = at(robot, "detail")
    assert typed(robot, page, story=["Once"]).status == 200
    assert typed(robot, page, story=["Once"]).status == 200


def test_a_save_that_fails_says_so_and_gives_the_text_back(
    site: Site, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at(robot, "detail")

    def broken(self: Transaction) -> None:
        raise NotSaved("Nothing was saved: disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "drafts", property(broken))
        failed = typed(robot, page, story=["Do not lose this"])
    assert failed.status == 503
    assert "Not saved yet" in failed.text
    form = failed.form("retry")
    assert form.filled()["story"] == ["Do not lose this"]
    assert robot.send(failed, form, form.filled(), ("action", "continue")).status == 200
    assert stored(site)["detail"]["story"] == ("Do not lose this",)


def test_sending_that_fails_gives_the_button_back_and_the_next_press_sends_once(
    site: Site, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = robot.answer_all(at(robot, "detail"))

    def broken(self: Transaction) -> None:
        raise NotSaved("Nothing was saved: disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "responses", property(broken))
        failed = robot.send(page, page.form("check"), page.form("check").filled(), ("action", "send"))
    assert (failed.status, "Not saved yet" in failed.text) == (503, True)
    assert robot.submit(failed).url.endswith("/sent")
    only_response(site)


def test_unasked_unknown_and_forged_values_are_never_stored(site: Site, robot: Robot) -> None:
    typed(
        robot,
        at(robot, "detail"),
        areas=["a", "zebra"],
        hard=["1"],
        sector=["police"],
        invented=["x"],
        story=["Fine"],
    )
    assert stored(site)["detail"] == {"areas": ("a",), "story": ("Fine",)}
    assert stored(site)["work"]["sector"] == ("health",)


def test_two_values_for_one_choice_are_no_answer(site: Site, robot: Robot) -> None:
    page = typed(robot, at(robot, "work"), sector=["health", "police"])
    assert page.status == 422
    assert "sector" not in stored(site)["work"]


def test_control_characters_are_refused_and_other_writing_is_kept_exactly(site: Site, robot: Robot) -> None:
    refused = typed(robot, at(robot, "detail"), story=["a\x00b"])
    assert refused.status == 422
    said = "\U0001f642 e\u0301 \u05e9\u05dc\u05d5\u05dd 'quoted' <b>"
    assert typed(robot, at(robot, "detail"), story=[said]).status == 200
    assert stored(site)["detail"]["story"] == (said,)
    assert at(robot, "detail").form().filled()["story"] == [said]


def test_autosave_keeps_what_is_typed_and_answers_with_the_new_version(site: Site, robot: Robot) -> None:
    page = at(robot, "detail")
    form = page.form()
    values = {**form.filled(), "story": ["So far"], "people": ["abc"]}
    form.action = f"{robot.base}/save"
    saved = robot.send(page, form, values)
    assert saved.status == 200
    assert "Saved at" in saved.text
    assert stored(site)["detail"] == {"story": ("So far",), "people": ("abc",)}


def test_a_skipped_section_asks_nothing_and_can_be_answered_after_all(site: Site, robot: Robot) -> None:
    typed(robot, at(robot, "detail"))
    page = typed(robot, at(robot, "care_note"), ("choice", "skip"))
    assert page.url.endswith("/p/contact")
    assert "You chose to skip this section" in robot.get(f"{robot.base}/check").text
    assert typed(robot, at(robot, "care_note"), ("choice", "see")).url.endswith("/p/care")


def test_a_changed_mind_gets_its_old_answers_back_and_nothing_off_the_route_is_sent(
    site: Site, robot: Robot
) -> None:
    typed(robot, at(robot, "detail"), areas=["a", "other"], areas__say=["Somewhere"])
    typed(robot, at(robot, "work"), sector=["police"])
    assert "areas" not in at(robot, "detail").form().names("checkbox")
    typed(robot, at(robot, "work"), sector=["health"])
    assert at(robot, "detail").form().filled()["areas"] == ["a", "other"]
    typed(robot, at(robot, "work"), sector=["police"])
    robot.submit(robot.answer_all(at(robot, "detail")))
    response, texts = only_response(site)
    assert "areas" not in response.closed
    assert "areas__say" not in texts


def test_contact_details_leave_for_the_outbox_and_are_in_no_response(site: Site, robot: Robot) -> None:
    typed(robot, at(robot, "detail"))
    typed(robot, at(robot, "care_note"), ("choice", "skip"))
    typed(robot, at(robot, "contact"), wishes=["results"])
    typed(robot, at(robot, "details"), consent=["1"], address=["me@example.org"])
    robot.submit(robot.get(f"{robot.base}/check"))
    response, texts = only_response(site)
    assert "me@example.org" not in f"{response} {texts}"
    assert "wishes" not in response.closed
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug("tiny")
        assert campaign is not None
        ((_, payload),) = tx.contacts.given(campaign.id)
    assert "me@example.org" in str(payload)


def test_without_consent_no_contact_details_are_kept(site: Site, robot: Robot) -> None:
    typed(robot, at(robot, "detail"))
    typed(robot, at(robot, "care_note"), ("choice", "skip"))
    typed(robot, at(robot, "contact"), wishes=["results"])
    typed(robot, at(robot, "details"), address=["me@example.org"])
    robot.submit(robot.get(f"{robot.base}/check"))
    with site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM contact_outbox").scalar() == 0


def only_response(site: Site) -> tuple[Any, Any]:
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug("tiny")
        assert campaign is not None
        (found,) = tx.responses.each(campaign.id)
        return found


def test_sending_twice_gives_the_same_receipt_and_one_response(site: Site, robot: Robot) -> None:
    page = robot.answer_all(at(robot, "detail"))
    form = page.form("check")
    first = robot.send(page, form, form.filled(), ("action", "send"))
    second = robot.send(page, form, form.filled(), ("action", "send"))
    assert first.url == second.url
    assert first.text == second.text
    only_response(site)


def test_ones_own_answers_can_be_downloaded_once_sent(site: Site, robot: Robot) -> None:
    typed(robot, at(robot, "detail"), story=["My own words"])
    page = robot.submit(robot.answer_all(at(robot, "care_note")))
    form = next(form for form in page.forms if form.action.endswith("/download"))
    assert "My own words" in robot.send(page, form, form.filled()).text


def test_stop_and_delete_removes_the_draft_and_its_code(site: Site, robot: Robot) -> None:
    page = robot.get(f"{robot.base}/stop")
    assert robot.send(page, page.form("stop"), page.form("stop").filled()).url.endswith("/stopped")
    with site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM draft_page").scalar() == 0
    assert Robot(site.browser(), "tiny").resume(robot.resume_code).status == 422


def test_leave_now_ends_the_session_at_once_and_keeps_the_draft(site: Site, robot: Robot) -> None:
    client = robot.client
    assert isinstance(client, TestClient)
    left = client.get(f"{robot.base}/leave", follow_redirects=False)
    assert left.status_code == 303
    assert left.headers["location"] == "https://www.bbc.co.uk/weather"
    assert at(robot, "detail").status == 403
    assert Robot(site.browser(), "tiny").resume(robot.resume_code).url.endswith("/p/detail")


@pytest.mark.parametrize("away", ["write", "read"])
def test_leave_now_leaves_while_the_database_is_busy_or_away(
    site: Site, robot: Robot, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    def refuse(*given: object) -> None:
        raise NotSaved("busy")

    client: TestClient = robot.client  # type: ignore[assignment]
    monkeypatch.setattr(Store, away, refuse)
    left = client.get(f"{robot.base}/leave", follow_redirects=False)
    assert (left.status_code, left.headers["location"]) == (303, "https://www.bbc.co.uk/weather")
    monkeypatch.undo()
    assert robot.get(f"{robot.base}/p/detail").status == 403


def test_a_new_code_replaces_the_old_one(site: Site, robot: Robot) -> None:
    page = robot.get(f"{robot.base}/saved")
    page = robot.send(page, page.forms[0], page.forms[0].filled())
    assert page.url.endswith("/code")
    assert robot.resume_code not in page.text
    assert Robot(site.browser(), "tiny").resume(robot.resume_code).status == 422
    assert at(robot, "detail").status == 200


def test_a_draft_may_be_used_only_where_the_person_said_so(site: Site, robot: Robot) -> None:
    with site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT keep_partial FROM draft").scalar() in (True, 1)
    typed(robot, at(robot, "work"), keep=["0"])
    with site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT keep_partial FROM draft").scalar() in (False, 0)
