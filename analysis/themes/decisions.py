"""Where coders differ: a sheet of these marks alone, and what people decided about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.themes.book import ThemeBook
from analysis.themes.cells import Column, Grid, Page, read
from analysis.themes.coding import Coding
from analysis.themes.marks import StrayMark, mark_in
from analysis.themes.returned import FaultySheets, Returned
from analysis.themes.sheets import book_page
from analysis.themes.stamp import Stamp, batch_of

TITLE = "Decisions"
PURPOSE = "decisions"
SEALED = ("no", "id", "question", "text", "theme", "marks")
COLUMNS = (*SEALED, "machine", "final", "note", "check", "sheet")
WORDS = {True: "yes", False: "no", None: ""}
Decisions = Mapping[tuple[str, str], bool]
"""By text and theme."""


@dataclass(frozen=True)
class Dispute:
    """One theme that some marked in a text and others did not."""

    id: str
    code: str
    said: tuple[tuple[str, bool], ...]
    """What each person said, by name."""
    machine: bool | None
    """What the machine suggested; it decides nothing."""

    @property
    def marks(self) -> str:
        return "; ".join(f"{coder}: {WORDS[yes]}" for coder, yes in self.said)


def people(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    return tuple(coding for coding in codings if not coding.by_machine)


def marked_by(codings: Sequence[Coding], id: str) -> dict[str, frozenset[str]]:
    """The marks of each who coded a text."""
    return {coding.coder: coding.marks[id] for coding in codings if id in coding.marks}


def disputes(codings: Sequence[Coding], book: ThemeBook) -> tuple[Dispute, ...]:
    """Every text and theme on which people differ, text by text in the order of the book."""
    return tuple(found(codings, book))


def found(codings: Sequence[Coding], book: ThemeBook) -> Iterator[Dispute]:
    machines = [coding for coding in codings if coding.by_machine]
    for id in sorted({id for coding in people(codings) for id in coding.marks}):
        said = marked_by(people(codings), id)
        hints = list(marked_by(machines, id).values())
        for code in book.ids:
            votes = tuple((coder, code in marks) for coder, marks in sorted(said.items()))
            if len({yes for _, yes in votes}) > 1:
                yield Dispute(id, code, votes, code in hints[0] if hints else None)


def pages(codings: Sequence[Coding], book: ThemeBook) -> tuple[Page, ...]:
    """The sheet in which people decide, and the book."""
    differing = disputes(codings, book)
    stamp = stamp_of(codings, book, differing)
    shown = {id: text for coding in codings for id, text in coding.texts.items()}
    rows = []
    for number, one in enumerate(differing, start=1):
        text = shown[one.id]
        sealed = (str(number), one.id, text.label, text.words, one.code, one.marks)
        rows.append((*sealed, WORDS[one.machine], "", "", stamp.seal(*sealed), str(stamp)))
    return Page(TITLE, columns(), tuple(rows)), book_page(book)


def columns() -> tuple[Column, ...]:
    return (
        Column("no", 6),
        Column("id", 15),
        Column("question", 22, words=True),
        Column("text", 70, words=True),
        Column("theme", 18),
        Column("marks", 24),
        Column("machine", 9, "What the machine suggested. It decides nothing."),
        Column("final", 9, "Write yes or no: what you decided together.", ("yes", "no")),
        Column("note", 30),
        Column("check", 8, hidden=True),
        Column("sheet", 8, hidden=True),
    )


def stamp_of(codings: Sequence[Coding], book: ThemeBook, differing: Sequence[Dispute]) -> Stamp:
    """Changes with every mark in dispute, so that decisions fit the marks they were made about."""
    coders = "+".join(sorted({coding.coder for coding in people(codings)}))
    batch = batch_of(f"{one.id}{one.code}{one.marks}" for one in differing)
    slug = codings[0].stamp.slug
    many = len(differing)
    return Stamp(
        PURPOSE, slug, book.questionnaire, book.version, book.digest, coders or "nobody", many, many, batch
    )


def read_decisions(path: Path, codings: Sequence[Coding], book: ThemeBook) -> Decisions:
    """What was decided about every dispute, or FaultySheets."""
    return decisions_in(read(path, TITLE), codings, book)


def decisions_in(grid: Grid, codings: Sequence[Coding], book: ThemeBook) -> Decisions:
    sheet = Returned(grid, COLUMNS, PURPOSE, SEALED)
    decided: dict[tuple[str, str], bool] = {}
    if sheet.stamp is not None and sheet.stamp != stamp_of(codings, book, disputes(codings, book)):
        sheet.tell(
            "the coding sheets have other disagreements than those that this sheet was made of. Give the "
            "same coding sheets, or make the sheet of disagreements anew."
        )
    for number, row in sheet.grid.rows if sheet.stamp is not None else ():
        parts = sheet.words(number)
        try:
            said = mark_in(sheet.cell(row, "final"))
        except StrayMark as stray:
            sheet.tell(
                f"this cell {stray}".replace("Write 1, or leave it empty", "Write yes or no"), number, "final"
            )
            continue
        if said is None:
            sheet.tell("nothing is decided here. Write yes or no.", number, "final")
        elif parts is not None:
            decided[parts[1], parts[4]] = said
    if sheet.wrong:
        raise FaultySheets(sheet.wrong)
    return decided
