"""`survey reading`: how many texts wait for a reader, and what was decided; `deciding` has the texts."""

from __future__ import annotations

import json
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, Slug, opened_store, say, whoever
from survey.fieldwork import elsewhere
from survey.fieldwork.london import in_words
from survey.fieldwork.reading import line

app = typer.Typer(
    no_args_is_help=True,
    help="What people wrote: how many texts wait and what was decided, without a word of any. Safeguarding"
    " readers read them one at a time with `next` and decide, here as at /staff.",
)


@app.command("queue")
def queue(slug: Slug, as_json: AsJson = False) -> None:
    """How many texts wait for a reader, and since when."""
    with opened_store() as (_, store):
        found = line.line(store, slug)
    since = found.since.isoformat() if found.since else None
    if as_json:
        queued = {"waiting": found.waiting, "urgent": found.urgent, "oldest": since}
        queued |= {"people_sealed_for_elsewhere": found.elsewhere}
        say(json.dumps(queued))
        return
    say(f"Waiting               {found.waiting}")
    say(f"A pattern found in    {found.urgent}")
    say(f"The oldest is of      {since or 'none waits'}")
    if found.elsewhere:
        say(f"Sealed for elsewhere  {found.elsewhere} people's words; survey reading sealed takes them out")


@app.command("sealed")
def sealed(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="File to write; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Take out what was sealed to a public key, still sealed: `survey keys open` opens it elsewhere."""
    with opened_store() as (_, store):
        number = elsewhere.take(store, slug, out, SystemRandom().shuffle, actor=whoever())
    told = f"{number:,} sealed texts are in {out}. They open with the private key alone: survey keys open"
    say(json.dumps({"texts": number, "file": str(out)}) if as_json else told)


@app.command("outcomes")
def outcomes(
    slug: Slug,
    latest: Annotated[int, typer.Option(min=0, max=500, help="How many of the latest to list.")] = 0,
    as_json: AsJson = False,
) -> None:
    """What readers decided, counted; one text can be redacted and passed on."""
    with opened_store() as (_, store):
        found = line.line(store, slug)
        last = line.lately(store, slug, latest) if latest else ()
    counts = {
        "as_written": found.as_written,
        "redacted": found.redacted,
        "passed_on": found.passed_on,
    }
    listed = [
        {
            "text": one.id,
            "question": one.question,
            "words": one.outcome.words,
            "passed_on": one.outcome.passed_at is not None,
            "at": one.outcome.decided_at.isoformat(),
            "reader": one.outcome.reader,
        }
        for one in last
    ]
    if as_json:
        say(json.dumps({**counts, "latest": listed}, indent=2, ensure_ascii=False))
        return
    for name, number in counts.items():
        say(f"{name.replace('_', ' ').capitalize():<14}{number}")
    for each in last:
        passed = ", passed on" if each.outcome.passed_at else ""
        words = each.outcome.words or "words not decided"
        say(f"{in_words(each.outcome.decided_at)}  {each.id}  {words}{passed}, by {each.outcome.reader}")
