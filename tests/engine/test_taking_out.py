"""What a redacted text may be: the original with stretches that gave way to words in brackets."""

from __future__ import annotations

import pytest

from survey.engine.identifying import identifying
from survey.engine.taking_out import bracketed, check, taken_out
from survey.errors import Refused

TEXT = "Dr Ada Sample rang me on 07700 900123.\r\nShe was kind."


def test_suggestions_carried_out_leave_the_rest_as_it_was() -> None:
    found = identifying(TEXT)
    assert [(one.words, bracketed(one.what)) for one in found] == [
        ("Dr Ada Sample", "[name]"),
        ("07700 900123", "[telephone number]"),
    ]
    changed = taken_out(TEXT, [(found[0], "[a doctor]"), (found[1], "[telephone number]")])
    assert changed == "[a doctor] rang me on [telephone number].\r\nShe was kind."


@pytest.mark.parametrize(
    "redacted",
    [
        pytest.param("[name] rang me on 07700 900123.\nShe was kind.", id="at the beginning"),
        pytest.param("Dr Ada Sample rang me on [taken out]", id="to the end, over lines"),
        pytest.param("[name] rang [somebody] on [number].\r\nShe was [adjective].", id="several"),
        pytest.param("[all of it]", id="everything"),
    ],
)
def test_stretches_may_give_way_to_words_in_brackets(redacted: str) -> None:
    assert check(TEXT, redacted) == redacted.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("redacted", "says"),
    [
        pytest.param(TEXT, "Nothing is taken out", id="the same"),
        pytest.param("Dr Ada Sample rang me.\nShe was kind.", "must stay as it was", id="without a bracket"),
        pytest.param("[name] rang me on 07700 900123.\nShe was very kind.", "She was very", id="a word more"),
        pytest.param("She was kind. [name] rang me", "must stay as it was", id="another order"),
        pytest.param("[] rang me on 07700 900123.\nShe was kind.", "nothing in them", id="empty brackets"),
        pytest.param(TEXT + " [more]", "must stay as it was", id="brackets for nothing"),
        pytest.param("", "must stay as it was", id="nothing at all"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(redacted: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(TEXT, redacted)


def test_brackets_that_were_written_stay() -> None:
    assert check("He [my boss] rang Dr Sample.", "He [my boss] rang [name].") == "He [my boss] rang [name]."
