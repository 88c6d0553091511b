"""Patterns mean what Python's own patterns mean, and no text makes them slow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.engine.patterns import Pattern, PatternError
from tests.runaway import settled

FITS = [
    ("SE1 7PB", "[A-Z]{1,2}[0-9]{1,2}[A-Z]? ?[0-9][A-Z]{2}", True),
    ("SE17PB", "[A-Z]{1,2}[0-9]{1,2}[A-Z]? ?[0-9][A-Z]{2}", True),
    ("se1 7pb", "[A-Z]{1,2}[0-9]{1,2}[A-Z]? ?[0-9][A-Z]{2}", False),
    ("a.b", "a\\.b", True),
    ("axb", "a\\.b", False),
    ("axb", "a.b", True),
    ("", "", True),
    ("", "a*", True),
    ("", "a+", False),
    ("12", "[^a-z]{2}", True),
    ("1a", "[^a-z]{2}", False),
    ("]", "[\\]]", True),
    ("aaaa", "a{2,3}", False),
    ("aaaa", "a{2,}", True),
    ("two\nlines", ".*", True),
    ("\u0130", ".", True),
]


@pytest.mark.parametrize(("text", "pattern", "fits"), FITS)
def test_a_text_fits_or_does_not(text: str, pattern: str, fits: bool) -> None:
    assert Pattern.parse(pattern).matches(text) is fits


@pytest.mark.parametrize(
    "pattern",
    ["(a)", "a|b", "a**", "*", "{2}", "a{3,2}", "a{0}", "[]", "[z-a]", "[a", "a{501}", "x" * 201, "\\"],
)
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern.parse(pattern)


characters = st.sampled_from("ab1 ")
classes = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[a-b1]", " "])
times = st.sampled_from(["", "?", "*", "+", "{2}", "{1,2}", "{2,}"])
patterns = st.lists(st.builds("{}{}".format, classes, times), max_size=6).map("".join)


@settings(deadline=None)
@given(pattern=patterns, text=st.lists(characters, max_size=8).map("".join))
def test_it_means_what_python_means(pattern: str, text: str) -> None:
    assert Pattern.parse(pattern).matches(text) is bool(re.fullmatch(pattern, text, re.DOTALL))


def test_bait_for_backtracking_is_settled() -> None:
    with settled():
        assert not Pattern.parse("a*" * 60 + "b").matches("a" * 5_000)
