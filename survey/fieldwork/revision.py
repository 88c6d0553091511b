"""A new version of a questionnaire for a survey that is already open.

Whoever began keeps the version that they began with; from now on others begin with the new one. Answers
are read by the version that was answered, so a change is taken only when both can stand side by side, or
the code map of the new version says what became of it.
"""

from __future__ import annotations

from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.change import Change, Weight
from survey.engine.versions.compare import compare
from survey.errors import Refused
from survey.fieldwork.campaign import keep_version, note, to_change
from survey.fieldwork.london import end_in_words
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

MOST_NAMED = 12


def revise(
    store: Store, slug: str, questionnaire: Questionnaire, *, actor: str, reason: str
) -> tuple[CampaignRecord, tuple[Change, ...]]:
    """Begin to ask a new version, and say what changes; a breaking change to any version asked is refused."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        if tx.now >= campaign.closes_at:
            raise Refused(
                f"It closed on {end_in_words(campaign.closes_at)}: nobody could answer another version."
            )
        current = tx.versions.get(campaign.version_id)
        if current.version == questionnaire.version and not (campaign.synthetic or campaign.trial):
            raise Refused(
                f"Version {current.version} is asked now. Write a new `version` at the top of the file."
            )
        changes = compare(Questionnaire.model_validate_json(current.document), questionnaire)
        refuse_breaking(tx, campaign, questionnaire)
        version = keep_version(tx, questionnaire, frozen=not (campaign.trial or campaign.synthetic))
        tx.campaigns.update_version(campaign.id, version.id)
        revised = tx.campaigns.get(campaign.id)
        assert revised is not None
        said = {"version": version.version, "was_version": current.version}
        note(tx, "revise", campaign, revised, actor, reason, **said)
        return revised, changes


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
