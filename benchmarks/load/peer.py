"""The Django package `django-survey-and-report`, served with the questions of our page, to stand beside it.

It lives in an environment of its own, known by its Python, and is reached through files and processes alone:
it is never imported here, and what it calls `survey` is another package than ours.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.load.prepared import SLUG, STOP, answered, raw
from survey.engine.loader import load_file
from survey.engine.questions.grid import Grid
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT
from tests.robot import Page
from tests.serving import free_port, wait_for

SITE = Path(__file__).with_name("peer_site.txt")
WORKERS = 2
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
COUNTED = "SELECT (SELECT count(*) FROM survey_response), (SELECT count(*) FROM survey_answer)"
FOREIGN = ("PYTHON", "DJANGO", "GUNICORN", "SURVEY_")
"""How settings begin that are meant for other programs than the peer."""


@dataclass(frozen=True)
class Peer:
    """The package as it is served: where, by which process, what it asks, and what it is made of."""

    port: int
    pid: int
    path: str
    questions: int
    made_of: str
    database: Mapping[str, Any]

    def visitor(self) -> httpx2.Client:
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)

    def page(self) -> bytes:
        with self.visitor() as client:
            return client.get(self.path).content

    def views(self, connections: int, each: int) -> list[list[bytes]]:
        """Its page looked at again and again, by visitors who have been there before."""
        found = []
        for _ in range(connections):
            with self.visitor() as client:
                client.get(self.path)
                found.append([raw("GET", self.path, client)] * each)
        return found

    def saves(self, connections: int, each: int) -> list[list[bytes]]:
        """Its form with all questions answered, sent again and again; each makes one more response."""
        found = []
        for _ in range(connections):
            with self.visitor() as client:
                form = Page(self.path, 200, client.get(self.path).text).form()
                found.append([raw("POST", self.path, client, filled) for filled in answered(form, each)])
        return found

    def kept(self) -> int:
        """How many responses are in its database, each of them with every answer."""
        if "sqlite3" in self.database["ENGINE"]:
            with closing(sqlite3.connect(self.database["NAME"])) as connection:
                responses, answers = connection.execute(COUNTED).fetchone()
        else:
            with psycopg.connect(address(self.database)) as server:
                responses, answers = server.execute(COUNTED).fetchone() or (0, 0)
        assert answers == self.questions * responses, f"{responses} responses have {answers} answers"
        return int(responses)


def on_sqlite(folder: Path) -> dict[str, Any]:
    """A file in which every commit is on disk before the reply, as in ours."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "peer.db"),
        "OPTIONS": {"init_command": DURABLE, "timeout": 30},
    }


def on_postgresql(url: str, name: str) -> dict[str, Any]:
    """A database of its own in the server that ours has one in."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    known = conninfo_to_dict(url)
    place = {"USER": known["user"], "HOST": known["host"], "PORT": str(known["port"])}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, **place}


def address(database: Mapping[str, Any]) -> str:
    host, port = database["HOST"], database["PORT"]
    return make_conninfo(dbname=database["NAME"], user=database["USER"], host=host, port=port)


def has(python: Path, module: str) -> bool:
    """Whether a Python has a module."""
    return subprocess.run([python, "-I", "-c", f"import {module}"], capture_output=True).returncode == 0


def asked() -> dict[str, Any]:
    """Words, questions and choices of our page, as the site of the peer reads them."""
    page = load_file(find_questionnaire(ROOT / "questionnaires", SLUG)).pages[STOP]
    (grid,) = page.questions
    assert isinstance(grid, Grid)
    choices = [": ".join(filter(None, (step.label, step.anchor))) for step in grid.scale.steps]
    return {
        "title": page.title,
        "text": " ".join(page.text),
        "heading": grid.text,
        "hint": grid.scale.prompt,
        "questions": [(row.text, choices) for row in grid.rows],
    }


@contextmanager
def serving(python: Path, folder: Path, database: Mapping[str, Any]) -> Iterator[Peer]:
    """Its site in a folder, served by gunicorn with two processes that do one request at a time each."""
    questions, log = asked(), folder / "log"
    given = {**questions, "secret": secrets.token_hex(32), "database": database}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    shutil.copy(SITE, folder / "peer_site.py")
    site = prepared(python, folder)
    port = free_port()
    words = ["--workers", str(WORKERS), "--worker-class", "sync", "--bind", f"127.0.0.1:{port}"]
    command = [str(python), "-m", "gunicorn", *words, "peer_site:application"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=folder, env=its_own(), stdout=output, stderr=output)
        try:
            wait_for(f"http://127.0.0.1:{port}", server, log)
            peer = Peer(
                port, server.pid, site["path"], len(questions["questions"]), site["made_of"], database
            )
            for _ in range(4 * WORKERS):
                peer.page()
            yield peer
        finally:
            server.terminate()
            server.wait(timeout=30)


def prepared(python: Path, folder: Path) -> dict[str, str]:
    """Its database made, with one survey in it: where that is, and what the site is made of."""
    done = subprocess.run([python, "peer_site.py"], cwd=folder, env=its_own(), capture_output=True, text=True)
    assert done.returncode == 0, f"The other survey could not be prepared:\n{done.stderr}"
    found: dict[str, str] = json.loads(done.stdout)
    return found


def its_own() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
