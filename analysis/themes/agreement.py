"""How far people who coded the same texts agree, theme by theme and over all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.themes.alpha import Coincidences, Floats, from_disagreement, nominal
from analysis.themes.book import ThemeBook
from analysis.themes.coding import Coding

RELIABLE, TENTATIVE = 0.80, 0.667
DRAWS = 2000
SEED = 20250110
FEWEST_DRAWS = 0.9
"""The part of the draws in which alpha must be defined for an interval to be given."""
ALL = "all"
METHOD = (
    "Krippendorff's alpha, nominal. Ranges: 95%, percentile bootstrap, 2,000 draws of texts with a fixed "
    "seed; draws in which nobody, or everybody, marked the theme are left out. Over all: one less the sum of "
    "observed over the sum of expected disagreement of all themes. Alpha falls for rare themes, so "
    "percentage agreement and how often a theme was marked stand beside it."
)


@dataclass(frozen=True)
class Agreement:
    """Agreement on one theme, or over all."""

    code: str
    alpha: float | None
    """None where nobody coded twice, or nobody (or everybody) marked it."""
    low: float | None
    high: float | None
    same: float | None
    """The share of pairs of marks on a text that are the same, 0 to 1."""
    prevalence: float | None
    """The share of marks on texts coded twice that are a yes, 0 to 1."""
    texts: int
    """Texts coded by two or more."""

    @property
    def reading(self) -> str:
        """What to do with it."""
        if self.alpha is None:
            return "cannot be told: no text coded twice" if not self.texts else "cannot be told: no variation"
        if self.alpha >= RELIABLE:
            return "report"
        return "report as tentative" if self.alpha >= TENTATIVE else "merge or code anew"


def agreement(
    codings: Sequence[Coding], book: ThemeBook, *, with_machine: bool = False
) -> tuple[Agreement, ...]:
    """Each theme in the order of the book, then all together; the machine only where it is asked for."""
    used = [coding for coding in codings if with_machine or not coding.by_machine]
    each = {code: Coincidences.of(ratings(used, code)) for code in book.ids}
    draws = drawn_units(max((len(one.units) for one in each.values()), default=0))
    alphas = {code: disagreements(one, draws) for code, one in each.items()}
    found = [measured(code, [one], alphas[code]) for code, one in each.items()]
    together = np.sum([alphas[code] for code in book.ids], axis=0)
    return (*found, measured(ALL, list(each.values()), together))


def ratings(codings: Sequence[Coding], code: str) -> Floats:
    """Texts by coders: 1 marked, 0 not, not-a-number where somebody did not code the text."""
    coders = sorted({coding.coder for coding in codings})
    ids = sorted({id for coding in codings for id in coding.marks})
    found = np.full((len(ids), len(coders)), np.nan)
    rows = {id: at for at, id in enumerate(ids)}
    for coding in codings:
        column = coders.index(coding.coder)
        for id, marks in coding.marks.items():
            found[rows[id], column] = float(code in marks)
    return found


def drawn_units(many: int) -> Floats:
    """How often each unit is drawn, draws by units; the same units for every theme in a draw."""
    if not many:
        return np.zeros((0, 0))
    dice = np.random.default_rng(SEED)
    return dice.multinomial(many, np.full(many, 1 / many), size=DRAWS).astype(np.float64)


def disagreements(pairs: Coincidences, draws: Floats) -> Floats:
    """Observed and expected disagreement: first of all units, then of each draw."""
    rows = [pairs.disagreement(nominal)]
    rows += [pairs.disagreement(nominal, draw) for draw in draws]
    return np.array(rows)


def measured(code: str, pairs: Sequence[Coincidences], disagreement: Floats) -> Agreement:
    value = from_disagreement(*disagreement[0])
    observed, expected = disagreement[1:, 0], disagreement[1:, 1]
    defined = expected > 0
    low = high = None
    if value is not None and len(defined) and defined.mean() >= FEWEST_DRAWS:
        spread = 1 - observed[defined] / expected[defined]
        low, high = (float(end) for end in np.percentile(spread, (2.5, 97.5)))
    same = [one.same for one in pairs if one.same is not None]
    marked, given = (sum(amount) for amount in zip(*(yes_and_all(one) for one in pairs), strict=True))
    texts = max(len(one.units) for one in pairs)
    return Agreement(
        code,
        value,
        low,
        high,
        float(np.mean(same)) if same else None,
        marked / given if given else None,
        texts,
    )


def yes_and_all(pairs: Coincidences) -> tuple[float, float]:
    """Marks that are a yes, and all marks, on units that two or more coded."""
    often = pairs.units.sum(axis=(0, 2))
    return float(often[pairs.values == 1.0].sum()), float(often.sum())
