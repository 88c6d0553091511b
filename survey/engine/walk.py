"""A walk through a questionnaire with answers given as data: what `survey walk` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from survey.engine.answers import Answers
from survey.engine.codebook import Cell, Code, Missing
from survey.engine.coding import code
from survey.engine.collected import CannotWalk, Datum, collected, reason_of
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
    needs: tuple[str, ...]
    """Why nobody gets past that page."""
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
            "needs": list(self.needs),
            "complete": self.complete,
            "end": self.end or None,
            "submitted": self.submitted,
            "missing": self.missing,
        }


def walk(questionnaire: Questionnaire, data: Mapping[str, Datum], seed: int = 0) -> Walk:
    """Press Continue on every page until one requires an answer that the data do not have."""
    everything = read_answers(questionnaire, collected(questionnaire, data))
    whole = Journey(questionnaire, everything, seed)
    stop = whole.first_unfinished
    answers = everything if stop is None else finished_before(questionnaire, everything, stop)
    journey = Journey(questionnaire, answers, seed)
    shown = journey.pages
    if stop is not None:
        shown = shown[: [page.id for page in shown].index(stop.id) + 1]
    cells = code(questionnaire, answers, seed)
    if wrong := [*not_computed(questionnaire, data, cells)]:
        raise CannotWalk(wrong)
    return Walk(
        pages=shown,
        next=stop.id if stop else None,
        needs=tuple(needed(whole, stop)) if stop else (),
        complete=journey.complete,
        end=journey.end,
        submitted={name: cell for name, cell in cells.items() if not isinstance(cell, Missing)},
        missing={name: cell.reason for name, cell in cells.items() if isinstance(cell, Missing)},
    )


def needed(journey: Journey, page: Page) -> Iterator[str]:
    """What a page wants before anybody gets past it."""
    leg = journey.legs[journey.place[page.id]]
    yield from (
        f"{question.id} needs an answer."
        for question in leg.page.questions
        if question.required and question.id not in leg.kept
    )
    yield from (f"{problem.field}: {problem.message}" for problem in leg.failing)


def not_computed(
    questionnaire: Questionnaire, data: Mapping[str, Datum], cells: Mapping[str, Cell]
) -> Iterator[str]:
    """Values that were given for what is computed, and are not what it comes to."""
    for name in questionnaire.computed.keys() & data.keys():
        cell, given = cells[name], data[name]
        if not isinstance(cell, Missing) and str(given) != str(cell):
            yield f"{name} is computed, and comes to {cell} with these answers. Leave it out."
        elif isinstance(cell, Missing) and given is not None and reason_of(given) is None:
            yield f"{name} is computed, and has no value with these answers ({cell.reason}). Leave it out."


def finished_before(questionnaire: Questionnaire, answers: Answers, stop: Page) -> Answers:
    order = list(questionnaire.pages)
    return replace(answers, done=frozenset(order[: order.index(stop.id)]))
