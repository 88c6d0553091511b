"""A form becomes a questionnaire that loads, and what does not carry over is told with its row."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from survey.errors import Refused
from survey.xlsform.importing import read_form
from survey.xlsform.omissions import in_lines
from tests.xlsform.forms import CHOICES, changed, left, loaded, questions, read, table


def test_each_type_that_there_is_a_kind_for_becomes_it(tmp_path: Path) -> None:
    rows = [
        "select_one sector | a | A",
        "select_multiple who | b | B",
        "text | c | C",
        "integer | d | D",
        "decimal | e | E",
        "date | f | F",
        "acknowledge | g | G",
        "rank who | h | H",
    ]
    found = questions(read(tmp_path, table("type | name | label", *rows), CHOICES))
    assert {name: one["ask"] for name, one in found.items()} == {
        "a": "single",
        "b": "multiple",
        "c": "short_text",
        "d": "number",
        "e": "number",
        "f": "date",
        "g": "confirm",
        "h": "ranking",
    }
    assert [option["code"] for option in found["a"]["options"]] == ["police", "health"]
    assert (found["d"]["decimals"], found["e"]["decimals"]) == (0, 9)


@pytest.mark.parametrize(
    "written",
    [
        *("geopoint", "image", "audio", "file", "barcode", "time", "dateTime", "start", "deviceid", "hidden"),
        *("calculate", "select_one_from_file places.csv", "xml-external", "nonsense"),
    ],
)
def test_a_type_that_there_is_no_kind_for_is_left_out_with_its_row(tmp_path: Path, written: str) -> None:
    form = read(tmp_path, table("type | name | label", "text | a | A", f"{written} | b | B"))
    assert list(questions(form)) == ["a"]
    assert f"{written} b is left out:" in left(form, 3, "type")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("appearance", "signature"),
        ("calculation", "1 + 1"),
        ("choice_filter", "area = ${x}"),
        ("default", "4"),
        ("read_only", "yes"),
        ("media::image", "a.png"),
        ("guidance_hint", "For the one who asks"),
        ("parameters", "rows=3"),
        ("bind::odk:tag", "x"),
        ("my own column", "x"),
        ("required", "${a} = 'x'"),
        ("constraint_message", "Not so"),
        ("required_message", "Please"),
    ],
)
def test_a_cell_that_nothing_takes_is_left_out_with_row_and_column(
    tmp_path: Path, column: str, cell: str
) -> None:
    form = read(
        tmp_path, table(f"type | name | label | {column}", "text | a | A |", f"text | b | B | {cell}")
    )
    assert list(questions(form)) == ["a", "b"]
    told = [one for one in form.left_out if one.row == 3]
    assert [cell in one.message for one in told] == [True]


def test_or_other_opens_a_field_of_its_own(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "select_one sector or_other | a | A |",
            "text | b | B | ${a} = 'other'",
            "text | c | C | ${a_other} != ''",
        ),
        CHOICES,
    )
    found = questions(form)
    assert found["a"]["options"][-1]["say"]
    assert found["b"]["show_if"] == "a == 'other'"
    assert found["c"]["show_if"] == "answered(a__say)"


def test_groups_are_sections_and_groups_inside_them_pages(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant | appearance",
            "text | first | First | |",
            "begin_group | work | Your work | |",
            "select_one sector | sector | Where? | |",
            "begin group | police | Policing | ${sector} = 'police' | field-list",
            "begin group | deep | | ${first} != '' |",
            "text | rank_of | Rank | |",
            "end group | | | |",
            "end group | | | |",
            "text | last | Last | |",
            "end_group | | | |",
            "begin_group | end_part | The end | ${sector} = 'health' |",
            "text | bye | Bye | |",
            "end_group | | | |",
        ),
        CHOICES,
    )
    sections = loaded(form).sections
    assert [section.id for section in sections] == ["part_1", "work", "end_part"]
    pages = {page.id: (page.title, page.show_if.text if page.show_if else "") for page in sections[1].pages}
    assert pages == {
        "work": ("Your work", ""),
        "deep": ("Policing", "(sector == 'police') and (answered(first))"),
        "work_next": ("Your work", ""),
    }
    assert sections[2].show_if is not None
    assert not [one for one in form.left_out if one.sheet == "survey"]


def test_a_page_ends_where_the_next_question_looks_at_it(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "begin_group | g | G |",
            "integer | posts | Posts |",
            "text | why | Why ${posts}? |",
            "text | more | More | ${posts} > 2",
            "text | most | Most | ${more} != ''",
            "end_group | | |",
        ),
    )
    section = loaded(form).sections[0]
    assert [[question.id for question in page.questions] for page in section.pages] == [
        ["posts"],
        ["why", "more"],
        ["most"],
    ]
    assert section.pages[1].questions[0].text == "Why {posts or ''}?"


def test_notes_are_words_at_the_top_of_a_page(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "note | hello | Welcome {here} |",
            "select_one sector | sector | Where? |",
            "note | only | For the police | ${sector} = 'police'",
            "text | last | Last |",
        ),
        CHOICES,
    )
    pages = loaded(form).sections[0].pages
    assert [(page.text, [question.id for question in page.questions]) for page in pages] == [
        (("Welcome {{here}}",), ["sector"]),
        (("For the police",), []),
        ((), ["last"]),
    ]
    assert [page.show_if is not None for page in pages] == [False, True, False]


def test_names_that_are_no_ids_are_mapped_and_told(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "select_one l | Sector.Now | Where? |",
            "text | count | Why? | ${Sector.Now} = 'a-b'",
        ),
        table("list_name | name | label", "l | a-b | A", "l | -8 | B", "l | 1 | C", sheet="choices"),
    )
    found = questions(form)
    assert list(found) == ["sector_now", "q_count"]
    assert [option["code"] for option in found["sector_now"]["options"]] == ["a_b", "code_8", 1]
    assert found["q_count"]["show_if"] == "sector_now == 'a_b'"
    assert changed(form, 2, "name") == "Sector.Now cannot be an id: it becomes sector_now."
    assert changed(form, 3, "name") == "count cannot be an id: it becomes q_count."
    assert changed(form, 2, "name", "choices") == "a-b is no code: it becomes a_b."
    assert changed(form, 3, "name", "choices") == "-8 is no code: it becomes code_8."


def test_settings_name_the_questionnaire_and_what_is_missing_is_told(tmp_path: Path) -> None:
    settings = table(
        "form_title | form_id | version | style | public_key",
        "My form | My_Form | 2024-1 | theme-grid | abc",
        sheet="settings",
    )
    form = read(tmp_path, table("type | name | label", "text | a | A"), settings)
    made = loaded(form)
    assert (made.questionnaire, made.version, made.title) == ("my-form", "1.0", "My form")
    assert "my-form" in changed(form, 2, "form_id", "settings")
    assert "2024-1" in changed(form, 2, "version", "settings")
    assert "Replace" in changed(form, 2, "owner", "settings")
    assert "theme-grid" in left(form, 2, "style", "settings")
    assert "abc" in left(form, 2, "public_key", "settings")


def test_choices_that_nothing_uses_filter_columns_and_twins_are_told(tmp_path: Path) -> None:
    choices = table(
        "list_name | name | label | area",
        "a | x | X | north",
        "a | x | X again |",
        "a | y | |",
        "b | z | Z |",
        sheet="choices",
    )
    form = read(tmp_path, table("type | name | label", "select_one a | q | Q"), choices)
    assert "north" in left(form, 2, "area", "choices")
    assert left(form, 3, "name", "choices") == "x stands twice in its list."
    assert changed(form, 4, "label", "choices") == "There is none: it becomes y."
    assert "uses the list b" in left(form, 5, "list_name", "choices")


def test_a_condition_that_cannot_be_said_is_told_with_what_it_costs(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant",
            "geopoint | place | Where? |",
            "text | a | A | ${place} != ''",
            "text | b | B | ${later} = 'x'",
            "text | c | C | today() > '2020-01-01'",
            "text | d | D | ${nobody} = 1",
            "text | later | Later | ../x = 1",
        ),
    )
    assert all(one["show_if"] is None for one in questions(form).values())
    assert "place was left out itself. Without it, this is asked of everybody." in left(form, 3, "relevant")
    assert "later is asked later" in left(form, 4, "relevant")
    assert "the same way on every day" in left(form, 5, "relevant")
    assert "there is no question nobody" in left(form, 6, "relevant")
    assert "cannot be read" in left(form, 7, "relevant")


def test_what_the_loader_would_refuse_is_left_out_with_its_reason(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | relevant | constraint",
            "text | name | Name | |",
            "select_one sector | sector | Where? | |",
            "integer | a | A | string-length(${sector}) > 2 | . > 3 and . < 2",
            "text | b | B | | regex(., '^(a\\|b)$') and . != ${name}",
        ),
        CHOICES,
    )
    found = questions(form)
    assert "is a choice, and this takes words" in left(form, 4, "relevant")
    assert "no number could be given" in left(form, 4, "constraint")
    assert "matches(b, '(a|b)')" in left(form, 5, "constraint")
    assert [check["holds"] for check in found["b"]["checks"]] == [
        "(answered(b) or answered(name)) and not (b == name)"
    ]


def test_a_fault_that_is_left_is_told_with_its_row(tmp_path: Path) -> None:
    form = read(tmp_path, table("type | name | label", "text | a | A", f"text | b | {'x' * 2001}"))
    [(report, origin)] = form.faults
    assert (report.code, origin) == ("wrong-value", ("survey", 3))


def test_rows_without_a_name_or_a_type_and_disabled_ones_are_told(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | disabled",
            "text | a | A |",
            "text | | B |",
            "| c | C |",
            "text | d | D | yes",
            "select_one nothing | e | E |",
            "begin_group | empty | Nothing |",
            "image | f | F |",
            "end_group | | |",
        ),
    )
    assert list(questions(form)) == ["a"]
    assert "has no name" in left(form, 3, "name")
    assert "has no type" in left(form, 4, "type")
    assert "disabled" in left(form, 5, "disabled")
    assert "no choices under nothing" in left(form, 6, "type")
    assert "neither does the group" in left(form, 7, "name")


def test_a_workbook_is_read_with_the_rows_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("survey", 0)
    for row in (
        ["type", "name", "label", "required"],
        [],
        ["integer", "a", "A", True],
        [],
        ["audio", "b", "B"],
    ):
        sheet.append(row)
    book.create_sheet("notes").append(["for ourselves"])
    del book["Sheet"]
    book.save(tmp_path / "form.xlsx")
    form = read_form(tmp_path / "form.xlsx")
    assert questions(form)["a"]["required"] is True
    assert "no files are taken in" in left(form, 5, "type")
    assert left(form, 1, "", "notes") == "This sheet is not read."


def test_rows_below_each_other_that_say_the_same_are_told_together(tmp_path: Path) -> None:
    names = [f"geopoint | {name} | {name}" for name in "ab"]
    form = read(
        tmp_path,
        table("type | name | label | default", "text | x | X | 1", "text | y | Y | 1", *names),
    )
    lines = list(in_lines(form.left_out))
    assert lines[0].startswith("survey, rows 2 to 3, default: 1: ")
    assert len(lines) == 3


@pytest.mark.parametrize("content", ["", "words", "| choices |\n| | list_name | name |\n| | a | b |"])
def test_what_is_no_form_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(Refused, match=r"cannot be read|no sheet named survey"):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        read_form(tmp_path / "none.xlsx")
