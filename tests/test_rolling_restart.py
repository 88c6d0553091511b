"""One process after the other is restarted behind the proxy, and whoever answers notices nothing."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.migrated import migrated
from tests.proxied import PUBLIC, Place, cookies, proxied
from tests.robot import Page
from tests.serving import free_port, started
from tests.soak.servers import database
from tests.web.site import tiny

pytestmark = pytest.mark.alone
PEOPLE = 3


class Asking(threading.Thread):
    """Looks at the start page and begins, again and again; counts what it was told."""

    def __init__(self, place: Place) -> None:
        super().__init__(daemon=True)
        self.place = place
        self.told: Counter[str] = Counter()
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                reply, page = self.place.ask("/s/tiny")
                self.told[f"look {reply.status}"] += 1
                form = Page("/s/tiny", 200, page).form()
                sent = {name: values[0] for name, values in form.filled().items()} | {"device": "own"}
                headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies(reply)}
                body = urlencode(sent).encode()
                begun, _ = self.place.ask("/s/tiny", method="POST", body=body, headers=headers)
                self.told[f"begin {begun.status}"] += 1
            except Exception as error:
                self.told[f"{type(error).__name__}: {error}"] += 1


@pytest.mark.usefixtures("postgres")  # which skips where there is none
def test_a_restart_of_each_process_in_turn_fails_no_request(tmp_path: Path) -> None:
    with database() as server:
        settings = Settings.read(data_dir=tmp_path / "var", database_url=server.url)
        with migrated(settings) as store:
            closes = datetime.now(UTC) + timedelta(days=1)
            open_campaign(store, tiny(), closes_at=closes, actor="test")
        told = restarted("nginx", settings, tmp_path / "proxy")
    assert set(told) == {"look 200", "begin 303"}, told
    assert told["begin 303"] > 20


def restarted(proxy: str, settings: Settings, folder: Path) -> Counter[str]:
    """What people were told while both processes were restarted in turn."""
    folder.mkdir()
    place = Place(folder, (free_port(), free_port()))
    more = {
        "SURVEY_BASE_URL": f"https://{PUBLIC}:{place.port}",
        "SURVEY_BEHIND_PROXY": "true",
        "SURVEY_UNSAFE_DATABASE": "false",
        "SURVEY_TRUSTED_HOSTS": f"{PUBLIC},127.0.0.1",
    }
    asking = [Asking(place) for _ in range(PEOPLE)]

    def run(port: int) -> ExitStack:
        stack = ExitStack()
        url = settings.database_url
        stack.enter_context(started(settings.data_dir, database_url=url, port=port, environment=more))
        return stack

    running = {port: run(port) for port in place.upstream}
    try:
        with proxied(proxy, place):
            for one in asking:
                one.start()
            for port in place.upstream:
                running[port].close()
                running[port] = run(port)
            for one in asking:
                one.enough.set()
                one.join()
    finally:
        for stack in running.values():
            stack.close()
    return sum((one.told for one in asking), Counter())
