"""Whole releases of a made-up survey, attacked from their printed tables."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.disclosure import Release, protect
from analysis.tables import Group, Table
from tests.analysis.made_up_survey import (
    HIERARCHY,
    PLACES,
    PRINCIPLES,
    SECTORS,
    Person,
    group,
    people,
    release,
    who_answered,
    within,
)
from tests.analysis.second_attacker import SecondAttacker, facts, hidden

LEAVES = {name: tuple(codes) for name, codes in HIERARCHY.leaves.items()}
JOINTS = [("sector", "role", "place"), ("years",)]


class Survey:
    """A sample with its exact tables and its release."""

    def __init__(self, count: int, seed: int) -> None:
        self.sample: list[Person] = people(count, seed)
        self.exact: list[Table] = release(count, seed)
        self.release: Release = protect(self.exact, HIERARCHY)
        self.known = facts(self.exact, self.release.tables, "people")


@cache
def made_up(count: int) -> Survey:
    return Survey(count, seed=1)


@pytest.fixture(params=[pytest.param(300, id="300 people"), pytest.param(1000, id="1000 people")])
def survey(request: pytest.FixtureRequest) -> Survey:
    return made_up(request.param)


def is_safe(interval: tuple[float, float]) -> bool:
    lo, hi = interval
    return hi >= 10 - 1e-4 and hi - lo >= 10 - 1e-4


def test_every_suppressed_count_of_people_is_safe(survey: Survey) -> None:
    attacker = SecondAttacker(LEAVES, JOINTS, survey.known)
    for which, count in hidden(survey.exact, survey.release.tables, "people").items():
        interval = attacker.interval(which)
        assert interval[0] - 1e-4 <= count <= interval[1] + 1e-4
        assert count >= 10 or is_safe(interval), (which, count, interval)


def test_the_same_attacker_opens_many_once_the_partners_are_printed() -> None:
    survey = made_up(300)
    counts = hidden(survey.exact, survey.release.tables, "people")
    partners = {(h.sheet, frozenset(h.where)) for h in survey.release.hidden if h.reason == "partner"}
    printed = [(g, n) for g, n in counts.items() if ("people", frozenset(g.where)) in partners]
    attacker = SecondAttacker(LEAVES, JOINTS, [*survey.known, *printed])
    small = [g for g, n in counts.items() if 0 < n < 10 and len(g.where) == 1]
    assert sum(not is_safe(attacker.interval(which)) for which in small) >= 3


def test_small_groups_that_no_table_lists_are_safe_too(survey: Survey) -> None:
    attacker = SecondAttacker(LEAVES, JOINTS, survey.known)
    listed = {which for which, _ in survey.known} | set(hidden(survey.exact, survey.release.tables, "people"))
    every = [group(place=[leaf]) for leaf in PLACES]
    every += [group(place=[leaf], sector=[sector]) for leaf in PLACES for sector in SECTORS]
    for which in every:
        count = sum(within(person, which) for person in survey.sample)
        if which not in listed and 0 < count < 10:
            assert is_safe(attacker.interval(which)), (which, count)


def test_every_suppressed_base_is_safe_from_one_who_knows_all_other_counts(survey: Survey) -> None:
    for item in PRINCIPLES[:2]:
        known = [(Group(g.where), n) for g, n in facts(survey.exact, survey.release.tables, item)]
        attacker = SecondAttacker(LEAVES, JOINTS, survey.known, known)
        for which, count in hidden(survey.exact, survey.release.tables, item).items():
            interval = attacker.interval(Group(which.where), layer=1)
            assert count >= 10 or is_safe(interval), (item, which, count, interval)


def test_a_group_is_hidden_in_all_principles_or_in_none(survey: Survey) -> None:
    cells = survey.release.table("T3").cells
    for row in {cell.row for cell in cells}:
        assert len({cell.flags == ("suppressed",) for cell in cells if cell.row == row}) == 1


def test_most_of_the_release_is_shown(survey: Survey) -> None:
    everything = sum(len(table.cells) for table in survey.release.tables)
    assert survey.release.cells_hidden < 0.35 * everything


def test_two_runs_are_the_same() -> None:
    tables = [who_answered(people(400, seed=2))]
    assert protect(tables, HIERARCHY) == protect(tables, HIERARCHY)
