"""A site with a folder of questionnaires of its own, for tests that write versions into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.settings import Settings
from tests.conftest import Clock
from tests.migrated import migrated
from tests.web.site import TINY, Site
from tests.web.staff.crew import Crew

FIRST = TINY
SECOND = FIRST.replace('version: "1"', 'version: "1.1"').replace("text: Keep?", "text: May we keep it?")
"""The first with other words in one question."""
BREAKING = SECOND.replace("police: Police, ", "")
FAULTY = SECOND.replace("ask: number", "ask: numbr")


@contextmanager
def shelved(tmp_path: Path, clock: Clock, **versions: str) -> Iterator[tuple[Site, Path]]:
    """A site whose folder has these versions of the tiny survey, and the folder of that survey."""
    shelf = tmp_path / "questionnaires" / "tiny"
    shelf.mkdir(parents=True)
    for name, text in versions.items():
        put(shelf, name, text)
    settings = Settings(data_dir=tmp_path / "var", questionnaires=shelf.parent)
    with migrated(settings, clock=clock) as store:
        yield Site(settings, store), shelf


def put(shelf: Path, name: str, text: str) -> None:
    """Put a version into the folder: v1_1 is 1.1.yaml."""
    (shelf / f"{name.removeprefix('v').replace('_', '.')}.yaml").write_text(text, "utf-8")


def first() -> Questionnaire:
    return load_text(FIRST)


def member(site: Site, role: str) -> TestClient:
    """The browser of somebody with one role."""
    crew = Crew(site)
    return crew.browser(crew.account(role))
