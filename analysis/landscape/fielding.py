"""The way through the form, page by page (T14f), and the answers of each day (T14d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from analysis.conduct import BEGAN, Conduct, Step
from analysis.disclosure.rounding import share
from analysis.disclosure.rules import PROMISED
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.landscape.wording import spanned
from analysis.tables import Cell, Group, Label, Table

REACHED = Label("reached", "Reached")
SENT = Label("sent", "Sent")
SENT_ON = "sent_on"
"""The variable that splits those who sent by their day."""
MOST_DAYS = 200
"""A fielding that goes on for longer has its days from the first answer to the last."""
DELETED = (
    "Who stopped and deleted everything left nothing behind and is not counted, nor is who took answers back."
)
UNSENT = (
    "Of those who did not send, nothing is known here but the last page that they continued from, as bare "
    "numbers."
)
STILL_OPEN = (
    "The survey could still be finished when this was read: who was on the way counts as stopped there."
)


class Funnel(TableKind):
    """T14f: how many of those who began came how far; behind F6."""

    table: Literal["funnel"] = "funnel"
    id: Number = "T14f"
    title: str = "The way through the form"

    def made(self, land: Landscape) -> Iterator[Table]:
        conduct = land.frame.conduct
        if conduct is None or began(land, conduct) < PROMISED:
            return
        notes = (
            "A page counts as reached when somebody continued from it or from a later one. Pages for some "
            "people share a row; who was not shown them counts once past them.",
            DELETED,
            UNSENT,
            *(() if conduct.is_over else (STILL_OPEN,)),
        )
        yield Table(
            id=self.id,
            title=self.title,
            subtitle=f"Of people who passed “{conduct.steps[0].title}”, % who reached each later page."
            if conduct.steps[0].pages
            else "Of people who began, % who reached each page.",
            base="People who began on the pages and did not delete or take back their answers",
            dimensions=(),
            rows=(*(Label(step.id, step.title) for step in conduct.steps), SENT),
            cols=(REACHED,),
            cells=tuple(funnel_cells(land, conduct)),
            notes=notes,
        )

    def counted(self, land: Landscape) -> Counted:
        conduct = land.frame.conduct
        names = {universe_of(step) for step in conduct.steps} if conduct else set()
        return Counted(apart=frozenset(names | {SENT.id}))


class Days(TableKind):
    """T14d: answers sent each day, in London; behind F7."""

    table: Literal["days"] = "days"
    id: Number = "T14d"
    title: str = "Answers by day"

    def made(self, land: Landscape) -> Iterator[Table]:
        days = all_days(land)
        if not days:
            return
        sent = sent_by_day(land)
        yield Table(
            id=self.id,
            title=self.title,
            subtitle=f"Answers sent on the pages each day, {spanned(in_words(days[0]), in_words(days[-1]))}.",
            base="Everyone who sent answers on the pages",
            dimensions=(),
            rows=tuple(Label(day.isoformat(), in_words(day)) for day in days),
            cols=(SENT,),
            cells=tuple(
                Cell(day.isoformat(), SENT.id, "count", sent[day], group=on_day(day)) for day in days
            ),
            notes=("Days in London time. A day on which fewer than 10 people answered is not told.",),
        )

    def counted(self, land: Landscape) -> Counted:
        days = tuple(day.isoformat() for day in all_days(land))
        return Counted(apart=frozenset({SENT.id}), leaves={SENT_ON: days} if days else {})


def funnel_cells(land: Landscape, conduct: Conduct) -> Iterator[Cell]:
    everyone = began(land, conduct)
    for at, step in enumerate(conduct.steps):
        count = online(land) + sum(conduct.left[at:])
        yield from told(step.id, REACHED.id, count, universe_of(step), everyone)
    yield from told(SENT.id, REACHED.id, online(land), SENT.id, everyone)


def told(row: str, col: str, count: int, universe: str, everyone: int, of: str = BEGAN) -> Iterator[Cell]:
    """A number of people and, unless it is too small to be told, its share of the universe `of`.

    The share is made of the published numbers, so it says no more than they do.
    """
    yield Cell(row, col, "count", count, group=Group((), universe))
    if count == 0 or count >= PROMISED:
        part = share(count, everyone)
        yield Cell(row, col, "percent", part, n=everyone, group=Group((), of), kind="answer")


def universe_of(step: Step) -> str:
    return BEGAN if step.id == BEGAN else f"reached {step.id}"


def online(land: Landscape) -> int:
    return int(land.sent_online.sum())


def began(land: Landscape, conduct: Conduct) -> int:
    return online(land) + sum(conduct.left)


def sent_by_day(land: Landscape) -> Counter[date]:
    return Counter(day for day in land.frame.people["day"][land.sent_online] if isinstance(day, date))


def all_days(land: Landscape) -> list[date]:
    """Every day of the fielding; none where nobody has sent."""
    sent = sent_by_day(land)
    if not sent:
        return []
    first, last = min(sent), max(sent)
    given = land.frame.conduct.days if land.frame.conduct else None
    if given is not None and (given[1] - given[0]).days < MOST_DAYS:
        first, last = min(first, given[0]), max(last, given[1])
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def on_day(day: date) -> Group:
    return Group(((SENT_ON, frozenset({day.isoformat()})),), SENT.id)


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
