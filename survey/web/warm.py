"""Web processes begin from one that has read the program already: a new one is there within a second.

Uvicorn starts each as a fresh Python, which reads the whole program again; where both are killed at once
that leaves nobody who answers for many seconds. See decision 51.
"""

from __future__ import annotations

import multiprocessing

import uvicorn._subprocess

READ_BEFOREHAND = ["survey.cli", "survey.web.serving"]


def start_web_processes_warm() -> None:
    """From here on uvicorn's processes are forks of one without threads or connections."""
    context = multiprocessing.get_context("forkserver")
    context.allow_connection_pickling()
    context.set_forkserver_preload(READ_BEFOREHAND)
    uvicorn._subprocess.spawn = context  # type: ignore[assignment]  # the other way to begin a process
