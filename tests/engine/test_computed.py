"""Variables computed from answers: on the route, in texts and in the data, with a reason for no value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from survey.engine.codebook import Cell, Measure, Missing
from survey.engine.walk import walk
from tests.builders import asking, cells_of, journey_through

FORM = """\
- {id: posts, ask: number, text: Posts?}
- {id: vacant, ask: number, text: Vacant?}
- {id: g, ask: grid, scale: agree, text: Grid, rows: {row_one: One, row_two: Two}}
- page: after
- id: why
  ask: short_text
  text: "Why {share or 'so'} per cent, in a {size or 'team'}?"
  show_if: share > 50 or size == 'none'
- page: last
- {id: more, ask: number, text: More?}
"""
TOP = """\
computed:
  share: {text: Share of posts vacant, value: vacant / posts * 100, decimals: 1, measures: vacancy}
  size:
    text: Size of the team
    cases:
      none: {label: no team, holds: posts == 0}
      small: {label: small team, holds: posts <= 10}
      large: {label: large team, holds: posts > 10}
  lowest: {text: The lower row, value: "min(row_one, row_two)"}
  total: {text: All of it, value: "share + more"}
"""


def computed(fields: Mapping[str, object], done: Iterable[str] | None = None) -> dict[str, Cell]:
    cells = cells_of(asking(FORM, TOP), fields, done)
    return {name: cells[name] for name in ("share", "size", "lowest", "total")}


def test_a_formula_and_cases_give_values_that_are_in_the_data() -> None:
    found = computed({"posts": 3, "vacant": 2, "row_one": 3, "row_two": 1, "more": 1})
    assert found == {"share": 66.7, "size": "small", "lowest": 1, "total": 67.7}


def test_a_half_is_rounded_up_as_people_do() -> None:
    assert computed({"posts": 80, "vacant": 1})["share"] == 1.3
    assert computed({"posts": 1, "vacant": 1})["share"] == 100


@pytest.mark.parametrize(
    ("fields", "done", "name", "reason"),
    [
        ({"vacant": 2}, None, "share", Missing.BLANK),
        ({"posts": 0, "vacant": 2}, None, "share", Missing.BLANK),
        ({"row_one": "dont_know"}, None, "lowest", Missing.DONT_KNOW),
        ({}, [], "share", Missing.NOT_REACHED),
        ({"posts": 4, "vacant": 1}, ["s"], "total", Missing.NOT_REACHED),
    ],
)
def test_where_there_is_no_value_the_reason_is_that_of_what_is_missing(
    fields: dict[str, object], done: Iterable[str] | None, name: str, reason: Missing
) -> None:
    assert computed(fields, done)[name] is reason


def test_the_first_case_that_holds_counts() -> None:
    assert computed({"posts": 0})["size"] == "none"
    assert computed({"posts": 10})["size"] == "small"
    assert computed({})["size"] is Missing.BLANK


def test_later_pages_hang_on_it_and_quote_it() -> None:
    form = asking(FORM, TOP)
    page = journey_through(form, {"posts": 3, "vacant": 2}).page("after")
    assert page is not None
    assert page.questions[0].text == "Why 66.7 per cent, in a small team?"
    assert journey_through(form, {"posts": 3, "vacant": 1}).page("after") is None
    assert cells_of(form, {"posts": 3, "vacant": 1})["why"] is Missing.NOT_ASKED


def test_nothing_is_settled_by_what_is_not_computed_yet() -> None:
    assert cells_of(asking(FORM, TOP), {}, [])["why"] is Missing.NOT_REACHED


def test_it_is_a_variable_like_any_other() -> None:
    book = asking(FORM, TOP).codebook
    assert (book["share"].measure, book["size"].measure) == (Measure.NUMBER, Measure.NOMINAL)
    assert [category.label for category in book.columns["size"].categories] == [
        "no team",
        "small team",
        "large team",
    ]
    assert book.columns["share"].measures == "vacancy"
    assert (book["total"].section, book["total"].page) == ("s", "last")


def test_a_walk_gives_it_and_takes_it_back() -> None:
    form = asking(FORM, TOP)
    found = walk(form, {"posts": 4, "vacant": 1, "row_one": 2, "more": 5})
    assert found.submitted["total"] == 30
    assert walk(form, found.submitted).submitted == found.submitted


def test_one_can_be_computed_from_another_whatever_stands_first() -> None:
    form = asking(
        "- {id: n, ask: number, text: N}",
        "computed:\n  twice: {text: Twice, value: once * 2}\n  once: {text: Once, value: n * 1}\n",
    )
    assert cells_of(form, {"n": 4})["twice"] == 8


def test_a_condition_before_its_answers_is_refused_as_for_any_later_answer() -> None:
    early = FORM.replace(
        "- page: last\n", "- {id: x, ask: confirm, text: X, show_if: total > 1}\n- page: last\n"
    )
    with pytest.raises(Exception, match="later page"):
        asking(early, TOP)
