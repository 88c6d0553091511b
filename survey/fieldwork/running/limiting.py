"""What another limit of responses would do, said before it is set.

How many have sent is known here in a wide band alone, and whatever is said follows from that band: nobody can
try one limit after another to find the number itself.
"""

from __future__ import annotations

from survey.fieldwork.campaign import to_look_at
from survey.fieldwork.limit import limited
from survey.fieldwork.running.sides import Consequences, Row, Side
from survey.fieldwork.running.undo import Way
from survey.fieldwork.running.wording import band_of, people
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction


def of_limiting(store: Store, slug: str, most: int | None) -> Consequences:
    """What this limit would do, or Refused with the words of the change itself."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        return consequences(tx, campaign, limited(campaign, most), "Change how many responses it takes?")


def back_to_limit(tx: Transaction, campaign: CampaignRecord, way: Way) -> Consequences:
    """What taking the last change of the limit back would do."""
    return consequences(tx, campaign, way.campaign, "Take the last change back?")


def consequences(
    tx: Transaction, campaign: CampaignRecord, changed: CampaignRecord, question: str
) -> Consequences:
    sent, drafts = tx.responses.sent(campaign.id), tx.drafts.count(campaign.id)
    begun = f"{people(drafts)} have begun and not sent. They can send all the same"
    more = "." if changed.most is None else f", so it may take a few more than {changed.most}."
    return Consequences(
        question=question,
        before=Side(said(campaign.most)),
        after=Side(said(changed.most), note=places(sent, changed.most)),
        rows=(
            Row("Sent so far", f"{people(sent)} have sent."),
            Row("At once", at_once(sent, changed.most)),
            Row("Who has begun", begun + more),
            Row("Can be undone", "Yes, as the last change. The record of changes shows both."),
        ),
        button="No limit from now on" if changed.most is None else f"Take {changed.most} at most",
    )


def said(most: int | None) -> str:
    return "No limit" if most is None else f"{most} responses at most"


def places(sent: int, most: int | None) -> str:
    """How many more may be sent, as far as the band of those who have sent tells it."""
    if most is None:
        return "as many as come"
    low, high = band_of(sent)
    if most <= low:
        return "no more can begin"
    if most <= high:
        return f"{most - low} more at the very most"
    return f"between {most - high} and {most - low} more"


def at_once(sent: int, most: int | None) -> str:
    """What becomes of those who have not begun."""
    low, high = band_of(sent)
    if most is None:
        return "Anybody can begin, for as long as it is open."
    if most <= low:
        return "Nobody new can begin: it is full, and its page says so."
    if most <= high:
        return "It may be full, or be full soon. Then nobody new can begin, and its page says so."
    return f"People can begin until {most} have sent. Then nobody new can, and its page says so."
