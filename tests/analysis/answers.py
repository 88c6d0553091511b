"""Made-up coded answers to any codebook, without the engine: a place to plant what a test needs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from analysis.frame import Person, SurveyFrame
from survey.engine.codebook import Cell, Codebook, Column, Measure, Missing, Nature, Variable
from survey.engine.geography import geography_of
from survey.engine.loader import load_file

ROOT = Path(__file__).resolve().parents[2]
Row = tuple[Person, dict[str, Cell]]
REASONS = (Missing.DONT_KNOW, Missing.NOT_APPLICABLE, Missing.BLANK)
SECTORS = {"policing": 25, "health": 35, "local_authority": 33, "other": 7}
LIFT = {"policing": -0.5, "health": 0.3, "local_authority": 0.2, "other": 0.0}
BUSY = ("E09000012", "E09000022", "E09000028", "E09000019", "E09000025", "E09000023")


@cache
def codebook(name: str = "trauma-informed-london") -> Codebook:
    return load_file(ROOT / "questionnaires" / name / "1.0.yaml").codebook


def frame_of(rows: list[Row], name: str = "trauma-informed-london") -> SurveyFrame:
    book = codebook(name)
    return SurveyFrame.from_rows(book, rows, geography_of(book, ROOT / "questionnaires" / "reference"))


def rows(count: int, seed: int = 1, name: str = "trauma-informed-london") -> list[Row]:
    """People who answer most things at random, with sectors, places and levels that differ."""
    return [one(codebook(name), random.Random(f"{seed}-{at}"), at) for at in range(count)]


def one(book: Codebook, dice: random.Random, at: int) -> Row:
    cells: dict[str, Cell] = {}
    sector = dice.choices(list(SECTORS), list(SECTORS.values()))[0]
    mood = dice.gauss(LIFT[sector], 0.9)
    for variable in book:
        if variable.nature is Nature.CONTACT:
            continue
        if variable.id == "sector":
            cells["sector"] = sector
        elif variable.place:
            cells |= placed(variable, dice)
        elif variable.repeats:
            continue
        elif not asked(variable, sector):
            cells |= dict.fromkeys((column.name for column in variable.columns), Missing.NOT_ASKED)
        else:
            cells |= ANSWERS[variable.measure](variable, dice, mood)
    for group in dict.fromkeys(variable.repeats for variable in book if variable.repeats):
        cells |= examples(book, group, dice)
    return Person(f"{at:032x}"), cells


def asked(variable: Variable, sector: str) -> bool:
    """Whether the London routing by sector asks it: modules are named after their sector."""
    owner = {"pol": "policing", "hea": "health", "la": "local_authority"}.get(variable.id.split("_")[0])
    return owner in (None, sector)


def placed(variable: Variable, dice: random.Random) -> dict[str, Cell]:
    """One borough for most, several for some, London-wide for a few, nothing for the rest."""
    names = [column.name for column in variable.columns]
    busy = [name for name in names if name.endswith(BUSY)]
    kind = dice.random()
    if kind < 0.04:
        return dict.fromkeys(names, Missing.BLANK)
    if kind < 0.12:
        ticked = {names[-1]}
    elif kind < 0.75:
        ticked = {dice.choice(busy if dice.random() < 0.5 else names[:-1])}
    else:
        first = dice.randrange(len(names) - 4)
        ticked = set(names[first : first + dice.randint(2, 4)])
    return {name: int(name in ticked) for name in names}


def rated(column: Column, dice: random.Random, mood: float) -> Cell:
    """A step of the scale, lower the further the level is from oneself, or a reason for none.

    Moods differ more than the statements of one person, so that scores hold together as real ones do. What
    is asked twice, as how important and how far in place, is not one score: there the two differ.
    """
    steps = [category.code for category in column.substantive]
    drop = {"individual": 0.8, "team": 0.2, "organisation": -0.7}.get(column.level, 0.0)
    if dice.random() < (0.25 if column.level == "organisation" else 0.09):
        return dice.choices(REASONS, (6, 2, 1))[0]
    place = round(dice.gauss((len(steps) - 1) / 2 + mood + drop, 0.9 if column.side else 0.5))
    return steps[min(max(place, 0), len(steps) - 1)]


def battery(variable: Variable, dice: random.Random, mood: float) -> dict[str, Cell]:
    return {column.name: rated(column, dice, mood) for column in variable.columns}


def single(variable: Variable, dice: random.Random, mood: float) -> dict[str, Cell]:
    (column,) = variable.columns
    codes = [category.code for category in column.substantive]
    weights = [1 / (1 + at) for at in range(len(codes))]
    return {column.name: Missing.BLANK if dice.random() < 0.04 else dice.choices(codes, weights)[0]}


def several(variable: Variable, dice: random.Random, mood: float) -> dict[str, Cell]:
    return {column.name: int(dice.random() < 0.3) for column in variable.columns}


def number(variable: Variable, dice: random.Random, mood: float) -> dict[str, Cell]:
    return {variable.columns[0].name: dice.randint(0, 30)}


def text(variable: Variable, dice: random.Random, mood: float) -> dict[str, Cell]:
    return {variable.columns[0].name: "some words" if dice.random() < 0.1 else Missing.BLANK}


ANSWERS: Mapping[Measure, Callable[[Variable, random.Random, float], dict[str, Cell]]] = {
    Measure.BATTERY: battery,
    Measure.ORDINAL: battery,
    Measure.NOMINAL: single,
    Measure.MULTIPLE: several,
    Measure.NUMBER: number,
    Measure.TEXT: text,
}


def examples(book: Codebook, group: str, dice: random.Random) -> dict[str, Cell]:
    """No example for most people; one, or two, for the others."""
    described = dice.choices((0, 1, 2), (60, 33, 7))[0]
    cells: dict[str, Cell] = {}
    for variable in book:
        if variable.repeats != group or variable.nature is Nature.CONTACT:
            continue
        there = int(variable.id.split("__")[0].rsplit("_", 1)[1]) <= described
        names = [column.name for column in variable.columns]
        filled = ANSWERS[variable.measure](variable, dice, 0.0)
        cells |= filled if there else dict.fromkeys(names, Missing.NOT_ASKED)
    return cells
