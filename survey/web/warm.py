"""Web processes begin from one that has read the program already: a new one is there within a second.

Uvicorn starts each as a fresh Python, which reads the whole program again; where both are killed at once
that leaves nobody who answers for many seconds. See decision 51.
"""

from __future__ import annotations

import multiprocessing

import uvicorn._subprocess
from uvicorn.supervisors import multiprocess

READ_BEFOREHAND = ["survey.cli", "survey.web.serving"]


class Watched(multiprocess.Process):
    """A web process whose end is noticed at once, and not only when it does not answer for five seconds."""

    def start(self) -> None:
        super().start()
        self.child_conn.close()


def start_web_processes_warm() -> None:
    """From here on uvicorn's processes are forks of one without threads or connections."""
    context = multiprocessing.get_context("forkserver")
    context.allow_connection_pickling()
    context.set_forkserver_preload(READ_BEFOREHAND)
    uvicorn._subprocess.spawn = context  # type: ignore[assignment]  # the other way to begin a process
    multiprocess.Process = Watched  # type: ignore[misc]  # there is no other way to say which
