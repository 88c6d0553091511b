"""The marks on the answers of one frame. A mark is a question to a person, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.breaks import OTHER
from analysis.frame import HAS_VALUE, Bools, Floats, SurveyFrame
from analysis.quality.duplicates import NOTHING, Codes, Integers, duplicates
from analysis.quality.speed import hasty, speeders
from analysis.quality.straight import straight_liners
from analysis.rows import numbered
from survey.engine.codebook import Measure, Missing, Nature, Variable
from survey.engine.geography import NOT_GIVEN

SAID = (Missing.DONT_KNOW, Missing.NOT_APPLICABLE, Missing.PREFER_NOT_TO_SAY)
"""Reasons that are answers of a kind: somebody chose them."""
ENOUGH = 2
"""Marks from which a person looks whether to leave answers out."""


@dataclass(frozen=True)
class Flags:
    """Who carries which mark; one entry for each person of the frame."""

    quick: Bools
    straight: Bools
    twice: Bools

    @classmethod
    def of(cls, frame: SurveyFrame) -> Flags:
        seconds, words = frame.seconds.to_numpy(dtype=np.float64), words_of(frame)
        found = list(grids(frame))
        haste = hasty(seconds, words)
        pages = list(frame.seconds.columns)
        nobody = np.zeros(len(frame), dtype=bool)
        in_haste = [haste[:, pages.index(g.page)] if g.page in pages else nobody for g in found]
        codes = (np.column_stack([frame.codes(column.name) for column in grid.columns]) for grid in found)
        return cls(
            quick=speeders(seconds, words),
            straight=straight_liners(codes, in_haste, len(frame)),
            twice=duplicates(answers(frame), blocks(frame)),
        )

    @property
    def many(self) -> Integers:
        """How many marks each person carries."""
        marks = np.column_stack([self.quick, self.straight, self.twice])
        return np.asarray(marks.sum(axis=1), dtype=np.int64)

    @property
    def to_look_at(self) -> Bools:
        """Who carries so many that a person has to look."""
        looked: Bools = self.many >= ENOUGH
        return looked


def words_of(frame: SurveyFrame) -> Floats:
    """Words to read on each page that has seconds; nought where nobody counted them."""
    known = frame.conduct.words if frame.conduct else {}
    return np.array([known.get(page, 0) for page in frame.seconds.columns], dtype=np.float64)


def grids(frame: SurveyFrame) -> Iterator[Variable]:
    """Grids on one scale; not those that rate each row twice, for everything may well matter."""
    for variable in frame.codebook:
        if variable.measure is Measure.BATTERY and not any(column.side for column in variable.columns):
            yield variable


def answers(frame: SurveyFrame) -> Codes:
    """What everybody answered, people x questions, coded; a grid gives a column for each of its rows.

    Free text counts as an answer like any other; contact details are not in a frame.
    """
    found = [column for variable in frame.codebook for column in coded(frame, variable)]
    return np.column_stack(found) if found else np.zeros((len(frame), 0), dtype=np.int64)


def coded(frame: SurveyFrame, variable: Variable) -> Iterator[Codes]:
    if variable.nature is Nature.CONTACT:
        return
    columns = [cell_codes(frame, column.name) for column in variable.columns]
    if variable.measure is Measure.MULTIPLE and columns:
        # One question with many boxes is one answer, or two people would agree on all that neither ticked.
        there = np.any([column != NOTHING for column in columns], axis=0)
        yield narrow(np.where(there, numbered(np.column_stack(columns)) + 1, NOTHING))
    else:
        yield from columns


def cell_codes(frame: SurveyFrame, column: str) -> Codes:
    """One to n for values, below nought for a reason that was chosen, `NOTHING` for the rest."""
    why = frame.reasons(column).astype(np.int64)
    values, _ = pd.factorize(frame.values(column))
    said = np.where(np.isin(why, [reason.value for reason in SAID]), why, NOTHING)
    return narrow(np.where(why == HAS_VALUE, values.astype(np.int64) + 1, said))


def narrow(codes: Integers) -> Codes:
    """The same numbers in as few bytes as hold them: all columns of all people stand side by side."""
    most = int(np.abs(codes).max(initial=0))
    return codes.astype(np.min_scalar_type(-most - 1))


def blocks(frame: SurveyFrame) -> Integers:
    """The same number for people of one day and one organisation, -1 where either is not known."""
    days, _ = pd.factorize(frame.people["day"])
    places = workplaces(frame)
    together = days.astype(np.int64) * (places.max(initial=0) + 1) + places
    return np.where((days >= 0) & (places >= 0), together, -1)


def workplaces(frame: SurveyFrame) -> Integers:
    """A number for the organisation of each person or, where a sector is asked for no more than a service,
    for that; -1 where neither is known.
    """
    found = frame.organisations()
    names: dict[str, int] = {}
    for variable in frame.codebook:
        if not variable.identifying or variable.split or variable.measure is not Measure.NOMINAL:
            continue
        asked_of_some = (frame.reasons(variable.columns[0].name) == Missing.NOT_ASKED.value).any()
        if asked_of_some:
            codes, named = frame.leaf_codes(variable)
            numbers = [
                -1
                if code in (NOT_GIVEN, OTHER)
                else len(frame) + names.setdefault(f"{variable.id}:{code}", len(names))
                for code in named
            ]
            found = np.where(found < 0, np.array(numbers, dtype=np.int64)[codes], found)
    return found
