"""What is on offer after earlier answers, and orders that differ from one person to the next."""

from __future__ import annotations

from collections import Counter

from survey.engine.codebook import Missing
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Grid
from tests.builders import asking, cells_of, journey_through, tiny

BOROUGHS = "lists: {boroughs: {from: reference/london-boroughs, as_of: 2025-01-10}}\n"
PLACES = """\
- {id: board, ask: multiple, text: Which board?, options: {NEL: North East, NCL: North Central, dont_know: Do not know}}
- page: where
- {id: places, ask: multiple, text: Which boroughs?, options: {list: boroughs, where: {icb: board}, also: {all: {label: All, alone: true}}}}
"""  # noqa: E501 - one question a line, as an author writes them


def offered(fields: dict[str, object]) -> set[str]:
    page = journey_through(asking(PLACES, BOROUGHS), fields).page("where")
    assert page is not None
    question = page.questions[0]
    assert isinstance(question, Choosing)
    return {option.label for option in question.options}


def test_boroughs_are_those_of_the_boards_that_were_named() -> None:
    named = offered({"board": ["NCL"]})
    assert named >= {"Barnet", "Camden", "Enfield", "Haringey", "Islington", "All"}
    assert "Hackney" not in named
    assert {"Camden", "Hackney"} <= offered({"board": ["NCL", "NEL"]})


def test_who_named_no_board_is_offered_every_borough() -> None:
    assert len(offered({})) == len(offered({"board": ["dont_know"]})) == 34


def test_a_borough_of_a_board_that_cannot_be_named_is_offered_to_all() -> None:
    assert "Croydon" in offered({"board": ["NCL"]})


def test_an_option_that_is_not_offered_any_more_is_not_kept_and_was_not_asked() -> None:
    form = asking(PLACES, BOROUGHS)
    cells = cells_of(form, {"board": ["NCL"], "places": ["E09000012", "E09000007"]})
    assert cells["places__E09000012"] is Missing.NOT_ASKED
    assert cells["places__E09000007"] == 1


SHOWN = """\
- {id: sector, ask: single, text: Sector?, options: {police: Police, health: Health}}
- page: after
- id: rank
  ask: single
  text: Rank?
  options:
    officer: {label: Officer, show_if: sector == 'police'}
    nurse: {label: Nurse, show_if: sector == 'health'}
    manager: {label: Manager, show_if: answered(sector)}
"""


def test_an_option_is_offered_where_its_condition_holds() -> None:
    page = journey_through(asking(SHOWN), {"sector": "health"}).page("after")
    assert page is not None
    assert page.questions[0].codes() == ("nurse", "manager")


def test_a_question_with_nothing_to_offer_is_not_asked() -> None:
    form = asking(SHOWN)
    assert journey_through(form, {}).page("after") is None
    assert cells_of(form, {})["rank"] is Missing.NOT_ASKED
    assert cells_of(form, {}, done=[])["rank"] is Missing.NOT_REACHED


BLOCKS = """\
- id: s
  title: Section
  stage: only
  order: {order}
  sensitive: high
  note: {{text: Hard things}}
  questions:
    - {{id: a, ask: confirm, text: A}}
    - page: two
    - {{id: b, ask: confirm, text: B}}
    - page: three
    - {{id: c, ask: confirm, text: C}}
- id: t
  title: After
  stage: only
  questions: [{{id: z, ask: confirm, text: "{{count(a): A was left | A was ticked}}", show_if: a == 1}}]
"""


def orders(order: str, people: int) -> Counter[str]:
    form = tiny(BLOCKS.format(order=order))
    ways = [journey_through(form, {"a": 1}, seed=seed).pages for seed in range(people)]
    assert {way[0].id for way in ways} == {"s_note"}
    assert {way[-1].id for way in ways} == {"t"}
    return Counter("".join(question.id for page in way[1:-1] for question in page.questions) for way in ways)


def test_pages_of_a_section_come_in_random_order_evenly() -> None:
    found = orders("random", 600)
    assert set(found) == {"abc", "acb", "bac", "bca", "cab", "cba"}
    assert min(found.values()) > 70


def test_pages_of_a_section_rotate() -> None:
    found = orders("rotated", 300)
    assert set(found) == {"abc", "bca", "cab"}
    assert min(found.values()) > 70


def test_the_same_seed_gives_the_same_order_and_the_data_know_no_order() -> None:
    form = tiny(BLOCKS.format(order="random"))
    assert journey_through(form, {}, seed=3).pages == journey_through(form, {}, seed=3).pages
    assert cells_of(form, {"a": 1}, seed=1) == cells_of(form, {"a": 1}, seed=2)


def test_rows_of_a_grid_come_in_another_order_too() -> None:
    form = asking(
        "- {id: g, ask: grid, scale: agree, order: random, text: G, rows: {r_a: A, r_b: B, r_c: C}}"
    )
    found = set()
    for seed in range(40):
        grid = journey_through(form, {}, seed=seed).pages[0].questions[0]
        assert isinstance(grid, Grid)
        found.add("".join(row.id for row in grid.rows))
    assert len(found) == 6


def test_what_is_computed_in_a_section_without_order_is_known_after_it() -> None:
    form = tiny(
        BLOCKS.format(order="random").replace("show_if: a == 1", "show_if: both == 2"),
        "computed: {both: {text: Both, value: 'sum(a, b)'}}\n",
    )
    for seed in range(12):
        assert journey_through(form, {"a": 1, "b": 1}, seed=seed).pages[-1].id == "t"
        assert cells_of(form, {"a": 1, "b": 1}, seed=seed)["both"] == 2
