"""The real server in processes of its own, on loopback, for browsers and crowds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

SECONDS = 120


@dataclass(frozen=True)
class Server:
    """`survey serve` as it runs: where it is reached, its first process, and what it said."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def web_processes(self) -> list[int]:
        """The processes that answer, without the one that watches over them."""
        return [pid for child in below(self.process.pid) if is_nursery(child) for pid in below(child)]


@contextmanager
def serving(
    data_dir: Path,
    *,
    database_url: str = "",
    processes: int = 1,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The address of `survey serve` with as many web processes; stopped and waited for at the end."""
    with started(
        data_dir, database_url=database_url, processes=processes, port=port, environment=environment
    ) as server:
        yield server.address


@contextmanager
def started(
    data_dir: Path,
    *,
    database_url: str = "",
    processes: int = 1,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Iterator[Server]:
    """`survey serve` with as many web processes; `before` is a program that runs it.

    A server that comes back where it was is given the same port; `environment` are more settings.
    """
    port = port or free_port()
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")},
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SURVEY_DATA_DIR": str(data_dir),
        "SURVEY_DATABASE_URL": database_url,
        "SURVEY_UNSAFE_DATABASE": "true",
        **(environment or {}),
    }
    command = [*before, sys.executable, "-m", "survey", "serve", "--no-worker", "--workers", str(processes)]
    log = data_dir.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(command, env=settings, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, log)
            yield Server(address, server, log)
        finally:
            server.terminate()
            server.wait(timeout=SECONDS)


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    try:
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in map(int, own) for found in (child, *below(child))]


def is_nursery(pid: int) -> bool:
    """Whether it is the process from which all that answer begin."""
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        named = [Path(f"/proc/{one}/cmdline").read_bytes() for one in (pid, parent)]
    except OSError:
        return False
    return [b"forkserver" in name for name in named] == [True, False]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text()}")
