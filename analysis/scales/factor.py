"""The one-factor model, fitted to many correlation matrices at once by maximum likelihood.

R = l l' + diag(u): a loading l and a uniqueness u for each item. The likelihood is maximised over log u
with the loadings profiled out (Joreskog 1967, Psychometrika 32; Lawley and Maxwell 1971, chapter 4), by
Newton steps with the exact second derivatives. Uniquenesses are kept between 0.005 and 1; one that ends at
0.005 is a Heywood case. Starting values: Joreskog's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST = 0.005
"""Of an item's variance: the least uniqueness, as in R's factanal."""
LOWEST, HIGHEST = float(np.log(LEAST)), 0.0
STEPS = 200
HALVINGS = 20
LONGEST = 2.0
"""Step in any one logarithm."""
FLAT = 1e-8
"""Curvature, under which a direction counts as flat."""
NEAR = 1e-6
"""A slope so small has come to the top."""


@dataclass(frozen=True)
class OneFactor:
    """Fits of a stack of matrices: loadings and uniquenesses (stack x items), and how each ended."""

    loadings: Floats
    uniquenesses: Floats
    converged: Bools
    heywood: Bools


@dataclass(frozen=True)
class Spectrum:
    """Of u^-1/2 R u^-1/2 for each matrix: eigenvalues from the lowest up, and their vectors."""

    values: Floats
    vectors: Floats

    @property
    def misfit(self) -> Floats:
        """Twice the negative log likelihood per person, up to a constant: 0 where the model fits exactly."""
        rest = self.values[:, :-1]
        return np.asarray((rest - np.log(rest) - 1).sum(axis=1))

    @property
    def slope(self) -> Floats:
        """First derivatives by log u."""
        rest = self.vectors[:, :, :-1]
        return np.asarray(np.einsum("bim,bm->bi", rest**2, 1 - self.values[:, :-1]))

    @property
    def curvature(self) -> Floats:
        """Second derivatives by log u."""
        rest, first = self.vectors[:, :, :-1], self.vectors[:, :, -1]
        low, high = self.values[:, :-1], self.values[:, -1:]
        apart = np.maximum(high - low, 1e-12)
        plain = rest @ rest.transpose(0, 2, 1)
        scaled = (rest * low[:, None, :]) @ rest.transpose(0, 2, 1)
        turned = (rest * ((1 - low) * (high + low) / apart)[:, None, :]) @ rest.transpose(0, 2, 1)
        return scaled * plain + first[:, :, None] * first[:, None, :] * turned


def one_factor(correlations: Floats, start: Floats | None = None, near: float = NEAR) -> OneFactor:
    """Fit each of a stack of correlation matrices (stack x items x items) of three items or more.

    `start` are uniquenesses (items) to begin from, `near` how small the slope must become. A matrix that
    is not positive definite does not converge; its figures are not-a-number.
    """
    sound: Bools = np.asarray(np.isfinite(correlations).all(axis=(1, 2)))
    sound[sound] = np.linalg.eigvalsh(correlations[sound])[:, 0] > 1e-10
    loadings = np.full(correlations.shape[:2], np.nan)
    uniquenesses = loadings.copy()
    converged = np.zeros(len(correlations), dtype=bool)
    if sound.any():
        kept = correlations[sound]
        first = beginning(kept) if start is None else np.tile(start, (len(kept), 1))
        logs, converged[sound] = climbed(kept, first, near)
        at = spectrum(kept, logs)
        strength = np.sqrt(np.maximum(at.values[:, -1:] - 1, 0))
        found = np.exp(logs / 2) * at.vectors[:, :, -1] * strength
        loadings[sound] = found * np.where(found.sum(axis=1, keepdims=True) < 0, -1, 1)
        uniquenesses[sound] = np.exp(logs)
    heywood: Bools = np.asarray((uniquenesses <= LEAST * (1 + 1e-6)).any(axis=1))
    return OneFactor(loadings, uniquenesses, converged, heywood)


def beginning(correlations: Floats) -> Floats:
    """(1 - 1/2p) / diagonal of the inverse."""
    size = correlations.shape[1]
    inverse = np.linalg.inv(correlations)
    return np.asarray((1 - 0.5 / size) / np.einsum("bii->bi", inverse))


def spectrum(correlations: Floats, logs: Floats) -> Spectrum:
    scale = np.exp(-logs / 2)
    values, vectors = np.linalg.eigh(correlations * scale[:, :, None] * scale[:, None, :])
    return Spectrum(np.maximum(values, 1e-300), vectors)


def climbed(correlations: Floats, start: Floats, near: float) -> tuple[Floats, Bools]:
    """Logarithms of the uniquenesses at the top, and which matrices came there."""
    logs = np.clip(np.log(start), LOWEST, HIGHEST)
    arrived = np.zeros(len(logs), dtype=bool)
    going = np.arange(len(logs))
    for _ in range(STEPS):
        at = spectrum(correlations[going], logs[going])
        held = is_held(logs[going], at.slope)
        there = np.abs(np.where(held, 0, at.slope)).max(axis=1) < near
        arrived[going[there]] = True
        at = Spectrum(at.values[~there], at.vectors[~there])
        going, held = going[~there], held[~there]
        if not len(going):
            break
        before = logs[going]
        logs[going] = stepped(correlations[going], before, at, held)
        going = going[(logs[going] != before).any(axis=1)]
    return logs, arrived


def is_held(logs: Floats, slope: Floats) -> Bools:
    """Which uniquenesses stand at a bound that they press against."""
    return np.asarray(((logs <= LOWEST) & (slope > 0)) | ((logs >= HIGHEST) & (slope < 0)))


def stepped(correlations: Floats, logs: Floats, at: Spectrum, held: Bools) -> Floats:
    """One Newton step, no further than the first bound on its way, halved until the fit is no worse."""
    step = inward(at, logs, held)
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(step < 0, (LOWEST - logs) / step, np.where(step > 0, (HIGHEST - logs) / step, np.inf))
    length = np.minimum(room.min(axis=1, keepdims=True), 1)
    step *= np.minimum(length, LONGEST / np.maximum(np.abs(step).max(axis=1, keepdims=True), LONGEST))
    best, misfit = logs.copy(), at.misfit
    tried_on = np.arange(len(logs))
    for halving in range(HALVINGS):
        tried = np.clip(logs[tried_on] + step[tried_on] * 0.5**halving, LOWEST, HIGHEST)
        better = spectrum(correlations[tried_on], tried).misfit <= misfit[tried_on] + 1e-13
        best[tried_on[better]] = tried[better]
        tried_on = tried_on[~better]
        if not len(tried_on):
            break
    return best


def inward(at: Spectrum, logs: Floats, held: Bools) -> Floats:
    """The Newton step of those uniquenesses that it does not push through a bound they stand at."""
    curvature, slope = at.curvature, at.slope
    while True:
        step = newton(curvature, np.where(held, 0, slope), held)
        through = ((logs <= LOWEST) & (step < 0)) | ((logs >= HIGHEST) & (step > 0))
        if not through.any():
            return step
        held = held | through


def newton(curvature: Floats, slope: Floats, held: Bools) -> Floats:
    """Where a quadratic of this slope and curvature is least; where it has no least, downhill all the same,
    each direction by the size of its curvature."""
    free = ~held[:, :, None] & ~held[:, None, :]
    system = np.where(free, curvature, 0.0) + np.eye(slope.shape[1]) * held[:, :, None]
    try:
        np.linalg.cholesky(system)
        step = np.linalg.solve(system, slope[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(system)
        along = np.einsum("bij,bi->bj", vectors, slope) / np.maximum(np.abs(values), FLAT)
        step = np.einsum("bij,bj->bi", vectors, along)
    return np.where(held, 0.0, -step)
