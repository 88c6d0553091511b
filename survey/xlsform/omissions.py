"""What did not go over from one format to the other, or not as it was: where it stands, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Omission:
    """One thing in a spreadsheet: left out of the questionnaire, or changed on the way into it."""

    sheet: str
    row: int
    column: str
    message: str
    changed: bool = False

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @property
    def alike(self) -> tuple[str, str, str, bool]:
        return self.sheet, self.column, self.message, self.changed


@dataclass(frozen=True, slots=True, order=True)
class Unmatched:
    """One thing in a questionnaire that a spreadsheet has no place for, with its line."""

    line: int
    where: str
    message: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        return f"line {self.line}, {self.where}: {self.message}"


class Ledger:
    """Everything that was left out or changed while a form was read."""

    def __init__(self) -> None:
        self.entries: list[Omission] = []

    def leave_out(self, sheet: str, row: int, column: str, message: str) -> None:
        self.entries.append(Omission(sheet, row, column, message))

    def change(self, sheet: str, row: int, column: str, message: str) -> None:
        self.entries.append(Omission(sheet, row, column, message, changed=True))

    def in_order(self) -> tuple[Omission, ...]:
        """Each once, sheet by sheet, by row."""
        sheets = {name: number for number, name in enumerate(("settings", "survey", "choices"))}
        once = dict.fromkeys(self.entries)
        return tuple(sorted(once, key=lambda one: (sheets.get(one.sheet, 9), one.sheet, one.row)))


def in_lines(omissions: Iterable[Omission]) -> Iterator[str]:
    """One line each; rows below each other that say the same are told together."""
    neighbours = enumerate(omissions)
    for _, group in groupby(neighbours, key=lambda pair: (pair[1].row - pair[0], pair[1].alike)):
        found = [one for _, one in group]
        first, last = found[0], found[-1]
        rows = f"row {first.row}" if len(found) == 1 else f"rows {first.row} to {last.row}"
        column = f", {first.column}" if first.column else ""
        yield f"{first.sheet}, {rows}{column}: {first.message}"
