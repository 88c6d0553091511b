"""`survey practice`: the register of examples of practice, in words that a reader has read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.fieldwork.practice import register as registers
from survey.fieldwork.practice import workshop as workshops
from survey.fieldwork.practice.register import Entry, Wanted

app = typer.Typer(no_args_is_help=True, help="Examples of practice that people described: a register.")
Id = Annotated[str, typer.Argument(help="The example's id, as `survey practice list` says it.")]
Principle = Annotated[str, typer.Option(help="Only those that show this principle, by its code.")]
Sector = Annotated[str, typer.Option(help="Only those of this sector, by its code.")]
Place = Annotated[str, typer.Option(help="Only those in this place, by its code.")]
State = Annotated[str, typer.Option(help="Only those in this state.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV that a spreadsheet does not run.")]


@app.command("list")
def list_examples(
    slug: Slug,
    principle: Principle = "",
    sector: Sector = "",
    place: Place = "",
    state: State = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Every example, or those asked for; one that no reader has read is without its words."""
    with opened_store() as (_, store):
        found = registers.register(store, slug).wanted(Wanted(principle, sector, place, state))
        if as_json or as_csv:
            registers.note_listed(store, slug, actor=whoever())
    if as_csv:
        typer.echo(workshops.as_csv(found), nl=False)
        return
    if as_json:
        say(json.dumps([as_document(entry) for entry in found], indent=2, ensure_ascii=False))
        return
    for entry in found:
        one = entry.described
        what = workshops.in_words(one.principles) or "no principle given"
        read = "" if one.is_read else ", waiting for a reader"
        say(f"{entry.id}  {entry.state.word}{read}: {workshops.in_words(one.sector)}; {what}")
    if not found:
        say("There is no such example.")


@app.command("workshop")
def workshop(
    slug: Slug,
    out: Annotated[Path, typer.Argument(help="The .csv file to write, for its owner alone.")],
    principle: Principle = "",
    sector: Sector = "",
    place: Place = "",
) -> None:
    """Write the list for a workshop: what is agreed or published, as CSV."""
    with opened_store() as (_, store):
        text = workshops.take(store, slug, Wanted(principle, sector, place), actor=whoever())
    out.unlink(missing_ok=True)  # not into a file that others hold open
    out.touch(mode=0o600)
    out.write_bytes(text.encode("utf-8-sig"))
    say(f"{out} is written.")


@app.command("move")
def move(
    slug: Slug,
    example: Id,
    to: Annotated[str, typer.Argument(help="The state that it goes to.")],
    reason: Reason = UNSAID,
) -> None:
    """Take an example to another state."""
    with opened_store() as (_, store):
        registers.move(store, slug, example, to, actor=whoever(), reason=reason)
    say(f"{example} is {to} now.")


@app.command("note")
def note(slug: Slug, example: Id, words: Annotated[str, typer.Argument(help="The note.")]) -> None:
    """Add a note to an example, for good."""
    with opened_store() as (_, store):
        registers.add_note(store, slug, example, words, actor=whoever())
    say("The note is kept.")


@app.command("give")
def give(
    slug: Slug,
    example: Id,
    email: Annotated[str, typer.Argument(help="The account that looks after it; '' for nobody.")],
) -> None:
    """Say who looks after an example."""
    with opened_store() as (_, store):
        registers.give_to(store, slug, example, email, actor=whoever())
    say(f"{email or 'Nobody'} looks after {example} now.")


def as_document(entry: Entry) -> dict[str, object]:
    one = entry.described
    return {
        "id": entry.id,
        "state": entry.state.name,
        "keeper": entry.keeper.email if entry.keeper else None,
        "read": one.is_read,
        "allowed": one.allowed,
        "contact_tied": entry.is_tied,
        "sector": [code for code, _ in one.sector],
        "principles": [code for code, _ in one.principles],
        "places": [code for code, _ in one.places],
        "lines": [{"label": line.label, "words": line.words} for line in one.lines],
    }
