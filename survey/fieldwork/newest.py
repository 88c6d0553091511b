"""The newest version of each questionnaire on the shelf, read again only when its file changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from survey.engine.loader import Loaded, read_file
from survey.engine.questionnaire import Questionnaire
from survey.engine.translation.sheet import FOLDER
from survey.errors import NotFound, QuestionnaireError
from survey.fieldwork.shelf import versions_of


@dataclass(frozen=True)
class Shelf:
    """What lies in the folder of questionnaires, and which of it cannot be read."""

    read: tuple[Questionnaire, ...]
    faulty: tuple[str, ...]
    """Names of folders whose newest file has faults; `survey check` says which."""


def shelf(folder: Path) -> Shelf:
    """The newest version of every questionnaire."""
    read, faulty = [], []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ():
        files = versions_of(folder, place.name)
        if not files:
            continue
        try:
            read.append(newest(files[-1]))
        except QuestionnaireError:
            faulty.append(place.name)
    return Shelf(tuple(read), tuple(faulty))


def on_shelf(folder: Path, questionnaire: str) -> Questionnaire:
    """The newest version of one; NotFound where there is none that can be read."""
    for found in shelf(folder).read:
        if found.questionnaire == questionnaire:
            return found
    raise NotFound(f"There is no questionnaire {questionnaire} that can be read.")


def newest(file: Path) -> Questionnaire:
    return read(file).questionnaire


def read(file: Path) -> Loaded:
    """A file with its places, read again only when it, a translation of it or a list changed."""
    return _read(file, stamps(file))


def stamps(file: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether anything that a file is read from has changed."""
    beside = (*file.parent.glob(f"{FOLDER}/{file.stem}.*"), *file.parent.parent.glob("reference/*"))
    seen = [(str(each), each.stat()) for each in (file, *sorted(beside))]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in seen)


@lru_cache(maxsize=64)
def _read(file: Path, stamps: tuple[tuple[str, int, int], ...]) -> Loaded:
    return read_file(file)
