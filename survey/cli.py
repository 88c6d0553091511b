"""The command line: check and walk a questionnaire, run a survey, serve its pages.

Times are London time. Every command says what it did; the ones that look have --json.
"""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from survey.engine.loader import FaultyQuestionnaire, load_file
from survey.engine.walk import CannotWalk
from survey.engine.walk import walk as walk_through
from survey.errors import SurveyError
from survey.fieldwork import audit
from survey.fieldwork import campaign as campaigns
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.shelf import find_questionnaire
from survey.fieldwork.status import Status, all_campaigns
from survey.fieldwork.trial import month_from
from survey.fieldwork.window import parse_london
from survey.settings import Settings, shown
from survey.storage.database import Store
from survey.web.serving import serve as serve_pages

app = typer.Typer(
    name="survey",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Questionnaires in YAML, answered in a browser, closed on time. Begin with `survey check`.",
)
UNSAID = "No reason was given."
Slug = Annotated[str, typer.Argument(help="The survey's slug: the last part of its address /s/SLUG.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the audit log.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def main() -> None:
    """Run a command; what goes wrong on purpose is a sentence and exit code 1, never a traceback."""
    try:
        app()
    except SurveyError as error:
        give_up(str(error))


def whoever() -> str:
    """Who runs this command, by the account on this machine."""
    try:
        return f"{pwd.getpwuid(os.getuid()).pw_name}, command line"
    except KeyError:
        return f"user {os.getuid()}, command line"


def tell(status: Status) -> None:
    """A campaign's status, one line each."""
    rows = status.in_words()
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        say(f"{name:<{width}}  {value}")


def say(text: str) -> None:
    typer.echo(text)


def give_up(text: str) -> NoReturn:
    typer.echo(text, err=True)
    sys.exit(1)


@contextmanager
def opened_store() -> Iterator[tuple[Settings, Store]]:
    """The database of this environment, migrated, for the length of one command."""
    settings = Settings.read()
    with Store.open(settings) as store:
        if store.migrate():
            typer.echo(f"A new database was made: {shown('database_url', settings.database_url)}", err=True)
        yield settings, store


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Questionnaire files.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="text or json")] = "text",
) -> None:
    """Say everything that is wrong with questionnaire files, each with line, column and what to do."""
    reports: list[dict[str, Any]] = []
    for file in files:
        try:
            load_file(file)
        except FaultyQuestionnaire as error:
            reports.extend(asdict(report) for report in error.reports)
            if format == "text":
                say(str(error))
    if format == "json":
        say(json.dumps(reports, indent=2, ensure_ascii=False))
    elif not reports:
        say("No fault found." if len(files) == 1 else f"No fault found in {len(files)} files.")
    sys.exit(1 if reports else 0)


@app.command()
def walk(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    answers: Annotated[Path, typer.Option(help="JSON: variable to coded value, as in `submitted`.")],
) -> None:
    """Walk through a questionnaire with given answers: pages shown, what would be sent, what is missing."""
    questionnaire = load_file(file)
    try:
        data = json.loads(answers.read_text("utf-8"))
    except (OSError, ValueError) as error:
        give_up(f"{answers} cannot be read as JSON: {error}")
    if not isinstance(data, dict):
        give_up(f'{answers} must hold one object, such as {{"sector": "health"}}.')
    try:
        found = walk_through(questionnaire, data)
    except CannotWalk as error:
        give_up(str(error))
    say(json.dumps(found.as_json(), indent=2, ensure_ascii=False))


@app.command("open")
def open_survey(
    questionnaire: Annotated[str, typer.Argument(help="A questionnaire's id, or its file.")],
    slug: Annotated[
        str, typer.Option(help="Address of this fielding; the questionnaire's id by default.")
    ] = "",
    at: Annotated[
        str, typer.Option(help="When it opens, London time: 2024-12-02 09:00. Now by default.")
    ] = "",
    until: Annotated[
        str,
        typer.Option(
            help="When it closes, London time; a date is the end of that day. 30 days on by default."
        ),
    ] = "",
    withdraw_until: Annotated[
        str, typer.Option(help="Last day to withdraw; days promised after closing by default.")
    ] = "",
    reason: Reason = UNSAID,
) -> None:
    """Open a survey for answers, now or at a time to come."""
    with opened_store() as (settings, store):
        opens_at = parse_london(at) if at else None
        asked = load_file(find_questionnaire(settings.questionnaires, questionnaire))
        opened = campaigns.open_campaign(
            store,
            asked,
            slug or None,
            opens_at=opens_at,
            closes_at=parse_london(until, closing=True) if until else month_from(opens_at or store.clock()),
            withdraw_until=parse_london(withdraw_until, closing=True) if withdraw_until else None,
            actor=whoever(),
            reason=reason,
            grace_minutes=settings.grace_minutes,
        )
        tell(campaigns.status(store, opened.slug))
        if asked.status == "draft":
            say("\nThe questionnaire is still a draft, and every page says so: `status: approved` ends that.")
        if not until:
            say("\nNo --until was given, so it closes after 30 days: `survey extend` and `close` move that.")


@app.command()
def extend(
    slug: Slug,
    until: Annotated[str, typer.Option(help="The new closing, London time.")],
    withdraw_until: Annotated[str, typer.Option(help="The new last day to withdraw.")] = "",
    reason: Reason = UNSAID,
) -> None:
    """Move the closing of a survey to a later time."""
    with opened_store() as (_, store):
        campaigns.extend(
            store,
            slug,
            parse_london(until, closing=True),
            withdraw_until=parse_london(withdraw_until, closing=True) if withdraw_until else None,
            actor=whoever(),
            reason=reason,
        )
        tell(campaigns.status(store, slug))


@app.command()
def close(
    slug: Slug,
    at: Annotated[str, typer.Option(help="When, London time; now by default.")] = "",
    reason: Reason = UNSAID,
) -> None:
    """Close a survey before its time. Drafts already begun have the time of grace."""
    with opened_store() as (_, store):
        campaigns.close(
            store, slug, actor=whoever(), reason=reason, at=parse_london(at, closing=True) if at else None
        )
        tell(campaigns.status(store, slug))


@app.command()
def status(slug: Slug = "", as_json: AsJson = False) -> None:
    """Where a survey stands and what comes next, or every survey; counts rounded, and never under 10."""
    with opened_store() as (_, store):
        slugs = [slug] if slug else [one.slug for one in all_campaigns(store)]
        found = [campaigns.status(store, one) for one in slugs]
    if as_json:
        several = [one.as_json() for one in found]
        say(json.dumps(several[0] if slug else several, indent=2))
        return
    for number, one in enumerate(found):
        if number:
            say("")
        tell(one)
    if not found:
        say("There is no survey yet. Open one with `survey open`.")


@app.command()
def history(slug: Slug, as_json: AsJson = False) -> None:
    """What was changed in a survey, when, by whom and why. Fails when somebody has altered the log."""
    with opened_store() as (_, store):
        entries, flaws = audit.entries(store, slug), audit.flaws(store)
    if as_json:
        found = {"entries": [audit.as_json(entry) for entry in entries], "flaws": flaws}
        say(json.dumps(found, indent=2, ensure_ascii=False))
    for line in () if as_json else (*map(audit.in_one_line, entries), *flaws):
        say(line)
    sys.exit(1 if flaws else 0)


@app.command()
def simulate(
    slug: Slug,
    number: Annotated[
        int, typer.Option("-n", "--number", min=1, max=100_000, help="How many send their answers.")
    ] = 100,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Fill a survey with synthetic people; it is marked synthetic on every page and file from then on."""
    with opened_store() as (settings, store):
        last = 0
        for done in rehearse(store, settings, slug, number=number, seed=seed, actor=whoever()):
            if sys.stderr.isatty() and done != last:
                typer.echo(f"\r{done} of {number} sent", nl=False, err=True)
            last = done
        if sys.stderr.isatty():
            typer.echo("", err=True)
        say(f"{last} synthetic responses sent to {slug} (seed {seed}). All that is made from them says so.")


@app.command()
def settings(as_json: AsJson = False) -> None:
    """List every setting: its name in the environment, its value now, its default and what it means."""
    described = Settings.read().describe()
    if as_json:
        say(json.dumps([asdict(one) for one in described], indent=2))
        return
    for one in described:
        say(f"{one.name} = {one.value}\n    {one.meaning} Default: {one.default}")


@app.command()
def serve(
    trial: Annotated[
        bool, typer.Option(help="Open the London survey on a trial window when nothing is open.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Start the background worker too.")] = True,
) -> None:
    """Serve the pages on HOST and PORT."""
    serve_pages(Settings.read(), trial=trial, processes=workers, with_worker=worker)
