"""Forms for tests: markdown tables, read as a person would run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.xlsform.importing import Imported, read_form
from survey.xlsform.omissions import Omission

CHOICES = """
| choices |
|         | list_name | name   | label       |
|         | sector    | police | Policing    |
|         | sector    | health | Health      |
|         | who       | young  | Young       |
|         | who       | adults | Adults      |
|         | who       | none   | Nobody      |
|         | step      | 1      | Not in place |
|         | step      | 2      | Built in    |
"""


def table(heads: str, *rows: str, sheet: str = "survey") -> str:
    """A sheet as a markdown table: cells stand between bars."""
    return "\n".join([f"| {sheet} |", *(f"| | {row} |" for row in (heads, *rows))])


def read(tmp_path: Path, *sheets: str) -> Imported:
    path = tmp_path / "form.md"
    path.write_text("\n".join(sheets), "utf-8")
    return read_form(path)


def loaded(form: Imported) -> Questionnaire:
    assert not form.faults
    return load_text(form.text)


def questions(form: Imported) -> dict[str, dict[str, Any]]:
    """Every question by its id, as the engine understood it."""
    return {name: question.model_dump(mode="json") for name, question in loaded(form).questions.items()}


def left(form: Imported, row: int, column: str, sheet: str = "survey") -> str:
    """What was left out of one cell, in words."""
    return only(form.left_out, row, column, sheet)


def changed(form: Imported, row: int, column: str, sheet: str = "survey") -> str:
    return only(form.changed, row, column, sheet)


def only(entries: list[Omission], row: int, column: str, sheet: str) -> str:
    here = (sheet, row, column)
    found = [one.message for one in entries if (one.sheet, one.row, one.column) == here]
    assert len(found) == 1, [one.as_json() for one in entries]
    return found[0]
