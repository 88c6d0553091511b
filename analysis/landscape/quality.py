"""T14, data quality: how far people came, marks on answers, and ways past a section that were taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from analysis.conduct import BEGAN, Conduct
from analysis.disclosure.rules import PROMISED
from analysis.frame import Bools, SurveyFrame
from analysis.landscape.fielding import SENT, began, online, told
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.landscape.sensitivity import main_figures, most_moved
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Missing

ANSWERS = Label("answers", "Answers")
FAR, MARKS, SKIPS = "How far people came", "Marks on answers", "Took the way past a section"
UNSENT, WITHDRAWN, CHECKED = "unsent", "withdrawn", "checked"
MARKED = "marked "
"""How a universe of people with one mark is called."""
SKIPPED = "past "
NOTES = (
    "Quick: less than a third of the usual time on the same pages, or faster than 0.3 seconds a word on half "
    "of the pages. One answer all the way down: the same step in every row of three grids or more, on pages "
    "that were hurried through. Nearly the same: 95% the same answers as another, from the same organisation "
    "on the same day; contact details are not looked at.",
    "A mark is a question and no verdict: people who know their mind are quick, and colleagues may well "
    "agree. No answer is left out of a figure because of one.",
)


class Quality(TableKind):
    """T14: how the answers came about, in numbers."""

    beside = True

    table: Literal["quality"] = "quality"
    id: Number = "T14"
    title: str = "How the answers came about"

    def made(self, land: Landscape) -> Iterator[Table]:
        rows = [*far(land), *marks(land), *skips(land)]
        if not rows or not len(land.frame):
            return
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="Counts to the nearest 5; % of those who answered, or of those who came to the section.",
            base="Everyone who answered; how far people came: everyone who began on the pages",
            dimensions=(),
            rows=tuple(label for label, _ in rows),
            cols=(ANSWERS,),
            cells=tuple(cell for _, cells in rows for cell in cells),
            notes=(*NOTES, *few_marked(land)),
        )

    def counted(self, land: Landscape) -> Counted:
        past = frozenset(SKIPPED + section for section in sections(land.frame))
        marked = {MARKED + name for name, _, _ in kinds_of_mark(land)}
        return Counted(
            apart=frozenset({BEGAN, SENT.id, UNSENT, WITHDRAWN, CHECKED} | marked | past), sensitive=past
        )


Row = tuple[Label, tuple[Cell, ...]]


def far(land: Landscape) -> Iterator[Row]:
    """Who began, who sent, who did not, who took answers back: bare numbers of those who answered online."""
    conduct = land.frame.conduct
    if conduct is None or not began(land, conduct):
        return
    for name, text, count in stages(land, conduct):
        yield Label(name, text, FAR), (Cell(name, ANSWERS.id, "count", count, group=Group((), name)),)


def stages(land: Landscape, conduct: Conduct) -> Iterator[tuple[str, str, int]]:
    yield BEGAN, "Began on the pages", began(land, conduct)
    yield SENT.id, "Sent their answers", online(land)
    yield (
        UNSENT,
        "Began and did not send" if conduct.is_over else "Began and have not sent yet",
        sum(conduct.left),
    )
    yield WITHDRAWN, "Sent answers and took them back", conduct.withdrawn


def marks(land: Landscape) -> Iterator[Row]:
    if not len(land.frame):
        return
    for name, text, who in kinds_of_mark(land):
        counted = told(name, ANSWERS.id, int(who.sum()), MARKED + name, len(land.frame), CHECKED)
        yield Label(name, text, MARKS), tuple(counted)


def kinds_of_mark(land: Landscape) -> tuple[tuple[str, str, Bools], ...]:
    flags = land.flags
    return (
        ("quick", "Quick", flags.quick),
        ("straight", "One answer all the way down", flags.straight),
        ("twice", "Nearly the same as another", flags.twice),
        ("any", "One mark or more", flags.many > 0),
        ("two", "Two marks or more", flags.to_look_at),
    )


def skips(land: Landscape) -> Iterator[Row]:
    """The share that took the offered way past each section that can be skipped, of those who came to it."""
    for section, title in sections(land.frame).items():
        came, past = came_to(land.frame, section)
        if came.any():
            part, group = 100 * float(past[came].mean()), Group((), SKIPPED + section)
            cell = Cell(section, ANSWERS.id, "percent", part, n=int(came.sum()), group=group, kind="answer")
            yield Label(section, title, SKIPS), (cell,)


def sections(frame: SurveyFrame) -> dict[str, str]:
    """Sections that can be skipped and have questions, with their titles."""
    asked = {variable.section for variable in frame.codebook}
    return {id: title for id, title in frame.conduct.sections.items() if id in asked} if frame.conduct else {}


def came_to(frame: SurveyFrame, section: str) -> tuple[Bools, Bools]:
    """Who came to a section, and who of them went past it."""
    columns = [c.name for v in frame.codebook if v.section == section for c in v.columns]
    why = frame.why[[name for name in columns if name in frame.why.columns]].to_numpy()
    past: Bools = (why == Missing.SECTION_SKIPPED.value).any(axis=1)
    away = np.isin(why, [Missing.NOT_ASKED.value, Missing.NOT_REACHED.value])
    came: Bools = past | ~away.all(axis=1)
    return came, past


def few_marked(land: Landscape) -> Iterator[str]:
    """How far figures could move where too few carry two marks for that to be worked out openly."""
    most = most_moved(main_figures(land), land) if land.flags.to_look_at.sum() < PROMISED else None
    if most is not None:
        yield (
            f"Fewer than {PROMISED} answers, perhaps none, carry two marks: whatever they say, no main "
            f"figure could differ by more than {most} points without them."
        )
