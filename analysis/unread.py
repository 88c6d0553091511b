"""Words that no reader has read: nothing is made of them before somebody decided what may stand in them.

That somebody wrote is told, by a reason of its own. A reader sees what was sent, so words of answers that
were never sent have no reader; made-up ones need none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.frame import SurveyFrame
from survey.engine.codebook import Cell, Codebook, Missing, Nature
from survey.engine.taking_out import UNREAD


def written_in(codebook: Codebook) -> tuple[str, ...]:
    """The columns that hold words; each is named as the field in which they are stored."""
    return tuple(
        column.name for variable in codebook if variable.nature is Nature.TEXT for column in variable.columns
    )


def as_read(cells: Mapping[str, Cell], written: Iterable[str], read: Container[str]) -> dict[str, Cell]:
    """The cells with those words alone that somebody has read."""
    unread = {name for name in written if isinstance(cells.get(name), str) and name not in read}
    return {**cells, **dict.fromkeys(unread, Missing.UNREAD)}


@dataclass(frozen=True)
class Unread:
    """How many texts are not told: work to be done, so the numbers are exact."""

    waiting: int
    """They were sent, and wait for a reader."""
    unsent: int

    @classmethod
    def of(cls, frame: SurveyFrame, columns: Iterable[str] | None = None) -> Unread:
        """Among those in a frame, in all columns of words or in some."""
        names = list(written_in(frame.codebook) if columns is None else columns)
        many = (frame.why[names] == Missing.UNREAD.value).to_numpy().sum(axis=1)
        sent = (frame.people["status"] == "submitted").to_numpy(dtype=bool)
        return cls(int(np.sum(many[sent])), int(np.sum(many[~sent])))

    def in_words(self) -> Iterator[str]:
        """A sentence for each kind that there is."""
        if self.waiting:
            yield UNREAD.format(many=self.waiting)
        if self.unsent:
            yield f"Texts of answers that were never sent: {self.unsent}. They are left out for good."
