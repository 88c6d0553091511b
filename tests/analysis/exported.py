"""Exports read back by the programs that others read them with: pandas, pyreadstat, openpyxl, pyarrow."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pyreadstat
from typer.testing import CliRunner, Result

from analysis.commands import app
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import write
from analysis.frame import HAS_VALUE, Person, SurveyFrame
from analysis.load import Extract
from survey.engine.codebook import Cell, Missing
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from tests.builders import asking
from tests.migrated import migrated

Read = list[dict[str, object]]
"""Rows: a value, or a reason, under each name in the file."""
FIGURES = re.compile(r"-?[0-9]+(\.[0-9]+)?")
LONDON = "trauma-informed-london"
ONE_QUESTION = asking("- {id: a, ask: single, text: A in full, short: A, options: {x: Ex, y: Why}}")
ONE: dict[str, Cell] = {"a": "x"}
OPENED = datetime(2024, 12, 2, 9, tzinfo=UTC)


def export(*words: str | Path) -> Result:
    """The command, run as somebody would run it."""
    return CliRunner().invoke(app, ["export", *map(str, words)])


def fill(number: int = 12) -> None:
    """London, answered by so many made-up people, where the commands find it in the environment."""
    with migrated(Settings.read()) as store:
        for _ in rehearse(store, store.settings, LONDON, number=number, seed=2):
            pass


def files_in(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def extract_of(
    form: Questionnaire, rows: Sequence[Mapping[str, Cell]], *, synthetic: bool = False
) -> Extract:
    """What would be loaded, had these people answered."""
    people = [(Person(f"key-{at:032x}", synthetic=synthetic, version=form.version), row)
              for at, row in enumerate(rows)]  # fmt: skip
    return Extract(
        frame=SurveyFrame.from_rows(form.codebook, people),
        slug=form.questionnaire,
        questionnaire=form.questionnaire,
        version=form.version,
        versions=(form.version,),
        title=form.title,
        opens_at=OPENED,
        closes_at=OPENED + timedelta(days=30),
        withdraw_until=OPENED + timedelta(days=60),
        at=OPENED + timedelta(days=61),
        synthetic=synthetic,
        trial=False,
        frozen=True,
    )


def written(extract: Extract, chosen: str, folder: Path, *, seed: int = 1, with_text: bool = True) -> Path:
    folder.mkdir(parents=True)
    write(extract, FORMATS[Chosen(chosen)], folder, seed=seed, with_text=with_text)
    return folder


def codebook_in(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "codebook.json").read_text("utf-8"))
    return found


def columns_in(folder: Path, part: str = "answers") -> dict[str, dict[str, Any]]:
    """What the codebook says of each column of one file, by the name in the file."""
    return {
        one["in_file"]: one for one in codebook_in(folder)["columns"] if one["file"].startswith(f"{part}.")
    }


# What each program makes of a file: names in the file to values, reasons as Missing


def pairs(names: Sequence[str], values: Sequence[Any], reasons: Sequence[Any]) -> dict[str, object]:
    """Values and reasons of one row, of which exactly one is there in each column but the first."""
    assert values[0] == reasons[0]
    row: dict[str, object] = {names[0]: values[0]}
    for name, value, reason in zip(names[1:], values[1:], reasons[1:], strict=True):
        code, there = int(reason), value not in (None, "")
        assert there is (code == HAS_VALUE), name
        row[name] = value if there else Missing(code)
    return row


def read_csv(folder: Path, part: str) -> Read:
    tables = []
    for name in (f"{part}.csv", f"{part}-reasons.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            tables.append(list(csv.reader(file)))
    (head, *values), (same, *reasons) = tables
    assert head == same
    return [pairs(head, row, why) for row, why in zip(values, reasons, strict=True)]


def read_xlsx(folder: Path, part: str) -> Read:
    book = openpyxl.load_workbook(folder / f"{part}.xlsx")
    (head, *values), (same, *reasons) = (list(book[name].values) for name in ("Values", "Reasons"))
    assert head == same
    return [pairs(list(map(str, head)), row, why) for row, why in zip(values, reasons, strict=True)]


def read_parquet(folder: Path, part: str) -> Read:
    values = pyarrow.parquet.read_table(folder / f"{part}.parquet")
    reasons = pyarrow.parquet.read_table(folder / f"{part}-reasons.parquet")
    assert values.column_names == reasons.column_names
    both = zip(values.to_pylist(), reasons.to_pylist(), strict=True)
    return [pairs(values.column_names, list(row.values()), list(why.values())) for row, why in both]


def read_jsonl(folder: Path, part: str) -> Read:
    read: Read = []
    for line in (folder / f"{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        answers, missing = row.pop("answers"), row.pop("missing")
        assert not answers.keys() & missing.keys()
        read.append(row | answers | {name: Missing(code) for name, code in missing.items()})
    return read


def read_sav(folder: Path, part: str) -> Read:
    frame, meta = pyreadstat.read_sav(folder / f"{part}.sav", user_missing=True)
    declared = {name: one for name, (one,) in meta.missing_ranges.items()}

    def reason(name: str, value: object) -> Missing | None:
        if name in declared and isinstance(value, float) and -9 <= value <= -1:
            return Missing(int(value))
        return None

    assert all(one == {"lo": -9.0, "hi": -1.0} for one in declared.values())
    return labelled(columns_in(folder, part), frame.to_dict("records"), reason)


def read_dta(folder: Path, part: str) -> Read:
    frame, _ = pyreadstat.read_dta(folder / f"{part}.dta", user_missing=True)
    columns = columns_in(folder, part)

    def reason(name: str, value: object) -> Missing | None:
        letter = isinstance(value, str) and not columns[name]["reasons_in"]
        return Missing(ord("a") - 1 - ord(str(value))) if letter else None

    return labelled(columns, frame.to_dict("records"), reason)


def labelled(
    columns: Mapping[str, Mapping[str, Any]],
    rows: Sequence[Mapping[Any, object]],
    reason: Callable[[str, object], Missing | None],
) -> Read:
    """Codes that are words, and reasons that stand in a column of their own, put where they belong."""
    companions = {one["reasons_in"] for one in columns.values()}
    read: Read = []
    for row in rows:
        found: dict[str, object] = {}
        for name, column in columns.items():
            value, words = row[name], {one["in_file"]: one["code"] for one in column["categories"]}
            if name in companions:
                continue
            beside = row.get(column["reasons_in"])
            said = (
                Missing(int(str(beside).split(".")[0])) if beside == beside and beside is not None else None
            )
            why = reason(name, value) or said
            found[name] = why or words.get(value, value)
        read.append(found)
    return read


READERS: Mapping[str, Callable[[Path, str], Read]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "sav": read_sav,
    "dta": read_dta,
    "parquet": read_parquet,
    "jsonl": read_jsonl,
}


def cells_read(folder: Path, chosen: str, part: str = "answers") -> list[tuple[str, ...]]:
    """Rows under the codebook's names, without what stands beside answers, in a form that sorts."""
    named = {name: one["column"] for name, one in columns_in(folder, part).items() if one["is_answer"]}
    rows = READERS[chosen](folder, part)
    assert all(named.keys() <= row.keys() for row in rows)
    return sorted(spelled({named[name]: row[name] for name in named}) for row in rows)


def cells_of(frame: SurveyFrame, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The same of a frame: what should have been read."""
    return sorted(
        spelled(
            {
                name: Missing(int(why)) if (why := frame.reasons(name)[at]) else frame.values(name).iloc[at]
                for name in names
            }
        )
        for at in range(len(frame))
    )


def spelled(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(f"{name}={word(value)}" for name, value in sorted(row.items()))


def word(value: object) -> str:
    """A number as figures, whatever its type; anything else as it stands."""
    if isinstance(value, Missing):
        return value.reason
    said = str(value)
    return f"{float(said):.10g}" if FIGURES.fullmatch(said) else said
