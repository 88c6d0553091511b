"""Margins as an author writes them, and the sentences that answer a mistake."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from analysis.weighting.margins import Margins

WHOLE = """
source: "Police workforce, NHS workforce statistics, council workforce: September 2024"
shares:
  sector: {policing: 0.24, health: 0.55, local_authority: 0.21}
  inner: {inner: 0.6, outer: 0.4}
outside: {sector: [other]}
trim: [0.5, 2]
fewest: 20
"""


def read(text: str) -> Margins:
    return Margins.model_validate(YAML(typ="safe").load(text))


def refused(text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        read(text)
    return " ".join(error["msg"] for error in caught.value.errors())


def test_margins_are_read_from_yaml() -> None:
    margins = read(WHOLE)
    assert margins.shares["sector"]["health"] == pytest.approx(0.55)
    assert margins.outside == {"sector": ("other",)}
    assert margins.trim == (0.5, 2.0)
    assert margins.fewest == 20


def test_what_is_left_out_has_its_usual_value() -> None:
    margins = read("{source: Somewhere, shares: {inner: {inner: 0.6, outer: 0.4}}}")
    assert (margins.trim, margins.fewest, margins.outside) == ((0.33, 3.0), 10, {})


@pytest.mark.parametrize("written", ["none", "null", "~"])
def test_weights_can_go_without_limits(written: str) -> None:
    assert read(WHOLE.replace("[0.5, 2]", written)).trim is None


def test_codes_may_be_numbers() -> None:
    margins = read("{source: Somewhere, shares: {band: {1: 0.6, 2: 0.4}}, outside: {band: [3]}}")
    assert margins.shares == {"band": {"1": 0.6, "2": 0.4}}
    assert margins.outside == {"band": ("3",)}


def test_shares_rounded_to_three_places_are_made_to_add_up() -> None:
    margins = read("{source: Somewhere, shares: {s: {a: 0.333, b: 0.333, c: 0.333}}}")
    assert sum(margins.shares["s"].values()) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("0.55", "0.5", "`sector` add up to 0.95, not 1", id="shares that do not add up"),
        pytest.param("0.55", "55", "a share above 0 and under 1", id="a percentage"),
        pytest.param("0.55", "0", "a share above 0 and under 1", id="a share of nothing"),
        pytest.param("0.55", "half", "such as 0.24, not 'half'", id="a share in words"),
        pytest.param("0.55", "true", "a share above 0 and under 1", id="a yes for a share"),
        pytest.param("0.55", ".nan", "a share above 0 and under 1", id="no number"),
        pytest.param("{inner: 0.6, outer: 0.4}", "{inner: 0.9999}", "at least two", id="one code"),
        pytest.param("{inner: 0.6, outer: 0.4}", "0.6", "what each has", id="a share without codes"),
        pytest.param("trim:", "trimm:", "`fewest`, and no `trimm`", id="a key that is not known"),
        pytest.param("source:", "sauce:", "and no `sauce`", id="another"),
        pytest.param("[0.5, 2]", "[2, 0.5]", "one under 1 and one above", id="limits the wrong way round"),
        pytest.param("[0.5, 2]", "[0.5]", "such as [0.33, 3], or `none`", id="one limit"),
        pytest.param("[0.5, 2]", "much", "such as [0.33, 3], or `none`", id="limits in words"),
        pytest.param("fewest: 20", "fewest: 5", "at least 10", id="fewer than was promised"),
        pytest.param("[other]", "other", "lists of codes", id="a code that is no list"),
        pytest.param("[other]", "[health]", "has a share and is `outside`", id="outside and with a share"),
        pytest.param("{sector: [o", "{role: [o", "`role`, which has no shares", id="outside of what"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_what_to_write(old: str, new: str, said: str) -> None:
    assert said in refused(WHOLE.replace(old, new, 1))


def test_margins_need_a_source_and_shares() -> None:
    assert "Write `source`, `shares`" in refused("{trim: none}")
    assert "Write `source` and `shares`" in refused("- a list")
    assert "where the shares come from" in refused("{source: '', shares: {s: {a: 0.4, b: 0.6}}}")
    assert "names and what each has" in refused("{source: Somewhere, shares: {}}")
