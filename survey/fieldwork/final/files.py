"""The files of a report: which there are, what they say of themselves, and whether they are unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey.settings import Settings

FILES = {
    "index.html": "Report, to read in a browser",
    "landscape.pdf": "Report as PDF",
    "landscape.docx": "Report as Word file",
    "summary.pdf": "One page",
    "tables.xlsx": "Tables for Excel",
    "tables.csv": "Figures as CSV",
    "tables.csv-metadata.json": "What the columns of the CSV file mean",
    "tables.json": "Figures for programs",
}
"""What can be taken away of a report, by file name. It holds no answers: its figures are protected."""
ENTERED = "release.json"
"""What the check of a final report wrote down: its entry in the register, and what it was checked beside."""


def folder_of(settings: Settings, slug: str, id: int) -> Path:
    """Where the files of a report lie; several machines that make and show reports share this place."""
    return settings.data_dir.absolute() / "reports" / slug / str(id)


def said_of(folder: Path) -> dict[str, Any]:
    """What a report says of itself; nothing where it is no report."""
    tables = folder / "tables.json"
    if not tables.is_file():
        return {}
    meta = json.loads(tables.read_text("utf-8"))["meta"]
    return {
        "title": meta["title"],
        "version": meta["version"],
        "release": meta["release"],
        "synthetic": meta["synthetic"],
        "period": meta["period"],
        "answers": meta["answers"],
        "fingerprint": meta["fingerprint"]["all"],
    }


def entered_in(folder: Path) -> tuple[str, int]:
    """The entry in the register, and beside how many earlier ones it was checked; empty without a check."""
    path = folder / ENTERED
    if not path.is_file():
        return "", 0
    said = json.loads(path.read_text("utf-8"))
    return str(said["entry"]), len(said["beside"])


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file that can be taken away."""
    there = (folder / name for name in FILES)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there if path.is_file()}


def are_unchanged(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether every file is there as it was when it was made."""
    return bool(files) and digests(folder) == dict(files)
