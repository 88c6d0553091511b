"""The drill: a backup while people answer, an empty machine, a restore by the commands of the guide."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from secrets import token_bytes

from starlette.testclient import TestClient

from survey.engine.forms import Form
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.backups.folder import backups_in
from survey.fieldwork.backups.kept_away import NAME
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.typed import Typed
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from survey.storage.database import Store
from survey.storage.records import ResponseRecord
from survey.web.app import create_app
from tests.builders import asking
from tests.robot import Robot
from tests.soak.place import Place
from tests.soak.report import Report
from tests.storage.another import another
from tests.web.site import london

SLUG = "drill"
LOAD = "load"
SENDERS = 3
GOAL = 60.0
"""Seconds that the machine may take for a restore of 20,000 responses."""
REAL = 150
"""People who answer the London survey in full; the rest are copies under other ids."""


def asked() -> Questionnaire:
    return asking(
        "- {id: a, ask: single, text: A?, options: {1: Yes, 0: No}}\n- {id: b, ask: long_text, text: B?}"
    )


@dataclass
class Crowd:
    """People who answer one after another in threads until they are told to stop."""

    store: Store
    receipts: list[str] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.people = Participation(self.store, Codes(self.store.settings.secret()), self.store.settings)
        self.threads = [threading.Thread(target=self.answer) for _ in range(SENDERS)]

    def answer(self) -> None:
        try:
            while not self.done.is_set():
                token, key, _ = self.begin()
                self.receipts.append(self.people.submit(LOAD, token, key).receipt)
        except BaseException as failure:
            self.trouble.append(failure)

    def begin(self) -> tuple[str, str, str]:
        """Somebody who has answered everything: token, key to send with, code to come back by."""
        begun = self.people.begin(LOAD, shared=False)
        typed = Typed("s", {"a": ("1",), "b": (f"Words of {begun.token[:6]}",)}, 0)
        seat = self.people.answer(LOAD, begun.token, typed).seat
        return begun.token, seat.draft.submit_key, self.people.resume_code(seat, begun.token)

    @contextmanager
    def answering(self) -> Iterator[None]:
        for thread in self.threads:
            thread.start()
        try:
            yield
        finally:
            self.done.set()
            for thread in self.threads:
                thread.join()
        assert self.trouble == []


@dataclass(frozen=True)
class Taken:
    """How long a command took: by the clock, and of the processor."""

    wall: float
    machine: float

    def __str__(self) -> str:
        return f"{self.machine:.1f} s of machine and {self.wall:.1f} s by the clock"


@dataclass(frozen=True)
class Drilled:
    """What came of it; the lists are empty where all is well."""

    engine: str
    responses: int
    megabytes: float
    meanwhile: int
    backup: Taken
    restore: Taken
    lost: list[str]
    back: list[str]


def command(settings: Settings, *words: str | Path, **more: str) -> Taken:
    """A command of the guide, in an environment of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")},
        "SURVEY_DATA_DIR": str(settings.data_dir),
        "SURVEY_DATABASE_URL": settings.database_url,
        "SURVEY_UNSAFE_DATABASE": "true",
        **more,
    }
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "survey", *map(str, words)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    machine = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(time.monotonic() - began, machine)


def kept(store: Store, receipts: list[str]) -> dict[str, tuple[ResponseRecord, Form]]:
    """The responses of these receipts with their words."""
    codes = Codes(store.settings.secret())
    found = {}
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(LOAD)
        assert campaign is not None
        for receipt in receipts:
            response = tx.responses.by_receipt_hash(campaign.id, codes.hash("receipt", receipt))
            if response is not None:
                found[receipt] = (response, tx.responses.texts(response.id))
    return found


def drill(settings: Settings, empty: Settings, folder: Path, *, acknowledged: int, total: int = 0) -> Drilled:
    """Back up under load, lose the machine, restore on another, and look whether everything is there."""
    key_file, backups = folder / "keys" / "key", folder / "backups"
    BackupKey.make(key_file)
    given = {"SURVEY_BACKUP_DIR": str(backups), "SURVEY_BACKUP_KEY_FILE": str(key_file)}
    with Store.open(settings.model_copy(update={"backup_dir": backups})) as store:
        store.migrate()
        crowd = Crowd(store)
        with store.read() as tx:
            closes_at = tx.now + timedelta(days=1)
        open_campaign(store, asked(), LOAD, closes_at=closes_at, actor="drill", reason="drill")
        _, _, code = crowd.begin()
        with crowd.answering():
            while len(crowd.receipts) < acknowledged and not crowd.trouble:
                time.sleep(0.01)
            before = list(crowd.receipts)
            backup = command(settings, "backup", **given)
            meanwhile = len(crowd.receipts) - len(before)
            taken_back = before[:: max(1, len(before) // 10)]
            for receipt in taken_back:
                Receipts(store, crowd.people.codes, crowd.people.seats).withdraw(LOAD, receipt)
        wanted = kept(store, [receipt for receipt in before if receipt not in taken_back])
    (made,) = backups_in(backups)
    empty.make_data_dir()
    shutil.copy(settings.secret_file, empty.secret_file)
    shutil.copy(settings.text_keys_file, empty.text_keys_file)
    restore = command(empty, "restore", made.path, "--withdrawn", backups / NAME, **given)
    with Store.open(empty) as other:
        found = kept(other, before)
        page = Robot(TestClient(create_app(empty, other), base_url=empty.base_url), LOAD).resume(code)
        assert page.status == 200, page.text
        assert "/p/" in page.url or "/check" in page.url, page.url
        with other.read() as tx:
            assert tx.audit.flaws() == ()
    lost = [receipt for receipt, one in wanted.items() if found.get(receipt) != one]
    back = [receipt for receipt in taken_back if receipt in found]
    megabytes = made.size / 2**20
    return Drilled(other.backend.name, total + len(before), megabytes, meanwhile, backup, restore, lost, back)


def grow(settings: Settings, number: int, seed: int) -> None:
    """Many responses to the London survey: some real ones, and copies of them under other ids."""
    draw = Random(seed)
    with Store.open(settings) as store:
        store.migrate()
        with store.read() as tx:
            closes_at = tx.now + timedelta(days=1)
        campaign = open_campaign(store, london(), SLUG, closes_at=closes_at, actor="drill", reason="drill")
        for _ in rehearse(store, settings, SLUG, number=REAL, seed=seed):
            pass
        with store.read() as tx:
            real = list(tx.responses.each(campaign.id))
        for begin in range(REAL, number, 500):
            with store.write() as tx:
                for _ in range(min(500, number - begin)):
                    response, texts = draw.choice(real)
                    id, key, receipt = (token_bytes(16).hex() for _ in range(3))
                    tx.responses.add(replace(response, id=id, submit_key=key, receipt_hash=receipt), texts)


def backups(place: Place, size: int) -> Report:
    """D6: a backup while people answer, a lost machine, and a restore by the commands of the guide."""
    grow(place.settings, size, place.seed)
    with another(place.settings, place.folder / "empty") as empty:
        done = drill(place.settings, empty, place.folder, acknowledged=100, total=size)
    report = Report()
    report.count(responses=done.responses, megabytes=round(done.megabytes, 1), sent_meanwhile=done.meanwhile)
    report.count(backup=str(done.backup), restore=str(done.restore))
    report.at_most("restore_seconds", done.restore.machine, GOAL * place.slack)
    report.none_of("lost_or_changed", done.lost)
    report.none_of("reappeared", done.back)
    return report
