"""Quotations: words that a person has redacted, that their writer allowed, tagged by the main split alone.

A quotation stands under a theme and a sector. That tells that somebody there wrote about it, so it is never
from a sector with fewer than ten writers of the theme. What is printed must also fit the released T13:
`beside` keeps only those whose count it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.breaks import Break, Part
from analysis.disclosure.rules import PROMISED
from analysis.disclosure.safe import SafeTable
from analysis.frame import SurveyFrame
from analysis.themes.final import Final
from analysis.themes.table import Writers
from analysis.themes.texts import Text
from survey.errors import Refused

CHECKED = "once a person has checked it"
ALLOWED = "as its writer allowed"
ASK = "once its writer has seen it"


@dataclass(frozen=True)
class Candidate:
    """A text that may be quoted, once a person has redacted it."""

    text: Text
    part: Part
    """The writer's group in the main split."""
    themes: tuple[str, ...]
    """Themes under which it may stand."""
    permission: str


@dataclass(frozen=True)
class Quotation:
    """Words that may be printed; nothing in it leads back to a text."""

    theme: str
    sector: str
    """Id of the group in the main split."""
    label: str
    words: str


def candidates(frame: SurveyFrame, final: Final, main: Break | None) -> tuple[Candidate, ...]:
    """Texts that may be quoted: with a theme, permitted, from a sector with ten writers of that theme."""
    if main is None:
        raise Refused("This questionnaire has no main split, so a quotation cannot be tagged.")
    return tuple(found(frame, final, main))


def found(frame: SurveyFrame, final: Final, main: Break) -> Iterator[Candidate]:
    writers = Writers.of(frame, final)
    parts = {leaf: part for part in main.parts for leaf in part.leaves}
    enough = many_writers(writers, final, main)
    for text in writers.texts:
        permission = permitted(frame, text)
        part = parts[str(main.of[text.person])]
        themes = tuple(code for code in final.marks[text.id] if (code, part.id) in enough)
        if permission and themes:
            yield Candidate(text, part, themes, permission)


def many_writers(writers: Writers, final: Final, main: Break) -> frozenset[tuple[str, str]]:
    """Themes and groups with at least ten people who wrote about the theme."""
    return frozenset(
        (code, part.id)
        for code in final.book.ids
        for part in main.parts
        if np.count_nonzero(writers.about[code] & main.has(part)) >= PROMISED
    )


def permitted(frame: SurveyFrame, text: Text) -> str:
    """What the writer's answer, or the notice, permits; empty where it permits nothing."""
    asked = text.asked
    if asked.permission is None:
        return CHECKED if asked.quoted == "checked" else ""
    column = f"{text.entry}{asked.permission.question}"
    if column not in frame.data:
        raise Refused(
            f"The book of themes names {asked.permission.question}, which is no question beside {asked.id}."
        )
    answer = str(frame.values(column).iloc[text.person])
    if answer in map(str, asked.permission.codes):
        return ALLOWED
    return ASK if answer in map(str, asked.permission.after_asking) else ""


def strange_words(quotation: str, words: str) -> tuple[str, ...]:
    """Words of a quotation that its writer did not write, or not in that order; [in brackets] they may be."""
    own, at, strange = spoken(words), 0, []
    for word in spoken(re.sub(r"\[[^\]]*\]", " ", quotation)):
        if word in own[at:]:
            at = own.index(word, at) + 1
        else:
            strange.append(word)
    return tuple(strange)


def spoken(words: str) -> list[str]:
    return re.findall(r"\w+", words.casefold())


def beside(quotations: Iterable[Quotation], table: SafeTable, main: Break) -> tuple[Quotation, ...]:
    """Those whose theme and sector have a printed count in the released T13; a hidden one stays hidden."""
    shown = {
        (cell.row, cell.col) for cell in table.cells if cell.measure == "count" and cell.value is not None
    }
    columns: Mapping[str, str] = {part.id: main.label(part).id for part in main.parts}
    return tuple(one for one in quotations if (f"theme:{one.theme}", columns.get(one.sector, "")) in shown)
