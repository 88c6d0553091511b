"""Scores below 0.7 are in no table of scores, no figure and no sentence, and shown by their statements."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.charts import heat_map
from analysis.disclosure import Release, protect
from analysis.landscape import build
from analysis.landscape.findings import findings
from analysis.landscape.ground import Landscape
from analysis.landscape.holding import Reliability, Variation
from analysis.landscape.plan import Plan, PlannedSection
from analysis.landscape.practice import LevelGaps, PracticeLevels, PracticeOrder, PracticeScores
from analysis.landscape.scores import Scores
from analysis.landscape.who import WhoAnswered
from analysis.tables import Table
from tests.analysis.answers import codebook, frame_of, rows

LOOSE = ("eq_racetrauma", "eq_adultif", "eq_data", "eq_system")
TRUST = ("pm_trust", "pt_trust", "po_trust")
KINDS = (
    WhoAnswered(),
    PracticeScores(),
    PracticeOrder(),
    PracticeLevels(),
    LevelGaps(),
    Reliability(scores=("principle_safety", "principle_trust", "equity_score")),
    Variation(),
    Scores(scores=("equity_score", "knowledge_4r")),
)


@cache
def land(count: int = 240) -> Landscape:
    """Statements on trust and on equity have nothing to do with one another; all others hang together."""
    made = rows(count, 8)
    for at, (_, cells) in enumerate(made):
        cells["sector"] = ("policing", "health", "local_authority")[at % 3]
        tone = 1 + at // 3 % 5
        for name in codebook().columns:
            if name.startswith(("pm_", "pt_", "po_", "r_")):
                cells[name] = tone
        for names in (LOOSE, TRUST):
            cells |= {name: 1 + at // 3 // 5**power % 5 for power, name in enumerate(names)}
    return Landscape.of(frame_of(made))


def plan(**more: float) -> Plan:
    return Plan(sections=(PlannedSection(section="practice", heading="Practice", tables=KINDS),), **more)


@cache
def exact() -> dict[str, Table]:
    return {table.id: table for table in build.tables(land(), plan())}


@cache
def release() -> Release:
    """The few tables that figures and sentences about scores come from."""
    return protect([exact()[id] for id in ("T1", "T3", "T3r", "T3q")], build.hierarchy(land(), plan()))


def test_a_score_that_does_not_hold_together_is_in_no_table_of_scores() -> None:
    assert land().loose >= {"principle_trust", "equity_score"}
    assert not land().loose & {"principle_safety", "knowledge_4r"}
    for id in ("T3", "T3r", "T4", "T11"):
        table = exact()[id]
        named = {label.id for label in (*table.rows, *table.cols)} | {c.group.universe for c in table.cells}
        assert not named & {"principle_trust", "equity_score"}, id
        assert named & {"principle_safety", "knowledge_4r"}, id


def test_a_note_says_which_is_left_out_and_its_statements_stand_where_it_says() -> None:
    (note,) = [note for note in exact()["T11"].notes if note.startswith("Left out")]
    assert "below 0.7 by omega or alpha: Race and equity." in note
    assert note.endswith("the tables whose numbers begin with T11st.")
    assert [row.id for row in exact()["T11st"].rows] == list(LOOSE)
    rows = [row.id for id in ("T3st", "T3st2") for row in exact()[id].rows]
    assert rows == list(TRUST)  # on two scales: me, then team and organisation


def test_statements_have_a_title_of_their_own() -> None:
    assert exact()["T11"].title == "Scores"
    assert exact()["T11st"].title == "Statements of scores that do not hold together"


def test_levels_are_told_statement_by_statement_and_never_together() -> None:
    table = exact()["T3l"]
    trust = {cell.row for cell in table.cells if cell.col == "principle_trust"}
    assert trust == {"level:individual", "level:team", "level:organisation"}
    assert {cell.row for cell in table.cells if cell.col == "principle_safety"} > trust


def test_no_figure_and_no_sentence_tells_it_as_a_score() -> None:
    said = findings(release())
    assert not [one for one in said if one.topic in ("principles", "apart") and "trust" in one.text.lower()]
    (loose,) = [one for one in said if one.topic == "loose"]
    assert loose.claim == "Some scores are left out and shown statement by statement."
    first = next(table for table in release().tables if heat_map.fits(table))
    assert first.id == "T3"


def test_a_plan_can_ask_for_more_and_for_nothing_less() -> None:
    with pytest.raises(ValueError, match=r"greater than or equal to 0\.7"):
        plan(reliable=0.6)
    assert land().under(plan(reliable=0.99).terms).loose >= land().loose


def test_too_few_answers_hold_nothing_against_a_score() -> None:
    assert land(24).loose == frozenset()
