"""Rounding that comes on top of suppression and replaces nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.rounding import BASE, half_up, to_five

NOT_ADDED = "No rounding adds up everywhere: each count is rounded by itself."
Counted = tuple[str, tuple[tuple[str, frozenset[str]], ...]]
"""A universe and a group."""


def share(count: int, base: int) -> float | None:
    """Whole percentage from published counts: both are rounded first; None on a rounded base of nought."""
    rounded = to_five(base)
    return half_up(100 * to_five(count) / rounded) if rounded else None


@dataclass(frozen=True)
class Rounding:
    """How counts are printed: as chosen together, else each to the nearest 5."""

    together: Mapping[Counted, int] = field(default_factory=dict)
    within: int = BASE // 2
    """By how many people a printed count may differ from the true one."""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, together: Mapping[Counted, int] | None, counts: Mapping[Counted, int]) -> Rounding:
        """What was chosen together for exact counts; None where nothing adds up."""
        if together is None:
            return cls(notes=(NOT_ADDED,))
        gaps = [abs(value - counts[key]) for key, value in together.items()]
        farthest = max(gaps, default=0)  # told as a whole multiple, not as the one gap that was farthest
        return cls(together, BASE // 2 if farthest <= BASE // 2 else -(-farthest // BASE) * BASE)

    def count(self, key: Counted, count: int) -> int:
        return self.together.get(key, to_five(count))
