"""Forms as researchers bring them, and what went wrong with them once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from survey.engine.walk import walk
from survey.errors import Refused
from survey.xlsform.importing import read_form
from tests.xlsform.forms import left, loaded, questions, read, table


def test_words_for_an_answer_that_will_not_do_are_those_of_the_form(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | constraint | constraint_message",
            "integer | mine | Mine | |",
            "integer | child | Child | . < ${mine} | A child is younger",
        ),
    )
    assert questions(form)["child"]["checks"][0]["say"] == "A child is younger"


def test_words_about_a_constraint_that_is_left_out_are_told(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | constraint | constraint_message", "date | a | A | . <= today() | Not yet"
        ),
    )
    assert "Not yet" in left(form, 2, "constraint_message")


NUMBERED = table(
    "list_name | name | label",
    "n | 2 | Two",
    "n | 03 | Three",
    "n | no | No",
    "y | yes | {Yes}",
    "y | no | No",
    sheet="choices",
)


@pytest.mark.parametrize(("answer", "asked"), [(2, False), ("03", True), ("no", False)])
def test_a_choice_called_03_is_a_number_where_a_form_orders_it(
    tmp_path: Path, answer: int | str, asked: bool
) -> None:
    form = read(
        tmp_path,
        table("type | name | label | relevant", "select_one n | a | A |", "text | b | B | ${a} >= 3"),
        NUMBERED,
    )
    pages = walk(loaded(form), {"a": answer}).pages
    assert ("b" in [question.id for page in pages for question in page.questions]) is asked


def test_choices_called_03_are_not_summed(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table("type | name | label | relevant", "select_one n | a | A |", "text | b | B | ${a} + 1 > 3"),
        NUMBERED,
    )
    assert "no number here" in left(form, 3, "relevant")


def test_two_numbers_that_nobody_gave_are_the_same_as_in_a_form(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "integer | a | A |",
            "integer | b | B |",
            "text | same | Same | ${a} = ${b}",
            "text | other | Other | ${a} != ${b}",
        ),
    )

    def asked(**given: int) -> list[str]:
        pages = walk(loaded(form), given).pages
        return [question.id for page in pages for question in page.questions][2:]

    assert (asked(), asked(a=1), asked(a=1, b=1)) == (["same"], ["other"], ["same"])


@pytest.mark.parametrize(
    ("parameters", "least", "most", "decimals"),
    [("", 1, 10, 0), ("start=0 end=5 step=1", 0, 5, 0), ("start=0 end=2.5 step=0.5", 0, 2.5, 9)],
)
def test_a_slider_has_the_ends_that_apps_give_it(
    tmp_path: Path, parameters: str, least: float, most: float, decimals: int
) -> None:
    found = questions(
        read(tmp_path, table("type | name | label | parameters", f"range | a | A | {parameters}"))
    )
    assert [found["a"][key] for key in ("least", "most", "decimals")] == [least, most, decimals]


def test_braces_in_the_labels_of_a_table_are_braces(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | appearance",
            "begin group | g | Rate | table-list",
            "select_one y | a | A |",
            "select_one y | b | B |",
            "end group | | |",
        ),
        NUMBERED,
    )
    assert loaded(form).questions["g"].scales_used()[0].steps[0].label == "{{Yes}}"


def test_ends_that_fit_no_beginning_are_told(tmp_path: Path) -> None:
    rows = ["end group | |", "begin group | g | G", "begin repeat | r | R", "text | a | A", "end group | |"]
    form = read(tmp_path, table("type | name | label", *rows))
    assert "no group left" in left(form, 2, "type")
    told = [one.message for one in form.changed if one.column == "type"]
    assert told == [
        "It ends the repeat, which began last, though it says group.",
        "A group is never ended, so it ends with the last row.",
    ]


def test_a_select_without_a_list_says_so_and_one_in_capitals_is_read(tmp_path: Path) -> None:
    rows = ["select_one | a | A", "Select_One n | b | B"]
    form = read(tmp_path, table("type | name | label", *rows), NUMBERED)
    assert "it names no list of choices" in left(form, 2, "type")
    assert list(questions(form)) == ["b"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("plain.csv", b"type,name\ntext,a\n"), ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("no.md", b"")],
)
def test_a_file_that_no_reader_takes_is_refused_with_what_it_must_be(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=r"it must be a workbook \(\.xlsx or \.xls\), tables in markdown"):
        read_form(tmp_path / name)


@pytest.mark.parametrize("name", ["FORM.XLSX", "form.xls"])
def test_a_workbook_is_read_whatever_its_name_ends_in(tmp_path: Path, name: str) -> None:
    book = Workbook()
    book.active.title = "Survey"  # type: ignore[union-attr]
    for row in (["Type", "NAME", " Label "], ["text", "a", "A"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / name)
    assert list(questions(read_form(tmp_path / name))) == ["a"]
