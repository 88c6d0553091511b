"""A rehearsal: synthetic people sent through a real campaign, page by page, and marked as what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

from survey.engine.journey import Journey
from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.errors import NotFound, Refused
from survey.fieldwork.codes import Codes
from survey.fieldwork.consent import agrees
from survey.fieldwork.sending import store_response
from survey.fieldwork.shelf import find_questionnaire
from survey.fieldwork.simulation import SyntheticPerson, find_profile, simulate
from survey.fieldwork.trial import open_trial
from survey.fieldwork.typed import put_page
from survey.fieldwork.window import london_day
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, DraftRecord
from survey.storage.transaction import Transaction

AT_ONCE = 50


def rehearse(
    store: Store, settings: Settings, slug: str, *, number: int, seed: int, actor: str = "command line"
) -> Iterator[int]:
    """Store synthetic people, yielding how many have sent so far. Refused where real people answer.

    Who they are and what they answer depends on the seed alone; a campaign that is not there is
    opened for them.
    """
    campaign, questionnaire = stage(store, settings, slug, actor)
    profile = find_profile(settings.questionnaires, questionnaire.questionnaire)
    codes = Codes(settings.secret())
    luck = Random(f"{slug}|{seed}")  # nosec B311 # made-up people, the same for the same seed
    people = simulate(questionnaire, profile, seed, number)
    sent = 0
    while group := list(islice(people, AT_ONCE)):
        with store.write() as tx:
            for person in group:
                sent += enter(tx, campaign, questionnaire, person, codes, luck.randbytes)
        yield sent


def stage(store: Store, settings: Settings, slug: str, actor: str) -> tuple[CampaignRecord, Questionnaire]:
    """The campaign to rehearse in, marked synthetic, with its questionnaire."""
    with store.read() as tx:
        known = tx.campaigns.by_slug(slug) is not None
    if not known:
        questionnaire = load_file(find_questionnaire(settings.questionnaires, slug))
        open_trial(store, questionnaire, grace_minutes=settings.grace_minutes, synthetic=True)
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug, to_change=True)
        if campaign is None:
            raise NotFound(f"There is no survey called {slug}.")
        begun = 0 if campaign.trial else tx.drafts.count(campaign.id)
        if begun or tx.responses.count(campaign.id, synthetic=False):
            raise Refused(
                f"People are answering {slug}. Simulate in a survey of its own: open one with another --slug."
            )
        if not campaign.synthetic:
            tx.campaigns.mark_synthetic(campaign.id)
            tx.audit.add(
                actor=actor,
                action="mark synthetic",
                campaign_id=campaign.id,
                old={"synthetic": False},
                new={"synthetic": True},
                reason="Filled with made-up people.",
            )
        return campaign, Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)


def enter(
    tx: Transaction,
    campaign: CampaignRecord,
    questionnaire: Questionnaire,
    person: SyntheticPerson,
    codes: Codes,
    random_bytes: Callable[[int], bytes],
) -> bool:
    """Store one person: a response, or a draft where they left; whether they sent."""
    if person.outcome in ("stopped", "ended"):
        return False
    draft = DraftRecord(
        id=random_bytes(16).hex(),
        campaign_id=campaign.id,
        version_id=campaign.version_id,
        resume_hash=codes.hash("resume", random_bytes(32).hex()),
        submit_key=random_bytes(16).hex(),
        seed=person.seed,
        day=london_day(
            campaign.opens_at + person.moment * (min(campaign.closes_at, tx.now) - campaign.opens_at)
        ),
        synthetic=True,
        language=questionnaire.language,
    )
    if tx.drafts.get(draft.id) or tx.responses.by_submit_key(codes.hash("submit", draft.submit_key)):
        sent = tx.responses.count(campaign.id, synthetic=True)
        held = "1 response" if sent == 1 else f"{sent:,} responses"
        raise Refused(
            f"These made-up people are in {campaign.slug} already: it has {held} of made-up people, theirs "
            "among them. Others come with another --seed."
        )
    saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
    journey = Journey(questionnaire, read_answers(questionnaire, saved), person.seed)
    seconds = {visit.page: visit.seconds for visit in person.pages}
    if person.outcome == "submitted":
        store_response(tx, journey, draft, seconds, codes, random_bytes)
        return True
    tx.drafts.add(draft)
    for visit in person.pages:
        put_page(tx, questionnaire, draft.id, visit.page, saved[visit.page], None, visit.seconds)
    tx.drafts.set_keep_partial(draft.id, agrees(journey))
    return False
