"""From storage to a SurveyFrame: the one reader of answers for the analysis.

Responses that were sent count; drafts that their writers agreed to count from the moment nobody can finish
them any more, by the clock of the same transaction. Withdrawn answers are not stored, so they are not here.
Contact details are never read. Answers are coded on reading, each by the version that was answered, and
put under the newest by its code map. What people wrote is given once a reader has read it, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from analysis.conduct import Conduct
from analysis.fingerprint import data_digest
from analysis.frame import Person, Status, SurveyFrame
from analysis.pooling import Mapped, Pool
from analysis.routing import asked_when
from analysis.unread import as_read, written_in
from survey.engine import coding
from survey.engine.codebook import Cell
from survey.engine.geography import geography_of
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers, sent_answers
from survey.errors import NotFound
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, DraftRecord, ResponseRecord
from survey.storage.transaction import Transaction

LONDON = ZoneInfo("Europe/London")
Progress = Callable[[int], None]
Cells = Mapping[str, Cell]
Coded = tuple[Person, Cells]


@dataclass(frozen=True)
class Extract:
    """Answers as they stood at one moment, with what a report must say about them."""

    frame: SurveyFrame
    slug: str
    questionnaire: str
    version: str
    versions: tuple[str, ...]
    """The versions that were answered, the oldest first; they are pooled under the newest."""
    title: str
    opens_at: datetime
    closes_at: datetime
    withdraw_until: datetime
    at: datetime
    """When they were read."""
    synthetic: bool
    """Whether any of them, or the whole campaign, was made up."""
    trial: bool
    asked_when: Mapping[str, str] = field(default_factory=dict)
    """The condition of each variable that some are not asked, in the questionnaire's words."""
    frozen: bool = False
    """Whether somebody of the team has declared these answers final."""
    mapped: tuple[Mapped, ...] = ()
    """What the code map made of what older versions asked; exact, to be said with `pooling.in_words`."""

    @property
    def last_day(self) -> date:
        """The last day that answers in it can be from: the same whenever it is read after the closing."""
        return days_between(self.opens_at, self.closes_at, self.at)[1]

    @cached_property
    def digest(self) -> str:
        """Letters for all that was read, when it was read left out: the same answers have the same."""
        frame, dates = self.frame, (self.opens_at, self.closes_at, self.withdraw_until)
        moments = [moment.astimezone(UTC).isoformat() for moment in dates]
        names = (self.slug, self.questionnaire, self.version, self.versions, self.title)
        state = (self.last_day, self.release, self.synthetic, self.trial, self.mapped)
        return data_digest(frame, (*names, *moments, *state, frame.codebook, frame.conduct, frame.geography))

    @property
    def is_frozen(self) -> bool:
        """Whether the team has frozen them, which it can once the time to withdraw is over."""
        return self.frozen and self.at >= self.withdraw_until

    @property
    def release(self) -> Literal["provisional", "final"]:
        """Provisional until answers are frozen; always, where made up or a trial."""
        settled = self.is_frozen and not self.synthetic and not self.trial
        return "final" if settled else "provisional"


@contextmanager
def opened_store() -> Iterator[Store]:
    """The store of this environment, brought up to date."""
    with Store.open(Settings.read()) as store:
        store.migrate()
        yield store


def questionnaires() -> Path:
    """The folder of questionnaires of this environment, with what lies beside each."""
    return Settings.read().questionnaires


def register_of_releases(store: Store, slug: str) -> Path:
    """The folder in which the releases of a survey are registered: beside the database and not in it, so
    that a database that is restored from an older copy does not forget what readers have."""
    return store.settings.make_data_dir().absolute() / "releases" / slug


def campaign_of(tx: Transaction, slug: str) -> CampaignRecord:
    """The campaign with this slug, or a sentence that names those there are."""
    campaign = tx.campaigns.by_slug(slug)
    if campaign is None:
        known = ", ".join(other.slug for other in tx.campaigns.all())
        there = f"{known}." if known else "none yet. Open one with `survey open`."
        raise NotFound(f"There is no survey {slug}. There is: {there}")
    return campaign


def load(store: Store, slug: str, progress: Progress = lambda done: None) -> Extract:
    """Everything that counts of a campaign, in one unchanging view; tells `progress` how many are read."""
    with store.read(patient=True) as tx:
        campaign = campaign_of(tx, slug)
        version, at = tx.versions.get(campaign.version_id), tx.now
        newest = Questionnaire.model_validate_json(version.document)
        pool = Pool(newest)
        rows: list[Coded] = []
        for row in coded(tx, campaign, pool):
            rows.append(row)
            progress(len(rows))
        conduct, frozen = conduct_of(tx, campaign, newest), tx.freezes.of(campaign.id) is not None
        asked = [tx.versions.get(id).version for id in tx.campaigns.versions_answered(campaign.id)]
    codebook = newest.codebook
    library = store.settings.questionnaires / "reference"
    frame = SurveyFrame.from_rows(codebook, rows, geography_of(codebook, library), conduct)
    return Extract(
        frame=frame.settled(),
        slug=slug,
        questionnaire=version.questionnaire,
        version=version.version,
        versions=tuple(dict.fromkeys(asked)),
        asked_when=asked_when(newest),
        mapped=pool.mapped(),
        frozen=frozen,
        title=codebook.title,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        withdraw_until=campaign.withdraw_until,
        at=at,
        synthetic=campaign.synthetic or any(person.synthetic for person, _ in rows),
        trial=campaign.trial,
    )


def coded(tx: Transaction, campaign: CampaignRecord, pool: Pool) -> Iterator[Coded]:
    """Sent responses, then agreed drafts once the time to finish is over, all as the newest version has them.

    Made-up answers count where the campaign is for that, and nowhere else.
    """
    made_up = campaign.synthetic or campaign.trial

    @cache
    def version(id: int) -> Questionnaire:
        return Questionnaire.model_validate_json(tx.versions.get(id).document)

    @cache
    def written(id: int) -> tuple[str, ...]:
        return written_in(version(id).codebook)

    def told(of: ResponseRecord | DraftRecord, cells: Cells, read: Container[str] = ()) -> Cells:
        return cells if of.synthetic else as_read(cells, written(of.version_id), read)

    decided = tx.readings.of_responses(campaign.id)
    for response, texts in tx.responses.each(campaign.id):
        if made_up or not response.synthetic:
            own = version(response.version_id)
            fields = {**response.closed, **texts}
            answers = sent_answers(own, fields, response.pages, response.skipped)
            read = {field for field in texts if decided.get((response.id, field))}
            cells = told(response, coding.code(own, answers, response.seed), read)
            seconds = {page: response.seconds.get(page, 0) for page in response.pages}
            person = person_of(response, "submitted", own.version, response.mode or "unknown", seconds)
            yield person, pool.take(response.version_id, own, cells)
    if not is_over(tx, campaign):
        return
    for draft in tx.drafts.agreed(campaign.id):
        if made_up or not draft.synthetic:
            pages = tx.drafts.pages(draft.id)
            saved = {name: SavedPage({**page.closed, **page.text}, page.done) for name, page in pages.items()}
            seconds = {name: page.seconds for name, page in pages.items() if page.done}
            own = version(draft.version_id)
            cells = told(draft, coding.code(own, read_answers(own, saved), draft.seed))
            person = person_of(draft, "partial", own.version, "web", seconds)
            yield person, pool.take(draft.version_id, own, cells)


def person_of(
    record: ResponseRecord | DraftRecord,
    status: Status,
    version: str,
    mode: str,
    seconds: Mapping[str, int],
) -> Person:
    """What is kept of somebody beside the answers."""
    return Person(record.id, status, record.synthetic, record.day, version, record.language, mode, seconds)


def is_over(tx: Transaction, campaign: CampaignRecord) -> bool:
    """Whether nobody can finish a draft any more."""
    return tx.now >= campaign.closes_at + timedelta(minutes=campaign.grace_minutes)


def conduct_of(tx: Transaction, campaign: CampaignRecord, newest: Questionnaire) -> Conduct:
    """How the survey went as a whole: of drafts and of what was withdrawn nothing but numbers is read."""
    conduct = Conduct.of(newest)
    left = [0] * len(conduct.steps)
    for id in tx.drafts.versions(campaign.id):
        pages = tuple(Questionnaire.model_validate_json(tx.versions.get(id).document).pages)
        made_up = campaign.synthetic or campaign.trial
        far = tx.drafts.how_far(campaign.id, id, pages, made_up=made_up)
        left = [one + more for one, more in zip(left, conduct.furthest(pages, far), strict=True)]
    return replace(
        conduct,
        left=tuple(left),
        withdrawn=len(tx.responses.withdrawals(campaign.id)),
        days=days_of(campaign, tx.now),
        is_over=is_over(tx, campaign),
    )


def days_of(campaign: CampaignRecord, now: datetime) -> tuple[date, date]:
    """The days in London on which answers could be sent so far; midnight closes the day before."""
    return days_between(campaign.opens_at, campaign.closes_at, now)


def days_between(opens_at: datetime, closes_at: datetime, now: datetime) -> tuple[date, date]:
    first = opens_at.astimezone(LONDON).date()
    end = min(closes_at - timedelta(microseconds=1), now)
    return first, max(first, end.astimezone(LONDON).date())
