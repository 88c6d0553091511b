"""Looking at a questionnaire before the field: each page one click away, changes seen, nothing kept."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from survey.engine.loader import load_file
from survey.web.app import create_app
from survey.web.preview import Preview, router
from survey.web.serving import only_in
from tests.builders import LIBRARY, section_of, text_of
from tests.migrated import migrated
from tests.serving import free_port, wait_for

LONDON = LIBRARY / "trauma-informed-london" / "1.0.yaml"
TINY = text_of(
    section_of(
        """
        - {id: one, ask: single, text: One, options: {a: A, b: {label: B, end: stopped}}}
        - page: two
        - {id: more, ask: short_text, text: "You said {one or 'nothing'}.", show_if: one == 'a'}
        - {id: rest, ask: confirm, text: Rest}
        """
    )
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "questionnaires" / "tiny" / "1.0.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(TINY, "utf-8")
    return file


@pytest.fixture
def client(file: Path, tmp_path: Path) -> Iterator[TestClient]:
    yield from looking_at(file, tmp_path / "kept")


def looking_at(file: Path, folder: Path) -> Iterator[TestClient]:
    folder.mkdir()
    settings = only_in(folder, "127.0.0.1", 8765)
    with migrated(settings) as store:
        app = create_app(settings, store)
        app.state.preview = Preview(file, store)
        app.include_router(router)
        with TestClient(app, base_url=settings.base_url) as client:
            yield client


def links(page: str) -> list[str]:
    return re.findall(r'href="(/preview/[^"]+)"', page)


def test_every_page_route_and_end_of_the_london_survey_is_one_click_away(tmp_path: Path) -> None:
    form = load_file(LONDON)
    for client in looking_at(LONDON, tmp_path / "kept"):
        overview = client.get("/preview").text
        found = links(overview)
        assert {f"/preview/page/{page}" for page in form.pages} <= set(found)
        assert {f"/preview/end/{end}" for end in form.ends} <= set(found)
        assert "/preview/whole/3" in found
        assert "No made-up answers came here" not in overview
        for page in ("policing_unit", "practice_2", "principles_me"):
            shown = client.get(f"/preview/page/{page}")
            assert (shown.status_code, shown.url.path) == (200, f"/s/look-1/p/{page}")
        assert client.get("/preview/whole/0").url.path == "/s/look-1/check"


def test_all_pages_stand_on_one_page_with_their_conditions(client: TestClient) -> None:
    page = client.get("/preview/all").text
    assert "One" in page
    assert "You said nothing." in page
    assert "only if <code>one == &#39;a&#39;</code>" in page
    assert "<fieldset disabled" in page
    assert "<form" not in page


def test_an_end_screen_can_be_looked_at(client: TestClient) -> None:
    shown = client.get("/preview/end/stopped")
    assert shown.url.path == "/s/look-1/end"
    assert "Thank you for looking" in shown.text


def test_a_saved_change_is_seen_at_the_next_look(client: TestClient, file: Path) -> None:
    assert "/preview/page/three" not in client.get("/preview").text
    file.write_text(TINY + "      - page: three\n      - {id: last, ask: confirm, text: Last}\n", "utf-8")
    later = file.stat().st_mtime_ns + 10**9
    os.utime(file, ns=(later, later))
    assert "/preview/page/three" in client.get("/preview").text
    assert client.get("/preview/page/three").url.path == "/s/look-2/p/three"


def test_faults_are_listed_until_they_are_put_right(client: TestClient, file: Path) -> None:
    file.write_text(TINY.replace("ask: confirm", "ask: confrim"), "utf-8")
    os.utime(file, ns=(10**18, 10**18))
    page = client.get("/preview").text
    assert "1.0.yaml has 1 fault" in page
    assert "unknown-kind" in page
    assert client.get("/preview/all").url.path == "/preview"
    assert client.get("/preview/page/two").status_code == 404
    file.unlink()
    assert "no-file" in client.get("/preview").text


def test_what_nobody_reaches_says_so(client: TestClient, file: Path) -> None:
    lost = "      - {page: lost, show_if: one == 'b'}\n      - {id: never, ask: confirm, text: Never}\n"
    file.write_text(TINY + lost, "utf-8")
    os.utime(file, ns=(10**18, 10**18))
    page = client.get("/preview").text
    assert "never-holds" in page
    assert "No made-up answers came here." in page
    assert "/preview/page/lost" not in page
    assert client.get("/preview/page/lost").status_code == 404


def test_the_preview_touches_no_database_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", "postgresql://nobody@nowhere/nothing")
    monkeypatch.setenv("SURVEY_BASE_URL", "https://example.org")
    monkeypatch.setenv("HOST", "203.0.113.1")
    settings = only_in(tmp_path, "127.0.0.1", 8765)
    assert settings.database_url == f"sqlite:///{tmp_path / 'survey.db'}"
    assert settings.base_url == "http://127.0.0.1:8765"
    assert settings.secret()


def test_a_file_in_a_language_that_the_program_does_not_speak_says_so(client: TestClient, file: Path) -> None:
    file.write_text(TINY.replace("owner:", "language: fr\nowner:", 1), "utf-8")
    assert "written in French" in client.get("/preview").text


def test_a_file_with_a_whole_translation_has_the_switch_on_its_pages(client: TestClient, file: Path) -> None:
    guide = (LIBRARY.parent / "docs" / "guides" / "languages.md").read_text("utf-8")
    file.write_text(guide.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    page = client.get(next(link for link in links(client.get("/preview").text) if "/page/" in link))
    assert "Where do you work?" in page.text
    assert "Gdzie pracujesz?" in client.get(f"{page.url}?lang=pl").text


def test_the_author_s_terminal_shows_the_address_and_not_every_request(file: Path, tmp_path: Path) -> None:
    log, port = tmp_path / "said.log", free_port()
    command = [sys.executable, "-m", "survey", "preview", str(file), "--port", str(port)]
    with log.open("w") as output:
        preview = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            wait_for(f"http://127.0.0.1:{port}", preview, log)
        finally:
            preview.send_signal(signal.SIGINT)
            preview.wait(timeout=30)
    address, stopping = log.read_text().splitlines()
    assert address == f"http://127.0.0.1:{port}/preview"
    assert stopping.startswith("Stop it with Ctrl+C")
