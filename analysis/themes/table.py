"""T13: themes in what people wrote, as counts of those who wrote, by the main split.

Its universe is "wrote": people of base A with at least one text whose themes were settled. Each theme is a
variable of that universe with two leaves, so disclosure control sees those who did not write about it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.breaks import Break
from analysis.frame import Bools, SurveyFrame
from analysis.tables import Cell, Group, Label, Table
from analysis.themes.agreement import ALL, METHOD, Agreement
from analysis.themes.book import NONE
from analysis.themes.final import Final
from analysis.themes.texts import Text, texts_of
from survey.errors import Refused

ID = "T13"
WROTE = "wrote"
"""The universe of people who wrote; disclosure control must be told that only some did."""
CODED_TWICE = "texts coded twice"
"""The universe of texts, which does not count people."""
YES, NO = "yes", "no"
EVERYONE = Label("all", "All who wrote")
AGREEMENT = Label("agreement", "Agreement of coders")
MEASURE = "agreement"


@dataclass(frozen=True)
class Writers:
    """Who wrote, and about what, person by person."""

    texts: tuple[Text, ...]
    """Texts whose themes were settled."""
    wrote: Bools
    about: Mapping[str, Bools]
    """By theme, and `none` for those with no theme in any text."""

    @classmethod
    def of(cls, frame: SurveyFrame, final: Final) -> Writers:
        """From base A; texts of people who withdrew since are gone, and newer texts are not counted."""
        settled = tuple(text for text in texts_of(frame, final.book.questions) if text.id in final.marks)
        if not settled:
            raise Refused(
                f"None of the texts in the file of settled themes (survey {final.survey}) is among these "
                "answers. Is it the file of another survey, or of answers that were taken back?"
            )
        wrote = np.zeros(len(frame), dtype=bool)
        about = {code: wrote.copy() for code in final.book.ids}
        for text in settled:
            wrote[text.person] = True
            for code in final.marks[text.id]:
                about[code][text.person] = True
        about[NONE] = wrote & ~np.logical_or.reduce(list(about.values()))
        return cls(settled, wrote, about)


def themes_table(frame: SurveyFrame, final: Final, main: Break | None) -> Table:
    """T13, exact: how many wrote and about what, in all and by the main split, and how far coders agreed."""
    writers = Writers.of(frame, final)
    rows = [EVERYONE, *(label for label, _ in themes(final))]
    found = list(counts(EVERYONE.id, "", writers, writers.wrote, main))
    for label, code in themes(final):
        found += counts(label.id, code, writers, writers.about[code], main)
        if code != NONE:
            found += agreed(label.id, final.agreement_on(code))
    found += agreed(EVERYONE.id, final.agreement_on(ALL))
    return Table(
        id=ID,
        title="Themes in what people wrote",
        subtitle="People who wrote about each theme. A text can hold several themes, and a person can have "
        "written several texts; each person counts once for a theme.",
        base="Those who wrote something to a question in their own words",
        dimensions=("theme", *((main.id,) if main else ())),
        rows=tuple(rows),
        cols=(EVERYONE, *((main.label(part) for part in main.parts) if main else ()), AGREEMENT),
        cells=tuple(found),
        notes=notes(final),
    )


def themes(final: Final) -> Iterator[tuple[Label, str]]:
    """The rows: each theme under its heading, then those with none."""
    for code in final.book.codes:
        yield Label(f"theme:{code.id}", code.label, final.book.heading(code)), code.id
    yield Label(f"theme:{NONE}", "No theme of the book", "Without a theme"), NONE


def variable(code: str) -> str:
    """The variable that a theme is to disclosure control."""
    return f"theme_{code}"


def counts(row: str, code: str, writers: Writers, there: Bools, main: Break | None) -> Iterator[Cell]:
    """How many, and what part of those who wrote, in all and by the main split."""
    theme = ((variable(code), frozenset({YES})),) if code else ()
    for column, inside, where in columns(writers, main):
        count, base = int((there & inside).sum()), int((writers.wrote & inside).sum())
        group = Group(tuple(sorted((*where, *theme))), WROTE)
        yield Cell(row, column.id, "count", count, group=group)
        if theme and base:
            share = 100 * count / base
            yield Cell(row, column.id, "percent", share, n=base, group=group, kind="share")


def columns(
    writers: Writers, main: Break | None
) -> Iterator[tuple[Label, Bools, tuple[tuple[str, frozenset[str]], ...]]]:
    yield EVERYONE, writers.wrote, ()
    for part in main.parts if main else ():
        assert main is not None
        yield main.label(part), main.has(part), main.group(part).where


def agreed(row: str, one: Agreement) -> Iterator[Cell]:
    """Agreement: a figure about texts and coders, not about people."""
    about = Group((), CODED_TWICE)
    if one.texts:
        yield Cell(
            row,
            AGREEMENT.id,
            MEASURE,
            one.alpha,
            one.low,
            one.high,
            one.texts,
            group=about,
            kind="answer",
        )


def notes(final: Final) -> tuple[str, ...]:
    """How the themes came about."""
    said = [
        f"Themes were marked by people ({len(final.coders)}) with version {final.book.version} of the book "
        "of themes; where they differed they decided together. No theme was marked by a program.",
        f"{METHOD} 0.80 and above: reliable; 0.667 to 0.79: tentative; below: not reliable.",
        "Words are not weights: that few wrote about something does not say that few think it.",
    ]
    if len(final.marks) < final.texts:
        said.append("Not every text was coded; the others are in no figure here.")
    return tuple(said)


# ---------------------------------------------------------------- what disclosure control must be told


def leaves(final: Final) -> Iterator[tuple[str, Sequence[str]]]:
    """Leaf codes of the themes: for `Hierarchy.leaves`."""
    for code in (*final.book.ids, NONE):
        yield variable(code), (YES, NO)


ROUTED = frozenset({WROTE})
"""For `Hierarchy.routed`: only some wrote, so a small group here hides nothing elsewhere."""
APART = frozenset({CODED_TWICE})
"""For `Hierarchy.apart`: texts, not people."""
