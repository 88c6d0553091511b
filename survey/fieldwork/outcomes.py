"""What comes of the use cases of a respondent: a page turned, answers sent, a survey to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from survey.engine.forms import Problem
from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import filled
from survey.fieldwork.seat import Found, Seat
from survey.fieldwork.window import Window
from survey.languages.tongue import tongue
from survey.storage.records import CampaignRecord, SessionRecord


@dataclass(frozen=True)
class Turned:
    """What became of Continue: where to go, or what to put right on the page."""

    seat: Seat
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What became of saving: the page's new version."""

    seat: Seat
    version: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A response that is safely stored, and the receipt that can take it back."""

    receipt: str
    response_id: str
    session: SessionRecord
    campaign: CampaignRecord
    window: Window
    now: datetime
    words_sealed: bool = False
    """Whether what was written went to a key that is not on this server."""

    def found(self, questionnaire: Questionnaire) -> Found:
        """The survey that it was sent in, with its questions in a language."""
        return Found(self.campaign, self.window, questionnaire, self.now)


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """One line of the list of surveys."""

    title: str
    lead: str
    url: str
    closes: str

    @classmethod
    def of(cls, campaign: CampaignRecord, window: Window, questionnaire: Questionnaire) -> OpenSurvey:
        lead = filled(questionnaire.start.lead, dates(window, questionnaire))
        return cls(questionnaire.title, lead, f"/s/{campaign.slug}", window.closes_in_words)


def dates(window: Window, questionnaire: Questionnaire) -> dict[str, Any]:
    """The words that a questionnaire's own texts may ask for in braces, said in its language."""
    return {**moments(window, questionnaire.language), **questionnaire.promise.in_words}


@lru_cache(maxsize=64)
def moments(window: Window, language: str) -> Mapping[str, object]:
    """Its moments in a language; each page names them, and writing a date takes its time."""
    spoken = tongue(language)
    return {
        "closes": spoken.says(window.closes_in_words),
        "withdraw_until": spoken.says(window.withdraw_in_words),
    }
