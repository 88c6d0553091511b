"""The law of coming in: every column that XLSForm knows is carried or told, whenever it is filled in.

Each cell says something that can be found again. It must be found, in the questionnaire or in a list.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyxform import aliases
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from survey.engine.translation.sheet import written
from survey.xlsform.headers import header
from survey.xlsform.importing import Imported
from tests.xlsform.forms import loaded, read, table

NO_COLUMNS = frozenset({"parent", "children", "extra_data", "bind", "control", "body", "instance", "media"})
"""What pyxform keeps under these names itself; they stand before others, as in bind::relevant."""

GROUPED = ("bind::relevant", "control::appearance", "media::image", "body::accuracyThreshold", "instance::x")
SPOKEN = tuple(f"{column}::French (fr)" for column in ("label", "hint", "image", "constraint_message"))
MORE = ("repeat_count", "disabled", "intent", "save_to", "my own column")

SWITCHES = {"disabled": "yes", "required": "yes", "parameters": "randomize=true", "repeat_count": "7"}
"""Cells that say nothing by which they could be found again."""

ROWS = {
    "text": (),
    "integer": (),
    "select_one letters": (),
    "rank letters": (),
    "note": (),
    "calculate": (),
    "begin_group": ("text | inner_{} | Inner", "end_group | |"),
    "begin_repeat": ("text | inner_{} | Inner", "end_repeat | |"),
}
LETTERS = table("list_name | name | label", "letters | x | X", "letters | y | Y", sheet="choices")
BASE = ("type", "name", "label")


def columns(*names: str) -> list[str]:
    return sorted(name for name in {*names} - NO_COLUMNS if not name.startswith("_"))


SURVEY = [
    column
    for column in columns(
        *aliases.survey_header, *MultipleChoiceQuestion.get_slot_names(), *GROUPED, *SPOKEN, *MORE
    )
    if column not in BASE
]


def value(column: str, number: int) -> str:
    """Something to fill in: 7000 and its number is in it, so it can be found again."""
    mark = 7000 + number
    return {
        "relevant": f"${{before}} > {mark}",
        "constraint": f". >= {mark}",
        "calculation": f"${{before}} * {mark}",
        "choice_filter": f"name != 'x' or ${{before}} > {mark}",
        **SWITCHES,
    }.get(header(column).column, f"filled {mark}")


def everything(form: Imported) -> str:
    """The questionnaire and its translations."""
    return "\n".join([form.text, *map(written, form.translations)])


def is_told(form: Imported, sheet: str, row: int, column: str) -> bool:
    """Whether a list names the cell."""
    return any(
        one.sheet == sheet and one.row == row and header(one.column) == header(column)
        for one in form.omissions
    )


@pytest.mark.parametrize("kind", ROWS)
def test_every_column_of_the_survey_sheet_is_carried_or_told(tmp_path: Path, kind: str) -> None:
    """One row for each column, with that column filled in besides what every row has."""
    rows, at = ["integer | before | Before"], {}
    for number, column in enumerate(SURVEY):
        at[column] = len(rows) + 2
        cells = ["" for _ in SURVEY]
        cells[number] = value(column, number)
        if kind == "calculate" and header(column).column != "calculation":
            cells[SURVEY.index("calculation")] = "${before} * 2"
        rows.append(" | ".join([kind, f"it_{number}", "It", *cells]))
        rows.extend(row.format(number) for row in ROWS[kind])
    form = read(tmp_path, table(" | ".join([*BASE, *SURVEY]), *rows), LETTERS)
    loaded(form)
    lost = [
        column
        for number, column in enumerate(SURVEY)
        if str(7000 + number) not in everything(form) and not is_told(form, "survey", at[column], column)
    ]
    assert [column for column in lost if header(column).column not in SWITCHES] == []


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("column", SWITCHES)
def test_what_a_cell_switches_shows_or_is_told(tmp_path: Path, column: str, kind: str) -> None:
    def form(cell: str) -> Imported:
        own = f"{kind} | it | It | {cell} |" + (" ${before} * 2" if kind == "calculate" else "")
        rest = [f"{row.format(1)} | |" for row in ROWS[kind]]
        heads = f"type | name | label | {column} | calculation"
        return read(tmp_path, table(heads, "integer | before | Before | |", own, *rest), LETTERS)

    filled, empty = form(SWITCHES[column]), form("")
    assert filled.text != empty.text or is_told(filled, "survey", 3, column)


CHOICES = [
    one
    for one in columns(*aliases.list_header, *Option.get_slot_names(), "my own", "label::fr")
    if one not in ("list_name", "name", "label")
]


def test_every_column_of_the_choices_sheet_is_carried_or_told(tmp_path: Path) -> None:
    rows = []
    for number, column in enumerate(CHOICES):
        cells = [value(column, number) if other == column else "" for other in CHOICES]
        rows.append(" | ".join(["letters", f"x{number}", "X", *cells]))
    choices = table(" | ".join(["list_name", "name", "label", *CHOICES]), *rows, sheet="choices")
    form = read(tmp_path, table("type | name | label", "select_one letters | it | It"), choices)
    loaded(form)
    lost = [
        one
        for number, one in enumerate(CHOICES)
        if f"filled {7000 + number}" not in everything(form) and not is_told(form, "choices", number + 2, one)
    ]
    assert lost == []


SETTINGS = columns(*aliases.settings_header, *Survey.get_slot_names(), "my own")


def test_every_column_of_the_settings_sheet_is_carried_or_told(tmp_path: Path) -> None:
    cells = [value(column, number) for number, column in enumerate(SETTINGS)]
    settings = table(" | ".join(SETTINGS), " | ".join(cells), sheet="settings")
    form = read(tmp_path, table("type | name | label", "text | a | A"), settings)
    loaded(form)
    lost = [
        column
        for number, column in enumerate(SETTINGS)
        if str(7000 + number) not in form.text and not is_told(form, "settings", 2, column)
    ]
    assert lost == []


@pytest.mark.parametrize("sheet", ["external_choices", "entities", "osm", "my notes"])
def test_every_other_sheet_is_told(tmp_path: Path, sheet: str) -> None:
    form = read(
        tmp_path,
        table("type | name | label", "text | a | A"),
        table("list_name | name", "a | b", sheet=sheet),
    )
    assert [one.message for one in form.left_out if one.sheet == sheet] == ["This sheet is not read."]
