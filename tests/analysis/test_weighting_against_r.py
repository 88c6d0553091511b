"""Weights and weighted figures against R's package `survey`, to eight digits.

`r/weighting.R` makes `r/weighting.json` from the 360 made-up people of `r/people.csv`: everything is compared
with the file, and where R is installed the file with R. Two things differ on purpose and are written out in
the R script: the interval of a quantile, which R has about the share under it, and the function for raking
within limits, which in R does not converge here.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.weighting.bootstrap import bootstrap_mean
from analysis.weighting.cells import Integers
from analysis.weighting.estimates import Weighted, mean, percentage, quantile, ratio
from analysis.weighting.linearised import Slopes
from analysis.weighting.margins import Margins
from analysis.weighting.raking import Raked, rake
from analysis.weighting.sample import Sample
from tests.capabilities import if_found

HERE = Path(__file__).parent / "r"
FIGURES: dict[str, list[float]] = json.loads((HERE / "weighting.json").read_text())
PEOPLE = pd.read_csv(HERE / "people.csv")
SCORE, HOURS, HIT = (PEOPLE[name].to_numpy(dtype=np.float64) for name in ("score", "hours", "hit"))
BASE = PEOPLE["base"].to_numpy(dtype=np.float64)
ORGANISATION, STRATUM = (PEOPLE[name].to_numpy(dtype=np.int64) for name in ("organisation", "stratum"))
UNITS: dict[str, tuple[Integers | None, Integers | None]] = {
    "by person": (None, None),
    "by organisation": (ORGANISATION, None),
    "by organisation in strata": (ORGANISATION, STRATUM),
}
SHARES = {
    "sector": {"policing": 0.30, "health": 0.40, "council": 0.22, "other": 0.08},
    "inner": {"inner": 0.40, "outer": 0.60},
    "level": {"front": 0.70, "middle": 0.22, "top": 0.08},
}
LIMITS = (0.5, 2.0)


@cache
def raked(limits: tuple[float, float] | None = None, *, from_base: bool = False) -> Raked:
    margins = Margins(source="made up", shares=SHARES, trim=limits)
    return rake(PEOPLE, margins, BASE if from_base else None)


@dataclass(frozen=True)
class Case:
    """Figures of one sample, under the names that R's have."""

    name: str
    sample: Sample

    def figures(self) -> Iterator[tuple[str, list[float | None]]]:
        slopes: Slopes = "base"
        yield f"{self.name} mean", two(mean(SCORE, self.sample, slopes=slopes))
        yield f"{self.name} percentage", two(percentage(HIT, self.sample, slopes=slopes))
        yield f"{self.name} ratio", two(ratio(SCORE, HOURS, self.sample, slopes=slopes))
        for sector in SHARES["sector"]:
            domain = (PEOPLE["sector"] == sector).to_numpy()
            found = mean(SCORE, self.sample, domain, slopes)
            yield f"{self.name} mean of {sector}", [*two(found), found.freedom]
            yield f"{self.name} percentage of {sector}", two(percentage(HIT, self.sample, domain, slopes))
        for share in (0.25, 0.5, 0.9):
            of = quantile(SCORE, share, self.sample, slopes=slopes)
            yield f"{self.name} quantile {share:g}", [of.value, of.low, of.high]


def two(found: Weighted) -> list[float | None]:
    return [found.value, found.error]


def cases() -> Iterator[Case]:
    for name, units in UNITS.items():
        yield Case(name, Sample.of(BASE, *units))
        yield Case(f"raked, {name}", Sample.of(raked(), *units))
    yield Case(
        "raked from base, by organisation", Sample.of(raked(from_base=True), *UNITS["by organisation"])
    )
    within = Sample.of(raked(LIMITS), *UNITS["by organisation"])
    yield Case("raked within limits, by organisation", within)


@cache
def ours() -> dict[str, list[float | None]]:
    found = {name: figure for case in cases() for name, figure in case.figures()}
    from_base = raked(from_base=True).weights
    found["raked weights"] = raked().weights.tolist()
    found["raked from base weights"] = (from_base * BASE.mean()).tolist()
    found["raked within limits weights"] = raked(LIMITS).weights.tolist()
    for name, limits in (("raked", None), ("raked within limits", LIMITS)):
        exact = mean(SCORE, Sample.of(raked(limits), *UNITS["by organisation"]))
        found[f"{name}, exact error of mean"] = [exact.error]
    return found


@pytest.mark.parametrize("name", [name for name in FIGURES if "jackknife" not in name])
def test_a_figure_is_what_r_makes_it(name: str) -> None:
    assert ours()[name] == pytest.approx(FIGURES[name], rel=1e-8)


def test_every_figure_is_compared() -> None:
    assert ours().keys() == {name for name in FIGURES if "jackknife" not in name}


@pytest.mark.parametrize(("what", "values"), [("mean", SCORE), ("percentage", 100 * HIT)])
def test_a_jackknife_that_rakes_every_replicate_agrees(what: str, values: np.ndarray) -> None:
    sample = Sample.of(raked(), *UNITS["by organisation"])
    (jackknife,) = FIGURES[f"raked, jackknife of {what}"]
    linearised, bootstrap = mean(values, sample).error, bootstrap_mean(values, sample).error
    assert linearised == pytest.approx(jackknife, rel=0.04)
    assert bootstrap == pytest.approx(jackknife, rel=0.05)


def test_the_file_is_what_r_writes(tmp_path: Path) -> None:
    rscript = if_found("R survey")
    arguments = [rscript, HERE / "weighting.R", HERE / "people.csv", tmp_path / "figures.json"]
    subprocess.run([str(part) for part in arguments], check=True, capture_output=True, timeout=300)
    written = json.loads((tmp_path / "figures.json").read_text())
    assert written.keys() == FIGURES.keys()
    for name, figures in written.items():
        assert figures == pytest.approx(FIGURES[name], rel=1e-8), name
