"""Coding sheets out and in: nothing is lost between, or it is told and nothing is taken."""

from __future__ import annotations

import csv
import stat
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.themes import cells
from analysis.themes.book import book_in
from analysis.themes.cells import Formula, Grid
from analysis.themes.coding import codings_in, read_codings
from analysis.themes.returned import FaultySheets
from analysis.themes.sheets import TEXTS, Sheet
from analysis.themes.stamp import coder_called
from analysis.themes.texts import LONGEST_CELL, SEED, Text, as_shown, sample_of, sample_size, units
from survey.errors import Refused
from tests.analysis.written import BOOK, SLUG, Filled, book, coded, returned, texts

HOSTILE = (
    "=HYPERLINK(1)",
    "+ tea, sitting down",
    "-1",
    "@everyone",
    "1/2",
    "3 May",
    "TRUE",
    "007",
    "1e5",
    "It's 'quoted'",
    "'=1",
    'She said "no"; twice, \t and a tab',
    "first line\nsecond line\r\nthird line\rfourth",
    "  kept apart  ",
    "نحتاج إلى وقت أطول مع كل أسرة، وليس إلى نماذج.",
    "Zażółć gęślą jaźń: więcej czasu dla ludzi.",
    "_x0041_ is not A",
    "a\x0bvertical\x00character",
    "😀 " * 20,
)


def sheet(of: tuple[Text, ...], coder: str = "anna") -> Sheet:
    return Sheet.of(of, book(), SLUG, coder)


def all_none(of: tuple[Text, ...]) -> dict[str, dict[str, object]]:
    return {text.id: {"none": "1"} for text in of}


def told(grid: Grid, *others: Grid) -> list[str]:
    """What is said of sheets that cannot be taken."""
    with pytest.raises(FaultySheets) as caught:
        codings_in([grid, *others], book())
    return [str(wrong) for wrong in caught.value.wrong]


# ---------------------------------------------------------------- out


def test_two_coders_get_the_same_texts_in_different_orders() -> None:
    of = texts([f"words {number}" for number in range(40)])
    anna, ben = sheet(of, "anna"), sheet(of, "ben")
    assert set(anna.texts) == set(ben.texts) == set(of)
    assert anna.texts != ben.texts
    assert sheet(of, "anna").texts == anna.texts


def test_a_sheet_says_nothing_of_another_coder_or_of_who_wrote() -> None:
    of = texts([f"words {number}" for number in range(60)])
    said = str(sheet(of, "ben").pages()[0].rows)
    assert "anna" not in said
    assert f"{0:032x}" not in said
    assert "health" not in said


@pytest.mark.parametrize(
    ("many", "both"), [(0, 0), (30, 30), (50, 50), (200, 50), (250, 50), (251, 51), (1000, 200)]
)
def test_a_fifth_and_at_least_fifty_are_coded_twice(many: int, both: int) -> None:
    assert sample_size(many) == both


def test_the_sample_is_the_same_for_everybody_and_new_texts_hardly_change_it() -> None:
    of = texts([f"words {number}" for number in range(300)])
    fewer = set(sample_of(of[:299]))
    assert sample_of(of) == sample_of(tuple(reversed(of)))
    assert len(fewer & set(sample_of(of))) >= 59
    second = Sheet.of(of, book(), SLUG, "ben", sample=True)
    assert set(second.texts) == set(sample_of(of))
    assert (second.stamp.rows, second.stamp.of) == (60, 300)
    assert SEED == 20250110


@pytest.mark.parametrize("name", ["machine", "Final", "all", "two words", "", "1st", "=1"])
def test_a_coder_has_a_name_of_one_word_that_is_not_taken(name: str) -> None:
    with pytest.raises(Refused, match="cannot be called"):
        coder_called(name)


def test_a_coder_may_have_letters_of_any_language() -> None:
    assert coder_called(" Łucja ") == "łucja"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_files_are_for_their_owner_alone_and_replace_nothing_unasked(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"anna.{ending}"
    cells.write(sheet(texts(["words"])).pages(), out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="may hold work"):
        cells.check_place(out, force=False)
    cells.check_place(out, force=True)
    with pytest.raises(Refused, match=r"\.xlsx or \.csv"):
        cells.check_place(tmp_path / "anna.ods", force=False)


def test_a_workbook_has_the_codebook_beside_the_texts_and_runs_nothing(tmp_path: Path) -> None:
    cells.write(sheet(texts(HOSTILE)).pages(), tmp_path / "anna.xlsx")
    made = openpyxl.load_workbook(tmp_path / "anna.xlsx")
    assert made.sheetnames == [TEXTS, "Codebook"]
    assert {cell.data_type for page in made for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert made[TEXTS].freeze_panes == "A2"
    assert made[TEXTS].column_dimensions["J"].hidden or made[TEXTS].column_dimensions["K"].hidden
    assert made["Codebook"]["D2"].value == "People feel and are safe."


# ---------------------------------------------------------------- out and in again


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_text_comes_back_as_it_was(tmp_path: Path, ending: str) -> None:
    of = texts(HOSTILE)
    filled = Sheet(sheet(of).stamp, book(), sheet(of).texts, {text.id: frozenset({"safety"}) for text in of})
    cells.write(filled.pages(), tmp_path / f"back.{ending}")
    (coding,) = read_codings([tmp_path / f"back.{ending}"], book())
    assert {id: shown.words for id, shown in coding.texts.items()} == {text.id: text.words for text in of}
    assert set(coding.marks.values()) == {frozenset({"safety"})}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.text(min_size=1, max_size=80).filter(lambda w: as_shown(w).strip()), min_size=1, max_size=5
    )
)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_whatever_somebody_writes_comes_back(tmp_path: Path, ending: str, words: list[str]) -> None:
    of = texts(words)
    filled = Sheet(sheet(of).stamp, book(), sheet(of).texts, {text.id: frozenset({"time"}) for text in of})
    cells.write(filled.pages(), tmp_path / f"back.{ending}")
    (coding,) = read_codings([tmp_path / f"back.{ending}"], book())
    assert coding.marks == {text.id: frozenset({"time"}) for text in of}


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    shown = as_shown("😀" * 20_000)
    assert shown.endswith("[cut here: 4000 more characters]")
    assert units(shown) < 32_767
    assert as_shown("a" * LONGEST_CELL) == "a" * LONGEST_CELL


@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_a_csv_file_may_be_parted_in_any_usual_way(tmp_path: Path, parted: str) -> None:
    of = texts(HOSTILE)
    page = sheet(of).pages()[0]
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=parted)
        out.writerow([column.name for column in page.columns])
        for _, row in returned(page, {text.id: {"time": "x"} for text in of}).rows:
            out.writerow(row)
    (coding,) = read_codings([tmp_path / "back.csv"], book())
    assert set(coding.marks.values()) == {frozenset({"time"})}


def test_a_csv_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "back.csv").write_bytes("id,text\nt1,łóżko".encode("cp1250"))
    with pytest.raises(Refused, match="CSV UTF-8"):
        read_codings([tmp_path / "back.csv"], book())


@pytest.mark.parametrize("name", ["back.xlsx", "back.csv", "back.ods", "missing.xlsx"])
def test_a_file_that_is_no_sheet_is_a_sentence(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_text("nothing, at all\n1,2\n")
    with pytest.raises(Refused):
        read_codings([tmp_path / name], book())


@pytest.mark.parametrize(
    ("parts", "size", "said"),
    [(1, 210_000_000, "would come to 210,0"), (1_100, 1, "in 1,100 parts")],
    ids=["far too much", "very many parts"],
)
def test_a_sheet_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, parts: int, size: int, said: str
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        for number in range(parts):
            packed.writestr(f"xl/{number}.xml", b" " * size)
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(Refused, match=said):
        read_codings([bomb], book())


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize("mark", ["1", 1, 1.0, True, "x", " X ", "TRUE", "yes", "✓", "\uff11"])
def test_every_usual_mark_is_a_yes(mark: object) -> None:
    of = texts(["words"])
    (coding,) = codings_in([returned(sheet(of).pages()[0], {of[0].id: {"safety": mark}})], book())
    assert coding.marks == {of[0].id: frozenset({"safety"})}


def test_a_row_of_noes_is_a_text_with_no_theme() -> None:
    of = texts(["words"])
    noes: dict[str, object] = {"safety": 0, "time": "no", "racism": False}
    (coding,) = codings_in([returned(sheet(of).pages()[0], {of[0].id: noes})], book())
    assert coding.marks == {of[0].id: frozenset()}


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        pytest.param("2", "holds '2', which is no mark", id="a number"),
        pytest.param("maybe", "holds 'maybe', which is no mark", id="a word"),
        pytest.param(datetime(2025, 1, 1), "holds a day or a time", id="a day that a spreadsheet made"),
        pytest.param(Formula("=TRUE()"), "holds a formula", id="a formula"),
    ],
)
def test_a_stray_mark_is_told_with_its_row_and_column(cell: object, sentence: str) -> None:
    of = texts(["words"])
    (said,) = told(returned(sheet(of).pages()[0], {of[0].id: {"safety": cell}}))
    assert said.startswith("sheet.xlsx, row 2, column safety: ")
    assert sentence in said


def test_a_theme_and_none_together_are_told() -> None:
    of = texts(["words"])
    (said,) = told(returned(sheet(of).pages()[0], {of[0].id: {"safety": 1, "none": 1}}))
    assert "row 2, column none: it is marked together with safety" in said


def test_rows_without_a_mark_are_told_unless_the_sheet_may_be_unfinished() -> None:
    of = texts(["one", "two", "three", "four"])
    page = sheet(of).pages()[0]
    third = page.rows[2][1]
    filled: Filled = {third: {"safety": 1}}
    (said,) = told(returned(page, filled))
    assert "no mark in row 2 to 3, 5." in said
    (coding,) = codings_in([returned(page, filled)], book(), unfinished=True)
    assert coding.marks == {third: frozenset({"safety"})}
    assert len(coding.texts) == 4


# ---------------------------------------------------------------- what got lost


def grid_of(many: int) -> Grid:
    of = texts([f"words {number}" for number in range(many)])
    return returned(sheet(of).pages()[0], all_none(of))


def with_rows(grid: Grid, rows: tuple[tuple[int, tuple[object, ...]], ...]) -> Grid:
    return Grid(grid.file, grid.headings, rows)


def changed(grid: Grid, row: int, column: str, to: object) -> Grid:
    at = grid.headings.index(column)
    rows = tuple((n, (*r[:at], to, *r[at + 1 :]) if n == row else r) for n, r in grid.rows)
    return with_rows(grid, rows)


def test_sorted_rows_are_no_fault() -> None:
    grid = grid_of(5)
    assert len(codings_in([with_rows(grid, grid.rows[::-1])], book())[0].marks) == 5


def test_a_lost_row_is_told_by_its_number() -> None:
    grid = grid_of(5)
    (said,) = told(with_rows(grid, grid.rows[:2] + grid.rows[3:]))
    assert "1 of 5 rows are missing: number 3." in said


def test_a_row_that_stands_twice_is_told_with_both_places() -> None:
    grid = grid_of(3)
    (said,) = told(with_rows(grid, (*grid.rows, (9, grid.rows[0][1]))))
    assert "row 9, column no: this row stands in row 2 too." in said


@pytest.mark.parametrize("column", ["text", "id", "question", "no", "check"])
def test_a_changed_cell_is_told_with_its_row(column: str) -> None:
    said = told(changed(grid_of(3), 3, column, "something else"))
    assert any("row 3: no, id, question or text was changed." in one for one in said)


def test_a_row_from_another_sheet_is_told() -> None:
    of = texts([f"words {number}" for number in range(3)])
    anna, ben = (returned(sheet(of, coder).pages()[0], all_none(of)) for coder in ("anna", "ben"))
    said = told(with_rows(anna, (*anna.rows[:2], (4, ben.rows[2][1]))))
    assert any("row 4, column sheet: this row comes from another sheet" in one for one in said)


def test_an_unknown_column_is_told_with_the_one_that_was_meant() -> None:
    grid = grid_of(2)
    renamed = Grid(
        grid.file, tuple("saftey" if name == "safety" else name for name in grid.headings), grid.rows
    )
    said = told(renamed)
    assert any("no theme or column called saftey. Did you mean safety?" in one for one in said)
    assert any("column safety: this column is missing." in one for one in said)


def test_a_cell_under_no_heading_and_a_column_that_stands_twice_are_told() -> None:
    grid = grid_of(1)
    ((number, row),) = grid.rows
    (said,) = told(Grid(grid.file, grid.headings, ((number, (*row, "loose")),)))
    assert "row 2: a cell under no heading holds 'loose'." in said
    (said,) = told(Grid(grid.file, (*grid.headings, "time"), ((number, (*row, "")),)))
    assert "column time: this column stands twice." in said


def test_a_book_that_was_changed_since_is_told() -> None:
    of = texts(["words"])
    grid = returned(sheet(of).pages()[0], all_none(of))
    newer = book_in(BOOK.replace('"1.0"', '"1.1"'))
    with pytest.raises(FaultySheets, match=r"version 1\.0 of the book .* version 1\.1"):
        codings_in([grid], newer)


def test_one_coder_cannot_code_a_text_in_two_sheets() -> None:
    grid = grid_of(2)
    again = Grid("again.xlsx", grid.headings, grid.rows)
    assert told(grid, again) == ["again.xlsx: anna coded the same texts in sheet.xlsx. Give one of them."]


def test_when_one_sheet_is_faulty_nothing_is_taken_and_all_is_told() -> None:
    sound = grid_of(3)
    broken = changed(changed(Grid("b.xlsx", sound.headings, sound.rows), 2, "time", "?"), 3, "racism", "!")
    with pytest.raises(FaultySheets, match="Nothing was taken") as caught:
        codings_in([sound, broken], book())
    assert [(one.row, one.column) for one in caught.value.wrong if one.row] == [(2, "time"), (3, "racism")]


def test_what_the_machine_leaves_empty_is_coded_with_no_theme() -> None:
    of = texts(["one", "two"])
    coding = coded(of, "machine", {of[0].id: ["safety"]})
    assert coding.by_machine
    assert coding.marks == {of[0].id: frozenset({"safety"}), of[1].id: frozenset()}
