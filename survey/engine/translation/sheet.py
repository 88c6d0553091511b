"""A translation in a file of its own: each text as it was when it was translated, and what it became.

```yaml
language: pl
checked: 2025-01-05            # when somebody who speaks it had read all of it
texts:
  questions.sector.text:
    from: Where do you work?
    to: Gdzie Pani lub Pan pracuje?
```

Because the text as it was stands beside its translation, a text that has changed since is noticed. Writing
the file anew loses nothing: what was said before stands under was: until somebody says it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from survey.engine.local import shows
from survey.engine.reference import day_from
from survey.engine.yaml_source import Fault, Map, Mark, YamlFaults, mapping, read_yaml

FOLDER = "translations"
KEYS = ("language", "checked", "texts", "unused")
NOWHERE = Mark(1, 1)
ENTRY_KEYS = ("from", "to", "was")


@dataclass(frozen=True, slots=True)
class Said:
    """One text in another language, and the words that it was made from."""

    source: str
    words: str
    mark: Mark = NOWHERE
    was: Said | None = None
    """What was said before the text changed, or of the same text elsewhere: for whoever translates it now."""


@dataclass
class Sheet:
    """What a file says in one language, by the names of the texts."""

    language: str
    checked: date | None = None
    said: dict[str, Said] = field(default_factory=dict)
    unused: dict[str, Said] = field(default_factory=dict)
    """What was said of texts that are no longer there."""


def sheet_path(questionnaire: Path, language: str) -> Path:
    """Where the translation of a questionnaire file into a language stands."""
    return questionnaire.parent / FOLDER / f"{questionnaire.stem}.{language}.yaml"


def read_sheet(text: str, language: str, file: str, faults: list[Fault]) -> Sheet:
    """The translation that a text holds; what is wrong with it is added to the faults, with its place."""

    def fault(mark: Mark, code: str, message: str) -> None:
        faults.append(Fault(mark._replace(file=file), code, message))

    try:
        source = read_yaml(text)
    except YamlFaults as error:
        for one in error.faults:
            fault(one.mark, one.code, one.message)
        return Sheet(language)
    for key in source:
        if key not in KEYS:
            message = f"A translation does not take {key}. It takes {', '.join(KEYS)}."
            fault(source.keys_at[key], "unknown-key", message)
    if source.get("language") != language:
        message = f"By its name this file is in {language}. Begin it with language: {language}"
        fault(source.values_at.get("language", source.mark), "wrong-value", message)
    found = Sheet(language, day_from(source.get("checked")))
    if "checked" in source and source["checked"] is not None and found.checked is None:
        fault(source.values_at["checked"], "wrong-value", "Write a day such as 2025-01-10.")
    for key, kept in (("texts", found.said), ("unused", found.unused)):
        if source.get(key) is not None and not isinstance(source[key], Map):
            fault(source.keys_at[key], "wrong-type", f"Under {key}: write one entry a text, by its name.")
        texts = mapping(source, key)
        for name, entry in texts.items():
            said = said_in(entry, texts.keys_at[name]._replace(file=file), fault)
            if said is not None:
                kept[str(name)] = said
    return found


def said_in(entry: object, at: Mark, fault: Callable[[Mark, str, str], None]) -> Said | None:
    """One entry: what was said, of which words."""
    if not isinstance(entry, Map) or any(key not in ENTRY_KEYS for key in entry):
        fault(at, "wrong-type", "Write from: and to: under the name of a text.")
        return None
    source, words = entry.get("from"), entry.get("to")
    for key, value in (("from", source), ("to", words)):
        if value is not None and not isinstance(value, str):
            message = "This must be text. If it is a number, true, false or null, put it in quotes."
            fault(entry.values_at[key], "wrong-type", message)
            return None
    was = said_in(entry["was"], entry.keys_at["was"], fault) if "was" in entry else None
    mark = entry.values_at.get("to", at)._replace(file=at.file)
    to = str(words or "")
    return Said(str(source or ""), to if shows(to) else "", mark, was)


def brought_up_to_date(sheet: Sheet, texts: Mapping[str, str]) -> Sheet:
    """The sheet for the texts as they are now, in their order; whatever it said of others is kept beside.

    A text that reads as it did when it was translated has its translation, also where only its name changed.
    """
    moved = {said.source: said for name, said in every(sheet) if texts.get(name) != said.source}
    elsewhere = {said.source: said for _, said in every(sheet)}
    found = Sheet(sheet.language, sheet.checked)
    for name, words in texts.items():
        own = [said for known, said in every(sheet) if known == name]
        same = next((said for said in own if said.source == words), moved.get(words))
        if same is not None:
            found.said[name] = Said(words, same.words, same.mark)
        else:
            before = elsewhere.get(words) or next(iter(own), None)
            was = replace(before, was=None) if before else None  # what was said before that is unused now
            found.said[name] = Said(words, "", was=was)
    if any(not said.words for said in found.said.values()):
        found.checked = None
    shown = {(said.source, said.words) for _, said in every(found)}
    for name, said in every(sheet):
        if (said.source, said.words) not in shown:
            shown.add((said.source, said.words))
            found.unused[free(name, found.unused)] = Said(said.source, said.words)
    return found


def every(sheet: Sheet) -> Iterator[tuple[str, Said]]:
    """Whatever is said in a sheet, now or before, with the name that it stands under."""
    for name, said in (*sheet.said.items(), *sheet.unused.items()):
        one: Said | None = said
        while one is not None:
            if one.words:
                yield name, one
            one = one.was


def free(name: str, taken: Mapping[str, Said]) -> str:
    """The name, or one like it that nothing has yet."""
    return name if name not in taken else free(f"{name}~", taken)


def written(sheet: Sheet) -> str:
    """The sheet as its file."""
    yaml = YAML()
    yaml.width = 4096
    file = StringIO()
    entries = {
        key: {name: entry(one) for name, one in kept.items()}
        for key, kept in (("texts", sheet.said), ("unused", sheet.unused))
        if kept
    }
    checked = {"checked": sheet.checked} if sheet.checked else {}
    yaml.dump({"language": sheet.language, **checked, **entries}, file)
    return file.getvalue()


def entry(said: Said) -> dict[str, object]:
    was = {"was": {"from": said.was.source, "to": said.was.words}} if said.was and said.was.words else {}
    return {"from": said.source, "to": said.words, **was}
