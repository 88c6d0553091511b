"""When somebody asks what is held of them: what still can be done, as of the moment in which it is asked.

Nothing is written down: a list of who asked would be a list of who took part.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.london import end_in_words
from survey.fieldwork.retention import KEPT, Answers, Contacts
from survey.fieldwork.status import campaign_of
from survey.fieldwork.window import State, Window
from survey.settings import Settings
from survey.storage.database import Store


@dataclass(frozen=True, slots=True)
class Holding:
    """What a survey holds of people, and until when each of them can act alone."""

    slug: str
    title: str
    address: str
    has_begun: bool
    may_finish: bool
    may_withdraw: bool
    withdraw_until: str
    unsent_until: str
    """When answers that were not sent are deleted."""
    unsent_gone: bool
    agreed_stay: bool
    """Whether those stay whose writers agreed to their use."""
    contacts_until: str
    """When contact details are deleted; empty where no day is set that counts for this survey."""
    answers_gone: str
    """When all answers were deleted; empty while they are there."""
    texts_elsewhere: bool
    """Whether what people wrote can be opened only where the private key is."""


def holding(store: Store, settings: Settings, slug: str) -> Holding:
    """What is held by this survey; NotFound where there is none."""
    with store.read() as tx:
        campaign, now = campaign_of(tx, slug), tx.now
        form = Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)
        contacts, answers = (rule(settings).at(tx, campaign) for rule in (Contacts, Answers))
    window = Window.of(campaign)
    unsent = window.final_at + KEPT
    return Holding(
        slug=slug,
        title=form.title,
        address=f"{settings.base_url}/s/{slug}",
        has_begun=window.state(now) is not State.NOT_YET,
        may_finish=window.may_write(now),
        may_withdraw=window.may_withdraw(now),
        withdraw_until=window.withdraw_in_words,
        unsent_until=end_in_words(unsent),
        unsent_gone=now >= unsent,
        agreed_stay=form.partial_consent is not None,
        contacts_until=end_in_words(contacts) if contacts else "",
        answers_gone=end_in_words(answers) if answers and now >= answers else "",
        texts_elsewhere=settings.recipient_file is not None,
    )
