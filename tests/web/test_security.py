"""Headers, cookies, forged forms, limits: what every reply carries and what no request gets past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from survey.errors import Refused
from survey.promises import refuse_unsafe_address
from survey.settings import Settings
from tests.migrated import migrated
from tests.robot import Robot
from tests.web.site import Site, tiny

FORM = {"content-type": "application/x-www-form-urlencoded"}
FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.fixture
def begun(sqlite_site: Site) -> Robot:
    robot = Robot(sqlite_site.browser(), sqlite_site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    return robot


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Every route with a method, its parameters filled in."""
    for route in routes(site):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            yield method, route.path.replace("{slug}", "tiny").replace("{page_id}", "work")


def routes(site: Site) -> list[APIRoute]:
    found: list[APIRoute] = []
    pending = list(site.app.routes)
    while pending:
        route = pending.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        pending.extend(getattr(getattr(route, "original_router", None), "routes", ()))
    return sorted(found, key=lambda route: route.path)


def test_every_reply_of_every_route_carries_the_headers(sqlite_site: Site, begun: Robot) -> None:
    client = begun.client
    assert isinstance(client, TestClient)
    seen = [*addresses(sqlite_site), ("GET", "/nowhere"), ("GET", "/s/unknown"), ("DELETE", "/s/tiny")]
    assert len(seen) > 25
    for method, path in seen:
        if "leave" in path:
            continue
        reply = client.request(method, path, follow_redirects=False)
        assert reply.status_code < 500, path
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "x-request-id" in reply.headers
        for name, value in FIXED.items():
            assert reply.headers[name] == value, (path, name)


def test_every_page_answers_head_as_it_answers_get(sqlite_site: Site, begun: Robot) -> None:
    client = begun.client
    assert isinstance(client, TestClient)
    for method, path in addresses(sqlite_site):
        if method == "GET" and "leave" not in path:
            got, head = (client.request(m, path, follow_redirects=False) for m in ("GET", "HEAD"))
            assert got.status_code == head.status_code, path


def test_no_page_has_script_or_style_in_it(sqlite_site: Site, begun: Robot) -> None:
    for method, path in addresses(sqlite_site):
        if method == "GET" and "leave" not in path:
            html = begun.get(path).html
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html), path


def test_cookies_are_for_this_site_alone_and_out_of_reach_of_scripts(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    client = sqlite_site.browser()
    visit = client.get(f"/s/{slug}")
    assert attributes(visit.headers["set-cookie"]) >= {"httponly", "path=/", "samesite=lax"}
    token = re.search(r'name="csrf" value="(\w+)"', visit.text)
    assert token is not None
    began = client.post(
        f"/s/{slug}",
        content=urlencode({"csrf": token[1], "device": "shared"}),
        headers=FORM,
        follow_redirects=False,
    )
    cookie = began.headers["set-cookie"]
    assert attributes(cookie) >= {"httponly", "path=/", "samesite=lax"}
    assert "max-age" not in cookie.lower()


def attributes(cookie: str) -> set[str]:
    return {part.strip().lower() for part in cookie.split(";")[1:]}


def test_behind_tls_cookies_are_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", base_url="https://survey.example.org", behind_proxy=True)
    with migrated(settings) as store:
        site = Site(settings, store)
        robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"]})
        robot.start()
        client = robot.client
        assert isinstance(client, TestClient)
        assert all(name.startswith("__Host-") for name in client.cookies)
        reply = client.get("/s/tiny")
        assert "strict-transport-security" in reply.headers
        assert robot.answer(robot.first_question()).status == 200


def test_only_the_hash_of_a_session_token_is_stored(sqlite_site: Site, begun: Robot) -> None:
    client = begun.client
    assert isinstance(client, TestClient)
    token = client.cookies["survey-tiny"]
    with sqlite_site.store.read() as tx:
        (stored,) = tx.connection.exec_driver_sql("SELECT token_hash FROM session").scalars().all()
    assert len(token) == 64
    assert stored != token


def forged(begun: Robot, headers: dict[str, str], csrf: str | None = None) -> int:
    page = begun.first_question()
    values = page.form().filled()
    values["csrf"] = [csrf] if csrf is not None else values["csrf"]
    values["sector"] = ["health"]
    client = begun.client
    assert isinstance(client, TestClient)
    body = urlencode([(name, value) for name, many in values.items() for value in many])
    reply = client.post("/s/tiny/p/work", content=body, headers={**FORM, **headers}, follow_redirects=False)
    return reply.status_code


@pytest.mark.parametrize(
    ("headers", "csrf"),
    [
        pytest.param({}, "", id="no token"),
        pytest.param({}, "0" * 64, id="a made-up token"),
        pytest.param({"origin": "https://elsewhere.example"}, None, id="another site's form"),
        pytest.param({"origin": "null"}, None, id="an origin that hides"),
        pytest.param({"sec-fetch-site": "cross-site"}, None, id="a browser that says cross-site"),
        pytest.param({"origin": "http://127.0.0.1:9999"}, None, id="another port"),
        pytest.param({"origin": "http://[::1"}, None, id="an origin that is no address"),
    ],
)
def test_forged_forms_change_nothing(
    sqlite_site: Site, begun: Robot, headers: dict[str, str], csrf: str | None
) -> None:
    assert forged(begun, headers, csrf) == 403
    with sqlite_site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM draft_page").scalar() == 0


def test_a_form_of_our_own_passes_with_and_without_a_browsers_headers(begun: Robot) -> None:
    assert forged(begun, {}) == 303
    assert forged(begun, {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}) == 303


def test_another_persons_token_is_no_use(sqlite_site: Site, begun: Robot) -> None:
    other = Robot(sqlite_site.browser(), "tiny")
    other.start()
    theirs = other.first_question().form().filled()["csrf"][0]
    assert forged(begun, {}, theirs) == 403


def test_a_stranger_cannot_see_or_write_a_page(sqlite_site: Site, begun: Robot) -> None:
    stranger = Robot(sqlite_site.browser(), "tiny")
    for path in ("/p/work", "/check", "/sent", "/code", "/saved", "/stop", "/go"):
        page = stranger.get(f"/s/tiny{path}")
        assert page.status == 403, path
        assert page.links, path


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        pytest.param(b"a=" + b"x" * 300_000, FORM, 413, id="a body over 256 KiB"),
        pytest.param(b"&".join(b"f%d=1" % n for n in range(400)), FORM, 400, id="400 fields"),
        pytest.param(b"a=%ff%fe", FORM, 400, id="bytes that are no text"),
        pytest.param(b"{}", {"content-type": "application/json"}, 400, id="JSON"),
        pytest.param(b"", {}, 400, id="no content type"),
    ],
)
def test_bodies_that_no_form_of_ours_sends_are_refused(
    sqlite_site: Site, begun: Robot, body: bytes, headers: dict[str, str], expected: int
) -> None:
    client = begun.client
    assert isinstance(client, TestClient)
    assert client.post("/s/tiny/p/work", content=body, headers=headers).status_code == expected


def test_a_body_is_counted_while_it_streams(sqlite_site: Site, begun: Robot) -> None:
    client = begun.client
    assert isinstance(client, TestClient)

    def endless() -> Iterator[bytes]:
        for number in range(100):
            yield b"f%d=%s&" % (number, b"x" * 10_000)

    assert client.post("/s/tiny/p/work", content=endless(), headers=FORM).status_code == 413


def test_hosts_that_are_not_ours_are_not_answered(sqlite_site: Site) -> None:
    client = sqlite_site.browser()
    reply = client.get("/", headers={"host": "elsewhere.example"})
    assert reply.status_code == 400
    assert "elsewhere" not in reply.text


def test_nothing_that_identifies_reaches_the_database_or_the_log(
    sqlite_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = sqlite_site.open(tiny())
    client = TestClient(
        sqlite_site.app,
        base_url=sqlite_site.settings.base_url,
        headers={"user-agent": "CanaryBrowser/1.0"},
        client=("203.0.113.77", 5000),
        follow_redirects=True,
    )
    robot = Robot(
        client,
        slug,
        choices={"sector": ["health"], "story": ["canary-story"], "address": ["canary@example.org"]},
    )
    robot.start()
    robot.submit(robot.answer_all(robot.first_question()))
    robot.withdraw("0000-0000-0000-0000-0000-0000")
    logged = capsys.readouterr()
    database = sqlite_site.settings.data_dir / "survey.db"
    stored = b"".join(path.read_bytes() for path in database.parent.glob("survey.db*"))
    typed = ("canary-story", "canary@example.org")
    codes = (robot.resume_code, robot.receipt.replace(" ", ""))
    for canary in ("CanaryBrowser", "203.0.113.77", *codes, *typed):
        assert canary.encode() not in stored, canary
        assert canary not in logged.out + logged.err
    assert b"health" in stored


def test_a_report_of_a_browser_is_counted_by_its_route_and_not_read(
    sqlite_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    report = {"csp-report": {"document-uri": "http://127.0.0.1:8000/s/tiny/p/canary-page"}}
    client = sqlite_site.browser()
    assert client.post("/policy-reports", json=report).status_code == 204
    assert client.post("/policy-reports", content=b"x" * 10_000_000).status_code == 204
    logged = capsys.readouterr()
    assert "/policy-reports" in logged.out + logged.err
    assert "canary" not in logged.out + logged.err


def test_wrong_codes_are_slowed_down_and_never_shut_out(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    throttle = sqlite_site.app.state.desk.throttle
    for _ in range(30):
        throttle.miss("resume", "203.0.113.77")
    assert 0 < throttle.delay("resume", "203.0.113.9") <= 5
    assert throttle.delay("resume", "198.51.100.1") == 0
    robot = Robot(sqlite_site.browser(), slug, choices={"sector": ["health"]})
    robot.start()
    assert Robot(sqlite_site.browser(), slug).resume(robot.resume_code).status == 200


def test_a_wrong_code_a_used_code_and_a_malformed_code_get_the_same_answer(
    sqlite_site: Site, begun: Robot
) -> None:
    begun.submit(begun.answer_all(begun.first_question()))
    said = {
        Robot(sqlite_site.browser(), "tiny").resume(code).text
        for code in (begun.resume_code, "0" * 24, "what?")
    }
    assert len(said) == 1


def test_plain_http_beyond_this_machine_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="proxy"):
        refuse_unsafe_address(Settings(data_dir=tmp_path, host="0.0.0.0"))
