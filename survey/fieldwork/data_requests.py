"""When somebody asks what is held of them: what still can be done, as of the moment in which it is asked.

Nothing is written down: a list of who asked would be a list of who took part.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.engine.local import SOURCE, day_in_words
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.london import end_in_words
from survey.fieldwork.retention import KEPT
from survey.fieldwork.status import campaign_of
from survey.fieldwork.window import Window
from survey.settings import Settings
from survey.storage.database import Store


@dataclass(frozen=True, slots=True)
class Holding:
    """What a survey holds of people, and until when each of them can act alone."""

    slug: str
    title: str
    address: str
    may_finish: bool
    may_withdraw: bool
    withdraw_until: str
    unsent_until: str
    """When answers that were not sent are deleted."""
    agreed_stay: bool
    """Whether those stay whose writers agreed to their use."""
    contacts_until: str
    """The last day on which contact details are kept; empty where none is set."""
    texts_elsewhere: bool
    """Whether what people wrote can be opened only where the private key is."""


def holding(store: Store, settings: Settings, slug: str) -> Holding:
    """What is held by this survey; NotFound where there is none."""
    with store.read() as tx:
        campaign, now = campaign_of(tx, slug), tx.now
        form = Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)
    window, last = Window.of(campaign), settings.contacts_until
    return Holding(
        slug=slug,
        title=form.title,
        address=f"{settings.base_url}/s/{slug}",
        may_finish=window.may_write(now),
        may_withdraw=window.may_withdraw(now),
        withdraw_until=window.withdraw_in_words,
        unsent_until=end_in_words(window.final_at + KEPT),
        agreed_stay=form.partial_consent is not None,
        contacts_until=day_in_words(last, SOURCE) if last else "",
        texts_elsewhere=settings.recipient_file is not None,
    )
