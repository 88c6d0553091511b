"""Raking to two margins by `weightipy`, and person by person in pandas, beside ours on the cell table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module

import numpy as np
import pandas as pd

from analysis.weighting.margins import Margins
from analysis.weighting.raking import TOLERANCE, rake
from benchmarks.ratio import Ratio, ratio
from tests.capabilities import find

SIZES = {10_000: 20, 100_000: 5, 1_000_000: 1}
"""How many are raked, and how many times in each round."""
BY_ROWS = 100_000
SECTORS, BOROUGHS = 8, 33
CLOSE = 1e-9
"""Ours holds every share to 1e-12; of what the others go on for beyond that, weights show less than this."""


def ratios() -> Iterator[Ratio | str]:
    """How many times as long others take; each goes on until every share holds as nearly."""
    answers, margins = survey(BY_ROWS)
    ours, plain = rake(answers, margins).weights, raked_by_rows(answers, margins)
    assert np.allclose(ours, plain, rtol=CLOSE, atol=0)
    name = f"raking {BY_ROWS:,} row by row, beside ours"
    yield ratio(name, partial(raked_by_rows, answers, margins), partial(rake, answers, margins), each=5)
    yield from beside_weightipy()


def beside_weightipy() -> Iterator[Ratio | str]:
    """Both from the same columns to a weight for each person."""
    if find("weightipy") is None:
        yield "raking by weightipy, beside ours: weightipy is not here"
        return
    for people, each in SIZES.items():
        answers, margins = survey(people)
        ours, other = rake(answers, margins).weights, raked_by_weightipy(answers, margins)
        assert np.allclose(ours, other, rtol=CLOSE, atol=0)
        yield ratio(
            f"raking {people:,} by weightipy, beside ours",
            partial(raked_by_weightipy, answers, margins),
            partial(rake, answers, margins),
            each=each,
        )


def survey(people: int) -> tuple[pd.DataFrame, Margins]:
    """Sector and borough of so many made-up people, and other shares of both."""
    generator = np.random.default_rng(1)
    drawn, shares = {}, {}
    for name, codes in (("sector", SECTORS), ("borough", BOROUGHS)):
        labels = pd.Index([f"{name}_{number}" for number in range(codes)])
        given, wanted = generator.dirichlet(np.full(codes, 9.0), size=2)
        drawn[name] = pd.Categorical.from_codes(generator.choice(codes, people, p=given), labels)
        shares[name] = dict(zip(labels, wanted.tolist(), strict=True))
    return pd.DataFrame(drawn), Margins(source="made up", shares=shares, trim=None)


def raked_by_rows(answers: pd.DataFrame, margins: Margins) -> pd.Series:
    """Every weight times what its code lacks, margin by margin, until nothing moves."""
    people = len(answers)
    weights = pd.Series(np.ones(people))
    gap = 1.0
    while gap > TOLERANCE:
        gap = 0.0
        for name, shares in margins.shares.items():
            wanted = people * pd.Series(shares)
            sums = weights.groupby(answers[name], observed=True).sum()
            gap = max(gap, float((sums - wanted).abs().max()) / people)
            weights = weights * answers[name].map(wanted / sums).astype(float)
    return weights


def raked_by_weightipy(answers: pd.DataFrame, margins: Margins) -> pd.Series:
    """As weightipy is asked for it, in percentages; it goes on until nothing moves."""
    weightipy = import_module("weightipy")
    percentages = {
        name: {code: 100 * share for code, share in shares.items()} for name, shares in margins.shares.items()
    }
    scheme = weightipy.scheme_from_dict(percentages, name="both")
    weights: pd.Series = weightipy.weight(answers, scheme)
    return weights
