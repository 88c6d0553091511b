"""Rounding as it is printed everywhere: to a multiple of five, and halves up."""

from __future__ import annotations

import math

BASE = 5


def to_five(count: int) -> int:
    """Nearest multiple of 5. Counts are whole, so no tie occurs; a tie would go up."""
    return (2 * count + BASE) // (2 * BASE) * BASE


def half_up(value: float, places: int = 0) -> float:
    """Round with halves going up: 2.5 to 3, -2.5 to -2; 1.005, a hair under in binary, goes up too."""
    scale = 10.0**places
    return math.floor(value * scale + 0.5 + 1e-9) / scale
