"""A survey that is over, as if real people had answered it, and final reports as a worker leaves them."""

from __future__ import annotations

import json
from datetime import timedelta

from survey.fieldwork import reports
from survey.fieldwork.reports import Asked
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.storage.made import response


def campaign_of(store: Store, slug: str) -> CampaignRecord:
    with store.read() as tx:
        found = tx.campaigns.by_slug(slug)
    assert found is not None
    return found


def answered(store: Store, slug: str, people: int = 12) -> None:
    """So many people have sent, of whom nothing matters but that they are there."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        for _ in range(people):
            assert tx.responses.add(response(campaign), {})


def be_over(store: Store, slug: str) -> None:
    """Move all dates of a survey into the past, as time does."""
    campaign = campaign_of(store, slug)
    with store.write() as tx:
        now = tx.now
        tx.campaigns.update_window(
            campaign.id,
            opens_at=now - timedelta(days=90),
            closes_at=now - timedelta(days=60),
            withdraw_until=now - timedelta(days=30),
        )


def be_people(store: Store, slug: str) -> None:
    """Take made-up people for real ones, as no command does."""
    with store.write() as tx:
        yes = "FALSE" if store.backend.name == "postgresql" else "0"
        tx.connection.exec_driver_sql(f"UPDATE campaign SET synthetic = {yes}, trial = {yes}")
        tx.connection.exec_driver_sql(f"UPDATE response SET synthetic = {yes}")
        tx.connection.exec_driver_sql(f"UPDATE draft SET synthetic = {yes}")


def make(store: Store, *, release: str = "final", entry: str = "release 1", problem: str = "") -> Asked:
    """Do what a worker does with the next request, with files of a few letters."""
    taken = reports.take(store, "w")
    assert taken is not None
    if not problem:
        taken.folder.mkdir(parents=True)
        meta = {
            "title": "What people told us", "version": "1.0", "release": release, "synthetic": False,
            "period": "1 May to 31 May", "answers": 10, "fingerprint": {"all": "1111-2222-3333"},
        }  # fmt: skip
        (taken.folder / "tables.json").write_text(json.dumps({"meta": meta}), "utf-8")
        page = "<!DOCTYPE html><title>R</title><style>p{color:red}</style><p>Ten<script>let a</script>"
        (taken.folder / "index.html").write_text(page, "utf-8")
        (taken.folder / "notes.txt").write_text("not for taking", "utf-8")
        if entry:
            said = {"entry": entry, "beside": []}
            (taken.folder / "release.json").write_text(json.dumps(said), "utf-8")
    assert reports.finish(store, taken, "w", problem)
    return taken
