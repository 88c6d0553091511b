"""One class for each kind of thing that goes by itself: it says everything about itself once.

Those who began are told that what they did not send is deleted after the closing, unless they agreed to its
use. It stays for a week after the last moment to finish, so that a closing that is moved in that week loses
nobody's work; then only numbers stay: how many had come how far. Answers and contact details go when the
project has no more use for them, which only people can say: without a day in the settings they stay.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta
from typing import ClassVar

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.london import start_of
from survey.fieldwork.window import Window
from survey.settings import Settings
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

KEPT = timedelta(days=7)
"""How long unsent drafts stay after the last moment to finish."""
SETTLED = timedelta(days=30)
"""A day for answers and contact details counts for surveys whose time to withdraw ended so long before it."""


class Rule(ABC):
    """What goes, and when."""

    what: ClassVar[str]
    """For the list of what goes by itself."""
    action: ClassVar[str]
    """For the record of changes."""
    unset: ClassVar[str] = ""
    """What to set where there is no moment because nobody has said one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @abstractmethod
    def at(self, tx: Transaction, campaign: CampaignRecord) -> datetime | None:
        """The moment from which it goes; None where there is none."""

    @abstractmethod
    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        """Whether there is any of it; once its moment has come, there is something to do."""

    def is_told(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        """Whether it belongs into the list of what goes."""
        return self.is_there(tx, campaign)

    @abstractmethod
    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        """Delete it, and say how many there were."""

    def is_due(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        at = self.at(tx, campaign)
        return at is not None and tx.now >= at and self.is_there(tx, campaign)


class AfterClosing(Rule):
    """What has no use once nobody can finish any more."""

    def at(self, tx: Transaction, campaign: CampaignRecord) -> datetime | None:
        return Window.of(campaign).final_at + KEPT


class Unsent(AfterClosing):
    what = "Answers that were saved and never sent"
    action = "unsent answers deleted"

    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.drafts.has_unsent(campaign.id)

    def is_told(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return True  # also while there are none: whether there are is nobody's business

    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        deleted = 0
        for id in tx.drafts.versions(campaign.id):
            asked = Questionnaire.model_validate_json(tx.versions.get(id).document)
            deleted += tx.drafts.delete_unsent(campaign.id, id, tuple(asked.pages))
        return deleted


class Invitations(AfterClosing):
    what = "Invitations that nobody used"
    action = "unused invitations deleted"

    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.tickets.has_left(campaign.id)

    def is_told(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.tickets.rule(campaign.id) is not None

    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        channels = [counted.channel for counted in tx.tickets.counts(campaign.id)]
        return sum(tx.tickets.take_back(campaign.id, channel) for channel in channels)


class Originals(Rule):
    what = "The first of the texts as they were before they were redacted"
    action = "originals of redacted texts deleted"

    @property
    def kept(self) -> timedelta:
        return timedelta(days=self.settings.original_days)

    def at(self, tx: Transaction, campaign: CampaignRecord) -> datetime | None:
        first = tx.readings.first_original(campaign.id)
        return None if first is None else first + self.kept

    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.readings.first_original(campaign.id) is not None

    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        return tx.readings.forget_originals(campaign.id, tx.now - self.kept)


class FromDay(Rule):
    """What goes on the day after one that the settings name. A day that comes too soon for a survey is none:
    it was meant for an earlier one, or is a slip."""

    @abstractmethod
    def last_day(self) -> date | None:
        """The last day on which it is kept."""

    def at(self, tx: Transaction, campaign: CampaignRecord) -> datetime | None:
        last = self.last_day()
        if last is None:
            return None
        at = start_of(last + timedelta(days=1))
        return at if at >= campaign.withdraw_until + SETTLED else None

    def is_told(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return True


class Contacts(FromDay):
    what = "Details of those who agreed to be contacted"
    action = "contacts deleted"
    unset = "No day is set for this survey. When the project needs them no more, set SURVEY_CONTACTS_UNTIL."

    def last_day(self) -> date | None:
        return self.settings.contacts_until

    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.contacts.any(campaign.id)

    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        return tx.contacts.delete_all(campaign.id)


class Answers(FromDay):
    what = "All answers, with what people wrote"
    action = "answers deleted"
    unset = "No day is set for this survey. When the last report is final, set SURVEY_ANSWERS_UNTIL."

    def last_day(self) -> date | None:
        return self.settings.answers_until

    def is_there(self, tx: Transaction, campaign: CampaignRecord) -> bool:
        return tx.responses.count(campaign.id) > 0 or bool(tx.drafts.agreed(campaign.id))

    def delete(self, tx: Transaction, campaign: CampaignRecord) -> int:
        for draft in tx.drafts.agreed(campaign.id):
            tx.drafts.delete(draft.id)
        return tx.responses.delete_all(campaign.id)
