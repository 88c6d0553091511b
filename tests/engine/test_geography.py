"""Where a person with one borough, several or none is counted, and that place adds up."""

from __future__ import annotations

from itertools import combinations

import pytest

from survey.engine.geography import NOT_GIVEN, WIDE, Geography, geography_of
from tests.analysis.answers import ROOT, codebook

CAMDEN, ISLINGTON, BARNET, ENFIELD = "E09000007", "E09000019", "E09000003", "E09000010"
BROMLEY, CROYDON, BEXLEY, CITY = "E09000006", "E09000008", "E09000004", "E09000001"
HACKNEY, LAMBETH = "E09000012", "E09000022"


@pytest.fixture(scope="module")
def london() -> Geography:
    found = geography_of(codebook(), ROOT / "questionnaires" / "reference")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("codes", "leaf"),
    [
        pytest.param([CAMDEN], CAMDEN, id="one borough is itself"),
        pytest.param([], NOT_GIVEN, id="none is not given"),
        pytest.param(["pan_london"], WIDE, id="London-wide"),
        pytest.param([CAMDEN, ISLINGTON], "NCL_CN_inner_several", id="one board, one command, inner"),
        pytest.param([CAMDEN, BARNET], "NCL_x_x_several", id="one board, two commands"),
        pytest.param([BROMLEY, CROYDON], "x_SN_outer_several", id="one command, two boards"),
        pytest.param([CITY, CAMDEN], "x_x_inner_several", id="both inner, else apart"),
        pytest.param([CAMDEN, BEXLEY], WIDE, id="nothing shared is London-wide"),
        pytest.param([CAMDEN, CAMDEN], CAMDEN, id="the same borough twice is one"),
        pytest.param([CAMDEN, "elsewhere"], WIDE, id="a code that is no borough counts as London-wide"),
    ],
)
def test_a_person_is_counted_in_one_leaf(london: Geography, codes: list[str], leaf: str) -> None:
    assert london.leaf(codes) == leaf
    assert leaf in london.leaves


def test_every_way_of_choosing_up_to_three_boroughs_has_a_leaf(london: Geography) -> None:
    boroughs = [place.code for place in london.places]
    ways = [combination for size in (1, 2, 3) for combination in combinations(boroughs, size)]
    assert {london.leaf(codes) for codes in ways} <= set(london.leaves)


@pytest.mark.parametrize("kind", ["icb", "bcu", "inner"])
def test_areas_across_and_not_given_add_up_to_london(london: Geography, kind: str) -> None:
    parts = [*(area.leaves for area in london.areas(kind)), london.across(kind), frozenset({NOT_GIVEN})]
    assert sum(len(part) for part in parts) == len(london.leaves)
    assert frozenset().union(*parts) == frozenset(london.leaves)


def test_there_are_33_boroughs_5_boards_and_13_commands(london: Geography) -> None:
    assert len(london.places) == 33
    assert len(london.areas("icb")) == 5
    assert len(london.areas("bcu")) == 13
    assert [area.label for area in london.areas("inner")] == ["Inner London", "Outer London"]


def test_the_city_force_holds_one_borough_and_no_several(london: Geography) -> None:
    city = next(area for area in london.areas("bcu") if area.code == "city_of_london_police")
    assert city.leaves == {CITY}


def test_boroughs_and_their_areas_are_counted_alike_whatever_the_order(london: Geography) -> None:
    assert london.leaf([HACKNEY, LAMBETH]) == london.leaf([LAMBETH, HACKNEY])


def test_a_questionnaire_without_place_has_no_geography() -> None:
    assert geography_of(codebook("workshop-feedback"), ROOT / "questionnaires" / "reference") is None
