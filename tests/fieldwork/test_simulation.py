"""Synthetic respondents are repeatable, take the real journey, and look like their profile."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import correlation, fmean

import pytest

from survey.engine.codebook import Cell, Missing
from survey.engine.coding import code
from survey.engine.forms import Rejected
from survey.engine.journey import Journey
from survey.engine.loader import load_file, load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.errors import Refused
from survey.fieldwork.simulation import Profile, SyntheticPerson, find_profile, load_profile, simulate

QUESTIONNAIRES = Path(__file__).resolve().parents[2] / "questionnaires"
SHIPPED = ("trauma-informed-london", "workshop-feedback")
PRINCIPLES = ("safety", "trust", "choice", "collab", "empower", "culture")

EVERY_KIND = """
questionnaire: every-kind
version: "1.0"
title: Every kind
owner: A test
start: {lead: Hello}
stages: {only: All of it}
scales:
  agree: {steps: {1: "No", 2: A little, 3: "Yes", dont_know: Not sure}}
  weight: {direction: descriptive, steps: {0: None, 1: Some, 2: Much}}
sections:
  - id: all
    title: All
    stage: only
    questions:
      - id: one
        ask: single
        text: One
        required: true
        options: {a: A, b: B, other: {label: Other, say: Which}}
      - {id: rated, ask: single, text: Rated, scale: agree}
      - id: many
        ask: multiple
        text: Many
        choose: {most: 2}
        options: {x: X, y: Y, z: Z, none: {label: None, alone: true}}
      - {id: named, ask: lookup, text: Named, options: {p: P, q: Q}, say: Name it}
      - {id: grid, ask: grid, scale: agree, text: Grid, rows: {g1: One, g2: Two}}
      - {id: pair, ask: paired_grid, scales: [agree, weight], text: Pair, rows: {p1: One, p2: Two}}
      - {id: line, ask: short_text, text: Line, most: 12, required: true}
      - {id: story, ask: long_text, text: Story}
      - {id: address, ask: email, text: Address}
      - {id: amount, ask: number, text: Amount, least: 3, most: 9}
      - {id: day, ask: date, text: Day, earliest: 2024-02-28, latest: 2024-03-01}
      - {id: sure, ask: confirm, text: Sure, required: true}
      - page: later
      - {id: top, ask: pick_top, choose: 2, text: Top, options: {rows_of: pair}}
      - {id: which, ask: single, text: Which, options: {chosen_in: many}}
"""


def questionnaire(name: str) -> Questionnaire:
    return load_file(QUESTIONNAIRES / name / "1.0.yaml")


def people(name: str, seed: int, n: int) -> list[SyntheticPerson]:
    return list(simulate(questionnaire(name), find_profile(QUESTIONNAIRES, name), seed, n))


def journey_of(form: Questionnaire, person: SyntheticPerson) -> Journey:
    saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
    return Journey(form, read_answers(form, saved), person.seed)


def rows_of(form: Questionnaire, crowd: list[SyntheticPerson]) -> list[dict[str, Cell]]:
    return [
        code(form, journey_of(form, person).answers, person.seed)
        for person in crowd
        if person.outcome == "submitted"
    ]


@pytest.fixture(scope="module")
def london() -> tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]]:
    form = questionnaire("trauma-informed-london")
    crowd = people("trauma-informed-london", seed=7, n=500)
    return form, crowd, rows_of(form, crowd)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_seed_makes_the_same_people(name: str) -> None:
    assert people(name, 3, 8) == people(name, 3, 8)


@pytest.mark.parametrize("name", SHIPPED)
def test_another_seed_makes_other_people(name: str) -> None:
    assert people(name, 3, 8) != people(name, 4, 8)


def test_asking_for_more_people_leaves_the_first_ones_as_they_were() -> None:
    assert people("workshop-feedback", 3, 12)[:5] == people("workshop-feedback", 3, 5)[:5]


@pytest.mark.parametrize("name", SHIPPED)
def test_n_counts_those_who_submitted(name: str) -> None:
    assert Counter(person.outcome for person in people(name, 5, 12))["submitted"] == 12


@pytest.mark.parametrize("name", SHIPPED)
def test_whoever_submitted_has_completed_the_journey_and_nothing_else(name: str) -> None:
    form = questionnaire(name)
    for person in people(name, 11, 25):
        journey = journey_of(form, person)
        visited = [visit.page for visit in person.pages]
        assert visited == [page.id for page in journey.pages][: len(visited)]
        assert journey.complete is (person.outcome == "submitted")
        assert bool(journey.end) is (person.outcome == "ended")


@pytest.mark.parametrize("name", SHIPPED)
def test_no_form_is_one_that_the_survey_would_send_back(name: str) -> None:
    form = questionnaire(name)
    for person in people(name, 13, 25):
        journey = journey_of(form, person)
        for visit in person.pages:
            page = journey.page(visit.page)
            assert page is not None
            owned = {field.name for question in page.questions for field in question.fields()} | {"choice"}
            assert set(visit.form) <= owned
            assert not [q.id for q in page.questions if isinstance(q.read(visit.form), Rejected)]


def test_a_questionnaire_of_every_kind_is_answered_without_a_profile() -> None:
    form = load_text(EVERY_KIND)
    rows = rows_of(form, list(simulate(form, None, seed=1, n=40)))
    answered = {name for row in rows for name, cell in row.items() if not isinstance(cell, Missing)}
    assert {variable.id for variable in form.codebook if not variable.id.endswith("__say")} <= {
        form.codebook.owner(name).id for name in answered
    }
    assert {row["day"] for row in rows} <= {"2024-02-28", "2024-02-29", "2024-03-01", Missing.BLANK}


def test_each_page_took_some_seconds_and_the_form_about_its_expected_time(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    form, crowd, _ = london
    totals = sorted(
        sum(visit.seconds for visit in person.pages) for person in crowd if person.outcome == "submitted"
    )
    assert min(visit.seconds for person in crowd for visit in person.pages) >= 1
    assert 0.7 < totals[len(totals) // 2] / form.expected_seconds < 1.3


def test_shares_come_out_near_the_profile(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    _, _, rows = london
    profile = find_profile(QUESTIONNAIRES, "trauma-informed-london")
    sectors = Counter(row["sector"] for row in rows)
    for sector, share in profile.choices["sector"].items():
        assert sectors[sector] / len(rows) == pytest.approx(share, abs=0.06)
    skipped = fmean(row["wb_super"] is Missing.SECTION_SKIPPED for row in rows)
    assert skipped == pytest.approx(profile.skip["wellbeing"], abs=0.03)


def test_people_think_better_of_themselves_than_of_their_organisation(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    _, _, rows = london
    gaps = [mine - theirs for row in rows if (mine := mean(row, "pm")) and (theirs := mean(row, "po"))]
    assert fmean(gaps) > 0.5


def test_answers_of_one_person_hang_together(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    _, _, rows = london
    pairs = [(mine, team) for row in rows if (mine := mean(row, "pm")) and (team := mean(row, "pt"))]
    assert 0.2 < correlation(*zip(*pairs, strict=True)) < 0.9


def test_dont_know_is_said_most_about_the_organisation(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    _, _, rows = london
    unsure = {
        level: sum(row[f"{level}_{name}"] is Missing.DONT_KNOW for row in rows for name in PRINCIPLES)
        for level in ("pm", "pt", "po")
    }
    assert unsure["pm"] < unsure["pt"] < unsure["po"]


def test_boroughs_are_skewed_and_all_of_london_is_there(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    form, _, rows = london
    columns = [column.name for column in form.codebook["boroughs"].columns]
    counts = sorted(sum(row[column] == 1 for row in rows) for column in columns)
    assert counts[0] >= 1
    assert counts[-1] > 5 * counts[0]


def test_some_give_examples_and_some_leave_their_details(
    london: tuple[Questionnaire, list[SyntheticPerson], list[dict[str, Cell]]],
) -> None:
    _, crowd, rows = london
    titles = {row["practice_1__pp_title"] for row in rows if isinstance(row["practice_1__pp_title"], str)}
    assert len(titles) > 10
    assert any(isinstance(row["fu_email"], str) for row in rows)
    assert {"submitted", "left"} <= {person.outcome for person in crowd}


def test_moments_lie_within_the_field_period() -> None:
    assert all(0 <= person.moment < 1 for person in people("workshop-feedback", 2, 30))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_speaks_only_of_what_the_questionnaire_has(name: str) -> None:
    form, profile = questionnaire(name), find_profile(QUESTIONNAIRES, name)
    fields = {field.name for question in form.questions.values() for field in question.fields()}
    columns = form.codebook.columns
    names = {*form.questions, *fields, *columns} | {known.split("__")[-1] for known in form.questions}
    constructs = {column.measures for column in columns.values()}
    scales = {scale.id for question in form.questions.values() for scale in question.scales_used()}
    scales |= {variable.scale for variable in form.codebook}
    groups = list(profile.groups.values())
    assert set(profile.skip) <= {section.id for section in form.sections}
    assert set(profile.scales) <= scales
    assert {*profile.items, *(item for group in groups for item in group.items)} <= names | constructs
    assert {*profile.answers, *profile.choices, *profile.counts, *profile.texts, *profile.lifts} <= names


def test_a_faulty_profile_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "simulation.yaml"
    path.write_text("skip: {wellbeing: 7}", "utf-8")
    with pytest.raises(Refused, match="skip > wellbeing"):
        load_profile(path)
    path.write_text("skip: [", "utf-8")
    with pytest.raises(Refused, match="line 1"):
        load_profile(path)


def test_a_population_in_which_nobody_finishes_is_refused() -> None:
    with pytest.raises(Refused, match="Hardly anybody"):
        list(simulate(questionnaire("workshop-feedback"), Profile(leave=1), seed=1, n=1))


def mean(row: dict[str, Cell], level: str) -> float | None:
    given = [cell for name in PRINCIPLES if isinstance(cell := row[f"{level}_{name}"], int)]
    return fmean(given) if len(given) >= 4 else None
