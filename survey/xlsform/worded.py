"""A text of a form that remembers what stands in its place in the other languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text in another language than the questionnaire's: its cell, and what stands in it."""

    sheet: str
    row: int
    column: str
    text: str


class Worded(str):
    """A text with others in its place, by the tags of their languages."""

    others: Mapping[str, Spoken]

    def __new__(cls, text: str, others: Mapping[str, Spoken] | None = None) -> Worded:
        made = super().__new__(cls, text)
        made.others = others or {}
        return made


def others_of(text: object) -> Mapping[str, Spoken]:
    return text.others if isinstance(text, Worded) else {}


def each(text: str, tell: Callable[[str], str]) -> Worded:
    """The text told in some way, in every language."""
    others = {tag: replace(one, text=tell(one.text)) for tag, one in others_of(text).items()}
    return Worded(tell(text), others)


def in_all(text: Any) -> tuple[str, ...]:
    """What is said in every language, so that two texts can be compared."""
    return (str(text), *(f"{tag}: {one.text}" for tag, one in sorted(others_of(text).items())))
