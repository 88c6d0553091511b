"""The register of releases: what readers already have, as it was printed and no more.

One JSON file a release. It holds keys of groups, printed values and marks; no exact count, and a fingerprint
of what was printed alone, since one of exact tables could be tried against guesses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.disclosure.errors import SecondFinal
from analysis.disclosure.safe import Release
from analysis.tables import Cell, Group, Kind
from survey.errors import Refused

NEAREST = 2
"""By how many people a count printed to the nearest 5 may differ from the true one."""


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

    @property
    def fingerprint(self) -> str:
        """Of what was printed: the same tables give the same one, whenever they are printed."""
        written = json.dumps([dict(written_cell(*each)) for each in self.cells], sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def counts(self) -> Iterator[Cell]:
        """Counts of people, hidden ones with no value."""
        return (cell for _, cell in self.cells if cell.kind == "count" and cell.group.universe == "people")

    def of_table(self, id: str) -> tuple[Cell, ...]:
        """The cells of one table; none where it had no such table."""
        return tuple(cell for table, cell in self.cells if table == id)

    def to_json(self) -> str:
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for table, cell in self.cells:
            tables.setdefault(table, []).append(written_cell(table, cell))
        said = {
            "name": self.name,
            "at": self.at.isoformat(),
            "final": self.final,
            "reason": self.reason,
            "within": self.within,
            "fingerprint": self.fingerprint,
            "tables": [{"id": table, "cells": cells} for table, cells in tables.items()],
        }
        return json.dumps(said, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Printed:
        said = json.loads(text)
        cells = tuple((table["id"], read_cell(cell)) for table in said["tables"] for cell in table["cells"])
        at = datetime.fromisoformat(said["at"])
        found = cls(said["name"], at, said["final"], cells, said["within"], said["reason"])
        if found.fingerprint != said["fingerprint"]:
            raise Refused(f"The register's file for {found.name} was changed after it was written.")
        return found


def printed(release: Release, name: str, at: datetime, final: bool = False) -> Printed:
    """What a reader of a release has."""
    cells = tuple((table.id, cell) for table in release.tables for cell in table.cells)
    return Printed(name, at, final, cells, release.within)


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
        "where": [[variable, sorted(codes)] for variable, codes in cell.group.where],
        "parts": [sorted(codes) for codes in cell.group.parts],
    }


def read_cell(said: Mapping[str, Any]) -> Cell:
    where = tuple((variable, frozenset(codes)) for variable, codes in said["where"])
    parts = tuple(frozenset(codes) for codes in said["parts"])
    kind: Kind = said["kind"]
    return Cell(
        said["row"], said["col"], said["measure"], said["value"], said["lo"], said["hi"], said["n"],
        Group(where, said["universe"], parts), kind, flags=tuple(said["flags"]),
    )  # fmt: skip


@dataclass(frozen=True)
class Register:
    """The releases of one survey, a file each, in a folder."""

    folder: Path

    def releases(self) -> tuple[Printed, ...]:
        """All releases, the first first."""
        return tuple(
            Printed.from_json(path.read_text("utf-8")) for path in sorted(self.folder.glob("*.json"))
        )

    def add(self, release: Printed, reason: str = "") -> Path:
        """Enter a release; a second final one needs a reason."""
        earlier = self.releases()
        if release.final and not reason and any(other.final for other in earlier):
            raise SecondFinal(
                f"{release.name} has a final release already. Say why there must be another, for instance "
                "because the first has an error."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(earlier) + 1:04}.json"
        with path.open("x", encoding="utf-8") as file:
            file.write(replace(release, reason=reason).to_json())
        return path
