"""`survey channel`: names for the links to a survey, so that it is known how many came by each, never who."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.errors import Refused
from survey.fieldwork.channels import add_channel, channels_of, link
from survey.fieldwork.spreading.days import days_of
from survey.fieldwork.spreading.pack import note_taken, pack_of
from survey.fieldwork.spreading.texts import Written, back_to_ours, change_text, texts_of
from survey.paper import poster
from survey.web.pages import Team
from survey.web.respondent.sharing import as_png, as_svg

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


@app.command("pack")
def write_pack(
    slug: Slug,
    name: Annotated[str, typer.Argument(help="The channel's name.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder for the files.")],
) -> None:
    """Write the pack of a channel: texts and e-mails with its link, posters, QR codes."""
    with opened_store() as (settings, store):
        asked = texts_of(store, settings.questionnaires, slug).asked
        contact = Team.of(settings, asked).reached
        pack = pack_of(store, settings.questionnaires, settings.base_url, slug, name, contact)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise Refused(f"There is something at {out} already. Give the pack a folder of its own.")
        files, missing = dict(pack.in_files), ""
        code = as_svg(pack.address)
        files["qr.svg"], files["qr.png"] = code, as_png(pack.address)
        try:
            files.update({f"poster-{size}.pdf": poster.pdf(pack.poster, code, size) for size in poster.SIZES})
        except Refused:
            missing = "The posters could not be made: this machine lacks the text libraries that a PDF needs."
        files["README.txt"] = pack.readme(missing).encode()
        note_taken(store, pack, "pack", actor=whoever())
    out.mkdir(parents=True, exist_ok=True)
    for file, content in sorted(files.items()):
        (out / file).write_bytes(content)
    say(f"{len(files)} files in {out}.{f' {missing}' if missing else ''}")


@app.command("texts")
def texts(
    slug: Slug,
    text: Annotated[str, typer.Option(help="One of them, in full, or to change: email, newsletter ...")] = "",
    put: Annotated[
        Path | None, typer.Option(help="New words for it: the first line, a blank one, and the rest.")
    ] = None,
    standard: Annotated[bool, typer.Option(help="Go back to the standard words for it.")] = False,
    reason: Reason = UNSAID,
) -> None:
    """Which text is for which day, and how each is worded. With --put or --standard, change one."""
    with opened_store() as (settings, store):
        folder = settings.questionnaires
        if standard:
            back_to_ours(store, slug, text, actor=whoever(), reason=reason)
        elif put is not None:
            heading, _, body = read_words(put).partition("\n")
            change_text(store, folder, slug, text, heading, body, actor=whoever(), reason=reason)
        found = texts_of(store, folder, slug)
        now = store.clock()
    if text:
        one = found.one(text)
        say(f"{one.heading}\n\n{one.body}")
        typer.echo(f"\n{told_of(one)}", err=True)
        return
    for due in days_of(found.window, now):
        one = found.one(due.piece.name)
        say(f"{due.piece.name}: {due.words}. {due.note}".rstrip())
        say(f"  {one.heading}\n  {told_of(one)}")


def told_of(one: Written) -> str:
    """Whose words a text is in, and what to look at in it."""
    return " ".join((f"{one.whose}.", *one.cautions))


def read_words(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read as a text in UTF-8.") from error
