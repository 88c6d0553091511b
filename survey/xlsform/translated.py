"""What a form says in other languages as translations of the questionnaire that it became."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from survey.engine.loader import FaultyQuestionnaire, read_text
from survey.engine.translation.authored import texts_of
from survey.engine.translation.sheet import Said, Sheet, read_sheet, written
from survey.engine.yaml_source import read_yaml
from survey.xlsform.omissions import Ledger
from survey.xlsform.settling import spots_in
from survey.xlsform.worded import Spoken, others_of

At = tuple[int, int]
"""Line and column."""

Texts = Mapping[str, tuple[str, At]]
"""What is said under each name, and where."""


def translations(text: str, tree: dict[str, Any], tags: Iterable[str], ledger: Ledger) -> tuple[Sheet, ...]:
    """A sheet for each language with every text, and its words where the form has them."""
    tags = list(tags)
    if not tags:
        return ()
    words_at = dict(worded(text, tree))
    texts = {
        one.name: (str(one.value), (one.mark.line, one.mark.column)) for one in texts_of(read_yaml(text))
    }
    cells = {tag: cells_in(tag, texts, words_at) for tag in tags}
    sheets = {tag: sheet_of(tag, texts, cells[tag]) for tag in tags}
    while faults := faulty(text, sheets):
        for tag, name, message in faults:
            sheet, cell = sheets[tag], cells[tag][name]
            if sheet.said[name].words:
                ledger.leave_out(cell.sheet, cell.row, cell.column, f"{cell.text}: {message}")
            sheet.said[name] = replace(sheet.said[name], words="")
    return tuple(sheets.values())


def worded(text: str, tree: dict[str, Any]) -> Iterator[tuple[At, Mapping[str, Spoken]]]:
    """Where a text of the questionnaire stands that has words in other languages, and these."""
    for spot in spots_in(text, tree, {}):
        owner, key = spot.way[-1]
        if others := others_of(owner[key]):
            yield (spot.mark.line, spot.mark.column), others


def cells_in(tag: str, texts: Texts, words_at: Mapping[At, Mapping[str, Spoken]]) -> dict[str, Spoken]:
    """The cell for each text that has words in a language."""
    found = ((name, words_at.get(at, {}).get(tag)) for name, (_, at) in texts.items())
    return {name: cell for name, cell in found if cell is not None}


def sheet_of(tag: str, texts: Texts, cells: Mapping[str, Spoken]) -> Sheet:
    said = {
        name: Said(source, cells[name].text if name in cells else "") for name, (source, _) in texts.items()
    }
    return Sheet(tag, said=said)


def faulty(text: str, sheets: Mapping[str, Sheet]) -> list[tuple[str, str, str]]:
    """What a questionnaire could not be loaded with: language, name of the text, and why."""
    files = {tag: written(filled(sheet)) for tag, sheet in sheets.items()}
    try:
        read_text(text, sheets=lambda tag: (files[tag], tag))
    except FaultyQuestionnaire as error:
        lines = {tag: lines_of(tag, file) for tag, file in files.items()}
        return [
            (report.file, lines[report.file][report.line], report.message)
            for report in error.reports
            if report.line in lines.get(report.file, {})
        ]
    return []


def filled(sheet: Sheet) -> Sheet:
    """The sheet with the questionnaire's own words where it has none, as if it were whole."""
    said = {name: replace(one, words=one.words or one.source) for name, one in sheet.said.items()}
    return Sheet(sheet.language, said=said)


def lines_of(tag: str, file: str) -> dict[int, str]:
    """Which text stands in which line of a sheet."""
    return {one.mark.line: name for name, one in read_sheet(file, tag, tag, []).said.items()}
