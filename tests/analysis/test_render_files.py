from __future__ import annotations

import builtins
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import openpyxl
import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from analysis import render
from analysis.charts.figure import Figure
from analysis.render import pdf, wording
from analysis.render.document import Tables
from analysis.render.outline import outline
from analysis.report import Finding, compose
from tests.analysis import specimen
from tests.analysis.forbidden import found_in

FIGURES = ("F1", "F2", "F3", "F4", "F5", "F6", "F7")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landscape")
    render.write(specimen.report(), folder)
    return folder


@pytest.fixture(scope="module")
def paper(out: Path) -> PdfReader:
    return PdfReader(out / "landscape.pdf")


def root_of(reader: PdfReader) -> Any:
    """The catalogue of a PDF."""
    return reader.trailer["/Root"].get_object()


def words_of(reader: PdfReader, page: int) -> str:
    return " ".join(reader.pages[page].extract_text().split())


def test_everything_is_written_and_told_in_sentences(tmp_path: Path) -> None:
    said: list[str] = []
    written = render.write(specimen.report(), tmp_path, said.append)
    names = {str(path.relative_to(tmp_path)) for path in written}
    assert names == {
        "index.html",
        "landscape.pdf",
        "tables.json",
        "landscape.docx",
        "summary.pdf",
        "tables.csv",
        "tables.csv-metadata.json",
        "tables.xlsx",
        *(f"figures/{name}.{kind}" for name in FIGURES for kind in ("svg", "png")),
    }
    assert all(path.stat().st_size > 1000 for path in written)
    assert said
    assert all(sentence.endswith(".") for sentence in said)


def test_two_builds_are_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for path in render.write(specimen.report(), tmp_path):
        assert path.read_bytes() == (out / path.relative_to(tmp_path)).read_bytes(), path.name


def test_tables_json_is_the_document_that_others_rely_on(out: Path) -> None:
    made = Tables.model_validate_json((out / "tables.json").read_text(encoding="utf-8"))
    assert made.meta.release == "provisional"
    assert made.meta.synthetic
    assert made.meta.answers % 5 == 0
    assert [table.id for table in made.tables] == [
        *("T1", "T1b", "T3", "T3i", "T8", "T12", "T3l", "T5", "T14", "T14d")
    ]
    for table in made.tables:
        safe = specimen.table(table.id)
        assert len(table.rows) == len(safe.cells)


def test_a_suppressed_figure_says_nothing_but_that_it_is_suppressed(out: Path) -> None:
    made = Tables.model_validate_json((out / "tables.json").read_text(encoding="utf-8"))
    hidden = [row for table in made.tables for row in table.rows if "suppressed" in row.flags]
    assert len(hidden) > 50
    assert all(
        (row.value, row.lo, row.hi, row.n, row.flags) == (None, None, None, None, ("suppressed",))
        for row in hidden
    )


def test_the_answers_of_a_report_are_rounded_like_any_other_count() -> None:
    meta = replace(specimen.meta(), answers=623)
    made = compose(meta, specimen.release().tables, ())
    assert made.meta.answers == 625
    assert wording.answers(replace(meta, answers=5)) == "Fewer than 10 answers"


def test_the_workbook_has_a_sheet_a_table_and_no_formula(out: Path) -> None:
    book = openpyxl.load_workbook(out / "tables.xlsx")
    printed = [sheet.number for sheet in outline(specimen.report(), most=99).sheets]
    assert book.sheetnames == ["Contents", *printed, "Notes"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(out / "tables.xlsx") as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in part for part in parts)


def test_numbers_are_numbers_and_what_is_hidden_is_a_mark(out: Path) -> None:
    sheet = openpyxl.load_workbook(out / "tables.xlsx")["Table 1"]
    cells = {row[0].value: row[1] for row in sheet.iter_rows()}
    assert cells["Policing"].value == 160
    assert cells["Policing"].data_type == "n"
    assert cells["Other role"].value == "[c]"


def test_every_sheet_bears_the_marks_and_keeps_its_headings_in_sight(out: Path) -> None:
    book = openpyxl.load_workbook(out / "tables.xlsx")
    for sheet in book.worksheets:
        assert sheet["A1"].value == "Synthetic: no real answers. Provisional: not for publication"
        head, foot = sheet.oddHeader, sheet.oddFooter
        assert head is not None
        assert foot is not None
        assert "Synthetic" in (head.left.text or "")
        assert "620 answers" in (foot.left.text or "")
        if sheet.title.startswith("Table"):
            assert sheet.freeze_panes is not None
            assert (sheet.column_dimensions["A"].width or 0) > 10


def test_words_that_begin_like_a_formula_stay_words(tmp_path: Path) -> None:
    meta = replace(specimen.meta(), title="=1+1", survey="A & B")
    render.workbook.write(replace(specimen.report(), meta=meta), tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Contents"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_a_figure_cut_out_stands_alone(out: Path) -> None:
    for figure in specimen.report().figures:
        root = Tree.fromstring((out / "figures" / f"{figure.id}.svg").read_text(encoding="utf-8"))
        written = " ".join(text.text or "" for text in root.findall(".//{*}text"))
        for words in (
            figure.number,
            figure.title,
            "Synthetic. Provisional.",
            "Trauma-Informed London Survey",
        ):
            assert words.split()[0] in written
        assert "Synthetic. Provisional." in written
        assert found_in(written) == []
        assert not [e for e in root.iter() if "style" in e.attrib or e.tag.endswith("style")]


def test_page_one_is_one_page(paper: PdfReader) -> None:
    assert "How far to trust this" in words_of(paper, 0)
    assert "Read on" in words_of(paper, 0)
    assert "All findings" in words_of(paper, 1)


def test_page_one_stays_one_page_when_ties_lengthen_its_sentences(tmp_path: Path) -> None:
    long = (
        "No clear difference lies between any of these six, and each of them has to be named here in full. "
        * 2
    )
    said = tuple(
        Finding(
            topic,
            "53 to 67",
            "out of 100",
            "A claim that takes a whole line, or nearly a whole line.",
            long,
            ("F2",),
        )
        for topic in ("principles", "levels", "unseen", "need", "barrier")
    )
    assert pdf.write(outline(replace(specimen.report(), findings=said)), tmp_path, lambda _: None)
    assert "All findings" in words_of(PdfReader(tmp_path / "landscape.pdf"), 1)
    summary = PdfReader(tmp_path / "summary.pdf")
    assert len(summary.pages) == 1
    assert words_of(summary, 0).count("A claim that takes") == 5


def test_every_page_bears_marks_and_facts_and_its_number(paper: PdfReader) -> None:
    for at in range(len(paper.pages)):
        words = words_of(paper, at)
        assert "Synthetic: no real answers. Provisional: not for publication" in words
        assert "620 answers | to 10 January 2025 | questionnaire 1.0 | no filters" in words
        assert f"{at + 1} of {len(paper.pages)}" in words


def test_reading_on_leads_to_the_right_pages(paper: PdfReader) -> None:
    found = re.search(r"Read on: (.*?)\.", words_of(paper, 0))
    assert found is not None
    headings = {"methods": "Methods", "tables and notes": "Tables", "practice": "Practice"}
    for part in found[1].split("; "):
        name, _, page = part.partition(", page ")
        if name in headings:
            assert headings[name] in words_of(paper, int(page) - 1)


def test_the_pdf_is_tagged_titled_and_in_english(paper: PdfReader) -> None:
    root = root_of(paper)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert paper.metadata is not None
    assert "what staff told us" in (paper.metadata.title or "")


def test_every_figure_of_the_pdf_says_its_finding_and_its_range(paper: PdfReader) -> None:
    tree = root_of(paper)["/StructTreeRoot"]
    alts = [str(node["/Alt"]) for node in walk(tree) if node.get("/S") == "/Figure" and "/Alt" in node]
    made = specimen.report()
    figures: list[Figure] = [*made.figures, *([made.summary_figure] if made.summary_figure else [])]
    for figure in figures:
        assert any(figure.alt.split(".")[0] in alt and "Numbers are in table" in alt for alt in alts), (
            figure.id
        )


def walk(node: Any, depth: int = 0) -> list[dict[str, Any]]:
    """Every element of the structure tree."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if not isinstance(node, dict) or depth > 40:
        return []
    kids = node.get("/K", [])
    kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
    below = kids if isinstance(kids, list) else [kids]
    return [node, *(found for kid in below for found in walk(kid, depth + 1))]


def test_the_pdf_embeds_the_shipped_font_alone(paper: PdfReader) -> None:
    kept: list[Any] = [page["/Resources"].get_object() for page in paper.pages]
    fonts = {str(font.get_object()["/BaseFont"]) for each in kept for font in each.get("/Font", {}).values()}
    assert fonts
    assert all("Source-Sans-3" in name for name in fonts)


def test_without_its_libraries_everything_but_the_pdf_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without_pango(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'pango'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    said: list[str] = []
    written = render.write(specimen.report(), tmp_path, said.append)
    assert not (tmp_path / "landscape.pdf").exists()
    assert not (tmp_path / "summary.pdf").exists()
    assert len(written) == 6 + 2 * 7  # page, Word, tables four times, and the figures
    assert "libpango-1.0-0" in said[-1]
