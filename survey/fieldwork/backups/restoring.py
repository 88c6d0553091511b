"""A backup put back: looked through first, into an empty database alone, without what was deleted since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.described import shown
from survey.errors import Refused
from survey.fieldwork import retention
from survey.fieldwork.backups import replaying
from survey.fieldwork.backups.files import put_back
from survey.fieldwork.backups.kept_away import Marks
from survey.fieldwork.backups.making import TEXT_KEYS, look_through, opened_file, secret_mark
from survey.fieldwork.codes import Codes
from survey.fieldwork.final.files import folder_of
from survey.fieldwork.london import in_words, london_day
from survey.settings import Settings
from survey.storage.backup.archive import Archive, Whole
from survey.storage.backup.key import BackupKey
from survey.storage.backup.restoring import (
    NOT_EMPTY,
    each_file,
    finishing,
    is_empty,
    put_in,
    refuse_version,
)
from survey.storage.backup.rows import Progress
from survey.storage.backup.sealed import Header
from survey.storage.database import Store
from survey.storage.key_file import KeyFile
from survey.storage.records import TombstoneRecord
from survey.storage.team_records import AccountRecord
from survey.storage.transaction import Transaction

DELETED_ON_SCHEDULE = "retention after a restore"


@dataclass(frozen=True)
class Restored:
    """What a restore did, and what somebody should look at now."""

    header: Header
    wholes: tuple[Whole, ...]
    again: Counter[str]
    on_schedule: Mapping[str, int]
    others: tuple[str, ...]
    """Files that were in the data folder already and are others; they stayed as they were."""
    accounts: tuple[str, ...]
    flaws: tuple[str, ...]
    """Where the record of changes does not hold together."""

    def in_words(self) -> tuple[str, ...]:
        rows = sum(whole.rows for whole in self.wholes)
        return (
            f"Restored: the backup of {in_words(self.header.at)}, {rows:,} rows.",
            "Deleted again, because it was deleted after the backup:",
            *(f"  {line}" for line in replaying.in_words(self.again)),
            *(f"Deleted because its day has come: {what}: {n}" for what, n in self.on_schedule.items() if n),
            *(f"Kept as it was in the data folder, other than in the backup: {name}" for name in self.others),
            *self.flaws,
            "Everybody of the team signs in anew. Look through the accounts; roles are as they were then.",
            *(f"  {account}" for account in self.accounts),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.header.at.isoformat(),
            "rows": {whole.name: whole.rows for whole in self.wholes},
            "deleted_again": replaying.as_json(self.again),
            "deleted_on_schedule": dict(self.on_schedule),
            "files_left_as_they_were": list(self.others),
            "accounts": list(self.accounts),
            "flaws": list(self.flaws),
        }


def restore(
    settings: Settings,
    path: Path,
    key: BackupKey,
    listed: Sequence[TombstoneRecord],
    *,
    actor: str,
    secret_is_lost: bool,
    tell: Progress,
) -> Restored:
    """Put a backup into the empty database of these settings; where it cannot be, nothing is written."""
    with archived(path, key) as archive:
        refuse_version(archive)
        refuse_secret(settings, archive.about.get("secret", ""), is_lost=secret_is_lost)
        refuse_text_keys(settings, archive.about.get(TEXT_KEYS, ""))
        look_through(archive, tell)
    with Store.open(settings) as store:
        place = shown("database_url", settings.database_url)
        if not is_empty(store):
            raise Refused(NOT_EMPTY.format(place=place))
        with archived(path, key) as archive:
            wholes = put_in(store, archive, place, tell)
            header = archive.header
        others: list[str] = []
        with archived(path, key) as archive:
            each_file(archive, lambda part: others.extend(filter(None, [put_back(settings, part)])))
        with finishing(store) as tx:
            again, flaws = settle(tx, settings, header, listed, actor)
            accounts = tuple(map(account_in_words, tx.accounts.all()))
            forget_lost_files(tx, settings)
        gone = retention.carry_out(store, actor=DELETED_ON_SCHEDULE)
    on_schedule = {rule.action: number for rule, number in gone.items()}
    return Restored(header, wholes, again, on_schedule, tuple(others), accounts, flaws)


@contextmanager
def archived(path: Path, key: BackupKey) -> Iterator[Archive]:
    with opened_file(path) as file:
        yield Archive(file, key)


def refuse_secret(settings: Settings, mark: str, *, is_lost: bool) -> None:
    """With another secret no code that was given out works, and nothing that is sealed opens."""
    if is_lost:
        return
    if not settings.secret_file.exists():
        raise Refused(
            f"The secret of the server is not in {settings.secret_file}. It is in no backup: put your copy of"
            " it there first. If it is lost for good, --secret-is-lost restores without it: then no code that"
            " people have works any more, and everybody of the team sets up the second factor anew."
        )
    if secret_mark(settings) != mark:
        raise Refused(
            f"The secret in {settings.secret_file} is not the one that was in use when this backup was made."
            " Put that one there. If it is lost for good: --secret-is-lost."
        )


def refuse_text_keys(settings: Settings, wanted: str) -> None:
    """Texts and contacts in a backup are sealed as they were in the database; their keys are not in it."""
    file = KeyFile(settings.text_keys_file)
    if not wanted:
        return
    names = file.ring().names if file.is_there() else ()
    lost = [name for name in wanted.split() if name not in names]
    if lost:
        raise Refused(
            f"Texts and contacts in this backup were sealed with the key {', '.join(lost)}, which is not in"
            f" {file.path}. It is in no backup: put your copy of the file from then there first."
        )


def settle(
    tx: Transaction,
    settings: Settings,
    header: Header,
    listed: Sequence[TombstoneRecord],
    actor: str,
) -> tuple[Counter[str], tuple[str, ...]]:
    """Delete again what was deleted since, and write down that this database was restored."""
    marks, codes = Marks(settings), Codes(settings.secret())
    again = replaying.Replay(tx, marks, codes, london_day(header.at)).carry_out(listed)
    flaws = tx.audit.flaws()
    tx.audit.add(
        actor=actor,
        action="restore from a backup",
        new={"backup": header.at.isoformat(), "deleted again": replaying.as_json(again)},
        reason=f"Restored from the backup of {in_words(header.at)}.",
    )
    return again, flaws


def account_in_words(account: AccountRecord) -> str:
    ended = ", access ended" if account.disabled_at else ""
    return f"{account.email} ({', '.join(account.roles)}{ended})"


def forget_lost_files(tx: Transaction, settings: Settings) -> None:
    """Reports and data whose files are not here are told as deleted; they can be asked for anew."""
    for campaign in tx.campaigns.all():
        for request in tx.report_requests.all(campaign.id):
            lost = not folder_of(settings, campaign.slug, request.id).exists()
            if lost and request.finished_at is not None and request.deleted_at is None:
                tx.report_requests.note_deleted(request.id)
