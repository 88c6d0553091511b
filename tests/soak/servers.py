"""A PostgreSQL of a program's own: durable, reached by a socket or by TCP, stopped as roughly as wished."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres
from tests.serving import free_port


class Database:
    """One server process tree that can be killed and started again where it was."""

    def __init__(self, folder: Path, tools: Path, host: str) -> None:
        self.folder, self.tools, self.host = folder, tools, host
        self.port = free_port()

    @property
    def url(self) -> str:
        return postgres.address(self.folder, "postgres") + f"&port={self.port}"

    def over_tcp(self, port: int = 0) -> str:
        return f"postgresql://{postgres.ROLE}@{self.host}:{port or self.port}/postgres"

    def start(self) -> None:
        options = (
            f"-c listen_addresses={self.host} -c port={self.port} -c unix_socket_directories='{self.folder}'"
        )
        data, log = self.folder / "data", self.folder / "log"
        postgres.run(self.tools / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)

    def stop(self, how: str = "immediate") -> None:
        postgres.run(self.tools / "pg_ctl", "stop", "-m", how, "-D", self.folder / "data")

    def kill_backend(self) -> None:
        """End one of the processes that serve the program: the server then throws all of them out."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'survey' LIMIT 1"
            ).fetchone()
        if found is not None:
            os.kill(int(found[0]), signal.SIGKILL)

    def wait(self) -> None:
        """Until it takes connections again."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())


@contextmanager
def database(host: str = "127.0.0.1") -> Iterator[Database]:
    """A server of one's own, with everything on that makes a commit safe; gone afterwards."""
    tools = postgres.binaries()
    assert tools is not None, "PostgreSQL is not installed: its programs initdb and pg_ctl are needed."
    folder = Path(tempfile.mkdtemp(prefix="survey-soak-pg-"))
    postgres.initialise(folder, tools)
    server = Database(folder, tools, host)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
