"""What follows sending: the receipt again, one's own copy, and taking the answers back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from survey.engine.journey import Journey
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import sent_answers
from survey.errors import NotOpen, SignedOut, UnknownCode
from survey.fieldwork.backups import kept_away
from survey.fieldwork.codes import Codes
from survey.fieldwork.outcomes import Sent
from survey.fieldwork.seats import Seats
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, SessionRecord


def receipt(
    codes: Codes, campaign: CampaignRecord, window: Window, session: SessionRecord, now: datetime
) -> Sent:
    """The receipt of what a session has sent; the same however often it is asked for."""
    assert session.receipt_key is not None
    code, response = codes.receipt(session.receipt_key), session.response_id or ""
    return Sent(code, response, session, campaign, window, now)


@dataclass(frozen=True)
class Receipts:
    """The use cases of somebody who has sent; each is one transaction."""

    store: Store
    codes: Codes
    seats: Seats

    def sent(self, slug: str, token: str) -> Sent:
        """The receipt again, for as long as the session that sent lives."""
        with self.store.read() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            session = self.seats.session(tx, campaign, token)
            if session.receipt_key is None:
                raise SignedOut("Nothing has been sent from this device.")
            done = receipt(self.codes, campaign, window, session, tx.now)
            return replace(done, words_sealed=tx.responses.is_for_others(done.response_id))

    def own_copy(
        self, slug: str, token: str, wanted: Sequence[str] = ()
    ) -> tuple[Questionnaire, Journey | None]:
        """One's own answers while the session that sent lives; none after a withdrawal."""
        with self.store.read() as tx:
            campaign, _ = self.seats.campaign(tx, slug)
            session = self.seats.session(tx, campaign, token)
            response = tx.responses.get(session.response_id) if session.response_id else None
            if response is None:
                return self.seats.questionnaire(tx, campaign.version_id, wanted), None
            languages = (*wanted, response.language)
            questionnaire = self.seats.questionnaire(tx, response.version_id, languages)
            fields = {**response.closed, **tx.responses.texts(response.id)}
            answers = sent_answers(questionnaire, fields, response.pages, response.skipped)
            return questionnaire, Journey(questionnaire, answers, response.seed)

    def knows(self, slug: str, code: str) -> bool:
        """Whether a receipt would withdraw something now."""
        with self.store.read() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            if not window.may_withdraw(tx.now):
                raise NotOpen("The time to withdraw is over.")
            return tx.responses.by_receipt_hash(campaign.id, self.codes.hash("receipt", code)) is not None

    def withdraw(self, slug: str, code: str) -> None:
        """Delete the response that a receipt stands for; a tombstone keeps only the day."""
        with self.store.write() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            if not window.may_withdraw(tx.now):
                raise NotOpen("The time to withdraw is over.")
            receipt_hash = self.codes.hash("receipt", code)
            response = tx.responses.by_receipt_hash(campaign.id, receipt_hash)
            if response is None:
                raise UnknownCode("No answers have this receipt code.")
            tx.responses.withdraw(response.id, receipt_hash, window.day_of(tx.now))
        kept_away.write_out(self.store)
