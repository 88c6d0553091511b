"""W2: every form of the program, forged in six ways, is refused and changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from starlette.routing import Match
from starlette.testclient import TestClient

from survey.fieldwork.team.roles import BY_NAME
from survey.storage.database import Store
from survey.web.headers import REPORTS
from tests.attacks.walking import Walk, Watched, digest, watched
from tests.soak.people import FORM
from tests.web.staff.crew import Crew, token_in
from tests.web.test_security import routes

TOKEN = re.compile(r"\bcsrf=[^&]*")
FORGERIES: dict[str, tuple[str | None, dict[str, str]]] = {
    "no token": ("", {}),
    "a made-up token": ("csrf=" + "0" * 64, {}),
    "a token of another browser": (None, {}),
    "another site's form": (None, {"origin": "https://elsewhere.example"}),
    "an origin that hides": (None, {"origin": "null"}),
    "a browser that says cross-site": (None, {"sec-fetch-site": "cross-site"}),
}

ASKING = (
    "/s/tiny/download",
    "/staff/surveys/london/contacts",
    "/staff/questionnaires/trauma-informed-london/versions/1.0/preview/start",
)
"""Forms that write nothing, so that the walk does not come by them."""


class Forger(Walk):
    """Sends each form in every forged way before it is sent as it should be."""

    def __init__(self, site: Watched) -> None:
        super().__init__(site)
        self.wrong: list[str] = []
        self.forged: dict[str, int] = {}
        self.others = f"csrf={token_in(site.browser().get('/staff/sign-in').text)}"

    def before(self, client: TestClient, url: str, body: str) -> None:
        route, kept = route_of(self.site, url), digest(self.site.store)
        client.follow_redirects = False
        assert TOKEN.search(body), f"{route} has a form without a token"
        for name, (token, headers) in FORGERIES.items():
            given = self.others if name == "a token of another browser" else token
            sent = body if given is None else TOKEN.sub(given, body)
            reply = client.post(url, content=sent, headers={**FORM, **headers})
            self.forged[route] = self.forged.get(route, 0) + 1
            if reply.status_code != 403:
                self.wrong.append(f"{route}, {name}: {reply.status_code}")
        client.follow_redirects = True
        if digest(self.site.store) != kept:
            self.wrong.append(f"{route}: something has changed")


def route_of(site: Watched, url: str) -> str:
    """The pattern of the address that takes a form; the more particular comes first."""
    scope = {"type": "http", "method": "POST", "path": urlsplit(url).path, "root_path": ""}
    found = [route.path for route in routes(site) if route.matches(scope)[0] is Match.FULL]
    return min(found, key=lambda path: (path.count("{"), -len(path)))


def test_every_form_forged_in_six_ways_is_refused_and_changes_nothing(
    sqlite_store: Store, tmp_path: Path
) -> None:
    site = watched(sqlite_store, tmp_path)
    forger = Forger(site)
    forger.all()
    crew = Crew(site)
    client = crew.browser(crew.account(*BY_NAME))
    own = f"csrf={token_in(client.get('/staff/account').text)}"
    for path in ASKING:
        forger.before(client, path, own)
    taken = {route.path for route in routes(site) if "POST" in (route.methods or ())} - {REPORTS}
    assert forger.wrong == []
    assert taken - set(forger.forged) == set()
    assert min(forger.forged.values()) >= len(FORGERIES) == 6
