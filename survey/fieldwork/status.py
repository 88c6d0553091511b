"""How a campaign is doing, in numbers that name nobody: rounded to 5, and none under 10."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound
from survey.fieldwork.places import is_full
from survey.fieldwork.window import State, Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, ChannelRecord
from survey.storage.transaction import Transaction

LEAST = 10
STEP = 5
BANDS = ((10, 19), (20, 49))
TOP = 50
OTHER_LINK = "Other link"


@dataclass(frozen=True, slots=True)
class SafeCount:
    """A number of people, to the nearest 5; None when there are fewer than 10."""

    about: int | None

    @classmethod
    def of(cls, exact: int) -> SafeCount:
        return cls(None if exact < LEAST else STEP * round(exact / STEP))

    def __str__(self) -> str:
        return f"under {LEAST}" if self.about is None else f"about {self.about}"


def band(exact: int) -> str:
    """A number of people in a part of a survey, such as a channel, where even the nearest 5 says too much."""
    if exact < LEAST:
        return f"under {LEAST}"
    return next((f"{low} to {high}" for low, high in BANDS if exact <= high), f"{TOP} and over")


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """How many came by links that carry one name, in bands."""

    name: str
    title: str
    starts: str
    sent: str

    @classmethod
    def of(cls, channel: ChannelRecord) -> ChannelStatus:
        return cls(channel.name, channel.title or OTHER_LINK, band(channel.starts), band(channel.sent))


@dataclass(frozen=True, slots=True)
class Status:
    """A campaign at one moment. `synthetic` counts nobody, so it is exact."""

    slug: str
    title: str
    questionnaire: str
    version: str
    trial: bool
    state: State
    window: Window
    submitted: SafeCount
    drafts: SafeCount
    withdrawn: SafeCount
    synthetic: int
    most: int | None
    full: bool
    channels: tuple[ChannelStatus, ...]

    def as_json(self) -> dict[str, Any]:
        """For `survey status --json`: moments in UTC, a count under 10 as null, channels in bands."""
        return {
            "slug": self.slug,
            "title": self.title,
            "questionnaire": self.questionnaire,
            "version": self.version,
            "trial": self.trial,
            "state": self.state.value,
            "open": self.state is State.OPEN,
            "opens_at": self.window.opens_at.isoformat(),
            "closes_at": self.window.closes_at.isoformat(),
            "final_at": self.window.final_at.isoformat(),
            "withdraw_until": self.window.withdraw_until.isoformat(),
            "submitted": self.submitted.about,
            "drafts": self.drafts.about,
            "withdrawn": self.withdrawn.about,
            "synthetic": self.synthetic,
            "most": self.most,
            "full": self.full,
            "channels": [asdict(channel) for channel in self.channels],
        }

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """For people: a name and what it is, line by line."""
        return (
            ("Survey", f"{self.title}, version {self.version}{' (trial)' if self.trial else ''}"),
            ("State", self.state.value.replace("_", " ")),
            ("Opens", self.window.opens_in_words),
            ("Closes", self.window.closes_in_words),
            ("Drafts may be finished until", self.window.finish_in_words),
            ("Answers may be withdrawn until", self.window.withdraw_in_words),
            ("Responses at most", self.limit_in_words),
            ("Sent", str(self.submitted)),
            ("Begun and not sent", str(self.drafts)),
            ("Withdrawn", str(self.withdrawn)),
            ("Synthetic, for trying out", str(self.synthetic)),
            *((f"By {one.title}", f"begun {one.starts}, sent {one.sent}") for one in self.channels),
        )

    @property
    def limit_in_words(self) -> str:
        if self.most is None:
            return "no limit"
        return f"{self.most}; it is full, so nobody new begins" if self.full else str(self.most)


def status(store: Store, slug: str) -> Status:
    """The dates and the safe counts of a campaign, all from one moment."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        if campaign is None:
            raise no_survey(tx, slug)
        version = tx.versions.get(campaign.version_id)
        window = Window.of(campaign)
        return Status(
            slug=slug,
            title=Questionnaire.model_validate_json(version.document).title,
            questionnaire=version.questionnaire,
            version=version.version,
            trial=campaign.trial,
            state=window.state(tx.now),
            window=window,
            submitted=SafeCount.of(tx.responses.count(campaign.id, synthetic=False)),
            drafts=SafeCount.of(tx.drafts.count(campaign.id)),
            withdrawn=SafeCount.of(len(tx.responses.withdrawals(campaign.id))),
            synthetic=tx.responses.count(campaign.id, synthetic=True),
            most=campaign.most,
            full=is_full(tx, campaign),
            channels=tuple(map(ChannelStatus.of, tx.channels.all(campaign.id))),
        )


def campaign_of(tx: Transaction, slug: str) -> CampaignRecord:
    """The campaign with this slug, or a sentence that names those there are."""
    campaign = tx.campaigns.by_slug(slug)
    if campaign is None:
        raise no_survey(tx, slug)
    return campaign


def no_survey(tx: Transaction, slug: str) -> NotFound:
    """What to say when a slug is none of those that there are."""
    known = ", ".join(other.slug for other in tx.campaigns.all())
    return NotFound(f"There is no survey {slug}. There is: {known or 'none yet'}.")


def all_campaigns(store: Store) -> tuple[CampaignRecord, ...]:
    """Every campaign there is, in the order in which they were made."""
    with store.read() as tx:
        return tx.campaigns.all()
