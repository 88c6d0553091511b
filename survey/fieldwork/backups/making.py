"""Making a backup: written under another name, read back, and only then given its own.

It reads one unchanging view of the database, as a report does, so people answer meanwhile. On SQLite it
writes nothing and moves no log into the database file; that waits for the writers, under their lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from survey.errors import NotSaved, Refused
from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.files import files_to_keep
from survey.fieldwork.backups.folder import Kept, name_of, prune
from survey.fieldwork.service import PACKAGE
from survey.settings import Settings
from survey.storage import schema
from survey.storage.backup.archive import Archive, ArchiveWriter, Whole
from survey.storage.backup.key import BackupKey
from survey.storage.backup.rows import Progress, Ties, hold, write_tables
from survey.storage.backup.sealed import Header
from survey.storage.database import Store
from survey.storage.resealing import wanted

LOCK = ".making"
DRAFT = ".part"
TEXT_KEYS = "text keys"
"""Under this a backup says by which keys its texts and contacts open; those keys are in no backup."""


@dataclass(frozen=True)
class Made:
    """A backup that was read back and found whole."""

    kept: Kept
    wholes: tuple[Whole, ...]
    listed: int
    """How many that were withdrawn were new to the list beside the backups."""
    gone: int
    """How many older backups went."""

    @property
    def rows(self) -> int:
        return sum(whole.rows for whole in self.wholes)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.kept.as_json(),
            "verified": True,
            "rows": self.rows,
            "parts": {whole.name: whole.rows for whole in self.wholes},
            "newly_listed_as_withdrawn": self.listed,
            "older_backups_deleted": self.gone,
        }


def secret_mark(settings: Settings) -> str:
    """Tells whether a secret is the one that was in use, and nothing of it."""
    return settings.key("mark in backups").hex()[:16]


def make(store: Store, folder: Path, key: BackupKey, *, keep: int, tell: Progress) -> Made:
    """A backup in a folder; when it cannot be made, a sentence why, and nothing of it stays."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(folder):
            listed = kept_away.bring_up_to_date(store, folder)
            kept, wholes = written(store, folder, key, tell)
            listed += kept_away.bring_up_to_date(store, folder)
            return Made(kept, wholes, listed, prune(folder, keep))
    except OSError as failure:
        raise NotSaved(
            f"No backup was made: {failure.strerror or failure} ({failure.filename or folder}). Nothing of it"
            " was left there. Earlier backups are as they were."
        ) from failure


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; what an interrupted one left is cleared away."""
    with open(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another backup is being made in {folder}. Wait for it.") from None
        for left in folder.glob(f".survey-*{DRAFT}"):
            left.unlink(missing_ok=True)
        yield


def written(store: Store, folder: Path, key: BackupKey, tell: Progress) -> tuple[Kept, tuple[Whole, ...]]:
    """Under another name first; whatever stops it, nothing of that stays."""
    draft = folder / f".survey-{os.getpid()}{DRAFT}"
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            header, wholes = snapshot(store, file, key, tell)
            file.flush()
            os.fsync(file.fileno())
        read_back(draft, key, wholes, tell)
        return named(draft, header), wholes
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def snapshot(
    store: Store, file: BinaryIO, key: BackupKey, tell: Progress
) -> tuple[Header, tuple[Whole, ...]]:
    """Every table as it is at one moment, and the files as they are after it."""
    about = {"engine": store.backend.name, "secret": secret_mark(store.settings)}
    with store.read(patient=True) as tx:
        hold(tx.connection)
        about[TEXT_KEYS] = " ".join(sorted(wanted(tx.connection)))
        header = Header.new(key, tx.now, version(PACKAGE), schema.newest())
        archive = ArchiveWriter(file, key, header, about)
        write_tables(tx.connection, archive, tell)
    for name, path in files_to_keep(store):
        tell(name, 0)
        archive.file(name, path.read_bytes())
    archive.finish()
    return header, tuple(archive.wholes)


def read_back(draft: Path, key: BackupKey, wanted: tuple[Whole, ...], tell: Progress) -> None:
    with draft.open("rb") as file:
        if look_through(Archive(file, key), tell) != wanted:
            raise NotSaved("The backup was read back and is not what was written. Look at the disk.")


def look_through(archive: Archive, tell: Progress) -> tuple[Whole, ...]:
    """Read a backup from its beginning to its end; Refused where something is missing, changed or loose."""
    ties, wholes = Ties(), []
    for part in archive.parts():
        if part.shape is not None:
            ties.look(part)
        wholes.append(part.finish())
        tell(f"{part.name} read back", wholes[-1].rows)
    return tuple(wholes)


def look_through_file(path: Path, key: BackupKey, tell: Progress) -> tuple[Whole, ...]:
    with opened_file(path) as file:
        return look_through(Archive(file, key), tell)


@contextmanager
def opened_file(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as failure:
        raise Refused(f"The backup {path} cannot be read: {failure.strerror or failure}.") from failure


def named(draft: Path, header: Header) -> Kept:
    """Give a backup its own name, on the disk before this returns."""
    path = draft.with_name(name_of(header))
    if path.exists():
        raise Refused(f"There is a backup of this very second already: {path.name}.")
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Kept(path, header, path.stat().st_size)
