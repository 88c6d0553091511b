"""What was deleted for somebody who asked, listed beside the backups so that no restore brings it back.

The database keeps a mark of each, written in the very transaction that deletes. The list is a copy of the
marks in the folder of backups: it outlives the database as they do, and knows of what was deleted since. A
mark is a hash keyed by the server's secret and a day; it leads to nobody.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import structlog

from survey.errors import Refused, SurveyError
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import TombstoneRecord

NAME = "withdrawn.jsonl"
DRAFT, CONTACT, ACCOUNT, RELEASE = "draft", "contact", "account", "release"
log = structlog.get_logger("survey.backups")


class Marks:
    """The marks of what is deleted, under a key of their own."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.key("kept away after a restore")

    def draft(self, id: str) -> str:
        return self._of(DRAFT, id)

    def contact(self, campaign_id: int, payload: Mapping[str, Any]) -> str:
        """By what was given: on their way to the contact store details get another id."""
        return self._of(CONTACT, json.dumps([campaign_id, payload], sort_keys=True))

    def account(self, id: str) -> str:
        return self._of(ACCOUNT, id)

    def release(self, campaign_id: int, number: int) -> str:
        return self._of(RELEASE, f"{campaign_id} {number}")

    def _of(self, what: str, name: str) -> str:
        return hmac.digest(self._key, f"{what} {name}".encode(), "sha256").hex()


def write_out(store: Store) -> None:
    """Add to the list what it lacks. It is only a copy: where it cannot be written the worker tries again."""
    folder = store.settings.backup_dir
    if folder is not None:
        try:
            bring_up_to_date(store, folder)
        except (OSError, SurveyError) as problem:
            log.warning("list_of_withdrawn_not_written", why=type(problem).__name__)


def bring_up_to_date(store: Store, folder: Path) -> int:
    """Add to the list in a folder what it lacks, on the disk before this returns; how many those were."""
    with store.read() as tx:
        known = tx.tombstones.all()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder / NAME) as file:
        text = whole_lines(file)
        lacking = set(known) - set(read_lines(text, folder / NAME))
        if lacking:
            os.write(file, "".join(map(line_of, sorted(lacking, key=lambda one: one.mark))).encode())
            os.fsync(file)
    return len(lacking)


def is_listed(store: Store, folder: Path) -> bool:
    """Whether everything that was deleted is in the list."""
    with store.read() as tx:
        known = set(tx.tombstones.all())
    try:
        return not known or known <= set(read_list(folder / NAME))
    except Refused:
        return False


def read_list(path: Path) -> tuple[TombstoneRecord, ...]:
    """The list in a file; a last line that was cut off is left out."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise Refused(
            f"There is no list of what was withdrawn at {path}. It lies beside the backups as {NAME}. If it"
            " is lost: --without-withdrawals, and withdrawn answers come back."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise Refused(f"The list of what was withdrawn at {path} cannot be read.") from None
    return tuple(read_lines(text[: text.rfind("\n") + 1], path))


def read_lines(text: str, path: Path) -> Iterable[TombstoneRecord]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said = json.loads(line)
            yield TombstoneRecord(str(said["mark"]), str(said["what"]), date.fromisoformat(said["day"]))
        except (ValueError, KeyError, TypeError):
            raise Refused(f"Line {number} of {path} is no entry of the list of what was withdrawn.") from None


def line_of(one: TombstoneRecord) -> str:
    return json.dumps({"what": one.what, "mark": one.mark, "day": one.day.isoformat()}) + "\n"


@contextmanager
def alone(path: Path) -> Iterator[int]:
    """The open list, for nobody else at the same time."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def whole_lines(file: int) -> str:
    """What the list says; a last line that was cut off, as by a lost machine, is taken away."""
    data = os.pread(file, os.fstat(file).st_size, 0)
    end = data.rfind(b"\n") + 1
    if end < len(data):
        os.ftruncate(file, end)
    return data[:end].decode("utf-8", "replace")
