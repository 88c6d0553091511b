from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as Tree

import pytest

from analysis.charts import diverging, heat_map, tile_map
from analysis.charts.figure import PHONE, WIDE, Credit, Figure
from analysis.charts.lettering import CAPITAL, width
from analysis.charts.palette import HEAT
from analysis.disclosure import SafeTable
from analysis.measures import printed
from analysis.report import Finding, compose
from tests.analysis import specimen
from tests.analysis.drawn import sets
from tests.analysis.forbidden import found_in

CREDIT = Credit("A survey", "phase 2 landscape", synthetic=True, provisional=False)
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
BEHIND = {"F3": ("T3l", "T5")}
"""Figures whose numbers are in two tables."""


def figures() -> list[Figure]:
    made = specimen.report()
    return [*made.figures, *([made.summary_figure] if made.summary_figure else [])]


def drawings() -> list[tuple[str, str, float]]:
    return [
        (f"{figure.id} {kind}", svg, wide)
        for figure in figures()
        for kind, svg, wide in (("wide", figure.wide_svg, WIDE), ("phone", figure.phone_svg, PHONE))
    ]


def every_drawing() -> list[tuple[str, str, float]]:
    """The specimen's, and those of large and of awkward tables."""
    others = [(f"{each.name} {figure.id}", figure) for each in sets()[1:] for figure in each.figures()]
    return drawings() + [
        (f"{name} {kind}", svg, wide)
        for name, figure in others
        for kind, svg, wide in (("wide", figure.wide_svg, WIDE), ("phone", figure.phone_svg, PHONE))
    ]


def texts(svg: str) -> list[Tree.Element]:
    return Tree.fromstring(svg).findall(".//{*}text")


def shown_numbers(table: SafeTable) -> set[str]:
    """Every number that a reader can find in a table's shown cells."""
    values = {printed(table, cell, value) for cell in table.cells for value in (cell.value, cell.lo, cell.hi)}
    return values | {str(cell.n) for cell in table.cells if cell.n is not None}


def test_the_specimen_gives_every_figure() -> None:
    assert [figure.id for figure in figures()] == ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F2s"]


def test_drawings_hold_nothing_that_a_strict_policy_refuses() -> None:
    for name, svg, _ in every_drawing():
        root = Tree.fromstring(svg)
        tags = {element.tag.split("}")[1] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "line", "path", "circle", "text"}, name
        assert not any("style" in element.attrib or "class" in element.attrib for element in root.iter()), (
            name
        )
        assert not any("url(" in value for element in root.iter() for value in element.attrib.values()), name


def box(text: Tree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a word: from the height of its capitals to its baseline."""
    size, weight = float(text.get("font-size", "0")), int(text.get("font-weight", "400"))
    long, x, y = width(text.text or "", size, weight), float(text.get("x", "0")), float(text.get("y", "0"))
    start = {"start": x, "middle": x - long / 2, "end": x - long}[text.get("text-anchor", "start")]
    return start, y - size * CAPITAL, start + long, y


def test_no_word_leaves_its_drawing_or_shrinks_below_reading() -> None:
    for name, svg, wide in every_drawing():
        tall = float(Tree.fromstring(svg).get("height", "0"))
        for text in texts(svg):
            left, top, right, bottom = box(text)
            assert left >= -0.5, (name, text.text)
            assert right <= wide + 0.5, (name, text.text)
            assert top >= -0.5, (name, text.text)
            assert bottom <= tall, (name, text.text)
            assert float(text.get("font-size", "0")) >= 11.3, (name, text.text)


def test_no_word_lies_on_another() -> None:
    for name, svg, _ in every_drawing():
        boxes = [(text.text, *box(text)) for text in texts(svg)]
        for (one, a, b, c, d), (other, e, f, g, h) in combinations(boxes, 2):
            assert a >= g - 0.5 or e >= c - 0.5 or b >= h - 0.5 or f >= d - 0.5, (name, one, other)


def test_ids_are_unique_over_all_drawings() -> None:
    ids = [value for _, svg, _ in drawings() for value in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids)) == 2 * len(drawings())


@pytest.mark.parametrize(
    "figure", [one for one in figures() if one.id not in ("F6", "F7")], ids=lambda figure: figure.id
)
def test_every_number_of_the_words_is_in_a_shown_cell(figure: Figure) -> None:
    tables = [specimen.table(name) for name in BEHIND.get(figure.id, (figure.table_id,))]
    tiles = len(specimen.spots())
    counts = {str(len(labels)) for table in tables for labels in (table.rows, table.cols)}
    counts |= {str(tiles), *(str(sum(cell.value is None for cell in table.cells)) for table in tables)}
    fixed = {"0", "100", "10", "19", "20", "49", "50", "5", "30", "29", "1", "3"}
    shown = {number for table in tables for number in shown_numbers(table)}
    for words in (figure.alt, figure.title):
        said = set(NUMBER.findall(words))
        assert said <= shown | counts | fixed | {str(n) for n in range(10)}, (figure.id, words)


def test_words_of_figures_are_none_of_the_forbidden_ones() -> None:
    for figure in [*figures(), *(figure for each in sets() for figure in each.figures())]:
        for words in (figure.title, figure.subtitle, figure.note, figure.alt):
            assert found_in(words) == []


def test_equal_numbers_have_equal_colours() -> None:
    table, made = specimen.table("T3"), heat_map.figure(specimen.table("T3"), CREDIT)
    fills = [
        r.get("fill") for r in Tree.fromstring(made.wide_svg).findall(".//{*}rect") if r.get("height") == "42"
    ]
    scores = [float(t.text or "") for t in texts(made.wide_svg) if t.get("font-size") == "16"]
    assert len(scores) > 30
    assert {HEAT[int(score // 10)] for score in scores} <= set(fills)
    assert table.id == made.table_id


def test_a_hidden_cell_is_hatched_and_says_so_and_a_very_small_one_gives_its_interval() -> None:
    written = [text.text for text in texts(heat_map.figure(specimen.table("T3"), CREDIT).wide_svg)]
    assert written.count("[c]") == 18
    assert sum((words or "").endswith("[u]") for words in written) == 6
    assert sum((words or "").endswith("small") for words in written) == 6


def test_page_one_explains_the_marks_that_stand_on_it_and_no_others() -> None:
    assert heat_map.summary(specimen.table("T3"), CREDIT).note == ""
    assert "[u]" in heat_map.figure(specimen.table("T3"), CREDIT).note


def test_groups_keep_their_order_and_principles_run_from_highest_to_lowest() -> None:
    table = specimen.table("T3")
    written = [text.text or "" for text in texts(heat_map.figure(table, CREDIT).wide_svg)]
    sectors = [written.index(label) for label in ("Policing", "Health", "Local authority")]
    assert sectors == sorted(sectors)
    first = [float(words) for words in written if words.isdigit() and len(words) == 2][-60:]
    assert first
    row = written[written.index("Three sectors, equal weight") :]
    scores = [int(words) for words in row if words.isdigit()][:6]
    assert scores == sorted(scores, reverse=True)


def test_statements_are_sorted_by_the_two_best_steps_and_parts_under_five_are_bare() -> None:
    made = diverging.figure(specimen.table("T3i"), CREDIT)
    nets = [float((t.text or "").rstrip("%")) for t in texts(made.wide_svg) if t.get("font-size") == "16"]
    assert nets == sorted(nets, reverse=True)
    parts = [
        int(t.text or "")
        for t in texts(made.wide_svg)
        if t.get("font-size") == "13" and (t.text or "").isdigit()
    ]
    assert min(parts) >= 5


def test_dont_know_is_drawn_at_the_scale_of_the_bars() -> None:
    made = diverging.figure(specimen.table("T3i"), CREDIT)
    root = Tree.fromstring(made.wide_svg)
    bars = [(r.get("height"), float(r.get("width", "0"))) for r in root.findall(".//{*}rect")]
    parts = [wide for tall, wide in bars if tall == "28"][:5]
    apart = next(wide for tall, wide in bars if tall == "14")
    cells = {(c.row, c.col): c.value or 0 for c in specimen.table("T3i").cells}
    top = max(specimen.STATEMENTS, key=lambda name: cells[name, "high"])
    total = sum(cells[top, step] for step in "12345")
    assert (sum(parts) + 5) / total == pytest.approx(apart / cells[top, "dk"], rel=0.05)


def test_a_tile_that_is_not_shown_never_says_that_few_answered_there() -> None:
    made = tile_map.figure(specimen.table("T1b"), specimen.spots(), CREDIT)
    hidden = sum(cell.value is None for cell in specimen.table("T1b").cells if cell.row.startswith("E09"))
    assert made.title == f"{hidden} of 33 boroughs cannot be shown"
    written = " ".join(text.text or "" for text in texts(made.wide_svg))
    assert "Under 10" not in written
    assert "[c] not shown, may be none" in written


def test_every_borough_has_its_name_on_the_page_and_its_letters_on_the_phone() -> None:
    made = tile_map.figure(specimen.table("T1b"), specimen.spots(), CREDIT)
    wide = " ".join(text.text or "" for text in texts(made.wide_svg))
    phone = [text.text for text in texts(made.phone_svg)]
    for spot in specimen.spots():
        assert spot.label in wide
        assert spot.short in phone


def test_two_drawings_of_the_same_table_are_the_same_bytes() -> None:
    once, again = (heat_map.figure(specimen.table("T3"), CREDIT).wide_svg for _ in range(2))
    assert once == again


def composed(*ids: str) -> list[str]:
    made = compose(specimen.meta(), [specimen.table(name) for name in ids], (), specimen.spots())
    return [figure.id for figure in made.figures]


def test_a_figure_is_drawn_where_its_tables_allow_it_and_left_out_where_not() -> None:
    assert composed("T3l", "T5") == ["F3"]
    assert composed("T5", "T3l") == ["F3"]
    assert composed("T3l") == composed("T5") == composed("T1", "T12") == []
    assert composed("T8") == ["F4"]
    assert composed("T14", "T14d") == ["F6", "F7"]


def test_a_finding_gives_its_figure_the_headline() -> None:
    said = Finding("levels", "30", "points", "People rate themselves higher.", "", ("F3", "T5"))
    tables = [specimen.table("T3l"), specimen.table("T5")]
    (made,) = compose(specimen.meta(), tables, [said]).figures
    assert made.title == "People rate themselves higher"
