"""Laws: what holds for any questionnaire that loads and anybody who answers it, however they go about it."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from survey.engine.advice import advise
from survey.engine.coding import code
from survey.engine.conditions import Condition
from survey.engine.journey import Journey
from survey.engine.loader import load_text
from survey.engine.parts import Place
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers, reread
from tests.effort import tried
from tests.engine.made_up import Author
from tests.engine.travelling import travel

laws = tried(60)
lucks = st.integers(0, 2**32).map(Random)


def made_up(luck: Random) -> Questionnaire:
    return load_text(Author(luck).text())


@laws
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_next_and_previous_agree_and_the_way_has_no_loop(luck: Random, seed: int) -> None:
    form = made_up(luck)
    journey = Journey(form, read_answers(form, travel(form, luck, seed)), seed)
    ids = [page.id for page in journey.pages]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids, key=list(form.pages).index)
    forward = list(pairwise(ids))
    after = [(page.id, then.id) for page in journey.pages if (then := journey.after(page.id))]
    before = [(then.id, page.id) for page in journey.pages if (then := journey.before(page.id))]
    assert after == before == forward


@laws
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_nothing_off_the_way_is_sent(luck: Random, seed: int) -> None:
    form = made_up(luck)
    answers = read_answers(form, travel(form, luck, seed))
    journey = Journey(form, answers, seed)
    asked = {name for page in journey.pages for one in page.questions for name in one.column_names()}
    assert set(journey.kept) <= {question.id for page in journey.pages for question in page.questions}
    sent = {name for name, cell in code(form, answers, seed).items() if isinstance(cell, str | int | float)}
    assert sent <= asked | form.computed.keys()


@laws
@given(luck=lucks)
def test_every_answer_fills_the_form_that_gives_it(luck: Random) -> None:
    form = made_up(luck)
    journey = Journey(form, read_answers(form, travel(form, luck, 1)), 1)
    asked = [question for page in journey.pages for question in page.questions]
    for question in asked:
        answer = journey.kept.get(question.id)
        if answer is not None:
            assert question.parse(question.fill(answer)) == answer


@laws
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_the_order_of_answering_does_not_change_the_way(luck: Random, seed: int) -> None:
    form = made_up(luck)
    saved = travel(form, luck, seed)
    once = read_answers(form, saved)
    shuffled = read_answers(form, {})
    for name in luck.sample(list(saved), len(saved)):
        shuffled = reread(form, shuffled, name, saved[name])
    assert dict(shuffled) == dict(once)
    assert (shuffled.done, shuffled.skipped) == (once.done, once.skipped)
    assert Journey(form, shuffled, seed).pages == Journey(form, once, seed).pages


@laws
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_a_version_kept_as_text_leads_the_same_way(luck: Random, seed: int) -> None:
    form = made_up(luck)
    saved = travel(form, luck, seed)
    kept = Questionnaire.model_validate_json(form.document)
    assert kept == form
    again = Journey(kept, read_answers(kept, saved), seed)
    before = Journey(form, read_answers(form, saved), seed)
    assert again.pages == before.pages
    assert again.kept == before.kept
    assert again.end == before.end


@laws
@given(luck=lucks)
def test_a_page_saved_again_changes_nothing(luck: Random) -> None:
    form = made_up(luck)
    saved = travel(form, luck, 3)
    answers = read_answers(form, saved)
    for name, page in saved.items():
        assert reread(form, answers, name, SavedPage(page.form, page.done)) == answers


# Advice


@tried(14)
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_what_advice_says_nobody_reaches_is_reached_by_nobody(luck: Random, seed: int) -> None:
    form = made_up(luck)
    told = {found.place: found.code for found in advise(form) if found.place[-1] == "show_if"}
    nobody = {place for place, code in told.items() if code in ("never-holds", "never-together")}
    everybody = {place for place, code in told.items() if code == "always-holds"}
    for _ in range(5):
        journey = Journey(form, read_answers(form, travel(form, luck, seed)), seed)
        held, looked_at = places(form, journey)
        assert not held & nobody
        assert not (looked_at & everybody) - held


def places(form: Questionnaire, journey: Journey) -> tuple[set[Place], set[Place]]:
    """The conditions that held on a way, and those that were looked at, by place."""
    held: set[Place] = set()
    looked: set[Place] = set()

    def look(condition: Condition | None, place: Place) -> bool:
        if condition is None:
            return True
        looked.add(place)
        if condition.holds(journey.facts):
            held.add(place)
        return place in held

    for number, section in enumerate(form.sections):
        at: Place = ("sections", number)
        if not any(page.id in journey.ids for page in section.pages) or not look(
            section.show_if, (*at, "show_if")
        ):
            continue
        for position, page in enumerate(section.pages):
            here: Place = (*at, "pages", position)
            if page.id not in journey.ids or not look(page.show_if, (*here, "show_if")):
                continue
            for count, question in enumerate(page.questions):
                there: Place = (*here, "questions", count)
                if look(question.show_if, (*there, "show_if")):
                    for where, condition in question.conditions():
                        look(condition, (*there, *where))
    return held, looked
