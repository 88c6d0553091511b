"""The commands of the analysis: a report, coded data, the register of examples, themes, the worker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from analysis import folder, releasing
from analysis import register as registers
from analysis.asking.command import table
from analysis.disclosure import Register
from analysis.export.command import export
from analysis.landscape import plan as plans
from analysis.landscape.planning import FILE, read_plan, unanswered, written
from analysis.load import load, opened_store, questionnaires, register_of_releases
from analysis.render import KNOWN, write
from analysis.terminal import Slug, Telling, check_folder, written_to
from analysis.themes.commands import app as themes
from analysis.themes.final import read_final
from analysis.worker.command import worker
from survey.engine.loader import load_file
from survey.errors import NotFound

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
    plan: Annotated[
        Path | None,
        typer.Option(help="The report's plan; without it report.yaml beside the questionnaire."),
    ] = None,
    themes: Annotated[
        Path | None,
        typer.Option(help="The file of settled themes, from `analysis themes settle`; adds table 13."),
    ] = None,
    handed_on: Annotated[
        bool,
        typer.Option(
            "--handed-on", help="It goes beyond the team though it is provisional: enter it in the register."
        ),
    ] = False,
    reason: Annotated[str, typer.Option(help="Why there must be a second final release.")] = "",
    final: Annotated[
        bool, typer.Option("--final", help="Refuse where it would be provisional; `survey release` asks so.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write the report of a survey: a page, a PDF, a workbook, tables.json and the figures.

    What it contains is in report.yaml beside the questionnaire; one without it gets every table that its
    questions allow.

    The folder is written whole or not at all; an earlier report in it is replaced, and a folder that holds
    anything else is refused.

    Until the answers are frozen (`survey freeze`) it is marked provisional, and is for the team. A final
    one is entered in the register of releases (`releases`), and every report is checked against all that is
    in it.
    A survey filled by `survey simulate` gives a report that is marked synthetic on every page.
    """
    tell = Telling()
    check_folder(out)
    folder.check(out, KNOWN, force=True)
    with opened_store() as store:
        extract = load(store, slug, tell.count)
        beside = store.settings.questionnaires / extract.questionnaire / FILE
        released = Register(register_of_releases(store, slug))
    if plan is not None and not plan.is_file():
        raise NotFound(f"There is no file {plan}.")
    settled = read_final(themes) if themes is not None else None
    tell.counted(len(extract.frame))
    if final:
        releasing.refuse_provisional(extract)
    terms = releasing.Terms(plan or beside, settled, handed_on, reason)
    beside_names = [each.name for each in released.releases()]
    report, entered = releasing.release(extract, released, terms, tell.say)
    with written_to(out), folder.whole(out, KNOWN, force=True, private=False) as place:
        files = [out / file.relative_to(place) for file in write(report, place, tell.say)]
        if final and entered is not None:
            files.append(out / releasing.note_entry(entered, beside_names, place).name)
    if as_json:
        said = {
            "slug": slug,
            "release": report.meta.release,
            "entered": entered.name if entered else None,
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
def plan(
    questionnaire: Annotated[Path, typer.Argument(help="The questionnaire's YAML file.", exists=True)],
    usual: Annotated[
        bool, typer.Option("--usual", help="Print the plan that the questions allow, to begin from.")
    ] = False,
) -> None:
    """Check the plan of a questionnaire's report, or print one to begin from.

    A plan says which tables a report has, in which order, split by what. Before its sections it can hold
    comparisons (at most twelve, written down before anybody looks at answers), margins (shares or totals of
    staff to weight to) and reliable (how well a score must hold together, 0.7 or more). It is report.yaml
    beside the questionnaire: `python -m analysis plan questionnaires/my-survey/1.0.yaml
    --usual > questionnaires/my-survey/report.yaml`.
    """
    land = unanswered(load_file(questionnaire).codebook, questionnaires() / "reference")
    beside = questionnaire.with_name(FILE)
    if usual:
        typer.echo(written(plans.usual(land)), nl=False)
    elif beside.is_file():
        tables = len(tuple(read_plan(beside, land).tables))
        typer.echo(f"{beside}: No fault found. It has {tables} entries for tables.")
    else:
        typer.echo(f"There is no {beside}. The report has what the questions allow: see it with --usual.")


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


app.command()(table)
app.command()(export)
app.command()(releasing.releases)
app.command()(worker)
app.add_typer(themes)
