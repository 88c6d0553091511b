"""The questionnaires on the shelf: files of the folder, found by id."""

from __future__ import annotations

from pathlib import Path

from survey.errors import NotFound


def versions_of(folder: Path, questionnaire: str) -> list[Path]:
    """The version files of a questionnaire, oldest first; other files beside them are not versions."""
    files = [file for file in (folder / questionnaire).glob("*.yaml") if file.stem[:1].isdigit()]
    return sorted(files, key=lambda file: [int(part) for part in file.stem.split(".") if part.isdigit()])


def find_questionnaire(folder: Path, name: str) -> Path:
    """The file of a questionnaire: a file as it is, or the newest version of an id."""
    if Path(name).suffix == ".yaml" and Path(name).is_file():
        return Path(name)
    found = versions_of(folder, name)
    if not found:
        known = sorted({path.parent.name for path in folder.glob("*/[0-9]*.yaml")})
        has = ", ".join(known) or "none"
        raise NotFound(f"There is no questionnaire {name or 'without a name'} in {folder}. There is: {has}.")
    return found[-1]
