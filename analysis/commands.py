"""The commands of the analysis: a report, the register of examples, the background worker."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from analysis import register as registers
from analysis.disclosure.rounding import to_five
from analysis.disclosure.rules import PROMISED
from analysis.landscape.summary import summarise
from analysis.load import load, opened_store
from analysis.render import write
from analysis.worker import worker
from survey.errors import Refused

app = typer.Typer(
    name="analysis",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From answers to reports. Every figure passes disclosure control: nothing is shown about fewer than "
    "10 people. Try it with made-up people: `survey simulate trauma-informed-london -n 600`, then "
    "`python -m analysis landscape trauma-informed-london --out landscape`.",
)
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
        raise Refused(f"{there} is a file. --out names a folder for the report.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Refused(f"{there} cannot be written. Name another place with --out.")


@app.command()
def landscape(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="Folder for the report; made when it is not there.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write the report of a survey: a page, a PDF, a workbook, tables.json and the figures.

    Until the time to withdraw is over the report is marked provisional. A survey filled by
    `survey simulate` gives a report that is marked synthetic on every page.
    """
    tell = Telling()
    check_folder(out)
    with opened_store() as store:
        extract = load(store, slug, tell.count)
    tell.counted(len(extract.frame))
    report = summarise(extract, tell.say)
    with written_to(out):
        files = write(report, out, tell.say)
    if as_json:
        said = {
            "slug": slug,
            "release": report.meta.release,
            "synthetic": report.meta.synthetic,
            "answers": report.meta.answers,
            "findings": len(report.findings),
            "files": [str(file) for file in files],
        }
        typer.echo(json.dumps(said, indent=2))
        return
    for file in files:
        typer.echo(str(file))


@app.command()
def register(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="File to write: a name that ends in .csv or .xlsx.")],
) -> None:
    """List the examples of promising practice, as they were written, for the team alone.

    It holds free text that nobody has checked. It is never part of a report; keep it where the team
    keeps personal data, and delete it when the examples have been looked through.
    """
    tell = Telling()
    with opened_store() as store:
        extract = load(store, slug, tell.count)
    tell.counted(len(extract.frame))
    rows = registers.register(extract.frame)
    with written_to(out):
        registers.write(rows, out)
    for sentence in registers.counted(rows):
        typer.echo(sentence)


app.command()(worker)
