"""Made-up answers to the London survey straight in a frame, a column at a time.

They go by no route but that of the sectors, and nothing of the store or of coding is in them, so that what
is measured is the analysis alone. No two people are alike.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.conduct import Conduct
from analysis.frame import HAS_VALUE, Bools, SurveyFrame
from survey.engine.codebook import Column, Measure, Missing, Nature, Variable
from survey.engine.geography import geography_of
from survey.engine.loader import load_file
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT

LONDON = "trauma-informed-london"
Whole = NDArray[np.int64]
SECTORS = {"policing": 0.25, "health": 0.35, "local_authority": 0.33, "other": 0.07}
LIFT = {"policing": -0.5, "health": 0.3, "local_authority": 0.2, "other": 0.0}
OF_SECTOR = {"pol": "policing", "hea": "health", "la": "local_authority"}
"""What the names of questions for one sector alone begin with."""
DROP = {"individual": 0.8, "team": 0.2, "organisation": -0.7}
LEANING = 0.4
"""By how many steps statements differ from one another, whoever answers."""
EXAMPLES = {"practice_1": 0.4, "practice_2": 0.07, "practice_3": 0.01}
"""The part of people who describe a first, second and third example."""
FIRST, DAYS = date(2024, 12, 2), 40
MOST = 30
"""The largest number that anybody writes where any will do."""
ASIDE = (Missing.DONT_KNOW, Missing.NOT_APPLICABLE, Missing.BLANK)


def people(count: int, seed: int = 1) -> SurveyFrame:
    """So many people, the same for the same seed."""
    return Crowd(count, seed).frame()


class Crowd:
    """Draws the answers of so many people, question by question."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.path: Path = find_questionnaire(ROOT / "questionnaires", LONDON)
        self.asked = load_file(self.path)
        self.dice = np.random.default_rng(seed)
        self.sector = self.dice.choice(len(SECTORS), count, p=list(SECTORS.values()))
        self.mood = self.dice.normal(np.array(list(LIFT.values()))[self.sector], 0.9)
        self.described = self.dice.random(count)
        self.data: dict[str, pd.Series] = {}
        self.why: dict[str, NDArray[np.int8]] = {}

    def frame(self) -> SurveyFrame:
        book = self.asked.codebook
        for variable in book:
            if variable.nature is not Nature.CONTACT:
                self.answer(variable)
        conduct = replace(Conduct.of(self.asked), days=(FIRST, FIRST + timedelta(DAYS - 1)), is_over=True)
        conduct = replace(conduct, left=(self.count // 100,) * len(conduct.steps))
        geography = geography_of(book, ROOT / "questionnaires" / "reference")
        data, why = pd.DataFrame(self.data), pd.DataFrame(self.why)
        return SurveyFrame(book, data, why, self.persons(), self.seconds(conduct), geography, conduct)

    def persons(self) -> pd.DataFrame:
        days = np.array([FIRST + timedelta(at) for at in range(DAYS)], dtype=object)
        same = {"status": "submitted", "version": "1.0", "language": "en", "mode": "web"}
        table = pd.DataFrame({"id": [f"{at:032x}" for at in range(self.count)]}, dtype="str")
        day = pd.Series(days[self.dice.integers(0, DAYS, self.count)], dtype="object")
        return table.assign(**same).assign(synthetic=True, day=day)

    def seconds(self, conduct: Conduct) -> pd.DataFrame:
        pages = list(dict.fromkeys(page for step in conduct.steps for page in step.pages))
        drawn = {page: np.round(self.dice.gamma(4.0, 9.0, self.count)) for page in pages}
        return pd.DataFrame(drawn, index=range(self.count), dtype="float64")

    def answer(self, variable: Variable) -> None:
        """The columns of one question."""
        asked = self.is_asked(variable)
        if variable.id == "sector":
            self.put(variable, variable.columns[0], self.sector, np.zeros(self.count, dtype=np.int8))
        elif variable.measure is Measure.MULTIPLE:
            self.several(variable, asked)
        else:
            for column in variable.columns:
                why = self.reasons(0.25 if column.level == "organisation" else 0.08)
                self.put(variable, column, self.codes(variable, column), np.where(asked, why, -2))

    def is_asked(self, variable: Variable) -> Bools:
        owner = OF_SECTOR.get(variable.id.split("_")[0])
        if owner is not None:
            return np.asarray(self.sector == list(SECTORS).index(owner), dtype=np.bool_)
        share = EXAMPLES.get(variable.id.split("__")[0], 1.0)
        return np.asarray(self.described < share, dtype=np.bool_)

    def codes(self, variable: Variable, column: Column) -> Whole:
        """Places of the answers among those of the column."""
        many = len(column.substantive)
        if variable.measure in (Measure.BATTERY, Measure.ORDINAL) and many:
            middle = (many - 1) / 2 + self.mood + DROP.get(column.level, 0.0) + self.dice.normal(0, LEANING)
            spread = 0.9 if column.side else 0.5
            return np.clip(np.rint(self.dice.normal(middle, spread)), 0, many - 1).astype(np.int64)
        weights = 1 / np.arange(1, (many or MOST) + 1)
        return self.dice.choice(len(weights), self.count, p=weights / weights.sum())

    def reasons(self, share: float) -> NDArray[np.int8]:
        aside = np.array([missing.value for missing in ASIDE], dtype=np.int8)
        drawn = aside[self.dice.choice(3, self.count, p=(0.6, 0.2, 0.2))]
        return np.where(self.dice.random(self.count) < share, drawn, HAS_VALUE).astype(np.int8)

    def several(self, variable: Variable, asked: Bools) -> None:
        """Ticks; of places one for most, several for some, London-wide for a few, none for the rest."""
        many, kind = len(variable.columns), self.dice.random(self.count)
        first, length = (
            self.dice.integers(0, max(many - 4, 1), self.count),
            self.dice.integers(2, 5, self.count),
        )
        why = np.where(asked, np.where(kind < 0.04, Missing.BLANK.value, HAS_VALUE), Missing.NOT_ASKED.value)
        for at, column in enumerate(variable.columns):
            ticks = self.dice.random(self.count) < 0.3
            if variable.place:
                one = (kind < 0.75) & (first == at) | (kind >= 0.75) & (first <= at) & (at < first + length)
                ticks = np.where(kind < 0.12, at == many - 1, one)
            self.put(variable, column, ticks.astype(np.int64), why)

    def put(self, variable: Variable, column: Column, places: Whole, why: NDArray[np.generic]) -> None:
        """A column: the answer at each place where there is one."""
        there: Bools = why == HAS_VALUE
        self.why[column.name] = why.astype(np.int8)
        self.data[column.name] = series(column, variable.measure, places, there)


def series(column: Column, measure: Measure, places: Whole, there: Bools) -> pd.Series:
    """The answers at these places among those of the column, in the type that a frame has them in."""
    codes = [category.code for category in column.substantive]
    if measure is Measure.NUMBER:
        return pd.Series(pd.arrays.FloatingArray(places.astype(np.float64), ~there))
    if measure is Measure.TEXT or not codes:
        return pd.Series(["some words" if one else None for one in there], dtype="str")
    if all(isinstance(code, int) for code in codes):
        return pd.Series(pd.arrays.IntegerArray(np.array(codes, dtype=np.int32)[places], ~there))
    names = pd.Index([str(code) for code in codes])
    return pd.Series(pd.Categorical.from_codes(np.where(there, places, -1), names))


if __name__ == "__main__":
    # how many, and the file for them: whoever reads it has nothing of what making them took
    with Path(sys.argv[2]).open("wb") as file:
        pickle.dump(people(int(sys.argv[1])), file)
