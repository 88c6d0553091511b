"""Sentences are earned: no superlative without a clear difference, no number that no table prints."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from analysis.disclosure import Release, protect
from analysis.landscape import build
from analysis.landscape.findings import findings
from analysis.landscape.ground import Landscape
from analysis.measures import printed
from analysis.report import PAGE_ONE, Finding
from analysis.tables import Cell, Group, Label, Table
from tests.analysis.answers import frame_of, rows
from tests.analysis.forbidden import found_in

NAMES = ("Safety", "Trust", "Choice", "Collaboration")
COLUMN = (Label("headline", "Three sectors, equal weight"),)


@cache
def release(count: int = 500, name: str = "trauma-informed-london") -> Release:
    landscape = Landscape.of(frame_of(rows(count, 6, name), name))
    return protect(build.tables(landscape), build.hierarchy(landscape))


def table(
    id: str, rows: tuple[Label, ...], cols: tuple[Label, ...], *cells: Cell, notes: tuple[str, ...] = ()
) -> Table:
    return Table(id, id, "Made up.", "Everyone", (), rows, cols, cells, notes)


def figure(
    row: str,
    col: str,
    measure: str,
    value: float,
    lo: float | None = None,
    hi: float | None = None,
    n: int = 200,
) -> Cell:
    return Cell(row, col, measure, value, lo, hi, n, Group(universe=f"{row} {col}"), "answer")


def topic(wanted: str, *tables: Table) -> Finding | None:
    found = findings(protect(tables))
    return next((finding for finding in found if finding.topic == wanted), None)


def scores(*values: tuple[float, int, int]) -> tuple[Table, Table]:
    """T3 with a headline of these means, and T3r with the ranges of ranks that they earned."""
    labels = tuple(Label(name.lower(), name) for name in NAMES[: len(values)])
    means = [
        figure("headline", label.id, "mean", mean, mean - 2, mean + 2)
        for label, (mean, _, _) in zip(labels, values, strict=True)
    ]
    ranks = [
        figure(label.id, "headline", "rank", best, best, worst)
        for label, (_, best, worst) in zip(labels, values, strict=True)
    ]
    return table("T3", COLUMN, labels, *means), table("T3r", labels, COLUMN, *ranks)


def test_one_score_is_highest_when_its_range_of_ranks_is_one() -> None:
    found = topic("principles", *scores((70, 1, 1), (60, 2, 3), (59, 2, 3), (40, 4, 4)))
    assert found is not None
    assert found.claim == "Safety is furthest along, collaboration least."
    assert found.text == "Safety scores highest: 70 out of 100. Collaboration scores lowest: 40 out of 100."
    assert found.big == "40 to 70"


def test_scores_that_cannot_be_told_apart_are_named_together() -> None:
    found = topic("principles", *scores((67, 1, 2), (66, 1, 2), (53, 3, 4), (53, 3, 4)))
    assert found is not None
    assert "Safety and trust score highest, with no clear difference between them: 67 and 66" in found.text
    assert "no clear difference between them: both 53 out of 100." in found.text


def test_without_a_clear_difference_there_is_a_plain_range_and_no_superlative() -> None:
    found = topic("principles", *scores((56, 1, 4), (55, 1, 4), (54, 1, 4), (53, 1, 4)))
    assert found is not None
    assert found.claim == "No one score stands clearly above or below all the others."
    assert found.text == "Scores run from 53 (collaboration) to 56 (safety) out of 100."
    assert not re.search(r"highest|lowest|furthest", found.claim + found.text)


def test_without_ranks_nothing_is_called_highest() -> None:
    found = topic("principles", scores((70, 1, 1), (50, 2, 2))[0])
    assert found is not None
    assert "highest" not in found.text


def test_the_rule_is_silent_when_a_score_is_hidden() -> None:
    means, ranks = scores((70, 1, 1), (60, 2, 2), (40, 3, 3))
    small = replace(means, cells=(*means.cells[:2], replace(means.cells[2], n=7)))
    assert topic("principles", small, ranks) is None


def needs(*values: tuple[float, int, int]) -> Table:
    labels = tuple(Label(name.lower(), name) for name in NAMES[: len(values)])
    cells = []
    for label, (share, best, worst) in zip(labels, values, strict=True):
        cells.append(figure(label.id, "headline", "unmet", share, share - 4, share + 4))
        cells.append(figure(label.id, "headline", "rank", best, best, worst))
    return table("T8", labels, COLUMN, *cells, notes=("Unmet need: it matters and is not there.",))


def test_the_largest_need_is_named_with_its_interval() -> None:
    found = topic("need", needs((70, 1, 1), (50, 2, 3), (49, 2, 3)))
    assert found is not None
    assert found.claim == "“Safety” is the largest unmet need."
    assert found.text.startswith("70% (66 to 74) of those who answered.")
    assert found.text.endswith("Unmet means it matters and is not there.")


def test_two_needs_that_tie_are_both_named() -> None:
    found = topic("need", needs((70, 1, 2), (69, 1, 2), (49, 3, 4), (48, 3, 4)))
    assert found is not None
    assert found.claim == "“Safety” and “Trust” are the largest unmet needs."


def test_too_many_ties_make_no_superlative() -> None:
    found = topic("need", needs((70, 1, 4), (69, 1, 4), (68, 1, 4), (67, 1, 4)))
    assert found is not None
    assert found.claim == "No one need stands clearly above the others."


def test_what_nobody_stands_behind_is_no_end_of_an_order() -> None:
    found = topic("need", needs((70, 1, 1), (50, 2, 3), (49, 2, 3), (0, 4, 4)))
    assert found is not None
    assert "The figures run down to 49% (“Choice”), with none for “Collaboration”." in found.text


def gaps(*values: tuple[float, float], n: int = 200) -> Table:
    labels = tuple(Label(name.lower(), name) for name in NAMES[: len(values) - 1])
    places = (*labels, Label("together", "All together"))
    column = "individual-organisation"
    cells = [
        figure(label.id, column, "gap", gap, lo, 2 * gap - lo, n)
        for label, (gap, lo) in zip(places, values, strict=True)
    ]
    return table("T5", places, (Label(column, "Me minus my organisation"),), *cells)


def test_the_gap_between_levels_is_said_of_as_many_principles_as_it_holds_for() -> None:
    found = topic("levels", gaps((30, 27), (20, 17), (2, -1), (17, 15)))
    assert found is not None
    assert found.big == "17 points"
    assert found.text.startswith("On two of three principles")


def test_no_gap_is_claimed_when_nought_is_inside_its_interval() -> None:
    assert topic("levels", gaps((2, -1), (1, -2), (1.5, -1))) is None


def test_no_gap_is_claimed_of_a_small_base() -> None:
    assert topic("levels", gaps((30, 27), (20, 17), (25, 22), n=22)) is None


def test_a_questionnaire_that_declares_nothing_special_says_who_answered_and_how_answers_spread() -> None:
    found = findings(release(120, "workshop-feedback"))
    assert {finding.topic for finding in found} == {"spread", "answers", "marked"}


def test_all_five_topics_of_page_one_are_found() -> None:
    assert set(PAGE_ONE) <= {finding.topic for finding in findings(release())}


@pytest.mark.parametrize("name", ["trauma-informed-london", "workshop-feedback"])
def test_no_forbidden_word_in_findings_or_tables(name: str) -> None:
    made = release(500 if name.startswith("trauma") else 120, name)
    texts = [part for f in findings(made) for part in (f.big, f.unit, f.claim, f.text)]
    for each in made.tables:
        texts += [each.title, each.subtitle, each.base, *each.notes]
    ours = [re.sub(r"“[^”]*”", "", text) for text in texts]  # what the author wrote stands in quotation marks
    assert {text: found for text in ours if (found := found_in(text))} == {}


def test_every_number_in_a_finding_is_printed_in_its_table() -> None:
    made = release()
    tables = {each.id: each for each in made.tables}
    for finding in findings(made):
        printable = {"10", "33", "100", "5"}
        for source in finding.source:
            if source in tables:
                each = tables[source]
                for cell in each.cells:
                    numbers = (cell.value, cell.lo, cell.hi)
                    printable |= {printed(each, cell, number) for number in numbers if number is not None}
                printable.add(str(sum(cell.measure == "band" and cell.value is None for cell in each.cells)))
        said = set(re.findall(r"\d+", " ".join((finding.big, finding.claim, finding.text))))
        assert said <= printable, finding


def test_findings_are_the_same_when_they_are_made_again() -> None:
    landscape = Landscape.of(frame_of(rows(120, 9)))
    first, second = (findings(protect(build.tables(landscape), build.hierarchy(landscape))) for _ in range(2))
    assert first == second
