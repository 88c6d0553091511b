"""YAML text to plain data with marks: every key and value knows its line and column.

Read from the parser's events, so that nothing hostile is ever built: aliases, anchors, tags,
duplicate keys, depth over 20 and files over 1 MiB are refused. Strings stay strings: only true,
false, null and plain numbers mean anything else, and a quoted scalar is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

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
    SequenceStartEvent,
)

LARGEST = 1024 * 1024
DEEPEST = 20
NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
CONSTANTS = {"true": True, "false": False, "null": None, "": None, "~": None}


class Mark(NamedTuple):
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a YAML file: where, a permanent code, and what to do about it."""

    mark: Mark
    code: str
    message: str
    where: str = ""


class Map(dict[object, object]):
    """A mapping that knows where it, its keys and its values stand."""

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
    """A list that knows where it and its items stand."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.values_at: dict[object, Mark] = {}

    def put(self, value: object, at: Mark) -> None:
        self.values_at[len(self)] = at
        self.append(value)


class YamlFaults(Exception):
    """The file cannot be used at all; the faults say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def read_yaml(text: str) -> Map:
    """The mapping that a YAML text holds, or every fault that keeps it from being read."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise YamlFaults(
            [
                Fault(
                    Mark(1, 1),
                    "too-large",
                    "The file is larger than 1 MiB. Split long lists into files of their own.",
                )
            ]
        )
    try:
        reader = Builder(text)
        value = reader.document()
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(place.line + 1, place.column + 1) if place else Mark(1, 1)
        reason = str(error.problem or error.context or "not YAML")
        raise YamlFaults(
            [Fault(mark, "yaml-syntax", f"This is not YAML: {reason}. Check colons, quotes and indents.")]
        ) from error
    except (YAMLError, ValueError) as error:
        raise YamlFaults(
            [Fault(Mark(1, 1), "yaml-syntax", "The file holds characters that YAML does not allow.")]
        ) from error
    if reader.faults:
        raise YamlFaults(reader.faults)
    if not isinstance(value, Map):
        raise YamlFaults(
            [
                Fault(
                    Mark(1, 1),
                    "not-a-mapping",
                    "Start the file with a key, such as: questionnaire: my-survey",
                )
            ]
        )
    return value


class Builder:
    """Builds marked data from the parser's events."""

    def __init__(self, text: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        self.events: Iterator[Event] = iter(yaml.parse(text))
        self.faults: list[Fault] = []
        self.depth = 0

    def document(self) -> object:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                value = self.value(next(self.events))
                if any(isinstance(later, DocumentStartEvent) for later in self.events):
                    self.fault(
                        event, "two-documents", "The file holds more than one document. Remove the line ---."
                    )
                return value
        return None

    def fault(self, event: Event, code: str, message: str) -> None:
        self.faults.append(Fault(mark_of(event), code, message))

    def value(self, event: Event) -> object:
        if isinstance(event, AliasEvent):
            self.fault(event, "alias", "Aliases (*name) are not allowed. Write the value out here.")
            return None
        if getattr(event, "anchor", None):
            self.fault(
                event,
                "anchor",
                "Anchors (&name) are not allowed. Remove it; lists and scales are there for reuse.",
            )
        if getattr(event, "tag", None):
            self.fault(event, "tag", "Tags (!name) are not allowed. Remove it.")
        if isinstance(event, ScalarEvent):
            return scalar(event)
        self.depth += 1
        if self.depth > DEEPEST:
            self.fault(event, "too-deep", f"The file nests more than {DEEPEST} levels deep.")
            raise YamlFaults(self.faults)
        value = self.mapping(event) if isinstance(event, MappingStartEvent) else self.sequence(event)
        self.depth -= 1
        return value

    def mapping(self, start: Event) -> Map:
        found = Map(mark_of(start))
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.value(event)
            follows = next(self.events)
            value = self.value(follows)
            if not isinstance(key, str | int) or isinstance(key, bool):
                self.fault(event, "bad-key", "A key is a word or a whole number. Put other keys in quotes.")
            elif key in found:
                self.fault(
                    event, "duplicate-key", f"The key {key} stands twice here. Rename or remove one of them."
                )
            else:
                found.put(key, value, mark_of(event), mark_of(follows))
        return found

    def sequence(self, start: Event) -> Seq:
        assert isinstance(start, SequenceStartEvent)
        found = Seq(mark_of(start))
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.put(self.value(event), mark_of(event))
        return found


def mark_of(event: Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def scalar(event: ScalarEvent) -> object:
    text = str(event.value)
    if event.style is not None:
        return text
    if text in CONSTANTS:
        return CONSTANTS[text]
    if NUMBER.fullmatch(text) and len(text) < 16:
        return float(text) if "." in text else int(text)
    return text


def mapping(source: Map, key: str) -> Map:
    """The mapping under a key, or an empty one."""
    value = source.get(key)
    return value if isinstance(value, Map) else Map(source.mark)


def as_list(value: object) -> list[object]:
    """A list as it is, one value as a list of one, nothing as none."""
    return list(value) if isinstance(value, list) else [] if value is None else [value]
