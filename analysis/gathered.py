"""Answers that were collected elsewhere: a pandas frame read under a codebook, every fault told at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

import pandas as pd

from survey.engine.codebook import Cell, Codebook, Column, Measure, Missing, Nature
from survey.engine.spelling import meant
from survey.errors import Refused

SHOWN = 5
"""Codes of a column that are named where they are not known."""


def rows_of(codebook: Codebook, data: pd.DataFrame) -> list[Mapping[str, Cell]]:
    """Coded rows. A code may also be a reason's name or number; an empty cell was left blank, and a column
    that the frame lacks was not asked. Raises Refused with a sentence for each fault."""
    closed = [v for v in codebook if v.nature is not Nature.CONTACT]
    columns = {column.name: (column, v.measure) for v in closed for column in v.columns}
    faults = list(strangers(data, columns))
    read: dict[str, list[Cell]] = {}
    for name in (name for name in data.columns if name in columns):
        column, measure = columns[name]
        coded = codes_of(column, measure)
        cells = [cell_of(value, coded, measure) for value in data[name].tolist()]
        unknown = [value for value, cell in zip(data[name].tolist(), cells, strict=True) if cell is None]
        if unknown:
            named = ", ".join(dict.fromkeys(map(str, unknown[: 10 * SHOWN])))
            known = ", ".join(str(category.code) for category in column.substantive) or "a number"
            faults.append(f"{name}: {len(unknown)} cells hold what is no answer ({named}). Known: {known}.")
        read[name] = [Missing.BLANK if cell is None else cell for cell in cells]
    if faults:
        raise Refused("These answers cannot be read. " + " ".join(faults))
    return [{name: cells[at] for name, cells in read.items()} for at in range(len(data))]


def strangers(data: pd.DataFrame, columns: Mapping[str, object]) -> Iterator[str]:
    """A sentence for each column that the questionnaire does not have."""
    for name in data.columns:
        if name not in columns:
            yield f"There is no column {name} in the questionnaire.{meant(str(name), columns)}"


def codes_of(column: Column, measure: Measure) -> Mapping[Hashable, Cell]:
    """What may stand in a cell, and what it means: answers by code, reasons by name and by number."""
    found: dict[Hashable, Cell] = {reason.reason: reason for reason in Missing}
    found |= {} if measure is Measure.NUMBER else {reason.code: reason for reason in Missing}
    for category in column.categories:
        found[category.code] = category.missing or category.code
        found.setdefault(str(category.code), category.missing or category.code)
    return found


def cell_of(value: Hashable, coded: Mapping[Hashable, Cell], measure: Measure) -> Cell | None:
    """The coded value, or the reason where there is none; None for what is neither."""
    if value is None or value is pd.NA or value is pd.NaT or value == "" or value != value:
        return Missing.BLANK
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    if whole in coded:
        return coded[whole]
    if measure is Measure.TEXT:
        return str(value)
    if measure is Measure.NUMBER and isinstance(value, int | float):
        return value
    return None
