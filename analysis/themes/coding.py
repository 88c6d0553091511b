"""Codings: the marks of each coder, read from sheets that were checked against what was sent out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.themes.book import MACHINE, NONE, ThemeBook
from analysis.themes.cells import Grid, read
from analysis.themes.marks import StrayMark, mark_in
from analysis.themes.returned import FaultySheets, Returned, Wrong
from analysis.themes.sheets import BEFORE, CODING, TEXTS, headings
from analysis.themes.stamp import Stamp


@dataclass(frozen=True)
class Shown:
    """A text as coders saw it."""

    label: str
    words: str


@dataclass(frozen=True)
class Coding:
    """What one coder marked: themes by text; a text that nobody has coded yet is absent."""

    stamp: Stamp
    marks: Mapping[str, frozenset[str]]
    texts: Mapping[str, Shown]

    @property
    def coder(self) -> str:
        return self.stamp.coder

    @property
    def by_machine(self) -> bool:
        return self.coder == MACHINE


def read_codings(paths: Sequence[Path], book: ThemeBook, *, unfinished: bool = False) -> tuple[Coding, ...]:
    """Every sheet whole and sound, or FaultySheets with a sentence for each thing wrong in any of them."""
    return codings_in([read(path, TEXTS) for path in paths], book, unfinished=unfinished)


def codings_in(grids: Sequence[Grid], book: ThemeBook, *, unfinished: bool = False) -> tuple[Coding, ...]:
    wrong: list[Wrong] = []
    found: list[tuple[str, Coding]] = []
    for grid in grids:
        sheet = Returned(grid, headings(book), CODING, BEFORE)
        coding = marked(sheet, book, unfinished)
        wrong += sheet.wrong
        if coding is not None:
            found.append((grid.file, coding))
    wrong += at_odds(found)
    if wrong:
        raise FaultySheets(wrong)
    return tuple(coding for _, coding in found)


def marked(sheet: Returned, book: ThemeBook, unfinished: bool) -> Coding | None:
    """The marks of a sheet; what is wrong with them is told to the sheet."""
    stamp = sheet.stamp
    if stamp is None:
        return None
    if stamp.digest != book.digest or stamp.book != book.questionnaire:
        sheet.tell(
            f"it was made with version {stamp.version} of the book for {stamp.book}, and the book at hand is "
            f"version {book.version} for {book.questionnaire}, or was changed since. Name the book that it "
            "was made with by --book, or make new sheets."
        )
    marks: dict[str, frozenset[str]] = {}
    texts: dict[str, Shown] = {}
    for number, row in sheet.grid.rows:
        parts = sheet.words(number)
        chosen = themes_in(sheet, book, number, row)
        if parts is None:
            continue
        _, id, label, words = parts
        texts[id] = Shown(label, words)
        if chosen is not None:
            marks[id] = chosen
    if stamp.coder == MACHINE:
        marks = {id: marks.get(id, frozenset()) for id in texts}
    elif not unfinished:
        tell_unfinished(sheet, marks)
    return Coding(stamp, marks, texts)


def tell_unfinished(sheet: Returned, marks: Mapping[str, frozenset[str]]) -> None:
    """Rows with no mark at all: nobody knows whether no theme fits or the coder has not come so far."""
    rows = [
        n for n, row in sheet.grid.rows if sheet.words(n) is not None and sheet.text(row, "id") not in marks
    ]
    if rows:
        sheet.tell(
            f"no mark in row {spans(rows)}. Write 1 under {NONE} where no theme fits; --unfinished takes "
            "such rows as not coded yet.",
            column=NONE,
        )


def spans(rows: Sequence[int]) -> str:
    """Row numbers in words: 2 to 5, 9."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][-1] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def themes_in(
    sheet: Returned, book: ThemeBook, number: int, row: tuple[object, ...]
) -> frozenset[str] | None:
    """The themes marked in a row; none where no theme fits, None where it is not coded, or not soundly."""
    said: dict[str, bool | None] = {}
    for name in (*book.ids, NONE):
        try:
            said[name] = mark_in(sheet.cell(row, name))
        except StrayMark as stray:
            sheet.tell(f"this cell {stray}", number, name)
    if len(said) <= len(book.ids):
        return frozenset()  # told already
    chosen = frozenset(name for name in book.ids if said[name])
    if chosen and said[NONE]:
        sheet.tell(f"it is marked together with {', '.join(sorted(chosen))}. Keep one.", number, NONE)
    decided = chosen or said[NONE] or all(said[name] is False for name in book.ids)
    return chosen if decided else None


def at_odds(found: Iterable[tuple[str, Coding]]) -> list[Wrong]:
    """Sheets that cannot be read together: of another survey, or of one coder about the same text."""
    wrong: list[Wrong] = []
    first: dict[tuple[str, str], str] = {}
    slug = ""
    for file, coding in found:
        slug = slug or coding.stamp.slug
        if coding.stamp.slug != slug:
            wrong.append(Wrong(file, f"it is about the survey {coding.stamp.slug}, the others about {slug}."))
        again = sorted({first[coding.coder, id] for id in coding.texts if (coding.coder, id) in first})
        for other in again:
            wrong.append(Wrong(file, f"{coding.coder} coded the same texts in {other}. Give one of them."))
        for id in coding.texts:
            first.setdefault((coding.coder, id), file)
    return wrong
