"""What a release hides, why, and what that cost beside the least it could cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.disclosure.rules import TOLERANCE

BANDS = ((0.10, "a tenth"), (0.25, "a quarter"), (1.0, "as much again"))
"""By how much more than the least is hidden, in words; finer steps would be one more fact about counts."""


@dataclass(frozen=True)
class Account:
    """Figures of one release about what it hides; for the team, not for print."""

    cells: int = 0
    hidden: int = 0
    reasons: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    """Hidden cells by reason; never public, since it tells what is small from what is a partner."""
    people: int = field(default=0, repr=False)
    """Sum of the counts of groups that are hidden only to protect others."""
    cost: float = field(default=0.0, repr=False)
    """What the partners cost that the tables need, in the measure of `pattern.costs_of`."""
    bound: float = field(default=0.0, repr=False)
    """What any partners must cost at least: proved, for an attacker of each system by itself."""
    recodes: tuple[str, ...] = ()
    """Codings that were given up for a coarser one before anything was hidden."""
    beside: tuple[str, ...] = ()
    """Names of the earlier releases that it was attacked together with."""
    more: int = field(default=0, repr=False)
    """Groups that are hidden because of those; not public, for it counts what is a partner."""

    @property
    def share(self) -> float:
        """The part of all cells that is hidden, 0 to 1."""
        return self.hidden / self.cells if self.cells else 0.0

    @property
    def ratio(self) -> float | None:
        """Cost over proved bound; None where no bound above nought was found."""
        return self.cost / self.bound if self.bound > TOLERANCE else None


def sentences(account: Account) -> tuple[str, ...]:
    """What may be printed of an account: nothing in it says which cell is small, or adds to what is known.

    The number of marks can be counted by any reader. Sums and costs of what is hidden would each be one more
    equation, so they are left out, and the distance from the least is said in steps.
    """
    return tuple(said(account))


def said(account: Account) -> Iterator[str]:
    if not account.hidden:
        yield f"All {account.cells:,} figures are shown."
    else:
        yield (
            f"Of {account.cells:,} figures {account.hidden:,} are not shown ({in_percent(account.share)}): "
            "those about fewer than 10 people, and those from which they could be worked out. "
            "One mark stands for both."
        )
        least = beside_the_least(account)
        if least:
            yield least
    yield from account.recodes
    if account.beside:
        yield (
            f"It was checked together with what was released before ({', '.join(account.beside)}): figures "
            "that would tell, beside those, who answered or withdrew in between are not shown either."
        )


def in_percent(share: float) -> str:
    return "under 1%" if share < 0.01 else f"{100 * share:.0f}%"


def beside_the_least(account: Account) -> str:
    """How near to the least the hiding comes, in words; empty where nothing was proved."""
    if account.ratio is None:
        return ""
    if account.ratio <= 1 + 1e-4:
        return "No choice of counts to hide would lose less and protect as well; this is proved."
    words = next((words for most, words in BANDS if account.ratio <= 1 + most), "")
    return f"At most {words} more is hidden than the least that protects as well." if words else ""
