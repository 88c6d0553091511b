"""Who was drawn together: weights with the units and strata that errors come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from analysis.resampling import FEWEST_ORGANISATIONS
from analysis.weighting.cells import Floats, Integers
from analysis.weighting.raking import Raked


@dataclass(frozen=True, eq=False)
class Sample:
    """People's weights, the primary unit and the stratum of each, and the raking that errors allow for."""

    weights: Floats
    unit: Integers
    """A number for each primary unit, from 0."""
    stratum: Integers
    """A number for each stratum, from 0; units lie in one stratum."""
    by_organisation: bool
    raked: Raked | None = None

    @classmethod
    def of(
        cls,
        weights: Raked | Floats,
        organisations: Integers | None = None,
        strata: Integers | None = None,
        fewest: int = FEWEST_ORGANISATIONS,
    ) -> Self:
        """Units are organisations where at least `fewest` are known, else people.

        Those of no known organisation (-1) are units of their own; an organisation in two strata is two
        units. Weights given as `Raked` make errors allow for raking; as numbers, they count as fixed.
        """
        raked = weights if isinstance(weights, Raked) else None
        given = weights.weights if isinstance(weights, Raked) else weights
        people = len(given)
        stratum = numbered(np.zeros(people, dtype=np.int64) if strata is None else strata)
        known = organisations is not None and len(np.unique(organisations[organisations >= 0])) >= fewest
        if organisations is None or not known:
            return cls(given, np.arange(people), stratum, False, raked)
        alone = organisations < 0
        label = np.where(alone, organisations.max() + 1 + np.arange(people), organisations)
        unit = numbered(label + stratum * (label.max() + 1))
        return cls(given, unit, stratum, True, raked)

    @property
    def units(self) -> int:
        return int(self.unit.max()) + 1 if len(self.unit) else 0

    @property
    def stratum_of_unit(self) -> Integers:
        found = np.zeros(self.units, dtype=np.int64)
        found[self.unit] = self.stratum
        return found


def numbered(labels: Integers) -> Integers:
    """Labels as numbers from 0, in order of the labels."""
    numbers, _ = pd.factorize(labels, sort=True)
    return numbers.astype(np.int64)
