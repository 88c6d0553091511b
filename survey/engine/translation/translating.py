"""A questionnaire file in its languages: which texts are translated, beside the text or in a file apart.

A language is offered once every text has words in it that were made from the words as they are now.
Half a translation would show people two languages on one page, and a stale one might say something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from survey.engine.local import SOURCE, is_language, shows
from survey.engine.reference import day_from
from survey.engine.translation.authored import Text, texts_of
from survey.engine.translation.sheet import Said, Sheet, read_sheet
from survey.engine.yaml_source import Fault, Map, Mark, Seq

Fetch = Callable[[str], tuple[str, str] | None]
"""The content and the name of the translation file for a language; None where there is none."""


@dataclass
class Standing:
    """How far the translation into one language is, by the names of the texts."""

    language: str
    mark: Mark
    checked: date | None = None
    said: dict[str, Said] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    """Names of what is translated in the questionnaire's own file."""
    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Names in the file that no text has any more."""

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.stale


@dataclass
class Translating:
    """A file whose texts are in one language again, with what it says in the others."""

    source: Map
    language: str
    texts: dict[str, str]
    """The words of each text as they are written, by its name."""
    standings: tuple[Standing, ...]

    @property
    def places(self) -> Map:
        """Where each language is declared."""
        found = Map(self.source.mark)
        for standing in self.standings:
            found.put(standing.language, None, standing.mark)
        return found

    def spoken(self, standing: Standing) -> Map:
        """The file as if it had been written in another language, each place that of the translation."""
        copy = deepcopy(self.source)
        copy.put("language", standing.language)
        for text in texts_of(copy):
            said = standing.said[text.name]
            text.put_whole(said.words, said.mark)
        return copy


def translating(source: Map, fetch: Fetch, faults: list[Fault]) -> Translating:
    """Take a file apart by language; its own texts then stand in it as if there were no others."""
    if "translations" in source:
        message = "There is no key translations here. Write languages: and the words beside the text."
        faults.append(Fault(source.keys_at["translations"], "unknown-key", message))
        del source["translations"]
    language = str(source.get("language", SOURCE))
    by_language = {standing.language: standing for standing in declared(source, language, faults)}
    sheets = {tag: sheet_for(tag, fetch, faults) for tag in by_language}
    texts: dict[str, str] = {}
    for text in list(texts_of(source)):
        if isinstance(text.value, Map):
            beside(text, text.value, language, by_language, faults)
        words = texts[text.name] = str(text.owner[text.at])
        for tag, standing in by_language.items():
            own = sheets[tag].said.get(text.name)
            if text.name in standing.said:
                if own is not None:
                    message = f"{text.name} is translated beside the text already. Remove one of the two."
                    faults.append(Fault(own.mark, "translated-twice", message))
            elif own is None or not own.words:
                standing.missing.append(text.name)
            elif own.source != words:
                standing.stale.append(text.name)
            else:
                standing.said[text.name] = own
    for tag, standing in by_language.items():
        standing.checked = standing.checked or sheets[tag].checked
        standing.unused = [name for name in sheets[tag].said if name not in texts]
    return Translating(source, language, texts, tuple(by_language.values()))


def sheet_for(language: str, fetch: Fetch, faults: list[Fault]) -> Sheet:
    found = fetch(language)
    return read_sheet(found[0], language, found[1], faults) if found else Sheet(language)


def declared(source: Map, language: str, faults: list[Fault]) -> Iterator[Standing]:
    """The languages that a file is translated into, taken out of it."""
    if "languages" not in source:
        return
    at, written = source.keys_at["languages"], source.pop("languages")
    entries: list[tuple[object, Mark, object]]
    if isinstance(written, Seq):
        entries = [(tag, written.values_at[number], None) for number, tag in enumerate(written)]
    elif isinstance(written, Map):
        entries = [(tag, written.keys_at[tag], written[tag]) for tag in written]
    else:
        faults.append(Fault(at, "wrong-type", "Write the languages as a list, such as: languages: [pl, ar]"))
        return
    seen = {language}
    for tag, mark, more in entries:
        if not isinstance(tag, str) or not is_language(tag):
            faults.append(Fault(mark, "unknown-language", f"{tag} is no language. Write a tag such as pl."))
        elif tag in seen:
            faults.append(Fault(mark, "duplicate-id", f"{tag} stands twice, or is the language of the file."))
        else:
            seen.add(tag)
            yield Standing(tag, mark, checked_on(more, mark, faults))


def checked_on(more: object, mark: Mark, faults: list[Fault]) -> date | None:
    """`pl: {checked: 2025-01-05}`."""
    if more is None:
        return None
    day = day_from(more.get("checked")) if isinstance(more, Map) and set(more) <= {"checked"} else None
    if day is None:
        message = "Beside a language stands when it was checked: pl: {checked: 2025-01-10}"
        faults.append(Fault(mark, "wrong-value", message))
    return day


def beside(
    text: Text,
    written: Map,
    language: str,
    standings: Mapping[str, Standing],
    faults: list[Fault],
) -> None:
    """Take words by language apart: those of the file's language stay, the others are translations."""
    own = written.get(language)
    for tag, words in written.items():
        mark = written.values_at[tag]
        if tag != language and tag not in standings:
            message = f"{tag} is not among the languages. Write it under languages: at the top."
            faults.append(Fault(written.keys_at[tag], "unknown-language", message))
        elif not isinstance(words, str) or not words:
            message = "This must be text. If it is a number, true, false or null, put it in quotes."
            faults.append(Fault(mark, "wrong-type", message))
        elif not shows(words):
            faults.append(Fault(mark, "wrong-value", "There is nothing to read in this. Write words."))
        elif tag != language:
            standings[str(tag)].said[text.name] = Said(str(own), words, mark)
            standings[str(tag)].beside.add(text.name)
    if own is None:
        message = f"Say it in {language} too, the language of this file."
        faults.append(Fault(text.mark, "missing-key", message))
    text.put(str(own or "unnamed"), written.values_at.get(language, text.mark))
