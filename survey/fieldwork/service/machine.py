"""What the program stands on beside its database, looked at without making anything."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from survey.errors import Refused
from survey.fieldwork.backups.folder import key_of
from survey.fieldwork.london import LONDON
from survey.fieldwork.newest import shelf
from survey.fieldwork.service.line import Line, State
from survey.promises import broken
from survey.secret_files import read_secret
from survey.settings import Settings

SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
WORKER = b"\0analysis\0worker\0"
PROCESSES = Path("/proc")


def machine(settings: Settings) -> Iterator[Line]:
    """Settings, keys, questionnaires, time zone, processes."""
    yield Line("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}.")
    yield from promises(settings)
    yield from keys(settings)
    yield from questionnaires(settings)
    yield time_zone()
    yield processes()
    yield from backups_apart(settings)


def promises(settings: Settings) -> Iterator[Line]:
    found = [Line("Settings", sentence, State.RED) for sentence in broken(settings)]
    yield from found or [Line("Settings", f"Safe for {settings.base_url}.")]


def keys(settings: Settings) -> Iterator[Line]:
    """Each key by the file that holds it, never by what is in it."""
    yield secret(settings)
    if settings.backup_key_file is not None:
        try:
            yield Line("Key of the backups", f"{settings.backup_key_file}, named {key_of(settings).name}.")
        except Refused as refused:
            yield Line("Key of the backups", str(refused), State.RED)
    if settings.oidc_secret_file is not None:
        try:
            settings.oidc_secret()
            yield Line("Secret of the provider", f"{settings.oidc_secret_file}, for its owner alone.")
        except Refused as refused:
            yield Line("Secret of the provider", str(refused), State.RED)


def secret(settings: Settings) -> Line:
    path = settings.secret_file
    if not path.exists():
        return Line(
            "Secret", f"{path} is not there yet.", State.LOOK, "survey serve makes it on a first start."
        )
    try:
        length = len(read_secret(path))
        settings.secret()
    except (Refused, OSError) as wrong:
        said = str(wrong) if isinstance(wrong, Refused) else f"{path} cannot be read: {wrong.strerror}."
        return Line("Secret", said, State.RED)
    return Line("Secret", f"{path}, {length} characters, for its owner alone.")


def questionnaires(settings: Settings) -> Iterator[Line]:
    found = shelf(settings.questionnaires)
    names = ", ".join(f"{one.title} {one.version}" for one in found.read) or "none"
    empty = not found.read
    todo = "Put questionnaires there, or set SURVEY_QUESTIONNAIRES." if empty else ""
    said = f"The newest of each in {settings.questionnaires} can be read: {names}."
    yield Line("Questionnaires", said, State.LOOK if empty else State.GOOD, todo)
    for name in found.faulty:
        said = f"The newest version of {name} has faults; surveys that are open go on with theirs."
        yield Line(
            "Questionnaires", said, State.LOOK, f"survey check says which: {settings.questionnaires / name}"
        )


def time_zone() -> Line:
    """Whether London's summer and winter are known, and by which data."""
    hours = [LONDON.utcoffset(moment.astimezone(LONDON)) for moment in (SUMMER, WINTER)]
    try:
        data = f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        data = "the system's data"
    if hours == [timedelta(hours=1), timedelta(0)]:
        return Line(
            "Time zone", f"London's summer and winter are known ({data}, unless the system has its own)."
        )
    return Line("Time zone", "London's summer and winter are wrong.", State.RED, "Install tzdata anew.")


def processes() -> Line:
    """Workers on this machine, where the system tells; others may run elsewhere."""
    if not PROCESSES.is_dir():
        return Line("Worker here", "This system does not tell which processes there are.")
    found = sum(is_worker(place / "cmdline") for place in PROCESSES.glob("[0-9]*"))
    none = "None on this machine; reports and backups wait for one on another."
    return Line("Worker here", f"{found} on this machine." if found else none)


def is_worker(place: Path) -> bool:
    try:
        return WORKER in place.read_bytes()
    except OSError:
        return False


def backups_apart(settings: Settings) -> Iterator[Line]:
    """Backups on the disk of the data go with it."""
    folders = (settings.backup_dir, settings.data_dir)
    if any(folder is None or not folder.is_dir() for folder in folders):
        return
    here, there = (os.stat(str(folder)).st_dev for folder in folders)
    if here == there:
        said = f"{settings.backup_dir} is on the same disk as the data."
        yield Line("Place of the backups", said, State.LOOK, "Copy them to another machine too.")
