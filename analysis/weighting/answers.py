"""What people gave on each margin, out of a survey's answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.frame import SurveyFrame
from analysis.weighting.margins import Margins
from survey.engine.geography import NOT_GIVEN, Geography

ACROSS = "across"
"""The code of people who work in several areas of a kind; a source of shares seldom has them."""


def answers_of(frame: SurveyFrame, margins: Margins) -> pd.DataFrame:
    """One row a person and one column a margin, for `rake`.

    A margin is named by a question with one answer, or by a kind of area (`icb`, `bcu`, `inner`), whose
    codes are areas and `across`. Names that are neither are left out, and so refused when they are raked.
    """
    columns = {}
    for name in margins.shares:
        if name in frame.data:
            columns[name] = frame.data[name]
        elif frame.geography is not None and name in frame.geography.kinds:
            columns[name] = areas_of(frame, frame.geography, name)
    return pd.DataFrame(columns)


def areas_of(frame: SurveyFrame, geography: Geography, kind: str) -> pd.Series:
    """The area of each person, as categories."""
    area = {leaf: area.code for area in geography.areas(kind) for leaf in area.leaves}
    leaves, place = np.unique(frame.place(), return_inverse=True)
    codes = [NOT_GIVEN if leaf == NOT_GIVEN else area.get(str(leaf), ACROSS) for leaf in leaves]
    return pd.Series(np.array(codes, dtype=np.str_)[place], dtype="category")
