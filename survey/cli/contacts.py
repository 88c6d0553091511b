"""`survey contacts`: those who agreed to be contacted, lists to write to them by, and their way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, Slug, opened_store, say, whoever
from survey.errors import Refused
from survey.fieldwork import address_book

app = typer.Typer(
    no_args_is_help=True,
    help="Those who agreed to be contacted; apart from every answer, and looked at by name.",
)
Purpose = Annotated[str, typer.Option("--for", help="Only who ticked this, such as workshop.")]


@app.command("list")
def list_contacts(
    slug: Slug,
    purpose: Purpose = "",
    find: Annotated[str, typer.Option(help="Only whose details hold this.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show who may be written to. That you looked is written down."""
    with opened_store() as (_, store):
        address_book.note_seen(store, slug, actor=whoever())
        found = address_book.address_book(store, slug).of(purpose, find)
    if as_json:
        said = [
            {"id": each.id, "for": each.codes, "details": dict(each.lines), "tied": each.tied}
            for each in found
        ]
        say(json.dumps(said, indent=2, ensure_ascii=False))
        return
    for each in found:
        say(f"{each.id}  {'; '.join(value for _, value in each.lines)}  ({'; '.join(each.purposes)})")
    if not found:
        say("Nobody was found. Details of the last days may still wait for a batch of ten.")


@app.command("take")
def take(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="File to write; it must not be there yet.")],
    purpose: Purpose = "",
) -> None:
    """Write a list for a spreadsheet. Delete it when the invitations are sent."""
    with opened_store() as (_, store):
        try:
            with out.open("x", encoding="utf-8-sig", newline="") as file:
                out.chmod(0o600)
                file.write(address_book.invitation_list(store, slug, purpose, actor=whoever()))
        except FileExistsError:
            raise Refused(
                f"{out} is there already. Name another file: lists are never written over."
            ) from None
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    say(f"Written to {out}, for you alone.")


@app.command("forget")
def forget(
    slug: Slug,
    contact: Annotated[str, typer.Argument(help="Its id, as `survey contacts list` shows it.")],
    reason: Annotated[str, typer.Option(help="Why, without their name; kept in the audit log.")],
) -> None:
    """Delete somebody's details because they no longer agree."""
    with opened_store() as (_, store):
        address_book.forget(store, slug, contact, actor=whoever(), reason=reason)
        say("Deleted. Lists that were taken before still have them.")
