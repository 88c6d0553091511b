"""The form on paper: every question with its number, its variable and its codes; every skip in words."""
# ruff: noqa: E501

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey.engine.conditions import Condition
from survey.engine.loader import load_file
from survey.languages.choosing import spoken
from survey.paper.form import PaperForm
from survey.paper.printing import page, pdf
from tests.builders import HEAD, LIBRARY, asking, tiny

FILES = sorted(LIBRARY.glob("*/1.0.yaml"))
FORM = asking(
    """
    - {id: one, ask: single, text: One, options: {a: Ay, b: Bee, c: {label: See, end: stopped}}}
    - {id: many, ask: multiple, text: Many, choose: {most: 2}, options: {x: Ex, y: Why, z: {label: Zed, say: Which}}}
    - {id: n, ask: number, text: N, unit: hours}
    - {id: d, ask: date, text: D}
    - {id: t, ask: short_text, text: T}
    - {id: g, ask: grid, scale: agree, text: G, rows: {g_a: First, g_b: Second}}
    - page: next
    - {id: carried, ask: multiple, text: Carried, options: {chosen_in: many}}
    - {id: hard, ask: number, text: Hard, required: true, checks: [{holds: hard < n, say: S}]}
    - {id: shown, ask: confirm, text: Shown, show_if: one == 'a'}
    """
)

SAID = {
    "one == 'a'": "you ticked \u201cAy\u201d at question 1",
    "one != 'a'": "you ticked something, but not \u201cAy\u201d alone, at question 1",
    "one in ['a', 'b']": "you ticked \u201cAy\u201d or \u201cBee\u201d at question 1",
    "any(many, 'x', 'y')": "you ticked \u201cEx\u201d or \u201cWhy\u201d at question 2",
    "not any(many, 'x', 'y')": "you did not tick \u201cEx\u201d or \u201cWhy\u201d at question 2",
    "all(many, 'x', 'y')": "you ticked \u201cEx\u201d and \u201cWhy\u201d at question 2",
    "only(many, 'x')": "you ticked nothing but \u201cEx\u201d at question 2",
    "count(many) > 1": "the number of ticks at question 2 is more than 1",
    "answered(t)": "you answered question 5",
    "not answered(t)": "you left question 5 blank",
    "not one == 'a'": "it is not so that you ticked \u201cAy\u201d at question 1",
    "n >= 3": "your answer to question 3 is at least 3",
    "n + 1 < 2 * n": "your answer to question 3 plus 1 is less than 2 times your answer to question 3",
    "max(n, 2) == 2": "the largest of your answer to question 3 and 2 is 2",
    "g_a > 1": "you ticked higher than \u201cDisagree\u201d at question 6, g_a",
    "before(d, '2024-05-01')": "your answer to question 4 is before 2024-05-01",
    "age(d, '2025-01-10') > 17": "the number of full years from your answer to question 4 to 2025-01-10 is more than 17",
    "length(t) > 9": "the number of characters at question 5 is more than 9",
    "matches(t, '[a-z]+')": "what you wrote at question 5 has the form [a-z]+",
    "one == 'a' and (n > 1 or answered(t))": (
        "you ticked \u201cAy\u201d at question 1 and "
        "(your answer to question 3 is more than 1 or you answered question 5)"
    ),
}


@pytest.mark.parametrize("written", SAID)
def test_a_condition_is_said_in_words(written: str) -> None:
    assert PaperForm(FORM).only_if(Condition.parse(written)) == SAID[written]


def text_of(html: str) -> str:
    inside = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


def test_skips_ends_limits_and_checks_stand_where_they_belong() -> None:
    words = text_of(page(FORM))
    assert "Only if you ticked \u201cAy\u201d at question 1 ." in words.replace("1.", "1 .")
    assert "If you tick this, stop here." in words
    assert "Tick up to 2." in words
    assert "Only what you ticked at question 2." in words
    assert "Without an answer to this we cannot use the form." in words
    assert "It should be so that your answer to question 8 is less than your answer to question 3." in words
    assert "Write a number in figures (hours)." in words


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_variable_and_code_of_the_data_is_printed(file: Path) -> None:
    form = load_file(file)
    printed = set(re.findall(r'<span class="key">([^<]+)</span>', page(form)))
    paper = PaperForm(form)
    long = {
        asked.question.id
        for part in paper.parts
        for sheet in part.sheets
        for asked in sheet.questions
        if asked.write_in
    }
    for question in form.questions.values():
        assert question.id in printed
        assert question.id in long or set(question.column_names()) <= printed
        codes = {str(option.code) for option in getattr(question, "options", ())}
        assert (
            question.id in long
            or question.ask == "lookup"
            or codes <= printed | {name.rpartition("__")[2] for name in printed}
        )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_section_that_is_skipped_says_where_to_go_on(file: Path) -> None:
    paper = PaperForm(load_file(file))
    html = page(paper.questionnaire)
    for part in paper.parts:
        if part.shown_if and part.leads_to:
            assert f"Otherwise go on to \u201c{part.leads_to}\u201d." in html.replace("&#39;", "'")


def test_the_pdf_is_tagged_and_has_a_title_and_a_language() -> None:
    made = pdf(FORM)
    reader = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == "A tiny survey: paper form"
    root = reader.root_object
    assert str(root["/Lang"]) == "en-GB"
    assert "/StructTreeRoot" in root
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()


def test_promises_in_texts_are_filled_in_and_dates_are_a_line() -> None:
    form = asking(
        "- {page: p, text: 'About {minutes} minutes, groups of {threshold}.'}\n- {id: a, ask: confirm, text: A}"
    )
    assert "About 15 minutes, groups of 10." in page(form)
    assert "{" not in text_of(page(load_file(LIBRARY / "trauma-informed-london" / "1.0.yaml")))


def test_a_form_in_the_hand_is_not_said_to_be_sent() -> None:
    form = asking(
        "- {id: a, ask: confirm, text: A}", "sent: {title: Your answers are sent., text: We read them.}\n"
    )
    said = page(form)
    assert "are sent" not in said
    assert (
        "give this form back to whoever gave it to you, or ask the survey team where to send it. We read"
        in said
    )


def test_paper_says_that_it_has_no_code_whatever_the_start_page_promises() -> None:
    assert "Paper has no code to take your answers back." in text_of(page(FORM))


def test_a_form_of_a_survey_has_its_dates_and_one_of_none_a_line() -> None:
    form = asking("- {page: p, text: 'Until {closes}.'}\n- {id: a, ask: confirm, text: A}")
    assert "Until ____________." in page(form)
    assert "Until 10 January." in page(form, {"closes": "10 January", "withdraw_until": "31 January"})


def test_words_of_a_questionnaire_are_never_markup() -> None:
    form = asking("- {id: a, ask: confirm, text: '<b>bold</b>'}")
    assert "<b>bold</b>" not in page(form)


def test_a_section_is_left_out_in_words() -> None:
    form = tiny(
        """
        - {id: s, title: First, stage: only, questions: [{id: a, ask: single, text: A, options: {x: Ex}}]}
        - {id: t, title: Second, stage: only, show_if: a == 'x', questions: [{id: b, ask: confirm, text: B}]}
        - {id: u, title: Third, stage: only, questions: [{id: c, ask: confirm, text: C}]}
        """
    )
    assert (
        "Only if you ticked \u201cEx\u201d at question 1. Otherwise go on to \u201cThird\u201d."
        in text_of(page(form))
    )


def test_every_kind_has_a_way_to_be_answered_on_paper() -> None:
    kinds = (LIBRARY.parent / "templates" / "paper" / "kinds.html").read_text("utf-8")
    for name in re.findall(
        r"([a-z_]+)\.html",
        " ".join(path.name for path in (LIBRARY.parent / "templates" / "questions").glob("[a-z]*.html")),
    ):
        assert f"macro {name}(asked)" in kinds


IN_ARABIC = """
- {id: one, ask: single, text: د, options: {a: أ, b: ب, c: {label: ج, end: stopped}}}
- {id: many, ask: multiple, text: ذ, choose: {most: 2}, options: {x: س, y: ص, z: {label: ع, say: ما}}}
- {id: plain, ask: multiple, text: ر, options: {x: س, y: ص}}
- {id: n, ask: number, text: ز, unit: ساعة, required: true, checks: [{holds: n < 9, say: ك}]}
- {id: r, ask: ranking, text: س, rows: {r_a: أ, r_b: ب}}
- {id: g, ask: grid, scale: agree, text: ش, rows: {g_a: أ, g_b: ب}}
- {id: d, ask: date, text: ص}
- {id: l, ask: lookup, text: ض, options: {x: س, y: ص}}
- page: next
- {id: carried, ask: multiple, text: ط, options: {chosen_in: many}}
- {id: sure, ask: confirm, text: ت, show_if: "CONDITION"}
"""


@pytest.mark.parametrize("written", [*SAID, "after(d, '2024-05-01')", "n * 2 - 1 / 3 != sum(n, min(n, 2))"])
def test_on_paper_in_another_language_no_word_of_english_is_left(written: str) -> None:
    condition = re.sub(r"\bt\b", "name", written)
    questions = IN_ARABIC.replace("CONDITION", condition) + "- {id: last, ask: long_text, text: خ}\n"
    questions = questions.replace("- page: next", "- {id: name, ask: short_text, text: ح}\n- page: next")
    html = page(spoken(asking(questions, "language: ar\n"), "ar"))
    words = text_of(re.sub(r'<span class="key">[^<]*</span>', "", html))
    told = set(re.findall("[A-Za-z]{3,}", words))
    assert told - set(re.findall("[A-Za-z]{3,}", HEAD)) - {"Section", "dont"} <= {"name"}
    assert "فقط إذا" in words
    assert '<html lang="ar" dir="rtl">' in html


def test_a_form_in_arabic_is_a_mirror_and_its_pdf_says_the_language() -> None:
    arabic = spoken(asking("- {id: a, ask: confirm, text: أ}", "language: ar\n"), "ar")
    html = page(arabic)
    assert ".boxes .box { margin-right: -8mm; }" in html
    assert ".boxes .box { margin-left: -8mm; }" in page(FORM)
    assert str(PdfReader(io.BytesIO(pdf(arabic))).root_object["/Lang"]) == "ar"
