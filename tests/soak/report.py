"""What a program of faults counted, and what it found wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Report:
    """Figures by their names, and a line for each thing that is not as it was promised."""

    counted: dict[str, float | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, **figures: float | str) -> None:
        self.counted.update(figures)

    def blame(self, *faults: str) -> None:
        self.wrong += faults

    def at_most(self, name: str, figure: float, limit: float) -> None:
        """A figure that has to be reached."""
        self.counted[name] = round(figure, 3)
        if figure > limit:
            self.wrong.append(f"{name} is {figure:.3f}, at most {limit} was promised")

    def none_of(self, name: str, found: Iterable[object]) -> None:
        """Things of which there may not be a single one; the first ten are named."""
        listed = list(found)
        self.counted[name] = len(listed)
        self.wrong += [f"{name}: {one}" for one in listed[:10]]

    def as_json(self, **about: str | int) -> str:
        return json.dumps({**about, "counted": self.counted, "wrong": self.wrong}, indent=2)
