"""The versions of a questionnaire that are kept: one number stands for one wording once it was answered."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from survey.engine.advice.translations import checked_too_early
from survey.engine.local import english_name
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.london import london_day
from survey.languages.tongue import languages
from survey.storage.records import VersionRecord
from survey.storage.transaction import Transaction


def keep_version(tx: Transaction, questionnaire: Questionnaire, *, frozen: bool) -> VersionRecord:
    """The version as it is kept; one that is not kept yet is from now on, or Refused."""
    document = questionnaire.document
    kept = kept_already(tx, questionnaire, frozen=frozen)
    sha256 = questionnaire.fingerprint
    return kept or tx.versions.add(questionnaire.questionnaire, questionnaire.version, sha256, document)


def kept_already(tx: Transaction, questionnaire: Questionnaire, *, frozen: bool) -> VersionRecord | None:
    """Find the normalised document; one version number stands for one wording once people answered it.

    A document that an older program wrote is the same when it reads the same: a key of the model that is
    new since then makes no other wording.
    """
    refuse_unspoken(questionnaire)
    refuse_unread(questionnaire, london_day(tx.now))
    sha256 = questionnaire.fingerprint
    in_use = {c.version_id for c in tx.campaigns.all() if not (c.trial or c.synthetic)}
    for kept in tx.versions.all(questionnaire.questionnaire):
        if kept.version != questionnaire.version or kept.id not in in_use:
            continue
        if kept.sha256 == sha256 or reads_the_same(kept, questionnaire):
            return kept
        if frozen:
            raise Refused(
                f"Version {kept.version} of {kept.questionnaire} was opened with other content. Write a new"
                " `version` at the top of the file, so that it is known who was asked what."
            )
    return None


def refuse_unspoken(questionnaire: Questionnaire) -> None:
    """A questionnaire in a language without a catalogue would stand on pages in another."""
    if questionnaire.language not in languages():
        spoken = ", ".join(f"{english_name(tag)} ({tag})" for tag in languages())
        raise Refused(
            f"It is written in {english_name(questionnaire.language)}, which the program does not speak. It"
            f" speaks {spoken}. The guide for translators says how it learns another."
        )


def refuse_unread(questionnaire: Questionnaire, today: date) -> None:
    """A translation that somebody is still to read would stand there as one that was read."""
    for tag, one in questionnaire.translations.items():
        if early := checked_too_early(tag, one.checked, today):
            raise Refused(early)


def reads_the_same(kept: VersionRecord, questionnaire: Questionnaire) -> bool:
    try:
        return Questionnaire.model_validate_json(kept.document) == questionnaire
    except ValidationError:
        return False
