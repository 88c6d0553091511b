"""T14b, what was left blank: the share of those who saw a question or a row and gave no answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import PositiveInt

from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Column, Measure, Missing, Nature, Variable

BLANK = Label("blank", "Left blank")


class Blanks(TableKind):
    """T14b: the items that were left blank most, as many as `most` says."""

    table: Literal["blanks"] = "blanks"
    id: Number = "T14b"
    title: str = "What was left blank most"
    most: PositiveInt = 20

    def made(self, land: Landscape) -> Iterator[Table]:
        found = sorted(items(land.frame), key=lambda one: (-one[2], one[0].name))[: self.most]
        if not found:
            return
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="% of those who were shown it. Free text and contact details are not in it.",
            base="Everyone who was shown the question or row and did not skip its section",
            dimensions=(),
            rows=tuple(Label(c.name, c.label, v.label if c.label != v.label else "") for c, v, *_ in found),
            cols=(BLANK,),
            cells=tuple(
                Cell(c.name, BLANK.id, "blank", part, n=n, group=Group((), c.name), kind="answer")
                for c, _, part, n in found
            ),
            notes=(
                "Every question but a few may be left blank. Many blanks are a question to the question.",
            ),
        )


def items(frame: SurveyFrame) -> Iterator[tuple[Column, Variable, float, int]]:
    """Each published item with the percentage of those shown it who left it, and how many were shown it."""
    for variable in frame.codebook:
        if variable.nature is not Nature.CLOSED or not variable.publish or variable.repeats:
            continue
        if variable.measure in (Measure.TEXT, Measure.MULTIPLE):
            continue
        for column in variable.columns:
            shown = frame.shown(column.name)
            if shown.any():
                blank = frame.reasons(column.name)[shown] == Missing.BLANK.value
                yield column, variable, 100 * float(blank.mean()), int(shown.sum())
