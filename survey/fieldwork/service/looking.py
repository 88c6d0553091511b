"""How the service is: the self-check, the database, clocks, disk, worker, backups, what comes next."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from survey.errors import SurveyError
from survey.fieldwork import faults
from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.folder import GRACE, backups_in
from survey.fieldwork.london import in_words
from survey.fieldwork.reports import LEASE
from survey.fieldwork.service.line import PACKAGE, Line, State, worst_first
from survey.fieldwork.window import State as Stage
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.storage.host_clock import beside_others

LEAST_FREE = 0.05
"""Of the disk: with less, answers may soon not be saved."""
PATIENCE = timedelta(minutes=5)
"""A report that waits longer has no worker."""
NO_BACKUP = (
    "Set SURVEY_BACKUP_DIR and SURVEY_BACKUP_KEY_FILE as the guide for backups says; then the worker makes"
    " them by itself."
)
LATE = "Look at the worker's log, or make one: survey backup."
SET_CLOCK = "Set the machine's clock by a time server, and start the program again."
START = "start `python -m analysis worker`, or survey serve without --no-worker."


def standing(store: Store) -> tuple[Line, ...]:
    """Everything there is to know, the worrying first."""
    return worst_first(list(looked_at(store)))


def looked_at(store: Store) -> Iterator[Line]:
    """What the team's page shows. Where the database does not answer, what needs it is left out."""
    yield Line("Version", version(PACKAGE))
    yield disk(store.settings.data_dir)
    findings = store.check()
    yield from map(Line.of, findings)
    if all(finding.weight is Weight.NOTE for finding in findings):
        yield Line("Self-check", "Nothing that endangers answers.")
    try:
        yield Line("Database", str(store.engine()))
        if store.is_migrated():
            yield from kept(store)
    except SurveyError as failure:
        yield Line("Database", str(failure), State.RED, "Nothing that is kept in it was looked at.")


def kept(store: Store) -> Iterator[Line]:
    """What can only be seen in tables of this version of the program."""
    yield clock(store)
    yield worker(store)
    with store.read() as tx:
        flaws = tx.audit.flaws()
        waiting = len(tx.contacts.waiting())
    yield Line("Record of changes", " ".join(flaws) or "Whole.", State.RED if flaws else State.GOOD)
    yield Line("Contact details", f"{waiting} wait for the worker to put them into the contact store.")
    yield from wrong(store)
    yield from backup(store)
    yield from moments(store)


def clock(store: Store) -> Line:
    """By which clock surveys open and close, and whether this process has another."""
    ahead = store.backend.tell_time()
    if ahead:
        said = f"This process's is {beside_others(ahead)}, so it saves nothing."
        return Line("Clock", said, State.RED, SET_CLOCK)
    with store.read() as tx:
        now = tx.now
        apart = abs((now - store.clock()).total_seconds())
    whose = "this machine's" if store.backend.name == "sqlite" else "the database's"
    beside = "" if store.backend.name == "sqlite" else f" This machine's differs by {apart:.1f} seconds."
    return Line("Clock", f"{in_words(now)}, by {whose} clock: by it surveys open and close.{beside}")


def wrong(store: Store) -> Iterator[Line]:
    """What went wrong unforeseen in the last month, by the reference that the page gave."""
    found = faults.latest(store)
    if not found:
        yield Line("Went wrong", "Nothing unforeseen in the last 30 days.")
    for each in found:
        when = f"in the hour from {in_words(each.hour)}"
        said = f"{each.reference}: {each.kind} at {each.route}, {when}."
        yield Line("Went wrong", said, State.LOOK, "The log has the place in the program by this reference.")


def backup(store: Store) -> Iterator[Line]:
    """How old the last backup is, by the folder of backups: also right in a database that was restored."""
    settings = store.settings
    if settings.backup_dir is None or settings.backup_key_file is None:
        yield Line("Backup", "None is made.", State.LOOK, NO_BACKUP)
        return
    late = timedelta(hours=settings.backup_hours) + GRACE
    found = backups_in(settings.backup_dir)
    if not found:
        yield Line("Backup", f"There is none in {settings.backup_dir}.", State.RED, LATE)
    else:
        with store.read() as tx:
            age = tx.now - found[0].header.at
        hours = int(age / timedelta(hours=1))
        ago = {0: "less than an hour", 1: "an hour"}.get(hours, f"{hours} hours")
        when = f"The last one is of {in_words(found[0].header.at)}, {ago} ago, read back and whole"
        kept = f"{len(found)} are kept." if len(found) > 1 else "There is no other."
        said = f"{when} when it was made. {kept}"
        if age <= late:
            yield Line("Backup", said)
        else:
            old = f"It is older than {late / timedelta(hours=1):.0f} hours."
            yield Line("Backup", f"{said} {old}", State.RED, LATE)
    if not kept_away.is_listed(store, settings.backup_dir):
        said = "The list of what was withdrawn, beside the backups, is behind: a restore would bring it back."
        todo = f"Look whether {settings.backup_dir} can be written."
        yield Line("Backup", said, State.RED, todo)


def disk(folder: Path) -> Line:
    """Room where the working files, and on SQLite the answers, are."""
    total, _, free = shutil.disk_usage(existing(folder))
    said = f"{free / 2**30:,.1f} GB free of {total / 2**30:,.1f} GB in {folder}."
    if free >= LEAST_FREE * total:
        return Line("Disk", said)
    return Line("Disk", said, State.RED, "Make room: when it is full answers cannot be saved.")


def existing(path: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return path if path.exists() else existing(path.absolute().parent)


def worker(store: Store) -> Line:
    """Whether somebody makes the reports that are asked for."""
    with store.read() as tx:
        lost = tx.report_requests.are_overdue(tx.now - PATIENCE, tx.now - LEASE)
    if lost:
        return Line("Worker", "A report has waited for five minutes:", State.RED, START)
    return Line("Worker", "No report waits for one.")


def moments(store: Store) -> Iterator[Line]:
    """What comes next for each survey, and when."""
    with store.read() as tx:
        now = tx.now
        windows = [(one.slug, Window.of(one)) for one in tx.campaigns.all() if one.archived_at is None]
    for slug, window in windows:
        stage = window.state(now)
        comes = {
            Stage.NOT_YET: f"It opens on {window.opens_in_words}.",
            Stage.OPEN: f"It closes on {window.closes_in_words}.",
            Stage.FINISHING: f"Drafts may be finished until {window.finish_in_words}.",
            Stage.CLOSED: f"Answers may be withdrawn until {window.withdraw_in_words}.",
        }[stage]
        over = stage is Stage.CLOSED and not window.may_withdraw(now)
        said = "Nothing changes any more by itself." if over else comes
        yield Line(f"Survey {slug}", f"{stage.value.replace('_', ' ').capitalize()}. {said}")
