"""Records for the tests of storage: a campaign that is open, a draft, a response."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from survey.storage.draft_key import DraftKey
from survey.storage.records import CampaignRecord, DraftRecord, ResponseRecord, SessionRecord
from survey.storage.transaction import Transaction

DAY = date(2025, 1, 10)
HARD = {
    "emoji and skin": "👩🏽‍⚕️🏴󠁧󠁢󠁥󠁮󠁧󠁿 zero width joiner",
    "combining": "e\u0301 and \u00e9 are not the same bytes; Z̸̧͓a̶l̷g̵o",
    "right to left": "שלום مرحبا \u202eabc\u202c",
    "quotes": 'O\'Brien said "no" -- ; DROP TABLE draft; \\ %s :name',
    "lines": "one\ntwo\ttabbed\r\nthree ",
}


def campaign(tx: Transaction, slug: str = "pulse", **changes: Any) -> CampaignRecord:
    """An open campaign with an invented questionnaire."""
    version = tx.versions.add(slug, "1.0", f"sha of {slug}", '{"title": "Pulse"}')
    given = {
        "slug": slug,
        "version_id": version.id,
        "opens_at": tx.now - timedelta(days=1),
        "closes_at": tx.now + timedelta(days=1),
        "withdraw_until": tx.now + timedelta(days=22),
        "grace_minutes": 30,
    }
    made = tx.campaigns.add(**{**given, **changes})
    assert made is not None
    return made


def draft(tx: Transaction, of: CampaignRecord, **changes: Any) -> DraftRecord:
    given: dict[str, Any] = {
        "id": uuid4().hex,
        "campaign_id": of.id,
        "version_id": of.version_id,
        "resume_hash": uuid4().hex,
        "submit_key": uuid4().hex,
        "seed": 2**47 + 5,
        "day": DAY,
    }
    made = DraftRecord(**{**given, **changes})
    tx.drafts.add(made)
    return made


def keyed(tx: Transaction, of: CampaignRecord, **changes: Any) -> tuple[DraftRecord, DraftKey]:
    """A draft with a key of its own, which this transaction has; nobody has a code or a session for it."""
    made = draft(tx, of, **changes)
    key = DraftKey.make(made.id)
    tx.drafts.reseal(made.id, key, shared=made.keep_partial)
    return made, key


def save(tx: Transaction, draft_id: str, *, version: int | None = None, **changes: Any) -> int:
    """Save the page `work` of a draft; its version now."""
    given: dict[str, Any] = {"closed": {"sector": ("health",)}, "text": {}, "contact": {}}
    more: dict[str, Any] = {"done": False, "seconds": 9}
    fields = {**given, **more, **changes}
    return tx.drafts.save_page(draft_id, "work", expected_version=version, **fields).version


def response(of: CampaignRecord, **changes: Any) -> ResponseRecord:
    given: dict[str, Any] = {
        "id": uuid4().hex,
        "campaign_id": of.id,
        "version_id": of.version_id,
        "submit_key": uuid4().hex,
        "receipt_hash": uuid4().hex,
        "day": DAY,
        "seed": 7,
        "closed": {"sector": ("health",), "works_with": ("adults", "children")},
        "pages": ("work", "principles"),
        "skipped": ("wellbeing",),
        "seconds": {"work": 9},
    }
    return ResponseRecord(**{**given, **changes})


def session(tx: Transaction, of: CampaignRecord, **changes: Any) -> SessionRecord:
    given: dict[str, Any] = {
        "token_hash": uuid4().hex,
        "campaign_id": of.id,
        "shared": False,
        "last_active": tx.now,
        "expires_at": tx.now + timedelta(hours=20),
    }
    made = SessionRecord(**{**given, **changes})
    tx.sessions.add(made)
    return made
