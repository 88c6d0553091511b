"""People who wrote something, a small book of themes, and sheets that come back as a coder filled them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analysis.breaks import Breaks
from analysis.frame import Person, SurveyFrame
from analysis.tables import Cell as Figure
from analysis.tables import Group, Label, Table
from analysis.themes.book import ThemeBook, book_in
from analysis.themes.cells import Grid, Page
from analysis.themes.coding import Coding, codings_in
from analysis.themes.sheets import Sheet
from analysis.themes.texts import Text, texts_of
from survey.engine.codebook import Cell, Missing
from tests.analysis.answers import codebook, frame_of

BOOK = """\
questionnaire: trauma-informed-london
version: "1.0"
questions:
  - {id: one_change, quoted: checked}
  - {id: def_missing, quoted: never}
  - id: pp_what
    quoted: asked
    permission: {question: pp_publish, codes: [1], after_asking: [2]}
headings:
  - {id: principles, label: Principles}
  - {id: barriers, label: Barriers}
codes:
  - id: safety
    parent: principles
    label: Safety
    definition: People feel and are safe.
    include: Calm rooms and doors that may stay open.
    exclude: Buildings with no word on people.
    example: "The room was calm and the door stayed open."
  - id: time
    parent: barriers
    label: Lack of time
    definition: Work leaves no time for this.
    include: Caseloads, shifts and hours.
    exclude: Strain on staff.
    example: "There is no hour in the shift for it."
  - id: racism
    parent: barriers
    label: Racism
    definition: Racism as harm.
    include: Unequal treatment of groups.
    exclude: Culture by itself.
    example: "Racism is named and acted on."
"""
SLUG = "trauma-informed-london"
NOTHING: dict[str, Cell] = {}
Filled = Mapping[str, Mapping[str, object]]
"""Cells by text and column, as somebody writes them into a sheet."""
UNTOUCHED: Filled = MappingProxyType({})


def book() -> ThemeBook:
    return book_in(BOOK)


def frame(said: Sequence[Mapping[str, Cell]]) -> SurveyFrame:
    """One person for each set of answers; what is not said was left blank."""
    quiet: dict[str, Cell] = {c.name: Missing.BLANK for v in codebook() for c in v.columns}
    rows = [(Person(f"{at:032x}"), {**quiet, **answers}) for at, answers in enumerate(said)]
    return frame_of(rows)


def texts(words: Sequence[str]) -> tuple[Text, ...]:
    """Texts of as many people who work in health."""
    return texts_of(frame([{"sector": "health", "one_change": each} for each in words]), book().questions)


def returned(page: Page, filled: Filled = UNTOUCHED, file: str = "sheet.xlsx") -> Grid:
    """A sheet as it comes back, with cells filled in by the id of the row's text."""
    names = tuple(column.name for column in page.columns)
    rows = []
    for number, row in enumerate(page.rows, start=2):
        cells: dict[str, object] = dict(zip(names, row, strict=True))
        cells |= filled.get(str(cells["id"]), {})
        rows.append((number, tuple(cells[name] for name in names)))
    return Grid(file, names, tuple(rows))


def coded(
    of: Sequence[Text], coder: str, marks: Mapping[str, Sequence[str]], *, unfinished: bool = False
) -> Coding:
    """A coder's marks on texts, by id; a text that is left out stays without any mark."""
    sheet = Sheet.of(of, book(), SLUG, coder)
    filled = {id: dict.fromkeys(codes or ("none",), "1") for id, codes in marks.items()}
    (coding,) = codings_in([returned(sheet.pages()[0], filled)], book(), unfinished=unfinished)
    return coding


def by_sector(people: SurveyFrame) -> Table:
    """Everybody by sector, as T1 counts them."""
    main = Breaks.of(people).main
    assert main is not None
    label = Label("count", "People")
    counts = [
        Figure(part.id, "count", "count", int(main.has(part).sum()), group=main.group(part))
        for part in main.parts
    ]
    rows = (Label("all", "All"), *(Label(part.id, part.label) for part in main.parts))
    cells = (Figure("all", "count", "count", len(people), group=Group()), *counts)
    return Table("T1", "Who", "", "", ("sector",), rows, (label,), cells)
