"""A walk through a questionnaire with answers given as data: what `survey walk` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey.engine.answers import Answers
from survey.engine.codebook import Code, Missing
from survey.engine.coding import code
from survey.engine.collected import CannotWalk, Datum, collected
from survey.engine.journey import Journey
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import read_answers

__all__ = ["CannotWalk", "Walk", "walk"]


@dataclass(frozen=True, slots=True)
class Walk:
    """The pages as shown up to the one that needs something, and what would be sent."""

    pages: tuple[Page, ...]
    next: str | None
    complete: bool
    end: str
    submitted: dict[str, Code | float]
    missing: dict[str, str]

    def as_json(self) -> dict[str, object]:
        return {
            "pages": [
                {"id": page.id, "questions": [question.id for question in page.questions]}
                for page in self.pages
            ],
            "next": self.next,
            "complete": self.complete,
            "end": self.end or None,
            "submitted": self.submitted,
            "missing": self.missing,
        }


def walk(questionnaire: Questionnaire, data: Mapping[str, Datum], seed: int = 0) -> Walk:
    """Press Continue on every page until one requires an answer that the data do not have."""
    everything = read_answers(questionnaire, collected(questionnaire, data))
    stop = Journey(questionnaire, everything, seed).first_unfinished
    answers = everything if stop is None else finished_before(questionnaire, everything, stop)
    journey = Journey(questionnaire, answers, seed)
    shown = journey.pages
    if stop is not None:
        shown = shown[: [page.id for page in shown].index(stop.id) + 1]
    cells = code(questionnaire, answers, seed)
    return Walk(
        pages=shown,
        next=stop.id if stop else None,
        complete=journey.complete,
        end=journey.end,
        submitted={name: cell for name, cell in cells.items() if not isinstance(cell, Missing)},
        missing={name: cell.reason for name, cell in cells.items() if isinstance(cell, Missing)},
    )


def finished_before(questionnaire: Questionnaire, answers: Answers, stop: Page) -> Answers:
    order = list(questionnaire.pages)
    return replace(answers, done=frozenset(order[: order.index(stop.id)]))
