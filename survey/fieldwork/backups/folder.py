"""The folder of backups: which there are, how old the last one is, and which of them goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from survey.errors import Refused
from survey.fieldwork.london import LONDON, in_words
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import Header

ENDING = ".backup"
GRACE = timedelta(hours=2)
"""How long after its hour a backup may come before somebody should look."""


@dataclass(frozen=True)
class Kept:
    """A backup in the folder. It has its name only once it was read back and found whole."""

    path: Path
    header: Header
    size: int

    def in_words(self) -> str:
        return f"{self.path.name}  {in_words(self.header.at)}  {self.size / 2**20:,.1f} MB"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "at": self.header.at.isoformat(),
            "program": self.header.program,
            "tables": self.header.schema,
            "key": self.header.key,
            "bytes": self.size,
        }


def name_of(header: Header) -> str:
    """By London time; the zone tells the hour that comes twice."""
    when = header.at.astimezone(LONDON)
    return f"survey-{when:%Y-%m-%d-%H%M%S-%Z}-{header.program}{ENDING}"


def backups_in(folder: Path) -> tuple[Kept, ...]:
    """Those that are there, the newest first; whatever else lies there is passed over."""
    found = []
    for path in folder.glob(f"survey-*{ENDING}") if folder.is_dir() else ():
        try:
            with path.open("rb") as file:
                found.append(Kept(path, Header.read(file), path.stat().st_size))
        except (OSError, Refused):
            continue
    return tuple(sorted(found, key=lambda kept: kept.header.at, reverse=True))


def prune(folder: Path, keep: int) -> int:
    """Delete all but the newest; how many went."""
    old = backups_in(folder)[keep:]
    for kept in old:
        kept.path.unlink(missing_ok=True)
    return len(old)


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether the next backup should be made."""
    if settings.backup_dir is None or settings.backup_key_file is None:
        return False
    newest = next(iter(backups_in(settings.backup_dir)), None)
    return newest is None or now - newest.header.at >= timedelta(hours=settings.backup_hours)


def place_of(settings: Settings, folder: Path | None) -> Path:
    """Where backups go: a folder that was named, or that of the settings."""
    found = folder or settings.backup_dir
    if found is None:
        raise Refused("Say where backups go: survey backup --to FOLDER, or set SURVEY_BACKUP_DIR.")
    return found.absolute()


def key_of(settings: Settings, place: Path | None = None) -> BackupKey:
    """The key of the backups, which may lie neither with them nor with the data."""
    path = settings.backup_key_file
    if path is None:
        raise Refused(
            "Backups need a key: make one with survey backup-key FILE, set SURVEY_BACKUP_KEY_FILE to that"
            " file, and put a copy of it in a safe place away from this machine. Without it nothing is ever"
            " restored."
        )
    for folder in (settings.data_dir, settings.backup_dir, place):
        if folder is not None and path.resolve().is_relative_to(folder.resolve()):
            raise Refused(
                f"The key of the backups lies in {folder}, where whoever takes the backups or the data takes"
                " it too. Move it to another folder."
            )
    return BackupKey.read(path)
