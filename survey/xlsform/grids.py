"""Grids as forms have them: a group of questions that share one list, shown as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from survey.xlsform.choices import ChoiceList
from survey.xlsform.names import as_id
from survey.xlsform.types import CONTROL, ONE, selecting
from survey.xlsform.worded import each, in_all
from survey.xlsform.workbook import Row

TABLE = "table-list"
HEADER = "label"
BARE = frozenset({"list-nolabel", "list-no-label"})
ROW_COLUMNS = frozenset({"type", "name", "label", "relevant", "required", "required_message", "appearance"})
HEADER_COLUMNS = frozenset({"type", "name", "label", "appearance"})
NOTE_COLUMNS = frozenset({"type", "name", "label"})
ORDERED = "It becomes the scale {}, read from worst to best. Say direction: if it has none, or the other one."


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a group that are one grid: a hint before it, the row with the labels, the statements."""

    list_name: str
    hint: Row | None
    header: Row | None
    rows: tuple[Row, ...]
    length: int
    """How many rows of the sheet it takes, from the one after its beginning to its end."""


def table_in(begin: Row, following: Sequence[Row], lists: dict[str, ChoiceList]) -> Table | None:
    """The grid that a group is, if it is one: nothing stands in it that a grid could not say."""
    looks = begin.cells.get("appearance", "").split()
    inside: list[Row] = []
    for row in following:
        if edge := CONTROL.fullmatch(kind(row).lower()):
            if edge["edge"] == "begin" or edge["what"] != "group":
                return None
            break
        inside.append(row)
    else:
        return None
    rest = [row for row in inside if row.cells]
    hint = rest.pop(0) if rest and kind(rest[0]).lower() == "note" else None
    header = rest.pop(0) if rest and rest[0].cells.get("appearance") == HEADER else None
    tabled = TABLE in looks or header is not None
    names = {kind(row) for row in ([header] if header else []) + rest}
    if not rest or not tabled or len(names) != 1 or not plain(hint, header, rest, tabled=TABLE in looks):
        return None
    select = selecting(names.pop())
    found = lists.get(select.list_name) if select and select.kind is ONE and not select.or_other else None
    if select is None or found is None or len(found.choices) < 2 or "${" in str(found.choices):
        return None
    return Table(select.list_name, hint, header, tuple(rest), len(inside) + 1)


def kind(row: Row) -> str:
    return " ".join(row.cells.get("type", "").split())


def plain(hint: Row | None, header: Row | None, rows: Sequence[Row], *, tabled: bool) -> bool:
    """Whether the rows say no more than rows of a grid can, and all are required or none is."""
    looks = BARE | {"", "minimal"} if tabled else BARE
    shared = [(row.cells.get("required", ""), row.cells.get("required_message", "")) for row in rows]
    return (
        (hint is None or hint.cells.keys() <= NOTE_COLUMNS)
        and (header is None or header.cells.keys() <= HEADER_COLUMNS)
        and (header is None or "${" not in header.cells.get("label", ""))
        and all(row.cells.keys() <= ROW_COLUMNS and "name" in row.cells for row in rows)
        and all(row.cells.get("appearance", "") in looks for row in rows)
        and len(set(shared)) == 1
    )


def as_braces(text: str) -> str:
    """Braces as a questionnaire writes them: a scale quotes nothing."""
    return text.replace("{", "{{").replace("}", "}}")


class Scales:
    """The scales that lists of choices become, one for each list and each question over its columns."""

    def __init__(self) -> None:
        self.scales: dict[str, dict[str, Any]] = {}
        self.named: dict[tuple[str, ...], str] = {}

    def scale_for(self, wanted: str, prompt: str, found: ChoiceList) -> tuple[str, bool]:
        """The id of the scale, and whether it is a new one."""
        key = (wanted, *in_all(prompt))
        if key in self.named:
            return self.named[key], False
        base, number = as_id(wanted), 1
        name = base
        while name in self.scales:
            number += 1
            name = f"{base}_{number}"
        steps = {choice.code: {"label": each(choice.label, as_braces)} for choice in found.choices}
        self.scales[name] = (
            {"prompt": each(prompt, as_braces), "steps": steps} if prompt else {"steps": steps}
        )
        self.named[key] = name
        return name, True
