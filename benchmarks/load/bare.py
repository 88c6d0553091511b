"""What stands beside: the framework with nothing of ours in it, and the engines with nothing but a commit."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
from fastapi import FastAPI, Form
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from benchmarks.pages import empty
from tests.serving import free_port, wait_for

PAGE = "BENCHMARK_PAGE"
STATEMENTS = tuple(f"statement_{number}" for number in range(6))
DOCUMENT = json.dumps(dict.fromkeys(STATEMENTS, "agree"))
MADE = "CREATE TABLE one (id INTEGER PRIMARY KEY, document TEXT)"


class Anything(BaseModel, extra="allow"):
    """A form of which nothing is known."""


def application() -> FastAPI:
    """A string of the size of our page, a form that is read, and one that the framework takes apart."""
    app = empty(Path(os.environ[PAGE]).read_text(encoding="utf-8"))

    @app.post("/form")
    async def form(fields: Annotated[Anything, Form()]) -> Response:
        json.dumps(fields.model_dump())
        return RedirectResponse("/", 303)

    @app.get("/health/ready")
    async def ready() -> Response:
        return Response("yes")

    return app


@contextmanager
def serving(page: Path, processes: int) -> Iterator[int]:
    """The port of the bare application under the same server with the same settings as ours."""
    port, log = free_port(), page.with_suffix(".log")
    words = [
        "benchmarks.load.bare:application",
        "--factory",
        "--port",
        str(port),
        "--workers",
        str(processes),
    ]
    command = [sys.executable, "-m", "uvicorn", *words, "--no-access-log", "--log-level", "warning"]
    with log.open("w") as output:
        server = subprocess.Popen(command, env={**os.environ, PAGE: str(page)}, stdout=output, stderr=output)
        try:
            wait_for(f"http://127.0.0.1:{port}", server, log)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def sqlite_commits(folder: Path, seconds: float = 2.0) -> float:
    """Commits a second of one short row each, by one connection that syncs each of them."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as connection:
        for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", MADE):
            connection.execute(line)

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO one (document) VALUES (?)", (DOCUMENT,))
            connection.execute("COMMIT")

        found = a_second(commit, seconds)
    connection.close()
    return found


def postgresql_commits(url: str, connections: int, seconds: float = 2.0) -> float:
    """The same by so many connections at once, each in a thread."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare_one (id serial PRIMARY KEY, document text)")
    found: list[float] = []

    def alone() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            insert = "INSERT INTO bare_one (document) VALUES (%s)"
            found.append(a_second(lambda: connection.execute(insert, (DOCUMENT,)), seconds))

    threads = [threading.Thread(target=alone) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found)


def a_second(work: Callable[[], object], seconds: float) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        work()
        done += 1
    return done / (time.perf_counter() - began)
