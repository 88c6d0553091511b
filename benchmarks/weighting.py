"""Raking 100,000 people to two margins person by person in pandas, beside ours on the cell table."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from analysis.weighting.margins import Margins
from analysis.weighting.raking import TOLERANCE, rake
from benchmarks.ratio import Ratio, ratio

PEOPLE = 100_000
SECTORS, BOROUGHS = 8, 33


def ratios() -> list[Ratio]:
    """How many times as long it takes row by row; both go on until every share holds as nearly."""
    answers, margins = survey(PEOPLE)
    ours, plain = rake(answers, margins).weights, raked_by_rows(answers, margins)
    assert np.allclose(ours, plain, rtol=1e-9)
    name = "raking 100,000 row by row, beside ours"
    return [ratio(name, partial(raked_by_rows, answers, margins), partial(rake, answers, margins), each=5)]


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
