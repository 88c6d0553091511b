"""From two coders to one answer, and T13 made of it: exact, and under disclosure control."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.breaks import Breaks
from analysis.disclosure import Hierarchy, protect
from analysis.frame import SurveyFrame
from analysis.tables import Cell, Table
from analysis.themes import decisions
from analysis.themes.agreement import ALL
from analysis.themes.coding import Coding
from analysis.themes.decisions import decisions_in, disputes
from analysis.themes.final import Final, read_final, settle, write_final
from analysis.themes.returned import FaultySheets
from analysis.themes.sheets import book_page
from analysis.themes.table import APART, CODED_TWICE, ROUTED, leaves, themes_table
from analysis.themes.texts import texts_of
from survey.engine.codebook import Cell as Answer
from survey.errors import Refused
from tests.analysis.written import book, by_sector, coded, frame, returned, texts

OF = texts(["We have no hour for it", "Doors stay open", "Nothing to add"])
FIRST, SECOND, THIRD = (text.id for text in OF)
ANNA = coded(OF, "anna", {FIRST: ["time"], SECOND: ["safety", "time"], THIRD: []})
BEN = coded(OF, "ben", {FIRST: ["time", "racism"], SECOND: ["safety"]}, unfinished=True)
MACHINE = coded(OF, "machine", {FIRST: ["racism"], THIRD: ["safety"]})
BOTH = (ANNA, BEN)


def decided(
    said: dict[tuple[str, str], str], codings: tuple[Coding, ...] = BOTH
) -> dict[tuple[str, str], bool]:
    """Decisions as people write them into the sheet, by text and theme."""
    grid = returned(decisions.pages(codings, book())[0])
    at = grid.headings.index("final")
    rows = tuple(
        (number, (*row[:at], said.get((str(row[1]), str(row[4])), ""), *row[at + 1 :]))
        for number, row in grid.rows
    )
    return dict(decisions_in(replace(grid, rows=rows), codings, book()))


def test_only_marks_on_which_people_differ_are_decided() -> None:
    found = {(one.id, one.code): one for one in disputes((*BOTH, MACHINE), book())}
    assert set(found) == {(FIRST, "racism"), (SECOND, "time")}
    assert found[FIRST, "racism"].marks == "anna: no; ben: yes"
    assert (found[FIRST, "racism"].machine, found[SECOND, "time"].machine) == (True, False)


def test_the_sheet_of_disagreements_shows_the_text_and_both_marks() -> None:
    page, beside = decisions.pages((*BOTH, MACHINE), book())
    shown = {(row[1], row[4]): row for row in page.rows}
    assert len(page.rows) == 2
    assert shown[FIRST, "racism"][3:8] == (
        "We have no hour for it", "racism", "anna: no; ben: yes", "yes", "",
    )  # fmt: skip
    assert beside == book_page(book())


def test_what_is_decided_is_final_and_the_rest_is_what_all_marked() -> None:
    final = settle(BOTH, decided({(FIRST, "racism"): "yes", (SECOND, "time"): "no"}), book())
    assert final.marks == {FIRST: ("time", "racism"), SECOND: ("safety",), THIRD: ()}
    assert (final.coders, final.coded_twice, final.decided, final.texts) == (("anna", "ben"), 2, 2, 3)
    assert final.book.version == "1.0"


def test_the_machine_settles_nothing() -> None:
    said = decided({(FIRST, "racism"): "yes", (SECOND, "time"): "no"})
    assert settle((*BOTH, MACHINE), said, book()) == settle(BOTH, said, book())
    with pytest.raises(Refused, match="no marks by people"):
        settle((MACHINE,), {}, book())


def test_without_decisions_there_is_no_final() -> None:
    with pytest.raises(Refused, match="differ on 2 marks"):
        settle(BOTH, {}, book())
    with pytest.raises(FaultySheets, match="row 3, column final: nothing is decided here"):
        decided({(min(FIRST, SECOND), "racism" if FIRST < SECOND else "time"): "yes"})
    with pytest.raises(FaultySheets, match="Write yes or no"):
        decided({(FIRST, "racism"): "perhaps", (SECOND, "time"): "no"})


def test_decisions_about_other_marks_are_refused() -> None:
    grid = returned(decisions.pages(BOTH, book())[0])
    other = coded(OF, "ben", {FIRST: ["time"], SECOND: ["safety"]}, unfinished=True)
    with pytest.raises(FaultySheets, match="other disagreements"):
        decisions_in(grid, (ANNA, other), book())


def test_the_file_of_settled_themes_is_read_as_it_was_written_and_holds_no_text(tmp_path: Path) -> None:
    final = settle(BOTH, decided({(FIRST, "racism"): "yes", (SECOND, "time"): "no"}), book())
    write_final(final, tmp_path / "themes.json")
    assert read_final(tmp_path / "themes.json") == final
    written = (tmp_path / "themes.json").read_text("utf-8")
    assert not any(text.words in written for text in OF)
    assert json.loads(written)["book"]["version"] == "1.0"
    (tmp_path / "themes.json").write_text(written.replace('"decided"', '"deciding"'))
    with pytest.raises(Refused, match="no file of settled themes"):
        read_final(tmp_path / "themes.json")


# ---------------------------------------------------------------- T13

SECTORS = {"policing": 40, "health": 60, "local_authority": 30, "other": 12}
WROTE = {"policing": 24, "health": 40, "local_authority": 20, "other": 11}
ABOUT = {"safety": {"policing": 12, "health": 25, "local_authority": 13, "other": 0}, "time": {"health": 4}}


def survey() -> SurveyFrame:
    """Of each sector the first so many wrote, and one of health wrote twice."""
    said: list[dict[str, Answer]] = []
    for sector, many in SECTORS.items():
        for at in range(many):
            wrote: dict[str, Answer] = {"one_change": f"{sector} {at}"} if at < WROTE[sector] else {}
            again: dict[str, Answer] = {"def_missing": "more"} if (sector, at) == ("health", 0) else {}
            said.append({"sector": sector, **wrote, **again})
    return frame(said)


def final_of(people: SurveyFrame) -> Final:
    """The first so many of each sector wrote about each theme; two coders agree on all of it."""
    of = texts_of(people, book().questions)
    marks = {}
    for text in of:
        sector, _, at = text.words.partition(" ")
        marks[text.id] = [code for code, many in ABOUT.items() if at and int(at) < many.get(sector, 0)]
    marks[of[-1].id] = ["safety"]  # "more", by the writer of "health 0"
    return settle((coded(of, "anna", marks), coded(of, "ben", marks)), {}, book())


def figure(table: Table, row: str, col: str, measure: str = "count") -> Cell:
    return next(c for c in table.cells if (c.row, c.col, c.measure) == (row, col, measure))


def test_the_table_counts_people_who_wrote_once_for_a_theme() -> None:
    people = survey()
    table = themes_table(people, final_of(people), Breaks.of(people).main)
    assert table.id == "T13"
    assert figure(table, "all", "all").value == 95
    assert figure(table, "theme:safety", "all").value == 50
    health = "sector:health"
    assert figure(table, "theme:safety", health).value == 25
    assert figure(table, "theme:safety", health, "percent").value == pytest.approx(100 * 25 / 40)
    assert figure(table, "theme:safety", health, "percent").n == 40
    assert figure(table, "theme:none", health).value == 15
    assert figure(table, "theme:racism", "all").value == 0
    assert [row.block for row in table.rows] == ["", "Principles", "Barriers", "Barriers", "Without a theme"]


def test_agreement_stands_in_a_column_of_its_own() -> None:
    people = survey()
    final = final_of(people)
    table = themes_table(people, final, Breaks.of(people).main)
    safety = figure(table, "theme:safety", "agreement", "agreement")
    assert (safety.value, safety.n, safety.group.universe) == (1.0, 96, CODED_TWICE)
    assert figure(table, "all", "agreement", "agreement").value == final.agreement_on(ALL).alpha


def test_texts_taken_back_leave_the_table_and_new_ones_do_not_enter_it() -> None:
    people = survey()
    final = final_of(people)
    main = Breaks.of(people).main
    sector = people.values("sector")
    fewer = people.only((sector != "health").to_numpy())
    assert figure(themes_table(fewer, final, Breaks.of(fewer).main), "all", "all").value == 55
    half = final.model_copy(update={"marks": dict(list(final.marks.items())[:48])})
    table = themes_table(people, half, main)
    assert "Not every text was coded" in " ".join(table.notes)
    with pytest.raises(Refused, match="None of the texts"):
        themes_table(people, final.model_copy(update={"marks": {}}), main)


def test_disclosure_control_takes_the_table_and_hides_few_writers_of_a_theme() -> None:
    people = survey()
    main = Breaks.of(people).main
    assert main is not None
    final = final_of(people)
    told = Hierarchy(
        leaves={main.variable: main.leaves, **dict(leaves(final))},
        routed=ROUTED,
        apart=frozenset({"examples"}) | APART,
    )
    release = protect([by_sector(people), themes_table(people, final, main)], told)
    table = release.table("T13")

    def shown(row: str, col: str, measure: str = "count") -> float | None:
        return next(c.value for c in table.cells if (c.row, c.col, c.measure) == (row, col, measure))

    assert shown("all", "all") == 95
    assert shown("theme:safety", "all") == 50
    assert shown("theme:safety", "all", "percent") == 53
    assert shown("theme:time", "sector:health") is None
    assert shown("theme:time", "all") is None
    assert shown("theme:safety", "agreement", "agreement") == 1.0
    assert {cell.value for cell in release.table("T1").cells} == {140, 40, 60, 30, 10}
    small = [c for c in table.cells if c.measure == "count" and c.value is not None and 0 < c.value < 10]
    assert small == []


def test_a_theme_that_nearly_every_writer_of_a_sector_names_is_not_told_of_the_few_who_did_not() -> None:
    """22 of 24 police wrote about it: to print both would count the two who did not."""
    people = survey()
    main = Breaks.of(people).main
    assert main is not None
    final = final_of(people)
    of = {text.id: text.words for text in texts_of(people, book().questions)}
    nearly = {
        id: ("time",) if words.startswith("policing") and int(words.split()[1]) < 22 else marks
        for (id, marks), words in zip(final.marks.items(), map(of.__getitem__, final.marks), strict=True)
    }
    told = Hierarchy(leaves={main.variable: main.leaves, **dict(leaves(final))}, routed=ROUTED, apart=APART)
    table = themes_table(people, final.model_copy(update={"marks": nearly}), main)
    release = protect([by_sector(people), table], told)
    both = [
        next(
            c.value
            for c in release.table("T13").cells
            if (c.row, c.col, c.measure) == (row, "sector:policing", "count")
        )
        for row in ("all", "theme:time")
    ]
    assert None in both
