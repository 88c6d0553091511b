"""How numbers of people are told: rounded to 5 for a whole survey, in bands for its parts, never under 10."""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 10
STEP = 5
EDGES = (0, LEAST, 20, 50)
"""Where each band begins; the last has no end."""


@dataclass(frozen=True, slots=True)
class SafeCount:
    """A number of people, to the nearest 5; None when there are fewer than 10."""

    about: int | None

    @classmethod
    def of(cls, exact: int) -> SafeCount:
        return cls(None if exact < LEAST else STEP * round(exact / STEP))

    def __str__(self) -> str:
        return f"under {LEAST}" if self.about is None else f"about {self.about}"


def level(exact: int) -> int:
    """Which of the bands a number is in: 0 for under 10, 3 for 50 and over."""
    return max(at for at, edge in enumerate(EDGES) if edge <= max(exact, 0))


def top(of_level: int) -> int | None:
    """The highest number of a band; None for the last."""
    return EDGES[of_level + 1] - 1 if of_level + 1 < len(EDGES) else None


def band_of(of_level: int) -> str:
    """The words of a band."""
    if of_level == 0:
        return f"under {LEAST}"
    highest = top(of_level)
    return f"{EDGES[of_level]} and over" if highest is None else f"{EDGES[of_level]} to {highest}"


def band(exact: int) -> str:
    """A number of people in a part of a survey, such as a channel, where even the nearest 5 says too much."""
    return band_of(level(exact))
