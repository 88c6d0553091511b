"""The settings for nginx and Caddy in docs/deploy do what the guide says, in front of the real server."""

from __future__ import annotations

import http.client
import shutil
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.headers import ALWAYS
from tests.migrated import migrated
from tests.proxied import CLIENT, PROXIES, PUBLIC, TEAM, Named, Place, cookies, proxied
from tests.robot import Page
from tests.serving import free_port, started
from tests.web.site import tiny

pytestmark = pytest.mark.alone
ONCE = (*ALWAYS, "Strict-Transport-Security", "Cache-Control", "Content-Type", "Date")
WRONG = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23"


def behind(place: Place, **more: str) -> dict[str, str]:
    """What a server behind this proxy is told."""
    return {
        "SURVEY_BASE_URL": f"https://{PUBLIC}:{place.port}",
        "SURVEY_STAFF_URL": f"https://{TEAM}:{place.port}",
        "SURVEY_BEHIND_PROXY": "true",
        "SURVEY_UNSAFE_DATABASE": "false",
        "SURVEY_TRUSTED_HOSTS": f"{PUBLIC},{TEAM},127.0.0.1",
        **more,
    }


@pytest.fixture(scope="module", params=PROXIES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A proxy before `survey serve` with one open survey."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "proxy").mkdir()
    place = Place(folder / "proxy", (free_port(),))
    data = folder / "var"
    settings = Settings.read(data_dir=data)
    settings.secret()
    with migrated(settings) as store:
        open_campaign(store, tiny(), closes_at=datetime.now(UTC) + timedelta(days=1), actor="test")
    with started(data, port=place.upstream[0], environment=behind(place)), proxied(request.param, place):
        yield place


def test_pages_come_with_each_header_once_and_no_maker_s_version(place: Place) -> None:
    for path, name in (("/", PUBLIC), ("/s/tiny", PUBLIC), ("/s/none", PUBLIC), ("/staff/sign-in", TEAM)):
        reply, page = place.ask(path, name=name)
        assert reply.status == (404 if path == "/s/none" else 200), path
        assert "govuk" in page
        assert {each: len(reply.headers.get_all(each) or ()) for each in ONCE} == dict.fromkeys(ONCE, 1)
        assert not any(figure.isdigit() for figure in reply.headers.get("Server", ""))


@pytest.mark.parametrize(
    "path",
    ["/staff", "/staff/", "/staff/surveys", "//staff", "/x/../staff", "/%73taff", "/STAFF"],
)
def test_the_team_is_not_at_the_public_name(place: Place, path: str) -> None:
    reply, page = place.ask(path)
    assert reply.status in (400, 404, 308, 301)
    assert 'name="password"' not in page
    assert "/staff" not in reply.headers.get("Location", "")


def test_the_team_s_name_has_the_team_s_pages_alone(place: Place) -> None:
    reply, page = place.ask("/staff/sign-in", name=TEAM)
    assert (reply.status, 'name="email"' in page) == (200, True)
    form = Page("/staff/sign-in", 200, page).form()
    body = urlencode({**{k: v[0] for k, v in form.filled().items()}, "email": "a@example.org"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies(reply)}
    assert place.ask("/staff/sign-in", name=TEAM, method="POST", body=body, headers=headers)[0].status == 422
    reply, _ = place.ask("/s/tiny", name=TEAM)
    assert (reply.status, reply.headers["Location"]) == (302, f"https://{PUBLIC}:{place.port}/s/tiny")


def test_probes_and_numbers_are_not_for_the_public(place: Place) -> None:
    assert [place.ask(path)[0].status for path in ("/health/ready", "/health/live", "/metrics")] == [404] * 3


def test_plain_http_leads_to_tls_and_old_tls_to_nothing(place: Place) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", place.plain, timeout=10)
    plain.request("GET", "/s/tiny", headers={"Host": PUBLIC})
    reply = plain.getresponse()
    assert reply.status == 308
    assert reply.headers["Location"].startswith("https://survey.example.org")
    plain.close()
    connection = Named(PUBLIC, place.port, place.certificate)
    connection.connect()
    assert isinstance(connection.sock, ssl.SSLSocket)
    assert connection.sock.version() == "TLSv1.3"
    connection.close()
    with pytest.raises((ssl.SSLError, OSError)):
        place.ask("/", name="other.example.org")


def try_a_code(place: Place, claimed: str) -> int:
    """A wrong code, from somebody who claims to be somewhere else."""
    reply, page = place.ask("/s/tiny/resume")
    form = Page("/s/tiny/resume", 200, page).form()
    body = urlencode({**{k: v[0] for k, v in form.filled().items()}, "code": WRONG}).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies(reply),
        "X-Forwarded-For": claimed,
        "X-Real-IP": claimed,
        "Forwarded": f"for={claimed}",
    }
    return place.ask("/s/tiny/resume", method="POST", body=body, headers=headers)[0].status


def test_who_asks_is_what_the_proxy_says_and_not_what_the_client_claims(place: Place) -> None:
    assert [try_a_code(place, f"203.0.{number}.7") for number in range(3)] == [422] * 3
    with Store.open(Settings.read(data_dir=place.folder.parent / "var")) as store, store.read() as tx:
        rows = tx.connection.execute(text("SELECT * FROM throttle")).fetchall()
    assert len(rows) == 1


def test_more_than_a_form_can_hold_is_refused(place: Place) -> None:
    reply, page = place.ask("/s/tiny", method="POST", body=b"a" * (300 * 1024))
    assert (reply.status in (400, 413), "govuk" in page) == (True, True)
    assert place.ask("/s/tiny", method="POST", body=b"a" * (2 * 1024 * 1024))[0].status == 413
    assert not list(place.folder.glob("client_body/**/[0-9]*"))


def test_a_form_that_does_not_arrive_is_given_up(place: Place) -> None:
    connection = Named(PUBLIC, place.port, place.certificate)
    connection.putrequest("POST", "/s/tiny", skip_host=True)
    connection.putheader("Host", f"{PUBLIC}:{place.port}")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"a")
    began = time.monotonic()
    with suppress(http.client.HTTPException, OSError), connection.getresponse() as reply:
        assert reply.status in (400, 408, 502, 503)
    assert time.monotonic() - began < 10
    connection.close()


def test_logs_have_neither_addresses_nor_codes_nor_what_was_asked(place: Place) -> None:
    canaries = ("canary-code", "canary-query", "canary-agent")
    headers = {"User-Agent": "canary-agent", "Referer": f"https://{PUBLIC}/canary-query"}
    place.ask("/s/tiny/i/canary-code?via=canary-query", headers=headers)
    try_a_code(place, "203.0.113.7")
    place.ask("/s/tiny", method="POST", body=b"a" * (300 * 1024), headers=headers)
    ends = time.monotonic() + 10
    while not place.logged() and time.monotonic() < ends:
        time.sleep(0.05)
    said = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (*place.folder.glob("*"), place.folder.parent / "var.log")
        if path.is_file() and path.name not in ("Caddyfile", "nginx.conf")
    )
    assert place.logged()
    for canary in (*canaries, WRONG, CLIENT, "203.0.", "tiny"):
        assert canary not in said.replace("/s/tiny\n", "")


def test_where_the_program_is_away_people_are_told_in_words(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    name = "nginx" if (place.folder / "nginx.conf").exists() else "caddy"
    with proxied(name, Place(tmp_path, (free_port(),))) as alone:
        reply, page = alone.ask("/s/tiny")
    assert reply.status == 503
    assert reply.headers["Retry-After"] == "10"
    assert reply.headers.get_all("Cache-Control") == ["no-store"]
    assert "Nothing was saved." in page
    assert CLIENT not in alone.logged()
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("name", PROXIES)
def test_two_programs_answer_behind_one_proxy_and_neither_for_the_other(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(name)
    (folder / "proxy").mkdir()
    place = Place(folder / "proxy", (free_port(),), free_port())
    data = folder / "var"
    settings = Settings.read(data_dir=data)
    settings.secret()
    with migrated(settings) as store:
        open_campaign(store, tiny(), closes_at=datetime.now(UTC) + timedelta(days=1), actor="test")
    with (
        started(data, port=place.upstream[0], environment=behind(place, SURVEY_SERVES="respondents")),
        started(data, port=place.team or 0, environment=behind(place, SURVEY_SERVES="team")),
        proxied(name, place),
    ):
        assert place.ask("/s/tiny")[0].status == 200
        assert place.ask("/staff/sign-in", name=TEAM)[0].status == 200
        for port, path, status in (
            (place.upstream[0], "/s/tiny", 200),
            (place.upstream[0], "/staff/sign-in", 404),
            (place.team, "/staff/sign-in", 200),
            (place.team, "/s/tiny", 404),
        ):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request("GET", path)
            assert asked.getresponse().status == status, (port, path)
            asked.close()
