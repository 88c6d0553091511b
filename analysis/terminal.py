"""What every command needs of its terminal: which survey, how it goes, and whether a place can be written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from analysis.disclosure.rules import PROMISED
from analysis.rounding import to_five
from survey.errors import Refused

Slug = Annotated[str, typer.Argument(help="The survey's slug: the last part of its address /s/SLUG.")]


class Telling:
    """Progress for whoever waits: sentences on standard error, counts on one line of a terminal."""

    def __init__(self) -> None:
        self.on_terminal = sys.stderr.isatty()

    def say(self, sentence: str) -> None:
        typer.echo(sentence, err=True)

    def count(self, done: int) -> None:
        if self.on_terminal and done % 50 == 0:
            typer.echo(f"\r{done} answers read", nl=False, err=True)

    def counted(self, all_of: int) -> None:
        start = "\r" if self.on_terminal else ""
        many = f"About {to_five(all_of)}" if all_of >= PROMISED else f"Fewer than {PROMISED}"
        typer.echo(f"{start}{many} answers read.", err=True)


@contextmanager
def written_to(out: Path) -> Iterator[None]:
    """What the system says about a place that cannot be written, as a sentence."""
    try:
        yield
    except OSError as failure:
        raise Refused(
            f"{out} cannot be written ({failure.strerror or failure}). Name another place with --out."
        ) from failure


def check_folder(out: Path) -> None:
    """Refuse a place that cannot become a folder, before minutes of work."""
    there = next(place for place in (out, *out.resolve().parents) if place.exists())
    if not there.is_dir():
        raise Refused(f"{there} is a file. --out names a folder.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Refused(f"{there} cannot be written. Name another place with --out.")
