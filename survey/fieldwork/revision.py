"""A new version of a questionnaire for a survey that is already open.

Whoever began keeps the version that they began with; from now on others begin with the new one. Answers
are read by the version that was answered, so a change is taken only when both can stand side by side, or
the code map of the new version says what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.change import Change, Weight
from survey.engine.versions.compare import compare
from survey.errors import Refused
from survey.fieldwork.campaign import note, to_change, to_look_at
from survey.fieldwork.keeping import keep_version, kept_already
from survey.fieldwork.london import end_in_words
from survey.fieldwork.running.sides import Row
from survey.fieldwork.running.wording import people
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, VersionRecord
from survey.storage.transaction import Transaction

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Revision:
    """What asking another version would do: what changes, why it is refused if it is, and what follows."""

    slug: str
    current: VersionRecord
    asked: Questionnaire
    changes: tuple[Change, ...]
    refused: str
    rows: tuple[Row, ...]

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """For people: a name and what it is, line by line."""
        return (
            ("Asked now", f"version {self.current.version}"),
            ("As you ask", f"version {self.asked.version}"),
            *((row.when, row.what) for row in self.rows),
        )


def of_revising(store: Store, slug: str, questionnaire: Questionnaire) -> Revision:
    """What `revise` would do; where it would be refused, with the words in which it would be."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        current, drafts = tx.versions.get(campaign.version_id), tx.drafts.count(campaign.id)
        changes = compare(Questionnaire.model_validate_json(current.document), questionnaire)
        refused = ""
        try:
            refuse_revision(tx, campaign, current, questionnaire)
            kept_already(tx, questionnaire, frozen=is_real(campaign))
        except Refused as problem:
            refused = str(problem)
    return Revision(slug, current, questionnaire, changes, refused, tuple(rows(questionnaire, drafts)))


def rows(asked: Questionnaire, drafts: int) -> Iterator[Row]:
    yield Row(
        "At once", f"Whoever begins from now on is asked version {asked.version}. Links stay as they are."
    )
    yield Row(
        "Who has begun",
        f"{people(drafts)} have begun and not sent. They go on with the version that they began with, and"
        " can send it.",
    )
    yield Row(
        "Figures",
        "Answers to both versions are counted together, each read by the version that was answered. The"
        " report says which wording changed.",
    )
    yield Row("Can be undone", "No. Another version can be asked later, if answers to this one still fit it.")


def revise(
    store: Store, slug: str, questionnaire: Questionnaire, *, actor: str, reason: str
) -> tuple[CampaignRecord, tuple[Change, ...]]:
    """Begin to ask a new version, and say what changes; a breaking change to any version asked is refused."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        current = tx.versions.get(campaign.version_id)
        refuse_revision(tx, campaign, current, questionnaire)
        changes = compare(Questionnaire.model_validate_json(current.document), questionnaire)
        version = keep_version(tx, questionnaire, frozen=is_real(campaign))
        tx.campaigns.update_version(campaign.id, version.id)
        revised = tx.campaigns.get(campaign.id)
        assert revised is not None
        said = {"version": version.version, "was_version": current.version, "fingerprint": version.sha256}
        note(tx, "revise", campaign, revised, actor, reason, **said)
        return revised, changes


def is_real(campaign: CampaignRecord) -> bool:
    """Whether people answer it, so that a version number stands for one wording."""
    return not (campaign.trial or campaign.synthetic)


def refuse_revision(
    tx: Transaction, campaign: CampaignRecord, current: VersionRecord, new: Questionnaire
) -> None:
    """Why this version cannot be asked in this campaign; nothing where it can."""
    if tx.now >= campaign.closes_at:
        raise Refused(
            f"It closed on {end_in_words(campaign.closes_at)}: nobody could answer another version."
        )
    if current.questionnaire != new.questionnaire:
        raise Refused(f"It asks {current.questionnaire}, and {new.questionnaire} is another questionnaire.")
    if current.version == new.version and is_real(campaign):
        raise Refused(
            f"Version {current.version} is asked now. Write a new `version` at the top of the file."
        )
    refuse_breaking(tx, campaign, new)


def refuse_breaking(tx: Transaction, campaign: CampaignRecord, new: Questionnaire) -> None:
    """Compare with every version that somebody may have answered in this campaign, not only the last."""
    for version_id in {campaign.version_id, *tx.campaigns.versions_answered(campaign.id)}:
        kept = tx.versions.get(version_id)
        changes = compare(Questionnaire.model_validate_json(kept.document), new)
        breaking = [change for change in changes if change.weight is Weight.BREAKING]
        if breaking:
            named = [f"- {one.place}: {one.what}. {one.why}" for one in breaking[:MOST_NAMED]]
            more = [f"... and {len(breaking) - MOST_NAMED} more."] if len(breaking) > MOST_NAMED else []
            raise Refused(
                "\n".join(
                    [
                        f"Answers to version {kept.version} would not fit version {new.version}:",
                        *named,
                        *more,
                        "Say what became of it under code_map:, keep what was asked and give what is new an"
                        " id of its own, or open another survey.",
                    ]
                )
            )
