"""Who sits at the browser: one person's session, draft and pages, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from survey.engine.answers import Answers
from survey.engine.entries import Entry, entries, is_list
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.pages import Page
from survey.engine.piping import unpiped
from survey.engine.progress import Progress, Told
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import read_answers, reread
from survey.engine.texts import retold
from survey.errors import NotFound
from survey.fieldwork.window import Window
from survey.languages.choosing import offered
from survey.storage.records import CampaignRecord, DraftRecord, PageRecord, SessionRecord

TOUCHED = timedelta(minutes=1)
"""A look at a shared computer begins its time anew only once so much of it is over."""


class Found(NamedTuple):
    """A survey with its dates and its questions, as of one moment."""

    campaign: CampaignRecord
    window: Window
    questionnaire: Questionnaire
    now: datetime


@dataclass(frozen=True)
class Seat:
    """Everything that one request of a respondent needs to know, as of one moment."""

    campaign: CampaignRecord
    window: Window
    questionnaire: Questionnaire
    session: SessionRecord
    now: datetime
    draft: DraftRecord
    pages: Mapping[str, PageRecord]

    @property
    def found(self) -> Found:
        """The survey that somebody sits in."""
        return Found(self.campaign, self.window, self.questionnaire, self.now)

    def turns_to(self, language: str) -> bool:
        """Whether it is another language that is asked for, and one that the survey has."""
        return language != self.draft.language and language in offered(self.questionnaire)

    def is_behind(self, language: str) -> bool:
        """Whether a look is to be kept: it asks for another language, or somebody is still there."""
        idle = self.now - self.session.last_active
        return self.turns_to(language) or (self.session.shared and idle > TOUCHED)

    @cached_property
    def answers(self) -> Answers:
        return read_answers(self.questionnaire, self.pages)

    @cached_property
    def journey(self) -> Journey:
        return Journey(self.questionnaire, self.answers, self.draft.seed)

    def progress(self, page_id: str) -> Progress:
        """Where a page is on the way, and the time left as it is to be said there."""
        return Progress.at(self.journey, page_id, self.seconds, self.told)

    @property
    def told(self) -> Told | None:
        """What the page that was last continued from said of the time; nothing before the first."""
        left, work = self.draft.told_left, self.draft.told_work
        return None if left is None or work is None else Told(left, work)

    @property
    def where_to_go(self) -> Page | None:
        """The first page that still needs something; none when the answers can be checked and sent."""
        return self.journey.first_unfinished

    @property
    def reached(self) -> Page:
        """The page that somebody has come to: where to go, or the last one once all is there."""
        return self.where_to_go or self.journey.pages[-1]

    def page(self, page_id: str) -> Page:
        """A page of this person's route that can be opened now; NotFound for any other."""
        page = self.journey.page(page_id)
        if page is None or not self.journey.may_visit(page_id):
            raise NotFound("This page is not on your way through the survey.")
        return page

    def page_to_keep(self, page_id: str) -> Page:
        """The page that something was typed on, also when an answer changed elsewhere took it off the way.

        NotFound only for a page that the questionnaire does not have.
        """
        asked = self.journey.page(page_id)
        if asked is None and page_id not in self.questionnaire.pages:
            raise NotFound("There is no such page in this survey.")
        return asked or retold(self.questionnaire.pages[page_id], unpiped)

    def entry(self, page_id: str, number: int) -> Entry:
        """An entry of the group that a page lists; NotFound when there is none with this number."""
        page = self.page(page_id)
        found = entries(self.journey, page.repeats) if is_list(page) else ()
        for entry in found:
            if entry.number == number:
                return entry
        raise NotFound("There is no such entry on this page.")

    @property
    def seconds(self) -> dict[str, int]:
        """Active seconds by page."""
        return {name: record.seconds for name, record in self.pages.items()}

    def version_of(self, page_id: str) -> int:
        """The version of a page that a form is made from; 0 before it was first saved."""
        record = self.pages.get(page_id)
        return record.version if record else 0

    def version_of_group(self, page_id: str) -> int:
        """Grows with each change of any entry of the repeated group that a page belongs to."""
        pages = self.questionnaire.pages
        group = pages[page_id].repeats if page_id in pages else ""
        return sum(self.version_of(page.id) for page in pages.values() if page.repeats == group)

    def after(self, record: PageRecord) -> Seat:
        """The same seat once a page on the way was saved; the others are neither read nor walked again."""
        seat = replace(self, pages={**self.pages, record.page: record})
        answers = reread(self.questionnaire, self.answers, record.page, record)
        seat.__dict__["answers"] = answers
        seat.__dict__["journey"] = self.journey.once_saved(record.page, answers)
        return seat

    def form_of(self, page: Page) -> Form:
        """What the form of a page holds: what was typed, or what an earlier answer suggests."""
        record = self.pages.get(page.id)
        if record is not None:
            return record.form
        return {
            name: values
            for question in page.questions
            for name, values in question.prefilled(self.journey.facts).items()
        }
