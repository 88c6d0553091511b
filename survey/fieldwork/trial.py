"""Trying out: a campaign on a trial window, so that a new machine has something to look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.london import london_day, start_of
from survey.storage.database import Store

DAYS = 30


def month_from(now: datetime) -> datetime:
    """The end of the day 30 days on, London time: a closing where none was given."""
    return start_of(london_day(now) + timedelta(days=DAYS + 1))


def open_trial(
    store: Store,
    questionnaire: Questionnaire,
    *,
    grace_minutes: int,
    synthetic: bool = False,
    slug: str = "",
    actor: str = "command line",
) -> None:
    """Open a questionnaire for a month from today, unless it has a campaign already."""
    slug = slug or questionnaire.questionnaire
    with store.read() as tx:
        if tx.campaigns.by_slug(slug) is not None:
            return
        closes_at = month_from(tx.now)
    open_campaign(
        store,
        questionnaire,
        slug,
        closes_at=closes_at,
        actor=actor,
        reason="Opened to try it out.",
        grace_minutes=grace_minutes,
        synthetic=synthetic,
        trial=True,
    )
