"""What is read before a change: how it is, how it would be, and what follows, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey.fieldwork.running.wording import time_and_day, zone


@dataclass(frozen=True, slots=True)
class Side:
    """One thing as it is or as it would be; `at` where it is a moment."""

    words: str
    zone: str = ""
    note: str = ""
    at: datetime | None = None

    @classmethod
    def of(cls, at: datetime, note: str = "") -> Side:
        return cls(time_and_day(at), zone(at), note, at)

    @property
    def beside(self) -> str:
        """What is said beside the words, in smaller letters."""
        return ", ".join(filter(None, (self.zone, self.note)))


@dataclass(frozen=True, slots=True)
class Row:
    """One consequence: when, and what."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything to read before a change, and what its button says."""

    question: str
    before: Side
    after: Side
    rows: tuple[Row, ...]
    button: str

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """For people: a name and what it is, line by line."""
        sides = (("As it is", self.before), ("As you ask", self.after))
        return (
            *((name, ", ".join(filter(None, (side.words, side.beside)))) for name, side in sides),
            *((row.when, row.what) for row in self.rows),
        )
