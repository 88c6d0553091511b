"""`survey keys`: the keys that seal what people wrote and how to reach them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, opened_store, say, whoever
from survey.fieldwork import elsewhere, text_keys
from survey.fieldwork.london import in_words
from survey.storage.recipient import Holder

HELP = """The keys that seal what people wrote and how to reach them.

They lie in the file that SURVEY_TEXT_KEYS_FILE names, `text-keys` in the data folder by default. The newest
seals, all of them open. To change the key, for example when somebody left who could read the file:

1. `survey keys add` makes one; the server, which may go on running, seals with it from then on.
2. Copy the file to where you keep your copy. **Without it nobody can read what was sealed.**
3. `survey keys rotate` seals everything with it, while people answer.
4. `survey keys drop NAME`, ten minutes later or when you like, takes the old one out for good.

Backups made before want the old key: keep the copy of the file from then for as long as you keep those.
"""
LOST = "NOT IN THE FILE: what it sealed cannot be read"
app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help=HELP)
Name = Annotated[str, typer.Argument(help="The name of the key, as survey keys list shows it.")]


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Every key by its name, since when it is there, and how much of what is stored wants it."""
    with opened_store() as (_, store):
        found, place = text_keys.keys(store), text_keys.where(store)
    if as_json:
        told = [
            {
                "key": key.name,
                "since": key.since.isoformat() if key.since else None,
                "seals": key.seals,
                "values": key.values,
            }
            for key in found
        ]
        say(json.dumps(told, indent=2))
        return
    say(place)
    for key in found:
        since = f"since {in_words(key.since)}" if key.since else LOST
        seals = ", seals now" if key.seals else ""
        say(f"{key.name}  {key.values:>9,} values  {since}{seals}")


@app.command("add")
def add(as_json: AsJson = False) -> None:
    """Make a key, which seals from now on; a server that runs has it at once."""
    with opened_store() as (_, store):
        name, place = text_keys.add(store, actor=whoever()), store.key_file.path.absolute()
    if as_json:
        say(json.dumps({"key": name, "file": str(place)}))
        return
    say(f"The key {name} seals from now on. It is in {place}, for its owner alone.")
    say("Put a copy of that file where you keep your copy now. Without it nobody can read what is sealed.")
    say("Then seal with it what is there already: survey keys rotate")


@app.command("rotate")
def rotate(as_json: AsJson = False) -> None:
    """Seal everything with the newest key, while people answer. Broken off, it goes on the next time."""
    seen = sys.stderr.isatty()

    def tell(done: int, of: int) -> None:
        if seen:
            typer.echo(f"\r{done:,} of {of:,} rows", nl=False, err=True)

    with opened_store() as (_, store):
        done = text_keys.rotate(store, tell, actor=whoever())
        newest = store.key_file.ring().newest.name
    if seen and done:
        typer.echo("\r", nl=False, err=True)
    told = f"{done:,} rows sealed with the key {newest}."
    say(json.dumps({"key": newest, "rows": done}) if as_json else told)


@app.command("recipient")
def recipient(
    private: Annotated[Path, typer.Argument(help="File for the private key; never brought to the server.")],
    public: Annotated[Path, typer.Argument(help="File for the public key, which the server gets.")],
) -> None:
    """Make a key pair, so that the server cannot read what people send. **Not on the server.**

    The server seals to the public key that SURVEY_RECIPIENT_FILE names. `survey reading sealed` takes the
    texts out there, and `survey keys open` opens them where the private key is.
    """
    name = elsewhere.make_key(private, public)
    say(f"The key {name}: {public} goes to the server, as SURVEY_RECIPIENT_FILE; {private} never does.")
    say("WITHOUT THE PRIVATE KEY NOBODY CAN EVER READ WHAT WAS SEALED TO IT. Put a copy in a safe place.")


@app.command("open")
def open_texts(
    file: Annotated[Path, typer.Argument(help="What survey reading sealed wrote.")],
    key: Annotated[Path, typer.Option(help="The file of the private key.")],
    out: Annotated[Path, typer.Option(help="The CSV to write; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Open sealed texts with the private key, where that key is. They were read by nobody before you.

    They may name people, or tell of harm. Read them where nobody looks over your shoulder.
    """
    done = elsewhere.open_file(file, Holder.read(key), out)
    if as_json:
        say(json.dumps({"texts": done.texts, "sealed_to_another_key": done.others}))
        return
    say(f"{done.texts:,} texts are in {out}, for you alone.")
    if done.others:
        say(f"{done.others:,} were sealed to another key, and are not among them.")


@app.command("drop")
def drop(name: Name, as_json: AsJson = False) -> None:
    """Take a key out of the file for good; refused while anything stored wants it."""
    with opened_store() as (_, store):
        text_keys.drop(store, name, actor=whoever())
    told = f"The key {name} is gone. Backups from its time want it."
    say(json.dumps({"dropped": name}) if as_json else told)
