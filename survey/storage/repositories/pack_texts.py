"""Texts that the team wrote in place of ours, one a campaign and name."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import bindparam, delete, select

from survey.storage.spreading_records import PackTextRecord
from survey.storage.spreading_tables import metadata
from survey.storage.work import Repository

PACK_TEXT = metadata.tables["pack_text"]
KEY = ["campaign_id", "name"]
OF_CAMPAIGN = select(PACK_TEXT).where(PACK_TEXT.c.campaign_id == bindparam("campaign_id"))
ONE = OF_CAMPAIGN.where(PACK_TEXT.c.name == bindparam("name"))


class PackTexts(Repository):
    def get(self, campaign_id: int, name: str) -> PackTextRecord | None:
        """One text; in a writing transaction nobody else changes it meanwhile."""
        row = self.work.held(ONE, {"campaign_id": campaign_id, "name": name})
        return None if row is None else PackTextRecord(**row._mapping)

    def all(self, campaign_id: int) -> dict[str, PackTextRecord]:
        """Every text that the team wrote for a campaign, by name."""
        rows = self.connection.execute(OF_CAMPAIGN, {"campaign_id": campaign_id})
        return {row.name: PackTextRecord(**row._mapping) for row in rows}

    def put(self, text: PackTextRecord) -> None:
        """Write a text; it takes the place of the one before it."""
        written = asdict(text)
        changed = {name: value for name, value in written.items() if name not in KEY}
        self.connection.execute(
            self.work.insert(PACK_TEXT)
            .values(**written)
            .on_conflict_do_update(index_elements=KEY, set_=changed)
        )

    def delete(self, campaign_id: int, name: str) -> bool:
        """Go back to ours; False where nothing was written in its place."""
        gone = delete(PACK_TEXT).where(PACK_TEXT.c.campaign_id == campaign_id, PACK_TEXT.c.name == name)
        return self.connection.execute(gone.returning(PACK_TEXT.c.name)).first() is not None
