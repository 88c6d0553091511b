from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest

from analysis.charts.drawing import Drawing, number
from analysis.charts.lettering import typeset, width, wrap
from analysis.charts.palette import AGREE, APART, HEAT, INK, PLACES, QUIET, WHITE, contrast, heat, text_on

LEAST = 4.5
"""Contrast of text that WCAG asks for at level AA."""


def test_text_can_be_read_on_every_fill_that_carries_text() -> None:
    for fill in (*HEAT, *PLACES, *AGREE):
        assert contrast(text_on(fill), fill) >= LEAST, fill
    assert contrast(QUIET, WHITE) >= LEAST


def test_a_bar_off_the_scale_stands_out_from_the_page() -> None:
    assert contrast(APART, WHITE) >= 3


def test_black_on_white_has_the_greatest_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert text_on("#ffffff") == INK


@pytest.mark.parametrize(("score", "place"), [(0, 0), (9, 0), (10, 1), (69, 6), (70, 7), (100, 9)])
def test_a_score_has_the_class_of_its_ten(score: float, place: int) -> None:
    assert heat(score) == HEAT[place]


def test_words_are_broken_where_they_no_longer_fit() -> None:
    lines = wrap("Buildings, waiting areas and procedures are checked", 120, 13)
    assert len(lines) > 2
    assert all(width(line, 13) <= 120 for line in lines)
    assert " ".join(lines) == "Buildings, waiting areas and procedures are checked"


def test_bold_letters_are_wider_and_figures_are_all_alike() -> None:
    assert width("Hammersmith", 12, 700) > width("Hammersmith", 12)
    assert len({width(figure, 13) for figure in "0123456789"}) == 1


def test_straight_quotes_are_set_as_a_printer_sets_them() -> None:
    assert typeset("don't say 'no'") == "don\u2019t say \u2018no\u2019"


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (1.25, "1.25"), (-0.001, "0"), (2.504, "2.5"), (100, "100")]
)
def test_numbers_are_written_shortly(value: float, written: str) -> None:
    assert number(value) == written


def test_hatching_is_lines_inside_the_rectangle() -> None:
    drawing = Drawing(100)
    drawing.hatch(10, 20, 60, 30)
    path = Tree.fromstring(drawing.svg("x", "Hatch")).findall(".//{*}path")[0].get("d") or ""
    points = [tuple(map(float, point.split())) for point in path.replace("L", "M").split("M") if point]
    assert points
    assert all(10 - 0.01 <= x <= 70.01 and 20 - 0.01 <= y <= 50.01 for x, y in points)


def test_a_drawing_is_named_by_title_and_desc_with_its_own_ids() -> None:
    root = Tree.fromstring(Drawing(10).svg("F1-wide", "It's said", "In words"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "F1-wide-title F1-wide-desc"
    assert [child.get("id") for child in root] == ["F1-wide-title", "F1-wide-desc"]
    assert root[0].text == "It\u2019s said"


def test_words_that_look_like_markup_stay_words() -> None:
    drawing = Drawing(100)
    drawing.text(0, 10, "<script>alert(1)</script> & more")
    assert "<script" not in drawing.svg("x", "<b>")
