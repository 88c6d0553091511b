"""The Word file as python-docx and its XML have it: an editor's document, and one that can be read out."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from analysis.render import word, wording
from analysis.render.methods import methods
from analysis.render.outline import outline
from tests.analysis import specimen
from tests.analysis.forbidden import found_in


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return word.write(outline(specimen.report()), tmp_path_factory.mktemp("word") / "landscape.docx")


@pytest.fixture(scope="module")
def made(path: Path) -> Document:
    return docx.Document(str(path))


def found(made: Document, tag: str) -> list[Any]:
    return list(made.element.body.iter(qn(tag)))


def words_of(made: Document) -> str:
    return " ".join(text.text or "" for text in found(made, "w:t"))


def test_headings_are_styles_that_go_down_one_step_at_a_time(made: Document) -> None:
    names = [p.style.name for p in made.paragraphs if p.style is not None]
    levels = [int(name.removeprefix("Heading ")) for name in names if name and name.startswith("Heading")]
    assert names.count("Title") == 1
    assert levels.count(1) >= 7
    assert set(levels) == {1, 2}
    assert names.index("Title") < names.index("Heading 2")


def test_the_contents_are_a_field_that_lists_every_section_and_leads_there(made: Document) -> None:
    codes = [code.text for code in found(made, "w:instrText")]
    assert sum("TOC" in code for code in codes) == 1
    kinds = [one.get(qn("w:fldCharType")) for one in found(made, "w:fldChar")]
    assert kinds == ["begin", "separate", "end"]
    listed = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "toc 1"]
    assert listed == [*("All findings", "Who answered and who is missing", "Practice", "Needs"),
                      *("Promising practice", "Tables", "How the survey went", "Methods"),
                      "Numbers behind the figures"]  # fmt: skip


def test_every_link_leads_to_one_place_in_the_file(made: Document) -> None:
    places = [one.get(qn("w:name")) for one in found(made, "w:bookmarkStart")]
    assert len(places) == len(set(places))
    numbers = [one.get(qn("w:id")) for one in found(made, "w:bookmarkStart")]
    assert len(numbers) == len(set(numbers)) == len(found(made, "w:bookmarkEnd"))
    assert {one.get(qn("w:anchor")) for one in found(made, "w:hyperlink")} <= set(places)


def test_every_table_repeats_its_one_header_row_and_merges_no_cells(made: Document) -> None:
    plan = outline(specimen.report())
    printed = [*plan.tables, *(sheet for part in plan.sections for sheet in part.sheets)]
    assert len(made.tables) == len(printed) + len(plan.numbers)
    for table in made.tables:
        heads = [row for row in table._tbl.tr_lst if list(row.iter(qn("w:tblHeader")))]
        assert heads == [table._tbl.tr_lst[0]]
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
        assert len({len(row.tc_lst) for row in table._tbl.tr_lst}) == 1
        assert not list(table._tbl.iter(qn("w:tbl")))[1:]


def test_every_table_has_a_caption_in_its_style_and_words_for_a_screen_reader(made: Document) -> None:
    captions = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Caption"]
    told = [called(table) for table in made.tables]
    assert told == captions
    assert captions[0] == "Table 1. Who answered"
    for table in made.tables:
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_the_numbers_are_those_of_the_printed_tables(made: Document) -> None:
    plan = outline(specimen.report())
    (needs,) = (sheet for part in plan.parts for sheet in part.sheets if sheet.id == "T8")
    (table,) = (one for one in made.tables if called(one).startswith("Table 8."))
    assert rows(table)[0][1:] == list(needs.columns)
    assert [row[1:] for row in rows(table)[1:]] == [
        [entry.text for entry in line.entries] for band in needs.bands for line in band.lines
    ]


def called(table: Any) -> str:
    """What a screen reader says of a table first."""
    return str(table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")))


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_picture_says_its_finding_and_its_range(made: Document) -> None:
    told = [one.get("descr") for one in found(made, "wp:docPr")]
    report = specimen.report()
    drawn = [*([report.summary_figure] if report.summary_figure else []), *report.figures]
    assert sorted(told) == sorted(figure.alt for figure in drawn)
    numbers = [one.get("id") for one in found(made, "wp:docPr")]
    assert len(numbers) == len(set(numbers))
    assert all("png" in part.content_type for part in made.part.package.image_parts)


def test_the_language_is_british_english_and_the_file_says_what_it_is(made: Document) -> None:
    defaults = made.styles.element.find(qn("w:docDefaults"))
    assert [one.get(qn("w:val")) for one in defaults.iter(qn("w:lang"))] == ["en-GB"]
    assert not [one for one in made.styles.element.iter(qn("w:lang")) if one.get(qn("w:val")) != "en-GB"]
    about, meta = made.core_properties, specimen.meta()
    assert (about.title, about.language) == (meta.title, "en-GB")
    assert about.identifier == str(meta.fingerprint)
    assert "Synthetic" in about.comments


def test_every_page_bears_marks_facts_and_its_number(made: Document) -> None:
    (section,) = made.sections
    assert "Synthetic: no real answers. Provisional" in section.header.paragraphs[0].text
    assert str(specimen.meta().fingerprint) in section.footer.paragraphs[0].text
    codes = [one.text.strip() for one in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_it_holds_all_methods_and_notes_and_no_forbidden_word(made: Document) -> None:
    said = words_of(made)
    assert found_in(said) == []
    for topic, text in methods(specimen.report()):
        assert topic in said
        assert text.replace("'", "\u2019")[:60] in said
    assert said.count("Notes. ") >= len(outline(specimen.report()).tables)


def test_no_part_of_it_says_when_it_was_packed(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist()[0] == "[Content_Types].xml"


def test_a_report_of_nothing_but_words_is_written_too(tmp_path: Path) -> None:
    bare = replace(specimen.report(), tables=(), figures=(), summary_figure=None, findings=())
    said = words_of(docx.Document(str(word.write(outline(bare), tmp_path / "bare.docx"))))
    assert wording.NO_SENTENCES in said
