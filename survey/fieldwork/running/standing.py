"""Where a survey stands: its state in words, what happens next by itself, and what a person may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.campaign import asked_in
from survey.fieldwork.final import offering as finals
from survey.fieldwork.keeping import refuse_unread, refuse_unspoken
from survey.fieldwork.london import london_day
from survey.fieldwork.places import is_full
from survey.fieldwork.running import actions
from survey.fieldwork.running.actions import Offer
from survey.fieldwork.running.states import Next, Seen, state_of
from survey.fieldwork.running.undo import way_back
from survey.fieldwork.status import campaign_of
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

FULL = "It is full: nobody new can begin."
MADE_UP = "Every answer counted here was made up by the computer."
TRIED = "It was a trial: no figure made from it is ever final."


@dataclass(frozen=True, slots=True)
class Standing:
    """A survey at one moment; `slug` is empty for a questionnaire that was never opened."""

    slug: str
    questionnaire: str
    title: str
    version: str
    name: str
    word: str
    sentence: str
    next: Next | None
    offers: tuple[Offer, ...]
    notes: tuple[str, ...] = ()
    fingerprint: str = ""
    """Of the version that whoever begins is asked; empty where none is kept yet."""

    def offer(self, name: str) -> Offer | None:
        """The action of this name, where it can be carried out now."""
        return next((one for one in self.offers if one.action.name == name), None)

    def in_words(self) -> Iterator[tuple[str, str]]:
        """For people: a name and what it is, line by line."""
        yield "Stands", f"{self.word}. {' '.join((self.sentence, *self.notes))}"
        if self.next:
            yield "Next", f"{self.next.what} on {self.next.words}"
        yield "What can be done", ", ".join(one.action.label.lower() for one in self.offers) or "nothing"

    def as_json(self) -> dict[str, Any]:
        """For a script: the moment in UTC."""
        return {
            "name": self.name,
            "word": self.word,
            "sentence": self.sentence,
            "notes": list(self.notes),
            "next": {"what": self.next.what, "at": self.next.at.isoformat()} if self.next else None,
            "actions": [one.action.name for one in self.offers],
        }


def standing(store: Store, slug: str) -> Standing:
    """How a survey stands."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return of_campaign(tx, campaign, store.settings)


def standings(store: Store, shelf: Iterable[Questionnaire] = ()) -> tuple[Standing, ...]:
    """Every survey, those put away last, and before them what lies on the shelf and was never opened."""
    with store.read() as tx:
        campaigns = tx.campaigns.all()
        found = [of_campaign(tx, one, store.settings) for one in campaigns]
        used = {one.questionnaire for one in found}
        today = london_day(tx.now)
        drafts = [of_draft(one, today) for one in shelf if one.questionnaire not in used]
    away = {one.slug for one in campaigns if one.archived_at is not None}
    return (
        *(one for one in found if one.slug not in away),
        *drafts,
        *(one for one in found if one.slug in away),
    )


def of_campaign(tx: Transaction, campaign: CampaignRecord, settings: Settings) -> Standing:
    seen = Seen.at(campaign, tx.now, tx.freezes.of(campaign.id))
    state, version = state_of(seen), tx.versions.get(campaign.version_id)
    undo = (Offer(actions.UNDO),) if can_undo(tx, campaign) else ()
    return Standing(
        slug=campaign.slug,
        questionnaire=version.questionnaire,
        title=asked_in(tx, campaign).title,
        version=version.version,
        name=state.name,
        word=state.word,
        sentence=state.sentence(seen),
        next=state.next(seen),
        offers=(*state.offers(seen), *undo, *finals.offers(tx, campaign, settings)),
        notes=tuple(notes(tx, seen)),
        fingerprint=version.sha256,
    )


def notes(tx: Transaction, seen: Seen) -> Iterator[str]:
    """What is true of it beside its state."""
    if seen.window.may_start(seen.now) and is_full(tx, seen.campaign):
        yield FULL
    if seen.campaign.synthetic:
        yield MADE_UP
    if seen.campaign.trial and not seen.is_tried:
        yield TRIED
    yield from finals.notes(tx, seen.campaign)


def can_undo(tx: Transaction, campaign: CampaignRecord) -> bool:
    try:
        way_back(tx, campaign)
    except Refused:
        return False
    return True


def of_draft(asked: Questionnaire, today: date) -> Standing:
    """How a questionnaire stands that was never opened, not even to try it out."""
    hindrance = hindrance_to_opening(asked, today)
    return Standing(
        slug="",
        questionnaire=asked.questionnaire,
        title=asked.title,
        version=asked.version,
        name="draft",
        word="Draft",
        sentence="Nobody has been asked yet. It can be changed freely.",
        next=None,
        offers=() if hindrance else (Offer(actions.TRY_OUT), Offer(actions.OPEN)),
        notes=tuple(filter(None, [hindrance])),
    )


def hindrance_to_opening(asked: Questionnaire, today: date) -> str:
    """Why a questionnaire cannot be opened as it is; empty when it can."""
    try:
        refuse_unspoken(asked)
        refuse_unread(asked, today)
    except Refused as refused:
        return str(refused)
    return ""
