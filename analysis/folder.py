"""A folder that is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from survey.errors import Refused


def check(out: Path, known: Set[str], force: bool) -> None:
    """Refuse a place where something would be lost."""
    place = out.resolve()
    there = sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []
    others = [name for name in there if name not in known]
    if place == Path.cwd():
        raise Refused("--out names a folder of its own, not the one that you are in.")
    if others:
        raise Refused(f"{out} holds other things ({others[0]}). Name a folder of its own with --out.")
    if there and not force:
        raise Refused(
            f"There is an export in {out}. Name another folder with --out, or replace it with --force."
        )


@contextmanager
def whole(out: Path, known: Set[str], force: bool, *, private: bool = True) -> Iterator[Path]:
    """A place to write into that becomes `out` at the end; whatever goes wrong, nothing of it stays.

    What was written there earlier is replaced in one step too. Where it is private, nobody else on the
    machine can read it at any time; otherwise it is as readable as other new files.
    """
    place = out.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    held = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        made = held / "new"
        made.mkdir(mode=0o700 if private else 0o777)
        yield made
        for file in made.rglob("*") if private else ():
            file.chmod(0o700 if file.is_dir() else 0o600)
        check(out, known, force)
        exchange(made, place, aside=held / "old")
    finally:
        shutil.rmtree(held, ignore_errors=True)


def exchange(made: Path, place: Path, aside: Path) -> None:
    """Put a folder in its place; what stood there is set aside, and comes back where that fails."""
    try:
        if place.is_dir():
            place.rename(aside)
        made.rename(place)
    except BaseException:
        if aside.exists() and not place.exists():
            aside.rename(place)
        raise
