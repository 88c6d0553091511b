"""One tiny questionnaire a behaviour, in tests/stories: what is given, and what becomes of it.

A story gives coded answers as `survey walk` takes them (`gives`) and says the pages shown, what is sent,
what is missing and why, what stops or ends the walk, what a question reads and what it offers; or it types
into the last page (`types`) and says what is asked to be put right (`says`) or looked at again (`nudges`).
A questionnaire that is answered in another language says which (`in`); what is not said in it beside the
words stands in a file of its own (`translated`, by the English words).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from survey.engine.collected import collected
from survey.engine.grammar import FUNCTIONS
from survey.engine.journey import Journey
from survey.engine.loader import read_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import read_answers
from survey.engine.translation.sheet import Said, Sheet, written
from survey.engine.walk import walk
from survey.engine.wording import KINDS
from survey.languages.choosing import spoken
from tests.builders import asking, section_of, text_of, tiny, values

FOLDER = Path(__file__).resolve().parents[1] / "stories"
FILES = sorted(FOLDER.glob("*.yaml"))
TOLD = {"gives", "types", "pages", "sent", "missing", "stops", "ends", "says", "nudges", "reads", "offers"}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return found


def each_story() -> list[object]:
    return [
        pytest.param(path, number, id=f"{path.stem} {number + 1}")
        for path in FILES
        for number in range(len(told(path)["stories"]))
    ]


def form_of(file: dict[str, Any]) -> Questionnaire:
    top = file.get("top", "")
    if "in" in file:
        return translated(text_of(section_of(file["asks"]), top), file["in"], file.get("translated", {}))
    return tiny(file["sections"], top) if "sections" in file else asking(file["asks"], top)


def translated(text: str, language: str, words: dict[str, str]) -> Questionnaire:
    """The questionnaire in another language; the head of every tiny one is said as it is in English."""
    text = f"languages: [{language}]\n{text}"
    (standing,) = read_text(text).translated.standings
    own = read_text(text).translated.texts
    said = {name: Said(own[name], words.get(own[name], own[name])) for name in standing.missing}
    sheet = written(Sheet(language, said=said))
    return spoken(read_text(text, sheets=lambda tag: (sheet, f"{tag}.yaml")).questionnaire, language)


@pytest.mark.parametrize(("path", "number"), each_story())
def test_a_story_goes_as_it_is_told(path: Path, number: int) -> None:
    written = told(path)
    story = written["stories"][number]
    assert story.keys() <= TOLD
    form = form_of(written)
    if "types" in story:
        typed(form, story)
    else:
        walked(form, story)


def typed(form: Questionnaire, story: dict[str, Any]) -> None:
    page = list(form.pages.values())[-1]
    problems = page.problems({name: values(value) for name, value in story["types"].items()}, {})
    assert [one.message for one in problems if not one.nudge] == story["says"]


def walked(form: Questionnaire, story: dict[str, Any]) -> None:
    given = story["gives"]
    found = walk(form, given)
    shown = [page.id for page in found.pages]
    questions = {question.id: question for page in found.pages for question in page.questions}
    if "pages" in story:
        assert shown == story["pages"]
    assert {name: found.submitted.get(name) for name in story.get("sent", {})} == story.get("sent", {})
    assert {name: found.missing.get(name) for name in story.get("missing", {})} == story.get("missing", {})
    assert (found.next, found.end) == (story.get("stops"), story.get("ends", ""))
    for name, text in story.get("reads", {}).items():
        assert questions[name].text == text
    for name, codes in story.get("offers", {}).items():
        assert list(questions[name].codes()) == codes
    journey = Journey(form, read_answers(form, collected(form, given)))
    asked = [one for page in found.pages for one in page.failing(journey.facts)]
    assert [one.message for one in asked if not one.nudge] == story.get("says", [])
    assert [one.message for one in asked if one.nudge] == story.get("nudges", [])


def test_every_kind_and_every_function_has_a_story() -> None:
    everything = "\n".join(path.read_text("utf-8") for path in FILES)
    assert [kind for kind in KINDS if f"ask: {kind}" not in everything] == []
    assert [function for function in FUNCTIONS if f"{function}(" not in everything] == []
    assert len(FILES) >= 60
