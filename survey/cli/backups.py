"""For whoever runs the program: backups, and putting one back."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Annotated, Any

import typer

from survey.cli.terminal import AsJson, give_up, opened_store, say, whoever
from survey.errors import Refused
from survey.fieldwork.backups.folder import backups_in, key_of, place_of
from survey.fieldwork.backups.kept_away import read_list
from survey.fieldwork.backups.making import make
from survey.fieldwork.backups.restoring import restore as put_back
from survey.fieldwork.backups.verifying import verify as look_at
from survey.settings import Settings
from survey.storage.backup.key import BackupKey

Folder = Annotated[Path | None, typer.Option("--to", help="The folder; SURVEY_BACKUP_DIR by default.")]
STEP = 0.1
"""Seconds between words about how far it is."""
KEY_MADE = """{path} holds the key {name} of the backups now, readable by you alone.

WITHOUT THIS FILE NO BACKUP CAN EVER BE RESTORED, by you or by anybody. Put a copy of it in a safe place away
from this machine and from the backups, such as a password store, together with a copy of the server's secret
({secret}), which is in no backup either. Then set SURVEY_BACKUP_KEY_FILE to the file."""


def backup(
    to: Folder = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="How many stay; SURVEY_BACKUP_KEEP by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup, sealed, while people answer. It is read back before it counts.

    Older ones than the newest `--keep` go. The key comes from SURVEY_BACKUP_KEY_FILE.
    """
    with opened_store() as (settings, store), ended_in_order(), told() as tell:
        place = place_of(settings, to)
        key = key_of(settings, place)
        made = make(store, place, key, keep=keep or settings.backup_keep, tell=tell)
    if as_json:
        say(json.dumps(made.as_json(), indent=2))
        return
    say(f"{made.kept.path}: {made.rows:,} rows, {made.kept.size / 2**20:,.1f} MB, read back and whole.")
    if made.gone:
        say(f"Older backups deleted: {made.gone}.")


def backups(
    folder: Annotated[Path | None, typer.Option("--in", help="The folder; SURVEY_BACKUP_DIR.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the backups in a folder, the newest first. Each was read back and whole when it was made."""
    found = backups_in(place_of(Settings.read(), folder))
    if as_json:
        say(json.dumps([kept.as_json() for kept in found], indent=2))
        return
    for kept in found:
        say(kept.in_words())
    if not found:
        say("There is no backup.")


def backup_key(file: Annotated[Path, typer.Argument(help="The file to make.")]) -> None:
    """Make the key that seals backups and opens them. Without it nothing is ever restored."""
    settings = Settings.read()
    key = BackupKey.make(file)
    say(KEY_MADE.format(path=file.absolute(), name=key.name, secret=settings.secret_file.absolute()))


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    verify: Annotated[
        bool, typer.Option(help="Restore it into a database that is thrown away, and look at everything.")
    ] = False,
    withdrawn: Annotated[
        Path | None,
        typer.Option(help="The list of what was withdrawn: withdrawn.jsonl beside the backups."),
    ] = None,
    without_withdrawals: Annotated[
        bool, typer.Option(help="The list is lost: what was withdrawn after the backup comes back.")
    ] = False,
    into: Annotated[str, typer.Option(help="The empty database; SURVEY_DATABASE_URL by default.")] = "",
    data_dir: Annotated[
        Path | None, typer.Option(help="The data folder; SURVEY_DATA_DIR by default.")
    ] = None,
    secret_is_lost: Annotated[
        bool, typer.Option(help="Restore without the secret that was in use: no code works any more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup into an empty database, without what was withdrawn since.

    Stop the server first. The secret that was in use and the key of the backups must be there.
    """
    given: dict[str, Any] = {"database_url": into} if into else {}
    settings = Settings.read(**given, **({"data_dir": data_dir} if data_dir else {}))
    key = key_of(settings)
    if verify:
        with told() as tell:
            found = look_at(settings, file, key, tell)
        say(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(found.in_words()))
        sys.exit(1 if found.flaws else 0)
    if (withdrawn is None) == (not without_withdrawals):
        raise Refused(
            "Say where the list of what was withdrawn is: --withdrawn FILE. It lies beside the backups; take"
            " the newest. Only if it is lost: --without-withdrawals, and withdrawn answers come back."
        )
    listed = () if withdrawn is None else read_list(withdrawn)
    with ended_in_order(), told() as tell:
        done = put_back(
            settings, file, key, listed, actor=whoever(), secret_is_lost=secret_is_lost, tell=tell
        )
    if as_json:
        say(json.dumps(done.as_json(), indent=2, ensure_ascii=False))
    else:
        say("\n".join(done.in_words()))


class Told:
    """How far it is, on one line of a terminal; nothing where nobody looks."""

    def __init__(self) -> None:
        self.is_seen = sys.stderr.isatty()
        self.last = ""
        self.next = 0.0

    def __call__(self, what: str, number: int) -> None:
        said = f"{what} {number:,}" if number else what
        if self.is_seen and said != self.last and monotonic() >= self.next:
            typer.echo(f"\r{said:<70}", nl=False, err=True)
            self.last, self.next = said, monotonic() + STEP


@contextmanager
def told() -> Iterator[Told]:
    tell = Told()
    try:
        yield tell
    finally:
        if tell.last:
            typer.echo(f"\r{'':<70}\r", nl=False, err=True)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A signal to end clears away what is half done, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, broken_off)
    try:
        yield
    except KeyboardInterrupt:
        give_up("Broken off. Nothing half done was left.", 130)
    finally:
        signal.signal(signal.SIGTERM, before)


def broken_off(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
