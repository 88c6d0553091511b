"""What somebody vouched for before a survey was opened: only ever added to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from survey.storage.records import SignOffRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

SIGN_OFF = metadata.tables["sign_off"]


class SignOffs(Repository):
    def add(
        self,
        *,
        questionnaire: str,
        about: str,
        fingerprint: str,
        day: date,
        good_until: date | None,
        actor: str,
        note: str,
    ) -> SignOffRecord:
        added = self.connection.execute(
            insert(SIGN_OFF)
            .values(
                questionnaire=questionnaire,
                about=about,
                fingerprint=fingerprint,
                day=day,
                good_until=good_until,
                actor=actor,
                note=note,
            )
            .returning(*SIGN_OFF.c)
        ).one()
        return SignOffRecord(**added._mapping)

    def of(self, questionnaire: str, about: str) -> tuple[SignOffRecord, ...]:
        """Everybody who vouched for this part of a questionnaire in any wording, the latest first."""
        rows = self.connection.execute(
            select(SIGN_OFF)
            .where(SIGN_OFF.c.questionnaire == questionnaire, SIGN_OFF.c.about == about)
            .order_by(SIGN_OFF.c.id.desc())
        )
        return tuple(SignOffRecord(**row._mapping) for row in rows)
