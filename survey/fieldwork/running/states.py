"""The states of a survey. Each says once when it holds, its words, what is next and what can be done.

At any instant a campaign is in exactly one: they are told apart by its dates, and by whether it is a trial,
frozen or put away.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.running import actions
from survey.fieldwork.running.actions import Offer
from survey.fieldwork.window import Window
from survey.storage.records import CampaignRecord
from survey.storage.release_records import FreezeRecord


@dataclass(frozen=True, slots=True)
class Seen:
    """A campaign at an instant."""

    campaign: CampaignRecord
    window: Window
    now: datetime
    freeze: FreezeRecord | None = None

    @classmethod
    def at(cls, campaign: CampaignRecord, now: datetime, freeze: FreezeRecord | None = None) -> Seen:
        return cls(campaign, Window.of(campaign), now, freeze)

    @property
    def is_away(self) -> bool:
        return self.campaign.archived_at is not None

    @property
    def is_tried(self) -> bool:
        """A trial whose time is not over yet."""
        return not self.is_away and self.campaign.trial and self.now < self.window.final_at

    @property
    def is_live(self) -> bool:
        """Neither a trial that runs nor put away: the dates alone decide."""
        return not self.is_away and not self.is_tried


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next by itself, and when."""

    what: str
    at: datetime
    words: str


def opening(seen: Seen) -> Next:
    return Next("It opens", seen.window.opens_at, in_words(seen.window.opens_at, weekday=True))


def closing(seen: Seen) -> Next:
    return Next("It closes", seen.window.closes_at, end_in_words(seen.window.closes_at, weekday=True))


def finishing(seen: Seen) -> Next:
    final_at = seen.window.final_at
    return Next("Drafts can no longer be sent", final_at, end_in_words(final_at, weekday=True))


def freezing(seen: Seen) -> Next:
    frozen_at = seen.window.frozen_at
    return Next("Its data can be frozen", frozen_at, end_in_words(frozen_at, weekday=True))


def coming(seen: Seen) -> Next | None:
    """The first of all moments that is still to come."""
    all_of_them = (opening(seen), closing(seen), finishing(seen), freezing(seen))
    return next((one for one in all_of_them if one.at > seen.now), None)


def later(seen: Seen, action: actions.Action) -> Iterator[Offer]:
    """A later closing, while answers can be taken back."""
    if seen.window.may_withdraw(seen.now):
        yield Offer(action, after=max(seen.now, seen.window.closes_at))


def earlier(seen: Seen) -> Iterator[Offer]:
    """An earlier closing, while there is a moment left between the opening and the one that is planned."""
    begun = seen.now > seen.window.opens_at
    yield Offer(
        actions.CLOSE,
        after=max(seen.now, seen.window.opens_at),
        until=seen.window.closes_at,
        at_once=begun,
    )


def longer(seen: Seen) -> Iterator[Offer]:
    """More time to take answers back, while there is any."""
    if seen.window.may_withdraw(seen.now):
        yield Offer(actions.WITHDRAW_LONGER, after=seen.window.withdraw_until)


class State(ABC):
    """One state: a name for programs, a word for people, and all that follows from it."""

    name: ClassVar[str]
    word: ClassVar[str]

    @abstractmethod
    def holds(self, seen: Seen) -> bool:
        """Whether a campaign is in it at that instant."""

    @abstractmethod
    def sentence(self, seen: Seen) -> str:
        """What it means for people, with the moments of this campaign."""

    def next(self, seen: Seen) -> Next | None:
        return coming(seen)

    def offers(self, seen: Seen) -> Iterator[Offer]:
        """What would not be refused at this instant."""
        return iter(())


class Tried(State):
    name, word = "test", "Test mode"

    def holds(self, seen: Seen) -> bool:
        return seen.is_tried

    def sentence(self, seen: Seen) -> str:
        return (
            "It is being tried out. What is answered here stays in this trial, apart from every real survey,"
            " and no figure made from it is ever final."
        )

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield Offer(actions.OPEN)
        yield from later(seen, actions.EXTEND if seen.now < seen.window.closes_at else actions.REOPEN)
        if seen.now < seen.window.closes_at:
            yield from earlier(seen)
            yield Offer(actions.REVISE)


class ToClose(State):
    """What scheduled, open and closing soon have in common: the closing is still to come."""

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield from later(seen, actions.EXTEND)
        yield from earlier(seen)
        yield from longer(seen)
        yield Offer(actions.LIMIT)
        yield Offer(actions.REVISE)
        yield Offer(actions.ADD_CHANNEL)


class Scheduled(ToClose):
    name, word = "scheduled", "Scheduled"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.now < seen.window.opens_at

    def sentence(self, seen: Seen) -> str:
        return "It is not open yet. Its page says when it opens, and links can be passed on already."


class Open(ToClose):
    name, word = "open", "Open"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.window.may_start(seen.now) and seen.now < seen.window.notice_from

    def sentence(self, seen: Seen) -> str:
        return "People can begin, come back to what they saved, and send."


class ClosingSoon(ToClose):
    name, word = "closing-soon", "Closing soon"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.window.may_start(seen.now) and seen.now >= seen.window.notice_from

    def sentence(self, seen: Seen) -> str:
        return "People can still begin. Every page says when it closes."


class Over(State):
    """What grace and closed have in common: the closing is over, and answers can be taken back."""

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield from later(seen, actions.REOPEN)
        yield from longer(seen)


class Grace(Over):
    name, word = "grace", "Closed to new people"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.window.closes_at <= seen.now < seen.window.final_at

    def sentence(self, seen: Seen) -> str:
        until = end_in_words(seen.window.final_at)
        return (
            f"Nobody new can begin. Whoever had begun before the closing can finish and send until {until}."
        )


class Closed(Over):
    name, word = "closed", "Closed"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.window.final_at <= seen.now < seen.window.frozen_at

    def sentence(self, seen: Seen) -> str:
        until = end_in_words(seen.window.withdraw_until)
        return f"Nothing more can be sent. Answers can be taken back until {until}; figures are provisional."


class Settled(State):
    name, word = "settled", "To be frozen"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.freeze is None and seen.now >= seen.window.frozen_at

    def sentence(self, seen: Seen) -> str:
        ended = end_in_words(seen.window.withdraw_until)
        return (
            f"The time to take answers back ended on {ended}. Nobody has frozen them yet: until somebody"
            " does, every report is provisional."
        )

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield Offer(actions.ARCHIVE)


class Frozen(State):
    name, word = "frozen", "Frozen"

    def holds(self, seen: Seen) -> bool:
        return seen.is_live and seen.freeze is not None and seen.now >= seen.window.frozen_at

    def sentence(self, seen: Seen) -> str:
        found = seen.freeze
        assert found is not None
        return (
            f"Its answers were frozen on {in_words(found.at)} by {found.actor}: {found.people.lower()},"
            f" fingerprint {found.fingerprint}."
        )

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield Offer(actions.ARCHIVE)


class Archived(State):
    name, word = "archived", "Archived"

    def holds(self, seen: Seen) -> bool:
        return seen.is_away

    def sentence(self, seen: Seen) -> str:
        since = seen.campaign.archived_at
        assert since is not None
        return f"It was put away on {in_words(since)}. Its data stay as they are."

    def next(self, seen: Seen) -> Next | None:
        return None

    def offers(self, seen: Seen) -> Iterator[Offer]:
        yield Offer(actions.UNARCHIVE)


STATES: tuple[State, ...] = (
    Tried(),
    Scheduled(),
    Open(),
    ClosingSoon(),
    Grace(),
    Closed(),
    Settled(),
    Frozen(),
    Archived(),
)


def state_of(seen: Seen) -> State:
    """The one state that holds."""
    return next(state for state in STATES if state.holds(seen))
