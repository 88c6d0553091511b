"""A campaign, a session in it and the draft behind that: asked for together, as each page does."""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

from sqlalchemy import bindparam, select

from survey.storage.prepared import Prepared
from survey.storage.records import CampaignRecord, DraftRecord, SessionRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

CAMPAIGN, SESSION, DRAFT = (metadata.tables[name] for name in ("campaign", "session", "draft"))
TAKEN = ((CAMPAIGN, CampaignRecord), (SESSION, SessionRecord), (DRAFT, DraftRecord))
TOGETHER = (
    select(*[table.c[field.name] for table, record in TAKEN for field in fields(record)])
    .join_from(CAMPAIGN, SESSION, SESSION.c.campaign_id == CAMPAIGN.c.id)
    .join(DRAFT, SESSION.c.draft_id == DRAFT.c.id)
    .where(CAMPAIGN.c.slug == bindparam("slug"), SESSION.c.token_hash == bindparam("token_hash"))
)
SEEN, HELD = Prepared(TOGETHER), Prepared(TOGETHER.with_for_update(of=DRAFT))
TO_SESSION = len(fields(CampaignRecord))
TO_DRAFT = TO_SESSION + len(fields(SessionRecord))


class Three(NamedTuple):
    """What was found together."""

    campaign: CampaignRecord
    session: SessionRecord
    draft: DraftRecord


class Sittings(Repository):
    def get(self, slug: str, token_hash: str) -> Three | None:
        """All three, with the dates and the draft held in a writing transaction; None where one is missing.

        The session is not held, and may be older than a draft that had to be waited for: the key that it
        brings is not the draft's any more then.
        """
        self.work.hold_dates(to_change=False)
        if "\0" in slug:
            return None  # PostgreSQL cannot even be asked for it.
        asked = HELD if self.work.writing else SEEN
        values = asked.first(self.connection, slug=slug, token_hash=token_hash)
        if values is None:
            return None
        return Three(
            CampaignRecord(*values[:TO_SESSION]),
            SessionRecord(*values[TO_SESSION:TO_DRAFT]),
            DraftRecord(*values[TO_DRAFT:]),
        )
