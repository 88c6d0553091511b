"""Reports that were asked for. One worker has a request at a time; who lost it cannot write to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from survey.storage.records import ReportRequestRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

REQUEST = metadata.tables["report_request"]
UNFINISHED = REQUEST.c.finished_at.is_(None)


def free(stale: datetime) -> ColumnElement[bool]:
    """Whether nobody has a request, or who had it was not heard of since `stale`."""
    return and_(UNFINISHED, or_(REQUEST.c.worker.is_(None), REQUEST.c.seen_at < stale))


class ReportRequests(Repository):
    def add(self, campaign_id: int, asked_by: str, makes: str) -> ReportRequestRecord:
        """A new request that waits for a worker."""
        added = self.connection.execute(
            self.work.insert(REQUEST)
            .values(
                campaign_id=campaign_id,
                asked_at=self.work.now,
                asked_by=asked_by,
                tries=0,
                told="",
                problem="",
                makes=makes,
            )
            .returning(REQUEST)
        )
        return ReportRequestRecord(**added.one()._mapping)

    def get(self, id: int) -> ReportRequestRecord:
        found = self.connection.execute(select(REQUEST).where(REQUEST.c.id == id)).one()
        return ReportRequestRecord(**found._mapping)

    def unfinished(self, campaign_id: int, makes: str) -> ReportRequestRecord | None:
        """The request of a campaign for the same thing that is not done yet."""
        same = (REQUEST.c.campaign_id == campaign_id, REQUEST.c.makes == makes)
        found = self.work.held(select(REQUEST).where(*same, UNFINISHED), {})
        return None if found is None else ReportRequestRecord(**found._mapping)

    def all(self, campaign_id: int) -> tuple[ReportRequestRecord, ...]:
        """Every request of a campaign, the newest first."""
        statement = select(REQUEST).where(REQUEST.c.campaign_id == campaign_id).order_by(REQUEST.c.id.desc())
        return tuple(ReportRequestRecord(**row._mapping) for row in self.connection.execute(statement))

    def are_waiting(self, stale: datetime) -> bool:
        """Whether a worker could take one."""
        return self.connection.execute(select(REQUEST.c.id).where(free(stale)).limit(1)).first() is not None

    def are_overdue(self, asked: datetime, stale: datetime) -> bool:
        """Whether one that was asked for before a moment has nobody who makes it."""
        overdue = select(REQUEST.c.id).where(free(stale), REQUEST.c.asked_at < asked).limit(1)
        return self.connection.execute(overdue).first() is not None

    def take(self, worker: str, stale: datetime) -> ReportRequestRecord | None:
        """The oldest that nobody has, now this worker's; another who asks at the same time gets another."""
        oldest = select(REQUEST.c.id).where(free(stale)).order_by(REQUEST.c.id).limit(1)
        found = self.connection.execute(oldest.with_for_update(skip_locked=True)).scalar_one_or_none()
        if found is None:
            return None
        taken = self.connection.execute(
            update(REQUEST)
            .where(REQUEST.c.id == found)
            .values(worker=worker, seen_at=self.work.now, tries=REQUEST.c.tries + 1, told="")
            .returning(REQUEST)
        )
        return ReportRequestRecord(**taken.one()._mapping)

    def kept_since_before(self, makes: str, moment: datetime) -> tuple[ReportRequestRecord, ...]:
        """Those of a kind that were finished before a moment and whose files are not deleted yet."""
        finished = (REQUEST.c.finished_at < moment, REQUEST.c.deleted_at.is_(None))
        found = select(REQUEST).where(REQUEST.c.makes == makes, *finished).order_by(REQUEST.c.id)
        return tuple(ReportRequestRecord(**row._mapping) for row in self.connection.execute(found))

    def note_deleted(self, id: int) -> None:
        """Its files are gone."""
        self.connection.execute(update(REQUEST).where(REQUEST.c.id == id).values(deleted_at=self.work.now))

    def say(self, id: int, more: Mapping[str, object]) -> None:
        """Keep what finished files say of themselves."""
        self.connection.execute(update(REQUEST).where(REQUEST.c.id == id).values(told_more=dict(more)))

    def tell(self, id: int, worker: str, told: str) -> bool:
        """Say that it goes on; False where the request is another's by now."""
        return self._change(id, worker, told=told, seen_at=self.work.now)

    def finish(self, id: int, worker: str, problem: str = "") -> bool:
        """It is made, or cannot be; False where the request is another's by now."""
        return self._change(id, worker, finished_at=self.work.now, problem=problem, told="")

    def give_back(self, id: int, worker: str) -> bool:
        """Let another worker make it; who gives it back has not failed at it."""
        return self._change(id, worker, worker=None, seen_at=None, told="", tries=REQUEST.c.tries - 1)

    def _change(self, id: int, owner: str, **values: object) -> bool:
        mine = and_(REQUEST.c.id == id, REQUEST.c.worker == owner, UNFINISHED)
        changed = self.connection.execute(
            update(REQUEST).where(mine).values(**values).returning(REQUEST.c.id)
        )
        return changed.first() is not None
