"""The choices sheet: lists of options, each with the code that its name became."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.engine.codebook import Code
from survey.xlsform.names import as_code
from survey.xlsform.omissions import Ledger
from survey.xlsform.workbook import Row, Workbook

WHY = {
    **dict.fromkeys(("image", "big-image", "audio", "video"), "options are words"),
    "hint": "write it as hint: of the option by hand",
}
FILTER = "what a choice_filter looks at does not carry over"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as the sheet has it."""

    name: str
    code: Code
    label: str
    row: int


@dataclass
class ChoiceList:
    """The options under one list name."""

    choices: list[Choice] = field(default_factory=list)
    used: bool = False
    taken: set[str] = field(default_factory=set)

    @property
    def codes(self) -> dict[str, Code]:
        return {choice.name: choice.code for choice in self.choices}

    def take(self, row: Row, name: str, ledger: Ledger) -> None:
        label = row.take("label")
        if name in self.codes:
            ledger.leave_out(row.sheet, row.number, "name", f"{name} stands twice in its list.")
            return
        code = as_code(name, self.taken)
        if str(code) != name:
            ledger.change(row.sheet, row.number, "name", f"{name} is no code: it becomes {code}.")
        if not label:
            ledger.change(row.sheet, row.number, "label", f"There is none: it becomes {name}.")
        self.choices.append(Choice(name, code, label or name, row.number))


def read_lists(book: Workbook) -> dict[str, ChoiceList]:
    """Every list of the choices sheet by its name."""
    lists: dict[str, ChoiceList] = {}
    for row in book.rows("choices"):
        list_name, name = row.take("list_name"), row.take("name")
        if list_name and name:
            lists.setdefault(list_name, ChoiceList()).take(row, name, book.ledger)
        elif list_name or name or row.cells:
            missing = "name" if list_name else "list_name"
            book.ledger.leave_out("choices", row.number, missing, "There is none, so the row is left out.")
            continue
        row.leave_rest(book.ledger, {column: WHY.get(column, FILTER) for column in row.cells})
    return lists


def leave_unused(book: Workbook, lists: dict[str, ChoiceList]) -> None:
    for name, found in lists.items():
        if not found.used and found.choices:
            message = f"No question that carries over uses the list {name}."
            book.ledger.leave_out("choices", found.choices[0].row, "list_name", message)
