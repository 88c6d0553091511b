"""Campaigns: a slug, a version and the dates. Reading one in a writing transaction holds its dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, union, update

from survey.storage.records import CampaignRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

CAMPAIGN = metadata.tables["campaign"]
DRAFT = metadata.tables["draft"]
RESPONSE = metadata.tables["response"]
BY_SLUG = select(CAMPAIGN).where(CAMPAIGN.c.slug == bindparam("slug"))
BY_ID = select(CAMPAIGN).where(CAMPAIGN.c.id == bindparam("id"))


class Campaigns(Repository):
    def by_slug(self, slug: str, *, to_change: bool = False) -> CampaignRecord | None:
        """The campaign of this slug; `to_change` waits until nobody else is deciding by its dates."""
        self.work.hold_dates(to_change=to_change)
        if "\0" in slug:
            return None  # PostgreSQL cannot even be asked for it.
        return self._one(BY_SLUG, {"slug": slug})

    def get(self, id: int) -> CampaignRecord | None:
        self.work.hold_dates(to_change=False)
        return self._one(BY_ID, {"id": id})

    def all(self) -> tuple[CampaignRecord, ...]:
        rows = self.connection.execute(select(CAMPAIGN).order_by(CAMPAIGN.c.id))
        return tuple(CampaignRecord(**row._mapping) for row in rows)

    def add(
        self,
        *,
        slug: str,
        version_id: int,
        opens_at: datetime,
        closes_at: datetime,
        withdraw_until: datetime,
        grace_minutes: int,
        synthetic: bool = False,
        trial: bool = False,
        most: int | None = None,
    ) -> CampaignRecord | None:
        """A new campaign, or nothing when its slug is taken."""
        added = self.connection.execute(
            self.work.insert(CAMPAIGN)
            .values(
                slug=slug,
                version_id=version_id,
                opens_at=opens_at,
                closes_at=closes_at,
                withdraw_until=withdraw_until,
                grace_minutes=grace_minutes,
                synthetic=synthetic,
                trial=trial,
                created_at=self.work.now,
                most=most,
            )
            .on_conflict_do_nothing(index_elements=["slug"])
            .returning(*CAMPAIGN.c)
        ).first()
        return None if added is None else CampaignRecord(**added._mapping)

    def update_window(
        self, id: int, *, opens_at: datetime, closes_at: datetime, withdraw_until: datetime
    ) -> None:
        """New dates for a campaign that was read with `to_change`."""
        self.connection.execute(
            update(CAMPAIGN)
            .where(CAMPAIGN.c.id == id)
            .values(opens_at=opens_at, closes_at=closes_at, withdraw_until=withdraw_until)
        )

    def update_most(self, id: int, most: int | None) -> None:
        """Another limit for a campaign that was read with `to_change`."""
        self.connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == id).values(most=most))

    def update_version(self, id: int, version_id: int) -> None:
        """Another version for those who begin from now on, in a campaign that was read with `to_change`."""
        self.connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == id).values(version_id=version_id))

    def update_archived(self, id: int, at: datetime | None) -> None:
        """Put a campaign that was read with `to_change` away, or take it out again."""
        self.connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == id).values(archived_at=at))

    def versions_answered(self, id: int) -> tuple[int, ...]:
        """The versions that drafts and responses of a campaign were begun with, the oldest first."""
        begun = union(
            *(select(table.c.version_id).where(table.c.campaign_id == id) for table in (DRAFT, RESPONSE))
        )
        return tuple(sorted(row[0] for row in self.connection.execute(begun)))

    def mark_synthetic(self, id: int) -> None:
        """From now on everything made from this campaign says that its people are made up."""
        self.connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == id).values(synthetic=True))

    def _one(self, statement: Select[Any], parameters: dict[str, Any]) -> CampaignRecord | None:
        row = self.connection.execute(statement, parameters).first()
        return None if row is None else CampaignRecord(**row._mapping)
