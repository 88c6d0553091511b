"""The code map: a log, in every version, of what became of what earlier versions stored.

An entry says from which version on it holds. Answers to an older version pass through all entries that
are newer than it, step by step, so a chain of versions needs no other file than the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import PlainValidator, StringConstraints, WithJsonSchema

from survey.engine.codebook import Code
from survey.engine.parts import OptionCode, Part, Words, code_of

SCALES = "scales"
"""What the name of a scale begins with: scales.agree."""

VersionNumber = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]
MapName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=121)
]
"""An id of a question, row, group or computed variable; group.question within a group; scales.scale."""


def counterpart(value: object) -> Code | None:
    return None if value is None else code_of(value)


Counterpart = Annotated[
    Code | None,
    PlainValidator(counterpart),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
]


class Recoded(Part):
    """One code as it was, and the code that it counts as; nothing where it has no counterpart."""

    was: OptionCode
    now: Counterpart


class MapEntry(Part):
    """What became of one name: another name, other codes, or nothing, for a reason."""

    since: VersionNumber
    was: MapName
    now: MapName | None = None
    codes: tuple[Recoded, ...] = ()
    dropped: Words | None = None

    @property
    def key(self) -> str:
        """What it is known by among all entries."""
        return f"{self.since} {self.was}"

    @cached_property
    def recoded(self) -> dict[str, str | None]:
        """Its codes as forms spell them."""
        return {str(one.was): None if one.now is None else str(one.now) for one in self.codes}


Step = Mapping[str, MapEntry]
"""The entries of one version, by the name that each is about."""


def age(version: str) -> tuple[int, ...]:
    """What versions are sorted by: 1.10 is newer than 1.9."""
    return tuple(map(int, version.split(".")))


def steps_between(entries: Iterable[MapEntry], old: str, new: str) -> tuple[Step, ...]:
    """What answers to one version pass through on their way to a newer one."""
    return steps(entry for entry in entries if age(old) < age(entry.since) <= age(new))


def steps_from(entries: Iterable[MapEntry], first: str, last: str) -> tuple[Step, ...]:
    """The steps of some versions, the first and the last among them."""
    return steps(entry for entry in entries if age(first) <= age(entry.since) <= age(last))


def steps(entries: Iterable[MapEntry]) -> tuple[Step, ...]:
    found: dict[tuple[int, ...], dict[str, MapEntry]] = {}
    for entry in entries:
        found.setdefault(age(entry.since), {})[entry.was] = entry
    return tuple(found[since] for since in sorted(found))


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one name: its name now, the entries about itself, or the one that dropped it."""

    now: str
    by: tuple[MapEntry, ...] = ()
    dropped: MapEntry | None = None


def fate(name: str, steps: Iterable[Step]) -> Fate:
    """Follow a name; what stands in a group goes where its group goes."""
    by: list[MapEntry] = []
    for step in steps:
        group, dot, own = name.rpartition(".")
        entry, around = step.get(name), step.get(group) if group != SCALES else None
        by += [entry] if entry else []
        for one in (entry, around):
            if one and one.dropped:
                return Fate(name, tuple(by), one)
        if entry and entry.now:
            name = entry.now
        elif around and around.now:
            name = f"{around.now}{dot}{own}"
    return Fate(name, tuple(by))


def recodings(fates: Iterable[Fate]) -> tuple[MapEntry, ...]:
    """The entries that recode an answer, the oldest first; within a version the last fate has its say."""
    found = {age(entry.since): entry for one in fates for entry in one.by if entry.codes}
    return tuple(found[since] for since in sorted(found))


def code_now(code: str, entries: Iterable[MapEntry]) -> tuple[str | None, MapEntry | None]:
    """What a code counts as; where it has no counterpart, the entry that says so."""
    for entry in entries:
        became = entry.recoded.get(code, code)
        if became is None:
            return None, entry
        code = became
    return code, None
