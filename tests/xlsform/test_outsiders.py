"""Forms as researchers bring them, and what went wrong with them once."""

from __future__ import annotations

from pathlib import Path

from tests.xlsform.forms import left, questions, read, table


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
