"""Files that are no honest forms: refused in a sentence, or told cell by cell."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from survey.errors import Refused
from survey.xlsform.importing import Imported, read_form
from tests.xlsform.forms import changed, left, questions, read, table

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A workbook with one question."""
    path = tmp_path / "form.xlsx"
    save(path, ["type", "name", "label"], ["text", "a", "A"])
    return path


def save(path: Path, *rows: list[str]) -> None:
    book = Workbook()
    sheet = book.create_sheet("survey", 0)
    for row in rows:
        sheet.append(row)
    book.create_sheet("choices")
    del book["Sheet"]
    book.save(path)


def tampered(path: Path, old: str, new: str) -> Path:
    """The workbook with other text in its first sheet."""
    out = path.with_name(f"{path.stem}_tampered.xlsx")
    with ZipFile(path) as parts, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in parts.namelist():
            content = parts.read(name).decode()
            assert name != SHEET or old in content
            made.writestr(name, content.replace(old, new, 1) if name == SHEET else content)
    return out


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked(plain: Path) -> None:
    bomb = tampered(plain, "</sheetData>", f"</sheetData>{' ' * 70_000_000}")
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(Refused, match="would come to 70,"):
        read_form(bomb)


def test_a_workbook_of_very_many_parts_is_refused(plain: Path) -> None:
    with ZipFile(plain, "a") as parts:
        for number in range(1100):
            parts.writestr(f"extra/{number}", "")
    with pytest.raises(Refused, match="in 1,1"):
        read_form(plain)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        f'<!DOCTYPE x [<!ENTITY a "{"b" * 1000}"><!ENTITY e "{"&a;" * 1000}">]>',
    ],
    ids=["a file of the machine", "an entity of entities"],
)
def test_entities_are_refused_or_mean_nothing(plain: Path, doctype: str) -> None:
    cell = '<row r="3"><c r="A3" t="inlineStr"><is><t>text &e;</t></is></c></row></sheetData>'
    bad = tampered(tampered(plain, "<worksheet", f"{doctype}<worksheet"), "</sheetData>", cell)
    with pytest.raises(Refused, match="cannot be read as an XLSForm"):
        read_form(bad)


def test_a_sheet_that_claims_to_be_immense_is_read_as_far_as_it_is_filled(plain: Path) -> None:
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    immense = tampered(
        tampered(plain, '<dimension ref="A1:C2"', '<dimension ref="A1:XFD1048576"'), "</sheetData>", cell
    )
    assert list(questions(read_form(immense))) == ["a"]


def test_a_file_cut_short_is_refused(plain: Path) -> None:
    plain.write_bytes(plain.read_bytes()[:-40])
    with pytest.raises(Refused, match="cannot be read as an XLSForm"):
        read_form(plain)


def formulas(tmp_path: Path, formula: str, value: str | None = None) -> Imported:
    path = tmp_path / "form.xlsx"
    save(path, ["type", "name", "label"], ["text", "a", formula])
    return read_form(path if value is None else tampered(path, empty_value(path), f"<v>{value}</v>"))


def empty_value(path: Path) -> str:
    """How a formula without a value is written: with lxml beside it openpyxl leaves the space out."""
    with ZipFile(path) as book:
        sheet = book.read(SHEET).decode()
    return next(spelling for spelling in ("<v />", "<v/>", "<v></v>") if spelling in sheet)


@pytest.mark.parametrize(
    "formula", ["=1+1", "=[other.xlsx]Sheet1!A1", '=WEBSERVICE("https://example.org/")', "=cmd|' /c calc'!A0"]
)
def test_a_formula_without_a_value_is_told_and_never_worked_out(tmp_path: Path, formula: str) -> None:
    form = formulas(tmp_path, formula)
    assert questions(form)["a"]["text"] == "a"
    assert "a formula without the value that it has" in left(form, 2, "label")


def test_of_a_formula_the_value_in_the_file_is_read_and_told(tmp_path: Path) -> None:
    form = formulas(tmp_path, "=1+1", "7")
    assert questions(form)["a"]["text"] == "7"
    assert changed(form, 2, "label") == (
        "=1+1: a formula is not worked out. What carries over is the value that the file holds, 7."
    )


def test_cells_without_a_heading_and_below_many_empty_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    empty = [[""] * 3] * 70
    save(path, ["type", "name", "label", ""], ["text", "a", "A", "a remark"], *empty, ["text", "b", "B"])
    form = read_form(path)
    assert list(questions(form)) == ["a"]
    assert left(form, 2, "") == "a remark: it stands under no heading, so nobody can tell what it is."
    assert left(form, 73, "label").startswith("B: it stands below many empty rows")


def test_two_columns_that_mean_the_same_are_not_mixed_up(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table("type | name | label | caption | relevant | relevance", "text | a | A | B | | "),
    )
    assert questions(form)["a"]["text"] == "A"
    assert "stands in another column" in left(form, 2, "caption")
