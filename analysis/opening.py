"""From a folder that was exported as Parquet back to the parts of a frame, without a step for each cell.

It is read by its own codebook: only columns of questions are answers, so weights beside them are none. Every
file is compared with its sum before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from analysis.conduct import Conduct
from analysis.kept import (
    ANSWERS,
    KEPT,
    NUMBER,
    REASONS,
    SECONDS,
    SUMS,
    TEXTS,
    VALUES,
    Kept,
    read_sums,
    sum_of,
)
from analysis.typed import WORDS, array_of, from_arrow, type_of
from survey.engine.codebook import Codebook, Nature, Variable
from survey.engine.geography import Geography
from survey.errors import NotFound, Refused

HOW = "python -m analysis export SLUG --format parquet --out DIR"
FIGURES = "figures.*"
"""What an export with --release has."""


@dataclass(frozen=True)
class Opened:
    """The parts of a frame."""

    codebook: Codebook
    data: pd.DataFrame
    why: pd.DataFrame
    people: pd.DataFrame
    seconds: pd.DataFrame
    geography: Geography | None
    conduct: Conduct | None


def opened(folder: Path) -> Opened:
    """What was exported into a folder; refused where it is not all there as it was written."""
    files = Files.of(folder)
    kept = Kept.read(files.read(KEPT))
    if kept is None:
        raise files.refused(f"another version of this program wrote its {KEPT}")
    try:
        return parts(kept, files)
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise files.refused(f"its tables do not fit its {KEPT} ({error})") from error


def parts(kept: Kept, files: Files) -> Opened:
    closed, texts = (
        names_of(one for one in kept.codebook if one.nature is nature)
        for nature in (Nature.CLOSED, Nature.TEXT)
    )
    number = kept.beside[NUMBER]
    answers = files.table(ANSWERS + VALUES, [*kept.beside.values(), *closed], words=words_in(kept.codebook))
    reasons = [files.table(ANSWERS + REASONS, [number, *closed])]
    values = {name: answers.column(name) for name in closed}
    if texts:
        reasons.append(files.table(TEXTS + REASONS, [number, *texts]))
        there = files.has(TEXTS + VALUES)
        wrote = files.table(TEXTS + VALUES, [number, *texts]) if there else without_words(reasons[-1])
        values |= {name: wrote.column(name) for name in texts}
    seconds = files.table(SECONDS)
    if any(not table.column(0).equals(answers.column(0)) for table in (*reasons, seconds)):
        raise ValueError("rows differ")
    return Opened(
        kept.codebook,
        data_of(kept.codebook, values),
        why_of(kept.codebook, reasons),
        people_of(kept, answers),
        seconds_of(seconds.remove_column(0)),
        kept.geography,
        kept.conduct,
    )


@dataclass(frozen=True)
class Files:
    """The files of one folder, each believed where its sum is right."""

    folder: Path
    sums: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path) -> Files:
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder}. Write one with {HOW}.")
        found = cls(folder, {})
        if not found.has(SUMS):
            if any(folder.glob(FIGURES)):
                raise Refused(
                    f"{folder} holds figures of a report (--release), rounded and hidden in part, and no "
                    f"answers. For those write {HOW}, without --release."
                )
            raise found.refused(f"it has no {SUMS}, so it is no such export or an older one")
        return cls(folder, read_sums(found.read_unseen(SUMS).decode("utf-8", "replace")))

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def read_unseen(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise self.refused(f"{name} is not there any more") from error
        except OSError as error:
            raise Refused(f"{self.folder / name} cannot be read: {error.strerror or error}.") from error

    def read(self, name: str) -> bytes:
        """What was written; read once, so that what is compared is what is used."""
        written = self.read_unseen(name)
        if sum_of(written) != self.sums.get(name):
            raise self.refused(f"{name} is not as it was written")
        return written

    def table(self, name: str, columns: Sequence[str] | None = None, words: Sequence[str] = ()) -> pa.Table:
        """Some columns of a file, or all; those of `words` as dictionaries."""
        source = pa.BufferReader(self.read(name))
        table = parquet.read_table(source, columns=columns, read_dictionary=list(words))
        return table.unify_dictionaries().combine_chunks()

    def refused(self, what: str) -> Refused:
        return Refused(f"{self.folder} cannot be opened: {what}. Write it anew with {HOW}.")


def names_of(variables: Iterable[Variable]) -> list[str]:
    return [column.name for variable in variables for column in variable.columns]


def words_in(codebook: Codebook) -> list[str]:
    """Closed columns that hold codes that are words."""
    return [
        column.name
        for variable in codebook
        if variable.nature is Nature.CLOSED
        for column in variable.columns
        if isinstance(type_of(column, variable.measure), pd.CategoricalDtype)
    ]


def data_of(codebook: Codebook, values: Mapping[str, pa.ChunkedArray]) -> pd.DataFrame:
    data = {
        column.name: from_arrow(type_of(column, variable.measure), whole(values[column.name]))
        for variable in codebook
        for column in variable.columns
    }
    return pd.DataFrame(data, copy=False)


def why_of(codebook: Codebook, reasons: Sequence[pa.Table]) -> pd.DataFrame:
    """The reasons in one piece of memory, a column after another."""
    names = names_of(codebook)
    codes = np.empty((len(names), reasons[0].num_rows), dtype=np.int8)
    home = {name: table for table in reasons for name in table.column_names}
    for at, name in enumerate(names):
        codes[at] = whole(home[name].column(name)).to_numpy()
    return pd.DataFrame(codes.T, columns=names, copy=False)


def without_words(reasons: pa.Table) -> pa.Table:
    """Nothing where somebody wrote something, for who wrote counts even where the words are not here."""
    empty = pa.array([""])

    def column(name: str) -> pa.Array:
        silent: NDArray[np.bool_] = whole(reasons.column(name)).to_numpy() != 0
        none = pa.array(np.zeros(len(silent), dtype=np.int32), mask=silent)
        return pa.DictionaryArray.from_arrays(none, empty).cast(pa.string())

    return pa.table({name: column(name) for name in reasons.column_names})


def people_of(kept: Kept, answers: pa.Table) -> pd.DataFrame:
    """Row numbers for ids, and no day."""
    given = {name: whole(answers.column(own)) for name, own in kept.beside.items()}
    columns = {name: array_of(WORDS, each.cast(pa.string())) for name, each in given.items()}
    made_up = pd.array(given["synthetic"].to_numpy() == 1, dtype="bool")
    days = pd.Series([None] * answers.num_rows, dtype="object")
    people = pd.DataFrame({"id": columns[NUMBER], **columns, "synthetic": made_up, "day": days})
    return people[["id", "status", "synthetic", "day", "version", "language", "mode"]]


def seconds_of(table: pa.Table) -> pd.DataFrame:
    values = {name: whole(table.column(name)).to_numpy(zero_copy_only=False) for name in table.column_names}
    return pd.DataFrame(values, index=range(table.num_rows), dtype="float64")


def whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
