"""How each thing that can be asked for is made: by a command that people type, and what becomes of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.unread import Unread
from survey.fieldwork.products import DATA, PACKED, RELEASE, REPORT, TEXTS
from survey.fieldwork.reports import Asked

Arguments = Callable[[Asked], Sequence[str]]
Finish = Callable[[Path, Asked], None]
TEXT_FILES = ("texts.", "codebook.")
"""Beginnings of what is handed out of an export where only texts may be: answers stay behind."""
ABOUT_TEXTS = (
    "What people wrote, a row each, as it is kept now: what was redacted is redacted here. Rows are numbered "
    "in an order that was drawn for this file alone, so they lead to no answers and to no other file. It can "
    "hold things told in confidence: keep it where personal data is kept, quote nothing without the writer's "
    "permission, and delete it when you are done.\n"
)


@dataclass(frozen=True)
class Recipe:
    """One command, and what is done with what it wrote before it is handed out."""

    arguments: Arguments
    finish: Finish


def as_it_is(place: Path, asked: Asked) -> None:
    """A report is handed out file by file."""


def landscape(asked: Asked) -> Sequence[str]:
    return ("landscape", asked.slug)


def final(asked: Asked) -> Sequence[str]:
    """The reason is told to the register, which asks for one where there was a final release before."""
    return ("landscape", asked.slug, "--final", f"--reason={asked.reason}")


def export(format: str) -> Arguments:
    return lambda asked: ("export", asked.slug, "--format", format)


def texts(asked: Asked) -> Sequence[str]:
    return ("export", asked.slug, "--format", "csv", "--with-text")


def packed(place: Path, asked: Asked) -> None:
    """All of an export as one file, which is for its owner alone like the export."""
    pack(
        place,
        sorted(path for path in place.iterdir() if path.is_file()),
        f"{asked.slug}-{asked.product.name}",
    )


def texts_alone(place: Path, asked: Asked) -> None:
    """The file of texts and the codebook; no answer leaves with them."""
    kept = sorted(path for path in place.iterdir() if path.name.startswith(TEXT_FILES))
    about = json.loads((place / "codebook.json").read_text("utf-8"))["about"]
    said = (ABOUT_TEXTS, *(f"{each}\n" for each in Unread(**about["unread"]).in_words()))
    (place / "README.txt").write_text("\n".join(said), "utf-8")
    pack(place, [*kept, place / "README.txt"], f"{asked.slug}-texts")


def pack(place: Path, files: Sequence[Path], inside: str) -> None:
    """One zip in a folder in place of everything that was there; where it was packed before, it is left."""
    if (place / PACKED).exists():
        return
    with zipfile.ZipFile(place / PACKED, "x", zipfile.ZIP_DEFLATED) as made:
        for path in files:
            made.write(path, f"{inside}/{path.name}")
    (place / PACKED).chmod(0o600)
    for path in place.iterdir():
        if path.name != PACKED:
            path.unlink()


RECIPES = {
    REPORT.name: Recipe(landscape, as_it_is),
    RELEASE.name: Recipe(final, as_it_is),
    TEXTS.name: Recipe(texts, texts_alone),
    **{product.name: Recipe(export(product.name.removeprefix("data-")), packed) for product in DATA},
}
