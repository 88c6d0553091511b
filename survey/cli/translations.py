"""For whoever translates a questionnaire: what is missing, and the file to write the words in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, give_up, say
from survey.engine.loader import Loaded, read_file, text_in
from survey.engine.local import english_name, is_language
from survey.engine.translation.sheet import Sheet, brought_up_to_date, read_sheet, sheet_path, written
from survey.engine.translation.translating import Standing
from survey.engine.yaml_source import Fault
from survey.languages.tongue import languages

File = Annotated[Path, typer.Argument(help="A questionnaire file.")]


def translations(file: File, as_json: AsJson = False) -> None:
    """Say which texts have no words yet in each language of a questionnaire, and which are stale.

    A language is offered to people once nothing is missing. Exit code 1 while something is.
    """
    standings = read_file(file).translated.standings
    if as_json:
        rows = [
            {
                "language": one.language,
                "offered": one.is_whole,
                "checked": one.checked and one.checked.isoformat(),
                "missing": one.missing,
                "stale": one.stale,
                "unused": one.unused,
            }
            for one in standings
        ]
        say(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for one in standings:
            for line in lines_on(one):
                say(line)
        if not standings:
            say(f"{file} is in one language. Begin another with: survey translate {file} pl")
    sys.exit(0 if all(one.is_whole for one in standings) else 1)


def lines_on(one: Standing) -> list[str]:
    """How far one language is, text by text."""
    name = f"{english_name(one.language)} ({one.language})"
    spoken = "" if one.language in languages() else " The program itself does not speak it yet."
    if one.is_whole:
        by = f"checked on {one.checked}" if one.checked else "not checked by a person yet"
        return [f"{name}: every text is translated, {by}.{spoken}"]
    return [
        f"{name}: {len(one.missing)} missing, {len(one.stale)} stale, {len(one.said)} translated.{spoken}",
        *(f"  missing: {text}" for text in one.missing),
        *(f"  stale: {text}" for text in one.stale),
    ]


def translate(
    file: File,
    language: Annotated[str, typer.Argument(help="The language to translate into: pl, ar, pt-BR.")],
) -> None:
    """Write the file in which a questionnaire is translated, or bring it up to date.

    Each text stands there with its words as they are now (from) and room for its translation (to). What
    is translated stays; of a text that has changed, the words before stand under was. Texts translated
    beside the original, in the questionnaire itself, are left out.
    """
    if not is_language(language):
        give_up(f"{language} is no language. Write a tag such as pl, ar or pt-BR.")
    path = sheet_path(file, language)
    sheet = kept_in(path, language)
    loaded = read_file(file)
    if language == loaded.translated.language:
        give_up(f"{file} is written in {language} itself.")
    fresh = brought_up_to_date(sheet, without_those_beside(loaded, language))
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(fresh), "utf-8")
    left = sum(not said.words for said in fresh.said.values())
    say(f"{path}: {len(fresh.said)} texts, {left} without words yet.")
    if not any(one.language == language for one in loaded.translated.standings):
        say(f"Now write the language at the top of {file}: languages: [{language}]")


def kept_in(path: Path, language: str) -> Sheet:
    """What the file says so far; one with faults is not written over."""
    faults: list[Fault] = []
    sheet = read_sheet(text_in(path), language, str(path), faults) if path.is_file() else Sheet(language)
    if faults:
        found = faults[0]
        give_up(f"{path}:{found.mark.line}: {found.message} Put it right first: nothing is written.")
    return sheet


def without_those_beside(loaded: Loaded, language: str) -> dict[str, str]:
    """The texts that are not translated in the questionnaire itself."""
    standing = next((one for one in loaded.translated.standings if one.language == language), None)
    beside = standing.beside if standing else set()
    return {name: words for name, words in loaded.translated.texts.items() if name not in beside}
