"""A crowd: many people answering at once through real web processes, each with a client of their own.

The short form is a test; `python -m tests.crowd --robots 200 --questionnaire trauma-informed-london`
runs the long one against a server that it starts itself, on loopback, and stops by itself.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from survey.engine.loader import load_file
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.draft_keys import DraftKeys
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.database import Store
from tests.migrated import migrated
from tests.robot import Page, Robot
from tests.serving import serving

AT_ONCE = 200
SECONDS = 60


@dataclass
class Visit:
    """What one robot was told: the pages that were acknowledged, its receipt, and what went wrong."""

    number: int
    acknowledged: list[str] = field(default_factory=list)
    resume_code: str = ""
    receipt: str = ""
    trouble: str = ""


def visit(address: str, slug: str, number: int) -> Visit:
    """Answer everything and send; every fourth robot leaves halfway, and some meet an end screen."""
    seen = Visit(number)
    with httpx2.Client(base_url=address, follow_redirects=True, timeout=SECONDS) as client:
        choices = {"eligible": ["1"], "change_one": [f"robot {number}"]}
        robot = Robot(client, slug, seed=number, choices=choices)
        page = robot.start()
        seen.resume_code = robot.resume_code
        page = robot.first_question()
        while "/p/" in page.url and not seen.trouble:
            if number % 4 == 0 and len(seen.acknowledged) >= 3:
                return seen
            at = page.url.rsplit("/", 1)[-1]
            page = robot.answer(page)
            seen.trouble = trouble(page)
            seen.acknowledged.append(at)
        if page.url.endswith("/check") and not seen.trouble:
            page = robot.submit(page)
            seen.trouble, seen.receipt = trouble(page), robot.receipt
    return seen


def trouble(page: Page) -> str:
    return "" if page.status == 200 else f"{page.url} answered {page.status}: {page.text[:200]}"


def crowd(address: str, slug: str, robots: int) -> list[Visit]:
    """All robots at once; what each was told."""
    with ThreadPoolExecutor(min(robots, AT_ONCE)) as threads:
        return list(threads.map(lambda number: visit(address, slug, number), range(robots)))


def losses(store: Store, slug: str, visits: list[Visit]) -> list[str]:
    """Everything that was acknowledged and is not there, or is there twice, one line each."""
    codes = Codes(store.settings.secret())
    found = [f"robot {seen.number}: {seen.trouble}" for seen in visits if seen.trouble]
    sent = [seen for seen in visits if seen.receipt]
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        if tx.responses.count(campaign.id) != len(sent):
            found.append(f"{len(sent)} receipts and {tx.responses.count(campaign.id)} responses")
        for seen in visits:
            if seen.receipt:
                response = tx.responses.by_receipt_hash(campaign.id, codes.hash("receipt", seen.receipt))
                pages = set(response.pages) if response else set()
            else:
                draft = tx.drafts.by_resume_hash(campaign.id, codes.hash("resume", seen.resume_code))
                if draft:
                    DraftKeys(codes).by_code(tx, draft, seen.resume_code)
                pages = (
                    {name for name, page in tx.drafts.pages(draft.id).items() if page.done}
                    if draft
                    else set()
                )
            lost = [page for page in seen.acknowledged if page not in pages]
            found += [f"robot {seen.number} lost {', '.join(lost)}"] if lost else []
    return found


def rehearse(data_dir: Path, questionnaire: str, robots: int, *, database_url: str = "") -> list[str]:
    """Open a questionnaire, let the crowd in through two web processes, and count the losses."""
    given = {"database_url": database_url} if database_url else {}
    settings = Settings.read(data_dir=data_dir, unsafe_database=True, **given)
    with migrated(settings) as store:
        form = load_file(find_questionnaire(ROOT / "questionnaires", questionnaire))
        slug = f"crowd-{datetime.now(UTC):%H%M%S%f}"
        open_campaign(store, form, slug, closes_at=datetime.now(UTC) + timedelta(days=1), actor="test")
        with serving(data_dir, database_url=database_url, processes=2) as address:
            visits = crowd(address, slug, robots)
        return losses(store, slug, visits)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--robots", type=int, default=AT_ONCE)
    given.add_argument("--questionnaire", default="trauma-informed-london")
    given.add_argument("--database-url", default="")
    wanted = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "var"
        found = rehearse(data_dir, wanted.questionnaire, wanted.robots, database_url=wanted.database_url)
    sys.stdout.write("\n".join(found or [f"{wanted.robots} robots: nothing lost, nothing twice."]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
