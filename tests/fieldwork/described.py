"""A survey about London for tests of reading and of the register: responses with texts, written by us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, ResponseRecord
from survey.storage.transaction import Transaction
from tests.storage import made
from tests.web.site import LONDON

READER, OTHER = "reader@example.org", "other@example.org"
WHAT, TITLE, CHANGE = "practice_1__pp_what", "practice_1__pp_title", "one_change"
CLOSED = {
    "sector": ("health",),
    "boroughs": ("E09000012",),
    "pp_have": ("1",),
    "practice_1__pp_principles": ("safety", "trust"),
    "practice_1__pp_where": ("E09000012", "E09000022"),
    "practice_1__pp_stage": ("4",),
    "practice_1__pp_followup": ("0",),
    "practice_1__pp_publish": ("1",),
}


@cache
def london() -> Questionnaire:
    return load_file(LONDON)


@cache
def document() -> str:
    return london().model_dump_json()


def campaign(tx: Transaction, slug: str = "london", **changes: Any) -> CampaignRecord:
    version = tx.versions.add("trauma-informed-london", "1.0", f"sha of {slug}", document())
    return made.campaign(tx, slug, **{"version_id": version.id, **changes})


def response(
    tx: Transaction,
    of: CampaignRecord,
    texts: Mapping[str, str],
    *,
    day: date = made.DAY,
    closed: Mapping[str, tuple[str, ...]] = CLOSED,
    **changes: Any,
) -> ResponseRecord:
    """Somebody who sent these texts with an example of practice."""
    pages = tuple(london().pages)
    record = made.response(of, day=day, closed=closed, pages=pages, skipped=(), **changes)
    tx.responses.add(record, {field: (words,) for field, words in texts.items()})
    return record


def stored_text(store: Store, response_id: str, field: str) -> str:
    """A text as everybody but a reader has it."""
    with store.read() as tx:
        return tx.responses.texts(response_id)[field][0]
