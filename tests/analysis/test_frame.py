"""Values and reasons are kept apart, and the base is who it says it is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analysis.frame import HAS_VALUE, Person, SurveyFrame
from survey.engine.codebook import Cell, Missing, Nature
from tests.analysis.answers import codebook, frame_of, rows

ITEMS = ("pm_safety", "pt_safety", "po_safety")
SAFETY = next(score for score in codebook().scores if score.id == "principle_safety")


def one(**cells: Cell) -> dict[str, Cell]:
    """A row in which nothing was reached but what is said."""
    names = [column for variable in codebook() for column in (c.name for c in variable.columns)]
    return {**dict.fromkeys(names, Missing.NOT_REACHED), "sector": "health", **cells}


def frame(*cells: dict[str, Cell], status: str = "submitted") -> SurveyFrame:
    return frame_of([(Person(str(at), "partial" if status == "partial" else "submitted"), c)
                     for at, c in enumerate(cells)])  # fmt: skip


@pytest.mark.parametrize("reason", list(Missing), ids=lambda reason: reason.reason)
def test_no_reason_for_missing_enters_a_mean(reason: Missing) -> None:
    found = frame(one(pm_safety=5, pt_safety=3), one(pm_safety=reason, pt_safety=3))
    assert found.points("pm_safety").tolist()[0] == 100
    assert np.isnan(found.points("pm_safety")[1])
    assert found.values("pm_safety").mean() == 5
    assert found.reasons("pm_safety").tolist() == [HAS_VALUE, reason.value]


def test_values_and_reasons_exclude_each_other_in_every_column() -> None:
    found = frame_of(rows(80))
    for column in found.data:
        there = found.data[column].notna().to_numpy()
        assert (there == (found.reasons(str(column)) == HAS_VALUE)).all(), column


def test_a_score_needs_two_of_three() -> None:
    found = frame(
        one(pm_safety=5, pt_safety=3, po_safety=Missing.DONT_KNOW),
        one(pm_safety=5, pt_safety=Missing.BLANK, po_safety=Missing.DONT_KNOW),
        one(pm_safety=1, pt_safety=2, po_safety=3),
    )
    assert found.score(SAFETY)[0] == pytest.approx(75)
    assert np.isnan(found.score(SAFETY)[1])
    assert found.score(SAFETY)[2] == pytest.approx(25)


def test_a_scale_of_four_steps_runs_from_nought_to_a_hundred_too() -> None:
    made = frame_of(rows(40, name="workshop-feedback"), "workshop-feedback")
    points = made.points("fb_clear")
    assert set(np.round(points[~np.isnan(points)], 4)) <= {0.0, 33.3333, 66.6667, 100.0}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (3, True), (Missing.BLANK, True), (Missing.DONT_KNOW, True), (Missing.NOT_APPLICABLE, True),
        (Missing.PREFER_NOT_TO_SAY, True), (Missing.NOT_ASKED, False), (Missing.NOT_REACHED, False),
        (Missing.SECTION_SKIPPED, False),
    ],
)  # fmt: skip
def test_shown_means_answered_left_or_declined(cell: Cell, shown: bool) -> None:
    assert frame(one(pm_safety=cell)).shown("pm_safety").tolist() == [shown]


@pytest.mark.parametrize(
    ("status", "cells", "counts"),
    [
        pytest.param("submitted", {}, True, id="whoever sent counts"),
        pytest.param("partial", {"po_safety": 2}, True, id="a draft with a rating counts"),
        pytest.param("partial", {"po_safety": Missing.DONT_KNOW}, True, id="so does one with don't know"),
        pytest.param("partial", {"po_safety": Missing.BLANK}, False, id="a blank says nothing"),
        pytest.param("partial", {"r_realise": 4}, False, id="answers before the scored sections are too few"),
        pytest.param("partial", {"em_age": 2}, False, id="who somebody is, alone, is too little"),
        pytest.param("partial", {"po_safety": 2, "sector": Missing.BLANK}, False, id="no sector, no place"),
    ],
)
def test_the_base_is_who_said_enough(status: str, cells: dict[str, Cell], counts: bool) -> None:
    assert frame(one(**cells), status=status).in_base.tolist() == [counts]


def test_contact_details_are_not_in_the_frame() -> None:
    found = frame_of(rows(5))
    contact = {c.name for v in codebook() if v.nature is Nature.CONTACT for c in v.columns}
    assert contact
    assert not contact & set(found.data.columns)


def test_an_organisation_off_the_list_is_not_known() -> None:
    found = frame(
        one(hea_org="RAL"), one(hea_org="other"), one(hea_org="RAL"), one(sector="policing"),
        one(sector="local_authority", la_org="E09000007"),
    )  # fmt: skip
    first, other, again, police, council = found.organisations().tolist()
    assert first == again != council
    assert (other, police) == (-1, -1)


def test_a_column_that_an_older_version_lacks_was_not_asked() -> None:
    cells = one()
    del cells["pm_safety"]
    assert frame(cells).reasons("pm_safety").tolist() == [Missing.NOT_ASKED.value]


def test_a_frame_can_be_empty() -> None:
    found = frame()
    assert len(found.analysed) == 0
    assert found.score(SAFETY).shape == (0,)


def test_people_keep_their_day_and_their_mark() -> None:
    found = frame_of([(Person("a", "submitted", True, date(2025, 1, 9), "1.0"), one())])
    names = ["id", "status", "synthetic", "day", "version"]
    assert found.people[names].iloc[0].to_list() == ["a", "submitted", True, date(2025, 1, 9), "1.0"]
