"""The sheet in which people redact what may be quoted, and the check of each quotation that comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from analysis.themes.cells import Column, Grid, Page, read, whole_file
from analysis.themes.final import Final
from analysis.themes.marks import StrayMark, mark_in
from analysis.themes.quotations import ASK, Candidate, Quotation, strange_words
from analysis.themes.returned import FaultySheets, Returned
from analysis.themes.sheets import MARKS
from analysis.themes.stamp import Stamp, batch_of
from survey.engine.identifying import identifying

TITLE = "Quotations"
PURPOSE = "quotations"
SEALED = ("no", "id", "sector", "themes", "permission", "text")
FILLED = ("quotation", "theme", "redacted", "writer agreed", "note")
COLUMNS = (*SEALED, *FILLED, "check", "sheet")


def page(candidates: Sequence[Candidate], final: Final) -> Page:
    """One row a text, for a person to cut and redact."""
    ids = sorted(candidate.text.id for candidate in candidates)
    stamp = Stamp(
        PURPOSE,
        final.survey,
        final.book.questionnaire,
        final.book.version,
        final.book.digest,
        "people",
        len(ids),
        final.texts,
        batch_of(ids),
    )
    rows = []
    for number, one in enumerate(sorted(candidates, key=lambda each: each.text.id), start=1):
        themes = ", ".join(one.themes)
        sealed = (str(number), one.text.id, one.part.label, themes, one.permission, one.text.words)
        rows.append((*sealed, "", "", "", "", "", stamp.seal(*sealed), str(stamp)))
    return Page(TITLE, columns(), tuple(rows))


def columns() -> tuple[Column, ...]:
    return (
        Column("no", 6),
        Column("id", 15),
        Column("sector", 18),
        Column("themes", 18),
        Column("permission", 18),
        Column("text", 60, words=True),
        Column(
            "quotation", 60, "The writer's own words, cut; what you put in stands in [brackets].", words=True
        ),
        Column("theme", 16, "The theme that it stands under, where there are several."),
        Column("redacted", 10, "Write 1 once you have taken out all that could identify somebody.", MARKS),
        Column("writer agreed", 10, "Write 1 once the writer has seen the words and agreed.", MARKS),
        Column("note", 24),
        Column("check", 8, hidden=True),
        Column("sheet", 8, hidden=True),
    )


def read_quotations(path: Path, candidates: Sequence[Candidate], final: Final) -> tuple[Quotation, ...]:
    """The quotations marked redacted, each sound, or FaultySheets with what is wrong with any."""
    return quotations_in(read(path, TITLE), candidates, final)


def quotations_in(grid: Grid, candidates: Sequence[Candidate], final: Final) -> tuple[Quotation, ...]:
    sheet = Returned(grid, COLUMNS, PURPOSE, SEALED)
    if sheet.stamp is not None and (sheet.stamp.slug, sheet.stamp.digest) != (
        final.survey,
        final.book.digest,
    ):
        sheet.tell(f"it was made for {sheet.stamp.slug} with another version of the book of themes.")
    now = {candidate.text.id: candidate for candidate in candidates}
    found = list(taken(sheet, now)) if sheet.stamp is not None else []
    if sheet.wrong:
        raise FaultySheets(sheet.wrong)
    order = final.book.ids
    return tuple(sorted(found, key=lambda one: (order.index(one.theme), one.sector, one.words)))


def taken(sheet: Returned, now: Mapping[str, Candidate]) -> Iterator[Quotation]:
    """Each row that a person marked redacted; what is wrong with one is told to the sheet."""
    for number, row in sheet.grid.rows:
        words = str(sheet.cell(row, "quotation") or "").strip().removeprefix("'")
        redacted, agreed = (marked(sheet, number, row, name) for name in ("redacted", "writer agreed"))
        parts = sheet.words(number)
        if words and not redacted:
            sheet.tell(
                "nobody marked these words as redacted. Write 1 there, or empty this cell.",
                number,
                "quotation",
            )
        if not redacted or parts is None:
            continue
        if not words:
            sheet.tell("there are no words to quote here.", number, "quotation")
            continue
        one = now.get(parts[1])
        if one is None or one.permission != parts[4]:
            sheet.tell(
                "this text may not be quoted any more: its writer took it back or does not allow it, or "
                "fewer than 10 in that sector wrote about its themes. Empty the row's quotation and mark.",
                number,
            )
            continue
        check(sheet, number, words, one, agreed)
        theme = chosen(sheet, number, row, one)
        if theme:
            yield Quotation(theme, one.part.id, one.part.label, words)


def marked(sheet: Returned, number: int, row: tuple[object, ...], name: str) -> bool:
    try:
        return bool(mark_in(sheet.cell(row, name)))
    except StrayMark as stray:
        sheet.tell(f"this cell {stray}", number, name)
        return False


def check(sheet: Returned, number: int, words: str, one: Candidate, agreed: bool) -> None:
    """Nothing that points to a person, nothing that its writer did not write, and the writer's leave."""
    for found in identifying(words):
        sheet.tell(f"it still holds {found}. Take it out.", number, "quotation")
    if strange := strange_words(words, one.text.words):
        sheet.tell(
            f"its writer did not write {', '.join(strange[:5])}, or not in this order. Put what is yours in "
            "[brackets].",
            number,
            "quotation",
        )
    if one.permission == ASK and not agreed:
        sheet.tell(
            "its writer asked to see the words first. Write 1 here once they agreed.", number, "writer agreed"
        )


def chosen(sheet: Returned, number: int, row: tuple[object, ...], one: Candidate) -> str:
    """The theme that a quotation stands under: the only one, or the one that is named."""
    named = sheet.text(row, "theme")
    if not named and len(one.themes) == 1:
        return one.themes[0]
    if named in one.themes:
        return named
    sheet.tell(f"name one of its themes here: {', '.join(one.themes)}.", number, "theme")
    return ""


def write_quotations(quotations: Sequence[Quotation], path: Path) -> None:
    """JSON; no id leads from a quotation to a text."""
    with whole_file(path) as place:
        place.write_text(
            json.dumps([asdict(one) for one in quotations], indent=2, ensure_ascii=False) + "\n", "utf-8"
        )
