"""The register of releases: what readers already have, as it was printed and no more.

One JSON file a release, never changed; a file beside it says that a release was taken back. It holds keys
of groups, printed values and marks, and which hidden groups are of one organisation; no exact count, and a
fingerprint of what was printed alone, since one of exact tables could be tried against guesses. Who was in it
is kept as a fingerprint of the random name of each set of answers: it tells how many came and went between
two releases, and of nobody what they answered.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from analysis.disclosure.cells import Mark, Where, spell
from analysis.disclosure.errors import SecondFinal
from analysis.disclosure.rules import PROMISED, Interval
from analysis.disclosure.safe import Release
from analysis.tables import Cell, Group, Kind
from survey.errors import NotFound, Refused

HALF_A_PERCENT = 0.5
"""By how much a percentage printed as a whole number may differ from the true one."""
NEAREST = 2
"""By how many people a count printed to the nearest 5 may differ from the true one."""


def printed_as(count: float, within: float = NEAREST) -> Interval:
    """Where a number of people may be that was printed as this: of one to nine none ever is."""
    least = PROMISED if count > 0 else 0
    return Interval(max(least, count - within), max(least, count + within))


@dataclass(frozen=True)
class Printed:
    """A release as readers have it."""

    name: str
    at: datetime
    final: bool
    cells: tuple[tuple[str, Cell], ...]
    """The id of a table and a cell of it."""
    within: int = NEAREST
    """By how many people a printed count may differ from the true one, as the note on rounding says."""
    reason: str = ""
    """Why there is a second final release."""
    people: frozenset[str] = frozenset()
    """A fingerprint for each who was in it, which without the database leads to nobody."""
    apart: frozenset[Mark] = frozenset()
    """Groups among its cells that it hid because one organisation stands for them."""

    @property
    def fingerprint(self) -> str:
        """Of what was printed: the same tables give the same one, whenever they are printed."""
        written = json.dumps([dict(written_cell(*each)) for each in self.cells], sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def counts(self) -> Iterator[tuple[Cell, Interval | None]]:
        """Counts, and shares that stand for one, with where the true number may be; None of a hidden one."""
        for _, cell in self.cells:
            if cell.kind == "count" and cell.value is not None:
                yield cell, self.about(cell.value)
            elif cell.kind == "share" and cell.value is not None and cell.n is not None:
                yield cell, self.about(cell.value * cell.n / 100, HALF_A_PERCENT * cell.n / 100)
            elif cell.kind in ("count", "share") and "suppressed" in cell.flags:
                yield cell, None

    def about(self, count: float, more: float = 0.0) -> Interval:
        """Where a number may be that was printed as this."""
        return printed_as(count, self.within + more)

    def of_table(self, id: str) -> tuple[Cell, ...]:
        """The cells of one table; none where it had no such table."""
        return tuple(cell for table, cell in self.cells if table == id)

    def to_json(self) -> str:
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for table, cell in self.cells:
            tables.setdefault(table, []).append(written_cell(table, cell))
        apart = [
            [sheet, written(where)] for sheet, where in sorted(self.apart, key=lambda m: (m[0], spell(m[1])))
        ]
        said = {
            "name": self.name,
            "at": self.at.isoformat(),
            "final": self.final,
            "reason": self.reason,
            "within": self.within,
            "people": sorted(self.people),
            "fingerprint": self.fingerprint,
            **({"one_organisation": apart} if apart else {}),
            "tables": [{"id": table, "cells": cells} for table, cells in tables.items()],
        }
        return json.dumps(said, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Printed:
        said = json.loads(text)
        cells = tuple((table["id"], read_cell(cell)) for table in said["tables"] for cell in table["cells"])
        at = datetime.fromisoformat(said["at"])
        found = cls(
            said["name"],
            at,
            said["final"],
            cells,
            said["within"],
            said["reason"],
            frozenset(said["people"]),
            frozenset((sheet, group_of(where)) for sheet, where in said.get("one_organisation", ())),
        )
        if found.fingerprint != said["fingerprint"]:
            raise Refused(f"The register's file for {found.name} was changed after it was written.")
        return found


@dataclass(frozen=True)
class Together(Printed):
    """Releases of the same answers, each of which rounds its counts in its own way."""

    each: tuple[Printed, ...] = ()

    def counts(self) -> Iterator[tuple[Cell, Interval | None]]:
        for one in self.each:
            yield from one.counts()


def as_one(releases: Sequence[Printed], name: str) -> Printed:
    """Releases of the same answers as readers have them together."""
    last, within = releases[-1], max(each.within for each in releases)
    cells = tuple(dict.fromkeys(cell for each in releases for cell in each.cells))
    apart = frozenset[Mark]().union(*(each.apart for each in releases))
    return Together(
        name, last.at, last.final, cells, within, last.reason, last.people, apart, tuple(releases)
    )


def printed(release: Release, name: str, at: datetime, final: bool = False) -> Printed:
    """What a reader of a release has."""
    cells = tuple((table.id, cell) for table in release.tables for cell in table.cells)
    return Printed(name, at, final, cells, release.within, apart=among(cells, release.apart))


def among(cells: Iterable[tuple[str, Cell]], marks: Iterable[Mark]) -> frozenset[Mark]:
    """Those marks whose group some cell is about."""
    groups = {frozenset(cell.group.where) for _, cell in cells}
    return frozenset((sheet, where) for sheet, where in marks if frozenset(where) in groups)


def written(where: Where) -> list[list[object]]:
    return [[variable, sorted(codes)] for variable, codes in where]


def group_of(said: Iterable[tuple[str, Iterable[str]]]) -> Where:
    return tuple((variable, frozenset(codes)) for variable, codes in said)


def written_cell(table: str, cell: Cell) -> Mapping[str, Any]:
    return {
        "row": cell.row,
        "col": cell.col,
        "measure": cell.measure,
        "kind": cell.kind,
        "value": cell.value,
        "lo": cell.lo,
        "hi": cell.hi,
        "n": cell.n,
        "flags": list(cell.flags),
        "universe": cell.group.universe,
        "where": written(cell.group.where),
        "parts": [sorted(codes) for codes in cell.group.parts],
        **({"of": cell.of} if cell.of else {}),
    }


def read_cell(said: Mapping[str, Any]) -> Cell:
    where = group_of(said["where"])
    parts = tuple(frozenset(codes) for codes in said["parts"])
    kind: Kind = said["kind"]
    return Cell(
        said["row"], said["col"], said["measure"], said["value"], said["lo"], said["hi"], said["n"],
        Group(where, said["universe"], parts), kind, of=said.get("of", ""), flags=tuple(said["flags"]),
    )  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A release in the register."""

    number: int
    printed: Printed
    taken_back: str = ""
    """Why nobody has it any more, in the words of whoever took it back; empty where readers have it."""


@dataclass(frozen=True)
class Register:
    """The releases of one survey, a file each, in a folder."""

    folder: Path

    def entries(self) -> tuple[Entry, ...]:
        """All releases, the first first, those that were taken back among them."""
        return tuple(
            Entry(number, Printed.from_json(path.read_text("utf-8")), taken_back(path))
            for number, path in enumerate(sorted(self.folder.glob("[0-9]*.json")), start=1)
        )

    def releases(self) -> tuple[Printed, ...]:
        """Those that readers have."""
        return tuple(entry.printed for entry in self.entries() if not entry.taken_back)

    def add(self, release: Printed, reason: str = "", seen: int | None = None) -> Path:
        """Enter a release; a second final one needs a reason.

        `seen` is how many entries there were when it was checked; refused where there are more by now.
        """
        earlier = self.entries()
        if release.final and not reason and any(other.printed.final for other in earlier):
            raise SecondFinal(
                f"{release.name} has a final release before it. Say why there must be another, for instance "
                "because the first has an error."
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{(len(earlier) if seen is None else seen) + 1:04}.json"
        try:
            write_whole(path, replace(release, reason=reason).to_json())
        except FileExistsError as taken:
            raise Refused(
                "Another release was entered while this one was made. Make this one again, so that it is "
                "checked against it."
            ) from taken
        return path

    def take_back(self, number: int, reason: str) -> Entry:
        """Say that nobody has a provisional release any more, so that later ones are not checked against it.

        What is final is published, and stays.
        """
        entry = next((entry for entry in self.entries() if entry.number == number), None)
        if entry is None:
            raise NotFound(f"There is no release {number} in the register.")
        if entry.printed.final:
            raise Refused(f"Release {number} is final: readers have it, and nothing takes it back.")
        if not reason.strip():
            raise Refused("Say with --reason how you know that nobody has a copy of it.")
        if not entry.taken_back:
            write_whole(self.folder / f"{number:04}.taken-back", reason.strip())
        return replace(entry, taken_back=entry.taken_back or reason.strip())


def taken_back(path: Path) -> str:
    beside = path.with_suffix(".taken-back")
    return beside.read_text("utf-8") if beside.is_file() else ""


def write_whole(path: Path, text: str) -> None:
    """A file for its owner alone, there in full or not at all; raises FileExistsError where there is one."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(file.name, path)
    finally:
        os.unlink(file.name)
