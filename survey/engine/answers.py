"""What one person has said so far: a frozen map from question to answer, and how far they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from survey.engine.codebook import Code, Missing
from survey.engine.operands import Fact


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes chosen from a list, with the words of "other, please say" where they were given."""

    codes: tuple[Code, ...]
    say: str = ""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One code a row of a grid, by column name; rows left blank are absent."""

    by_column: tuple[tuple[str, Code], ...]

    @property
    def codes(self) -> dict[str, Code]:
        return dict(self.by_column)


Value = Choice | Ratings | str | int | float | date


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with substance."""

    value: Value

    @property
    def fact(self) -> Fact:
        """It as a condition sees it; of a grid, the names of the rows that were answered."""
        if isinstance(self.value, Choice):
            return self.value.codes
        if isinstance(self.value, Ratings):
            return tuple([name for name, _ in self.value.by_column])
        return self.value


@dataclass(frozen=True, slots=True)
class Declined:
    """An answer that says why there is none: don't know, not applicable, prefer not to say."""

    reason: Missing

    @property
    def fact(self) -> Fact:
        """It as a condition sees it."""
        return (self.reason.reason,)


Answer = Given | Declined

Held = TypeVar("Held")


def held(answer: Answer, kind: type[Held] | tuple[type[Held], ...]) -> Held:
    """The value of an answer, of the type its kind of question gives; it never shows in the error."""
    value = answer.value if isinstance(answer, Given) else answer
    if not isinstance(value, kind):
        raise TypeError(f"This kind of question does not give {type(value).__name__} as its answer.")
    return value


@dataclass(frozen=True)
class Answers(Mapping[str, Answer]):
    """Answers by question id, the pages that were finished and the sections that were skipped.

    A question that was left blank is absent; whether its page was finished tells "seen and left"
    from "never reached".
    """

    given: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    done: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", MappingProxyType(dict(self.given)))

    def __getitem__(self, question: str) -> Answer:
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def with_answer(self, question: str, answer: Answer | None) -> Answers:
        """A copy in which one question has this answer, or none."""
        given = {name: value for name, value in self.given.items() if name != question}
        if answer is not None:
            given[question] = answer
        return replace(self, given=given)
