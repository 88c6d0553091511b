"""Deleting one response for somebody who asks: by its receipt alone, for nothing else tells whose it is."""

from __future__ import annotations

from survey.errors import Refused, UnknownCode
from survey.fieldwork.backups import kept_away
from survey.fieldwork.codes import Codes, read
from survey.fieldwork.london import london_day
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store


def erase(store: Store, codes: Codes, slug: str, receipt: str, *, actor: str, reason: str) -> None:
    """Delete the response that a receipt stands for, also when the time to withdraw is over.

    A tombstone keeps it away after a restore, as after a withdrawal. What was released still counts it.
    """
    said = a_reason(reason)
    if read(receipt) is None:
        raise Refused("A receipt has six groups of four letters and figures. Check what was typed.")
    receipt_hash = codes.hash("receipt", receipt)
    with store.write() as tx:
        campaign = campaign_of(tx, slug)
        response = tx.responses.by_receipt_hash(campaign.id, receipt_hash)
        if response is None:
            raise UnknownCode("No answers have this receipt. They may have been taken back already.")
        tx.responses.withdraw(response.id, receipt_hash, london_day(tx.now))
        tx.audit.add(actor=actor, action="delete a response", campaign_id=campaign.id, reason=said)
    kept_away.write_out(store)
