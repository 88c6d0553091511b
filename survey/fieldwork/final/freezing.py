"""Freezing: somebody declares the answers of a survey final, once nobody can take theirs back by themselves.

The letters for the answers are a hash of all closed answers with the random keys of their rows, so that
nobody can try guesses against them. What people wrote is not in it: no report holds it, and redacting goes
on. A response that a person asks to have deleted is deleted after the freeze as before; what was released
stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from survey.errors import Refused
from survey.fieldwork.campaign import to_change
from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.running.wording import people
from survey.fieldwork.status import campaign_of
from survey.fieldwork.window import Window
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.release_records import FreezeRecord
from survey.storage.transaction import Transaction

MADE_UP = (
    "Nothing that is made from a trial or from made-up people is ever final, so there is nothing to freeze."
)
RELEASED = "A final report was made from these answers: readers may have it, so the freeze stays."


def freeze(store: Store, slug: str, *, actor: str, reason: str) -> FreezeRecord:
    """Declare the answers of a survey final, or be refused with why not yet."""
    said = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, said)
        refuse_freezing(tx, campaign)
        rows = sorted(rows_of(tx, campaign))
        made = FreezeRecord(campaign.id, tx.now, actor, people(len(rows)), letters(rows))
        tx.freezes.add(made)
        told = {"people": made.people, "fingerprint": made.fingerprint}
        tx.audit.add(actor=actor, action="freeze", campaign_id=campaign.id, new=told, reason=said)
        return made


def unfreeze(store: Store, slug: str, *, actor: str, reason: str) -> None:
    """Take the freeze back, while nothing was made from it."""
    said = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, said)
        found = refuse_unfreezing(tx, campaign, store.settings)
        tx.freezes.undo(campaign.id)
        old = {"at": found.at.isoformat(), "fingerprint": found.fingerprint}
        tx.audit.add(actor=actor, action="undo freeze", campaign_id=campaign.id, old=old, reason=said)


def freeze_of(store: Store, slug: str) -> FreezeRecord | None:
    """The freeze that holds for a survey, if one does."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return tx.freezes.of(campaign.id)


def refuse_freezing(tx: Transaction, campaign: CampaignRecord) -> None:
    """Why the answers cannot be frozen now; nothing where they can."""
    found, can_from = tx.freezes.of(campaign.id), Window.of(campaign).frozen_at
    if campaign.trial or campaign.synthetic:
        raise Refused(MADE_UP)
    if found is not None:
        raise Refused(f"The answers were frozen on {in_words(found.at)} by {found.actor}.")
    if tx.now < can_from:
        raise Refused(
            f"Answers can still be taken back until {end_in_words(can_from)}. They can be frozen after that."
        )
    if not tx.responses.count(campaign.id):
        raise Refused("Nobody has sent answers, so there is nothing to freeze.")


def refuse_unfreezing(tx: Transaction, campaign: CampaignRecord, settings: Settings) -> FreezeRecord:
    """Why the freeze cannot be taken back now; the freeze where it can."""
    found = tx.freezes.of(campaign.id)
    if found is None:
        raise Refused("The answers are not frozen.")
    if is_used(tx, campaign) or has_final(settings, campaign.slug):
        raise Refused(RELEASED)
    return found


def is_used(tx: Transaction, campaign: CampaignRecord) -> bool:
    """Whether a final report was made, or is being made."""
    requests = (tx.report_requests.get(one.request_id) for one in tx.releases.of(campaign.id))
    return any(not request.problem for request in requests)


def has_final(settings: Settings, slug: str) -> bool:
    """Whether the analysis has entered a final report in its register, also one that was made by hand."""
    entries = (settings.data_dir.absolute() / "releases" / slug).glob("[0-9]*.json")
    return any(json.loads(path.read_text("utf-8")).get("final") for path in entries)


def can(refuse: object, *arguments: object) -> bool:
    """Whether a change would go through."""
    assert callable(refuse)
    try:
        refuse(*arguments)
    except Refused:
        return False
    return True


def letters_now(tx: Transaction, campaign: CampaignRecord) -> str:
    """Letters for the answers as they are."""
    return letters(sorted(rows_of(tx, campaign)))


def letters(rows: list[str]) -> str:
    """Twelve letters, as reports have them: 3f9c-2b7a-81de."""
    found = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return "-".join(found[at : at + 4] for at in range(0, 12, 4))


def rows_of(tx: Transaction, campaign: CampaignRecord) -> Iterator[str]:
    """A hash for each whose answers count."""
    for one, _ in tx.responses.each(campaign.id):
        kept = (one.id, one.version_id, str(one.day), one.closed, one.pages, one.skipped, one.mode)
        yield hashed(*kept)
    for draft in tx.drafts.agreed(campaign.id):
        yield hashed(draft.id, draft.version_id, tx.drafts.closed(draft.id))


def hashed(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
