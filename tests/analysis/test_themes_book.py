"""A book of themes: the shipped one fits its questionnaire, and a faulty one says where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.themes.book import book_in, read_book
from analysis.themes.texts import variables_of
from survey.engine.codebook import Nature
from survey.engine.loader import FaultyQuestionnaire
from tests.analysis.answers import ROOT, codebook
from tests.analysis.written import BOOK, frame

SHIPPED = ROOT / "questionnaires" / "trauma-informed-london" / "themes.yaml"


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FaultyQuestionnaire) as caught:
        book_in(text)
    return [(report.line, report.code) for report in caught.value.reports]


def test_the_shipped_book_names_open_questions_and_how_each_may_be_quoted() -> None:
    book = read_book(SHIPPED)
    assert book.questionnaire == codebook().questionnaire
    nobody = frame([])
    for asked in book.questions:
        for variable in variables_of(nobody, asked):
            assert variable.nature is Nature.TEXT
            if asked.permission is not None:
                beside = f"{variable.id.removesuffix(asked.id)}{asked.permission.question}"
                codes = {category.code for category in codebook().columns[beside].categories}
                assert codes - {*asked.permission.codes, *asked.permission.after_asking} == {0}


def test_the_shipped_book_begins_with_the_six_principles_of_the_questionnaire() -> None:
    book = read_book(SHIPPED)
    (principles,) = [v for v in codebook() if v.id == "practice_1__pp_principles"]
    asked = [column.name.rpartition("__")[2] for column in principles.columns]
    assert [code.id for code in book.codes if code.parent == "principles"] == asked
    assert {heading.id for heading in book.headings} == {"principles", "barriers", "needs", "equity"}


def test_any_word_that_changes_changes_the_digest() -> None:
    assert book_in(BOOK).digest != book_in(BOOK.replace("People feel", "Everybody feels")).digest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("example:", "exmaple:", [(13, "missing-key"), (19, "unknown-key")], id="misspelt"),
        pytest.param(
            "parent: principles",
            "parent: principle",
            [(10, "empty-heading"), (14, "unknown-heading")],
            id="no heading",
        ),
        pytest.param("- id: time", "- id: safety", [(20, "duplicate-id")], id="an id twice"),
        pytest.param("- id: time", "- id: none", [(20, "reserved-id")], id="an id that sheets have"),
        pytest.param('"1.0"', "1.0", [(2, "wrong-type")], id="a version that is a number"),
        pytest.param("quoted: never", "quoted: asked", [(5, "permission")], id="asked by no question"),
        pytest.param("quoted: never", "quoted: maybe", [(5, "wrong-value")], id="no way of quoting"),
        pytest.param("label: Racism", "label:", [(29, "wrong-type")], id="no label"),
        pytest.param("codes:\n", "codes: [\n", [(13, "yaml-syntax")], id="no YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, expected: list[tuple[int, str]]) -> None:
    assert faults(BOOK.replace(old, new, 1)) == expected


def test_everything_wrong_is_told_at_once_and_says_what_to_do() -> None:
    broken = BOOK.replace("label: Racism", "lable: Racism").replace("version:", "versoin:")
    with pytest.raises(FaultyQuestionnaire) as caught:
        book_in(broken)
    said = str(caught.value)
    assert "Did you mean label?" in said
    assert "Did you mean version?" in said
    assert "themes.yaml:29:5: unknown-key" in said


def test_a_book_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FaultyQuestionnaire, match="cannot be read"):
        read_book(tmp_path / "themes.yaml")
