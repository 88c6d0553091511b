"""The contract of a format: everything it says about itself, said once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from analysis.export.columns import Field, Value
from analysis.frame import SurveyFrame
from survey.engine.codebook import Missing

STAMP = datetime(2020, 1, 1)
"""The time that files bear where a format has one, so that the same data give the same bytes."""


@dataclass(frozen=True)
class Records:
    """What one file holds: a row a response, the column that numbers them first; or a row a figure."""

    name: str
    title: str
    marks: str
    fields: tuple[Field, ...]
    about: tuple[str, ...] = ()
    """What must be said of them wherever there is room."""

    @property
    def heading(self) -> str:
        """Title and marks in a line, the marks first, so that they are not what is cut off."""
        return f"{self.marks}. {self.title}" if self.marks else self.title

    @property
    def has_reasons(self) -> bool:
        """Whether there are answers in it, each of which can be missing for a reason."""
        return any(field.is_answer for field in self.fields)

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def rows(self) -> Iterator[tuple[Value | None, ...]]:
        return zip(*(field.values for field in self.fields), strict=True)

    def rows_of_reasons(self) -> Iterator[tuple[Value | None, ...]]:
        """The same shape: the number of the response, then why there is no value, 0 where there is one."""
        number, *others = self.fields
        return zip(number.values, *(field.reasons for field in others), strict=True)


@dataclass(frozen=True)
class Whole:
    """What an export is of, in the order of its rows."""

    frame: SurveyFrame
    survey: str
    """The slug."""
    title: str
    marks: str
    fingerprint: str


class Format(ABC):
    """One format; the base has the ways of those that write a code as the questionnaire declares it."""

    endings: ClassVar[tuple[str, ...]]
    """Of the files that it makes, the values first."""
    codes: ClassVar[str] = "Codes are those of the questionnaire."
    beside: ClassVar[tuple[str, ...]] = ()
    """Files beside those of values and reasons, whatever is exported."""
    opens: ClassVar[tuple[str, ...]] = ()
    """What those are for, in a sentence for whoever opens them."""
    missing: ClassVar[str]
    """How it shows that there is no value, and why, in a sentence for whoever opens it."""

    def prepared(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The columns as this format can have them."""
        return fields

    def reason(self, reason: Missing) -> int | str:
        """What stands in the file for a reason."""
        return reason.code

    def files(self, name: str, reasons: bool = True) -> list[str]:
        """What it writes; without reasons the values alone."""
        return [f"{name}{ending}" for ending in (self.endings if reasons else self.endings[:1])]

    @abstractmethod
    def write(self, records: Records, folder: Path) -> None:
        """Write the files."""

    def complete(self, whole: Whole, folder: Path) -> list[str]:
        """Write what stands beside, when all else is written; the names of the files."""
        return []
