"""Tiny questionnaires for tests: the sections in YAML, with the words around them already there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent, indent

from survey.engine.answers import Answers
from survey.engine.codebook import Cell
from survey.engine.coding import code
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.loader import FaultyQuestionnaire, Report, load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers

LIBRARY = Path(__file__).resolve().parents[1] / "questionnaires"

HEAD = """\
questionnaire: tiny
version: "1.0"
title: A tiny survey
owner: The test
start: {lead: A few questions.}
stages: {only: The only place}
ends: {stopped: {title: Thank you for looking}}
scales:
  agree:
    steps:
      1: {label: Disagree}
      2: {label: Neither}
      3: {label: Agree}
      dont_know: {label: Don't know, missing: dont_know}
  often:
    steps:
      1: {label: Never}
      2: {label: At times}
      3: {label: Always}
"""


def text_of(sections: str, top: str = "") -> str:
    """The YAML of a questionnaire with these sections; `top` adds keys beside them, or other stages."""
    head = HEAD.replace("stages: {only: The only place}\n", "") if "stages:" in top else HEAD
    return f"{head}{dedent(top)}sections:\n{indent(dedent(sections).strip(chr(10)), '  ')}\n"


def tiny(sections: str, top: str = "") -> Questionnaire:
    """A questionnaire of a few sections; each says `stage: only`."""
    return load_text(text_of(sections, top), library=LIBRARY)


def asking(questions: str, top: str = "") -> Questionnaire:
    """A questionnaire of one section, `s`, with these questions and page markers."""
    return tiny(section_of(questions), top)


def section_of(questions: str) -> str:
    """The YAML of one section with these questions."""
    body = indent(dedent(questions).strip("\n"), "    ")
    return f"- id: s\n  title: Section\n  stage: only\n  questions:\n{body}\n"


def faults_in(text: str) -> tuple[Report, ...]:
    """Everything wrong with a whole file; none when it loads."""
    try:
        load_text(text, library=LIBRARY)
    except FaultyQuestionnaire as error:
        return error.reports
    return ()


def filled(
    form: Questionnaire, fields: Mapping[str, object], done: Iterable[str] | None = None
) -> dict[str, SavedPage]:
    """Pages as saved: each field where it belongs; pages in `done` (all, unless told) are finished.

    A page's note takes its choice under the page's own id.
    """
    finished = set(form.pages if done is None else done)
    given = {name: values(value) for name, value in fields.items()}
    saved: dict[str, SavedPage] = {}
    for page in form.pages.values():
        own: Form = {
            field.name: given[field.name]
            for question in page.questions
            for field in question.fields()
            if field.name in given
        }
        if page.note is not None and page.id in given:
            own = {"choice": given[page.id]}
        saved[page.id] = SavedPage(own, page.id in finished)
    return saved


def values(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def answers_to(
    form: Questionnaire, fields: Mapping[str, object], done: Iterable[str] | None = None
) -> Answers:
    return read_answers(form, filled(form, fields, done))


def journey_through(
    form: Questionnaire, fields: Mapping[str, object], done: Iterable[str] | None = None, seed: int = 0
) -> Journey:
    """The way of somebody who gave these fields."""
    return Journey(form, answers_to(form, fields, done), seed)


def cells_of(
    form: Questionnaire, fields: Mapping[str, object], done: Iterable[str] | None = None, seed: int = 0
) -> dict[str, Cell]:
    """The coded row of somebody who gave these fields."""
    return code(form, answers_to(form, fields, done), seed)
