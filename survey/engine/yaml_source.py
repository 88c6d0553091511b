"""YAML text to plain data with marks: every key and value knows its line and column.

Read from the parser's events, so that nothing hostile is ever built: aliases, anchors, tags,
duplicate keys, depth over 20 and anything far larger than a questionnaire are refused. Strings stay
strings: only true, false, null and plain numbers mean anything else, and a quoted scalar is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from survey.engine.forms import CONTROL
from survey.engine.spelling import yaml_slip

LARGEST = 1024 * 1024
MOST_LINES = 20_000
LONGEST_LINE = 10_000
MOST_VALUES = 12_000
"""About three times what the longest questionnaire holds; more takes longer to refuse than to read."""
DEEPEST = 20
NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
MOST_DIGITS = {False: 15, True: 24}
"""Characters of a whole number, and of one with decimals; what is longer is text, such as a card's number."""
CUT = re.compile(r"[ \t]+#[^\s#]")
"""A comment that is more likely a word of the text before it, such as: your #1 worry."""
QUOTE = "Put the words in quotes; where it is a comment, leave a space after the #."
CONSTANTS = {"true": True, "false": False, "null": None, "": None, "~": None}


class Mark(NamedTuple):
    """A place in a file, counted from 1; with the file's name where it is not the one being read."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a YAML file: where, a permanent code, and what to do about it."""

    mark: Mark
    code: str
    message: str
    where: str = ""


class Map(dict[object, object]):
    """A mapping that knows where it, its keys and its values stand; `faulty` once that has been told."""

    faulty = False

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.keys_at: dict[object, Mark] = {}
        self.values_at: dict[object, Mark] = {}

    def put(
        self, key: object, value: object, key_at: Mark | None = None, value_at: Mark | None = None
    ) -> None:
        self[key] = value
        self.keys_at[key] = key_at or self.mark
        self.values_at[key] = value_at or key_at or self.mark

    def take_from(self, other: Map, keys: Iterable[object] | None = None) -> None:
        """Copy entries with their marks: those named, or all."""
        for key in tuple(other) if keys is None else keys:
            if key in other:
                self.put(key, other[key], other.keys_at.get(key), other.values_at.get(key))

    def copy(self) -> Map:
        twin = Map(self.mark)
        twin.take_from(self)
        return twin


class Seq(list[object]):
    """A list that knows where it and its items stand; `faulty` once that has been told."""

    faulty = False

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.values_at: dict[object, Mark] = {}

    def put(self, value: object, at: Mark) -> None:
        self.values_at[len(self)] = at
        self.append(value)

    def copy(self) -> Seq:
        twin = Seq(self.mark)
        twin.faulty = self.faulty
        for number, value in enumerate(self):
            twin.put(value, self.values_at.get(number, self.mark))
        return twin


class YamlFaults(Exception):
    """The file cannot be used at all; the faults say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Reading(NamedTuple):
    """What a YAML text holds, what is wrong with it as YAML, and the values that were left out for that."""

    source: Map
    faults: list[Fault]
    left_out: list[object]


def read_yaml(text: str) -> Map:
    """The mapping that a faultless YAML text holds."""
    found = read_what_can_be(text)
    if found.faults:
        raise YamlFaults(found.faults)
    return found.source


def read_what_can_be(text: str) -> Reading:
    """The mapping that a YAML text holds, with its faults, unless they leave nothing to look at further."""
    text = text.removeprefix("\ufeff")
    check_size(text)
    builder = Builder(text)
    try:
        value = builder.document()
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(place.line + 1, place.column + 1) if place else Mark(1, 1)
        reason = error.problem or error.context or "it cannot be read"
        builder.fault(mark, "yaml-syntax", yaml_slip(reason))
    except (YAMLError, ValueError):
        builder.fault(Mark(1, 1), "yaml-syntax", "This is not YAML. Check colons, quotes and indents.")
    else:
        if isinstance(value, Map) and not builder.broken:
            return Reading(value, builder.faults, builder.left_out)
        if not builder.faults:
            builder.fault(
                Mark(1, 1), "not-a-mapping", "Start the file with a key, such as: questionnaire: my-survey"
            )
    raise YamlFaults(builder.faults)


def check_size(text: str) -> None:
    """Refuse at once what is no questionnaire, before the parser spends time on it."""
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        refuse(Mark(1, 1), "too-large", "The file is larger than 1 MiB. Keep long lists in reference/.")
    if found := CONTROL.search(text):
        before = text[: found.start()]
        mark = Mark(before.count("\n") + 1, found.start() - before.rfind("\n"))
        refuse(mark, "control-character", "There is a character here that cannot be shown. Remove it.")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        refuse(Mark(MOST_LINES + 1, 1), "too-large", f"The file has more than {MOST_LINES:,} lines.")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            refuse(Mark(number, 1), "too-large", f"This line is longer than {LONGEST_LINE:,} characters.")


def refuse(mark: Mark, code: str, message: str) -> NoReturn:
    raise YamlFaults([Fault(mark, code, message)])


class Builder:
    """Builds marked data from the parser's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))
        self.faults: list[Fault] = []
        self.left_out: list[object] = []
        self.broken = False
        self.depth = 0
        self.values = 0

    def document(self) -> object:
        value: object = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.broken = True
                    self.fault(mark_of(event), "two-documents", "Here begins a second document. Remove ---.")
                    break
                value = self.value(next(self.events))
        return value

    def fault(self, mark: Mark, code: str, message: str) -> None:
        self.faults.append(Fault(mark, code, message))

    def stop(self, event: Event, code: str, message: str) -> NoReturn:
        """Give up: reading on would only cost time."""
        self.fault(mark_of(event), code, message)
        raise YamlFaults(self.faults)

    def value(self, event: Event) -> object:
        self.check(event)
        if isinstance(event, AliasEvent):
            return None
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        self.depth += 1
        if self.depth > DEEPEST:
            self.stop(event, "too-deep", f"The file nests more than {DEEPEST} levels deep.")
        value = self.mapping(event) if isinstance(event, MappingStartEvent) else self.sequence(event)
        self.depth -= 1
        return value

    def check(self, event: Event) -> None:
        """What is refused whatever stands there."""
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(event, "too-large", f"The file holds more than {MOST_VALUES:,} keys and values.")
        mark = mark_of(event)
        if isinstance(event, AliasEvent):
            self.broken = True
            self.fault(mark, "alias", "Aliases (*name) are not allowed. Write the value out here.")
        elif getattr(event, "anchor", None):
            self.fault(mark, "anchor", "Anchors (&name) are not allowed. Declare lists and scales for reuse.")
        if getattr(event, "tag", None):
            self.fault(mark, "tag", "Tags (!name) are not allowed. Remove it.")

    def scalar(self, event: ScalarEvent) -> object:
        text = str(event.value)
        if CONTROL.search(text):
            self.broken = True
            self.fault(mark_of(event), "control-character", "Remove the character that cannot be shown.")
        if event.style is not None:
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        if len(text) <= MOST_DIGITS["." in text] and NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        if CUT.match(self.text, event.end_mark.index):
            self.fault(
                mark_of(event), "cut-short", f"'{text[-20:]}' ends here, for # begins a comment. {QUOTE}"
            )
        return text

    def mapping(self, start: Event) -> Map:
        found = Map(mark_of(start))
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.value(event)
            follows = next(self.events)
            value = self.value(follows)
            mark = mark_of(event)
            if not isinstance(key, str | int) or isinstance(key, bool):
                self.fault(mark, "bad-key", "A key is a word or a whole number. Put other keys in quotes.")
                self.left_out.append(value)
            elif key in found:
                self.fault(mark, "duplicate-key", f"The key {key} stands twice. Rename or remove one.")
                self.left_out.append(value)
            else:
                found.put(key, value, mark, mark_of(follows))
        return found

    def sequence(self, start: Event) -> Seq:
        found = Seq(mark_of(start))
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.put(self.value(event), mark_of(event))
        return found


def mark_of(event: Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def mapping(source: Map, key: str) -> Map:
    """The mapping under a key, or an empty one."""
    value = source.get(key)
    return value if isinstance(value, Map) else Map(source.mark)


def as_list(value: object) -> list[object]:
    """A list as it is, one value as a list of one, nothing as none."""
    return list(value) if isinstance(value, list) else [] if value is None else [value]
