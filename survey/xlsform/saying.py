"""A questionnaire file as it reads in each of its languages, for the columns of a form.

Here a language need not be whole: a form can leave a cell blank where words are still missing.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from survey.engine.loader import load_file, modelled, text_in
from survey.engine.option_forms import Shelf
from survey.engine.questionnaire import Questionnaire
from survey.engine.translation.authored import texts_of
from survey.engine.translation.sheet import Said, sheet_path
from survey.engine.translation.translating import Standing, Translating, translating
from survey.engine.yaml_source import Fault, Map, read_yaml
from survey.xlsform.lines import Lines
from survey.xlsform.omissions import Unmatched
from survey.xlsform.tongues import name_of

NUMBER = re.compile(r"(?<!\{)\{n\}(?!\})")
NUMBER_OF_ENTRY = "\ue000"
"""Stands in texts for the number of an entry, until they are written."""

MISSING = "\ue001"
"""Stands for words that are still missing."""


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The questionnaire as if it had been written in one language, and its parts with their words."""

    language: str
    questionnaire: Questionnaire
    lines: Lines


@dataclass(frozen=True, slots=True)
class Saying:
    """The file as it is written, in its own language, in the others, and what of these cannot be used."""

    source: Map
    own: InLanguage
    others: tuple[InLanguage, ...]
    unmatched: tuple[Unmatched, ...]


def in_each_language(path: Path) -> Saying:
    """A questionnaire file, read once for each language; FaultyQuestionnaire where it does not load."""
    marks = bool(load_file(path).groups)
    text = text_in(path)

    def marked(text: str) -> str:
        return NUMBER.sub(NUMBER_OF_ENTRY, text) if marks else text

    def sheet(language: str) -> tuple[str, str] | None:
        beside = sheet_path(path, language)
        return (marked(text_in(beside)), str(beside)) if beside.is_file() else None

    translated = translating(read_yaml(marked(text)), sheet, [])
    library = path.resolve().parent.parent
    found: list[InLanguage] = []
    unmatched: list[Unmatched] = []
    for standing in translated.standings:
        unmatched += stale(translated, standing)
        one, faults = read_in(standing.language, translated.spoken(whole(translated, standing)), library)
        if one is None:
            message = f"{name_of(standing.language)} does not carry over: {faults[0].message}"
            unmatched.append(Unmatched(standing.mark.line, "languages", message))
        else:
            found.append(one)
    own, _ = read_in(translated.language, translated.source, library)
    assert own is not None
    return Saying(read_yaml(text), own, tuple(found), tuple(unmatched))


def read_in(language: str, tree: Map, library: Path) -> tuple[InLanguage | None, list[Fault]]:
    lines = Lines(deepcopy(tree))
    modeller, questionnaire = modelled(tree, Shelf(), library)
    if modeller.faults or questionnaire is None:
        return None, modeller.faults
    return InLanguage(language, questionnaire, lines), []


def whole(translated: Translating, standing: Standing) -> Standing:
    """The translation with a mark for each text that has no words, or none for what it says now."""
    blanks = {
        name: Said(words, f"{MISSING}{number}")
        for number, (name, words) in enumerate(translated.texts.items())
        if name not in standing.said
    }
    return replace(standing, said=standing.said | blanks)


def stale(translated: Translating, standing: Standing) -> list[Unmatched]:
    """Words that were made of another text than now stands there: they stay behind."""
    lines = {text.name: text.mark.line for text in texts_of(translated.source)}
    message = f"what it says in {name_of(standing.language)} is stale, so it does not carry over."
    return [Unmatched(lines[name], name, message) for name in standing.stale]
