"""What SPSS and Stata have in common: labels belong to numbers, and a number can say why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from analysis.export.columns import MEANINGS, Field, Value, beside
from analysis.export.naming import Naming
from analysis.frame import HAS_VALUE
from survey.engine.codebook import Category, Code, Column, Missing

WHY = "__why"
REASONS = tuple(Category(reason.code, meaning) for reason, meaning in MEANINGS.items())
CODES = (
    "A code that is a whole number stands as it is. Labels need numbers, so codes that are words are "
    "numbered in the order of the questionnaire, past numbers that are codes themselves; the label "
    "begins with the word, and the codebook has both."
)


def prepared(
    fields: tuple[Field, ...], naming: Naming, holds_reasons: Callable[[Field], bool]
) -> tuple[Field, ...]:
    """Words numbered, names that the format can have, and reasons beside what cannot hold them itself."""
    made: list[Field] = []
    for field in fields:
        numbers = {} if field.is_text or not field.has_words else numbers_of(field.column)
        if holds_reasons(field):
            made.append(replace(field, numbers=numbers))
        else:
            why = reasons_beside(field)
            made += [replace(field, numbers=numbers, reasons_in=why.name), why]
    names = naming.fitted(field.name for field in made)
    return tuple(
        replace(field, name=names[field.name], reasons_in=names.get(field.reasons_in, "")) for field in made
    )


def numbers_of(column: Column) -> dict[Code, int]:
    """A number for each code: itself, or the next that is not a code."""
    codes = [category.code for category in column.substantive]
    free = (number for number in count(1) if number not in codes)
    return {code: code if isinstance(code, int) else next(free) for code in codes}


def reasons_beside(field: Field) -> Field:
    """A column of its own for the reasons of another."""
    name, label = f"{field.column.name}{WHY}", f"Why there is no value: {field.label}"
    return beside(name, label, REASONS, (None if why == HAS_VALUE else why for why in field.reasons))


def labels_of(field: Field, longest: int) -> Iterator[tuple[int, str]]:
    """The number of each category with its label, which begins with its code where that is a word."""
    for category in field.column.substantive:
        number = field.numbers.get(category.code, category.code)
        assert isinstance(number, int)
        word = "" if number == category.code else f"{category.code}: "
        yield number, cut(f"{word}{category.label}", longest)


def missing_of(field: Field) -> Iterator[tuple[Missing, str]]:
    """Reasons with their labels, where the column holds them itself."""
    if field.is_answer and not field.reasons_in:
        yield from ((reason, field.meaning(reason)) for reason in Missing)


def cells_of(field: Field) -> Iterator[tuple[Value | None, int]]:
    """Values as they stand in the file, each with the reason that the column itself has to tell."""
    silent = (HAS_VALUE,) * len(field.values)
    tells = field.is_answer and not field.reasons_in
    return zip(field.coded, field.reasons if tells else silent, strict=True)


def cut(text: str, longest: int) -> str:
    """As much of a text as so many bytes hold."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - 3].decode(errors="ignore") + "\u2026"
