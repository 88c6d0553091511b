"""Every format gives back the same values, reasons and labels, and a mean that takes no reason in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet
import pyreadstat
import pytest
import time_machine

from analysis.export.formats import Chosen
from analysis.export.formats.base import STAMP
from analysis.export.formats.dta import Dta
from analysis.export.formats.sav import Sav
from analysis.export.naming import Naming
from analysis.load import Extract, load
from survey.engine.codebook import Cell, Missing, Nature
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.exported import cells_of, cells_read, columns_in, extract_of, written
from tests.builders import asking
from tests.engine.test_kinds import FORM
from tests.migrated import migrated

LONDON = "trauma-informed-london"
EVERY = [chosen.value for chosen in Chosen]
GIVEN: dict[str, Cell] = {
    "single": "a", "scaled": 3, "multiple__a": 1, "multiple__b": 0, "multiple__3": 1, "multiple__none": 0,
    "multiple__other": 1, "multiple__say": "=1+1", "lookup": "y", "lookup__say": "my own", "pick__p": 1,
    "pick__q": 0, "pick__r": 1, "g_one": 1, "g_two": 3, "n_one__agree": 2, "n_one__often": 3,
    "n_two__agree": 1, "n_two__often": 1, "k_one": 2, "k_two": 1, "k_three": Missing.BLANK,
    "short": "Łódź 🙂", "long": "x" * 9_000, "mail": "-a@example.org", "number": 12.5, "day": "2024-02-29",
    "tick": 1, "single__say": "+1",
}  # fmt: skip


def every_measure() -> Extract:
    """One person with a value nearly everywhere, one with other values, and one for each reason."""
    names = list(FORM.codebook.columns)
    rows: list[dict[str, Cell]] = [GIVEN, GIVEN | {"single": 2, "number": 1_000_000, "scaled": 1}]
    rows += [dict.fromkeys(names, reason) for reason in Missing]
    assert set(GIVEN) >= {name for name in names if name not in ("pick__other", "pick__say", "lookup__other")}
    return extract_of(FORM, rows)


def names_of(form: Questionnaire, nature: Nature) -> list[str]:
    return [column.name for one in form.codebook if one.nature is nature for column in one.columns]


def rehearsed(store: Store, number: int = 15) -> Extract:
    for _ in rehearse(store, store.settings, LONDON, number=number, seed=5):
        pass
    return load(store, LONDON)


@pytest.mark.parametrize("chosen", EVERY)
def test_every_measure_and_every_reason_come_back(chosen: str, tmp_path: Path) -> None:
    extract = every_measure()
    folder = written(extract, chosen, tmp_path / "out")
    read = cells_read(folder, chosen)
    assert read == cells_of(extract.frame, names_of(FORM, Nature.CLOSED))
    assert {reason.reason for reason in Missing} <= {cell.split("=")[1] for row in read for cell in row}


@pytest.mark.parametrize("chosen", EVERY)
def test_what_people_wrote_comes_back_from_a_file_apart(chosen: str, tmp_path: Path) -> None:
    extract = every_measure()
    folder = written(extract, chosen, tmp_path / "out")
    read = [tuple(cell.replace("='", "=") for cell in row) for row in cells_read(folder, chosen, "texts")]
    assert sorted(read) == cells_of(extract.frame, names_of(FORM, Nature.TEXT))


@pytest.mark.parametrize("chosen", EVERY)
def test_a_simulated_survey_comes_back(chosen: str, exportable: Path) -> None:
    with Store.open(Settings.read()) as store:
        extract = load(store, LONDON)
    folder = written(extract, chosen, exportable / "out")
    names = [c.name for v in extract.frame.codebook if v.nature is Nature.CLOSED for c in v.columns]
    assert cells_read(folder, chosen) == cells_of(extract.frame, names)


def test_both_engines_give_the_same_data(store: Store, tmp_path: Path) -> None:
    folder = written(rehearsed(store), "csv", tmp_path / "out")
    with migrated(Settings(data_dir=tmp_path / "other")) as other:
        beside = written(rehearsed(other), "csv", tmp_path / "beside")
    assert cells_read(folder, "csv") == cells_read(beside, "csv")


def mean_in(folder: Path, chosen: str, name: str) -> float:
    """What somebody gets who opens the file in the usual way and asks for a mean."""
    readers = {
        "csv": lambda: pd.read_csv(folder / "answers.csv"),
        "xlsx": lambda: pd.read_excel(folder / "answers.xlsx", sheet_name="Values"),
        "sav": lambda: pyreadstat.read_sav(folder / "answers.sav")[0],
        "dta": lambda: pd.read_stata(folder / "answers.dta", convert_categoricals=False),
        "parquet": lambda: pd.read_parquet(folder / "answers.parquet"),
        "jsonl": lambda: pd.json_normalize(
            pd.read_json(folder / "answers.jsonl", lines=True)["answers"].tolist()
        ),
    }
    return float(readers[chosen]()[name].mean())


@pytest.mark.parametrize("chosen", EVERY)
def test_the_mean_of_somebody_who_read_no_codebook_is_right(chosen: str, tmp_path: Path) -> None:
    folder = written(every_measure(), chosen, tmp_path / "out")
    assert mean_in(folder, chosen, "scaled") == pytest.approx((3 + 1) / 2)
    assert mean_in(folder, chosen, "number") == pytest.approx((12.5 + 1_000_000) / 2)
    assert math.isclose(mean_in(folder, chosen, "multiple__a"), 1)


def test_spss_is_told_measures_labels_and_user_missing_values(tmp_path: Path) -> None:
    folder = written(every_measure(), "sav", tmp_path / "out")
    frame, _ = pyreadstat.read_sav(folder / "answers.sav")
    _, meta = pyreadstat.read_sav(folder / "answers.sav", user_missing=True)
    levels = {
        name: meta.variable_measure[name] for name in ("single", "scaled", "multiple__a", "g_one", "number")
    }
    assert list(levels.values()) == ["nominal", "ordinal", "nominal", "ordinal", "scale"]
    assert meta.variable_value_labels["single"] == {
        1.0: "a: A", 2.0: "Two", 3.0: "other: Else", -1.0: "Seen and left blank",
        -2.0: "Not asked on the way of these answers", -3.0: "Stopped before it was reached",
        -4.0: "Taken out by the team", -5.0: "Written, and not read by a reader yet",
        -6.0: "The section was left out by choice", -7.0: "Prefer not to say", -8.0: "Not sure",
        -9.0: "Does not apply",
    }  # fmt: skip
    assert meta.column_names_to_labels["g_two"] == "Second: Grid"
    assert meta.missing_ranges["number"] == [{"lo": -9.0, "hi": -1.0}]
    assert frame["single"].notna().sum() == 2
    assert "Not protected" in " ".join(meta.notes)


def test_a_label_says_which_entry_of_a_group_it_is_about(tmp_path: Path) -> None:
    form = asking("""
    - ask: group
      id: ex
      repeat: {most: 2}
      questions:
        - {id: n, ask: number, text: How many}
        - {id: m, ask: multiple, text: Whom, options: {a: A}}
    """)
    folder = written(extract_of(form, [{"ex_1__n": 1}]), "sav", tmp_path / "out")
    _, meta = pyreadstat.read_sav(folder / "answers.sav")
    labels = meta.column_names_to_labels
    assert (labels["ex_1__n"], labels["ex_2__n"]) == ("ex 1, How many", "ex 2, How many")
    assert labels["ex_2__m__a"] == "ex 2, A: Whom"


def test_stata_takes_a_question_that_hardly_anybody_answered(tmp_path: Path) -> None:
    nobody: dict[str, Cell] = dict.fromkeys(FORM.codebook.columns, Missing.NOT_ASKED)
    folder = written(extract_of(FORM, [*[nobody] * 1500, GIVEN]), "dta", tmp_path / "out")
    scaled = pd.read_stata(folder / "answers.dta", convert_categoricals=False)["scaled"]
    assert scaled.count() == 1
    assert scaled.max() == 3


def test_stata_is_told_labels_and_extended_missing_values(tmp_path: Path) -> None:
    folder = written(every_measure(), "dta", tmp_path / "out")
    _, meta = pyreadstat.read_dta(folder / "answers.dta", user_missing=True)
    labels = meta.variable_value_labels["single"]
    assert labels == {
        1: "a: A", 2: "Two", 3: "other: Else", "a": "Seen and left blank",
        "b": "Not asked on the way of these answers", "c": "Stopped before it was reached",
        "d": "Taken out by the team", "e": "Written, and not read by a reader yet",
        "f": "The section was left out by choice", "g": "Prefer not to say", "h": "Not sure",
        "i": "Does not apply",
    }  # fmt: skip
    assert meta.missing_user_values["single"] == ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    own = pd.read_stata(folder / "answers.dta", convert_missing=True, convert_categoricals=False)
    assert {str(value) for value in own["single"]} == {
        "1",
        "2",
        ".a",
        ".b",
        ".c",
        ".d",
        ".e",
        ".f",
        ".g",
        ".h",
        ".i",
    }


@pytest.mark.parametrize("chosen", EVERY)
def test_the_same_data_and_seed_give_the_same_bytes_on_another_day(chosen: str, tmp_path: Path) -> None:
    extract = every_measure()
    first = written(extract, chosen, tmp_path / "first")
    with time_machine.travel("2031-05-06 07:08:09"):
        second = written(extract, chosen, tmp_path / "second")
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []


@pytest.mark.parametrize(
    ("chosen", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)], ids=["sav", "dta"]
)
def test_no_file_says_when_it_was_written(
    chosen: str, read: Callable[[Path], tuple[Any, Any]], tmp_path: Path
) -> None:
    folder = written(every_measure(), chosen, tmp_path / "out")
    assert read(folder / f"answers.{chosen}")[1].creation_time == STAMP


def test_a_workbook_runs_nothing_and_a_csv_file_is_guarded(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(every_measure(), "xlsx", tmp_path / "xlsx") / "texts.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert "=1+1" in [cell.value for cell in cells]
    text = (written(every_measure(), "csv", tmp_path / "csv") / "texts.csv").read_text("utf-8-sig")
    assert "'=1+1" in text
    assert "'-a@example.org" in text
    assert "'+1" in text


def test_typed_columns_of_parquet_follow_the_measure(tmp_path: Path) -> None:
    nobody = extract_of(FORM, [dict.fromkeys(FORM.codebook.columns, Missing.NOT_ASKED)])
    schema = pyarrow.parquet.read_schema(written(nobody, "parquet", tmp_path / "out") / "answers.parquet")
    assert [str(schema.field(name).type) for name in ("single", "scaled", "number", "day")] == [
        "string", "int32", "double", "string",
    ]  # fmt: skip


@pytest.mark.parametrize("chosen", EVERY)
def test_a_draft_of_a_version_that_nobody_sent_has_its_version(chosen: str, tmp_path: Path) -> None:
    extract = replace(every_measure(), versions=())
    folder = written(extract, chosen, tmp_path / "out")
    versions = columns_in(folder)["version"]["categories"]
    assert [one["code"] for one in versions] == [FORM.version]


HARD = """
- {id: status, ask: number, text: Degrees, least: -50}
- {id: with, ask: single, text: With, options: {-50: Minus fifty, 1: One}}
- {id: using, ask: multiple, text: Using, options: {a: Small, A: Large}}
- {id: int, ask: confirm, text: Int}
- id: a_name_that_is_longer_than_stata_takes
  ask: multiple
  text: Long
  options: {and_a_code_with_which_it_is_too_long_for: X, and_a_code_with_which_it_is_too_long_too: Y}
- {id: big, ask: single, text: Big, options: {400000: Four hundred thousand, 0: None}}
"""


@pytest.mark.parametrize("chosen", EVERY)
def test_names_and_codes_that_a_format_cannot_have_lose_nothing(chosen: str, tmp_path: Path) -> None:
    form = asking(HARD)
    names = list(form.codebook.columns)
    long = [name for name in names if name.startswith("a_name")]
    given: dict[str, Cell] = {
        "status": -50, "with": -50, "using__a": 1, "using__A": 0, "int": 1, long[0]: 1, long[1]: 0,
        "big": 400_000,
    }  # fmt: skip
    extract = extract_of(form, [given, dict.fromkeys(names, Missing.BLANK)])
    folder = written(extract, chosen, tmp_path / "out", with_text=False)
    assert cells_read(folder, chosen) == cells_of(extract.frame, names)
    columns = columns_in(folder)
    assert [one["column"] for one in columns.values() if one["is_answer"]] == names
    assert [name for name in columns if name.startswith("status")][:2] == ["status_", "status"]


def test_an_answer_that_looks_like_a_reason_has_its_reasons_beside_it_in_spss_alone(tmp_path: Path) -> None:
    form = asking(HARD)
    names = list(form.codebook.columns)
    extract = extract_of(form, [dict.fromkeys(names, Missing.BLANK) | {"status": -1}])
    spss = columns_in(written(extract, "sav", tmp_path / "sav", with_text=False))
    assert [name for name, one in spss.items() if one["reasons_in"]][:1] == ["status"]
    assert spss["status"]["reasons_in"] == "status__why"
    stata = columns_in(written(extract, "dta", tmp_path / "dta", with_text=False))
    assert not any(one["reasons_in"] for one in stata.values())


@pytest.mark.parametrize("naming", [Sav.naming, Dta.naming], ids=["sav", "dta"])
def test_a_short_name_is_the_same_in_the_next_export(naming: Naming) -> None:
    long = "x" * 70
    assert naming.fitted([long])[long] == naming.fitted(["y", "x" * 69, long])[long]
    assert len(naming.fitted([long])[long]) == naming.longest
    assert naming.fitted(["kept", "KEPT"])["kept"] == "kept"
