"""Senders that stall, break off or trip the program: they are told so, and the log quotes nobody."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import structlog
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey.errors import BadRequest, NotSaved
from survey.fieldwork import faults
from survey.fieldwork.participation import Participation
from survey.web.limits import BodyCap
from survey.web.staff.desk import At
from tests.robot import Robot
from tests.web.site import Site, tiny

FORM = {"content-type": "application/x-www-form-urlencoded"}


def run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """One request to an application, in a loop of its own: a browser in this process may have one running."""
    with start_blocking_portal() as portal:
        portal.call(app, scope, receive, send)


async def until_whole(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads a body to its end."""
    while (await receive()).get("more_body", False):
        pass


async def nowhere(message: Message) -> None:
    pass


def test_a_body_that_comes_drop_by_drop_is_given_up() -> None:
    drops = iter(range(1000))

    async def dripping() -> Message:
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b"a", "more_body": next(drops) < 999}

    with pytest.raises(BadRequest, match="in time"):
        run(BodyCap(until_whole, seconds=0.1), {"type": "http"}, dripping, nowhere)


def test_a_form_that_breaks_off_is_no_fault_of_the_program(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    parts: list[Message] = [
        {"type": "http.request", "body": b"csrf=", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Message:
        return parts.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/s/{slug}",
        "raw_path": f"/s/{slug}".encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", FORM["content-type"].encode())],
    }
    with structlog.testing.capture_logs() as logged:
        run(sqlite_site.app, scope, receive, send)
    assert sent[0]["status"] == 400
    assert [line["event"] for line in logged] == ["request"]


def test_what_trips_the_program_is_logged_by_its_place_and_not_its_words(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = Robot(sqlite_site.browser(), sqlite_site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.first_question()

    def trip(*given: object) -> None:
        raise ValueError(f"canary: {given}")

    monkeypatch.setattr(Participation, "answer", trip)
    with structlog.testing.capture_logs() as logged:
        page = robot.answer(page)
    assert page.status == 500
    assert "on our side" in page.text
    fault = next(line for line in logged if line["event"] == "unexpected")
    assert fault["kind"] == "ValueError"
    assert any("answering.py" in place for place in fault["where"])
    assert "canary" not in str(logged) + page.html
    (kept,) = faults.latest(sqlite_site.store)
    assert kept.reference in page.html
    assert (kept.route, kept.kind) == ("/s/{slug}/p/{page_id}", "ValueError")
    assert (kept.hour.minute, kept.hour.second, kept.hour.microsecond) == (0, 0, 0)


def test_a_fault_that_cannot_be_kept_changes_nothing_of_the_page(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*given: object) -> None:
        raise ValueError

    def full() -> None:
        raise NotSaved("The disk is full.")

    browser = sqlite_site.browser()
    monkeypatch.setattr(At, "asked", trip)
    monkeypatch.setattr(sqlite_site.store, "write", full)
    with structlog.testing.capture_logs() as logged:
        reply = browser.get("/staff/sign-in")
    assert reply.status_code == 500
    assert "on our side" in reply.text
    assert any(line["event"] == "fault_not_kept" and line["why"] == "NotSaved" for line in logged)
    assert faults.latest(sqlite_site.store) == ()
