"""A few letters that stand for everything a file was made from: data, plan, seed and program.

Two files with the same fingerprint hold the same; two with another do not have to. What is hashed of the data
holds the random keys of the responses, which never leave the store, so nobody outside can try guesses against
it (decision 38).
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.frame import SurveyFrame
from analysis.resampling import DRAWS, SEED
from survey.folders import PACKAGE, TEMPLATES

NAME = "trauma-informed-london-survey"
SOURCES = {
    "analysis": Path(__file__).resolve().parent,
    "survey/engine": PACKAGE / "engine",
    "templates/report": TEMPLATES / "report",
}
"""What of the program has a part in a report, by its place in a checkout, wherever it is installed."""
KINDS = frozenset({".py", ".html", ".css", ".js", ".woff2"})
LIBRARIES = ("highspy", "numpy", "pandas", "scipy", "statsmodels")
"""What numbers, and what is hidden, are computed with; their versions are named in the methods."""
WRITERS = (
    "fonttools",
    "jinja2",
    "pyarrow",
    "pyreadstat",
    "python-docx",
    "resvg-py",
    "weasyprint",
    "xlsxwriter",
)
"""What files are written with."""


@dataclass(frozen=True)
class Program:
    """What computed and wrote it."""

    version: str
    source: str
    """Changes with every letter of the source that has a part in it."""
    python: str
    libraries: tuple[tuple[str, str], ...]
    """Names and versions, those that compute first."""

    @property
    def computing(self) -> tuple[tuple[str, str], ...]:
        """The libraries that numbers come from."""
        return self.libraries[: len(LIBRARIES)]


@dataclass(frozen=True)
class Fingerprint:
    """What a report or an export was made from; `str` gives the letters for all of it together."""

    data: str
    """Letters for what was read of the store."""
    plan: str
    """Letters for what the report was asked to contain, themes that people settled on included."""
    program: Program
    seed: int | None = SEED
    """Of every draw by chance; None where it is not to be told."""
    draws: int = DRAWS
    hidden: int = 0
    """A seed that has its part in the letters and is told to nobody."""

    def __str__(self) -> str:
        return digest(self.data, self.plan, self.seed, self.draws, self.hidden, self.program)


def digest(*parts: object) -> str:
    """Twelve letters for parts whose words are the same for the same parts: 3f9c-2b7a-81de."""
    return in_letters(hashlib.sha256(json.dumps([repr(part) for part in parts]).encode()))


def in_letters(hashed: hashlib._Hash) -> str:
    found = hashed.hexdigest()
    return "-".join(found[at : at + 4] for at in range(0, 12, 4))


def data_digest(frame: SurveyFrame, about: Iterable[object]) -> str:
    """Letters for all coded answers, why others are missing, who gave them, and what else was read."""
    hashed = hashlib.sha256(json.dumps([repr(part) for part in about]).encode())
    for table in (frame.data, frame.why, frame.people, frame.seconds):
        for part in in_bytes(table):
            hashed.update(part)
    return in_letters(hashed)


def in_bytes(table: pd.DataFrame) -> Iterator[bytes]:
    """Each column as its name and its cells, so that no two tables give the same bytes."""
    for name, column in table.items():
        yield json.dumps([str(name), len(column)]).encode()
        if pd.api.types.is_numeric_dtype(column.dtype):
            cells = column.to_numpy(dtype=np.float64, na_value=np.nan)
            yield np.where(np.isnan(cells), np.nan, cells).astype("<f8").tobytes()
        else:
            there = column.notna().tolist()
            words = [str(cell) if said else None for cell, said in zip(column.tolist(), there, strict=True)]
            yield json.dumps(words).encode()


@cache
def program() -> Program:
    """This program as it is installed here."""
    return Program(
        version=version(NAME),
        source=source_digest(SOURCES),
        python=platform.python_version(),
        libraries=tuple((name, version(name)) for name in (*LIBRARIES, *WRITERS)),
    )


def source_digest(parts: Mapping[str, Path]) -> str:
    """Letters for every file that has a part in a report, its place included."""
    hashed = hashlib.sha256()
    found = {
        f"{part}/{path.relative_to(folder).as_posix()}": path
        for part, folder in parts.items()
        for path in folder.rglob("*")
        if path.suffix in KINDS
    }
    for place, path in sorted(found.items()):
        text = path.read_bytes()
        hashed.update(json.dumps([place, len(text)]).encode())
        hashed.update(text)
    return in_letters(hashed)
