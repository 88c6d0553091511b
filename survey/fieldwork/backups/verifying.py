"""Whether a backup could be restored: it is, into a database that is thrown away, and all of it looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import ValidationError

from survey.engine.journey import Journey
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import sent_answers
from survey.errors import SurveyError
from survey.fieldwork.backups.making import look_through, opened_file, secret_mark
from survey.fieldwork.london import in_words
from survey.secret_files import SECRET_BYTES
from survey.settings import Settings
from survey.storage import schema
from survey.storage.backup.archive import Archive, Whole
from survey.storage.backup.key import BackupKey
from survey.storage.backup.restoring import finishing, put_in, refuse_version
from survey.storage.backup.rows import Progress, digests
from survey.storage.backup.sealed import Header
from survey.storage.database import Store
from survey.storage.resealing import unopened
from survey.storage.transaction import Transaction

UNREADABLE = (SurveyError, ValidationError, LookupError, ValueError, TypeError)
NOT_LOOKED_AT = "The record of changes was not looked at: the secret that was in use is not here."


@dataclass(frozen=True)
class Verified:
    """What was found; without flaws it could be restored."""

    header: Header
    wholes: tuple[Whole, ...]
    responses: int
    flaws: tuple[str, ...]
    notes: tuple[str, ...]

    def in_words(self) -> Iterator[str]:
        width = max(len(whole.name) for whole in self.wholes)
        for whole in self.wholes:
            yield f"{whole.name:<{width}}  {whole.rows:>9,}  {whole.digest}"
        yield f"The backup of {in_words(self.header.at)}: {self.responses:,} responses, each read."
        yield from self.notes
        yield from self.flaws or ("It can be restored.",)

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.header.at.isoformat(),
            "tables": self.header.schema,
            "parts": {whole.name: {"rows": whole.rows, "digest": whole.digest} for whole in self.wholes},
            "responses_read": self.responses,
            "flaws": list(self.flaws),
            "notes": list(self.notes),
        }


def verify(settings: Settings, path: Path, key: BackupKey, tell: Progress) -> Verified:
    """Restore a backup into a private folder that goes again, and look at everything."""
    with opened_file(path) as file:
        archive = Archive(file, key)
        refuse_version(archive)
        look_through(archive, tell)
    with TemporaryDirectory(prefix="survey-verify-") as place, opened_file(path) as file:
        archive = Archive(file, key)
        folder, secret = Path(place), settings.secret_file.absolute()
        known = secret.exists() and secret_mark(settings) == archive.about.get("secret")
        (folder / "other-secret").touch(mode=0o600)
        (folder / "other-secret").write_text(token_hex(SECRET_BYTES), "ascii")
        keys = settings.text_keys_file.absolute()
        known_keys: dict[str, Any] = {"text_keys_file": keys} if keys.exists() else {}
        apart = Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'survey.db'}",
            secret_file=secret if known else folder / "other-secret",
            questionnaires=settings.questionnaires,
            **known_keys,
        )
        with Store.open(apart) as store:
            wholes = put_in(store, archive, place, tell)
            with finishing(store):
                pass
            with store.read(patient=True) as tx:
                flaws = [*differences(tx, archive.header, wholes)]
                flaws += tx.audit.flaws() if known else ()
                locked = Counter(unopened(tx))
                responses, unread = (0, 0) if locked else read_all(tx, tell)
    flaws += [f"{many:,} values: {said}" for said, many in locked.items()]
    flaws += [f"{unread} responses cannot be read by this program."] if unread else []
    return Verified(archive.header, wholes, responses, tuple(flaws), () if known else (NOT_LOOKED_AT,))


def differences(tx: Transaction, header: Header, wholes: tuple[Whole, ...]) -> Iterator[str]:
    """Tables that came out of the database other than they were put in; older ones were brought up since."""
    if header.schema == schema.newest():
        found = digests(tx.connection)
        for whole in wholes:
            if whole.name in found and found[whole.name] != whole:
                yield f"The rows of {whole.name} are not the same once they are restored."


def read_all(tx: Transaction, tell: Progress) -> tuple[int, int]:
    """How many responses there are, and how many of them the engine cannot read."""
    asked: dict[int, Questionnaire] = {}
    read = unread = 0
    for campaign in tx.campaigns.all():
        for response, texts in tx.responses.each(campaign.id):
            read += 1
            tell("responses read", read)
            try:
                if response.version_id not in asked:
                    document = tx.versions.get(response.version_id).document
                    asked[response.version_id] = Questionnaire.model_validate_json(document)
                questionnaire = asked[response.version_id]
                fields = {**response.closed, **texts}
                answers = sent_answers(questionnaire, fields, response.pages, response.skipped)
                Journey(questionnaire, answers, response.seed)
            except UNREADABLE:
                unread += 1
    return read, unread
