"""A server that is told to stop gives everybody who is just saving their answer first."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.settings import Settings
from survey.web.commits import MOST
from tests.migrated import migrated
from tests.serving import started
from tests.web.site import tiny
from tests.web.test_looking import seated

pytestmark = pytest.mark.alone
SLUG = "tiny"


def test_whoever_saves_while_it_stops_is_told_and_what_they_were_told_is_stored(tmp_path: Path) -> None:
    """More than one commit takes, all waiting for a lock while the server is told to stop."""
    settings = Settings.read(data_dir=tmp_path / "var")
    with migrated(settings) as store, started(settings.data_dir) as server, ExitStack() as stack:
        open_campaign(store, tiny(), closes_at=store.clock() + timedelta(days=1), actor="test")
        people = [seated(server.address) for _ in range(MOST + 4)]
        for client, *_ in people:
            stack.callback(client.close)
        pool = stack.enter_context(ThreadPoolExecutor(len(people)))
        tokens = [client.cookies[f"survey-{SLUG}"] for client, *_ in people]
        posts = [(client, page.form()) for client, _, page in people]
        with store.write():  # as a backup or another process does
            saving = [
                pool.submit(
                    client.post,
                    "/s/tiny/p/work",
                    data={**form.filled(), "sector": "health", "action": "continue"},
                    follow_redirects=False,
                )
                for client, form in posts
            ]
            time.sleep(0.7)
            assert not any(one.done() for one in saving)
            server.process.terminate()
            time.sleep(0.3)
        assert [one.result().status_code for one in saving] == [303] * len(people)
        assert server.process.wait(timeout=20) is not None
        stored = Participation(store, Codes(settings.secret()), settings)
        kept = [stored.seat(SLUG, token).pages["work"] for token in tokens]
        assert [(page.form["sector"], page.done) for page in kept] == [(("health",), True)] * len(people)
