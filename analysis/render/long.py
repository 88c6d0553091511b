"""tables.csv: every published figure as a line, and beside it what its columns mean (CSV on the Web)."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.marks import INTERVAL_NOTE
from analysis.render import wording
from analysis.render.document import Tables, document
from analysis.report import Report
from analysis.spreadsheet import write_rows
from survey.engine.spreadsheet import guarded

COLUMNS = {
    "table": ("string", "The table's number"),
    "title": ("string", "The table's title"),
    "row": ("string", "Id of the row"),
    "row_label": ("string", "Words of the row"),
    "block": ("string", "The heading that the row stands under"),
    "col": ("string", "Id of the column"),
    "col_label": ("string", "Words of the column"),
    "measure": ("string", "What the figure is: count, percent, mean ..."),
    "value": ("number", "The figure; empty where there is none or it may not be shown"),
    "lo": ("number", f"The lower end of its range. {INTERVAL_NOTE}"),
    "hi": ("number", "The upper end of its range"),
    "n": ("integer", "The base, to the nearest 5; empty for counts"),
    "flags": (
        "string",
        "Any of suppressed (hidden: no nought, and not to be guessed), rounded (to the nearest 5), "
        "small_base (10 to 49 people), no_percent (10 to 29 people); a space between two",
    ),
}
NAME = "tables.csv"
BESIDE = "tables.csv-metadata.json"


def write(report: Report, out: Path) -> list[Path]:
    """Both files."""
    made = document(report)
    lines = (
        [
            *(guarded(word) for word in (table.id, table.title)),
            *(guarded(word) for word in (row.row, row.row_label, row.block, row.col, row.col_label)),
            row.measure,
            *(shown(number) for number in (row.value, row.lo, row.hi, row.n)),
            " ".join(row.flags),
        ]
        for table in made.tables
        for row in table.rows
    )
    write_rows(out / NAME, tuple(COLUMNS), lines)
    about = json.dumps(described(report, made), indent=1, ensure_ascii=False)
    (out / BESIDE).write_text(f"{about}\n", encoding="utf-8")
    return [out / NAME, out / BESIDE]


def shown(number: float | None) -> str:
    """As tables.json has it: the shortest figures that give the number back."""
    return "" if number is None else json.dumps(number)


def described(report: Report, made: Tables) -> dict[str, object]:
    """The columns, and what the figures are of."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": NAME,
        "dc:title": report.meta.title,
        "dc:identifier": str(report.meta.fingerprint),
        "dc:description": wording.made_from(report.meta),
        "dialect": {"encoding": "utf-8", "header": True},
        "notes": [{"meta": made.meta.model_dump(mode="json")}],
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "datatype": kind, "dc:description": words}
                for name, (kind, words) in COLUMNS.items()
            ],
            "primaryKey": ["table", "row", "col", "measure"],
        },
    }
