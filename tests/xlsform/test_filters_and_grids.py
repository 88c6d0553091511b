"""Choices narrowed by earlier answers, and groups that are one grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.engine.questionnaire import Questionnaire
from survey.xlsform.importing import Imported
from tests.builders import journey_through
from tests.xlsform.forms import CHOICES, changed, left, loaded, questions, read, table

PLACES = table(
    "list_name | name | label | region | size | note",
    "region | north | North | | |",
    "region | south | South | | |",
    "district | a | Alpha | north | 1 | seen",
    "district | b | Beta | south | 2 |",
    "district | c | Gamma | south | 3 |",
    "district | d | Delta | | 4 |",
    sheet="choices",
)


def filtered(tmp_path: Path, written: str, kind: str = "select_one district") -> Imported:
    rows = [
        "select_one region | region | Region? |",
        "select_multiple region | regions | Regions? |",
        "integer | n | How many? |",
        f"{kind} | place | Which place? | {written}",
    ]
    return read(tmp_path, table("type | name | label | choice_filter", *rows), PLACES)


def offered(form: Questionnaire, fields: dict[str, object], name: str = "place") -> str:
    """The codes that somebody with these answers is offered, or nothing where it is not asked."""
    asked = {one.id: one for page in journey_through(form, fields).pages for one in page.questions}
    return "".join(str(code)[0] for code in asked[name].codes()) if name in asked else "not asked"


@pytest.mark.parametrize(
    ("written", "fields", "codes"),
    [
        ("region=${region}", {"region": "north"}, "a"),
        ("region=${region}", {"region": "south"}, "bc"),
        ("region=${region}", {}, "not asked"),
        ("${region} = region or ${region} = ''", {}, "abcd"),
        ("selected(${regions}, region)", {"regions": ["north", "south"]}, "abc"),
        ("not(selected(${regions}, region))", {"regions": ["north"]}, "bcd"),
        ("region != ${region}", {"region": "north"}, "bc"),
        ("size <= ${n}", {"n": 2}, "ab"),
        ("size + 1 > ${n}", {"n": 3}, "cd"),
        ("region = 'south' and size <= ${n}", {"n": 2}, "b"),
        ("region = 'south'", {}, "bc"),
        ("size > 1 or ${n} > 5", {"n": 6}, "abcd"),
        ("true()", {}, "abcd"),
        ("name = 'a' or (name = 'b' and ${n} > 1)", {"n": 2}, "ab"),
        ("label = 'Alpha' or false()", {}, "a"),
        ("selected('a b', name)", {}, "ab"),
    ],
)
def test_each_choice_is_offered_where_its_columns_say_so(
    tmp_path: Path, written: str, fields: dict[str, object], codes: str
) -> None:
    assert offered(loaded(filtered(tmp_path, written)), fields) == codes


def test_the_classic_cascade_reads_as_an_author_would_write_it(tmp_path: Path) -> None:
    form = filtered(tmp_path, "region=${region}")
    options = questions(form)["place"]["options"]
    assert {one["code"]: one["show_if"] for one in options} == {
        "a": "region == 'north'",
        "b": "region == 'south'",
        "c": "region == 'south'",
    }
    assert left(form, 5, "choice_filter").startswith("Delta (d) can never be offered here")
    assert "no choice_filter that carries over looks at it" in left(form, 4, "note", "choices")
    assert [one.column for one in form.left_out if one.row == 5 and one.sheet == "choices"] == ["size"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("area = ${region}", "the choices have no column area"),
        ("region = ${gone}", "there is no question gone"),
        ("region = ", "the end is not expected"),
        ("size mod 2 = ${n}", "no value to compare"),
        ("regex(${region}, region)", "nothing in a column"),
    ],
)
def test_a_filter_that_cannot_be_said_is_told_and_everything_is_offered(
    tmp_path: Path, written: str, reason: str
) -> None:
    form = filtered(tmp_path, written)
    assert offered(loaded(form), {}) == "abcd"
    assert reason in left(form, 5, "choice_filter")
    assert len([one for one in form.left_out if one.sheet == "choices"]) == 8


def test_a_question_that_offers_nothing_is_left_out(tmp_path: Path) -> None:
    form = filtered(tmp_path, "region = 'west'")
    assert "place" not in questions(form)
    assert "Nothing is ever offered" in left(form, 5, "type")


def test_the_choices_of_an_earlier_question_are_carried(tmp_path: Path) -> None:
    form = filtered(tmp_path, "selected(${regions}, name)", "select_one region")
    assert questions(form)["place"]["chosen_in"] == "regions"
    assert offered(loaded(form), {"regions": "south"}) == "s"


def test_choices_are_not_carried_from_another_list_nor_with_one_more(tmp_path: Path) -> None:
    assert questions(filtered(tmp_path, "region = ${region}"))["place"]["chosen_in"] == ""
    form = filtered(tmp_path, "selected(${regions}, name)", "select_one region or_other")
    made = questions(form)["place"]
    assert made["chosen_in"] == ""
    assert [one["show_if"] for one in made["options"]] == [
        "any(regions, 'north')",
        "any(regions, 'south')",
        None,
    ]


def test_what_is_put_in_order_is_narrowed_too(tmp_path: Path) -> None:
    form = filtered(tmp_path, "selected(${regions}, region)", "rank district")
    rows = questions(form)["place"]["rows"]
    assert [row["show_if"] for row in rows] == ["any(regions, 'north')", *["any(regions, 'south')"] * 2]


# Grids

ROWS = (
    "select_one step | one | First | list-nolabel | |",
    "select_one step | two | Second | list-nolabel | |",
)
HEADS = "type | name | label | appearance | relevant | required"


def grid(
    tmp_path: Path, *inside: str, begin: str = "begin_group | table | How far? | field-list | |"
) -> Imported:
    rows = ["integer | n | How many? | | |", begin, *inside, "end_group | | | | |", "text | z | Z | | |"]
    return read(tmp_path, table(HEADS, *rows), CHOICES)


def test_a_group_with_a_row_of_labels_is_a_grid(tmp_path: Path) -> None:
    form = grid(tmp_path, "select_one step | head | Mark each | label | |", *ROWS)
    made = questions(form)["table"]
    assert (made["ask"], made["text"], made["scale"]["prompt"]) == ("grid", "How far?", "Mark each")
    assert [(row["id"], row["text"]) for row in made["rows"]] == [("one", "First"), ("two", "Second")]
    assert [step["code"] for step in made["scale"]["steps"]] == [1, 2]
    assert "read from worst to best" in changed(form, 7, "list_name", "choices")
    assert not [one for one in form.left_out if one.sheet == "survey"]


def test_a_table_list_is_a_grid_with_its_hint_conditions_and_what_is_required(tmp_path: Path) -> None:
    form = grid(
        tmp_path,
        "note | hint | Take your time | | |",
        "select_one step | one | First of ${n} | | | yes",
        "select_one step | two | Second | | ${n} > 2 | yes",
        begin="begin_group | table | How far? | table-list | ${n} > 1 |",
    )
    made = questions(form)["table"]
    assert (made["hint"], made["show_if"], made["required"]) == ("Take your time", "n > 1", True)
    assert [(row["text"], row["show_if"]) for row in made["rows"]] == [
        ("First of {n or ''}", None),
        ("Second", "n > 2"),
    ]
    assert changed(form, 5, "required") == "One statement is enough to go on."


def test_later_questions_look_at_the_rows_of_a_grid(tmp_path: Path) -> None:
    rows = ["begin_group | table | T | table-list |", "select_one step | one | One | |", "end_group | | | |"]
    form = read(
        tmp_path,
        table("type | name | label | appearance | relevant", *rows, "text | z | Z | | ${one} >= 2"),
        CHOICES,
    )
    assert questions(form)["z"]["show_if"] == "one >= 2"
    assert [page.id for page in loaded(form).pages.values()] == ["part_1", "z_page"]


@pytest.mark.parametrize(
    "inside",
    [
        ("select_one step | one | First | | |", "select_one step | two | Second | | |"),
        (
            "select_one step | head | | label | |",
            ROWS[0],
            "select_one sector | two | Second | list-nolabel | |",
        ),
        ("select_one step | head | | label | |", ROWS[0], "text | two | Second | | |"),
        ("select_one step | head | | label | |", f"{ROWS[0]} yes", ROWS[1]),
        ("select_multiple who | head | | label | |", "select_multiple who | one | First | list-nolabel | |"),
        ("select_one step | head | Of ${n} | label | |", *ROWS),
        (
            "select_one step | head | | label | |",
            "begin_group | inner | In | | |",
            ROWS[0],
            "end_group | | | | |",
        ),
    ],
)
def test_a_group_that_a_grid_could_not_say_stays_a_group(tmp_path: Path, inside: tuple[str, ...]) -> None:
    form = grid(tmp_path, *inside)
    assert "grid" not in {one["ask"] for one in questions(form).values()}
    assert "one" in questions(form)


def test_the_same_list_under_the_same_words_is_one_scale(tmp_path: Path) -> None:
    rows = [
        row
        for number in (1, 2)
        for row in (
            f"begin_group | g{number} | Grid | table-list",
            f"select_one step | r{number} | Row |",
            "end_group | | |",
        )
    ]
    form = read(tmp_path, table("type | name | label | appearance", *rows), CHOICES)
    assert [one["scale"]["id"] for one in questions(form).values()] == ["step", "step"]
