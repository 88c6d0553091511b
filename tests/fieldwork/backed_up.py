"""A machine with a key and a folder for its backups, and an empty one to restore on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.making import Made, make
from survey.fieldwork.backups.restoring import Restored, restore
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.typed import Typed
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord
from tests.builders import asking
from tests.storage.another import another

SLUG = "tiny"
WHO: dict[str, Any] = {"actor": "Ada", "reason": "Asked in person"}
FORM = asking("- {id: a, ask: single, text: A?, options: {1: Yes, 0: No}}")


def quiet(_: str, __: int) -> None:
    """Nobody looks."""


@dataclass
class Machine:
    """A server with a key and a folder for its backups."""

    store: Store
    settings: Settings
    key: BackupKey
    folder: Path

    @property
    def codes(self) -> Codes:
        return Codes(self.settings.secret())

    @property
    def people(self) -> Participation:
        return Participation(self.store, self.codes, self.settings)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.store, self.codes, self.people.seats)

    def back_up(self, keep: int = 14) -> Made:
        return make(self.store, self.folder, self.key, keep=keep, tell=quiet)

    def open(self) -> None:
        with self.store.read() as tx:
            closes_at = tx.now + timedelta(days=1)
        open_campaign(self.store, FORM, closes_at=closes_at, **WHO)

    def begin(self) -> tuple[str, str, str]:
        """Somebody who has answered everything: token, key to send with, and the code to come back by."""
        begun = self.people.begin(SLUG, shared=False)
        seat = self.people.answer(SLUG, begun.token, Typed("s", {"a": ("1",)}, 0)).seat
        return begun.token, seat.draft.submit_key, self.people.resume_code(seat, begun.token)

    def send(self, token: str, key: str) -> str:
        return self.people.submit(SLUG, token, key).receipt

    def account(self, email: str) -> AccountRecord:
        with self.store.write() as tx:
            account = AccountRecord(
                email[:4], email, "Name", ("administrator",), "x", None, 0, (), tx.now, None
            )
            tx.accounts.add(account)
        return account


@pytest.fixture
def machine(store: Store, tmp_path: Path) -> Machine:
    return set_up(store, tmp_path)


@pytest.fixture
def sqlite_machine(sqlite_store: Store, tmp_path: Path) -> Machine:
    """For what has nothing to do with the engine."""
    return set_up(sqlite_store, tmp_path)


def set_up(store: Store, tmp_path: Path) -> Machine:
    key = BackupKey.make(tmp_path / "keys" / "backup")
    folder = tmp_path / "backups"
    more = {"backup_dir": folder, "backup_key_file": tmp_path / "keys" / "backup"}
    settings = store.settings.model_copy(update=more)
    store.settings = settings
    settings.secret()
    store.key_file.make(store.clock())
    return Machine(store, settings, key, folder)


@pytest.fixture
def empty(settings: Settings, machine: Machine, tmp_path: Path) -> Iterator[Settings]:
    """An empty machine, to which the secret and the keys of texts were brought."""
    with another(settings, tmp_path / "empty") as found:
        found.make_data_dir()
        shutil.copy(machine.settings.secret_file, found.secret_file)
        shutil.copy(machine.settings.text_keys_file, found.text_keys_file)
        yield found


def put_back(machine: Machine, into: Settings, path: Path, listed: bool = True, **more: Any) -> Restored:
    marks = kept_away.read_list(machine.folder / kept_away.NAME) if listed else ()
    given = {"actor": "Ada", "secret_is_lost": False, "tell": quiet, **more}
    return restore(into, path, machine.key, marks, **given)


def environment(machine: Machine) -> dict[str, str]:
    return {
        **os.environ,
        "SURVEY_DATA_DIR": str(machine.settings.data_dir),
        "SURVEY_DATABASE_URL": machine.settings.database_url,
        "SURVEY_BACKUP_DIR": str(machine.folder),
        "SURVEY_BACKUP_KEY_FILE": str(machine.settings.backup_key_file),
        "SURVEY_UNSAFE_DATABASE": "true",
    }
