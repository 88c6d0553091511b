"""How many texts no reader has decided on: until then their words are in no file and no sheet."""

from __future__ import annotations

from survey.engine.taking_out import UNREAD
from survey.fieldwork.reading.line import fill
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store


def unread(store: Store, slug: str) -> int:
    """Texts that were sent and wait; those that were only passed on are among them."""
    fill(store, slug)
    with store.read() as tx:
        return tx.readings.unread(campaign_of(tx, slug).id)


def unread_in_words(store: Store, slug: str) -> str:
    """The same for whoever asks for texts."""
    many = unread(store, slug)
    return UNREAD.format(many=many) if many else "Readers have read every text that was sent."
