"""A walk through a questionnaire with answers given as data: what `survey walk` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey.engine.answers import Answers
from survey.engine.codebook import Code, Missing
from survey.engine.coding import code
from survey.engine.forms import Form, Rejected
from survey.engine.journey import Journey
from survey.engine.parts import DECLINING
from survey.engine.questionnaire import Page, Questionnaire
from survey.engine.reading import NOTE_FIELD, SavedPage, read_answers

REASON_BY_CODE = {reason.code: reason for reason in Missing}


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


class CannotWalk(ValueError):
    """Answers that do not fit the questionnaire; one sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def walk(questionnaire: Questionnaire, data: Mapping[str, Code | float | None], seed: int = 0) -> Walk:
    """Press Continue on every page until one requires an answer that the data do not have."""
    saved = pages_of(questionnaire, data)
    everything = read_answers(questionnaire, saved)
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


def pages_of(questionnaire: Questionnaire, data: Mapping[str, Code | float | None]) -> dict[str, SavedPage]:
    """The data as pages that somebody filled in; CannotWalk names everything that does not fit."""
    notes = {page.id: NOTE_FIELD for page in questionnaire.pages.values() if page.note is not None}
    known = {*questionnaire.codebook.columns, *notes}
    problems = [f"There is no variable {name} in this questionnaire." for name in data if name not in known]
    cells = {name: said(questionnaire, name, value) for name, value in data.items() if name in known}
    saved: dict[str, SavedPage] = {}
    for page in questionnaire.pages.values():
        form: dict[str, tuple[str, ...]] = {}
        if page.id in notes and cells.get(page.id) is not None:
            form[NOTE_FIELD] = (str(cells[page.id]),)
        for question in page.questions:
            own = {name: cell for name, cell in cells.items() if cell is not None}
            filled = question.unpack(own)
            form.update(filled)
            problems.extend(misfits(question.read(filled) if filled else None))
            problems.extend(lost(questionnaire, question.id, own, filled))
        saved[page.id] = SavedPage(form, done=True)
    if problems:
        raise CannotWalk(problems)
    return saved


def misfits(reading: object) -> list[str]:
    return (
        [f"{problem.field}: {problem.message}" for problem in reading.problems]
        if isinstance(reading, Rejected)
        else []
    )


def lost(questionnaire: Questionnaire, name: str, cells: Mapping[str, Code | float], form: Form) -> list[str]:
    """Codes that the questionnaire does not know would be lost without a word."""
    column = questionnaire.codebook.columns.get(name)
    codes = [str(category.code) for category in column.categories] if column else []
    if not codes or name not in cells or str(cells[name]) in codes:
        return []
    return [f"{name}: there is no code {cells[name]!r}. The codes are {', '.join(codes[:12])}."]


def said(questionnaire: Questionnaire, name: str, value: Code | float | None) -> Code | float | None:
    """A cell as somebody would choose it: -8 becomes don't know; a reason for silence becomes nothing."""
    column = questionnaire.codebook.columns.get(name)
    reason = REASON_BY_CODE.get(value) if isinstance(value, int) and not isinstance(value, bool) else None
    if column is None or reason is None:
        return value
    offered = {category.code for category in column.categories}
    if value in offered or (not column.categories and reason.reason not in DECLINING):
        return value
    return reason.reason if reason.reason in offered or reason.reason in DECLINING else None
