"""The choices sheet: lists of options, each with the code that its name became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.engine.codebook import Code
from survey.xlsform.names import as_code
from survey.xlsform.omissions import Ledger
from survey.xlsform.workbook import Row, Workbook

WHY = {
    **dict.fromkeys(("image", "big-image", "audio", "video"), "options are words"),
    "hint": "write it as hint: of the option by hand",
}
FILTER = "no choice_filter that carries over looks at it"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as the sheet has it, with what its other columns say of it."""

    name: str
    code: Code
    label: str
    row: int
    facts: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass
class ChoiceList:
    """The options under one list name, and the columns that some choice_filter looks at."""

    choices: list[Choice] = field(default_factory=list)
    used: bool = False
    taken: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)

    @property
    def codes(self) -> dict[str, Code]:
        return {choice.name: choice.code for choice in self.choices}

    def take(self, row: Row, name: str, ledger: Ledger) -> None:
        label = row.take("label")
        if name in self.codes:
            ledger.leave_out(row.sheet, row.number, "name", f"{name} stands twice in its list.")
            row.leave_rest(ledger, WHY)
            return
        code = as_code(name, self.taken)
        if str(code) != name:
            ledger.change(row.sheet, row.number, "name", f"{name} is no code: it becomes {code}.")
        if not label:
            ledger.change(row.sheet, row.number, "label", f"There is none: it becomes {name}.")
        facts = {column: row.take(column) for column in list(row.cells) if column not in WHY}
        self.choices.append(Choice(name, code, label or name, row.number, facts))


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
        row.leave_rest(book.ledger, WHY)
    return lists


def leave_unused(book: Workbook, lists: dict[str, ChoiceList]) -> None:
    """Tell of lists that no question uses, and of columns that nothing looks at."""
    for name, found in lists.items():
        if not found.used and found.choices:
            message = f"No question that carries over uses the list {name}."
            book.ledger.leave_out("choices", found.choices[0].row, "list_name", message)
        for choice in found.choices:
            rest = {column: text for column, text in choice.facts.items() if column not in found.looked_at}
            Row("choices", choice.row, rest).leave_rest(book.ledger, dict.fromkeys(rest, FILTER))
