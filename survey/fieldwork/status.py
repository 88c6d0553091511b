"""How a campaign is doing, in numbers that name nobody: those of the live figures, and none under 10."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound
from survey.fieldwork.counts import SafeCount
from survey.fieldwork.live.reading import live_of
from survey.fieldwork.live.shown import Channel, Live
from survey.fieldwork.london import in_words
from survey.fieldwork.places import is_full
from survey.fieldwork.window import State, Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, ChannelRecord
from survey.storage.transaction import Transaction

OTHER_LINK = "Other link"


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """How many came by links that carry one name, in bands."""

    name: str
    title: str
    starts: str
    sent: str

    @classmethod
    def of(cls, channel: ChannelRecord, live: Live) -> ChannelStatus:
        """The bands of the live figures; one that was made known since is under 10."""
        found = live.channel(channel.name) or Channel(name=channel.name, title=channel.title)
        return cls(channel.name, channel.title or OTHER_LINK, found.started_band, found.sent_band)


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
    counted_at: datetime | None
    """When people were counted last: no number here is of the moment itself. See decision 44."""

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
            "counted_at": None if self.counted_at is None else self.counted_at.isoformat(),
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
            ("Counted", "not yet" if self.counted_at is None else in_words(self.counted_at)),
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
    """The dates of a campaign at this moment, and its live figures as they were counted last."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        version = tx.versions.get(campaign.version_id)
        window = Window.of(campaign)
        live, counted_at, _ = live_of(tx, campaign)
        return Status(
            slug=slug,
            title=Questionnaire.model_validate_json(version.document).title,
            questionnaire=version.questionnaire,
            version=version.version,
            trial=campaign.trial,
            state=window.state(tx.now),
            window=window,
            submitted=SafeCount(live.sent),
            drafts=SafeCount(live.unsent),
            withdrawn=SafeCount(live.withdrawn),
            synthetic=tx.responses.count(campaign.id, synthetic=True),
            most=campaign.most,
            full=is_full(tx, campaign),
            channels=tuple(ChannelStatus.of(one, live) for one in tx.channels.all(campaign.id)),
            counted_at=counted_at,
        )


def campaign_of(tx: Transaction, slug: str, *, to_change: bool = False) -> CampaignRecord:
    """The campaign with this slug, or a sentence that names those there are; with `to_change` nobody else
    decides by its dates until the transaction ends."""
    campaign = tx.campaigns.by_slug(slug, to_change=to_change)
    if campaign is None:
        raise no_survey(tx, slug)
    return campaign


def no_survey(tx: Transaction, slug: str) -> NotFound:
    """What to say when a slug is none of those that there are."""
    known = ", ".join(other.slug for other in tx.campaigns.all())
    there = f"{known}." if known else "none yet. Open one with `survey open`."
    return NotFound(f"There is no survey {slug}. There is: {there}")


def all_campaigns(store: Store) -> tuple[CampaignRecord, ...]:
    """Every campaign there is, in the order in which they were made."""
    with store.read() as tx:
        return tx.campaigns.all()
