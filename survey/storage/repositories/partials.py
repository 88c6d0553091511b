"""Drafts whose writers agreed that they may be used: read for the analysis, never written here."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from survey.storage.records import DraftRecord
from survey.storage.repositories.drafts import DRAFT
from survey.storage.work import Repository


class Partials(Repository):
    def each(self, campaign_id: int) -> Iterator[DraftRecord]:
        """Every draft of a campaign whose writer agreed to its use, in the order of the random ids."""
        rows = self.connection.execute(
            select(DRAFT).where(DRAFT.c.campaign_id == campaign_id, DRAFT.c.keep_partial).order_by(DRAFT.c.id)
        )
        for row in rows:
            yield DraftRecord(**row._mapping)
