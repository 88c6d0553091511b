"""What came back of sheets that were sent out: all of it checked, or nothing taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.themes.cells import Grid, readings
from analysis.themes.stamp import Stamp
from survey.engine.spelling import meant
from survey.errors import Refused

MOST_TOLD = 100


@dataclass(frozen=True)
class Wrong:
    """One thing wrong in a file, with the row and the column where it has one."""

    file: str
    sentence: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.sentence}"


class FaultySheets(Refused):
    """Sheets that cannot be taken, with everything that is wrong with them."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        told = [str(one) for one in wrong[:MOST_TOLD]]
        if len(wrong) > MOST_TOLD:
            told.append(f"... and {len(wrong) - MOST_TOLD} more.")
        super().__init__("\n".join([*told, "Nothing was taken from these files. Mend them and read again."]))


class Returned:
    """One sheet that came back, with what is wrong with it so far."""

    def __init__(self, grid: Grid, expected: Sequence[str], purpose: str, sealed: Sequence[str]) -> None:
        self.grid = grid
        self.expected = expected
        self.sealed = sealed
        """Columns that nobody was to change, in the order in which they were sealed."""
        self.wrong: list[Wrong] = []
        self.at = {name: at for at, name in reversed(list(enumerate(grid.headings))) if name}
        self.stamp: Stamp | None = None
        self.read: dict[int, tuple[str, ...] | None] = {}
        self.check_headings()
        if not self.wrong:
            self.stamp = self.find_stamp(purpose)
        if self.stamp is not None:
            self.check_rows(self.stamp)

    def tell(self, sentence: str, row: int = 0, column: str = "") -> None:
        self.wrong.append(Wrong(self.grid.file, sentence, row, column))

    def cell(self, row: tuple[object, ...], name: str) -> object:
        at = self.at[name]
        return row[at] if at < len(row) else None

    def text(self, row: tuple[object, ...], name: str) -> str:
        cell = self.cell(row, name)
        return "" if cell is None else str(cell).strip()

    def check_headings(self) -> None:
        """Every column once, and none besides."""
        counts = Counter(name for name in self.grid.headings if name)
        missing = [name for name in self.expected if name not in counts]
        for name, times in counts.items():
            if name not in self.expected:
                near = meant(name, missing) or " Remove the column, or make sheets with the book that has it."
                self.tell(f"there is no theme or column called {name}.{near}", 1, name)
            elif times > 1:
                self.tell("this column stands twice. Remove one.", 1, name)
        for name in missing:
            self.tell("this column is missing. Take it from a fresh sheet.", 1, name)
        for number, row in self.grid.rows:
            for at, cell in enumerate(row):
                loose = at >= len(self.grid.headings) or not self.grid.headings[at]
                if loose and cell is not None and str(cell).strip():
                    self.tell(f"a cell under no heading holds {str(cell)[:30]!r}. Empty it.", number)

    def find_stamp(self, purpose: str) -> Stamp | None:
        """What the rows say that they belong to: one sheet, and one of this purpose."""
        said = Counter(self.text(row, "sheet") for _, row in self.grid.rows)
        if not said:
            self.tell("there are no rows in it.")
            return None
        written, _ = said.most_common(1)[0]
        stamp = Stamp.read(written)
        if stamp is None or stamp.purpose != purpose:
            self.tell(f"this is no sheet for {purpose} made by this program.", column="sheet")
            return None
        for number, row in self.grid.rows:
            if self.text(row, "sheet") != written:
                self.tell("this row comes from another sheet, or the cell was changed.", number, "sheet")
        return stamp

    def check_rows(self, stamp: Stamp) -> None:
        """Every row that was sent out is there once and says what it said."""
        seen: dict[str, int] = {}
        for number, row in self.grid.rows:
            if self.text(row, "sheet") != str(stamp):
                continue
            seal = self.text(row, "check")
            self.read[number] = next((parts for parts in self.ways(row) if stamp.seal(*parts) == seal), None)
            self.check_seal(number)
            own = self.text(row, "no")
            if own in seen:
                self.tell(f"this row stands in row {seen[own]} too. Remove one.", number, "no")
            seen.setdefault(own, number)
        lost = [str(at) for at in range(1, stamp.rows + 1) if str(at) not in seen]
        if lost:
            more = f" and {len(lost) - 20} more" if len(lost) > 20 else ""
            which = ", ".join(lost[:20])
            self.tell(f"{len(lost)} of {stamp.rows} rows are missing: number {which}{more}.", column="no")

    def check_seal(self, number: int) -> None:
        """Whether the sealed cells are as they were sent."""
        if self.words(number) is None:
            self.tell(
                f"{', '.join(self.sealed[:-1])} or {self.sealed[-1]} was changed. Copy the row from the "
                "sheet as it was sent, and keep your marks.",
                number,
            )

    def words(self, number: int) -> tuple[str, ...] | None:
        """The sealed cells of a row as they were written; None where they were changed."""
        return self.read.get(number)

    def ways(self, row: tuple[object, ...]) -> Iterator[tuple[str, ...]]:
        """Every reading of the sealed cells, since spreadsheets keep text as text in ways of their own."""
        found: list[tuple[str, ...]] = [()]
        for name in self.sealed:
            found = [(*before, one) for before in found for one in readings(self.cell(row, name))]
        return iter(found)
