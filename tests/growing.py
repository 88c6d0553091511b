"""A guide whose boxes grow one questionnaire: each shows what is new, where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

BOX = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (\d+)\..*", re.MULTILINE)
NOT_KEPT = "# only to see what is said\n"


@dataclass
class Command:
    """A line to type, and what the guide says that it answers."""

    line: str
    says: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """A step's next state of the file, and the commands that are typed while the file is like that."""

    step: str
    file: str
    text: str
    kept: bool
    commands: tuple[Command, ...]


def grown(guide: str) -> Iterator[Change]:
    """Every state that a reader's file goes through, with what is typed in it."""
    growing = CommentedMap()
    for heading, boxes in steps(guide):
        for kind, body in boxes:
            if kind == "yaml":
                shown, kept = parsed(written(growing)), not body.startswith(NOT_KEPT)
                grow(shown, parsed(body))
                growing = shown if kept else growing
            commands = tuple(commands_in(body)) if kind == "console" else ()
            if kind in ("yaml", "console"):
                yield Change(heading, f"{shown['version']}.yaml", written(shown), kept, commands)


def steps(guide: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each numbered heading with its boxes: what kind each is, and what stands in it."""
    found = list(HEADING.finditer(guide))
    ends = [after.start() for after in found[1:]] + [len(guide)]
    for heading, end in zip(found, ends, strict=True):
        yield heading.group(1), [(box[1], box[2]) for box in BOX.finditer(guide, heading.end(), end)]


def commands_in(body: str) -> Iterator[Command]:
    command = None
    for line in body.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(line.removeprefix("$ "))
        elif command is not None:
            command.says.append(line)
    if command is not None:
        yield command


def parsed(text: str) -> Any:
    return reader().load(text)


def written(tree: Any) -> str:
    out = StringIO()
    reader().dump(tree, out)
    return out.getvalue()


def reader() -> YAML:
    """Keeps the order, the quotes and the braces of whoever wrote the text."""
    yaml = YAML()
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def grow(old: CommentedMap, new: CommentedMap) -> None:
    """Put what is new below what is there; what is there already only shows where."""
    for key, value in new.items():
        if isinstance(old.get(key), CommentedMap) and isinstance(value, CommentedMap):
            grow(old[key], value)
        elif key in old and isinstance(value, CommentedSeq) and all(map(name_of, value)):
            grow_list(old[key], value)
        else:
            old[key] = value


def grow_list(old: CommentedSeq, new: CommentedSeq) -> None:
    """Below the entry that stands before it in the box, or above the one after it, or at the end."""
    known = [name_of(entry) for entry in old]
    first = next((known.index(name_of(entry)) for entry in new if name_of(entry) in known), len(known))
    for entry in new:
        if name_of(entry) in known:
            first = known.index(name_of(entry)) + 1
            grow(old[first - 1], entry)
        else:
            old.insert(first, entry)
            known.insert(first, name_of(entry))
            first += 1


def name_of(entry: object) -> tuple[str, object] | None:
    """What tells an entry of a list from the others: its id, or that it is a page of this name."""
    for key in ("id", "page"):
        if isinstance(entry, CommentedMap) and key in entry:
            return key, entry[key]
    return None


def agree(shown: list[str], said: list[str]) -> bool:
    """Whether a command said what the guide shows, `...` standing for any lines."""
    if "..." not in shown:
        return shown == said
    at = shown.index("...")
    rest = shown[at + 1 :]
    if shown[:at] != said[:at]:
        return False
    return any(agree(rest, said[start:]) for start in range(at, len(said) + 1))


def put_back(guide: str, answers: Iterator[list[str]]) -> str:
    """The guide with the answers of its commands as they are, where nothing is left out."""

    def one(box: re.Match[str]) -> str:
        if box[1] != "console":
            return box[0]
        lines = []
        for command in commands_in(box[2]):
            said = next(answers)
            lines += [f"$ {command.line}", *(command.says if agree(command.says, said) else said)]
        return "```console\n" + "\n".join(lines) + "\n```"

    return BOX.sub(one, guide)


def in_folder(folder: Path, change: Change) -> None:
    """Save the file as a reader would have it now."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / change.file).write_text(change.text, "utf-8")
