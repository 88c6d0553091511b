"""The rows of a survey sheet that work something out: each is carried, or told, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from survey.xlsform.calculating import Entry, Formulas
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.types import CONTROL, REPEATS
from survey.xlsform.workbook import Row
from survey.xlsform.xpath import Call, CannotTranslate, Column, read_xpath

REF = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
NUMBER_OF_ENTRY = Call("position", (Column(".."),))
PER_ENTRY = "it is worked out for each entry of a repeat, and what is computed stands once for all"
FOR_ALL = "it is computed for everybody"


class Calculations:
    """What is computed, by id. A form may work something out before it has asked: it then waits."""

    def __init__(self, rows: Iterable[Row], names: Names, ledger: Ledger) -> None:
        self.names = names
        self.ledger = ledger
        self.computed: dict[str, Entry] = {}
        self.origins: dict[int, tuple[str, int]] = {}
        found = list(within(rows))
        inside = {row.cells["name"]: repeat for row, repeat in found if "name" in row.cells}
        self.per_entry: set[str] = set()
        self.written: dict[str, tuple[Row, str, str]] = {}
        for row, repeat in found:
            name, formula = row.cells.get("name", ""), row.cells.get("calculation", "")
            if not is_calculation(row) or not name or not formula:
                continue
            if repeat is not None and any(inside.get(ref) == repeat for ref in REF.findall(formula)):
                self.per_entry.add(name)
            else:
                self.written[name] = (row, formula, row.cells.get("label", "") or name)
                names.waiting[name] = partial(self.work_out, name)

    def take(self, row: Row, name: str) -> None:
        """A row in its place: what it says besides its formula finds no place, or says how to read it."""
        formula = row.take("calculation")
        if not name or not formula:
            missing = "name" if formula else "formula"
            message = f"calculate {name} is left out: it has no {missing}.".replace("  ", " ")
            self.lose(row, name, "type", message)
        elif self.names.open is not None and is_number_of_entry(formula):
            del self.names.waiting[name]
            self.names.learn(name, Known("n", "entry"))
        elif name in self.per_entry:
            self.lose(row, name, "calculation", f"{name} is left out: {PER_ENTRY}.")
        row.take("label")
        if relevant := row.take("relevant"):
            self.ledger.leave_out(row.sheet, row.number, "relevant", f"{relevant}: {FOR_ALL}.")

    def lose(self, row: Row, name: str, column: str, message: str) -> None:
        self.ledger.leave_out(row.sheet, row.number, column, message)
        self.names.lost.add(name)

    def work_out(self, name: str) -> Known:
        """What a name stands for, once everything that its formula looks at is known."""
        row, formula, label = self.written[name]
        waiting, self.names.open, around = self.names.waiting.pop(name), None, self.names.open
        formulas = Formulas(self.names, lambda: self.names.question_id(f"{name}_part"))
        try:
            entry, kind = formulas.entry(formula)
            own = self.names.question_id(name)
        except CannotTranslate:
            self.names.waiting[name] = waiting
            raise
        finally:
            self.names.open = around
        if own != name:
            self.ledger.change(row.sheet, row.number, "name", f"{name} cannot be an id: it becomes {own}.")
        for remark in sorted(formulas.remarks):
            self.ledger.change(row.sheet, row.number, "calculation", f"{formula}: {remark}.")
        for part, inner in formulas.parts.items():
            self.computed[part] = {"text": f"Part of {label}", **inner}
            message = f"{formula}: a part of it is computed by itself, as {part}."
            self.ledger.change(row.sheet, row.number, "calculation", message)
        self.computed[own] = {"text": label, **entry}
        for made in (own, *formulas.parts):
            self.origins[id(self.computed[made])] = (row.sheet, row.number)
        self.names.known[name] = replace(kind, id=own, looks_at=frozenset(formulas.uses))
        return self.names.known[name]

    def finish(self) -> None:
        """Work out what nothing has asked for yet, and tell what cannot be."""
        for name in list(self.names.waiting):
            try:
                self.names.get(name)
            except CannotTranslate as error:
                row, formula, _ = self.written[name]
                del self.names.waiting[name]
                self.lose(row, name, "calculation", f"{formula}: {error}, so {name} is left out.")
        self.computed = dict(sorted(self.computed.items(), key=lambda item: self.origins[id(item[1])]))


def is_calculation(row: Row) -> bool:
    return row.cells.get("type", "").strip().lower() == "calculate"


def is_number_of_entry(formula: str) -> bool:
    try:
        return read_xpath(formula) == NUMBER_OF_ENTRY
    except CannotTranslate:
        return False


def within(rows: Iterable[Row]) -> Iterator[tuple[Row, int | None]]:
    """Every row with the row of the repeat around it, if there is one."""
    open_groups: list[tuple[bool, int]] = []
    for row in rows:
        edge = CONTROL.fullmatch(" ".join(row.cells.get("type", "").split()).lower())
        if edge and edge["edge"] == "end":
            open_groups = open_groups[:-1]
        yield row, next((number for repeats, number in open_groups if repeats), None)
        if edge and edge["edge"] == "begin":
            open_groups.append((edge["what"] in REPEATS, row.number))
