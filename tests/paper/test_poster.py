"""The poster: one page in either size, tagged, with a title, a language and a code that is described."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from pypdf import PdfReader

from survey.paper.poster import page, pdf
from survey.web.respondent.sharing import as_svg

WORDS = {
    "title": "A tiny survey",
    "owner": "The team",
    "language": "en-GB",
    "headline": "What helps where you work?",
    "lines": "About 15 minutes.\nIt is for you to decide.",
    "closes": "10 January 2025 at 23:59, London time",
    "address": "https://survey.example.org/s/tiny?via=met-intranet",
    "contact": "team@example.org",
}
MUCH = {
    **WORDS,
    "headline": ("Wide words " * 11)[:120],
    "lines": "\n".join(["Words on a line of the poster that go on until the end of it all, here."] * 6)[:500],
    "address": f"https://survey.violence-reduction.london.example/s/{'a' * 64}?via={'x' * 40}",
}


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


@pytest.mark.parametrize("size", ["a4", "a3"])
@pytest.mark.parametrize("words", [WORDS, MUCH], ids=["little", "much"])
def test_a_poster_is_one_page_however_much_it_says(words: dict[str, str], size: str) -> None:
    found = read(pdf(words, as_svg(words["address"]), size))
    assert len(found.pages) == 1
    width = float(found.pages[0].mediabox.width)
    assert round(width) == {"a4": 595, "a3": 842}[size]


def test_a_poster_is_tagged_and_says_title_and_language() -> None:
    found = read(pdf(WORDS, as_svg(WORDS["address"]), "a4"))
    assert found.metadata is not None
    assert found.metadata.title == "A tiny survey: poster"
    assert str(found.root_object["/Lang"]) == "en-GB"
    assert "/StructTreeRoot" in found.root_object
    said = " ".join(found.pages[0].extract_text().split())
    for words in ("What helps where you work?", "Open until 10 January 2025", "team@example.org"):
        assert words in said
    assert "survey.example.org/s/tiny?via=met-intranet" in said.replace(" ", "")


def test_the_code_is_described_and_words_of_the_team_are_never_markup() -> None:
    html = page({**WORDS, "headline": "<b>bold</b>"}, b"<svg/>", "a4")
    assert 'alt="QR code that opens https://survey.example.org/s/tiny?via=met-intranet"' in html
    assert "&lt;b&gt;bold" in html
    assert "https://" not in html.replace(WORDS["address"], "")


def test_a_poster_in_arabic_runs_from_the_right() -> None:
    html = page({**WORDS, "language": "ar"}, b"<svg/>", "a4")
    assert '<html lang="ar" dir="rtl">' in html
    assert '<p class="address" dir="ltr">' in html


def test_a_process_of_its_own_makes_it() -> None:
    asked = {"words": WORDS, "code": as_svg(WORDS["address"]).decode(), "size": "a4"}
    done = subprocess.run(
        [sys.executable, "-m", "survey.paper", "poster"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"%PDF-")
