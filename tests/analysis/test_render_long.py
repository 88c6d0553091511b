"""Tables as one long CSV file, figures as pictures, and the summary: each opened by another program."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from analysis import render
from analysis.charts.drawing import SVG
from analysis.charts.lettering import FAMILY
from analysis.render import pdf
from analysis.render.document import Tables
from analysis.render.outline import outline
from analysis.render.page_one import pictured, who_answered
from analysis.render.picture import png
from analysis.report import SUMMARY
from tests.analysis import specimen


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    render.write(specimen.report(), folder)
    return folder


def lines(out: Path) -> list[dict[str, str]]:
    with (out / "tables.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def spelled(number: float | None) -> str:
    return "" if number is None else json.dumps(number)


def test_the_long_table_holds_every_figure_of_tables_json(out: Path) -> None:
    made = Tables.model_validate_json((out / "tables.json").read_text("utf-8"))
    expected = [
        {
            "table": table.id, "title": table.title, "row": row.row, "row_label": row.row_label,
            "block": row.block, "col": row.col, "col_label": row.col_label, "measure": row.measure,
            "value": spelled(row.value), "lo": spelled(row.lo), "hi": spelled(row.hi), "n": spelled(row.n),
            "flags": " ".join(row.flags),
        }
        for table in made.tables
        for row in table.rows
    ]  # fmt: skip
    assert lines(out) == expected
    assert len(expected) > 500


def test_pandas_reads_numbers_as_numbers_and_what_is_hidden_as_nothing(out: Path) -> None:
    read = pd.read_csv(out / "tables.csv")
    hidden = read[read["flags"].fillna("").str.contains("suppressed")]
    assert len(hidden) > 50
    assert hidden[["value", "lo", "hi", "n"]].isna().all(axis=None)
    policing = read[(read["table"] == "T1") & (read["row"] == "policing") & (read["measure"] == "count")]
    assert policing["value"].tolist() == [160.0]


def test_the_file_beside_it_describes_each_column_and_bears_the_fingerprint(out: Path) -> None:
    said = json.loads((out / "tables.csv-metadata.json").read_text("utf-8"))
    assert said["url"] == "tables.csv"
    assert [column["name"] for column in said["tableSchema"]["columns"]] == list(lines(out)[0])
    assert said["dc:identifier"] == str(specimen.meta().fingerprint)
    keys = [tuple(line[name] for name in said["tableSchema"]["primaryKey"]) for line in lines(out)]
    assert len(keys) == len(set(keys))


def test_every_figure_is_a_picture_with_its_words_in_it(out: Path) -> None:
    for figure in specimen.report().figures:
        with Image.open(out / "figures" / f"{figure.id}.png") as picture:
            assert picture.size[0] == 2 * (680 + 32)
            assert picture.info["Title"] == f"{figure.number}. {figure.title}"
            assert picture.info["Description"] == figure.alt
            assert str(specimen.meta().fingerprint) in picture.info["Source"]
            assert "Synthetic" in picture.info["Source"]
            assert round(picture.info["dpi"][0]) == 192
            assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_letters_are_drawn_in_their_weights() -> None:
    def dark(svg: str) -> int:
        with Image.open(BytesIO(png(svg, {}))) as picture:
            return sum(picture.convert("L").histogram()[:128])

    start = f'<svg xmlns="{SVG}" width="100" height="30" font-family="{FAMILY}">'
    thin, bold, blank = (
        dark(f'{start}<text x="5" y="20" {weight}>{words}</text></svg>')
        for words, weight in (("Hello", ""), ("Hello", 'font-weight="700"'), ("", ""))
    )
    assert blank == 0 < thin < bold


def test_every_drawing_says_what_it_was_made_from(out: Path) -> None:
    for path in (out / "figures").glob("*.svg"):
        (said,) = Tree.fromstring(path.read_text("utf-8")).findall("{*}metadata")
        assert str(specimen.meta().fingerprint) in (said.text or "")


def words(path: Path) -> tuple[int, str]:
    read = PdfReader(path)
    return len(read.pages), " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_the_summary_is_one_page_of_a4_with_findings_figure_people_and_caveats(out: Path) -> None:
    pages, said = words(out / "summary.pdf")
    assert pages == 1
    for expected in (
        "Scores differ from principle to principle.",
        "Practice scores by sector",
        "Sector: Policing 160; Health 210; Local authority 250.",
        "How far to trust this",
        "Synthetic: no real answers",
        str(specimen.meta().fingerprint),
    ):
        assert expected in said
    box = PdfReader(out / "summary.pdf").pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_the_summary_is_tagged_titled_and_in_english(out: Path) -> None:
    read = PdfReader(out / "summary.pdf")
    root: Any = read.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert read.metadata is not None
    assert (read.metadata.title or "").startswith(specimen.meta().title.replace("'", "\u2019")[:30])


def test_without_findings_the_summary_is_one_page_that_says_so(tmp_path: Path) -> None:
    plain = replace(specimen.report(), meta=replace(specimen.meta(), part=SUMMARY), findings=())
    pdf.write(outline(plain), tmp_path, lambda _: None)
    pages, said = words(tmp_path / "summary.pdf")
    assert pages == 1
    assert "not a landscape" in said


def test_a_report_without_scores_by_sector_shows_a_figure_that_leaves_room() -> None:
    without = replace(specimen.report(), summary_figure=None)
    assert pictured(without) is not None
    assert pictured(replace(without, figures=())) is None


def test_who_answered_is_said_by_the_first_split_alone() -> None:
    found = who_answered(specimen.report())
    assert found is not None
    assert (found.by, found.groups[0], found.more) == ("Sector", ("Policing", "160"), 0)
    assert not found.has_marks
    assert who_answered(replace(specimen.report(), tables=())) is None
