"""The audit log: only ever added to, each entry chained to the one before it by a keyed digest."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import insert, select

from survey.storage.records import AuditRecord, columns
from survey.storage.tables import metadata
from survey.storage.work import Repository

AUDIT = metadata.tables["audit"]
SEAL = metadata.tables["audit_seal"]
THE_SEAL = select(SEAL).where(SEAL.c.id == 1)
CHAINED = ("at", "actor", "action", "campaign_id", "old", "new", "reason")


class AuditLog(Repository):
    def add(
        self,
        *,
        actor: str,
        action: str,
        campaign_id: int | None = None,
        old: Mapping[str, Any] | None = None,
        new: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Write down who did what and why; one writer at a time, so that the chain has no forks."""
        self.connection.execute(
            self.work.insert(SEAL)
            .values(id=1, entries=0, last="", seal=self._seal(0, ""))
            .on_conflict_do_nothing()
        )
        seal = self.work.held(THE_SEAL, {})
        assert seal is not None
        entry: dict[str, Any] = {
            "at": self.work.now,
            "actor": actor,
            "action": action,
            "campaign_id": campaign_id,
            "old": None if old is None else dict(old),
            "new": None if new is None else dict(new),
            "reason": reason,
        }
        digest = self._digest(seal.last, entry)
        self.connection.execute(insert(AUDIT).values(**entry, digest=digest))
        entries = seal.entries + 1
        self.connection.execute(
            SEAL.update().values(entries=entries, last=digest, seal=self._seal(entries, digest))
        )

    def for_campaign(self, campaign_id: int) -> tuple[AuditRecord, ...]:
        """What happened to a campaign, the oldest first."""
        return self._entries(campaign_id)

    def all(self) -> tuple[AuditRecord, ...]:
        return self._entries(None)

    def flaws(self) -> tuple[str, ...]:
        """Where the log does not hold together: an entry changed, moved or taken out, or its end cut off."""
        before, entries, flaws = "", self._entries(None), []
        for entry in entries:
            said = columns(entry)
            if not hmac.compare_digest(self._digest(before, said), entry.digest):
                flaws.append(f"Entry {entry.id} of the audit log does not follow from the one before it.")
            before = entry.digest
        seal = self.connection.execute(THE_SEAL).first()
        if (seal or entries) and (
            seal is None
            or not hmac.compare_digest(seal.seal, self._seal(seal.entries, seal.last))
            or (seal.entries, seal.last) != (len(entries), before)
        ):
            flaws.append("The end of the audit log is not where its seal says.")
        return tuple(flaws)

    def _digest(self, before: str, entry: Mapping[str, Any]) -> str:
        said = {name: entry[name] for name in CHAINED} | {
            "at": entry["at"].astimezone(UTC).isoformat(),
            "before": before,
        }
        return hmac.digest(self.work.audit_key, json.dumps(said, sort_keys=True).encode(), "sha256").hex()

    def _seal(self, entries: int, last: str) -> str:
        return hmac.digest(self.work.audit_key, f"seal {entries} {last}".encode(), "sha256").hex()

    def _entries(self, campaign_id: int | None) -> tuple[AuditRecord, ...]:
        entries = select(AUDIT).order_by(AUDIT.c.id)
        if campaign_id is not None:
            entries = entries.where(AUDIT.c.campaign_id == campaign_id)
        return tuple(AuditRecord(**row._mapping) for row in self.connection.execute(entries))
