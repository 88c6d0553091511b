"""The real server in processes of its own, on loopback, for browsers and crowds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

SECONDS = 120


@contextmanager
def serving(
    data_dir: Path,
    *,
    database_url: str = "",
    processes: int = 1,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The address of `survey serve` with as many web processes; stopped and waited for at the end.

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
    command = [sys.executable, "-m", "survey", "serve", "--no-worker", "--workers", str(processes)]
    log = data_dir.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(command, env=settings, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=SECONDS)


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
