"""A real PostgreSQL for the tests: one server a session, reached over a socket only, a database a worker.

The binaries are Debian's or those on the path. Started by root, the server runs as an ordinary user. It
is shared by the workers of one session; whoever leaves last stops it.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

ROLE = "survey"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120"}
SERVER_USERS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, or wherever they are on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def without() -> None:
    """PostgreSQL is not here: say so in a line, and fail where everything must run."""
    reason = "PostgreSQL is not installed, so its half of the storage tests did not run"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def server_user() -> str | None:
    """Who the server runs as when we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    return next(name for name in SERVER_USERS if any(user.pw_name == name for user in pwd.getpwall()))


def run(*command: str | Path) -> None:
    """Run a server program, as the server's own user when we are root."""
    user = server_user()
    as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    done = subprocess.run([*as_user, *map(str, command)], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr


def initialise(folder: Path, tools: Path) -> None:
    """A cluster in a folder, which belongs to whoever runs the server."""
    user = server_user()
    if user:
        shutil.chown(folder, user)
    options = ["--auth=trust", f"--username={ROLE}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    run(tools / "initdb", *options, "-D", folder / "data")


def start(folder: Path, tools: Path) -> None:
    initialise(folder, tools)
    settings = " ".join(f"-c {name}={value}" for name, value in FAST.items())
    socket = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {settings}"
    run(tools / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", socket)


def stop(folder: Path, tools: Path) -> None:
    run(tools / "pg_ctl", "stop", "-m", "immediate", "-D", folder / "data")
    shutil.rmtree(folder)


@contextmanager
def turn(shared: Path) -> Iterator[list[str]]:
    """The folders of those who use the server, one line each, while nobody else looks; changes are kept."""
    with open(shared / "postgres-users", "a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        users = note.read().splitlines()
        yield users
        note.truncate(0)
        note.write("\n".join(users))


@contextmanager
def server(shared: Path, tools: Path) -> Iterator[Path]:
    """The folder of the session's server; the first worker starts it, the last one stops it."""
    with turn(shared) as users:
        folder = Path(users[0]) if users else Path(tempfile.mkdtemp(prefix="survey-pg-"))
        if not users:
            start(folder, tools)
        users.append(str(folder))
    try:
        yield folder
    finally:
        with turn(shared) as users:
            users.pop()
            if not users:
                stop(folder, tools)


def address(folder: Path, database: str) -> str:
    return f"postgresql://{ROLE}@/{database}?host={folder}"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[str]:
    """The address of an empty database of this worker's own."""
    tools = binaries()
    if tools is None:
        without()
        return
    base = tmp_path_factory.getbasetemp()
    shared = base if worker == "master" else base.parent
    with server(shared, tools) as folder:
        with psycopg.connect(address(folder, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE survey_{worker}".encode())
        yield address(folder, f"survey_{worker}")


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this worker among several, or master when there is one."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))
