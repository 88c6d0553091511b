"""What goes out as a form comes back the same, but for what is told in the two lists."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from survey.engine.journey import Journey
from survey.engine.loader import FaultyQuestionnaire, load_text
from survey.engine.operands import Facts
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import read_answers
from tests.builders import journey_through, text_of
from tests.capabilities import require
from tests.engine.travelling import travel
from tests.xlsform.coming_back import ThereAndBack, there_and_back
from tests.xlsform.made_up import FormAuthor

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
FILES = sorted(FOLDER.glob("*/[0-9]*.yaml"))
PEOPLE = 6

laws = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


def facts_of(form: Questionnaire, luck: Random, seed: int) -> Facts:
    """What somebody at random establishes on the way."""
    return Journey(form, read_answers(form, travel(form, luck, seed)), seed).facts


def sent(tmp_path: Path, text: str) -> ThereAndBack:
    path = tmp_path / "tiny" / "1.0.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return there_and_back(path)


@laws
@given(luck=st.integers(0, 2**32).map(Random))
def test_whatever_differs_in_a_form_at_random_is_told(
    tmp_path_factory: pytest.TempPathFactory, luck: Random
) -> None:
    form = sent(tmp_path_factory.mktemp("form"), FormAuthor(luck).text())
    assert form.moved() == []
    for seed in range(PEOPLE):
        assert list(form.differences(facts_of(form.was, luck, seed))) == []


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name} {path.stem}" for path in FILES])
def test_whatever_differs_in_a_shipped_questionnaire_is_told(path: Path, tmp_path: Path) -> None:
    library = tmp_path / "questionnaires"
    (library / path.parent.name).mkdir(parents=True)
    (library / "reference").symlink_to(FOLDER / "reference")
    copy = library / path.parent.name / path.name
    copy.write_bytes(path.read_bytes())
    form = there_and_back(copy)
    assert form.moved() == []
    luck = Random(1)
    for seed in range(PEOPLE):
        assert list(form.differences(facts_of(form.was, luck, seed))) == []


def test_the_author_of_forms_writes_all_that_forms_say_in_ways_of_their_own() -> None:
    texts = [FormAuthor(Random(seed)).text() for seed in range(30)]
    for text in texts:
        try:
            load_text(text)
        except FaultyQuestionnaire as error:
            raise AssertionError(text) from error
    said = "".join(texts)
    words = ("ask: group", "cases:", "value:", "paired_grid", "checks:", "chosen_in", "age(", "sum(", "min(")
    assert [word for word in words if word not in said] == []


# One thing after the other

TOP = """\
computed:
  total: {text: All posts, value: "sum(a, b)"}
  share: {text: Share, value: a / b, decimals: 2}
  youngest: {text: The youngest, value: "min(child_1__years, child_2__years, 99)"}
  since: {text: Years since, value: "age(began, '2025-01-10')"}
  size:
    text: How large
    cases:
      small: {label: small, holds: not (a > 5)}
      big: {label: big, holds: a > 5 and not (count(who) == 0)}
"""
EVERYTHING = """\
- id: first
  title: First
  stage: only
  questions:
    - {id: a, ask: number, text: A}
    - {id: b, ask: number, text: B, decimals: 2}
    - {id: began, ask: date, text: Began}
    - {id: who, ask: multiple, text: Who?, options: {x: X, y: Y, z: Z}}
    - {id: step, ask: single, text: Step?, scale: agree}
    - page: second
    - {id: best, ask: single, text: Who best?, options: {chosen_in: who}}
    - id: also
      ask: multiple
      text: Who else?
      options: {chosen_in: who, also: {n: {label: Nobody, alone: true}}}
    - id: narrow
      ask: single
      order: random
      text: Which?
      options:
        p: P
        q: {label: Q, show_if: a > 3 or b > 3}
        r: {label: R, show_if: "any(who, 'x') and b > 3"}
    - id: table
      ask: grid
      scale: often
      text: How often?
      hint: Take your time
      rows: {one: One, two: {text: Two, show_if: a > 3}}
    - {id: pairs, ask: paired_grid, scales: [agree, often], text: How?, rows: {three: Three, four: Four}}
    - {id: order, ask: ranking, text: What first?, rows: {five: Five, six: Six}}
- id: entries
  title: Entries
  stage: only
  questions:
    - ask: group
      id: child
      title: Child {n}
      show_if: a > 1
      repeat: {most: 2, another: One more?}
      questions:
        - id: years
          ask: number
          text: How old is child {n}?
          checks: [{holds: years <= a, say: Look again}]
        - {page: more, title: "More of {years or 'it'}", show_if: years > 2}
        - {id: name, ask: short_text, text: Name, show_if: "size == 'big'"}
    - page: after
    - {id: z, ask: short_text, text: "Z of {total or 'all'}", show_if: "child_2__years > 3 or youngest < 4"}
    - {id: y, ask: short_text, text: Y, show_if: "answered(child) and (share > 0.5 or since > 3)"}
    - {id: x, ask: short_text, text: X, show_if: "two == 3 and three__often > 1 and total > 4"}
"""


def test_all_at_once_comes_back(tmp_path: Path) -> None:
    form = sent(tmp_path, text_of(EVERYTHING, TOP))
    assert form.moved() == []
    luck = Random(3)
    for seed in range(60):
        assert list(form.differences(facts_of(form.was, luck, seed))) == []
    assert not form.back.left_out
    assert form.now.computed.keys() == form.was.computed.keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("table", "grid"), ("pairs_agree", "grid"), ("pairs_often", "grid"), ("order", "ranking")],
)
def test_grids_and_rankings_come_back_as_such(tmp_path: Path, name: str, kind: str) -> None:
    assert sent(tmp_path, text_of(EVERYTHING, TOP)).now.questions[name].ask == kind


def test_the_form_readers_of_others_take_what_goes_out(tmp_path: Path) -> None:
    """ODK Validate loads the form as the apps do, and evaluates every expression in it."""
    require("java")
    workbook = sent(tmp_path, text_of(EVERYTHING, TOP)).out.workbook
    assert convert(BytesIO(workbook), file_type=".xlsx", validate=True).xform


def test_a_grid_comes_back_with_its_scale_hint_and_rows(tmp_path: Path) -> None:
    form = sent(tmp_path, text_of(EVERYTHING, TOP))
    was, now = (one.questions["table"].model_dump() for one in (form.was, form.now))
    assert {key for key in was if was[key] != now[key]} == set()


def test_what_entries_say_comes_back_with_their_number(tmp_path: Path) -> None:
    form = sent(tmp_path, text_of(EVERYTHING, TOP))
    texts = [form.now.questions[f"child_{number}__years"].text for number in (1, 2)]
    assert texts == ["How old is child 1?", "How old is child 2?"]
    assert [form.now.pages[f"more_{number}"].title for number in (1, 2)] == [
        "More of {child_1__years or ''}",
        "More of {child_2__years or ''}",
    ]
    assert form.now.pages["child_2"].title == "Child 2"


def test_carried_options_come_back_carried(tmp_path: Path) -> None:
    form = sent(tmp_path, text_of(EVERYTHING, TOP))
    best = form.now.questions["best"].model_dump()
    assert (best["chosen_in"], best["show_if"]) == ("who", None)
    asked = {
        one.id: one for page in journey_through(form.now, {"who": ["y"]}).pages for one in page.questions
    }
    assert [asked[name].codes() for name in ("best", "also")] == [("y",), ("y", "n")]


def test_what_is_computed_is_the_same_where_nothing_was_answered(tmp_path: Path) -> None:
    form = sent(tmp_path, text_of(EVERYTHING, TOP))
    for one in (form.was, form.now):
        assert {name: computed.fact({}) for name, computed in one.computed.items()} == {
            "total": None,
            "share": None,
            "youngest": 99,
            "since": None,
            "size": None,
        }
