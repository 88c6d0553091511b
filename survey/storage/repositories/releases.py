"""Final reports, as the register of the team lists them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from survey.storage.release_records import ReleaseRecord
from survey.storage.release_tables import metadata
from survey.storage.work import Repository

RELEASE = metadata.tables["final_report"]


class Releases(Repository):
    def add(
        self, campaign_id: int, *, number: int, request_id: int, asked_by: str, reason: str, data: str
    ) -> ReleaseRecord:
        """One that a worker is to make; its campaign was read with `to_change`."""
        added = self.connection.execute(
            self.work.insert(RELEASE)
            .values(
                campaign_id=campaign_id,
                number=number,
                request_id=request_id,
                asked_at=self.work.now,
                asked_by=asked_by,
                reason=reason,
                data=data,
                entry="",
                beside=0,
                title="",
                fingerprint="",
                files={},
                published_by="",
                taken_down_by="",
            )
            .returning(RELEASE)
        )
        return ReleaseRecord(**added.one()._mapping)

    def of(self, campaign_id: int) -> tuple[ReleaseRecord, ...]:
        """All of a campaign, the newest first."""
        found = select(RELEASE).where(RELEASE.c.campaign_id == campaign_id).order_by(RELEASE.c.number.desc())
        return tuple(ReleaseRecord(**row._mapping) for row in self.connection.execute(found))

    def all(self) -> tuple[ReleaseRecord, ...]:
        """All of all campaigns, the newest first."""
        found = select(RELEASE).order_by(RELEASE.c.id.desc())
        return tuple(ReleaseRecord(**row._mapping) for row in self.connection.execute(found))

    def made(
        self,
        request_id: int,
        *,
        entry: str,
        beside: int,
        title: str,
        fingerprint: str,
        files: Mapping[str, str],
    ) -> None:
        """What a worker made of a request, checked and entered."""
        self.connection.execute(
            update(RELEASE)
            .where(RELEASE.c.request_id == request_id)
            .values(entry=entry, beside=beside, title=title, fingerprint=fingerprint, files=dict(files))
        )

    def publish(self, id: int, by: str) -> None:
        self.connection.execute(
            update(RELEASE)
            .where(RELEASE.c.id == id)
            .values(published_at=self.work.now, published_by=by, taken_down_at=None, taken_down_by="")
        )

    def take_down(self, id: int, by: str) -> None:
        self.connection.execute(
            update(RELEASE).where(RELEASE.c.id == id).values(taken_down_at=self.work.now, taken_down_by=by)
        )
