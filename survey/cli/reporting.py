"""For the team: a report asked for, and how far each is. The background worker makes them."""

from __future__ import annotations

import json
import sys
import time
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, Slug, opened_store, say, whoever
from survey.fieldwork import reports

GLANCE = 1.0
"""Seconds between looks at how it goes."""


def report(
    slug: Slug,
    wait: Annotated[
        bool, typer.Option("--wait", help="Stay until it is ready, and say how it goes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask for the report of a survey: a worker of the server makes it. One at a time is made of each survey.

    `survey reports` says how it goes and where the files are. Exit code 1 with --wait when it could not be
    made. To make one here and now: `python -m analysis landscape`.
    """
    with opened_store() as (_, store):
        asked, told = reports.ask(store, slug, actor=whoever()), ""
        while wait and asked.request.finished_at is None:
            if asked.in_words() != told:
                told = asked.in_words()
                typer.echo(told, err=True)
            time.sleep(GLANCE)
            asked = next(one for one in reports.all_of(store, slug) if one.request.id == asked.request.id)
    say(json.dumps(asked.as_json(), indent=2) if as_json else asked.in_words())
    sys.exit(1 if asked.state == "failed" else 0)


def list_reports(slug: Slug, as_json: AsJson = False) -> None:
    """The reports that were asked for, the newest first: how far each is and where its files are."""
    with opened_store() as (_, store):
        found = reports.all_of(store, slug)
    if as_json:
        say(json.dumps([one.as_json() for one in found], indent=2))
        return
    for one in found:
        say(one.in_words())
    if not found:
        say(f"No report of {slug} was asked for yet. Ask for one with `survey report {slug}`.")
