"""The versions of each questionnaire: those in the folder, those that were ever asked, and who put each live.

A version is known by its fingerprint; one in the folder that reads as one that is kept is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from survey.engine.loader import FaultyQuestionnaire, Loaded, Report
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.code_map import age
from survey.errors import NotFound, Refused
from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.newest import read
from survey.fieldwork.shelf import versions_of
from survey.storage.database import Store
from survey.storage.records import AuditRecord, CampaignRecord, VersionRecord
from survey.storage.transaction import Transaction

SHORT = 12
"""As many signs of a fingerprint are shown, and lead to a version."""
LONGEST_NAME = 100
LEAST_SIGNS = 8
PUT_LIVE = ("open", "revise")
"""What the log calls the changes that begin to ask a version."""


@dataclass(frozen=True, slots=True)
class Live:
    """A survey that asks a version, or did: from when to when, and who put it live."""

    slug: str
    actor: str
    since: datetime
    until: datetime
    is_last: bool
    """Whether whoever begins in this survey, now or once it opens, is asked this version."""
    trial: bool

    def sentence(self, now: datetime) -> str:
        """For people: in which survey, when, and who began it."""
        begins = "since" if self.since <= now else "from"
        when = f"{begins} {in_words(self.since)}, until {end_in_words(self.until)}"
        if self.until <= now:
            when = f"from {in_words(self.since)} until {end_in_words(self.until)}"
        return f"{self.slug}{' (trial)' if self.trial else ''}: {when}. Put live by {self.actor}."


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a questionnaire."""

    form: Questionnaire
    fingerprint: str
    loaded: Loaded | None = None
    """How it lies in the folder; None where it is only kept."""
    kept: tuple[VersionRecord, ...] = ()
    lives: tuple[Live, ...] = ()

    @property
    def short(self) -> str:
        return self.fingerprint[:SHORT]

    @property
    def where(self) -> str:
        """Where it is, in words."""
        lies = ["in the folder"] if self.loaded else []
        return " and ".join([*lies, *(["kept, as it was asked"] if self.lives else [])]) or "kept"

    def is_called(self, name: str) -> bool:
        """Whether this is the beginning of its fingerprint, long enough to mean no other."""
        known = (self.fingerprint, *(one.sha256 for one in self.kept))
        return len(name) >= LEAST_SIGNS and any(one.startswith(name) for one in known)


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file in the folder that cannot be used, with everything that is wrong with it."""

    file: str
    faults: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A questionnaire in all its versions, the newest first."""

    questionnaire: str
    editions: tuple[Edition, ...]
    faulty: tuple[Faulty, ...]

    @property
    def title(self) -> str:
        return self.editions[0].form.title if self.editions else self.questionnaire

    def edition(self, name: str) -> Edition:
        """The version of this fingerprint; else the newest of this number."""
        by_print = (one for one in self.editions if one.is_called(name))
        by_number = (one for one in self.editions if one.form.version == name)
        found = next(by_print, None) or next(by_number, None)
        if found is None:
            has = ", ".join(f"{one.form.version} ({one.short})" for one in self.editions) or "none"
            raise NotFound(f"There is no version {name} of {self.questionnaire}. There is: {has}.")
        return found


def volumes(store: Store, folder: Path) -> tuple[Volume, ...]:
    """Every questionnaire that lies in the folder or was ever asked."""
    with store.read() as tx:
        places = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
        names = {*tx.versions.questionnaires(), *(name for name in places if versions_of(folder, name))}
        return tuple(volume_of(tx, folder, name) for name in sorted(names))


def volume(store: Store, folder: Path, questionnaire: str) -> Volume:
    """One questionnaire in all its versions; NotFound where there is none of this name."""
    with store.read() as tx:
        found = volume_of(tx, folder, questionnaire)
    if not found.editions and not found.faulty:
        raise NotFound(f"There is no questionnaire {questionnaire}.")
    return found


def edition(store: Store, folder: Path, questionnaire: str, name: str) -> Edition:
    """One version, by the beginning of its fingerprint or by its number."""
    return volume(store, folder, questionnaire).edition(name)


def in_folder(folder: Path, questionnaire: str) -> Questionnaire:
    """The newest version in the folder, or Refused with what is wrong with its file, in words."""
    files = versions_of(folder, questionnaire) if is_name(questionnaire) else []
    if not files:
        raise Refused(
            f"No file of {questionnaire} lies in the folder of questionnaires. Put the new one there."
        )
    try:
        return read(files[-1]).questionnaire
    except FaultyQuestionnaire as error:
        first = error.reports[0]
        more = f" There is more: {len(error.reports)} faults in all." if len(error.reports) > 1 else ""
        where = f"line {first.line}, column {first.column}"
        raise Refused(f"{files[-1].name} cannot be read: {where}: {first.message}{more}") from error


def volume_of(tx: Transaction, folder: Path, name: str) -> Volume:
    found, faulty = list[Edition](), list[Faulty]()
    for file in versions_of(folder, name) if is_name(name) else ():
        try:
            loaded = read(file)
        except FaultyQuestionnaire as error:
            faulty.append(Faulty(file.name, error.reports))
        else:
            found.append(Edition(loaded.questionnaire, loaded.questionnaire.fingerprint, loaded))
    lives = lives_of(tx, name)
    for kept in reversed(tx.versions.all(name) if "\0" not in name else ()):
        form, own = parsed(kept.document), tuple(lives.get(kept.id, ()))
        same = next(
            (n for n, one in enumerate(found) if kept.sha256 == one.fingerprint or form == one.form), None
        )
        if same is None:
            found.append(Edition(form, kept.sha256, None, (kept,), own))
        else:
            one = found[same]
            found[same] = replace(one, kept=(*one.kept, kept), lives=(*one.lives, *own))
    newest_first = sorted(found, key=lambda one: age(one.form.version), reverse=True)
    return Volume(name, tuple(newest_first), tuple(faulty))


def is_name(questionnaire: str) -> bool:
    """Whether it can be the name of a folder beside the others, and of nothing elsewhere."""
    letters = questionnaire.replace("-", "").replace("_", "")
    return len(questionnaire) <= LONGEST_NAME and letters.isascii() and letters.isalnum()


@lru_cache(maxsize=64)
def parsed(document: str) -> Questionnaire:
    """A kept version; it never changes, so each is parsed once a process."""
    return Questionnaire.model_validate_json(document)


def lives_of(tx: Transaction, questionnaire: str) -> dict[int, list[Live]]:
    """Which surveys asked each kept version, by the number that it is kept under."""
    kept = {one.id: one for one in tx.versions.all(questionnaire)} if "\0" not in questionnaire else {}
    found: dict[int, list[Live]] = {}
    for campaign in tx.campaigns.all():
        if campaign.version_id in kept:
            for id, live in asked_in_turn(tx, campaign, kept):
                found.setdefault(id, []).append(live)
    return found


def asked_in_turn(
    tx: Transaction, campaign: CampaignRecord, kept: dict[int, VersionRecord]
) -> Iterator[tuple[int, Live]]:
    """The versions that one survey asked, each until the next was put live or it closed."""
    begun = [entry for entry in tx.audit.for_campaign(campaign.id) if entry.action in PUT_LIVE]
    for number, entry in enumerate(begun):
        is_last = number == len(begun) - 1
        id = campaign.version_id if is_last else meant_by(entry, kept)
        ends = campaign.closes_at if is_last else max(begun[number + 1].at, campaign.opens_at)
        since, trial = max(entry.at, campaign.opens_at), campaign.trial
        if id is not None and (is_last or ends > since):
            yield id, Live(campaign.slug, entry.actor, since, ends, is_last, trial)


def meant_by(entry: AuditRecord, kept: dict[int, VersionRecord]) -> int | None:
    """The kept version that an entry of the log put live.

    Older entries say its number alone: then it is the latest of that number that was kept by then.
    """
    new = entry.new or {}
    same = [id for id, one in kept.items() if one.sha256 == new.get("fingerprint")]
    by_then = [
        id for id, one in kept.items() if one.version == new.get("version") and one.added_at <= entry.at
    ]
    return next(iter(same), max(by_then, default=None))
