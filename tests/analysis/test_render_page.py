from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page as Opened

from analysis import folder
from analysis.charts.lettering import FONTS
from analysis.measures import printed
from analysis.render import KNOWN, html, wording, write
from analysis.render.outline import outline
from analysis.report import SUMMARY, Finding
from tests import html_checker
from tests.accessibility import scrolls_sideways, violations
from tests.analysis import specimen
from tests.analysis.forbidden import found_in
from tests.browser import DESKTOP, PHONE, NewPage

UNHASHED = "Inline script violates Content Security Policy"
"""The checker takes no hash for a permission; that the script runs, a browser says below."""
VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


class Page(HTMLParser):
    """What the tests look for in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.inside):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module")
def text() -> str:
    return html.page(outline(specimen.report()))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def address(text: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "index.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_the_page_asks_for_nothing_and_runs_one_script_of_its_own(page: Page, text: str) -> None:
    assert not {"link", "img", "iframe", "object", "base", "form"} & {tag for tag, _ in page.tags}
    assert sum(tag == "style" for tag, _ in page.tags) == 1
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{}]
    assert not page.values("style")
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert all(address.startswith("#") for address in page.values("href"))
    assert all(place.startswith("data:") for place in re.findall(r'url\("?([^")]*)', text))


def test_its_own_policy_lets_its_script_run_and_nothing_be_fetched(text: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script is not None
    digest = b64encode(sha256(script[1].encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{digest}'"
    )


def test_ids_are_unique_and_every_reference_leads_somewhere(page: Page) -> None:
    ids = Counter(page.values("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    named = {name for value in page.values("aria-labelledby") for name in value.split()}
    assert named | {address[1:] for address in page.values("href")} <= set(ids)


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    steps = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(steps))


def test_sections_come_in_the_order_of_the_report(page: Page) -> None:
    sections = [attrs["id"] for tag, attrs in page.tags if tag == "section" and "id" in attrs]
    assert sections == [*("findings", "who", "practice", "needs", "promising", "tables", "survey", "methods")]


def test_every_table_has_caption_scopes_and_a_region_that_keys_can_scroll(page: Page) -> None:
    tables = sum(tag == "table" for tag, _ in page.tags)
    regions = [attrs for _, attrs in page.tags if attrs.get("role") == "region"]
    assert tables == sum(tag == "caption" for tag, _ in page.tags) == len(regions) > 5
    assert all(region["tabindex"] == "0" and region["aria-labelledby"] for region in regions)
    assert {attrs.get("scope") for tag, attrs in page.tags if tag == "th"} == {"col", "row", "rowgroup"}


def test_marks_in_tables_say_what_they_stand_for(page: Page) -> None:
    titles = {attrs["title"] for tag, attrs in page.tags if tag == "abbr"}
    assert {title.split(":")[0] for title in titles} == {
        "not shown",
        "low reliability",
        "percentage not given",
    }


def test_no_forbidden_word_is_anywhere_in_the_report(page: Page) -> None:
    assert found_in(page.text) == []
    assert found_in(" ".join(page.values("title"))) == []


def test_a_synthetic_report_says_so_on_the_page_and_under_every_figure(page: Page, text: str) -> None:
    assert "Synthetic: no real answers" in page.text
    assert "Synthetic. Every answer here was made up by a computer" in page.text
    assert text.count("<strong>Synthetic. Provisional.</strong>") == len(specimen.report().figures)


def test_a_final_report_of_real_answers_bears_no_mark() -> None:
    words = Page(html.page(outline(specimen.report(synthetic=False, final=True)))).text
    assert "Synthetic" not in words
    assert "Provisional" not in words
    assert "Provisional" in Page(html.page(outline(specimen.report(synthetic=False)))).text


def test_page_one_holds_one_finding_a_topic_in_fixed_order() -> None:
    late = Finding("principles", "9", "of ten", "A second claim.", "Text.", ("F2",))
    first = Finding("barrier", "61%", "of people", "A barrier.", "Text.", ("T9",), "needs")
    made = replace(specimen.report(), findings=(first, *specimen.findings(), late))
    assert [finding.topic for finding in made.page_one] == ["principles", "unseen", "need", "barrier"]


def test_every_number_of_a_finding_is_in_a_shown_cell() -> None:
    for finding in specimen.findings():
        table = specimen.table(next(source for source in finding.source if source.startswith("T")))
        shown = {
            printed(table, cell, value) for cell in table.cells for value in (cell.value, cell.lo, cell.hi)
        }
        said = re.findall(r"\d+", f"{finding.big} {finding.claim} {finding.text}")
        assert set(said) <= shown | {"100"}, finding.topic


def test_sources_that_the_report_does_not_hold_are_left_out(page: Page) -> None:
    plan = outline(specimen.report())
    assert plan.reference("F9") is None
    assert plan.reference("F4") == ("#F4", "Figure 4")
    assert plan.reference("T8") == ("#T8", "Table 8")
    assert plan.reference("T14") == ("#F6", "Table 14")
    assert plan.reference("T3") == ("#T3a", "Table 3a")
    assert plan.reference("T3i") == ("#F1", "Table 3i")


def test_figures_stand_in_the_order_of_the_report() -> None:
    plan = outline(specimen.report())
    placed = [(part.id, [figure.id for figure in part.figures]) for part in plan.sections]
    assert placed == [
        ("who", ["F5"]),
        ("practice", ["F2", "F3", "F1"]),
        ("needs", ["F4"]),
        ("promising", []),
        ("survey", ["F6", "F7"]),
    ]


def test_a_table_that_stands_open_beside_its_figure_is_not_printed_a_second_time() -> None:
    plan = outline(specimen.report())
    (needs,) = (part for part in plan.parts if part.id == "needs")
    assert [sheet.id for sheet in needs.sheets] == ["T8"]
    assert [sheet.id for sheet in plan.sheets].count("T8") == 1
    assert plan.numbers_of(needs.figures[0]) is None
    assert {"T14", "T14d"} <= {sheet.id for _, sheet in plan.numbers}
    assert not {"T8", "T14", "T14d"} & {sheet.id for sheet in plan.tables}


def test_figures_whose_tables_are_missing_are_left_out() -> None:
    made = specimen.report()
    without = replace(made, tables=(), figures=(), summary_figure=None, findings=())
    words = Page(html.page(outline(without))).text
    assert "no finding that is certain enough" in words
    assert "Figure" not in words


def test_words_from_elsewhere_stay_words() -> None:
    meta = replace(specimen.meta(), title='<b>Bold</b> & "quoted"', filters=("<i>all</i>",))
    text = html.page(outline(replace(specimen.report(), meta=meta)))
    assert "<b>" not in text
    assert "<i>" not in text


def test_two_pages_of_one_report_are_the_same_bytes(text: str) -> None:
    assert html.page(outline(specimen.report())) == text


def test_the_html_checker_has_nothing_to_say(text: str) -> None:
    found = html_checker.problems({"report": text})
    assert [line for line in found if UNHASHED not in line] == []


def cells_of(opened: Opened, table: str) -> list[list[str]]:
    """The words of each row that is no heading: label, then cells."""
    rows = opened.locator(f"{table} tbody tr:not(.heading)").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def test_a_table_is_put_in_order_by_a_column_and_back(new_page: NewPage, address: str) -> None:
    opened = new_page()
    opened.goto(address)
    as_printed = cells_of(opened, "#T8")
    heads, buttons = opened.locator("#T8 thead th"), opened.locator("#T8 thead button")
    buttons.nth(2).press("Enter")
    assert heads.nth(2).get_attribute("aria-sort") == "descending"
    values = [float(row[2].split()[0]) for row in cells_of(opened, "#T8")]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 2
    buttons.nth(2).click()
    assert [float(row[2].split()[0]) for row in cells_of(opened, "#T8")] == sorted(values)
    buttons.nth(2).click()
    assert opened.locator("#T8 [aria-sort]").count() == 0
    assert cells_of(opened, "#T8") == as_printed
    buttons.nth(0).click()
    assert [row[0] for row in cells_of(opened, "#T8")] == sorted(row[0] for row in as_printed)


def test_what_is_hidden_stays_last_whichever_way_rows_are_put(new_page: NewPage, address: str) -> None:
    opened = new_page()
    opened.goto(address)
    button = opened.locator("#T1 thead button").nth(1)
    for _ in range(2):
        button.click()
        roles = [row[1] for row in cells_of(opened, "#T1") if "role" in row[0] or "Training" in row[0]]
        assert roles == ["[c]", "[c]"]
        assert cells_of(opened, "#T1")[-1][1] == "[c]"


def test_without_scripts_tables_have_plain_headings(new_page: NewPage, address: str) -> None:
    opened = new_page(javascript=False)
    opened.goto(address)
    assert opened.locator("thead th").count() > 20
    assert opened.locator("thead button").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_has_no_barrier_that_a_program_finds(
    new_page: NewPage, address: str, width: int, dark: bool
) -> None:
    opened = new_page(width=width, dark=dark)
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto(address)
    for closed in opened.locator("summary").all():
        closed.click()
    assert violations(opened) == []
    assert not scrolls_sideways(opened)
    assert complaints == []
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_each_width_shows_one_drawing_of_a_figure_at_its_own_size(new_page: NewPage, address: str) -> None:
    for width, shown, hidden in ((DESKTOP, ".wide", ".phone"), (PHONE, ".phone", ".wide")):
        opened = new_page(width=width)
        opened.goto(address)
        assert all(drawing.is_visible() for drawing in opened.locator(f"figure {shown} svg").all())
        assert not any(drawing.is_visible() for drawing in opened.locator(f"figure {hidden} svg").all())
        scale = opened.evaluate(
            f"(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"
            f"(document.querySelector('figure {shown} svg'))"
        )
        assert 0.98 <= scale <= 1.06


def test_a_printed_page_shows_the_wide_drawings(new_page: NewPage, address: str) -> None:
    opened = new_page(width=PHONE)
    opened.goto(address)
    opened.emulate_media(media="print")
    assert opened.locator("figure .wide svg").first.is_visible()
    assert not opened.locator("figure .phone svg").first.is_visible()


def test_the_font_and_its_licence_are_shipped() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert html.stylesheet().count("data:font/woff2;base64,") == 3


def test_a_summary_of_answers_says_on_page_one_what_it_is_not() -> None:
    plain = replace(specimen.report(), meta=replace(specimen.report().meta, part=SUMMARY), findings=())
    assert "not a landscape" in " ".join(wording.trust(plain))


def test_a_landscape_without_findings_says_why_on_page_one() -> None:
    assert "too few answers" in " ".join(wording.trust(replace(specimen.report(), findings=())))
    assert "too few answers" not in " ".join(wording.trust(specimen.report()))


def test_what_an_earlier_report_left_in_the_folder_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "figures").mkdir(parents=True)
    for left in ("landscape.pdf", "figures/F9.svg"):
        (out / left).write_text("old", "utf-8")
    with folder.whole(out, KNOWN, force=True, private=False) as place:
        write(replace(specimen.report(), figures=()), place)
    assert not list((out / "figures").iterdir())
    assert (out / "landscape.pdf").read_bytes()[:4] == b"%PDF"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
