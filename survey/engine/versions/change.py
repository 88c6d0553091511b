"""One change between two versions of a questionnaire, and how it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Weight(StrEnum):
    """What a change does to answers that were given before it."""

    WORDING = "wording"
    """Nothing: other words, or another estimate of the time."""
    ADDITIVE = "additive"
    """They stay readable and mean the same; what is asked, of whom or how it is summed up is different."""
    BREAKING = "breaking"
    """They cannot be read any more, mean something else, or were given under a promise that is taken back."""


HEADINGS = {
    "breaking": "Breaking: answers given before cannot be put together with those given after",
    "mapped": "Additive by the code map: answers given before are counted as it says",
    "additive": "Additive: answers given before stay readable and mean the same",
    "wording": "Wording: nothing that is stored or counted changes",
}
"""What changes are told under, by their sort, the heaviest first."""


class Verdict(NamedTuple):
    """How heavy a change is, and the reason in one sentence."""

    weight: Weight
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where it stands, what it is, how heavy it is and why."""

    weight: Weight
    where: tuple[str, ...]
    what: str
    why: str
    mapped: bool = False
    """Whether it would break, and the code map of the newer version answers it."""
    old: str = ""
    new: str = ""
    """All that stood there and stands there now, where something becomes something else."""

    @property
    def sort(self) -> str:
        """What it is told under: its weight, or that it is mapped."""
        return "mapped" if self.mapped else self.weight.value

    @property
    def place(self) -> str:
        """The way there by names: sector > options > council."""
        return " > ".join(self.where) or "the questionnaire"


def sorted_out(changes: Iterable[Change]) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """The changes under their headings, those of one sort in their order; no heading without any."""
    found = tuple(changes)
    groups = (
        (heading, tuple(one for one in found if one.sort == sort)) for sort, heading in HEADINGS.items()
    )
    return tuple((heading, group) for heading, group in groups if group)
