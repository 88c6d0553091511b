"""What every command needs of its terminal: words out, one database, who is asking."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer

from survey.described import shown
from survey.engine.versions.change import Change, sorted_out
from survey.settings import Settings
from survey.storage.database import Store

Slug = Annotated[str, typer.Argument(help="The survey's slug: the last part of its address /s/SLUG.")]
UNSAID = "No reason was given."
Reason = Annotated[str, typer.Option(help="Why; kept in the audit log.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def whoever() -> str:
    """Who runs this command, by the account on this machine."""
    try:
        return f"{pwd.getpwuid(os.getuid()).pw_name}, command line"
    except KeyError:
        return f"user {os.getuid()}, command line"


def say(text: str) -> None:
    typer.echo(text)


def tell_changes(changes: Iterable[Change]) -> None:
    """What changed between two versions of a questionnaire, the heaviest first."""
    sorts = sorted_out(changes)
    for heading, found in sorts:
        say(f"{heading} ({len(found)})")
        for change in found:
            say(f"  {change.place}: {change.what}\n    {change.why}")
    if not sorts:
        say("Nothing changed but, at most, the version number.")


def give_up(text: str, code: int = 1) -> NoReturn:
    typer.echo(text, err=True)
    sys.exit(code)


@contextmanager
def opened_store() -> Iterator[tuple[Settings, Store]]:
    """The database of this environment, migrated, for the length of one command."""
    settings = Settings.read()
    with Store.open(settings) as store:
        if store.migrate():
            typer.echo(f"A new database was made: {shown('database_url', settings.database_url)}", err=True)
        yield settings, store
