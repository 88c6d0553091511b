"""Every text of a questionnaire file with a name that stays when the file changes.

A text is named by the ids around it: questions.sector.text, questions.sector.options.police.label,
scales.practice.steps.1.anchor. Where nothing has an id, as in lists of blocks, its number stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from survey.engine.local import is_language
from survey.engine.option_forms import OPTION_FORMS
from survey.engine.parts import Part, descendants
from survey.engine.structure import FROM_TEXTS
from survey.engine.yaml_source import Map, Mark, Seq

ENTRIES = {"options": "label", "also": "label", "steps": "label", "cases": "label", "rows": "text"}
"""Keys under which `code: words` is short for an entry with these words."""
BY_NAME = ("messages", "labels", "stages", "texts")
"""Keys under which there are words by name."""
AUTHORED = ("another",)
"""A key with words that the model does not keep by this name."""
Way = tuple[str, ...]


@cache
def spoken_keys() -> frozenset[str]:
    """The keys that hold words, or lists of words, as the models say."""
    held = {
        key
        for part in descendants(Part)
        for key in part.told
        if key in part.model_fields and part.model_fields[key].annotation in (str, tuple[str, ...])
    }
    return frozenset((*AUTHORED, *held))


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its name, what stands there, and how another can be put in its place."""

    way: Way
    value: object
    """Words, or words by language."""
    owner: Any
    """The Map or Seq that it stands in, and the key or position there."""
    at: object

    @property
    def name(self) -> str:
        return ".".join(self.way)

    @property
    def mark(self) -> Mark:
        found: Mark = self.owner.values_at[self.at]
        return found

    def put(self, words: str, mark: Mark) -> None:
        """Say this instead."""
        self.owner[self.at] = words
        self.owner.values_at[self.at] = mark

    def put_whole(self, words: str, mark: Mark) -> None:
        """Say this instead, which stands with its key in another place."""
        self.put(words, mark)
        if isinstance(self.owner, Map):
            self.owner.keys_at[self.at] = mark


def texts_of(source: Map) -> Iterator[Text]:
    """Every text of a file, in its order."""
    for key, value in source.items():
        if key == "lists" and isinstance(value, Map):
            for name, entries in value.items():
                if isinstance(entries, Map) and "from" not in entries:
                    yield from coded(entries, ("lists", str(name)), "label")
        elif key not in ("languages", "accepted", "retired", "code_map"):
            yield from at_key(source, key, ())


def within(owner: Map, way: Way) -> Iterator[Text]:
    for key in owner:
        yield from at_key(owner, key, way)


def at_key(owner: Map, key: object, way: Way) -> Iterator[Text]:
    """The texts under one key."""
    value, here = owner[key], (*way, str(key))
    if key in ENTRIES and isinstance(value, Map) and not any(one in value for one in OPTION_FORMS):
        yield from coded(value, here, ENTRIES[str(key)])
    elif key in BY_NAME and isinstance(value, Map):
        for name in value:
            if is_text(value[name]):
                yield Text((*here, str(name)), value[name], value, name)
    elif key in FROM_TEXTS and isinstance(value, Map) and "text" in value:
        return  # The name of a text that is declared under texts:, and translated there.
    elif key in spoken_keys() and is_text(value):
        yield Text(here, value, owner, key)
    elif isinstance(value, Map):
        yield from within(value, here)
    elif isinstance(value, Seq):
        yield from items(value, here, words=key in spoken_keys())


def items(found: Seq, way: Way, *, words: bool) -> Iterator[Text]:
    for number, item in enumerate(found):
        if isinstance(item, Map) and not (words and is_by_language(item)):
            yield from within(item, way_to(item, way, number))
        elif words and is_text(item):
            yield Text((*way, str(number + 1)), item, found, number)


def way_to(item: Map, way: Way, number: int) -> Way:
    """The way to an entry of a list; a question is named by its id, wherever in the file it stands."""
    if way[-1] != "questions":
        return (*way, str(item.get("id", number + 1)))
    group = way[:-1] if way[0] == "questions" else ()
    if "page" in item:
        return (*group, "pages", str(item["page"]))
    return (*(group or ("questions",)), str(item.get("id", number + 1)))


def coded(entries: Map, way: Way, words: str) -> Iterator[Text]:
    """Entries as `code: words`, or `code: {label: words, ...}`."""
    for code, entry in entries.items():
        if isinstance(entry, Map) and not is_by_language(entry):
            yield from within(entry, (*way, str(code)))
        elif is_text(entry):
            yield Text((*way, str(code), words), entry, entries, code)


def is_text(value: object) -> bool:
    return (isinstance(value, str) and bool(value)) or (isinstance(value, Map) and is_by_language(value))


def is_by_language(value: Mapping[object, object]) -> bool:
    """Whether these are words by language: every key is the tag of one."""
    return bool(value) and all(isinstance(key, str) and is_language(key) for key in value)
