"""The audit log as people read it: what was changed, by whom, when and why, and whether it is whole."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from typing import Any

from survey.engine.spreadsheet import guarded
from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import AuditRecord

NAMES = {
    "opens_at": "opens",
    "closes_at": "closes",
    "withdraw_until": "withdrawal until",
    "most": "responses at most",
    "channel": "channel",
    "email": "account",
    "roles": "roles",
    "report": "report",
    "file": "file",
    "purpose": "for",
    "text": "text",
    "example": "example",
    "state": "state",
    "keeper": "looked after by",
    "invitations": "invitations",
    "made": "made",
    "as": "as",
    "release": "release",
    "key": "key",
}
EVERYDAY = frozenset(
    {"look at contacts", "open a text", "read in a terminal", "leave a text as written", "redact a text"}
)
"""What comes so often that the changes of a survey are lost among it."""

BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""What would begin another line, steer a terminal, or turn the direction of what follows."""
MOMENTS = {"opens_at": in_words, "closes_at": end_in_words, "withdraw_until": end_in_words}


def entries(store: Store, slug: str) -> tuple[AuditRecord, ...]:
    """What happened to a campaign, the oldest first."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return tx.audit.for_campaign(campaign.id)


def changed(store: Store, slug: str, most: int) -> tuple[tuple[str, ...], int]:
    """What was changed in a campaign last, the latest first, and how many entries the record has besides.

    Looking at contacts and reading texts are besides: there is a lot of it.
    """
    found = entries(store, slug)
    shown = [in_one_line(entry) for entry in reversed(found) if entry.action not in EVERYDAY][:most]
    return tuple(shown), len(found) - len(shown)


def lines(store: Store) -> tuple[str, ...]:
    """Everything that was changed, the latest first, each with the survey that it was about."""
    with store.read() as tx:
        slugs = {campaign.id: f"{campaign.slug}: " for campaign in tx.campaigns.all()}
        found = tx.audit.all()
    return tuple(f"{slugs.get(entry.campaign_id or 0, '')}{in_one_line(entry)}" for entry in reversed(found))


def note_taken(store: Store, *, actor: str) -> None:
    """Write down who took the record away."""
    with store.write() as tx:
        tx.audit.add(actor=actor, action="take record of changes")


COLUMNS = ("at", "survey", "actor", "action", "old", "new", "reason", "digest")


def as_csv(store: Store) -> str:
    """Everything that was changed, the oldest first, with the digests that chain it; moments in UTC."""
    with store.read() as tx:
        slugs = {campaign.id: campaign.slug for campaign in tx.campaigns.all()}
        found = tx.audit.all()
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for entry in found:
        survey, changed = slugs.get(entry.campaign_id or 0, ""), (entry.old, entry.new)
        documents = ["" if each is None else json.dumps(dict(each), ensure_ascii=False) for each in changed]
        written = (entry.at.isoformat(), survey, entry.actor, entry.action, *documents, entry.reason)
        out.writerow([*map(guarded, written), entry.digest])
    return text.getvalue()


def flaws(store: Store) -> tuple[str, ...]:
    """Where the log was tampered with; empty when it is as it was written."""
    with store.read() as tx:
        return tx.audit.flaws()


def in_one_line(entry: AuditRecord) -> str:
    """One entry for people: when, who, what, from and to, and why."""
    old, new = entry.old or {}, entry.new or {}
    changes = [
        f"{word} {moved(name, old.get(name), new[name])}"
        for name, word in NAMES.items()
        if name in new and new[name] != old.get(name)
    ]
    what = f": {'; '.join(changes)}" if changes else ""
    why = f" ({entry.reason})" if entry.reason else ""
    return BREAKING.sub(" ", f"{in_words(entry.at)}: {entry.actor}, {entry.action}{what}{why}")


def as_json(entry: AuditRecord) -> dict[str, Any]:
    """One entry for a script: moments in UTC, without the digests that chain the log."""
    return {
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "old": entry.old,
        "new": entry.new,
        "reason": entry.reason,
    }


def moved(name: str, old: Any, new: Any) -> str:
    after = said(name, new)
    return f"{said(name, old)} -> {after}" if old is not None else after


def said(name: str, value: Any) -> str:
    """A value of the log as people write it."""
    if name in MOMENTS:
        return MOMENTS[name](datetime.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "no limit" if value is None else str(value)
