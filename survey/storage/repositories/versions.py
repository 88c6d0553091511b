"""Versions of questionnaires: kept once, never changed."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from survey.storage.records import VersionRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

VERSION = metadata.tables["questionnaire_version"]
BY_ID = select(VERSION).where(VERSION.c.id == bindparam("id"))
OF_QUESTIONNAIRE = (
    select(VERSION).where(VERSION.c.questionnaire == bindparam("questionnaire")).order_by(VERSION.c.id.desc())
)
NAMES = select(VERSION.c.questionnaire).distinct().order_by(VERSION.c.questionnaire)
SAME = select(VERSION).where(
    VERSION.c.questionnaire == bindparam("questionnaire"), VERSION.c.sha256 == bindparam("sha256")
)


class Versions(Repository):
    def add(self, questionnaire_id: str, version: str, sha256: str, document: str) -> VersionRecord:
        """Keep a version; the same document again is the version that is already kept."""
        self.connection.execute(
            self.work.insert(VERSION)
            .values(
                questionnaire=questionnaire_id,
                version=version,
                sha256=sha256,
                document=document,
                added_at=self.work.now,
            )
            .on_conflict_do_nothing(index_elements=["questionnaire", "sha256"])
        )
        kept = self.connection.execute(SAME, {"questionnaire": questionnaire_id, "sha256": sha256}).one()
        return VersionRecord(**kept._mapping)

    def get(self, id: int) -> VersionRecord:
        """The version that a campaign, a draft or a response points to; it is always there."""
        return VersionRecord(**self.connection.execute(BY_ID, {"id": id}).one()._mapping)

    def questionnaires(self) -> tuple[str, ...]:
        """Every questionnaire of which a version is kept, by name."""
        return tuple(row[0] for row in self.connection.execute(NAMES))

    def latest(self, questionnaire_id: str) -> VersionRecord | None:
        return next(iter(self.all(questionnaire_id)), None)

    def all(self, questionnaire_id: str) -> tuple[VersionRecord, ...]:
        """Every version kept of a questionnaire, the newest first."""
        rows = self.connection.execute(OF_QUESTIONNAIRE, {"questionnaire": questionnaire_id})
        return tuple(VersionRecord(**row._mapping) for row in rows)
