"""The list of entries in the browser: one added, changed and removed, and nothing lost beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.campaign import open_campaign
from survey.web.app import create_app
from survey.web.serving import only_in
from tests.engine.test_entries import FORM
from tests.migrated import migrated
from tests.robot import Robot


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = only_in(tmp_path, "127.0.0.1", 8765)
    with migrated(settings) as store:
        closes = datetime.now(UTC) + timedelta(days=1)
        open_campaign(store, FORM, closes_at=closes, actor="test")
        with TestClient(
            create_app(settings, store), base_url=settings.base_url, follow_redirects=True
        ) as client:
            choices = {"ex_1__another": ["1"], "ex_2__another": ["1"], "ex_3__another": ["0"]}
            names = {
                f"ex_{number}__name": [name] for number, name in enumerate(("Alpha", "Beta", "Gamma"), 1)
            }
            robot = Robot(client, FORM.questionnaire, choices={**choices, **names})
            robot.start()
            page = robot.first_question()
            while "/p/" in page.url:
                page = robot.answer(page)
            yield client


def at(client: TestClient, path: str) -> str:
    return client.get(f"/s/{FORM.questionnaire}/{path}").text


def remove(client: TestClient, page: str, number: int, presses: int = 1) -> str:
    path = f"/s/{FORM.questionnaire}/p/{page}/remove/{number}"
    fields = dict(re.findall(r'name="(csrf|seen)" value="([^"]+)"', client.get(path).text))
    replies = [client.post(path, data=fields) for _ in range(presses)]
    assert {reply.status_code for reply in replies} == {200}
    return str(replies[-1].url.path)


def test_the_list_names_each_entry_with_ways_to_change_and_remove_it(client: TestClient) -> None:
    page = at(client, "p/ex_another_3")
    assert [name for name in ("Alpha", "Beta", "Gamma") if name in page] == ["Alpha", "Beta", "Gamma"]
    assert f"/s/{FORM.questionnaire}/p/ex_2" in page
    assert f"/s/{FORM.questionnaire}/p/ex_another_3/remove/2" in page


def test_removing_is_asked_once_and_then_done(client: TestClient) -> None:
    asked = at(client, "p/ex_another_3/remove/1")
    assert "Remove Alpha?" in asked
    assert "Keep it" in asked
    assert "Alpha" in at(client, "p/ex_another_3")
    assert remove(client, "ex_another_3", 1).endswith("/check")
    check = at(client, "check")
    assert "Alpha" not in check
    assert "Beta" in check
    assert "Gamma" in check


def test_a_second_press_removes_nothing_more(client: TestClient) -> None:
    remove(client, "ex_another_3", 1, presses=2)
    check = at(client, "check")
    assert "Alpha" not in check
    assert "Beta" in check
    assert "Gamma" in check


def test_removing_the_last_entry_asks_whether_there_is_one_more(client: TestClient) -> None:
    assert remove(client, "ex_another_3", 3).endswith("/p/ex_another_2")
    page = at(client, "p/ex_another_2")
    assert "Gamma" not in page
    assert "Beta" in page


def test_an_entry_that_is_not_there_cannot_be_removed(client: TestClient) -> None:
    path = f"/s/{FORM.questionnaire}/p"
    assert client.get(f"{path}/ex_another_3/remove/4").status_code == 404
    assert client.get(f"{path}/ex_1/remove/1").status_code == 404
    assert client.get(f"{path}/nowhere/remove/1").status_code == 404
    assert client.post(f"{path}/ex_another_3/remove/1", data={"csrf": "x"}).status_code == 403
