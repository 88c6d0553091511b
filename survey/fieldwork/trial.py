"""Trying out: a campaign on a trial window, so that a new machine has something to look at."""

from __future__ import annotations

from datetime import timedelta

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.london import london_day, start_of
from survey.storage.database import Store

DAYS = 30


def open_trial(
    store: Store, questionnaire: Questionnaire, *, grace_minutes: int, synthetic: bool = False
) -> None:
    """Open a questionnaire for a month from today, unless it has a campaign already."""
    slug = questionnaire.questionnaire
    with store.read() as tx:
        if tx.campaigns.by_slug(slug) is not None:
            return
        today = london_day(tx.now)
    open_campaign(
        store,
        questionnaire,
        slug,
        closes_at=start_of(today + timedelta(days=DAYS + 1)),
        actor="command line",
        reason="Opened to try it out.",
        grace_minutes=grace_minutes,
        synthetic=synthetic,
        trial=True,
    )
