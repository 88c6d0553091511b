"""Questions of one's own: figures are those of pandas, what is small is hidden, names are explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import SurveyFrame, crosstab, protect, summarise
from analysis.asking.command import as_long
from analysis.asking.crosstab import Crosstab, safe
from analysis.asking.log import Entry, Log, answer, fingerprint
from analysis.asking.names import Names
from analysis.asking.query import Query
from analysis.asking.text import text_of
from analysis.commands import app
from analysis.disclosure import NotSafe, Printed, Register, SafeTable, TablesDisagree, TooFewChanged, printed
from analysis.landscape.ground import Landscape
from analysis.load import load, register_of_releases
from analysis.printing import page_of
from analysis.releasing import Released, Terms, earlier, people_of, release
from survey.errors import Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.exported import LONDON, extract_of
from tests.analysis.fielded import fielded, questionnaire

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


def frame() -> SurveyFrame:
    return fielded(300)


def figures(table: Crosstab | SafeTable, measure: str) -> dict[tuple[str, str], float]:
    told = table.to_pandas()
    told = told[(told["measure"] == measure) & told["value"].notna()]
    return {
        (row, col): value for row, col, value in zip(told["row"], told["col"], told["value"], strict=True)
    }


def asked(*names: str, of: str = "") -> Query:
    return Query.of_names(Landscape.of(frame()), names, of=of)


# ---------------------------------------------------------------- the figures


def test_counts_are_those_of_pandas() -> None:
    data = frame().analysed.data
    expected = pd.crosstab(data["sector"], data["role_type"].astype("str").fillna("not_given"))
    found = figures(crosstab(frame(), "sector", "role_type"), "count")
    for sector in expected.index:
        for role in expected.columns:
            assert found[f"sector:{sector}", f"role_type:{role}"] == expected.loc[sector, role]
    assert found["all", "all"] == len(data)


def test_percentages_are_of_those_who_gave_an_answer() -> None:
    data = frame().analysed.data
    health = data.loc[data["sector"] == "health", "trn_when"].dropna()
    found = figures(crosstab(frame(), "trn_when", "sector"), "percent")
    for code in health.unique():
        expected = 100 * (health == code).mean()
        assert found[f"step:{code}", "sector:health"] == pytest.approx(expected)


def test_what_was_set_aside_stands_beside_as_a_share_of_those_who_were_asked() -> None:
    base = frame().analysed
    why = base.why.loc[base.data["sector"] == "health", "trn_when"]
    found = figures(crosstab(frame(), "trn_when", "sector"), "dk")
    assert found["dk", "sector:health"] == pytest.approx(
        100 * (why == -8).sum() / why.isin((0, -1, -8)).sum()
    )


def test_a_third_variable_stands_as_blocks_whose_rows_add_up() -> None:
    found = figures(crosstab(frame(), "sector", "inner", "years_sector"), "count")
    blocks = {row.split(" | ")[0] for row, _ in found}
    assert found["all | all", "all"] == 300
    assert sum(found[f"{block} | all", "all"] for block in blocks - {"all"}) == 300


def test_a_mean_is_that_of_the_scores_of_the_group() -> None:
    base = frame().analysed
    score = next(s for s in base.codebook.scores if s.id == "overall_practice")
    points = pd.Series(base.score(score))[(base.data["sector"] == "health").to_numpy()]
    found = figures(summarise(frame(), "overall_practice", "sector"), "mean")
    assert found["sector:health", "overall_practice"] == pytest.approx(points.mean())


def test_a_list_has_the_share_of_those_who_chose_anything() -> None:
    base = frame().analysed
    ticks = base.data[[c.name for c in base.codebook["barriers"].columns]].eq(1).fillna(value=False)
    some = ticks[ticks.any(axis=1)]
    found = figures(crosstab(frame(), "barriers"), "percent")
    for name in ticks.columns:
        assert found[name, "all"] == pytest.approx(100 * some[name].mean())


# ---------------------------------------------------------------- what may be shown


@pytest.mark.parametrize("names", [("sector", "role_type"), ("role_type", "years_sector"), ("icb", "sector")])
def test_no_small_count_is_shown(names: tuple[str, str]) -> None:
    exact = crosstab(frame(), *names)
    shown = figures(protect(exact), "count")
    small = {at for at, count in figures(exact, "count").items() if count < 10}
    assert small
    assert not small & set(shown)


def test_a_figure_that_cannot_be_made_leaves_no_gap_that_would_tell_its_base() -> None:
    table = protect(summarise(frame(), "wellbeing_score", ["sector", "role_type"]))
    places = {(cell.row, cell.measure) for cell in table.cells}
    assert len(places) == len(table.rows) * len({measure for _, measure in places})
    assert "" not in {text for band in page_of(table).bands for line in band.lines for text in line.texts}


def test_a_share_of_people_is_that_of_the_counts_as_they_are_printed() -> None:
    table = protect(crosstab(frame(), "role_type", "sector", show="percentages"))
    shares, counts = figures(table, "share"), figures(table, "count")
    whole = figures(protect(crosstab(frame(), "role_type", "sector")), "count")
    for (row, col), share in shares.items():
        assert share == pytest.approx(100 * whole[row, col] / counts["all", col], abs=0.5)


def test_several_tables_are_protected_together() -> None:
    release = protect(crosstab(frame(), "sector"), crosstab(frame(), "sector", "years_sector"))
    assert [table.dimensions for table in release.tables] == [("sector",), ("sector", "years_sector")]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("names", "of", "said"),
    [
        pytest.param(("sektor",), "", "Did you mean sector?", id="a slip"),
        pytest.param(("sector", "rolle"), "", "Did you mean role?", id="a slip in a short name"),
        pytest.param(("sector", "x"), "", "There is: agree_take_part", id="the list of names"),
        pytest.param(("sector", "role", "inner", "years_sector"), "", "3 variables at the most", id="four"),
        pytest.param(
            ("sector", "role", "inner"), "overall_practice", "3 variables at the most", id="mean by 3"
        ),
        pytest.param(("sector", "sector"), "", "named twice", id="twice"),
        pytest.param(("icb", "borough"), "", "both about place", id="two areas"),
        pytest.param(("em_age", "borough"), "", "never by place", id="equality by place"),
        pytest.param(("hea_org",), "", "never published", id="an organisation"),
        pytest.param(("sector",), "overal_practice", "Did you mean overall_practice?", id="a score"),
        pytest.param(("def_missing",), "", "never published", id="free text"),
        pytest.param(("fu_consent",), "", "There is no question", id="contact"),
        pytest.param((), "", "Say which question", id="nothing"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(names: Sequence[str], of: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        asked(*names, of=of)


def test_counts_of_answers_are_refused_where_percentages_are_meant() -> None:
    with pytest.raises(Refused, match="ask for percentages"):
        crosstab(frame(), "barriers", show="counts")


def test_the_report_s_short_name_of_a_split_is_known() -> None:
    assert asked("role", "sector").names == ("role_type", "sector")


@pytest.mark.parametrize("name", list(Names(Landscape.of(fielded(300))).groups))
def test_every_group_that_is_listed_can_be_counted(name: str) -> None:
    assert figures(crosstab(frame(), name, show="counts"), "count")["all", "all"] == 300


# ---------------------------------------------------------------- the log


def test_what_was_shown_stays_shown_and_other_groups_hide_beside_it() -> None:
    first, second = (
        asked(*names).table(Landscape.of(frame())) for names in (["sector"], ["sector", "years_sector"])
    )
    alone = safe([first])
    shown = printed(replace(alone, tables=alone.tables[:1]), "first", AT)
    before = set(figures(alone.tables[0], "count"))
    assert before - set(figures(safe([first, second]).tables[0], "count")), "it must be hidden otherwise"
    assert set(figures(safe([first, second], kept=[shown]).tables[0], "count")) >= before


def test_what_cannot_stay_shown_refuses_the_release() -> None:
    table = asked("sector", "role").table(Landscape.of(frame()))
    exact = Printed("leaked", AT, False, tuple((table.id, replace(cell, flags=())) for cell in table.cells))
    with pytest.raises(NotSafe, match="Nothing was released"):
        safe([table], kept=[exact])


def test_each_question_is_logged_with_what_was_shown(tmp_path: Path) -> None:
    extract, log = replace(extract_of(questionnaire(), []), frame=frame()), Log(tmp_path / "queries")
    table = answer(extract, asked("sector"), log)
    (entry,) = log.entries()
    assert (entry.query, entry.at, entry.extract) == (asked("sector"), extract.at, fingerprint(extract))
    assert {cell.value for _, cell in entry.printed.cells} == {cell.value for cell in table.cells}
    assert entry.printed.people == people_of(extract)
    assert Entry.from_json(entry.to_json()) == entry
    assert answer(extract, asked("sector"), log).cells == table.cells
    assert len(log.entries()) == 2


def test_the_log_holds_no_exact_count(tmp_path: Path) -> None:
    extract, log = replace(extract_of(questionnaire(), []), frame=frame()), Log(tmp_path / "queries")
    answer(extract, asked("sector"), log)
    said = json.loads((tmp_path / "queries" / "0001.json").read_text("utf-8"))
    values = [cell["value"] for table in said["printed"]["tables"] for cell in table["cells"]]
    assert all(value is None or value % 5 == 0 for value in values)


def test_a_few_newcomers_since_an_earlier_question_are_not_told_apart(tmp_path: Path) -> None:
    everybody = frame()
    early = everybody.ordered(list(range(296)))
    log = Log(tmp_path / "queries")
    answer(replace(extract_of(questionnaire(), []), frame=early), asked("sector"), log)
    with pytest.raises(NotSafe, match="have answered or withdrawn since"):
        answer(replace(extract_of(questionnaire(), []), frame=everybody), asked("sector"), log)
    assert len(log.entries()) == 1


# ---------------------------------------------------------------- the register, in a notebook


def released_before(folder: Path, *, people: int) -> Released:
    """Everybody of now, beside a register in which so many of them have a table that was handed on."""
    extract = replace(extract_of(questionnaire(), []), frame=frame())
    early = replace(extract, frame=frame().ordered(list(range(people))))
    register = Register(folder)
    answer(early, asked("sector"), Log(folder / "queries"), hand_on=register.add)
    return Released.at(folder, extract)


def test_a_table_of_a_notebook_is_refused_where_a_release_beside_it_would_tell_of_a_few(
    tmp_path: Path,
) -> None:
    register = released_before(tmp_path, people=296)
    table = crosstab(frame(), "sector")
    assert figures(protect(table), "count")
    with pytest.raises(TooFewChanged, match=r"(?s)have answered or withdrawn since.*--take-back"):
        protect(table, register=register)


def test_beside_a_release_a_table_of_a_notebook_shows_no_more_than_alone(tmp_path: Path) -> None:
    register = released_before(tmp_path, people=250)
    tables = crosstab(frame(), "sector", "years_sector"), crosstab(frame(), "role_type")
    alone, beside = protect(*tables), protect(*tables, register=register)
    assert beside.account.beside
    assert beside.account.hidden >= alone.account.hidden
    assert len(register.register.entries()) == 1


def test_what_is_entered_meanwhile_counts_in_the_next_call(tmp_path: Path) -> None:
    register = Released.at(tmp_path, replace(extract_of(questionnaire(), []), frame=frame()))
    table = crosstab(frame(), "sector")
    protect(table, register=register)
    released_before(tmp_path, people=296)
    with pytest.raises(TooFewChanged):
        protect(table, register=register)


def test_a_register_beside_other_answers_is_refused(tmp_path: Path) -> None:
    register = released_before(tmp_path, people=250)
    table = crosstab(frame().ordered(list(range(280))), "sector")
    with pytest.raises(
        TablesDisagree, match="A table is of 280 people, and the register was opened beside 300"
    ):
        protect(table, register=register)


# ---------------------------------------------------------------- how it is read


def test_a_table_in_a_notebook_has_its_marks_and_escapes_every_word() -> None:
    exact = replace(crosstab(frame(), "sector", "role_type"), title="<script>alert(1)</script>")
    table = protect(exact)
    html = table._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "[c] not shown" in html
    assert html.count("<td style") == len(table.rows) * len(table.cols)


def test_a_table_as_csv_starts_no_formula() -> None:
    exact = crosstab(frame(), "sector", "role_type")
    formula = replace(exact.rows[1], text="=HYPERLINK(1)")
    told = as_long(
        protect(replace(exact, rows=(exact.rows[0], formula, *exact.rows[2:]))),
        extract_of(questionnaire(), ()),
    )
    assert "'=HYPERLINK(1)" in told
    assert ",=HYPERLINK" not in told


def test_an_exact_table_says_that_it_stays_inside() -> None:
    assert "for the team alone" in crosstab(frame(), "sector")._repr_html_()
    assert "for the team alone" not in protect(crosstab(frame(), "sector"))._repr_html_()


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = text_of(page_of(protect(crosstab(frame(), "trn_when", "role_type"))), width)
    assert max(map(len, text.splitlines())) <= width
    assert "Indicative interval" in text


# ---------------------------------------------------------------- the command


def test_the_command_answers_on_the_terminal_and_writes_files(exportable: Path) -> None:
    def ask(*words: str | Path) -> str:
        result = CliRunner().invoke(app, ["table", "trauma-informed-london", *map(str, words)])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "[c] not shown" in ask("sector", "role")
    assert "--mean" in ask()
    said = json.loads(ask("sector", "--mean", "overall_practice", "--json"))
    assert said["table"]["dimensions"] == ["sector"]
    assert said["meta"]["synthetic"]
    assert ask("sector", "--csv").startswith("row,row_label,block,col,col_label,measure,value")
    out = exportable / "sector.html"
    ask("sector", "--out", out)
    assert "Synthetic: no real answers" in out.read_text("utf-8")
    assert len(list((exportable / "var" / "queries" / "trauma-informed-london").iterdir())) == 4


def test_a_table_that_leaves_the_team_binds_the_reports_that_come_later(exportable: Path) -> None:
    def register() -> Register:
        with Store.open(Settings.read()) as store:
            return Register(register_of_releases(store, LONDON))

    asking = ["table", LONDON, "sector", "role"]
    kept = CliRunner().invoke(app, asking)
    assert "--handed-on" in kept.stderr
    assert register().entries() == ()
    alone = CliRunner().invoke(app, [*asking, "--reason", "Health asked for it."])
    assert isinstance(alone.exception, Refused)
    for _ in range(2):  # the same table again is the same entry
        given = CliRunner().invoke(app, [*asking, "--handed-on", "--reason", "Health asked for it."])
        assert given.exit_code == 0, given.output
        assert given.stdout == kept.stdout
    (entry,) = register().entries()
    assert entry.printed.name.startswith("table 2 of ")
    assert entry.printed.reason == "Health asked for it."
    with Store.open(Settings.read()) as store:
        extract = load(store, LONDON)
        (before,) = earlier(register(), extract)
        assert before.is_same
        assert len(before.printed.people) == len(extract.frame.analysed)
        assert list(rehearse(store, store.settings, LONDON, number=3, seed=9))
        with pytest.raises(TooFewChanged, match=r"table 2 of .* --take-back"):
            release(load(store, LONDON), register(), Terms(), lambda words: None)


def test_the_command_checks_a_table_beside_the_releases_that_readers_have(exportable: Path) -> None:
    with Store.open(Settings.read()) as store:
        extract = load(store, LONDON)
        released = safe([crosstab(extract.frame, "sector")])
        readers_have = replace(
            printed(released, "the report of March", extract.at), people=people_of(extract)
        )
        Register(register_of_releases(store, LONDON)).add(readers_have)
    same = CliRunner().invoke(app, ["table", LONDON, "sector"])
    assert same.exit_code == 0, same.output
    with Store.open(Settings.read()) as store:
        assert list(rehearse(store, store.settings, LONDON, number=3, seed=9))
    result = CliRunner().invoke(app, ["table", LONDON, "sector"])
    assert isinstance(result.exception, TooFewChanged)
    assert "since the report of March" in str(result.exception)
