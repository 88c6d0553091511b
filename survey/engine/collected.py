"""Answers that come as data, from a file or another tool, turned into the pages somebody filled in."""

from __future__ import annotations

from collections.abc import Mapping

from survey.engine.answers import Given
from survey.engine.codebook import Code, Column, Missing
from survey.engine.forms import Rejected
from survey.engine.pages import NOTE_CHOICES, NOTE_FIELD, SEE, SKIP, Page
from survey.engine.parts import DECLINING
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.reading import SavedPage

Datum = Code | float | None
REASON_BY_CODE = {str(reason.code): reason for reason in Missing}
REASON_BY_NAME = {reason.reason: reason for reason in Missing}


class CannotWalk(ValueError):
    """Answers that do not fit the questionnaire; one sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def collected(questionnaire: Questionnaire, data: Mapping[str, Datum]) -> dict[str, SavedPage]:
    """Variable -> coded value, as pages with every page finished; CannotWalk names all that does not fit.

    A reason for declining may be its number or its name; a reason for silence is no answer. A
    section is skipped where its note (by page id) says `skip` or one of its columns says so.
    """
    notes = [page.id for page in questionnaire.pages.values() if page.note is not None]
    known = {*questionnaire.codebook.columns, *notes}
    problems = [f"There is no variable {name} in this questionnaire." for name in data if name not in known]
    saved = {
        page.id: SavedPage(form_of(page, questionnaire, data, problems), done=True)
        for page in questionnaire.pages.values()
    }
    if problems:
        raise CannotWalk(problems)
    return saved


def form_of(
    page: Page, questionnaire: Questionnaire, data: Mapping[str, Datum], problems: list[str]
) -> dict[str, tuple[str, ...]]:
    """One page as it would have been typed."""
    if page.note is not None:
        return {NOTE_FIELD: (note_choice(page, questionnaire, data, problems),)}
    form: dict[str, tuple[str, ...]] = {}
    for question in page.questions:
        cells = cells_of(question, data)
        wrong = [
            no_code(column, question, data[column.name])
            for variable in question.variables()
            for column in variable.columns
            if column.name in cells and not fits(column, question, cells[column.name])
        ]
        filled = question.unpack(cells)
        reading = question.read(filled) if filled and not wrong else None
        if isinstance(reading, Rejected):
            wrong = [f"{problem.field}: {problem.message}" for problem in reading.problems]
        problems.extend(wrong)
        form.update(filled)
    return form


def note_choice(
    page: Page, questionnaire: Questionnaire, data: Mapping[str, Datum], problems: list[str]
) -> str:
    """What was chosen on a note: as told, or as the columns of its section imply."""
    told = data.get(page.id)
    if told is None:
        pages = questionnaire.section_of[page.id].pages
        names = [name for one in pages for question in one.questions for name in question.column_names()]
        skipped = any(reason_of(data.get(name)) is Missing.SECTION_SKIPPED for name in names)
        return SKIP if skipped else SEE
    if told not in NOTE_CHOICES:
        problems.append(f"{page.id}: there is no code {told!r}. The codes are {', '.join(NOTE_CHOICES)}.")
    return str(told)


def cells_of(question: Question, data: Mapping[str, Datum]) -> dict[str, Code | float]:
    """The cells that are answers, each as somebody would choose it; silence is left out."""
    cells: dict[str, Code | float] = {}
    for variable in question.variables():
        for column in variable.columns:
            value = data.get(column.name)
            if value is None or value == "":
                continue
            if not column.categories:
                if isinstance(value, str) or reason_of(value) is None or is_answer(question, value):
                    cells[column.name] = value
                continue
            reason = None if is_code(column, value) else reason_of(value)
            if reason is None:
                cells[column.name] = value
            elif reason.reason in DECLINING:
                cells[column.name] = reason.reason
    return cells


def is_answer(question: Question, value: Code | float) -> bool:
    """Whether a number that could be a reason is an answer to this question, such as -1 degrees."""
    reading = question.read(question.unpack({question.id: value}))
    return isinstance(reading, Given) and not isinstance(reading.value, str)


def is_code(column: Column, value: Code | float) -> bool:
    return str(value) in {str(category.code) for category in column.categories}


def reason_of(value: Datum) -> Missing | None:
    """The reason that a number or a name stands for, if it does."""
    if value is None or isinstance(value, bool):
        return None
    return REASON_BY_CODE.get(str(value)) or REASON_BY_NAME.get(str(value))


def fits(column: Column, question: Question, value: Code | float) -> bool:
    """Whether a column can hold a value; numbers and words are judged by the question itself."""
    if isinstance(value, bool):
        return False
    declined = value in DECLINING and value in question.codes()
    return not column.categories or declined or is_code(column, value)


def no_code(column: Column, question: Question, value: Datum) -> str:
    codes = [str(category.code) for category in column.categories]
    codes += [str(code) for code in question.codes() if code in DECLINING and str(code) not in codes]
    named = [one for one in column.categories if one.label.casefold() == str(value).strip().casefold()]
    if named:
        return f"{column.name}: there is no code {value!r}. {named[0].label} has the code {named[0].code}."
    more = ", and more" if len(codes) > 12 else ""
    return f"{column.name}: there is no code {value!r}. The codes are {', '.join(codes[:12])}{more}."
