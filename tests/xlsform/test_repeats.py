"""A repeat becomes a group that is asked again and again; what stands outside looks at its entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.xlsform.importing import Imported
from tests.builders import journey_through
from tests.xlsform.forms import CHOICES, changed, left, loaded, questions, read, table

HEADS = "type | name | label | relevant | repeat_count | calculation"


def repeated(tmp_path: Path, *after: str, begin: str = "begin_repeat | child | Child | | 3 |") -> Imported:
    rows = [
        "text | town | Town | | |",
        begin,
        "text | first | First name | | |",
        "integer | years | How old is ${first}? | | |",
        "text | school | School | ${years} > 4 and ${town} != '' | |",
        "end_repeat | | | | |",
        *after,
    ]
    return read(tmp_path, table(HEADS, *rows), CHOICES)


def test_a_repeat_is_asked_as_often_as_its_count_says(tmp_path: Path) -> None:
    form = repeated(tmp_path)
    made = loaded(form)
    assert made.groups == ("child",)
    assert [name for name in made.questions if name.endswith("first")] == [
        f"child_{number}__first" for number in (1, 2, 3)
    ]
    assert "up to 3" in changed(form, 3, "repeat_count")
    assert not [one for one in form.left_out if one.sheet == "survey"]


@pytest.mark.parametrize(
    ("count", "most", "said"),
    [
        ("", 10, "As many as people like"),
        ("${town}", 10, "does not follow from an answer"),
        ("25", 10, "25 of them"),
        ("0", 1, "0 of them"),
    ],
)
def test_a_count_that_there_is_no_room_for_is_told_with_what_it_becomes(
    tmp_path: Path, count: str, most: int, said: str
) -> None:
    form = repeated(tmp_path, begin=f"begin_repeat | child | Child | | {count} |")
    assert f"child_{most}__first" in questions(form)
    assert f"child_{most + 1}__first" not in questions(form)
    assert said in left(form, 3, "repeat_count")


def test_what_is_inside_looks_at_its_own_entry(tmp_path: Path) -> None:
    found = questions(repeated(tmp_path))
    assert found["child_2__years"]["text"] == "How old is {child_2__first or ''}?"
    assert found["child_2__school"]["show_if"] == "child_2__years > 4 and answered ( town )"


def test_the_number_of_an_entry_can_be_quoted(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            HEADS,
            "begin_repeat | child | Child | | 2 |",
            "calculate | place | | | | position( .. )",
            "text | first | Name of child ${place}? | | |",
            "text | odd | Odd | ${place} = 1 | |",
            "end_repeat | | | | |",
        ),
    )
    found = questions(form)
    assert [found[f"child_{number}__first"]["text"] for number in (1, 2)] == [
        "Name of child 1?",
        "Name of child 2?",
    ]
    assert "can only be quoted" in left(form, 5, "relevant")


@pytest.mark.parametrize(
    ("xpath", "condition"),
    [
        ("sum(${years}) > 9", "sum(child_1__years, child_2__years, child_3__years) > 9"),
        ("max(${years}) < 3", "max(child_1__years, child_2__years, child_3__years) < 3"),
        ("count(${child}) > 1", "sum(1, child_1__another, child_2__another) > 1"),
        ("count(${years}) > 1", "sum(1, child_1__another, child_2__another) > 1"),
        ("indexed-repeat(${years}, ${child}, 2) = 7", "child_2__years == 7"),
        (
            "join('', ${first}) != ''",
            "answered(child_1__first) or answered(child_2__first) or answered(child_3__first)",
        ),
    ],
)
def test_what_stands_outside_looks_at_all_entries_or_at_one(
    tmp_path: Path, xpath: str, condition: str
) -> None:
    form = repeated(tmp_path, f"text | last | Last | {xpath} | |")
    assert questions(form)["last"]["show_if"] == condition
    assert not [one for one in form.left_out if one.sheet == "survey"]


@pytest.mark.parametrize(
    ("xpath", "reason"),
    [
        ("${years} > 9", "years has an answer for each entry of child"),
        ("indexed-repeat(${years}, ${child}, 4) = 7", "child has at most 3 entries"),
        ("indexed-repeat(${town}, ${child}, 1) = 7", "there is no town in a repeat child"),
        ("count(${town}) > 1", "takes a repeat that ends before this"),
        ("join(' ', ${first}) != ''", "nothing else than an empty text"),
    ],
)
def test_what_cannot_be_asked_of_entries_is_told(tmp_path: Path, xpath: str, reason: str) -> None:
    form = repeated(tmp_path, f"text | last | Last | {xpath} | |")
    assert questions(form)["last"]["show_if"] is None
    assert reason in left(form, 8, "relevant")


def test_entries_are_not_counted_where_there_may_be_none(tmp_path: Path) -> None:
    begin = "begin_repeat | child | Child | ${town} != '' | 3 |"
    form = repeated(tmp_path, "text | last | Last | count(${child}) > 1 | |", begin=begin)
    assert "depends on answers" in left(form, 8, "relevant")


def test_how_many_entries_there_are_is_what_somebody_gave(tmp_path: Path) -> None:
    form = loaded(repeated(tmp_path, "text | last | Last | count(${child}) = 2 | |"))
    more = {"child_1__first": "Ann", "child_1__another": 1, "child_2__another": 0}
    assert "last" in asked_of(form, more)
    assert "last" not in asked_of(form, {**more, "child_1__another": 0})
    assert "last" not in asked_of(form, {**more, "child_2__another": 1})


def asked_of(form: object, fields: dict[str, object]) -> set[str]:
    journey = journey_through(form, fields)  # type: ignore[arg-type]  # what `loaded` gives
    return {question.id for page in journey.pages for question in page.questions}


def test_groups_in_a_repeat_are_its_pages_and_conditions_around_it_stay(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            HEADS,
            "begin_group | home | Home | | |",
            "text | town | Town | | |",
            "begin_group | inner | Inner | ${town} != '' | |",
            "begin_repeat | child | Child | | 2 |",
            "text | first | First | | |",
            "begin_group | more | More | ${first} != '' | |",
            "text | second | Second | | |",
            "end_group | | | | |",
            "end_repeat | | | | |",
            "text | third | Third | | |",
            "end_group | | | | |",
            "end_group | | | | |",
        ),
    )
    pages = {page.id: page.show_if.text if page.show_if else "" for page in loaded(form).pages.values()}
    assert pages == {
        "home": "",
        "child_1": "(answered(town))",
        "more_1": "(answered(town)) and (answered ( child_1__first ))",
        "child_another_1": "(answered(town))",
        "child_2": "(child_1__another == 1)",
        "more_2": "(child_1__another == 1) and (answered ( child_2__first ))",
        "home_next": "answered(town)",
    }


def test_a_repeat_in_a_repeat_is_asked_once_for_each_entry(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            HEADS,
            "begin_repeat | child | Child | | 2 |",
            "text | first | First | | |",
            "begin_repeat | toy | Toy | | 5 |",
            "text | what | What? | | |",
            "end_repeat | | | | |",
            "end_repeat | | | | |",
        ),
    )
    assert {"child_1__what", "child_2__what"} <= questions(form).keys()
    assert "A repeat inside a repeat" in left(form, 4, "type")
    assert "5: nothing repeats here." in left(form, 4, "repeat_count")


def test_an_empty_repeat_and_one_that_never_ends_do_no_harm(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            HEADS,
            "text | a | A | | |",
            "begin_repeat | empty | Empty | | 2 |",
            "image | picture | Picture | | |",
            "end_repeat | | | | |",
            "begin_repeat | child | Child | | 2 |",
            "text | first | First | | |",
        ),
    )
    assert list(questions(form)) == ["a", "child_1__first", "child_1__another", "child_2__first"]
    assert "neither does the repeat" in left(form, 5, "name")
