"""`survey channel`: names for the links to a survey, so that it is known how many came by each, never who."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.fieldwork.channels import add_channel, channels_of, link

app = typer.Typer(
    no_args_is_help=True, help="Names for the links to a survey: how many came by each, and never who."
)


@app.command("add")
def add(
    slug: Slug,
    name: Annotated[str, typer.Argument(help="Letters, figures and dashes, as they will stand in the link.")],
    title: Annotated[str, typer.Option(help="What it is, for those who read the counts.")] = "",
    reason: Reason = UNSAID,
) -> None:
    """Make a name known and print its link. Give it to many people: it must not stand for one."""
    with opened_store() as (settings, store):
        added = add_channel(store, slug, name, title, actor=whoever(), reason=reason)
        say(f"{added.title}: {link(settings.base_url, slug, added.name)}")


@app.command("list")
def list_channels(slug: Slug, as_json: AsJson = False) -> None:
    """The names that are known, each with its link to copy. `survey status` has the counts."""
    with opened_store() as (settings, store):
        found = [
            {"name": one.name, "title": one.title, "link": link(settings.base_url, slug, one.name)}
            for one in channels_of(store, slug)
        ]
    if as_json:
        say(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        say(f"{one['title']}: {one['link']}")
    if not found:
        say(f"{slug} has no channels yet. Make one known with `survey channel add {slug} NAME`.")
