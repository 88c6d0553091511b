"""Reports that the team asks for: a row that a worker takes, with the words that say how it goes.

A worker that is not heard of for `LEASE` has lost its request to the next one. A request that `MOST` workers
began and none ended is given up, so that it cannot stop one worker after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from survey.errors import NotFound
from survey.fieldwork.london import in_words
from survey.fieldwork.status import no_survey
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import ReportRequestRecord

LEASE = timedelta(minutes=2)
MOST = 3
GIVEN_UP = f"{MOST} workers began it and none came to its end. Their logs say why."
State = Literal["waiting", "being made", "ready", "failed"]


@dataclass(frozen=True)
class Asked:
    """A report that was asked for, as it stands at a moment."""

    slug: str
    request: ReportRequestRecord
    at: datetime
    folder: Path
    """Where its files are, once it is ready."""

    @property
    def state(self) -> State:
        """Where it stands; one whose worker was lost waits again."""
        if self.request.finished_at is not None:
            return "failed" if self.request.problem else "ready"
        seen = self.request.seen_at
        return "being made" if seen is not None and seen >= self.at - LEASE else "waiting"

    def in_words(self) -> str:
        """One line for people."""
        request = self.request
        said = {
            "waiting": "waiting for a worker; `survey serve` brings one",
            "being made": f"being made. {request.told}".strip(),
            "ready": f"ready in {self.folder}",
            "failed": f"could not be made. {request.problem}",
        }
        return (
            f"Report {request.id} of {self.slug}, asked for {in_words(request.asked_at)}: {said[self.state]}"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for a script; moments in UTC."""
        request, state = self.request, self.state
        finished = request.finished_at
        return {
            "id": request.id,
            "survey": self.slug,
            "state": state,
            "asked_at": request.asked_at.isoformat(),
            "asked_by": request.asked_by,
            "progress": request.told,
            "finished_at": None if finished is None else finished.isoformat(),
            "problem": request.problem,
            "folder": str(self.folder) if state == "ready" else None,
        }


def folder_of(settings: Settings, slug: str, id: int) -> Path:
    """Where the files of a report lie; several machines that make and show reports share this place."""
    return settings.data_dir.absolute() / "reports" / slug / str(id)


def ask(store: Store, slug: str, *, actor: str) -> Asked:
    """Ask for a report; where one is waiting or being made already, that one."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug)
        if campaign is None:
            raise no_survey(tx, slug)
        request = tx.report_requests.unfinished(campaign.id) or tx.report_requests.add(campaign.id, actor)
        return Asked(slug, request, tx.now, folder_of(store.settings, slug, request.id))


def all_of(store: Store, slug: str) -> tuple[Asked, ...]:
    """Every report of a survey that was asked for, the newest first."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        if campaign is None:
            raise no_survey(tx, slug)
        return tuple(
            Asked(slug, request, tx.now, folder_of(store.settings, slug, request.id))
            for request in tx.report_requests.all(campaign.id)
        )


def note_taken(store: Store, asked: Asked, name: str, *, actor: str) -> None:
    """Write down who took a file of a report away."""
    new = {"report": asked.request.id, "file": name}
    with store.write() as tx:
        tx.audit.add(actor=actor, action="take report", campaign_id=asked.request.campaign_id, new=new)


def take(store: Store, worker: str) -> Asked | None:
    """The next report to make, this worker's from now on; none where nothing waits."""
    with store.read() as tx:
        if not tx.report_requests.are_waiting(tx.now - LEASE):
            return None
    with store.write() as tx:
        request = tx.report_requests.take(worker, tx.now - LEASE)
        if request is None:
            return None
        if request.tries > MOST:
            tx.report_requests.finish(request.id, worker, GIVEN_UP)
            return None
        campaign = tx.campaigns.get(request.campaign_id)
        if campaign is None:
            raise NotFound(f"The survey of report {request.id} is gone.")
        return Asked(campaign.slug, request, tx.now, folder_of(store.settings, campaign.slug, request.id))


def tell(store: Store, asked: Asked, worker: str, told: str) -> bool:
    """Say how it goes, and that it goes on; False where another worker has it by now."""
    with store.write() as tx:
        return tx.report_requests.tell(asked.request.id, worker, told)


def finish(store: Store, asked: Asked, worker: str, problem: str = "") -> bool:
    """It is ready, or why it cannot be made; False where another worker has it by now."""
    with store.write() as tx:
        return tx.report_requests.finish(asked.request.id, worker, problem)


def give_back(store: Store, asked: Asked, worker: str) -> bool:
    """Let another worker make it, as when this one is told to stop."""
    with store.write() as tx:
        return tx.report_requests.give_back(asked.request.id, worker)
