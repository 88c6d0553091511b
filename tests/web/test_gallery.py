"""Every page of the respondent: sound HTML, no barrier a program can find, nothing the policy forbids."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from survey.folders import TEMPLATES
from survey.web.templating import environment
from tests.accessibility import scrolls_sideways, violations
from tests.browser import DESKTOP, PHONE, NewPage
from tests.html_checker import problems
from tests.web.gallery import Sample, render, samples
from tests.web.shown import opened

LOOKED_AT = (
    "code-renewed",
    "check-so-far",
    "sent-care-first",
    "saved",
    "withdraw-confirm",
    "stopped",
    "closed",
    "closed-draft",
    "closed-begun",
    "not-open-yet",
    "full",
    "full-begun",
    "withdrawn-while-open",
    "start-in-the-last-days",
    "saved-in-the-last-days-of-a-trial",
    "page-training-in-the-last-days",
    "page-equity-in-the-time-of-grace",
    "error-not_found-in-the-last-days",
    "stale",
    "download",
    "synthetic",
    "share",
    "formats",
    "questions-of-every-kind",
    "error-not_saved",
    "error-signed_out",
    "error-not_found-outside",
    "home-empty",
    "page-taking_part-to-put-right",
    "page-amounts-to-put-right",
    "page-hints",
    "page-order",
    "page-order-to-put-right",
    "page-asked_once-to-put-right",
)
"""Pages that the journeys in test_in_a_browser.py do not come by."""


@cache
def pages() -> dict[str, str]:
    return {sample.name: render(sample) for sample in samples()}


def each_page() -> list[object]:
    return [pytest.param(sample, id=sample.name) for sample in samples()]


def test_every_page_template_is_in_the_gallery() -> None:
    files = [path for folder in ("respondent", "errors") for path in (TEMPLATES / folder).glob("[!_]*.html")]
    shown = {sample.template for sample in samples()}
    assert {str(path.relative_to(TEMPLATES)) for path in files} == shown


def test_every_kind_of_question_is_in_the_gallery() -> None:
    kinds = {path.stem for path in (TEMPLATES / "questions").glob("[!_]*.html")}
    asked = {
        question.ask
        for sample in samples()
        if sample.template == "respondent/page.html"
        for question in sample.questions
    }
    assert asked == kinds


def test_every_page_is_sound_html() -> None:
    assert problems(pages()) == []


@pytest.mark.parametrize("sample", each_page())
def test_a_page_has_one_title_one_heading_and_no_inline_code(sample: Sample) -> None:
    html = pages()[sample.name]
    assert len(re.findall(r"<title>[^<]+</title>", html)) == 1
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\bstyle=", html)
    assert ("<style" in html) == (sample.name == "download")


@pytest.mark.parametrize("sample", each_page())
def test_every_form_carries_the_token(sample: Sample) -> None:
    forms = re.findall(r"<form\b.*?</form>", pages()[sample.name], re.DOTALL)
    assert all('name="csrf" value="token"' in form and 'method="post"' in form for form in forms)


@pytest.mark.parametrize("sample", each_page())
def test_what_is_to_be_put_right_links_to_its_field_and_heads_the_title(sample: Sample) -> None:
    html = pages()[sample.name]
    links = re.findall(r'<li><a href="#([^"]+)">', html)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert set(links) <= ids
    assert bool(links) == html.partition("<title>")[2].startswith("To put right: ")


def test_a_sensitive_page_has_a_neutral_title() -> None:
    assert "<title>Section 3 of 9</title>" in pages()["page-equity"]


def test_words_of_a_questionnaire_are_never_markup() -> None:
    jinja = environment()
    sample = next(sample for sample in samples() if sample.name == "page-welcome")
    question = sample.questions[0].model_copy(update={"text": "<b>bold</b>", "hint": "<i>hint</i>"})
    html = jinja.get_template(sample.template).render(**{**sample.context, "items": ((question, {}, {}),)})
    assert "&lt;b&gt;bold" in html
    assert "&lt;i&gt;hint" in html
    assert "<b>bold" not in html


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_has_no_barrier_light_or_dark_on_a_phone_or_a_desk(new_page: NewPage, name: str) -> None:
    page = new_page(width=PHONE)
    complaints = opened(page, name).complaints
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    assert violations(page) == []
    assert complaints == [] or name == "download"


@pytest.mark.parametrize("name", ["page-needs", "page-principles_team", "page-place", "check", "start"])
def test_a_page_fits_at_four_times_the_size(new_page: NewPage, name: str) -> None:
    page = new_page(width=320)
    opened(page, name)
    assert not scrolls_sideways(page)


def test_where_nothing_is_said_to_happen_next_no_heading_says_so() -> None:
    sent = next(sample for sample in samples() if sample.name == "sent")
    assert "What happens next" in render(sent)
    assert "What happens next" not in render(replace(sent, context={**sent.context, "next_steps": ()}))
