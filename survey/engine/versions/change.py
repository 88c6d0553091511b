"""One change between two versions of a questionnaire, and how it is judged."""

from __future__ import annotations

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

    @property
    def sort(self) -> str:
        """What it is told under: its weight, or that it is mapped."""
        return "mapped" if self.mapped else self.weight.value

    @property
    def place(self) -> str:
        """The way there by names: sector > options > council."""
        return " > ".join(self.where) or "the questionnaire"
