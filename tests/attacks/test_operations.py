"""B1: schemathesis at every operation of the application, with data that fit and data that do not.

The application's own description says nothing of forms, so what a walk through them sent is put in.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import SkipTest
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from survey.errors import SurveyError
from survey.fieldwork.team.roles import BY_NAME
from survey.settings import Settings
from survey.storage.team_records import AccountRecord
from tests.attacks.test_forgeries import route_of
from tests.attacks.test_sessions import client_of
from tests.attacks.walking import Walk, Watched, watched
from tests.effort import EFFORT, tried
from tests.migrated import migrated
from tests.robot import Robot
from tests.web.site import tiny
from tests.web.staff.crew import Crew
from tests.web.staff.test_access import PLACES

PER_OPERATION = 1
"""Of each sort; EFFORT=100 for the 200 of the goal."""
SHARE = 8
"""One operation in so many a day; all of them from EFFORT=10 on."""
KNOWN = {**PLACES, "slug": "open", "page_id": "work", "code": "none", "token": "none", "account_id": "none"}


def statuses(kind: type[SurveyError] = SurveyError) -> frozenset[int]:
    """What the program says where something is not as it should be, by its own tree of errors."""
    return frozenset({kind.status}).union(*map(statuses, kind.__subclasses__()))


SAID = (statuses() | {200, 204, 303, 404, 405, 422}) - {500, 503}
KINDS = (
    "text/html",
    "text/plain",
    "text/csv",
    "application/json",
    "image/",
    "application/pdf",
    "application/zip",
)


@dataclass
class Target:
    """The application, with somebody who has every role and somebody who answers."""

    site: Watched
    crew: Crew
    account: AccountRecord
    fields: dict[str, dict[str, str]]

    def described(self) -> dict[str, Any]:
        """The application's description with its forms and with addresses that lead somewhere."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # one function answers GET and HEAD
            found: dict[str, Any] = self.site.app.openapi()
        for path, operations in found["paths"].items():
            for method, operation in operations.items():
                for parameter in operation.get("parameters", ()):
                    real = {"enum": [KNOWN.get(parameter["name"], "1")]}
                    if parameter["schema"].get("type") == "string":
                        parameter["schema"] = {"anyOf": [real, {"type": "string", "minLength": 1}]}
                if method == "post":
                    operation["requestBody"] = {"content": {FORM_KIND: {"schema": self.form(path)}}}
        return found

    def form(self, path: str) -> dict[str, Any]:
        sent = self.fields.get(path, {})
        properties = {
            name: {"anyOf": [{"enum": [value]}, {"type": "string"}]} for name, value in sent.items()
        }
        return {
            "type": "object",
            "properties": {**properties, "csrf": {"enum": [OURS]}},
            "required": ["csrf"],
        }

    def ask(self, case: Any) -> tuple[int, str]:
        """The reply to a case, asked by whom its page is for, with a token of their own."""
        staff = case.path.startswith("/staff")
        if staff:
            client = self.crew.browser(self.account)
            token = client.cookies["staff"]
        else:
            person = Robot(self.site.browser(), "open", choices={"sector": ["health"]})
            person.start()
            client = client_of(person)
            token = client.cookies["survey-open"]
        client.follow_redirects = False
        own = self.site.app.state.desk.guard.token_of(token)
        asked = requests.Request(**case.as_transport_kwargs(base_url=self.site.settings.base_url)).prepare()
        given: Any = asked.body or b""
        body: bytes = given if isinstance(given, bytes) else given.encode()
        url = urlsplit(str(asked.url))
        reply = client.request(
            str(asked.method),
            f"{url.path}?{url.query}" if url.query else url.path,
            content=body.replace(OURS.encode(), own.encode()),
            headers={"content-type": str(asked.headers["content-type"])}
            if "content-type" in asked.headers
            else {},
        )
        return reply.status_code, reply.headers.get("content-type", "")


OURS = "ourtoken"
FORM_KIND = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder: Path = tmp_path_factory.mktemp("operations")
    with migrated(Settings(data_dir=folder / "var")) as store:
        site = watched(store, folder)
        walk = Walk(site)
        walk.all()
        fields: dict[str, dict[str, str]] = {}
        for url, body in walk.posted:
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            fields[route_of(site, url)] = {**fields.get(route_of(site, url), {}), **sent}
        site.open(tiny(), "open")
        crew = Crew(site)
        yield Target(site, crew, crew.account(*BY_NAME), fields)


def try_on(target: Target, operation: Any, mode: GenerationMode, wrong: set[str]) -> int:
    """Send what fits an operation, or what does not; says how often."""
    asked = 0

    def one(case: Any) -> None:
        nonlocal asked
        status, kind = target.ask(case)
        asked += 1
        if status not in SAID or (kind and not kind.startswith(KINDS)):
            wrong.add(f"{operation.label}: {status} {kind}")

    drawn: Any = given(operation.as_strategy(generation_mode=mode))
    run: Any = settings(tried(PER_OPERATION), database=None)(drawn(one))
    with suppress(Unsatisfiable, SkipTest):  # without a field or a parameter nothing can fail to fit
        run()
    return asked


def test_every_operation_answers_as_it_says_whatever_is_sent(target: Target) -> None:
    schema: Any = schemathesis.openapi.from_dict(target.described())
    found = [each.ok() for each in schema.get_all_operations()]
    operations = [each for each in found if each.method != "head" and each.path != "/s/{slug}/leave"]
    assert len(operations) > 110
    wrong: set[str] = set()
    operations = operations if EFFORT >= 10 else operations[date.today().toordinal() % SHARE :: SHARE]
    can_differ = [each for each in operations if each.method == "post" or "{" in each.path]
    fitting = [try_on(target, each, GenerationMode.POSITIVE, wrong) for each in operations]
    others = {each.label: try_on(target, each, GenerationMode.NEGATIVE, wrong) for each in can_differ}
    assert wrong == set()
    assert min(fitting) >= 1
    forms = [each.label for each in can_differ if each.method == "post"]
    assert min(others[label] for label in forms) >= 1, "a form can always fail to fit, an address seldom"
