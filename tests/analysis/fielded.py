"""People who went the real way through a questionnaire, with the time that they took on each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from analysis.conduct import Conduct
from analysis.frame import HAS_VALUE, Person, SurveyFrame
from survey.engine import coding
from survey.engine.codebook import Cell, Measure
from survey.engine.geography import geography_of
from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.fieldwork.simulation import find_profile, simulate
from tests.analysis.answers import ROOT, Row

LONDON, WORKSHOP = "trauma-informed-london", "workshop-feedback"
FOLDER = ROOT / "questionnaires"
FIRST, LAST = date(2024, 12, 2), date(2025, 1, 10)


@cache
def questionnaire(name: str = LONDON) -> Questionnaire:
    return load_file(FOLDER / name / "1.0.yaml")


@cache
def fielded(count: int, name: str = LONDON, seed: int = 1) -> SurveyFrame:
    """So many who sent, on the days of the field period; nobody has left, and none took answers back."""
    return frame_of(list(walked(count, name, seed)), name)


def walked(count: int, name: str, seed: int) -> Iterator[Row]:
    asked, length = questionnaire(name), (LAST - FIRST).days
    for person in simulate(asked, find_profile(FOLDER, name), seed, count):
        if person.outcome == "submitted":
            saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
            day = FIRST + timedelta(days=int(person.moment * length))
            seconds = {visit.page: visit.seconds for visit in person.pages}
            cells = coding.code(asked, read_answers(asked, saved), person.seed)
            yield Person(f"{person.number:032x}", day=day, mode="web", seconds=seconds), cells


def frame_of(rows: Sequence[tuple[Person, Mapping[str, Cell]]], name: str = LONDON) -> SurveyFrame:
    asked = questionnaire(name)
    conduct = replace(Conduct.of(asked), days=(FIRST, LAST), is_over=True)
    conduct = replace(conduct, left=(0,) * len(conduct.steps))
    return SurveyFrame.from_rows(
        asked.codebook, rows, geography_of(asked.codebook, FOLDER / "reference"), conduct
    )


def with_left(frame: SurveyFrame, left: Mapping[str, int], withdrawn: int = 0) -> SurveyFrame:
    """The same with drafts that were left, by the id of the last step that was continued from."""
    assert frame.conduct is not None
    counts = tuple(left.get(step.id, 0) for step in frame.conduct.steps)
    return replace(frame, conduct=replace(frame.conduct, left=counts, withdrawn=withdrawn))


def hurried(frame: SurveyFrame, people: int, step: int | None = None) -> SurveyFrame:
    """The same in which the first people took two seconds a page and, with a step, gave it in every grid."""
    seconds, data, why = frame.seconds.copy(), frame.data.copy(), frame.why.copy()
    first = seconds.iloc[:people]
    seconds.iloc[:people] = np.where(first.isna(), np.nan, 2.0)
    for variable in frame.codebook if step is not None else ():
        if variable.measure is Measure.BATTERY and not any(c.side for c in variable.columns):
            for column in variable.columns:
                asked = np.flatnonzero(frame.shown(column.name)[:people])
                data.loc[asked, column.name] = step
                why.loc[asked, column.name] = HAS_VALUE
    return replace(frame, seconds=seconds, data=data, why=why)
