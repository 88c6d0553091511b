"""Every number of T1, T3 and T8 is found again by a second calculation that shares nothing with the first."""

from __future__ import annotations

from functools import cache
from statistics import mean, stdev

import pytest

from analysis.landscape import build
from analysis.landscape.ground import Landscape
from analysis.tables import Cell, Table
from survey.engine import coding
from survey.engine.codebook import Missing
from survey.engine.loader import load_file
from survey.engine.reading import SavedPage, read_answers
from survey.fieldwork.simulation import find_profile, simulate
from tests.analysis import second
from tests.analysis.answers import ROOT, Row, frame_of, rows
from tests.analysis.second import NEEDS, PRINCIPLES, SECTORS, Answers, Value

NEAR = 1.0
"""Points of 100 by which limits drawn with other random numbers may differ, for every measure.

Both sides take the same percentiles of their own draws, so chance in the drawing is all that parts them: one
end of an interval 13 points wide moves by 0.13 (standard error) with 5,000 draws.
"""
STEP = 25.0
"""Points of 100 in one step of a scale from 1 to 5."""
REASONS = {"dk": Missing.DONT_KNOW, "na": Missing.NOT_APPLICABLE, "blank": Missing.BLANK}
SOURCES = ("made up", "simulated")
Cells = dict[tuple[str, str, str], Cell]


def simulated(number: int, seed: int) -> list[Row]:
    """People made up on the real journey, coded by the engine: those of `survey simulate -n 600 --seed 1`."""
    folder = ROOT / "questionnaires"
    questionnaire = load_file(folder / "trauma-informed-london" / "1.0.yaml")
    profile = find_profile(folder, questionnaire.questionnaire)
    made = rows(number)
    found: list[Row] = []
    for person in simulate(questionnaire, profile, seed, number):
        if person.outcome == "submitted":
            saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
            answers = read_answers(questionnaire, saved)
            found.append((made[len(found)][0], coding.code(questionnaire, answers, person.seed)))
    return found


@cache
def survey(source: str) -> tuple[list[Answers], dict[str, Table]]:
    coded = rows(360, seed=3) if source == "made up" else simulated(600, seed=1)
    tables = build.tables(Landscape.of(frame_of(coded)))
    return [cells for _, cells in coded], {table.id: table for table in tables}


def cells_of(table: Table) -> Cells:
    return {(cell.row, cell.col, cell.measure): cell for cell in table.cells}


def close(cell: Cell, value: float | None, n: int | None = None) -> None:
    assert cell.value == pytest.approx(value, abs=1e-6), cell
    if n is not None:
        assert cell.n == n, cell


def limits(cell: Cell, interval: second.Interval, near: float = NEAR) -> None:
    if interval is None:
        return
    assert cell.lo == pytest.approx(interval[0], abs=near), cell
    assert cell.hi == pytest.approx(interval[1], abs=near), cell


@pytest.mark.parametrize("source", SOURCES)
def test_who_answered_is_found_again(source: str) -> None:
    people, tables = survey(source)
    cells = cells_of(tables["T1"])
    assert cells["total", "people", "count"].value == len(people)
    checked = 1
    for kind, group in second.GROUPS.items():
        found = [group(row) for row in people]
        for label in tables["T1"].rows:
            if label.id.startswith(f"{kind}:"):
                count = found.count(label.id.split(":", 1)[1])
                close(cells[label.id, "people", "count"], count)
                close(cells[label.id, "people", "percent"], 100 * count / len(people), len(people))
                checked += 2
        assert set(found) <= {
            row.id.split(":", 1)[1] for row in tables["T1"].rows if row.id.startswith(f"{kind}:")
        }
    assert checked == len(tables["T1"].cells)


def scores_of(people: list[Answers], items: tuple[str, ...]) -> list[Value]:
    return [
        (value, second.organisation(row)) for row in people if (value := second.score(row, items)) is not None
    ]


def without(cell: Cell, people: int) -> None:
    """A figure that cannot be made of so few has its cell all the same."""
    assert (cell.value, cell.lo, cell.hi, cell.n) == (None, None, None, people)


@pytest.mark.parametrize("table", ["T3", "T3g"])
@pytest.mark.parametrize("source", SOURCES)
def test_practice_scores_by_group_are_found_again(source: str, table: str) -> None:
    people, tables = survey(source)
    cells = cells_of(tables[table])
    checked = 0
    for label in tables[table].rows:
        if label.id == "headline":
            continue
        kind, part = label.id.split(":", 1)
        group = [row for row in people if second.GROUPS[kind](row) == part]
        for principle, items in PRINCIPLES.items():
            col = f"principle_{principle}"
            values = scores_of(group, items)
            numbers = [value for value, _ in values]
            if numbers:
                close(cells[label.id, col, "mean"], mean(numbers), len(numbers))
                limits(cells[label.id, col, "mean"], second.mean_interval(values))
                high = sum(value >= 75 for value in numbers)
                close(cells[label.id, col, "percent_high"], 100 * high / len(numbers), len(numbers))
                limits(cells[label.id, col, "percent_high"], second.wilson(high, len(numbers)), 1e-6)
            else:
                without(cells[label.id, col, "mean"], 0)
                without(cells[label.id, col, "percent_high"], 0)
            if len(numbers) > 1:
                close(cells[label.id, col, "sd"], stdev(numbers), len(numbers))
            else:
                without(cells[label.id, col, "sd"], len(numbers))
            for measure, reason in REASONS.items():
                share = second.share_of_shown(group, items, reason)
                if share is not None:
                    close(cells[label.id, col, measure], share, second.people_shown(group, items))
                else:
                    without(cells[label.id, col, measure], 0)
            checked += 3 + len(REASONS)
    assert checked == sum(cell.row != "headline" for cell in tables[table].cells)


@pytest.mark.parametrize("source", SOURCES)
def test_the_equal_weight_headline_is_found_again(source: str) -> None:
    people, tables = survey(source)
    cells = cells_of(tables["T3"])
    sectors = [[row for row in people if row["sector"] == sector] for sector in SECTORS]
    for principle, items in PRINCIPLES.items():
        col = f"principle_{principle}"
        by_sector = [scores_of(group, items) for group in sectors]
        n = sum(len(values) for values in by_sector)
        headline = mean([mean([value for value, _ in values]) for values in by_sector])
        close(cells["headline", col, "mean"], headline, n)
        limits(cells["headline", col, "mean"], second.equal_interval(by_sector))
        close(cells["headline", col, "sd"], second.equal_spread(by_sector), n)
        high = [[(float(value >= 75), of) for value, of in values] for values in by_sector]
        close(cells["headline", col, "percent_high"], 100 * mean([mean([v for v, _ in h]) for h in high]), n)
        limits(cells["headline", col, "percent_high"], second.equal_interval(high, 100))
        for measure, reason in REASONS.items():
            shares = [second.share_of_shown(group, items, reason) or 0.0 for group in sectors]
            shown = sum(second.people_shown(group, items) for group in sectors)
            close(cells["headline", col, measure], mean(shares), shown)
    assert sum(cell.row == "headline" for cell in tables["T3"].cells) == 6 * len(PRINCIPLES)


@pytest.mark.parametrize("source", SOURCES)
def test_needs_are_found_again(source: str) -> None:
    people, tables = survey(source)
    cells = cells_of(tables["T8"])
    sectors = [[row for row in people if row["sector"] == sector] for sector in SECTORS]
    ranks = second.rank_ranges(people)
    top = [name for name in people[0] if name.startswith("nd_top__") and name != "nd_top__say"]
    for need in NEEDS:
        row, figures = f"nd_{need}", {}
        for side in ("importance", "current"):
            name = f"{row}__{side}"
            figures[side] = [coded(group, name) for group in sectors]
        figures["gap"] = [paired(group, row) for group in sectors]
        figures["unmet"] = [
            [
                (100 * v, second.organisation(one))
                for one in group
                if (v := second.unmet(one, need)) is not None
            ]
            for group in sectors
        ]
        figures["top"] = [
            [
                (100.0 * (one[f"nd_top__{row}"] == 1), second.organisation(one))
                for one in group
                if any(one[name] == 1 for name in top)
            ]
            for group in sectors
        ]
        for measure, by_sector in figures.items():
            cell = cells[row, "headline", measure]
            value = mean([mean([v for v, _ in values]) for values in by_sector])
            close(cell, value, sum(len(values) for values in by_sector))
            limits(
                cell, second.equal_interval(by_sector), NEAR if measure in ("unmet", "top") else NEAR / STEP
            )
        unknown = [
            second.share_of_shown(group, [f"{row}__current"], Missing.DONT_KNOW) or 0.0 for group in sectors
        ]
        close(cells[row, "headline", "dk"], mean(unknown))
        rank = cells[row, "headline", "rank"]
        assert (rank.value, rank.lo, rank.hi) == ranks[need]
    assert len(cells) == len(tables["T8"].cells) == 7 * len(NEEDS)


def coded(group: list[Answers], name: str) -> list[Value]:
    return [
        (float(cell), second.organisation(row)) for row in group if not isinstance(cell := row[name], Missing)
    ]


def paired(group: list[Answers], need: str) -> list[Value]:
    found = []
    for row in group:
        importance, current = row[f"{need}__importance"], row[f"{need}__current"]
        if not isinstance(importance, Missing) and not isinstance(current, Missing):
            found.append((float(importance) - float(current), second.organisation(row)))
    return found
