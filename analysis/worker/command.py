"""`python -m analysis worker`: the background work of a server.

It stops on SIGTERM or SIGINT, and, when somebody started it with a pipe for its input, when that pipe is
closed or the process that started it is gone. It never sleeps longer than a few seconds at a time.
"""

from __future__ import annotations

import sys
from typing import Annotated

import structlog
import typer

from analysis.worker.backups import Backups
from analysis.worker.clearing import Clearing
from analysis.worker.contacts import Contacts
from analysis.worker.live import LiveFigures
from analysis.worker.reports import Reports
from analysis.worker.retention import Retention
from analysis.worker.rounds import once as one_turn
from analysis.worker.rounds import run
from analysis.worker.stop import Stop
from survey.settings import Settings
from survey.storage.database import Store

app = typer.Typer(name="analysis", pretty_exceptions_enable=False, callback=lambda: None)


def configure_logs() -> None:
    """One JSON line an event, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what there is to do now, and stop.")] = False,
) -> None:
    """Do the background work of a server until told to stop.

    It moves contact details away from answers, deletes drafts that were never sent a week after nobody can
    send them any more, counts the live figures anew, makes the reports and data that the team asked for, and
    deletes those when their time is over. Where a folder and a key for backups are set it makes those too.
    `survey serve` starts one by itself; several can run at once. It stops on SIGTERM, and when the program
    that started it closes its input.
    """
    configure_logs()
    stop = Stop()
    stop.watch()
    with Store.open(Settings.read()) as store:
        store.migrate()
        jobs = (
            Contacts(store),
            Retention(store),
            LiveFigures(store),
            Clearing(store),
            Backups(store),
            Reports(store),
        )
        (one_turn if once else run)(jobs, stop)
    for job in jobs if once else ():
        typer.echo(job.said())
