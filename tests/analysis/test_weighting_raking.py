"""Raking: by hand, then what holds whatever the answers, then every refusal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.weighting.errors import CannotHold, NotWeighted
from analysis.weighting.margins import Margins
from analysis.weighting.raking import Raked, rake

Shares = dict[str, dict[str, float]]
SECTOR: Shares = {"sector": {"policing": 0.25, "health": 0.75}}
BOTH: Shares = {**SECTOR, "inner": {"inner": 0.5, "outer": 0.5}}


def people(*of: tuple[int, str | None, str | None]) -> pd.DataFrame:
    """So many people of each sector and area."""
    rows = [(sector, inner) for number, sector, inner in of for _ in range(number)]
    return pd.DataFrame(rows, columns=["sector", "inner"], dtype="str")


def margins(shares: Shares, trim: tuple[float, float] | None = None, **rest: object) -> Margins:
    return Margins.model_validate({"source": "made up", "shares": shares, "trim": trim, **rest})


def share_of(answers: pd.DataFrame, raked: Raked, name: str, code: str) -> float:
    chosen = (answers[name] == code).to_numpy()
    return float(raked.weights[chosen].sum() / raked.weights.sum())


# ---------------------------------------------------------------- by hand


def test_one_margin_by_hand() -> None:
    # 60 of 80 are police and should be 20: each weighs 1/3; 20 of health should be 60: each weighs 3
    answers = people((60, "policing", "inner"), (20, "health", "inner"))
    found = rake(answers, margins(SECTOR))
    assert found.weights == pytest.approx(np.repeat([1 / 3, 3], [60, 20]))
    # (sum w)^2 / sum w^2 = 6400 / (60 / 9 + 180) = 34.29
    assert found.effective == pytest.approx(6400 / (60 / 9 + 180))
    assert found.design_effect == pytest.approx(80 / 34.2857, abs=1e-4)


def test_two_margins_by_hand() -> None:
    # 40 10 / 10 20: the odds ratio 8 is kept; with rows 20, 60 and columns 40, 40 the corner x solves
    # x (20 + x) = 8 (20 - x) (40 - x), that is 7 x^2 - 500 x + 6400 = 0: x = 16.7213
    answers = people(
        (40, "policing", "inner"), (10, "policing", "outer"), (10, "health", "inner"), (20, "health", "outer")
    )
    found = rake(answers, margins(BOTH))
    corner = (500 - np.sqrt(500**2 - 4 * 7 * 6400)) / 14
    assert found.weights[:40].sum() == pytest.approx(corner)
    assert share_of(answers, found, "sector", "policing") == pytest.approx(0.25)
    assert share_of(answers, found, "inner", "inner") == pytest.approx(0.5)


def test_limits_by_hand() -> None:
    # 40 police with 2/3, 20 of health with 2/3 and 20 with 2; health should be 60 of 80: times 1.125, the
    # last would be 2.25; held at 2 they make 40, so the others of health are 1 each, and police 1/2
    answers = people((40, "policing", "inner"), (40, "health", "inner"))
    base = np.repeat([1.0, 1.0, 3.0], [40, 20, 20])
    free = rake(answers, margins(SECTOR), base)
    held = rake(answers, margins(SECTOR, (0.3, 2)), base)
    assert free.weights == pytest.approx(np.repeat([0.5, 0.75, 2.25], [40, 20, 20]))
    assert held.weights == pytest.approx(np.repeat([0.5, 1, 2], [40, 20, 20]))
    assert (free.at_limits, held.at_limits) == ((0, 0), (0, 20))
    assert "no people are at the lower limit, about 20 people at the upper" in held.said[2]


def test_a_limit_that_one_share_cannot_keep_is_said_with_the_weight_it_needs() -> None:
    answers = people((60, "policing", "inner"), (20, "health", "inner"))
    with pytest.raises(CannotHold, match=r"`policing` of `sector` would need 0\.33 on average"):
        rake(answers, margins(SECTOR, (0.5, 3)))


def test_answers_that_already_have_their_shares_are_left_alone() -> None:
    answers = people((20, "policing", "inner"), (60, "health", "outer"))
    found = rake(answers, margins(SECTOR))
    assert found.weights == pytest.approx(np.ones(80))
    assert found.design_effect == pytest.approx(1)
    assert found.rounds == 1


def test_weights_from_before_are_kept_within_a_code() -> None:
    answers = people((60, "policing", "inner"), (20, "health", "inner"))
    base = np.tile([1.0, 3.0], 40)
    found = rake(answers, margins(SECTOR), base)
    assert found.weights[1] / found.weights[0] == pytest.approx(3)
    assert found.weights.mean() == pytest.approx(1)
    assert share_of(answers, found, "sector", "health") == pytest.approx(0.75)


# ---------------------------------------------------------------- those without a share


def test_people_without_a_code_keep_their_part_and_are_weighted_by_their_other_codes() -> None:
    answers = people(
        (40, "policing", "inner"), (20, "health", "outer"), (10, None, "inner"), (10, None, "outer")
    )
    found = rake(answers, margins({**SECTOR, "inner": {"inner": 0.4, "outer": 0.6}}))
    nobody = answers["sector"].isna().to_numpy()
    assert found.weights[nobody].mean() == pytest.approx(1)
    # health is 45 of 60 with a sector, so outer lacks 3 of its 48 and inner 17 of its 32
    assert found.weights[60:] == pytest.approx(np.repeat([1.7, 0.3], 10))
    with_a_code = found.weights[~nobody].sum()
    assert found.weights[:40].sum() / with_a_code == pytest.approx(0.25)
    assert found.without_share == {"sector": {"not_given": 20}, "inner": {}}
    assert "About 20 people with `not_given` for `sector` keep their part of the whole" in found.said[-1]


def test_codes_outside_the_source_keep_their_part_and_small_numbers_are_not_said() -> None:
    answers = people((40, "policing", "inner"), (36, "health", "inner"), (4, "other", "inner"))
    found = rake(answers, margins(SECTOR, outside={"sector": ["other", "voluntary"]}))
    assert found.weights[76:] == pytest.approx(np.ones(4))
    assert found.without_share == {"sector": {"other": 4}}
    assert "Fewer than 10 people with `other`" in found.said[-1]
    assert " 4 " not in " ".join(found.said)


# ---------------------------------------------------------------- whatever the answers

CODES = ("a", "b", "c")


@st.composite
def surveys(draw: st.DrawFn) -> tuple[pd.DataFrame, Margins]:
    """Answers to three margins in which every code is given, and shares not far from theirs."""
    seed = draw(st.integers(0, 2**32 - 1))
    n = draw(st.integers(60, 400))
    generator = np.random.default_rng(seed)
    names = [f"m{at}" for at in range(draw(st.integers(1, 3)))]
    answers = pd.DataFrame({name: generator.choice(CODES, n, p=[0.5, 0.3, 0.2]) for name in names})
    answers = answers.astype("str")
    if draw(st.booleans()):
        answers = answers.mask(generator.random(answers.shape) < 0.1)
    shares = {}
    for name in names:
        parts = [draw(st.floats(0.6, 1.6)) * (answers[name] == code).sum() for code in CODES]
        shares[name] = {code: part / sum(parts) for code, part in zip(CODES, parts, strict=True)}
    trim = draw(st.sampled_from([None, (0.33, 3.0), (0.2, 4.0)]))
    return answers, margins(shares, trim).model_copy(update={"fewest": 1})


def raked_or_refused(answers: pd.DataFrame, asked: Margins) -> Raked | None:
    try:
        return rake(answers, asked)
    except CannotHold:
        return None


@settings(max_examples=50, deadline=None)
@given(surveys())
def test_margins_hold_weights_are_positive_and_limits_are_kept(survey: tuple[pd.DataFrame, Margins]) -> None:
    answers, asked = survey
    found = raked_or_refused(answers, asked)
    if found is None:
        assert asked.trim is not None
        return
    assert (found.weights > 0).all()
    assert found.weights.mean() == pytest.approx(1)
    for name, shares in asked.shares.items():
        known = answers[name].notna().to_numpy()
        for code, share in shares.items():
            weight = found.weights[(answers[name] == code).to_numpy()].sum()
            assert weight / found.weights[known].sum() == pytest.approx(share, abs=1e-9)
    if asked.trim is not None:
        assert found.weights.min() >= asked.trim[0]
        assert found.weights.max() <= asked.trim[1]
    assert 1 <= found.effective <= len(answers) * (1 + 1e-12)


@settings(max_examples=50, deadline=None)
@given(surveys(), st.integers(0, 2**32 - 1))
def test_neither_the_order_of_people_nor_of_margins_matters(
    survey: tuple[pd.DataFrame, Margins], seed: int
) -> None:
    answers, asked = survey
    found = raked_or_refused(answers, asked)
    order = np.random.default_rng(seed).permutation(len(answers))
    turned = asked.model_copy(update={"shares": dict(reversed(asked.shares.items()))})
    shuffled = raked_or_refused(answers.iloc[order].reset_index(drop=True), turned)
    assert (found is None) == (shuffled is None)
    if found is not None and shuffled is not None:
        assert shuffled.weights == pytest.approx(found.weights[order], abs=1e-8)


@settings(max_examples=50, deadline=None)
@given(surveys())
def test_of_all_weights_that_hold_these_are_nearest_to_equal(survey: tuple[pd.DataFrame, Margins]) -> None:
    """Within limits w = clip(product of one number a code): the condition for the smallest distance."""
    answers, asked = survey
    found = raked_or_refused(answers, asked)
    if found is None or asked.trim is None:
        return
    low, high = asked.trim
    table, weights = found.table, found.of_cells
    between = (weights > low * (1 + 1e-6)) & (weights < high * (1 - 1e-6))
    codes = table.indicators
    part, *_ = np.linalg.lstsq(codes[between], np.log(weights[between]), rcond=None)
    assert codes[between] @ part == pytest.approx(np.log(weights[between]), abs=1e-6)


def test_categories_text_and_numbers_give_the_same_weights() -> None:
    answers = people((40, "policing", "inner"), (30, "health", "outer"), (12, "health", "inner"))
    text = rake(answers, margins(BOTH)).weights
    assert rake(answers.astype("category"), margins(BOTH)).weights == pytest.approx(text)
    numbered: Shares = {"sector": {"1": 0.25, "2": 0.75}, "inner": BOTH["inner"]}
    as_numbers = answers.assign(sector=answers["sector"].map({"policing": 1, "health": 2}).astype("Int32"))
    assert rake(as_numbers, margins(numbered)).weights == pytest.approx(text)


def test_many_margins_are_told_apart_by_sorting() -> None:
    generator = np.random.default_rng(3)
    names = [f"m{at}" for at in range(14)]
    answers = pd.DataFrame({name: generator.choice(list("ab"), 500) for name in names}).astype("str")
    found = rake(answers, margins({name: {"a": 0.45, "b": 0.55} for name in names}))
    assert [share_of(answers, found, name, "a") for name in names] == pytest.approx([0.45] * 14)


# ---------------------------------------------------------------- refusals


def refused(answers: pd.DataFrame, asked: Margins, base: Sequence[float] | None = None) -> str:
    with pytest.raises(NotWeighted) as caught:
        rake(answers, asked, None if base is None else np.array(base))
    return str(caught.value)


def test_a_code_that_few_gave_is_refused_without_their_number() -> None:
    said = refused(people((60, "policing", "inner"), (7, "health", "inner")), margins(SECTOR))
    assert "Fewer than 10 people gave `health` of `sector`: join it with another code" in said
    assert "7" not in said


def test_the_threshold_can_be_raised() -> None:
    answers = people((60, "policing", "inner"), (17, "health", "inner"))
    assert "Fewer than 20 people" in refused(answers, margins(SECTOR, fewest=20))


def test_a_code_that_nobody_gave_is_refused_with_those_that_were_given() -> None:
    said = refused(people((60, "police", "inner"), (20, "health", "inner")), margins(SECTOR))
    assert "Nobody gave `policing` of `sector`" in said
    assert "Answers have `health`, `police`." in said
    assert "`outside: {sector: [police]}`" in said


def test_every_fault_of_every_margin_is_said_at_once() -> None:
    said = refused(people((60, "policing", "inner"), (5, "health", "inner")), margins(BOTH))
    assert "gave `health` of `sector`" in said
    assert "Nobody gave `outer` of `inner`" in said


def test_a_margin_without_answers_and_nobody_at_all_are_refused() -> None:
    answers = people((60, "policing", "inner"), (20, "health", "inner"))
    role: Shares = {"role": {"front": 0.5, "back": 0.5}}
    assert "no answers to `role`: answers are to `sector`, `inner`" in refused(answers, margins(role))
    assert "Nobody answered" in refused(answers.iloc[:0], margins(SECTOR))


@pytest.mark.parametrize("base", [[1.0], [0.0] * 80, [float("nan")] * 80], ids=["too few", "0", "no number"])
def test_weights_from_before_must_be_numbers_above_nothing(base: list[float]) -> None:
    answers = people((60, "policing", "inner"), (20, "health", "inner"))
    assert "numbers above 0, one a person" in refused(answers, margins(SECTOR), base)


def test_margins_that_contradict_each_other_are_said_plainly() -> None:
    answers = people((40, "policing", "inner"), (40, "health", "outer"))
    said = refused(answers, margins({**SECTOR, "inner": {"inner": 0.5, "outer": 0.5}}))
    assert "No weights hold all margins together. The nearest leaves" in said
    assert "take a margin out." in said


def test_limits_too_narrow_for_two_margins_together_are_said_with_the_nearest() -> None:
    answers = people(
        (40, "policing", "inner"), (10, "policing", "outer"), (10, "health", "inner"), (40, "health", "outer")
    )
    asked = margins(
        {"sector": {"policing": 0.7, "health": 0.3}, "inner": {"inner": 0.3, "outer": 0.7}}, (0.4, 2)
    )
    assert rake(answers, asked.model_copy(update={"trim": None})).weights.max() > 3
    said = refused(answers, asked)
    assert "No weights between 0.4 and 2 of the mean hold all margins together. The nearest leaves" in said
    assert "or set wider limits under `trim`" in said
