"""Whatever people answer: every way ends, what stands was asked, and the data have every column once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.engine.codebook import Missing
from survey.engine.coding import code
from survey.engine.journey import Journey
from survey.engine.loader import load_file
from survey.engine.progress import Progress
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.engine.walk import walk
from tests.builders import LIBRARY
from tests.effort import tried
from tests.engine.travelling import travel

FILES = ["trauma-informed-london/1.0.yaml", "workshop-feedback/1.0.yaml"]
both = pytest.mark.parametrize("file", FILES)
slow = tried(40)
lucks = st.integers(0, 2**32).map(Random)


@cache
def questionnaire(file: str) -> Questionnaire:
    return load_file(LIBRARY / Path(file))


@both
@slow
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_every_way_ends_and_its_data_are_whole(file: str, luck: Random, seed: int) -> None:
    form = questionnaire(file)
    answers = read_answers(form, travel(form, luck, seed))
    journey = Journey(form, answers, seed)
    assert journey.complete or journey.end
    asked = {question.id for page in journey.pages for question in page.questions}
    assert set(journey.kept) <= asked
    cells = code(form, answers, seed)
    assert list(cells) == list(form.codebook.columns)
    assert journey.end or Missing.NOT_REACHED not in cells.values()
    for name, cell in cells.items():
        column = form.codebook.columns[name]
        if column.categories and not isinstance(cell, Missing):
            assert cell in {category.code for category in column.substantive}


@both
@slow
@given(luck=lucks)
def test_a_draft_cut_off_anywhere_says_nothing_that_the_rest_contradicts(file: str, luck: Random) -> None:
    form = questionnaire(file)
    saved = travel(form, luck, 5)
    whole = code(form, read_answers(form, saved), 5)
    route = [page.id for page in Journey(form, read_answers(form, saved), 5).pages]
    stop = luck.randrange(len(route))
    cut = {name: SavedPage(page.form, name in route[:stop]) for name, page in saved.items()}
    for name, cell in code(form, read_answers(form, cut), 5).items():
        if cell is not Missing.NOT_REACHED:
            assert cell == whole[name]


@both
@slow
@given(luck=lucks)
def test_what_is_kept_is_enough_to_walk_the_same_way_again(file: str, luck: Random) -> None:
    form = questionnaire(file)
    journey = Journey(form, read_answers(form, travel(form, luck, 9)), 9)
    again = Journey(form, journey.kept, 9)
    assert again.pages == journey.pages
    assert again.kept == journey.kept
    assert code(form, journey.kept, 9) == code(form, journey.answers, 9)


@both
@slow
@given(luck=lucks)
def test_data_of_a_whole_way_can_be_walked_to_the_same_data(file: str, luck: Random) -> None:
    form = questionnaire(file)
    answers = read_answers(form, travel(form, luck, 0))
    if Journey(form, answers).end:
        return
    cells = code(form, answers)
    row = {name: cell.code if isinstance(cell, Missing) else cell for name, cell in cells.items()}
    found = walk(form, row)
    reasons = {name: Missing.named(reason) for name, reason in found.missing.items()}
    assert {**found.submitted, **reasons} == cells


@both
@slow
@given(data=st.data())
def test_nonsense_saved_on_any_page_never_makes_the_way_fail(file: str, data: st.DataObject) -> None:
    form = questionnaire(file)
    words = st.one_of(st.text(max_size=6), st.sampled_from(["1", "0", "skip", "dont_know", "\x00", "health"]))
    names = [field.name for question in form.questions.values() for field in question.fields()]
    values = st.lists(words, max_size=3).map(tuple)
    forms = st.dictionaries(st.sampled_from([*names, "choice", "nobody"]), values, max_size=8)
    pages = st.sampled_from([*form.pages, "nowhere"])
    saved = data.draw(st.dictionaries(pages, st.builds(SavedPage, forms, st.booleans()), max_size=12))
    answers = read_answers(form, saved)
    journey = Journey(form, answers, data.draw(st.integers()))
    assert journey.pages
    for page in journey.pages:
        journey.may_visit(page.id)
        assert Progress.at(journey, page.id, {}).minutes_left >= 0
    assert list(code(form, answers)) == list(form.codebook.columns)
