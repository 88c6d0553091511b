"""How the service is: what the self-check finds, room on the disk, clocks, the worker, the version."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from math import inf

from survey.errors import SurveyError
from survey.fieldwork import faults
from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.folder import GRACE, backups_in
from survey.fieldwork.london import in_words
from survey.fieldwork.reports import LEASE
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.health import Weight

LEAST_FREE = 0.05
"""Of the disk: with less, answers may soon not be saved."""
PATIENCE = timedelta(minutes=5)
"""A report that waits longer has no worker."""
NO_BACKUP = (
    "None is made. Set SURVEY_BACKUP_DIR and SURVEY_BACKUP_KEY_FILE as the guide for backups says; then the"
    " worker makes them by itself."
)
LATE = "Look at the worker's log, or make one: survey backup."
PACKAGE = "trauma-informed-london-survey"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    about: str
    said: str
    good: bool = True


def standing(store: Store) -> tuple[Line, ...]:
    """Everything there is to know, the worrying first."""
    return tuple(sorted(looked_at(store), key=lambda line: line.good))


def looked_at(store: Store) -> Iterator[Line]:
    findings = store.check()
    for finding in findings:
        yield Line("Self-check", finding.message, finding.weight is Weight.NOTE)
    if all(finding.weight is Weight.NOTE for finding in findings):
        yield Line("Self-check", "Nothing that endangers answers.")
    yield disk(store)
    yield worker(store)
    with store.read() as tx:
        yield Line("Clock", f"{in_words(tx.now)}. By it surveys open and close.")
        flaws = tx.audit.flaws()
    yield Line("Record of changes", " ".join(flaws) or "Whole.", not flaws)
    yield from wrong(store)
    yield from backup(store)
    yield Line("Database", store.backend.name)
    yield Line("Version", version(PACKAGE))


def measured(store: Store) -> Mapping[str, tuple[str, float]]:
    """Numbers by name, each with its meaning, for whoever watches the program, as far as they are known."""
    total, _, free = shutil.disk_usage(store.settings.make_data_dir())
    found = {"disk_free_ratio": ("Part of the disk of the data folder that is free", free / total)}
    up = "Whether the database can be read"
    try:
        with store.read() as tx:
            now = tx.now
            overdue = tx.report_requests.are_overdue(now - PATIENCE, now - LEASE)
            windows = [Window.of(campaign) for campaign in tx.campaigns.all()]
    except SurveyError:
        return {**found, "database_up": (up, 0.0)}
    left = [(window.closes_at - now).total_seconds() for window in windows if window.may_start(now)]
    found["database_up"] = up, 1.0
    found["reports_overdue"] = "Whether a report waits that no worker takes", float(overdue)
    found["open"] = "Surveys that are open", float(len(left))
    if left:
        found["closes_in_seconds"] = "Time until the next open survey closes", min(left)
    if store.settings.backup_dir is not None:
        ages = [(now - kept.header.at).total_seconds() for kept in backups_in(store.settings.backup_dir)]
        found["backup_age_seconds"] = (
            "Age of the newest backup; infinite while there is none",
            min(ages, default=inf),
        )
    return found


def wrong(store: Store) -> Iterator[Line]:
    """What went wrong unforeseen in the last month, by the reference that the page gave."""
    found = faults.latest(store)
    if not found:
        yield Line("Went wrong", "Nothing unforeseen in the last 30 days.")
    for each in found:
        when = f"in the hour from {in_words(each.hour)}"
        yield Line("Went wrong", f"{each.reference}: {each.kind} at {each.route}, {when}.", False)


def backup(store: Store) -> Iterator[Line]:
    """How old the last backup is, by the folder of backups: also right in a database that was restored."""
    settings = store.settings
    if settings.backup_dir is None or settings.backup_key_file is None:
        yield Line("Backup", NO_BACKUP, False)
        return
    late = timedelta(hours=settings.backup_hours) + GRACE
    found = backups_in(settings.backup_dir)
    if not found:
        yield Line("Backup", f"There is none in {settings.backup_dir}. Look at the worker's log.", False)
    else:
        with store.read() as tx:
            age = tx.now - found[0].header.at
        hours = int(age / timedelta(hours=1))
        ago = {0: "less than an hour", 1: "an hour"}.get(hours, f"{hours} hours")
        when = f"The last one is of {in_words(found[0].header.at)}, {ago} ago, read back and whole"
        kept = f"{len(found)} are kept." if len(found) > 1 else "There is no other."
        advice = "" if age <= late else f" It is older than {late / timedelta(hours=1):.0f} hours. {LATE}"
        yield Line("Backup", f"{when} when it was made. {kept}{advice}", age <= late)
    if not kept_away.is_listed(store, settings.backup_dir):
        said = "The list of what was withdrawn, beside the backups, is behind: a restore would bring it back."
        yield Line("Backup", f"{said} Look whether {settings.backup_dir} can be written.", False)


def disk(store: Store) -> Line:
    """Room where the working files, and on SQLite the answers, are."""
    total, _, free = shutil.disk_usage(store.settings.make_data_dir())
    enough = free >= LEAST_FREE * total
    advice = "" if enough else " Make room: when it is full answers cannot be saved."
    return Line("Disk", f"{free / 2**30:,.1f} GB free of {total / 2**30:,.1f} GB.{advice}", enough)


def worker(store: Store) -> Line:
    """Whether somebody makes the reports that are asked for."""
    with store.read() as tx:
        lost = tx.report_requests.are_overdue(tx.now - PATIENCE, tx.now - LEASE)
    if lost:
        return Line(
            "Worker", "A report has waited for five minutes: start `python -m analysis worker`.", False
        )
    return Line("Worker", "No report waits for one.")
