"""SurveyFrame: coded answers as two tables of the same shape, one of values and one of reasons.

A value and the reason why there is none never share a column, so no reason can enter a mean. Contact
details are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.conduct import Conduct
from analysis.gathered import rows_of
from analysis.opening import opened
from analysis.ordering import order_of
from analysis.rows import numbered
from analysis.typed import series_of
from survey.engine.codebook import Cell, Codebook, Measure, Missing, Nature, Score, Variable
from survey.engine.geography import NOT_GIVEN, Geography, place_variable
from survey.engine.local import SOURCE

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]
Status = Literal["submitted", "partial"]
HAS_VALUE = 0
SHOWN = (HAS_VALUE, *(m.value for m in (Missing.BLANK, Missing.PREFER_NOT_TO_SAY, Missing.DONT_KNOW,
                                        Missing.NOT_APPLICABLE, Missing.UNREAD)))  # fmt: skip
"""A person was shown the item and answered it (in words that nobody has read too), left it, or declined."""
SAID = tuple(code for code in SHOWN if code != Missing.BLANK.value)
WAS_SHOWN: Bools
WAS_SAID: Bools
WAS_SHOWN, WAS_SAID = (
    np.isin(np.arange(256).astype(np.uint8).view(np.int8), codes) for codes in (SHOWN, SAID)
)
"""The same for each reason as a byte."""


@dataclass(frozen=True)
class Person:
    """What is known of a response beside its answers."""

    id: str
    status: Status = "submitted"
    synthetic: bool = False
    day: date | None = None
    version: str = ""
    """The version of the questionnaire that was answered."""
    language: str = SOURCE
    """The language that it was answered in."""
    mode: str = "unknown"
    """How it was collected: web, paper, or unknown."""
    seconds: Mapping[str, int] = field(default_factory=dict)
    """Active seconds on each page that was finished, 0 where nobody measured them."""


@dataclass(frozen=True)
class SurveyFrame:
    """Coded answers of many people to one questionnaire."""

    codebook: Codebook
    data: pd.DataFrame
    """Values; missing where there is none, whatever the reason."""
    why: pd.DataFrame
    """int8 codes of `Missing`, 0 where there is a value."""
    people: pd.DataFrame
    """id, status, synthetic, day, version, language, mode."""
    seconds: pd.DataFrame
    """Active seconds by page; missing where the page was not finished, 0 where nobody measured them."""
    geography: Geography | None = None
    conduct: Conduct | None = None
    """How the survey went as a whole, where it was read from a store."""

    @classmethod
    def from_rows(
        cls,
        codebook: Codebook,
        rows: Sequence[tuple[Person, Mapping[str, Cell]]],
        geography: Geography | None = None,
        conduct: Conduct | None = None,
    ) -> SurveyFrame:
        """The frame of coded rows; a column that a row of an older version lacks was not asked there."""
        data, why = {}, {}
        for variable in codebook:
            if variable.nature is Nature.CONTACT:
                continue
            for column in variable.columns:
                cells = [cells.get(column.name, Missing.NOT_ASKED) for _, cells in rows]
                data[column.name] = series_of(column, variable.measure, cells)
                why[column.name] = [cell.value if isinstance(cell, Missing) else HAS_VALUE for cell in cells]
        people = pd.DataFrame(
            {
                "id": pd.Series([person.id for person, _ in rows], dtype="str"),
                "status": pd.Series([person.status for person, _ in rows], dtype="str"),
                "synthetic": pd.Series([person.synthetic for person, _ in rows], dtype="bool"),
                "day": pd.Series([person.day for person, _ in rows], dtype="object"),
                "version": pd.Series([person.version for person, _ in rows], dtype="str"),
                "language": pd.Series([person.language for person, _ in rows], dtype="str"),
                "mode": pd.Series([person.mode for person, _ in rows], dtype="str"),
            }
        )
        seconds = seconds_of([person for person, _ in rows], conduct)
        return cls(
            codebook,
            pd.DataFrame(data),
            pd.DataFrame(why, dtype="int8"),
            people,
            seconds,
            geography,
            conduct,
        )

    @classmethod
    def from_pandas(
        cls, codebook: Codebook, data: pd.DataFrame, geography: Geography | None = None
    ) -> SurveyFrame:
        """The frame of answers that were collected elsewhere, a row a person who sent them.

        Columns are named as in the codebook and hold its codes; an empty cell was left blank, a reason's name
        or number says why there is none, and a column that is not there was not asked. Refused, every fault
        at once, where a column or a code is not known.
        """
        rows = rows_of(codebook, data)
        return cls.from_rows(
            codebook, [(Person(f"{at:032x}"), row) for at, row in enumerate(rows)], geography
        )

    @classmethod
    def from_parquet(cls, folder: Path | str) -> SurveyFrame:
        """The frame that `analysis export SLUG --format parquet` wrote into a folder, in the order of `load`.

        What an export never has is not there: ids are row numbers of it, days are missing, and contact
        questions are not in the codebook. Where it was written without words, or `texts.parquet` was taken
        out, a text that somebody wrote is empty. Weights are left aside. Refused where the folder is none of
        these or was changed.
        """
        found = opened(Path(folder))
        return cls(found.codebook, found.data, found.why, found.people, found.seconds,
                   found.geography, found.conduct).settled()  # fmt: skip

    def __len__(self) -> int:
        return len(self.people)

    # Who is in it

    def only(self, mask: Bools) -> SurveyFrame:
        """The same frame with some of the people; the very same where they are all of them."""
        return self if mask.all() else self.ordered(np.flatnonzero(mask))

    def ordered(self, places: list[int] | NDArray[np.intp]) -> SurveyFrame:
        """The same frame with the people at these places, in this order."""
        tables = (self.data, self.why, self.people, self.seconds)
        data, why, people, seconds = (table.iloc[places].reset_index(drop=True) for table in tables)
        return replace(self, data=data, why=why, people=people, seconds=seconds)

    def settled(self) -> SurveyFrame:
        """The same people in an order that ids have no part in."""
        return self.ordered(order_of(self.data, self.why, self.people, self.seconds))

    @property
    def analysed(self) -> SurveyFrame:
        """Base A: all who submitted, and those with an agreed draft that says enough to count."""
        return self.only(self.in_base)

    @property
    def in_base(self) -> Bools:
        """A draft counts when it has the main split and an answer from the first scored section on."""
        submitted: Bools = (self.people["status"] == "submitted").to_numpy(dtype=bool)
        main = self.main
        core = self._core_columns()
        if main is None or not core:
            return submitted
        placed: Bools = (self.why[main.columns[0].name] == HAS_VALUE).to_numpy(dtype=bool)
        began = np.zeros(len(self), dtype=bool)
        for column in core:
            began |= WAS_SAID[self.reasons(column).view(np.uint8)]
        return submitted | (placed & began)

    def _core_columns(self) -> list[str]:
        """Columns from the first scored section on, without those that only say who somebody is."""
        first = self.codebook.scores[0].columns[0] if self.codebook.scores else None
        names: list[str] = []
        reached = first is None
        home = self.codebook.owner(first).section if first else ""
        for variable in self.codebook:
            reached = reached or variable.section == home
            if reached and not variable.identifying and variable.nature is not Nature.CONTACT:
                names.extend(column.name for column in variable.columns)
        return names

    # Columns

    def values(self, column: str) -> pd.Series:
        """The answers; missing where there is none."""
        return self.data[column]

    def reasons(self, column: str) -> NDArray[np.int8]:
        """Why there is no answer, person by person; 0 where there is one."""
        return self.why[column].to_numpy(dtype=np.int8)

    def codes(self, column: str) -> Floats:
        """A scale as written, 1 to 5 or 0 to 4; not-a-number where there is no answer."""
        return self.data[column].to_numpy(dtype=np.float64, na_value=np.nan)

    def points(self, column: str) -> Floats:
        """A scale from 0 to 100: (code - lowest) / (highest - lowest) x 100."""
        steps = [int(category.code) for category in self.codebook.columns[column].substantive]
        return (self.codes(column) - min(steps)) / (max(steps) - min(steps)) * 100

    def score(self, score: Score) -> Floats:
        """Mean of the items from 0 to 100 of each person who answered at least `needs` of them."""
        items = np.column_stack([self.points(column) for column in score.columns])
        answered = np.count_nonzero(~np.isnan(items), axis=1)
        sums = np.nansum(items, axis=1)
        return np.where(answered >= score.needs, sums / np.maximum(answered, 1), np.nan)

    def shown(self, column: str) -> Bools:
        """Who was shown the item: answered, left or declined it; not skipped, not reached, not asked."""
        shown: Bools = WAS_SHOWN[self.reasons(column).view(np.uint8)]
        return shown

    def ticked(self, column: str) -> Bools:
        """Who chose an option of a question with several answers."""
        chosen: Bools = self.data[column].eq(1).fillna(False).to_numpy(dtype=bool)
        return chosen

    # Who people are

    @property
    def main(self) -> Variable | None:
        """The report's main split."""
        return self._split("main")

    def _split(self, split: str) -> Variable | None:
        return next((variable for variable in self.codebook if variable.split == split), None)

    def leaves_of(self, variable: Variable) -> Texts:
        """The code of each person by a single choice, `not_given` where there is none."""
        codes, names = self.leaf_codes(variable)
        return names[codes]

    def leaf_codes(self, variable: Variable) -> tuple[NDArray[np.intp], Texts]:
        """The same as places in an array of codes, the last of which is `not_given`."""
        places, codes = pd.factorize(self.data[variable.columns[0].name], sort=True)
        return places, np.array([*map(str, codes), NOT_GIVEN], dtype=np.str_)

    def place(self) -> Texts:
        """The leaf of place that each person is counted in."""
        variable = place_variable(self.codebook)
        if variable is None or self.geography is None:
            return np.full(len(self), NOT_GIVEN)
        ticks, codes = self.ticks(variable)
        same = numbered(ticks)
        _, first = np.unique(same, return_index=True)
        chosen = ([codes[at] for at in np.flatnonzero(ticks[one])] for one in first)
        leaves = [self.geography.leaf(one) for one in chosen]
        return np.array(leaves, dtype=np.str_)[same]

    def ticks(self, variable: Variable) -> tuple[Bools, list[str]]:
        """Who ticked what of a question with several answers (people x codes), and the codes."""
        names = [column.name for column in variable.columns]
        codes = [name.removeprefix(f"{variable.id}__") for name in names]
        return np.column_stack([self.ticked(name) for name in names]), codes

    def organisations(self) -> NDArray[np.int64]:
        """A number for the organisation of each person, -1 where it is not known; never published.

        Somebody whose organisation was not on the list counts as not known.
        """
        found = np.full(len(self), -1, dtype=np.int64)
        names: dict[str, int] = {}
        for variable in self.codebook:
            if variable.publish or variable.measure is not Measure.NOMINAL:
                continue
            codes, named = self.leaf_codes(variable)
            numbers = [
                -1 if code in (NOT_GIVEN, "other") else names.setdefault(f"{variable.id}:{code}", len(names))
                for code in named
            ]
            known = np.array(numbers, dtype=np.int64)[codes]
            found = np.where(known >= 0, known, found)
        return found


def seconds_of(people: Sequence[Person], conduct: Conduct | None) -> pd.DataFrame:
    """Active seconds, people x pages; pages in the order of the way, then those of older versions."""
    pages = dict.fromkeys(page for step in conduct.steps for page in step.pages) if conduct else {}
    pages |= dict.fromkeys(page for person in people for page in person.seconds)
    values = {page: [person.seconds.get(page, np.nan) for person in people] for page in pages}
    return pd.DataFrame(values, index=range(len(people)), dtype="float64")
