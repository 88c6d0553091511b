"""What to see to before people are invited: each item says once how it is looked at and what to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median
from typing import ClassVar

from survey.engine.advice.opening import NO_PRIVACY
from survey.engine.local import SOURCE, day_in_words
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.counts import LEAST
from survey.fieldwork.running.sign_offs import CONTROLLER, SUPPORT, VERSION, is_same_person
from survey.fieldwork.running.wording import counted
from survey.storage.database import Store
from survey.storage.transaction import Transaction


class Mark(StrEnum):
    """How an item stands."""

    DONE = "done"
    MISSING = "missing"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Found:
    """What looking at an item found: a sentence, and what to do where it is missing."""

    mark: Mark
    sentence: str
    to_do: str = ""
    command: str = ""
    """How that is done in a terminal."""


@dataclass(frozen=True, slots=True)
class Case:
    """A questionnaire that somebody wants to open."""

    tx: Transaction
    asked: Questionnaire
    actor: str
    second_approval: bool


class Item(ABC):
    """One thing to see to; a survey can open without it, for a reason, only where `may_go_ahead`."""

    name: ClassVar[str]
    title: ClassVar[str]
    may_go_ahead: ClassVar[bool]

    @abstractmethod
    def look(self, case: Case) -> Found:
        """How it stands for this questionnaire and this person."""


class Privacy(Item):
    name, title, may_go_ahead = "privacy", "Privacy notice", False

    def look(self, case: Case) -> Found:
        if case.asked.privacy:
            return Found(Mark.DONE, "The privacy page says what is kept, why and for how long.")
        for one in case.asked.accepted:
            if one.advice == "no-privacy":
                return Found(Mark.NOT_NEEDED, f"The author does without a privacy page: {one.why}")
        return Found(Mark.MISSING, "The privacy page is empty.", NO_PRIVACY)


class Services(Item):
    name, title, may_go_ahead = "support", "Support services", True

    def look(self, case: Case) -> Found:
        how_many = len(case.asked.support.services)
        if not how_many:
            return Found(Mark.NOT_NEEDED, "The questionnaire names no support services.")
        for one in SUPPORT.standing(case.tx, case.asked):
            assert one.good_until is not None
            until = day_in_words(one.good_until, SOURCE)
            day = day_in_words(one.day, SOURCE)
            return Found(Mark.DONE, f"{one.actor} verified them on {day}. That counts until {until}.")
        last = SUPPORT.last(case.tx, case.asked)
        sentence = "Nobody has said that each service can be reached."
        if last is not None:
            day = day_in_words(last.day, SOURCE)
            sentence = f"They were last verified on {day}: too long ago, or they were changed since."
        return Found(
            Mark.MISSING,
            sentence,
            f"Ring or visit each of the {counted(how_many, 'service')}, then say so.",
            f"survey verify-support {case.asked.questionnaire} --reason ...",
        )


class Controller(Item):
    name, title, may_go_ahead = "controller", "Data controller", False

    def look(self, case: Case) -> Found:
        if not case.asked.privacy:
            return Found(Mark.NOT_NEEDED, "There is no privacy page to name one on.")
        for one in CONTROLLER.standing(case.tx, case.asked):
            return Found(Mark.DONE, f"The privacy page names {one.note}, as {one.actor} has confirmed.")
        return Found(
            Mark.MISSING,
            "Nobody has confirmed that the privacy page, as it is now, names the data controller.",
            "Write there who it is, then confirm it.",
            f"survey name-controller {case.asked.questionnaire} NAME --reason ...",
        )


class Timing(Item):
    name, title, may_go_ahead = "timing", "How long it takes", True

    def look(self, case: Case) -> Found:
        promised = case.asked.promise.minutes
        taken = pilot_seconds(case.tx, case.asked)
        if len(taken) < LEAST:
            return Found(
                Mark.MISSING,
                f"Fewer than {LEAST} people have tried it out, so nobody knows whether"
                f" {counted(promised, 'minute')} can be promised.",
                f"Let {LEAST} people or more answer it in test mode.",
            )
        minutes = ceil(median(taken) / 60)
        taking = counted(minutes, "minute")
        said = f"Half of those who tried it out took {taking} or less; it promises {promised}."
        if minutes <= promised:
            return Found(Mark.DONE, said)
        return Found(Mark.MISSING, said, "Promise more minutes, or ask less, in a new version of the file.")


class SecondPerson(Item):
    name, title, may_go_ahead = "approval", "Second person", False

    def look(self, case: Case) -> Found:
        others = (
            one for one in VERSION.standing(case.tx, case.asked) if not is_same_person(one.actor, case.actor)
        )
        if one := next(others, None):
            day = day_in_words(one.day, SOURCE)
            return Found(Mark.DONE, f"{one.actor} approved version {case.asked.version} on {day}.")
        if not case.second_approval:
            return Found(Mark.NOT_NEEDED, "This server asks for no second person's approval.")
        return Found(
            Mark.MISSING,
            f"Nobody but you has approved version {case.asked.version} as it is now.",
            "Ask a second person to read it and approve it.",
            f"survey approve {case.asked.questionnaire} --reason ...",
        )


ITEMS: tuple[Item, ...] = (Privacy(), Services(), Controller(), Timing(), SecondPerson())


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the list as it was found."""

    name: str
    title: str
    mark: Mark
    sentence: str
    to_do: str
    may_go_ahead: bool
    command: str

    def __str__(self) -> str:
        return f"{self.title}: {self.mark}. {self.in_a_terminal}"

    @property
    def in_a_terminal(self) -> str:
        """How it stands, what to do, and by which command."""
        by = f"To do so: `{self.command}`." if self.command else ""
        return " ".join(filter(None, (self.sentence, self.to_do, by)))


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole list for one questionnaire and one person who wants to open it."""

    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.mark is Mark.MISSING)

    @property
    def in_the_way(self) -> tuple[Line, ...]:
        """What is missing and no reason is good enough for."""
        return tuple(line for line in self.missing if not line.may_go_ahead)


def checklist(store: Store, asked: Questionnaire, *, actor: str) -> Checklist:
    """How everything stands that is to be seen to, for somebody who wants to open a questionnaire."""
    with store.read() as tx:
        return look(Case(tx, asked, actor, store.settings.second_approval))


def look(case: Case) -> Checklist:
    return Checklist(tuple(lines(case)))


def lines(case: Case) -> Iterator[Line]:
    for item in ITEMS:
        found = item.look(case)
        said = (found.mark, found.sentence, found.to_do, item.may_go_ahead, found.command)
        yield Line(item.name, item.title, *said)


def pilot_seconds(tx: Transaction, asked: Questionnaire) -> list[int]:
    """Active seconds of everybody who answered this questionnaire in test mode; made-up people count not."""
    tried = (
        one
        for one in tx.campaigns.all()
        if one.trial and tx.versions.get(one.version_id).questionnaire == asked.questionnaire
    )
    return [seconds for one in tried for seconds in tx.responses.seconds(one.id)]
