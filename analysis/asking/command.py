"""`analysis table`: a question of one's own to the answers of a survey, answered on the terminal."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis import releasing
from analysis.asking.log import Log, answer
from analysis.asking.names import Names
from analysis.asking.query import SHOWS, Query, Show
from analysis.asking.text import text_of
from analysis.disclosure import Register, SafeTable
from analysis.landscape.ground import Landscape
from analysis.load import Extract, load, opened_store, register_of_releases
from analysis.printing import FIELDS, as_html, page_of, records
from analysis.render import wording
from analysis.terminal import Slug, Telling, written_to
from survey.engine.spreadsheet import guarded
from survey.errors import Refused

FOLDER = "queries"
"""Where the log is kept, in the data folder, by survey."""
FOR_THE_TEAM = (
    "For the team alone: reports are not checked beside it. If it goes to anybody else, ask again with "
    "--handed-on."
)
PIPED = 100
"""Characters of a line where nobody says how wide the terminal is."""


def table(
    slug: Slug,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Up to three names: down, across, and within. None: print the names that there are.",
            show_default=False,
        ),
    ] = None,
    mean: Annotated[
        str, typer.Option(help="Show the mean of this score or statement for the groups that are named.")
    ] = "",
    show: Annotated[
        str,
        typer.Option(
            help="counts or percentages. Where nothing is said: counts of people by who they are, "
            "percentages of answers."
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="File to write: a name that ends in .csv, .json, .html or .txt.")
    ] = None,
    handed_on: Annotated[
        bool, typer.Option("--handed-on", help="It leaves the team: later reports are checked beside it.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Who gets it and why, for the register of releases.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it as CSV, a row a figure.")] = False,
) -> None:
    """Ask a question of your own: a table by up to three variables.

    Who answered, by sector and role:

    `python -m analysis table trauma-informed-london sector role`

    How answers to a question differ by sector, and within each role:

    `python -m analysis table trauma-informed-london trn_when sector role`

    The mean of a score, or of a statement, by sector:

    `python -m analysis table trauma-informed-london sector --mean overall_practice`

    Which names there are:

    `python -m analysis table trauma-informed-london`

    No table shows fewer than 10 people, and each is checked together with
    all that were asked before and with the register of releases: the
    question, the time and what was shown are kept in the data folder. A table is for the team; where it goes
    to anybody else, say --handed-on. There are no filters, because
    two tables with different filters can be subtracted. Name the variable
    that you would filter by instead.
    """
    ending = out.suffix if out is not None else ".json" if as_json else ".csv" if as_csv else ".txt"
    if ending not in WRITERS:
        raise Refused(f"{out} must end in {', '.join(WRITERS)}: the ending says what is written.")
    if show and show not in SHOWS[:2]:
        raise Refused(f"--show takes counts or percentages, not {show}. For a mean say --mean NAME.")
    if reason and not handed_on:
        raise Refused("--reason is kept in the register of releases: say --handed-on as well.")
    tell = Telling()
    with opened_store() as store:
        extract = load(store, slug, tell.count)
        log = Log(store.settings.data_dir / FOLDER / slug)
        register = Register(register_of_releases(store, slug))
    tell.counted(len(extract.frame))
    land = Landscape.of(extract.frame)
    if not names and not mean:
        typer.echo(listed(Names(land)))
        return
    chosen: Show | None = next((each for each in SHOWS if each == show), None)
    query = Query.of_names(land, names or (), chosen, mean)
    if not len(land.frame):
        raise Refused(f"Nobody has answered {slug} yet, so there is nothing to ask about.")
    tell.say("Protecting small groups.")
    before, seen = releasing.earlier(register, extract), len(register.entries())
    with releasing.with_advice(before):
        entering = partial(releasing.enter_once, register, seen=seen, reason=reason) if handed_on else None
        found = answer(extract, query, log, before, entering)
    tell.say("In the register of releases." if handed_on else FOR_THE_TEAM)
    written = WRITERS[ending](found, extract)
    if out is None:
        typer.echo(written)
        return
    with written_to(out):
        out.write_text(written + "\n", encoding="utf-8", newline="")
    typer.echo(str(out))


def listed(names: Names) -> str:
    """Every name that can be asked about, with its words."""
    scaled = {name: column.label for name, column in names.scaled.items()}
    kinds: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("People can be split by", names.groups),
        ("Questions with several answers", {name: each.label for name, each in names.lists.items()}),
        ("Scores, for --mean", {name: score.label for name, score in names.scores.items()}),
        ("Statements and scales, for --mean", scaled),
    )
    wide = max((len(name) for _, known in kinds for name in known), default=0)
    told = (
        "\n".join((f"{kind}:", *(f"  {n:<{wide}}  {w}" for n, w in of.items()))) for kind, of in kinds if of
    )
    return "\n\n".join(told)


def as_text(found: SafeTable, extract: Extract) -> str:
    width = shutil.get_terminal_size((PIPED, 24)).columns if sys.stdout.isatty() else PIPED
    marked = wording.marks(extract)
    return "\n".join((*((f"{marked}.",) if marked else ()), text_of(page_of(found), width)))


def as_long(found: SafeTable, extract: Extract) -> str:
    told = StringIO()
    writer = csv.DictWriter(told, FIELDS, lineterminator="\n")
    writer.writeheader()
    for one in records(found):
        flags = one["flags"]
        words = {name: guarded(said) for name, said in one.items() if isinstance(said, str)}
        writer.writerow({**one, **words, "flags": " ".join(flags) if isinstance(flags, list) else ""})
    return told.getvalue().rstrip("\n")


def as_document(found: SafeTable, extract: Extract) -> str:
    said: dict[str, Any] = {
        "meta": {
            "campaign": extract.slug,
            "questionnaire": extract.questionnaire,
            "version": extract.version,
            "extract": extract.at.isoformat(),
            "release": extract.release,
            "synthetic": extract.synthetic,
        },
        "table": {
            "id": found.id,
            "title": found.title,
            "subtitle": found.subtitle,
            "base": found.base,
            "dimensions": list(found.dimensions),
            "notes": list(page_of(found).notes),
            "rows": list(records(found)),
        },
    }
    return json.dumps(said, indent=2, ensure_ascii=False)


def as_page(found: SafeTable, extract: Extract) -> str:
    return as_html(page_of(found), wording.marks(extract))


WRITERS: dict[str, Callable[[SafeTable, Extract], str]] = {
    ".txt": as_text,
    ".csv": as_long,
    ".json": as_document,
    ".html": as_page,
}
"""How a table is written, by the ending of the file's name."""
