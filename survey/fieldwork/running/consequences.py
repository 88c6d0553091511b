"""What a change would do, said before anybody makes it: what is and what would be, row by row.

Each is asked of the same rules as the change itself, so what would be refused is refused here with the same
words. People are counted in bands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from survey.fieldwork.campaign import asked_in, to_look_at
from survey.fieldwork.channels import OTHER
from survey.fieldwork.dates import Dates, closed_early, extended
from survey.fieldwork.live.reading import live_of
from survey.fieldwork.retention import KEPT
from survey.fieldwork.running.limiting import back_to_limit
from survey.fieldwork.running.sides import Consequences, Row, Side
from survey.fieldwork.running.undo import Way, way_back
from survey.fieldwork.running.wording import counted, people, short, span
from survey.fieldwork.window import State, Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

NO_ADDRESSES = "We hold no addresses for them, so they cannot be told."


@dataclass(frozen=True, slots=True)
class Move:
    """The dates of a campaign as they are and as they would be, with what the rows tell of it."""

    campaign: CampaignRecord
    dates: Dates
    now: datetime
    drafts: str
    """How many have begun and not sent, in words, as they were counted last."""
    channels: int
    days: int

    @classmethod
    def of(cls, tx: Transaction, campaign: CampaignRecord, dates: Dates) -> Move:
        known = [one for one in tx.channels.all(campaign.id) if one.name != OTHER]
        days = asked_in(tx, campaign).promise.withdraw_days
        live, _, _ = live_of(tx, campaign)
        drafts = live.unsent_in_words or people(0)
        return cls(campaign, dates, tx.now, drafts, len(known), days)

    @property
    def window(self) -> Window:
        return Window.of(self.campaign)

    @property
    def final_at(self) -> datetime:
        """The last moment to finish, as it would be."""
        return self.dates.closes_at + (self.window.final_at - self.window.closes_at)

    @property
    def has_opened(self) -> bool:
        return self.now >= self.campaign.opens_at

    @property
    def by_clock(self) -> str:
        """How much later or earlier the closing would be."""
        old, new = self.campaign.closes_at, self.dates.closes_at
        return f"{span(old, new)} more" if new > old else f"{span(new, old)} less"

    def passed_on(self) -> str:
        """By how many channels, where any is known."""
        return f" by {counted(self.channels, 'channel')}" if self.channels else ""

    def promised(self) -> str:
        """Who says the closing as it is."""
        passed_on = f" and {counted(self.channels, 'channel')}" if self.channels else ""
        say = "say" if self.channels else "says"
        return f"The start page{passed_on} {say} {short(self.campaign.closes_at)}"

    def begun(self, then: str) -> Row:
        """What happens to drafts that were not sent."""
        until = f"Until {short(self.final_at)}"
        if not self.has_opened:
            return Row(until, f"Nobody has begun: it opens on {short(self.campaign.opens_at)}.")
        return Row(until, f"{self.drafts} have begun and not sent, as counted last. {then} {NO_ADDRESSES}")

    def withdrawal(self) -> Row:
        """What happens to the last day on which answers can be taken back."""
        old, new = self.campaign.withdraw_until, self.dates.withdraw_until
        if new == old:
            left = span(self.dates.closes_at, new) if new > self.dates.closes_at else "no time"
            return Row(
                f"Still {short(new)}",
                "The last day to take answers back does not move. Whoever sends at the closing has"
                f" {left}; {counted(self.days, 'day')} were promised.",
            )
        way = "later" if new > old else "earlier"
        apart = span(min(old, new), max(old, new))
        return Row(
            f"Until {short(new)}",
            f"Answers can be taken back, {apart} {way} than now. Final figures come after that.",
        )


def of_extending(
    store: Store, slug: str, closes_at: datetime, withdraw_until: datetime | None = None
) -> Consequences:
    """What a later closing would do, or Refused; a survey that has closed would open again."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        days = asked_in(tx, campaign).promise.withdraw_days
        move = Move.of(tx, campaign, extended(campaign, tx.now, closes_at, days, withdraw_until))
    over = move.window.state(move.now) in (State.FINISHING, State.CLOSED)
    verb = "Open the survey again" if over else "Extend the survey"
    rows = reopening(move) if over else extending(move)
    return Consequences(
        question=f"{verb}?",
        before=Side.of(campaign.closes_at),
        after=Side.of(closes_at, move.by_clock),
        rows=tuple(rows),
        button=f"{'Open again until' if over else 'Extend to'} {short(closes_at)}",
    )


def of_closing(store: Store, slug: str, at: datetime | None = None) -> Consequences:
    """What closing now or at an earlier moment would do, or Refused."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        move = Move.of(tx, campaign, closed_early(campaign, tx.now, at))
    closes_at = move.dates.closes_at
    when = "now" if closes_at <= move.now else f"{span(move.now, closes_at)} from now"
    return Consequences(
        question="Close the survey early?",
        before=Side.of(campaign.closes_at),
        after=Side.of(closes_at, when),
        rows=tuple(closing(move)),
        button="Close it now" if at is None else f"Close it at {short(closes_at)}",
    )


def of_undoing(store: Store, slug: str) -> Consequences:
    """What taking the last change back would do, or Refused."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        way = way_back(tx, campaign)
        return WAYS_BACK.get(way.entry.action, back_to_dates)(tx, campaign, way)


def back_to_dates(tx: Transaction, campaign: CampaignRecord, way: Way) -> Consequences:
    """What going back to earlier dates would do."""
    move = Move.of(tx, campaign, way.dates)
    return Consequences(
        question="Take the last change back?",
        before=Side.of(campaign.closes_at),
        after=Side.of(way.dates.closes_at, move.by_clock),
        rows=tuple(undoing(move)),
        button=f"Go back to {short(way.dates.closes_at)}",
    )


WAYS_BACK: dict[str, Callable[[Transaction, CampaignRecord, Way], Consequences]] = {"limit": back_to_limit}
"""For changes of other things than dates, by what the log calls them."""


def extending(move: Move) -> Iterator[Row]:
    until = short(move.dates.closes_at)
    yield Row(
        "At once", f"The start page, saved drafts and every open page say {until}. Links stay as they are."
    )
    yield move.begun("They have that much longer to finish.")
    yield move.withdrawal()
    yield promises(move, "Tell the people who pass the link on.")
    yield Row(
        "Can be undone",
        f"Yes, as long as nobody has begun after {short(move.campaign.closes_at)}. Whoever has sent by then"
        " keeps the longer time to take answers back. The record of changes shows both.",
    )


def reopening(move: Move) -> Iterator[Row]:
    yield Row(
        "At once", f"New people can begin, until {short(move.dates.closes_at)}. Links stay as they are."
    )
    yield move.begun("With their code they can go on where they were.")
    deleted = move.window.final_at + KEPT
    if move.now >= deleted:
        yield Row(f"Since {short(deleted)}", "What was saved and not sent by then is deleted, and stays so.")
    yield move.withdrawal()
    told = f"Tell the people who pass the link on{move.passed_on()}: until now it says that it has closed."
    yield Row("Yours to do", told)
    yield Row(
        "Can be undone",
        "Yes, as long as nobody has begun or gone on since the closing that it had. After that it can be"
        " closed early instead. The record of changes shows both.",
    )


def closing(move: Move) -> Iterator[Row]:
    closes_at, old = move.dates.closes_at, move.campaign.closes_at
    at = "At once" if closes_at <= move.now else f"From {short(closes_at)}"
    yield Row(at, "Nobody new can begin. The link says when it closed, and whom to ask.")
    yield move.begun(
        "They can still finish and send." if move.final_at > closes_at else "They cannot finish after that."
    )
    deleted = short(move.final_at + KEPT)
    yield Row(
        f"Until {deleted}", "What was saved and not sent is kept, in case it opens again; then it is deleted."
    )
    yield Row(
        f"Until {short(move.dates.withdraw_until)}",
        "People can still take their answers back with their code. Closing never takes that away.",
    )
    lost = f"People who planned to answer in the last {span(closes_at, old)} will find it closed."
    yield promises(move, lost if closes_at < old else "Nothing changes for them.")
    yield Row(
        "Can be undone",
        f"Yes, until {short(old)} by taking it back, and until {short(move.dates.withdraw_until)} by opening"
        " it again with a later moment. The record of changes shows both.",
    )


def undoing(move: Move) -> Iterator[Row]:
    is_later = move.dates.closes_at > move.campaign.closes_at
    yield Row("At once", f"The start page and every open page say {short(move.dates.closes_at)} again.")
    yield move.begun(
        "They have longer to finish." if is_later else "They can finish until then and no longer."
    )
    yield move.withdrawal()
    yield promises(move, "Tell the people who pass the link on.")
    yield Row("Can be undone", "No, but it can be extended or closed early again.")


def promises(move: Move, then: str) -> Row:
    return Row("Promises made", f"{move.promised()}. {then}")
