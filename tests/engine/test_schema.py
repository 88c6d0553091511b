"""The schema of a questionnaire file: it takes what the loader takes, and refuses what an editor can see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from survey.engine.parts import Part
from survey.engine.schema import reference, schema
from survey.engine.schema.words import WORDS, words_for
from survey.engine.yaml_source import read_yaml
from tests.builders import LIBRARY, section_of, text_of
from tests.engine.test_stories import told
from tests.engine.test_versions import reached

ROOT = Path(__file__).resolve().parents[2]
CHECKER = Draft202012Validator(schema())
FILES = [*LIBRARY.glob("*/1.0.yaml")]


def plain(value: Any) -> Any:
    """As JSON has it: keys are words."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def refused(text: str) -> bool:
    return not CHECKER.is_valid(plain(read_yaml(text)))


def q(question: str) -> str:
    return text_of(section_of(question))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_questionnaire_of_the_project_fits(file: Path) -> None:
    assert list(CHECKER.iter_errors(plain(read_yaml(file.read_text("utf-8"))))) == []


STORIES = sorted((ROOT / "tests" / "stories").glob("*.yaml"))


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_every_story_fits(file: Path) -> None:
    story = told(file)
    top = story.get("top", "")
    text = text_of(story["sections"] if "sections" in story else section_of(story["asks"]), top)
    written = plain(read_yaml(text))
    assert list(CHECKER.iter_errors(written)) == []


@pytest.mark.parametrize(
    "text",
    [
        q("- {id: a, ask: confrim, text: A}"),
        q("- {id: a, ask: confirm, txt: A}"),
        q("- {id: a, ask: confirm}"),
        q("- {id: A, ask: confirm, text: A}"),
        q("- {id: a, ask: single, text: A, options: [a, b]}"),
        q("- {id: a, ask: multiple, text: A, options: {also: {a: A}}}"),
        q("- {id: a, ask: number, text: A, least: few}"),
        q("- {id: a, ask: confirm, text: A, required: often}"),
        q("- {page: one, colour: red}\n- {id: a, ask: confirm, text: A}"),
        q("- {id: g, ask: grid, scale: agree, text: G, rows: {a_row: {wording: A}}}"),
        q("- {id: a, ask: confirm, text: A, chosen_in: b}"),
        q("- {id: a, ask: confirm, text: A}").replace("title: A tiny survey", "titel: A tiny survey"),
        q("- {id: a, ask: confirm, text: A}").replace('version: "1.0"', "version: 1.0"),
        text_of(section_of("- {id: a, ask: confirm, text: A}").replace("questions:", "pages:")),
    ],
    ids=range(14),
)
def test_what_an_editor_can_see_is_refused(text: str) -> None:
    assert refused(text)


def test_a_group_and_options_from_elsewhere_fit() -> None:
    group = (
        "- {ask: group, id: ex, repeat: {most: 2}, questions: [{page: p}, {id: a, ask: short_text, text: A}]}"
    )
    carried = "- {id: m, ask: multiple, text: M, options: {chosen_in: o, also: {z: {label: Z, say: Which}}}}"
    assert not refused(q(group))
    assert not refused(q(carried))


def test_every_key_of_every_part_has_a_sentence() -> None:
    lacking = {
        (part.__name__, key) for part in reached() for key in part.model_fields if key not in words_for(part)
    }
    assert lacking == set()
    assert all(said.endswith(".") for words in WORDS.values() for said in words.values())
    idle = {
        (part.__name__, key) for part, words in WORDS.items() for key in words if key not in keys_under(part)
    }
    assert idle == set()


def keys_under(part: type[Part]) -> set[str]:
    """The keys of a part, and of every kind of it."""
    return set(part.model_fields).union(*(keys_under(child) for child in part.__subclasses__()))


def test_the_reference_page_says_what_the_models_say() -> None:
    page = ROOT / "docs" / "guides" / "reference.md"
    assert page.read_text("utf-8") == reference(), (
        "Write it anew: survey reference --out docs/guides/reference.md"
    )


def test_a_code_map_fits_and_a_misspelt_one_does_not() -> None:
    entry = 'code_map: [{since: "1.0", was: old.one, now: new.one, codes: {a: b, 1: 2, c: null}}]\n'
    asked = q("- {id: a, ask: confirm, text: A}")
    assert not refused(entry + asked)
    assert refused(entry.replace("codes", "recode") + asked)
    assert refused(entry.replace("a: b", "a: [b]") + asked)
    assert refused(entry.replace('since: "1.0", ', "") + asked)
