"""One thing that was looked at: what was seen, how that weighs, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from survey.storage.health import Finding, Weight

PACKAGE = "trauma-informed-london-survey"


class State(StrEnum):
    """How a line weighs; RED endangers answers, or keeps people from giving them."""

    GOOD = "good"
    LOOK = "look"
    RED = "red"


WEIGHTS = {Weight.REFUSE: State.RED, Weight.WARN: State.LOOK, Weight.NOTE: State.GOOD}
ORDER = (State.RED, State.LOOK, State.GOOD)


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    about: str
    said: str
    state: State = State.GOOD
    todo: str = ""

    @classmethod
    def of(cls, finding: Finding) -> Line:
        """What the self-check found; its sentences say already what to do."""
        return cls("Self-check", finding.message, WEIGHTS[finding.weight])

    @property
    def good(self) -> bool:
        return self.state is State.GOOD

    @property
    def whole(self) -> str:
        """What was seen and what to do, as one text."""
        return f"{self.said} {self.todo}".strip()


def worst_first(lines: list[Line]) -> tuple[Line, ...]:
    """The worrying before the rest, else in the order in which they were looked at."""
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.state)))
