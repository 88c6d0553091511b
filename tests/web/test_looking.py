"""Whoever only looks never stands behind those who save."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.web.app import THREADS
from tests.migrated import migrated
from tests.robot import Page, Robot
from tests.serving import serving
from tests.web.site import tiny

pytestmark = pytest.mark.alone


def seated(address: str) -> tuple[httpx2.Client, Robot, Page]:
    """Somebody in front of the first question, in a browser of their own."""
    client = httpx2.Client(base_url=address, follow_redirects=True, timeout=60)
    robot = Robot(client, "tiny", choices={"sector": ["health"], "keep": ["1"]})
    robot.start()
    return client, robot, robot.first_question()


def test_pages_are_shown_while_more_than_all_threads_wait_to_save(tmp_path: Path) -> None:
    settings = Settings.read(data_dir=tmp_path / "var")
    with migrated(settings) as store, serving(settings.data_dir) as address, ExitStack() as stack:
        closes = store.clock() + timedelta(days=1)
        open_campaign(store, tiny(), closes_at=closes, actor="test")
        people = [seated(address) for _ in range(THREADS + 2)]
        for client, *_ in people:
            stack.callback(client.close)
        pool = stack.enter_context(ThreadPoolExecutor(len(people)))
        with store.write():  # as a backup or another process does
            saving = [pool.submit(robot.answer, page) for _, robot, page in people]
            time.sleep(0.5)
            looked = httpx2.get(f"{address}/s/tiny", timeout=60)
            waiting = [one for one in saving if not one.done()]
        assert looked.status_code == 200
        assert waiting == saving
        assert {one.result().status for one in saving} == {200}
