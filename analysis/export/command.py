"""`python -m analysis export`: coded data with its codebook, for the team alone."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import randbits
from typing import Annotated

import typer

from analysis import folder
from analysis.export import readme
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import KNOWN, write
from analysis.load import load, opened_store
from analysis.terminal import Slug, Telling, check_folder, written_to


def export(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="A folder of its own for the files; made when it is not there.")],
    format: Annotated[
        Chosen, typer.Option(help="csv, xlsx (Excel), sav (SPSS), dta (Stata), parquet or jsonl.")
    ] = Chosen.CSV,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="Write what people wrote too, to a file apart for named readers."),
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Numbers the rows in the same order each time; without it the order is new each time."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the export that is in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write coded answers row by row with their codebook, for the team alone: nothing protects people in it.

    Columns are named as in the questionnaire and in `survey walk`. Where there is no value there is a reason
    (left blank -1, not asked -2, don't know -8 ...), never where a mean could take it in. Contact details are
    never in it, and what people wrote only with --with-text. Figures for others: the command `landscape`.
    """
    tell = Telling()
    check_folder(out)
    folder.check(out, KNOWN, force)
    with opened_store() as store:
        extract = load(store, slug, tell.count)
    tell.counted(len(extract.frame))
    drawn = randbits(64) if seed is None else seed
    with written_to(out), folder.whole(out, KNOWN, force) as place:
        names = write(extract, FORMATS[format], place, seed=drawn, with_text=with_text, progress=tell.say)
    files = [str(out / name) for name in names]
    tell.say(readme.UNPROTECTED)
    for sentence in readme.state(extract):
        tell.say(sentence)
    if with_text:
        tell.say(readme.TEXTS)
    if as_json:
        said = {
            "slug": slug,
            "format": format.value,
            "release": extract.release,
            "synthetic": extract.synthetic,
            "protected": False,
            "responses": len(extract.frame),
            "files": files,
        }
        typer.echo(json.dumps(said, indent=2))
        return
    for file in files:
        typer.echo(file)
