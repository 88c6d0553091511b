"""W1 and P1 on one walk through every form and failure: what replies carry, and where what was typed goes."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import httpx2
import pytest
import structlog
from starlette.testclient import TestClient

from survey.errors import NotSaved
from survey.fieldwork.backups.making import make
from survey.fieldwork.participation import Participation
from survey.fieldwork.team.roles import BY_NAME
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from tests import robot
from tests.attacks.walking import ADDRESS, AGENT, Walk, Watched, rows, watched
from tests.migrated import migrated
from tests.robot import Robot
from tests.soak.people import FORM
from tests.web.site import tiny
from tests.web.staff.crew import PASSWORD, SECRET, Crew
from tests.web.staff.test_access import PLACES
from tests.web.test_security import FIXED, routes

WORDS = "canary-words"
MAIL = "team@example.org"
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}[ -]){5}[0-9A-HJKMNP-TV-Z]{4}\b")
ALLOWED: Mapping[str, frozenset[str]] = {
    WORDS: frozenset({"draft_page.text", "response_text.texts"}),
    MAIL: frozenset({"draft_page.contact", "contact_outbox.payload", "contact.payload"}),
}
"""Columns in which something typed may stand; anything else that is a canary may stand in none."""
POLICY = {
    "default-src": "'none'",
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "connect-src"), "'self'"),
    "form-action": "'self'",
    **dict.fromkeys(("frame-ancestors", "base-uri", "object-src"), "'none'"),
}
CARRIED = {**FIXED, "cross-origin-resource-policy": "same-origin"}


@dataclass(frozen=True)
class Walked:
    """What is left of the walk."""

    replies: list[httpx2.Response]
    logged: str
    files: Mapping[str, bytes]
    kept: list[tuple[str, str, object]]
    secret: frozenset[str]
    """Codes, tokens and passwords: what nobody may keep as it is."""


class Lines(logging.Handler):
    """The log of the libraries, beside that of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("walk")
    folder.joinpath("tmp").mkdir()
    lines = Lines()
    logging.getLogger().addHandler(lines)
    with pytest.MonkeyPatch.context() as patch, structlog.testing.capture_logs() as logged:
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        patch.setattr(robot, "TEXTS", (WORDS,))
        with migrated(Settings(data_dir=folder / "var")) as store:
            site = watched(store, folder)
            Walk(site).all()
            typed = failures(site, patch)
            key = BackupKey.make(folder / "key")
            make(store, folder / "backups", key, keep=1, tell=lambda *_: None)
            kept = list(rows(store))
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith("survey.db") and "questionnaires" not in path.parts
        }
    logging.getLogger().removeHandler(lines)
    return Walked(site.replies, repr(logged) + "\n".join(lines.lines), files, kept, secrets(site) | typed)


def secrets(site: Watched) -> frozenset[str]:
    """Every code that a page showed and every token that a cookie held."""
    shown = {code for reply in site.replies for code in CODE.findall(reply.text)}
    cookies = {
        cookie.partition("=")[2].partition(";")[0].strip('"')
        for reply in site.replies
        for cookie in reply.headers.get_list("set-cookie")
    }
    plain = {re.sub("[ -]", "", code) for code in shown}
    return frozenset({PASSWORD, SECRET, *shown, *plain, *(value for value in cookies if len(value) > 20)})


def failures(site: Watched, patch: pytest.MonkeyPatch) -> frozenset[str]:
    """Everything that can go wrong for somebody who types, with a canary in it; then answers that stay."""
    slug = site.open(tiny(), "failing")
    client = site.browser()
    person = Robot(client, slug, choices={"sector": ["health"], "keep": ["1"], "wishes": ["results"]})
    person.start()
    page = person.answer(person.first_question())
    form = page.form()
    wrong = {**form.filled(), "story": [WORDS], "people": [f"{WORDS}-people"], "areas": ["c"]}
    statuses = [person.send(page, form, wrong, ("action", "continue")).status]
    statuses += [person.resume(WORDS).status]
    base = f"/s/{slug}"
    forged = f"csrf=x&story={WORDS}"
    statuses += [client.post(f"{base}/p/detail", content=forged, headers=FORM).status_code]
    statuses += [client.post(base, content=WORDS * 30_000, headers=FORM).status_code]
    statuses += [client.post(base, json={"story": WORDS}).status_code]
    for path in (f"/s/{WORDS}", f"{base}/p/{WORDS}", f"/{WORDS}", f"/results/{WORDS}?q={WORDS}"):
        statuses.append(client.get(path).status_code)
    statuses += [client.get(f"{base}?via={WORDS}").status_code, client.delete(base).status_code]
    statuses += [client.get("/", headers={"host": f"{WORDS}.example"}).status_code]
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/staff/sign-in").text)
    assert token is not None
    tried = {"csrf": token[1], "email": f"{WORDS}@example.org", "password": f"{WORDS} password"}
    statuses += [client.post("/staff/sign-in", data=tried).status_code]

    def fail(error: Exception) -> None:
        def failing(*_: object, **__: object) -> None:
            raise error

        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Participation, "answer", failing)
            statuses.append(person.send(page, form, wrong, ("action", "continue")).status)

    fail(NotSaved("The disk is full."))
    fail(ValueError(WORDS))
    assert {200, 400, 403, 404, 405, 413, 422, 500, 503} == set(statuses)
    page = person.send(page, form, {**form.filled(), "story": [WORDS]}, ("action", "continue"))
    person.submit(person.answer_all(page))
    later = Robot(site.browser(), slug, choices={"sector": ["health"], "keep": ["1"]})
    later.start()
    later.answer(later.answer(later.first_question()))
    return frozenset({person.receipt, person.resume_code, later.resume_code})


# W1


def test_every_reply_of_the_walk_carries_the_headers(walked: Walked) -> None:
    assert len(walked.replies) > 200
    for reply in walked.replies:
        check_headers(reply)


def test_every_page_of_the_team_and_every_error_carries_the_headers(asked: Watched) -> None:
    assert len({reply.status_code for reply in asked.replies}) >= 5
    for reply in asked.replies:
        check_headers(reply)


def check_headers(reply: httpx2.Response) -> None:
    assert {name: reply.headers.get(name) for name in CARRIED} == CARRIED, reply.url
    own = reply.headers["content-security-policy"]
    if not own.startswith("sandbox"):
        policy = dict(part.split(" ", 1) for part in own.split("; "))
        assert {name: policy.get(name) for name in POLICY} == POLICY, reply.url
    assert "unsafe" not in own
    assert reply.headers["x-request-id"]
    assert reply.headers["permissions-policy"].count("=()") >= 5
    assert "server" not in reply.headers


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A site of which somebody with every role has asked every address, by methods that it has not too."""
    folder = tmp_path_factory.mktemp("asked")
    with migrated(Settings(data_dir=folder / "var")) as store:
        found = watched(store, folder)
        found.open(tiny())
        crew = Crew(found)
        client = crew.browser(crew.account(*BY_NAME))
        client.follow_redirects = False
        for path in {route.path for route in routes(found)} - {"/s/{slug}/leave"}:
            for method in ("GET", "POST", "PUT"):
                ask(client, method, path)
        for method in ("OPTIONS", "TRACE", "DELETE"):
            ask(client, method, "/staff")
        ask(client, "GET", "/nowhere")
        ask(client, "GET", "/static/nothing.js")
        yield found


def ask(client: TestClient, method: str, path: str) -> None:
    names = {"slug": "tiny", "page_id": "work", "code": "none", "token": "none", "account_id": "none"}
    client.request(method, path.format(**{**PLACES, **names}))


def test_every_cookie_is_out_of_reach_of_scripts_and_of_other_sites(walked: Walked) -> None:
    given = [cookie for reply in walked.replies for cookie in reply.headers.get_list("set-cookie")]
    assert len({cookie.partition("=")[0] for cookie in given}) >= 5
    for cookie in given:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        same = "samesite=strict" if cookie.startswith("staff") else "samesite=lax"
        assert attributes >= {"httponly", "path=/", same}, cookie.partition("=")[0]


# P1


def test_what_was_typed_stands_in_no_column_but_its_own(walked: Walked) -> None:
    for canary, allowed in ALLOWED.items():
        whole = re.compile(rf"(?<![\w-]){re.escape(canary)}")  # the survey's own address ends like somebody's
        found = {f"{table}.{column}" for table, column, value in walked.kept if whole.search(repr(value))}
        assert found <= allowed, canary
        assert found, canary


def test_no_code_token_password_or_address_is_kept_as_it_is(walked: Walked) -> None:
    assert len(walked.secret) > 20
    for canary in (*walked.secret, ADDRESS, AGENT):
        found = {f"{table}.{column}" for table, column, value in walked.kept if canary in repr(value)}
        assert found == set(), canary


def test_nothing_of_it_is_in_the_log_in_files_or_in_an_address(walked: Walked) -> None:
    asked = [reply for reply in walked.replies if WORDS not in unquote(str(reply.request.url))]
    sent_on = [reply.headers.get("location", "") for reply in asked]
    addresses = " ".join([*(unquote(str(reply.url)) for reply in asked), *map(unquote, sent_on)])
    assert "request" in walked.logged
    for canary in (WORDS, MAIL, "Ann Webb", "Ada Sample", ADDRESS, AGENT, *walked.secret):
        assert canary not in walked.logged, canary
        assert canary not in addresses, canary
        assert [name for name, data in walked.files.items() if canary.encode() in data] == [], canary
    assert any(name.startswith("backups/") for name in walked.files)
