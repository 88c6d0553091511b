"""Names in braces: nothing outside of them is changed, and what cannot be filled in is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.fieldwork.spreading.placeholders import MEANINGS, PLACE, faults, filled

PIECES_OF_TEXT = st.lists(
    st.one_of(
        st.text(), st.sampled_from([*(f"{{{name}}}" for name in MEANINGS), "{", "}", "{{ 7*7 }}", "{%"])
    ),
    max_size=12,
).map("".join)
WORDS = st.fixed_dictionaries(
    {name: st.one_of(st.text(), st.sampled_from(["{link}", "{{", "\\1", "{title}"])) for name in MEANINGS}
)


@given(PIECES_OF_TEXT, WORDS)
def test_nothing_outside_of_the_places_is_changed(text: str, words: dict[str, str]) -> None:
    """The text is cut at its places; what lies between stands in the result as it was, in the same order."""
    outside, names = PLACE.split(text)[0::2], PLACE.split(text)[1::2]
    expected = outside[0]
    for name, after in zip(names, outside[1:], strict=True):
        expected += words.get(name, f"{{{name}}}") + after
    assert filled(text, words) == expected


@given(PIECES_OF_TEXT, WORDS)
def test_a_text_without_a_fault_has_no_brace_left_but_those_that_were_filled_in(
    text: str, words: dict[str, str]
) -> None:
    if not list(faults(text)):
        plain = dict.fromkeys(words, "x")
        assert not {"{", "}"} & set(filled(text, plain))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Open until {closes}, {minutes} minutes", []),
        ("{titel}", ["Nothing can be filled in for {titel}. Did you mean title?"]),
        ("{Title}", ["Nothing can be filled in for {Title}. Did you mean title?"]),
        ("{ link }", ["Nothing can be filled in for { link }. Did you mean link?"]),
        ("{organization}", ["Nothing can be filled in for {organization}. Did you mean organisation?"]),
        ("{}", ["Nothing can be filled in for {}."]),
        (
            "{{ 7 * 7 }}",
            ["A brace stands alone: {", "Nothing can be filled in for { 7 * 7 }.", "A brace stands"],
        ),
        ("until {closes", ["A brace stands alone: {."]),
        ("closes}", ["A brace stands alone: }."]),
        ("{% for x in y %}", ["Nothing can be filled in for {% for x in y %}."]),
    ],
)
def test_what_cannot_be_filled_in_is_told_with_what_was_meant(text: str, said: list[str]) -> None:
    found = list(faults(text))
    assert len(found) == len(said)
    for one, begins in zip(found, said, strict=True):
        assert one.startswith(begins)
    assert all("{link}" in one for one in found)
