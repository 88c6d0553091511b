"""Reports that the team asks for: a row that a worker takes, with the words that say how it goes.

A worker that is not heard of for `LEASE` has lost its request to the next one. A request that `MOST` workers
began and none ended is given up, so that it cannot stop one worker after another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from survey.errors import NotFound, Refused
from survey.fieldwork.final.files import digests, entered_in, folder_of, said_of
from survey.fieldwork.london import in_words
from survey.fieldwork.products import PRODUCTS, RELEASE, REPORT, Product
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import ReportRequestRecord

LEASE = timedelta(minutes=2)
MOST = 3
GIVEN_UP = f"{MOST} workers began it and none came to its end. Their logs say why."
FROZEN = (
    "The answers are frozen, and nothing in them changes any more: ask for the final report instead, which "
    "is made once, checked and entered in the register."
)
State = Literal["waiting", "being made", "ready", "failed", "deleted"]


@dataclass(frozen=True)
class Asked:
    """A report that was asked for, as it stands at a moment."""

    slug: str
    request: ReportRequestRecord
    at: datetime
    folder: Path
    """Where its files are, once it is ready."""
    reason: str = ""
    """Why it was asked for, where that was asked."""

    @property
    def product(self) -> Product:
        return PRODUCTS[self.request.makes]

    @property
    def deleted_on(self) -> datetime | None:
        """When its files will go, or went; None for what stays and what is not ready."""
        finished, kept = self.request.finished_at, self.product.kept
        planned = finished + kept if finished and kept else None
        return self.request.deleted_at or planned

    @property
    def state(self) -> State:
        """Where it stands; one whose worker was lost waits again."""
        if self.request.deleted_at is not None and not self.request.problem:
            return "deleted"
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
            "deleted": "its files were deleted on schedule",
        }
        name = f"{self.product.title} {request.id} of {self.slug}"
        return f"{name}, asked for {in_words(request.asked_at)}: {said[self.state]}"

    def as_json(self) -> dict[str, Any]:
        """The same for a script; moments in UTC."""
        request, state = self.request, self.state
        finished = request.finished_at
        return {
            "id": request.id,
            "survey": self.slug,
            "makes": request.makes,
            "state": state,
            "asked_at": request.asked_at.isoformat(),
            "asked_by": request.asked_by,
            "progress": request.told,
            "finished_at": None if finished is None else finished.isoformat(),
            "problem": request.problem,
            "says": dict(request.told_more or {}),
            "folder": str(self.folder) if state == "ready" else None,
        }


def ask(store: Store, slug: str, product: Product = REPORT, *, actor: str) -> Asked:
    """Ask for a report or for data; where the same is waiting or being made already, that one."""
    with store.write() as tx:
        campaign = campaign_of(tx, slug, to_change=True)
        if product is REPORT and tx.freezes.of(campaign.id) is not None:
            raise Refused(FROZEN)
        request = tx.report_requests.unfinished(campaign.id, product.name)
        if request is None:
            request = tx.report_requests.add(campaign.id, actor, product.name)
            if product is not REPORT:
                said = {"request": request.id, "what": product.name}
                tx.audit.add(actor=actor, action="ask for data", campaign_id=campaign.id, new=said)
        return Asked(slug, request, tx.now, folder_of(store.settings, slug, request.id))


def all_of(store: Store, slug: str, products: Iterable[Product] = (REPORT, RELEASE)) -> tuple[Asked, ...]:
    """Everything of these kinds that was asked for of a survey, the newest first."""
    names = {product.name for product in products}
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return tuple(
            Asked(slug, request, tx.now, folder_of(store.settings, slug, request.id))
            for request in tx.report_requests.all(campaign.id)
            if request.makes in names
        )


def note_taken(store: Store, asked: Asked, name: str, *, actor: str) -> None:
    """Write down who took a file away."""
    new = {"report": asked.request.id, "file": name}
    with store.write() as tx:
        tx.audit.add(actor=actor, action=asked.product.taking, campaign_id=asked.request.campaign_id, new=new)


def delete_old(store: Store) -> int:
    """Delete files whose time is over, and say so beside what was asked for; returns how many went."""
    gone = 0
    for product in PRODUCTS.values():
        if product.kept is None:
            continue
        with store.read() as tx:
            due = tx.report_requests.kept_since_before(product.name, tx.now - product.kept)
            slugs = {campaign.id: campaign.slug for campaign in tx.campaigns.all()}
        for request in due:
            shutil.rmtree(
                folder_of(store.settings, slugs[request.campaign_id], request.id), ignore_errors=True
            )
            with store.write() as tx:
                tx.report_requests.note_deleted(request.id)
            gone += not request.problem
    return gone


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
        if request.makes == REPORT.name and tx.freezes.of(campaign.id) is not None:
            tx.report_requests.finish(request.id, worker, FROZEN)
            return None
        again = (one.reason for one in tx.releases.of(campaign.id) if one.request_id == request.id)
        folder = folder_of(store.settings, campaign.slug, request.id)
        return Asked(campaign.slug, request, tx.now, folder, next(again, ""))


def tell(store: Store, asked: Asked, worker: str, told: str) -> bool:
    """Say how it goes, and that it goes on; False where another worker has it by now."""
    with store.write() as tx:
        return tx.report_requests.tell(asked.request.id, worker, told)


def finish(store: Store, asked: Asked, worker: str, problem: str = "") -> bool:
    """It is ready, or why it cannot be made; False where another worker has it by now."""
    said, files = ({}, {}) if problem else (said_of(asked.folder), digests(asked.folder))
    entry, beside = entered_in(asked.folder)
    with store.write() as tx:
        kept = tx.report_requests.finish(asked.request.id, worker, problem)
        if kept and said:
            tx.report_requests.say(asked.request.id, said)
            tx.releases.made(
                asked.request.id,
                entry=entry if said["release"] == "final" else "",
                beside=beside,
                title=said["title"],
                fingerprint=said["fingerprint"],
                files=files,
            )
        return kept


def give_back(store: Store, asked: Asked, worker: str) -> bool:
    """Let another worker make it, as when this one is told to stop."""
    with store.write() as tx:
        return tx.report_requests.give_back(asked.request.id, worker)
