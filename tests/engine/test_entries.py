"""The entries of a repeated group: listed as they were made, and taken out without touching the others."""

from __future__ import annotations

import pytest

from survey.engine.entries import entries, is_list, number_of, without
from survey.engine.journey import Journey
from survey.engine.reading import SavedPage, read_answers
from tests.builders import asking, filled

FORM = asking("""
    - ask: group
      id: ex
      repeat: {most: 4, title: Your examples}
      questions:
        - {id: name, ask: short_text, text: Name}
        - page: more
        - {id: kinds, ask: multiple, text: Kinds, options: {a: A, b: B, z: {label: Other, say: Which}}}
        - {id: rated, ask: grid, scale: agree, text: Rated, rows: {r_one: One}}
    - page: afterwards
    - {id: rest, ask: confirm, text: After}
""")


def made(*names: str) -> dict[str, SavedPage]:
    """The pages of somebody who added these entries and then no more."""
    fields: dict[str, object] = {}
    for number, name in enumerate(names, 1):
        fields |= {f"ex_{number}__name": name, f"ex_{number}__kinds": ["a", "z"], f"ex_{number}__r_one": "2"}
        fields |= {f"ex_{number}__kinds__say": f"other {name}", f"ex_{number}__another": "0"}
        if number > 1:
            fields[f"ex_{number - 1}__another"] = "1"
    saved = filled(FORM, fields, done=[])
    return {name: SavedPage(page.form, done=bool(page.form)) for name, page in saved.items() if page.form}


def journey(saved: dict[str, SavedPage]) -> Journey:
    return Journey(FORM, read_answers(FORM, saved))


def names(saved: dict[str, SavedPage]) -> list[str]:
    return [entry.name for entry in entries(journey(saved), "ex")]


def test_entries_are_listed_with_their_first_answer() -> None:
    found = list(entries(journey(made("Alpha", "Beta")), "ex"))
    assert [(entry.number, entry.name) for entry in found] == [(1, "Alpha"), (2, "Beta")]
    assert ("Kinds", "A, Other: other Beta") in found[1].lines
    assert [page.id for page in found[1].pages] == ["ex_2", "more_2"]


def test_the_page_after_an_entry_is_the_list() -> None:
    assert [page for page in FORM.pages if is_list(FORM.pages[page])] == [
        *("ex_another_1", "ex_another_2", "ex_another_3")
    ]
    assert FORM.pages["ex_another_2"].title == "Your examples"
    assert number_of("ex_another_2") == 2


@pytest.mark.parametrize("taken", [1, 2, 3])
def test_the_entries_after_one_that_is_taken_out_move_up_whole(taken: int) -> None:
    saved = made("Alpha", "Beta", "Gamma")
    left = [name for number, name in enumerate(("Alpha", "Beta", "Gamma"), 1) if number != taken]
    after = saved | without(FORM, saved, "ex", taken)
    assert names(after) == left
    expected = made(*left)
    if taken == 3:
        expected["ex_another_2"] = SavedPage()
    kept = {name: page for name, page in after.items() if page.form or page.done}
    assert kept == {name: page for name, page in expected.items() if page.form or page.done}


def test_without_its_last_entry_the_list_asks_again() -> None:
    saved = made("Alpha", "Beta")
    after = journey(saved | without(FORM, saved, "ex", 2))
    assert after.first_unfinished is not None
    assert after.first_unfinished.id == "ex_another_1"


def test_without_its_only_entry_the_group_begins_anew() -> None:
    saved = made("Alpha")
    after = journey(saved | without(FORM, saved, "ex", 1))
    assert after.first_unfinished is not None
    assert after.first_unfinished.id == "ex_1"
    assert names(saved | without(FORM, saved, "ex", 1)) == [""]
