"""Codes: read forgivingly, hashed by purpose, the same receipt for the same answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.fieldwork.codes import ALPHABET, Codes, read, render

CODES = Codes(b"s" * 32)


@given(st.binary(min_size=15, max_size=15))
def test_a_code_holds_all_120_bits(secret: bytes) -> None:
    number = 0
    for sign in render(secret).replace("-", ""):
        number = number * 32 + ALPHABET.index(sign)
    assert number.to_bytes(15, "big") == secret


@given(st.binary(min_size=15, max_size=15))
def test_a_code_has_six_groups_of_four(secret: bytes) -> None:
    groups = render(secret).split("-")
    assert [len(group) for group in groups] == [4] * 6
    assert set("".join(groups)).isdisjoint("ILOU")


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("7k3m 9qtx 0123 abcd efgh jkmn", id="small letters and spaces"),
        pytest.param("7K3M9QTX0123ABCDEFGHJKMN", id="no dashes"),
        pytest.param(
            "7K3M\u20139QTX\u2014O123 ABCD\u00a0EFGH\u2011JKMN", id="dashes and spaces of other kinds"
        ),
        pytest.param("7K3M-9QTX-oL23-ABCD-EFGH-JKMN", id="o for 0, L for 1"),
        pytest.param(" 7K3M.9QTX.0i23.ABCD.EFGH.JKMN\n", id="dots, i for 1, a line break"),
        pytest.param("\uff17\uff2b\uff13\uff2d-9QTX-0123-ABCD-EFGH-JKMN", id="wide letters"),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert read(typed) == "7K3M9QTX0123ABCDEFGHJKMN"
    assert CODES.hash("resume", typed) == CODES.hash("resume", "7K3M-9QTX-0123-ABCD-EFGH-JKMN")


@pytest.mark.parametrize("typed", ["", "7K3M", "U" * 24, "7K3M9QTX0123ABCDEFGHJKMN0", "\ud800", "☃" * 24])
def test_what_is_no_code_is_none_and_is_hashed_without_complaint(typed: str) -> None:
    assert read(typed) is None
    assert CODES.hash("receipt", typed) != CODES.hash("receipt", "7K3M-9QTX-0123-ABCD-EFGH-JKMN")


def test_the_same_answers_have_the_same_receipt() -> None:
    assert CODES.receipt("key") == CODES.receipt("key")
    assert CODES.receipt("key") != CODES.receipt("other")
    assert CODES.receipt("key") != Codes(b"t" * 32).receipt("key")


def test_resume_and_receipt_say_nothing_about_each_other() -> None:
    assert CODES.resume("one") != CODES.receipt("one")
    assert (
        len({CODES.hash(purpose, CODES.receipt("one")) for purpose in ("resume", "receipt", "session")}) == 3
    )


def test_tokens_are_hashed_exactly() -> None:
    assert CODES.hash("session", "abc") != CODES.hash("session", "ABC")
