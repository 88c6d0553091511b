"""B3 and W6 at a server that runs: large, slow and odd senders, and addresses that try to get past."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from tests.effort import EFFORT
from tests.migrated import migrated
from tests.serving import Server, started
from tests.web.site import Site, tiny
from tests.web.staff.crew import PASSWORD, Crew, code_at, token_in

pytestmark = pytest.mark.alone
FORM = "application/x-www-form-urlencoded"
MEGABYTE = 2**20
SLACK = 1 if EFFORT >= 10 else 3
"""How many times as long as promised things may take: other programs run beside these tests."""
GROWTH = 30 * MEGABYTE
SLOW = 200


@dataclass(frozen=True)
class Running:
    server: Server
    crowd: Store

    @property
    def port(self) -> int:
        return urlsplit(self.server.address).port or 0

    def memory(self) -> int:
        """Bytes in memory of all processes that answer."""
        total = 0
        for pid in self.server.web_processes():
            status = Path(f"/proc/{pid}/status").read_text()
            total += 1024 * int(status.partition("VmRSS:")[2].split()[0])
        return total

    def raw(self, *lines: str, body: bytes = b"") -> tuple[int, str]:
        """A request as it is written here, and what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        text = b"".join(parts).decode("utf-8", "replace")
        return int(text.split(" ", 2)[1]) if text.startswith("HTTP/") else 0, text

    def get(self, target: str, *headers: str, host: str = "") -> tuple[int, str]:
        return self.raw(f"GET {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", *headers)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir = tmp_path_factory.mktemp("server") / "var"
    with migrated(Settings(data_dir=data_dir)) as store:
        open_campaign(store, tiny(), closes_at=store.clock() + timedelta(days=1), actor="test")
        with started(data_dir, environment={"SURVEY_REQUEST_SECONDS": "4"}) as server:
            found = Running(server, store)
            for _ in range(30):
                found.get("/s/tiny")
            yield found


LARGE = {
    "10 MB of text": (b"story=" + b"x" * 10 * MEGABYTE, FORM, {413}),
    "10,000 fields": (b"&".join(b"field%d=1" % number for number in range(10_000)), FORM, {400}),
    "50 MB in 50 fields": (
        b"&".join(b"f%d=" % n + b"x" * MEGABYTE for n in range(50)),
        FORM,
        {413},
    ),
    "JSON": (b'{"story": "x"}', "application/json", {400, 415}),
    "a file": (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b", {400, 415}),
    "no type": (b"story=x", "", {400, 415}),
}


@pytest.mark.parametrize(("body", "kind", "expected"), LARGE.values(), ids=LARGE.keys())
def test_a_body_that_no_form_sends_is_refused_soon_and_leaves_nothing_in_memory(
    running: Running, body: bytes, kind: str, expected: set[int]
) -> None:
    headers = {"content-type": kind} if kind else {}
    before = running.memory()
    with httpx2.Client(timeout=30) as client:
        began = time.monotonic()
        reply = post(client, f"{running.server.address}/s/tiny/p/work", body, headers)
        took = time.monotonic() - began
    assert reply in expected
    assert took <= SLACK
    assert running.memory() - before <= GROWTH


def post(client: httpx2.Client, url: str, body: bytes, headers: dict[str, str]) -> int:
    """What is answered; a server that has said no need not listen on, so the line may be cut after."""
    try:
        return client.post(url, content=body, headers=headers).status_code
    except httpx2.HTTPError:
        host = urlsplit(url)
        head = (
            f"POST {host.path} HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Type: {headers['content-type']}\r\n"
        )
        with socket.create_connection((str(host.hostname), host.port or 80), timeout=30) as line:
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[: 512 * 1024])
            return int(line.recv(64).split(b" ")[1])


def test_two_hundred_slow_senders_keep_nobody_else_waiting(running: Running) -> None:
    before = running.memory()
    head = (
        f"POST /s/tiny/p/work HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n"
        f"Content-Type: {FORM}\r\nContent-Length: 100000\r\n\r\nstory="
    )
    lines = []
    for number in range(SLOW):
        line = socket.create_connection(("127.0.0.1", running.port), timeout=30)
        line.sendall(head.encode() if number % 2 else head[:40].encode())
        lines.append(line)
    took = []
    with httpx2.Client(timeout=30) as client:
        for number in range(100):
            for line in lines[number % 10 : SLOW : 20]:
                line.sendall(b"x")
            began = time.monotonic()
            assert client.get(f"{running.server.address}/s/tiny").status_code == 200
            took.append(time.monotonic() - began)
    assert sorted(took)[94] <= SLACK
    assert running.memory() - before <= GROWTH
    whole = [line for number, line in enumerate(lines) if number % 2]
    for line in whole:
        assert line.recv(64).startswith(b"HTTP/1.1 400")
    for line in lines:
        line.close()


# W6

ODD_ADDRESSES = (
    "/s/..%2f..%2fstaff/team",
    "/s/%2e%2e/staff/team",
    "/s/tiny/../../staff/team",
    "/s/tiny/%252e%252e/%252e%252e/staff/team",
    "/%73taff/team",
    "/%2573taff/team",
    "//staff/team",
    "/s/tiny/p/..%2f..%2f..%2fstaff%2fteam",
    "/static/..%2f..%2fstaff/team",
    "/static/../../../survey/settings.py",
    "/static/..%2f..%2f..%2fsettings.py",
    "/static/%2e%2e/%2e%2e/headers.py",
    "/static/%252e%252e%252fheaders.py",
    "/static/....//....//headers.py",
    "/static//etc/passwd",
    "/results/tiny/..%2f..%2fsecret",
    "/results/..%2f..%2fvar/secret",
    "/staff;/team",
    "/staff%00/team",
    "/STAFF/team",
    "/staff\\team",
    "/s/tiny%2f..%2f..%2fstaff%2fteam",
    "http://elsewhere.example/staff/team",
)


@pytest.mark.parametrize("target", ODD_ADDRESSES)
def test_no_odd_address_gets_to_the_team_or_to_a_file(running: Running, target: str) -> None:
    status, text = running.get(target)
    leads = [line for line in text.split("\r\n\r\n")[0].split("\r\n") if line.lower().startswith("location:")]
    assert status in (303, 400, 404), target
    assert all(line.partition(": ")[2].startswith("/staff/sign-in") for line in leads)
    assert "POLICY" not in text
    assert "root:" not in text
    assert "secret" not in text.partition("\r\n\r\n")[2]


CLAIMS = (
    "X-Forwarded-Host: elsewhere.example",
    "X-Forwarded-Server: elsewhere.example",
    "X-Host: elsewhere.example",
    "Forwarded: host=elsewhere.example;proto=https;for=198.51.100.9",
    "X-Forwarded-Prefix: /elsewhere.example",
    "X-Original-URL: /staff/team",
    "X-Rewrite-URL: /staff/team",
    "X-HTTP-Method-Override: DELETE",
    "X-Forwarded-For: elsewhere.example",
    "Referer: http://elsewhere.example/",
)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_a_header_claims_is_neither_believed_nor_repeated(running: Running, claim: str) -> None:
    plain = running.get("/s/tiny")
    status, text = running.get("/s/tiny", claim)
    assert status == plain[0] == 200
    assert "elsewhere" not in text
    title = text.partition("<title>")[2].partition("</title>")[0]
    assert title == plain[1].partition("<title>")[2].partition("</title>")[0]
    for target in ("/staff", "/s/tiny/go", "/nowhere"):
        assert "elsewhere" not in running.get(target, claim)[1]


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "elsewhere.example@127.0.0.1", "[::1", "a b"]
)
def test_another_host_is_not_answered_and_not_repeated(running: Running, host: str) -> None:
    status, text = running.get("/s/tiny", host=host)
    assert status == 400
    assert "elsewhere" not in text


def test_a_get_stays_a_get_whatever_it_is_said_to_be(running: Running) -> None:
    for target in ("/s/tiny/stop?_method=POST", "/s/tiny?_method=DELETE", "/s/tiny?method=post&action=send"):
        status, _ = running.get(target, "X-HTTP-Method-Override: POST", "X-Method-Override: POST")
        assert status in (200, 403)
    with running.crowd.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0


ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "/%5celsewhere.example",
    "\\\\elsewhere.example",
    "/staff/../..//elsewhere.example",
    "javascript:alert(1)",
    "https:elsewhere.example",
    " //elsewhere.example",
    "/staff@elsewhere.example",
    "/staff\r\nLocation: https://elsewhere.example",
)


@pytest.mark.parametrize("to", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_no_address_that_is_carried_along_leads_elsewhere(sqlite_site: Site, to: str) -> None:
    sqlite_site.open(tiny())
    crew, client = Crew(sqlite_site), sqlite_site.browser()
    client.follow_redirects = False
    account = crew.account("viewer")
    token = token_in(client.get("/staff/sign-in", params={"to": to}).text)
    given = {"csrf": token, "email": account.email, "password": PASSWORD, "to": to}
    led = [client.post("/staff/sign-in", data=given).headers.get("location", "/")]
    token = token_in(client.get("/staff/second-factor", params={"to": to}).text)
    with sqlite_site.store.read() as tx:
        code = code_at(tx.now)
    form = {"csrf": token, "code": code, "to": to}
    led.append(client.post("/staff/second-factor", data=form).headers.get("location", "/"))
    for path in ("/s/tiny/p/work", "/s/tiny/go", "/s/tiny", "/staff/confirm"):
        for name in ("then", "to", "next", "via", "language"):
            led.append(client.get(path, params={name: to}).headers.get("location", "/"))
    for place in led:
        parts = urlsplit(place.replace("\\", "/"))
        assert not parts.netloc, place
        assert not parts.scheme, place
        assert "\n" not in place
