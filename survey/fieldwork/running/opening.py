"""Opening a survey for real: only once the list is gone through, or for a reason where that is enough."""

from __future__ import annotations

from datetime import datetime

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.campaign import GRACE_MINUTES, add_campaign
from survey.fieldwork.running.checklist import Case, Checklist, look
from survey.fieldwork.spreading.invitations import Rule, put_rule
from survey.storage.database import Store
from survey.storage.records import CampaignRecord


def open_for_real(
    store: Store,
    asked: Questionnaire,
    slug: str | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    withdraw_until: datetime | None = None,
    *,
    actor: str,
    reason: str,
    although: str = "",
    grace_minutes: int = GRACE_MINUTES,
    most: int | None = None,
    invitations: Rule = Rule.OFF,
) -> CampaignRecord:
    """Open a questionnaire that is ready; `although` is why it opens with something still missing.

    How each item stood is kept with the opening in the audit log, and that reason as an entry of its own.
    """
    if not reason.strip():
        raise Refused("Say why it opens: it is kept with the opening, for those who ask later.")
    with store.write() as tx:
        tx.campaigns.by_slug(slug or asked.questionnaire, to_change=True)
        found = look(Case(tx, asked, actor, store.settings.second_approval))
        refuse_missing(found, although)
        campaign = add_campaign(
            tx,
            asked,
            slug,
            opens_at,
            closes_at,
            withdraw_until,
            actor=actor,
            reason=reason,
            grace_minutes=grace_minutes,
            most=most,
            checklist={line.name: line.mark.value for line in found.lines},
        )
        if invitations is not Rule.OFF:
            put_rule(tx, campaign, invitations, actor, reason)
        if found.missing:
            tx.audit.add(
                actor=actor,
                action="go ahead without",
                campaign_id=campaign.id,
                new={"missing": [line.name for line in found.missing]},
                reason=although,
            )
        return campaign


WITHOUT = "Or give a reason for opening without."


def refuse_missing(found: Checklist, although: str) -> None:
    """What stands in the way, with what to do; a reason is enough only where nothing else is in the way."""
    in_the_way = found.in_the_way if although.strip() else found.missing
    if in_the_way:
        said = [f"- {line.title}: {line.sentence} {line.to_do}" for line in in_the_way]
        titles = " and ".join(line.title.lower() for line in found.in_the_way)
        enough = f"No reason is enough to open without: {titles}." if titles else WITHOUT
        raise Refused("\n".join(["It cannot be opened yet:", *said, enough]))
