"""The commands of the analysis: a report, coded data, the register of examples, themes, the worker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from analysis import register as registers
from analysis.export.command import export
from analysis.landscape.summary import summarise
from analysis.load import load, opened_store
from analysis.render import write
from analysis.terminal import Slug, Telling, check_folder, written_to
from analysis.themes.commands import app as themes
from analysis.worker import worker

app = typer.Typer(
    name="analysis",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From answers to reports. Every figure of a report passes disclosure control: nothing is shown "
    "about fewer than 10 people. `export`, `register` and `themes` are for the team alone and protect "
    "nobody. Try it with made-up people: `survey simulate trauma-informed-london -n 600`, then `python -m "
    "analysis landscape trauma-informed-london --out landscape`.",
)


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


app.command()(export)
app.command()(worker)
app.add_typer(themes)
