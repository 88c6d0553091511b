"""The waist of the hourglass: what a questionnaire measures, whatever the widgets look like.

Question kinds fan in to variables with a measure; summaries, exports and charts fan out of them.
This module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property

Code = int | str
"""What identifies one answer for ever: an integer on a scale, a word elsewhere."""


class Measure(StrEnum):
    """How a variable can be summarised; a closed set, matched with assert_never."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"
    BATTERY = "battery"
    NUMBER = "number"
    TEXT = "text"


class Nature(StrEnum):
    """Where an answer may be kept: closed answers, free text and contact details live apart."""

    CLOSED = "closed"
    TEXT = "text"
    CONTACT = "contact"


class Missing(Enum):
    """Why a value is not there; the number is what exports write, and none enters a mean."""

    BLANK = -1
    NOT_ASKED = -2
    NOT_REACHED = -3
    REDACTED = -4
    UNREAD = -5
    SECTION_SKIPPED = -6
    PREFER_NOT_TO_SAY = -7
    DONT_KNOW = -8
    NOT_APPLICABLE = -9

    @property
    def code(self) -> int:
        """The number that exports write."""
        return int(self.value)

    @property
    def reason(self) -> str:
        """The name used in the program, in YAML and in JSON: dont_know, not_asked."""
        return self.name.lower()

    @classmethod
    def named(cls, reason: str) -> Missing:
        return cls[reason.upper()]


Cell = int | float | str | Missing
"""One coded value, or the reason why there is none."""


def is_answer(cell: Cell) -> bool:
    """Whether somebody answered: words that nobody has read yet are an answer, though not told."""
    return cell is Missing.UNREAD or not isinstance(cell, Missing)


@dataclass(frozen=True, slots=True)
class Category:
    """One answer that can be given: its permanent code and its editable words."""

    code: Code
    label: str
    anchor: str = ""
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the coded data, named as decision 4 of the design says.

    `categories` is empty for numbers and text. `measures` and `level` are the construct and the
    level (individual, team, organisation, system) that the author declared for it. `text` is a
    statement in full where the label is shorter.
    """

    name: str
    label: str
    categories: tuple[Category, ...] = ()
    measures: str = ""
    level: str = ""
    side: str = ""
    text: str = ""

    @property
    def substantive(self) -> tuple[Category, ...]:
        """The categories that are answers, without don't know and its kin."""
        return tuple(category for category in self.categories if category.missing is None)


@dataclass(frozen=True, slots=True)
class Variable:
    """What one question measures: one column, or several that belong together; `text` asks it in full."""

    id: str
    label: str
    measure: Measure
    columns: tuple[Column, ...]
    nature: Nature = Nature.CLOSED
    section: str = ""
    page: str = ""
    identifying: bool = False
    sensitive: str = "none"
    split: str = ""
    place: str = ""
    scale: str = ""
    repeats: str = ""
    publish: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A derived measure: the mean of 0-100 items when at least `needs` of them are answered."""

    id: str
    label: str
    columns: tuple[str, ...]
    needs: int
    family: str = ""
    level: str = ""


@dataclass(frozen=True)
class Codebook:
    """All variables of one version of a questionnaire, in the order they are asked."""

    questionnaire: str
    version: str
    title: str
    variables: tuple[Variable, ...]
    scores: tuple[Score, ...] = ()

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for variable in self.variables for column in variable.columns}

    @cached_property
    def _by_id(self) -> dict[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def _owners(self) -> dict[str, Variable]:
        return {column.name: variable for variable in self.variables for column in variable.columns}

    def __getitem__(self, variable_id: str) -> Variable:
        return self._by_id[variable_id]

    def __contains__(self, variable_id: str) -> bool:
        return variable_id in self._by_id

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables)

    def owner(self, column: str) -> Variable:
        """The variable that a column belongs to."""
        return self._owners[column]
