"""Pages in other languages in a browser: nothing is cut off, and Arabic runs from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.accessibility import scrolls_sideways, violations
from tests.browser import DESKTOP, PHONE, NewPage
from tests.web.shown import opened

LOOKED_AT = ("start", "code", "check", "sent", "note", "page-needs", "page-amounts-to-put-right")


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("language", ["ar", "pl"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_has_no_barrier_and_fits_a_phone(new_page: NewPage, name: str, language: str) -> None:
    page = new_page(width=PHONE)
    opened(page, name, language)
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert not scrolls_sideways(page)


def test_in_arabic_a_scale_and_the_stones_run_from_the_right(new_page: NewPage) -> None:
    page = new_page(width=DESKTOP)
    opened(page, "page-principles_team", "ar")
    first, second = (middle(page, f".steps .step:nth-child({n}) .dot") for n in (1, 2))
    aside = middle(page, ".asides .dot")
    assert first > second > aside
    assert middle(page, ".stones li:nth-child(1)") > middle(page, ".stones li:nth-child(2)")
    assert middle(page, ".stones .been") > middle(page, ".stones .here")
    assert middle(page, ".clear") < second


def test_in_polish_they_run_from_the_left(new_page: NewPage) -> None:
    page = new_page(width=DESKTOP)
    opened(page, "page-principles_team", "pl")
    first, second = (middle(page, f".steps .step:nth-child({n}) .dot") for n in (1, 2))
    assert first < second < middle(page, ".asides .dot")


def test_in_arabic_a_row_begins_with_its_control_and_a_message_with_its_edge(new_page: NewPage) -> None:
    page = new_page(width=PHONE)
    opened(page, "page-amounts-to-put-right", "ar")
    edges = page.locator(".govuk-form-group--error").first.evaluate(
        "box => [getComputedStyle(box).borderRightWidth, getComputedStyle(box).borderLeftWidth]"
    )
    assert edges == ["6px", "0px"]
    opened(page, "start", "ar")
    row = page.locator(".govuk-radios__item").first
    control, label = row.locator("input").bounding_box(), row.locator("label").bounding_box()
    assert control is not None
    assert label is not None
    assert control["x"] > label["x"]


def test_a_code_reads_from_the_left_in_arabic_too(new_page: NewPage) -> None:
    page = new_page(width=DESKTOP)
    opened(page, "code", "ar")
    assert middle(page, ".code span:nth-child(1)") < middle(page, ".code span:nth-child(2)")


def test_the_letters_of_polish_come_with_a_file_that_english_does_not_load(new_page: NewPage) -> None:
    assert fonts(new_page(), "en-GB") == ["letters"]
    assert fonts(new_page(), "pl") == ["letters", "letters-polish"]


def fonts(page: Page, language: str) -> list[str]:
    """The files of letters that a page loads, once they are there."""
    shown = opened(page, "error-problem", language)
    page.evaluate("document.fonts.ready")
    return sorted(Path(file).stem for file in shown.loaded if file.endswith(".woff2"))


def test_a_script_that_counts_uses_the_forms_of_the_language(new_page: NewPage) -> None:
    page = new_page()
    opened(page, "page-open", "pl")
    text, room = page.locator("textarea").first, page.locator(".room").first
    most = int(room.get_attribute("data-most") or 0)
    text.fill("a" * (most - 3))
    assert room.text_content() == "Można wpisać jeszcze 3 znaki"
    text.fill("a" * (most + 5))
    assert room.text_content() == "O 5 znaków za dużo"


def test_what_stands_under_a_label_keeps_within_its_row(new_page: NewPage) -> None:
    page = new_page(width=PHONE)
    opened(page, "start", "pl")
    rows = page.locator(".govuk-radios__item").evaluate_all(
        "rows => rows.map(row => [row, row.querySelector('.govuk-hint')]"
        ".map(one => one.getBoundingClientRect().right))"
    )
    assert rows
    assert all(hint < row for row, hint in rows)


def test_in_arabic_an_answer_of_figures_or_latin_letters_begins_where_the_others_do(
    new_page: NewPage,
) -> None:
    page = new_page(width=PHONE)
    opened(page, "check", "ar")
    edges = {
        style: page.locator(".govuk-summary-list__value").first.evaluate(
            f"value => {{ value.textContent = {text!r}; return getComputedStyle(value).textAlign }}"
        )
        for style, text in (("figures", "12"), ("latin", "Café (A-1)"))
    }
    assert edges == {"figures": "right", "latin": "right"}
