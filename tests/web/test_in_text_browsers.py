"""Pages in browsers that show nothing but text: all words in order, all fields, a survey answered in Lynx."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.text_browser import NewLynx, dumped
from tests.web.gallery import render, samples

BROWSERS = ("lynx", "w3m")
READ = (
    "start",
    "page-work-to-put-right",
    "page-principles_team",
    "page-hints",
    "page-amounts",
    "page-order",
    "page-practice_another_2",
    "note",
    "code",
    "check",
    "sections",
    "sent",
    "support",
    "error-not_saved",
    "accessibility",
)
UNSEEN = r"<(head|script|svg|select|textarea|template)\b.*?</\1>"


def html_of(name: str) -> str:
    return render(next(sample for sample in samples() if sample.name == name))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def written(html: str) -> list[str]:
    """The words of a page in their order; where an element begins or ends, so does a word."""
    seen = re.sub(UNSEEN, " ", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", seen)
    return words(text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&"))


def missing(wanted: list[str], given: list[str]) -> list[str]:
    """Words that do not come in the order they are wanted in."""
    rest = iter(given)
    return [word for word in wanted if word not in rest]


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("name", READ)
def test_a_page_has_all_its_words_in_their_order(name: str, browser: str, tmp_path: Path) -> None:
    html = html_of(name)
    assert missing(written(html), words(dumped(browser, html, tmp_path)))[:3] == []


def test_a_word_that_runs_into_another_is_missed() -> None:
    assert missing(written("<p><b>Ten</b>minutes <i>or</i> so</p>"), words("Tenminutes or so")) != []


@pytest.mark.parametrize(
    ("browser", "field"),
    [
        pytest.param("lynx", r"\([ *]\) Not in place", id="lynx"),
        pytest.param("w3m", r"\([ *]\)\s*Not in place", id="w3m"),
    ],
)
def test_every_statement_has_its_steps_beside_their_words(browser: str, field: str, tmp_path: Path) -> None:
    html = html_of("page-principles_team")
    shown = dumped(browser, html, tmp_path)
    assert len(re.findall(field, shown)) == len(re.findall(r'class="statement"', html)) > 2


@pytest.mark.terminal
def test_a_survey_is_answered_put_right_and_sent_in_lynx(lynx: NewLynx, short_survey: str) -> None:
    browser = lynx(short_survey)
    browser.wait("Where are you answering?")
    browser.choose("On my own device")
    browser.choose("Start the survey")
    browser.wait("Your return code")
    browser.choose("Go on to the questions")
    browser.wait("Where do you work?")
    browser.choose("Health")
    browser.choose("South")
    browser.type("How many people?", "many")
    browser.choose("Save and continue")
    screen = browser.wait("One thing before you go on")
    assert "Everything you entered is still here." in screen
    browser.wait("[X] South")
    browser.type("How many people?", "12")
    browser.choose("Save and continue")
    browser.wait("Statement 1 of 2")
    browser.choose("Back")
    browser.wait("[X] South")
    browser.choose("Save and continue")
    browser.wait("Statement 1 of 2")
    browser.choose("Always")
    browser.choose("Save and continue")
    browser.wait("Before the next section")
    browser.choose("See the questions")
    browser.wait("What is hard?")
    browser.type("What is hard?", "Nobody asks")
    browser.choose("Save and continue")
    screen = browser.wait("Check your answers")
    given = ("Health", "South", "12", "We listen Left blank", "We rest Always", "Nobody asks")
    assert [answer for answer in given if answer not in screen] == []
    browser.choose("Send my answers")
    browser.wait("Your receipt code")
