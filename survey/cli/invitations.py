"""`survey invitations`: links that let one person begin once, and that no answer remembers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.errors import Refused
from survey.fieldwork.codes import Codes
from survey.fieldwork.spreading import invitations
from survey.fieldwork.spreading.invitations import rule_named

app = typer.Typer(no_args_is_help=True, help="Links that let one person begin once, and no answer remembers.")
Channel = Annotated[str, typer.Argument(help="The channel that they are for.")]


@app.command("rule")
def rule(
    slug: Slug,
    name: Annotated[str, typer.Argument(help="off, beside (the open link works too) or only.")],
    reason: Reason = UNSAID,
) -> None:
    """Switch invitations on or off, or make them the only way in. Whoever has begun goes on."""
    with opened_store() as (_, store):
        chosen = rule_named(name)
        invitations.set_rule(store, slug, chosen, actor=whoever(), reason=reason)
        say(f"{chosen.word}.")


@app.command("make")
def make(
    slug: Slug,
    channel: Channel,
    number: Annotated[int, typer.Option(help=f"How many, from 1 to {invitations.MOST}.")],
    out: Annotated[Path, typer.Option(help="A new CSV file; the links cannot be had again.")],
    reason: Reason = UNSAID,
) -> None:
    """Make invitations and write their links into a file, once."""
    with opened_store() as (settings, store):
        try:
            file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Refused(f"{out} cannot be made as a new file: {error.strerror}.") from error
        try:
            codes = Codes(settings.secret())
            where = (store, codes, settings.base_url, slug, channel, number)
            text = invitations.make(*where, actor=whoever(), reason=reason)
        except Exception:
            os.close(file)
            out.unlink()
            raise
        with os.fdopen(file, "wb") as writing:
            writing.write(text.encode("utf-8-sig"))
    say(f"{number} invitations in {out}. Give each person one, then delete the file.")


@app.command("take-back")
def take_back(slug: Slug, channel: Channel, reason: Reason = UNSAID) -> None:
    """Take back all of a channel that nobody has used."""
    with opened_store() as (_, store):
        invitations.take_back(store, slug, channel, actor=whoever(), reason=reason)
        say(f"The unused invitations of {channel} are taken back.")


@app.command("status")
def status(slug: Slug, as_json: AsJson = False) -> None:
    """Whether a survey knows invitations; how many were made, and used in bands."""
    with opened_store() as (_, store):
        found = invitations.standing(store, slug)
    if as_json:
        counts = [asdict(one) for one in found.counts]
        say(json.dumps({"rule": found.rule.value, "channels": counts}, indent=2, ensure_ascii=False))
        return
    say(f"{found.rule.word}.")
    for one in found.counts:
        say(f"{one.title}: {one.made} made, {one.used} used, {one.taken_back} taken back")
