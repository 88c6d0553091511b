"""Tables that a plan asks for, worked out by hand: how answers spread, who is missing, lists by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean

import pytest

from analysis.disclosure import Release, SafeTable, protect
from analysis.landscape import build
from analysis.landscape.build import hierarchy
from analysis.landscape.choices import Choices, ChoicesByGroup
from analysis.landscape.coverage import Coverage, Target
from analysis.landscape.distribution import Distribution
from analysis.landscape.ground import Landscape
from analysis.landscape.items import Statements
from analysis.landscape.kind import TableKind
from analysis.landscape.plan import Plan, PlannedSection
from analysis.landscape.scores import Scores
from analysis.landscape.who import Equality, WhoAnswered
from analysis.tables import Cell, Table
from analysis.weighting import Margins
from survey.engine.codebook import Cell as Coded
from survey.engine.codebook import Missing
from tests.analysis.answers import codebook, frame_of, rows

SECTORS = ("policing", "health", "local_authority")
SAME: Mapping[str, Coded] = {"stage_org": 2, "role_type": "frontline"}


def land(people: Sequence[Mapping[str, Coded]]) -> Landscape:
    """People of three sectors in turn, alike but for what is given for them."""
    made = rows(len(people), 5)
    for at, ((_, cells), own) in enumerate(zip(made, people, strict=True)):
        cells |= {"sector": SECTORS[at % 3], **SAME, **own}
    return Landscape.of(frame_of(made))


def only(kind: TableKind, made: Landscape) -> Table:
    (table,) = kind.tables(made)
    return table


def at(table: Table | SafeTable, row: str, col: str) -> Cell:
    return next(cell for cell in table.cells if (cell.row, cell.col) == (row, col))


def test_a_spread_is_of_those_who_gave_an_answer_and_what_was_set_aside_of_those_asked() -> None:
    people: list[Mapping[str, Coded]] = [{}] * 120
    people[0] = {"stage_org": 4}  # policing
    people[3] = {"stage_org": Missing.DONT_KNOW}  # policing
    people[6] = {"stage_org": Missing.NOT_REACHED}  # policing, never asked
    people[1] = {"stage_org": Missing.BLANK}  # health
    table = only(Distribution(of="stage_org", by=("sector",), reached=3), land(people))
    police = at(table, "sector:policing", "step:2")
    assert police.value == pytest.approx(100 * 37 / 38)
    assert police.n == 38
    assert at(table, "sector:policing", "reached").value == pytest.approx(100 / 38)
    assert at(table, "sector:policing", "median").value == 2
    unsure = at(table, "sector:policing", "dk")
    assert unsure.value == pytest.approx(100 / 39)
    assert unsure.n == 39
    left = at(table, "sector:health", "blank")
    assert left.value == pytest.approx(100 / 40)
    assert left.n == 40
    together = at(table, "headline", "reached")
    assert together.value == pytest.approx(mean([100 / 38, 0, 0]))
    assert together.n == 117
    assert at(table, "headline", "dk").value == pytest.approx(mean([100 / 39, 0, 0]))


def test_notes_speak_of_the_figures_that_a_table_has_and_of_no_others() -> None:
    made = land([{}] * 120)
    (reached,) = Distribution(of="stage_org", by=("sector",), reached=3).tables(made)
    (spread,) = Distribution(of="stage_org", by=("sector",)).tables(made)
    (by_group,) = ChoicesByGroup(id="T9b").tables(made)
    (in_all,) = Choices(id="T9").tables(made)
    assert reached.notes[0] == spread.notes[0] == "A median is given by group alone."
    assert reached.notes[1].startswith("Percentages: Wilson")
    assert spread.notes[1:] == ()
    assert by_group.notes == ("Percentages: Wilson, which ignores organisations, so it is a little narrow.",)
    assert in_all.notes[-1].startswith("Equal-weight figures:")
    assert not any("Means:" in note for table in (reached, by_group, in_all) for note in table.notes)


def test_the_shares_of_a_spread_add_up_in_every_group() -> None:
    made = Landscape.of(frame_of(rows(200, 3)))
    table = only(Distribution(of="trn_when"), made)
    for row in table.rows:
        shares = [cell.value for cell in table.cells if cell.row == row.id and cell.col.startswith("step:")]
        assert shares == [] or sum(value or 0 for value in shares) == pytest.approx(100)


def test_who_is_missing_counts_each_sector_by_each_break_and_adds_up() -> None:
    people: list[Mapping[str, Coded]] = [
        {"role_type": "frontline" if at % 2 else "other"} for at in range(90)
    ]
    made = land(people)
    table = only(Coverage(by=("role_type",), hoped=20), made)
    assert at(table, "role_type:other", "sector:policing").value == 15
    assert at(table, "role_type:frontline", "sector:health").value == 15
    assert sum(cell.value or 0 for cell in table.cells) == 90
    assert "Hoped for: 20 or more in each." in table.subtitle


def test_what_is_asked_in_one_sector_alone_counts_each_answer_the_same() -> None:
    made = Landscape.of(frame_of(rows(200, 3)))
    policing = only(Statements(id="T10a", grid="pol_mod"), made)
    everybody = only(Statements(id="T3i", grid="prin_org"), made)
    assert {cell.group.parts for cell in policing.cells} == {()}
    assert all(cell.group.parts for cell in everybody.cells)
    asked = made.frame.shown(made.frame.codebook["pol_mod"].columns[0].name).sum()
    assert max(cell.n or 0 for cell in policing.cells) <= asked < len(made.frame)


def test_choices_by_group_are_shares_of_those_who_chose_anything() -> None:
    names = [column.name for column in land([{}] * 3).frame.codebook["enablers"].columns]
    none: dict[str, Coded] = dict.fromkeys(names, 0)
    first, second = none | {names[0]: 1}, none | {names[1]: 1}
    people = [none if at < 6 else first if at % 2 else second for at in range(96)]
    made = land(people)
    table = only(ChoicesByGroup(of="enablers", by="sector"), made)
    found = at(table, names[0], "sector:policing")
    assert found.value == pytest.approx(50)
    assert found.n == 30
    assert at(only(Choices(of="enablers"), made), names[0], "chosen").value == pytest.approx(50)


def test_scores_can_be_split_by_any_question_with_one_answer() -> None:
    people: list[Mapping[str, Coded]] = [{"wb_exposure": 1 if at < 60 else 5} for at in range(120)]
    made = land(people)
    table = only(Scores(scores=("wellbeing_score",), by=("wb_exposure",)), made)
    assert [col.id for col in table.cols] == ["wellbeing_score"]
    assert {row.id for row in table.rows} >= {"headline", "wb_exposure:1", "wb_exposure:5"}
    plan = Plan(
        sections=(
            PlannedSection(section="practice", heading="Practice", tables=(Scores(by=("wb_exposure",)),)),
        )
    )
    known = hierarchy(made, plan).leaves["wb_exposure"]
    assert {"1", "5"} <= set(known)


def test_a_plan_of_all_new_kinds_goes_through_disclosure_control() -> None:
    made = Landscape.of(frame_of(rows(150, 9)))
    kinds = (
        Coverage(by=("role_type",)),
        Distribution(of="stage_org", reached=3),
        Scores(scores=("equity_score", "wellbeing_score"), by=("wb_exposure",)),
        ChoicesByGroup(of="barriers"),
    )
    plan = Plan(sections=(PlannedSection(section="who", heading="Who", tables=kinds),))
    release = protect([table for kind in kinds for table in kind.tables(made)], hierarchy(made, plan))
    assert [table.id for table in release.tables] == ["T2", "T6", "T11", "T9b"]
    assert all(cell.n is None or cell.n % 5 == 0 for table in release.tables for cell in table.cells)


def targeted(made: Landscape, *targets: Target, terms: Mapping[str, object] | None = None) -> Release:
    section = PlannedSection(
        section="who", heading="Who", tables=(WhoAnswered(), Coverage(by=("role_type",), targets=targets))
    )
    margins = Margins.model_validate(terms) if terms else None
    plan = Plan(sections=(section,), margins=margins)
    return build.completed(protect(build.tables(made, plan), build.hierarchy(made, plan)), made, plan)


def test_a_target_is_set_beside_the_printed_count_and_never_the_exact_one() -> None:
    """Thirty-one of each sector in one role: printed as 30, so 30 of 40."""
    made = land([{}] * 93)
    table = targeted(
        made, Target(by="role_type", parts=("frontline",), hoped={"policing": 40, "health": 20})
    ).table("T2t")
    assert at(table, "role_type:frontline", "sector:policing").value == 75
    assert at(table, "role_type:frontline", "sector:health").value == 150
    assert table.base == "As in Table 2; from counts to the nearest 5"
    assert [col.id for col in table.cols] == ["sector:policing", "sector:health"]


def test_a_group_that_is_hidden_has_no_ratio_and_is_on_the_list_of_those_not_shown() -> None:
    made = land([{"role_type": "senior" if at < 12 else "frontline"} for at in range(120)])
    release = targeted(made, Target(by="role_type", hoped={"policing": 20}))
    hidden = at(release.table("T2t"), "role_type:senior", "sector:policing")
    assert (hidden.value, hidden.flags) == (None, ("suppressed",))
    assert any(
        "Policing, under 10 or beside a group under 10:" in note for note in release.table("T2t").notes
    )
    assert all("response rate" not in note for note in release.table("T2t").notes)


def test_answers_by_1000_staff_are_there_only_with_a_denominator() -> None:
    made = land([{}] * 93)
    target = Target(by="role_type", hoped={"policing": 40})
    assert "T2w" not in {table.id for table in targeted(made, target).tables}
    terms = {
        "source": "Made up",
        "totals": {"sector": {"policing": 6000, "health": 3000, "local_authority": 1000}},
    }
    table = targeted(made, target, terms=terms).table("T2w")
    assert [cell.value for cell in table.cells] == [5, 10, 30]


def test_equality_is_counted_for_london_alone_and_never_crossed() -> None:
    made = land([{"em_gender": "woman" if at % 3 else "man"} for at in range(90)])
    table = only(Equality(of=("em_gender", "em_disability")), made)
    assert at(table, "em_gender:woman", "people").value == 60
    assert {len(cell.group.where) for cell in table.cells} == {0, 1}
    for name in ("em_gender", "em_disability"):
        parts = [c.value or 0 for c in table.cells if c.row.startswith(f"{name}:") and c.measure == "count"]
        assert sum(parts) == 90


def test_a_module_says_where_statements_were_asked_of_one_service_alone() -> None:
    statements = [column.name for column in codebook()["pol_mod"].columns]
    all_asked: Mapping[str, Coded] = dict.fromkeys(statements, 3)
    nobody: Mapping[str, Coded] = dict.fromkeys(statements, Missing.NOT_ASKED)
    people = [nobody if at % 3 else all_asked for at in range(120)]  # the first of each three is of policing
    for at in range(0, 120, 6):
        people[at] = {**all_asked, "pol_custody": Missing.NOT_ASKED}
    table = only(Statements(id="T10a", grid="pol_mod"), land(people))
    assert table.notes[0].startswith("Some statements were asked only of those who work in the service")
    bases = {cell.row: cell.n for cell in table.cells if cell.col == "score"}
    assert bases == {**dict.fromkeys(statements, 40), "pol_custody": 20}
