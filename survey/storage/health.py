"""The self-check at the start: what keeps answers safe, looked at before anybody answers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import NotSaved, Refused
from survey.settings import Settings
from survey.storage import schema
from survey.storage.backend import Backend
from survey.storage.key_file import KeyFile
from survey.storage.leaked import flaws
from survey.storage.recipient import Recipient
from survey.storage.resealing import wanted
from survey.storage.tables import Instant
from survey.storage.work import utc_now

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
WAL_RESET_FIXED = (3, 51, 3)
SKEW_SECONDS = 2
SHARED_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "lustre", "afs", "fuse.sshfs"}
)
"""Over a network SQLite's write-ahead log, which lives in shared memory, is not safe."""
MOUNTS = Path("/proc/self/mounts")
OLDEST_TRIED = 15
RESERVED = 3
"""Connections that PostgreSQL keeps for its own administrators, unless it is told otherwise."""


class Weight(StrEnum):
    """What a finding asks for."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, and what to do about it."""

    weight: Weight
    message: str


def findings(backend: Backend, settings: Settings) -> list[Finding]:
    """All that the self-check sees; nothing weighs REFUSE when answers are safe."""
    found = [*secret(settings), *folder(settings), *recipient(settings), *leaked(settings), *names()]
    try:
        with backend.reading() as connection:
            found += [*tables(connection), *durability(connection, settings), *engine(connection, settings)]
            found += text_keys(connection, settings)
    except (SQLAlchemyError, NotSaved, Refused) as failure:
        found.append(Finding(Weight.REFUSE, f"The database cannot be used: {str(failure).splitlines()[0]}"))
    return found


def refuse_unsafe(backend: Backend, settings: Settings) -> None:
    """Stop here when the database may lose what it confirmed."""
    with backend.reading() as connection:
        for finding in durability(connection, settings):
            if finding.weight is Weight.REFUSE:
                raise Refused(finding.message)


def secret(settings: Settings) -> Iterator[Finding]:
    try:
        settings.secret()
    except Refused as refused:
        yield Finding(Weight.REFUSE, str(refused))


def folder(settings: Settings) -> Iterator[Finding]:
    """Others on the machine have no business in the data folder."""
    path = settings.data_dir
    if path.exists() and path.stat().st_mode & 0o077:
        yield Finding(Weight.WARN, f"Others on this machine can look into {path}. Run: chmod 700 {path}")


def names() -> Iterator[Finding]:
    for name in Settings.unknown(os.environ):
        yield Finding(Weight.WARN, f"{name} is not a setting. `survey settings` lists those that there are.")


def tables(connection: Connection) -> Iterator[Finding]:
    now, newest = schema.current(connection), schema.newest()
    if now != newest:
        yield Finding(
            Weight.REFUSE,
            f"The tables are of version {now or 'none'}, the program wants {newest}: migrate first.",
        )


def text_keys(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Whether all that is sealed can be opened, and sent words can be sealed; nothing is made for that.

    Drafts do without these keys: where a file that the settings name is not there, only sending would tell.
    """
    if schema.current(connection) != schema.newest():
        return
    file, many = KeyFile(settings.text_keys_file), wanted(connection)
    try:
        is_named = "text_keys_file" in settings.model_fields_set
        names = file.ring().names if many or is_named or file.is_there() else ()
    except Refused as refused:
        yield Finding(Weight.REFUSE, str(refused))
        return
    lost = sorted(set(many) - set(names))
    if lost:
        yield Finding(
            Weight.REFUSE,
            f"{sum(many[name] for name in lost):,} texts and contacts were sealed with a key that is not in"
            f" {file.path} ({', '.join(lost)}). Put the file there that was in use; nothing of them is lost.",
        )
    if file.path.absolute().is_relative_to(settings.data_dir.absolute()):
        yield Finding(
            Weight.NOTE,
            f"The keys of texts and contacts lie in the folder of the data ({file.path}). Against whoever"
            " takes that folder they help only elsewhere: move the file, and set SURVEY_TEXT_KEYS_FILE.",
        )


def recipient(settings: Settings) -> Iterator[Finding]:
    """Whether what people send in words is for somebody else's eyes alone."""
    if settings.recipient_file is None:
        return
    try:
        name = Recipient.read(settings.recipient_file).name
    except Refused as refused:
        yield Finding(Weight.REFUSE, str(refused))
        return
    yield Finding(
        Weight.NOTE,
        f"What people send in words is sealed to the key {name}: nobody reads it on this server, and reports"
        " have none of it. survey reading sealed takes it out for whoever holds the private key.",
    )


def leaked(settings: Settings) -> Iterator[Finding]:
    """Whether leaked passwords would be found in the list that a setting names."""
    if settings.leaked_passwords_file is not None:
        for flaw in flaws(settings.leaked_passwords_file):
            yield Finding(Weight.REFUSE, f"No leaked password would be known. {flaw}")


def durability(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """PostgreSQL can be set to confirm what it has not stored; SQLite is set by us."""
    if connection.dialect.name == "sqlite":
        return
    yield from writable(connection)
    # nosemgrep: statement-put-together (names of ours)
    off = [name for name in DURABLE if connection.execute(text(f"SHOW {name}")).scalar() == "off"]
    if off:
        weight = Weight.WARN if settings.unsafe_database else Weight.REFUSE
        yield Finding(
            weight,
            f"PostgreSQL may lose answers that it confirmed: switch on {' and '.join(off)} in its settings.",
        )


def engine(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """What is particular to each engine."""
    if connection.dialect.name == "sqlite":
        yield from on_sqlite(connection)
    else:
        yield from own_network(settings)
        yield from on_postgresql(connection, settings.pool_size)


def own_network(settings: Settings) -> Iterator[Finding]:
    """Where somebody answers for it that nobody else can listen in."""
    if settings.database_network is not None:
        yield Finding(
            Weight.NOTE,
            f"PostgreSQL may be spoken to in the clear within {settings.database_network}, because"
            " SURVEY_DATABASE_NETWORK says that these are containers of this machine. Take it out where they"
            " are not.",
        )


def on_sqlite(connection: Connection) -> Iterator[Finding]:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    if mode != "wal":
        yield Finding(
            Weight.REFUSE, f"SQLite keeps no write-ahead log here (journal mode {mode}). Use a local disk."
        )
    if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        yield Finding(
            Weight.NOTE,
            f"SQLite {sqlite3.sqlite_version} can lose writes when others checkpoint at the same time."
            " The lock of this program prevents that, so let nothing else write to the file.",
        )
    path = Path(str(connection.engine.url.database))
    disk = disk_of(path, MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else "")
    if disk in SHARED_DISKS:
        yield Finding(
            Weight.REFUSE,
            f"{path} lies on a disk of another machine ({disk}), where SQLite can lose what it confirmed. Set"
            " SURVEY_DATA_DIR to a folder on this machine, or use PostgreSQL.",
        )
    if path.stat().st_mode & 0o077:
        yield Finding(Weight.WARN, f"Others on this machine can read the answers. Run: chmod 600 {path}")


def disk_of(path: Path, mounts: str) -> str:
    """The kind of disk that a file lies on, by the system's list of mounts; the innermost one counts."""
    found, longest = "", -1
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if path.resolve().is_relative_to(place) and len(place) >= longest:
            found, longest = kind, len(place)
    return found


def writable(connection: Connection) -> Iterator[Finding]:
    """A copy, or a server that was set to read alone, takes no answers."""
    if connection.execute(text("SELECT pg_is_in_recovery()")).scalar():
        yield Finding(
            Weight.REFUSE, "This PostgreSQL is a copy of another and takes no writes: use that one."
        )
    elif connection.execute(text("SHOW default_transaction_read_only")).scalar() == "on":
        yield Finding(
            Weight.REFUSE,
            "PostgreSQL is set to take no writes: switch default_transaction_read_only off for this database"
            " and its user.",
        )


def on_postgresql(connection: Connection, pool_size: int) -> Iterator[Finding]:
    number = int(str(connection.execute(text("SHOW server_version_num")).scalar()))
    if number < OLDEST_TRIED * 10_000:
        yield Finding(
            Weight.WARN, f"PostgreSQL is older than {OLDEST_TRIED}, the oldest this was tried with."
        )
    most = int(str(connection.execute(text("SHOW max_connections")).scalar())) - RESERVED
    if pool_size > most:
        yield Finding(
            Weight.WARN,
            f"A process may take {pool_size} connections and PostgreSQL gives {most} to all: lower"
            " SURVEY_POOL_SIZE, or raise max_connections.",
        )
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        yield Finding(Weight.REFUSE, f"The database keeps {encoding}: create it with ENCODING 'UTF8'.")
    moment = connection.execute(select(func.clock_timestamp(type_=Instant()))).scalar_one()
    skew = abs((utc_now() - moment).total_seconds())
    if skew > SKEW_SECONDS:
        yield Finding(
            Weight.WARN,
            f"The clocks of this machine and of the database differ by {skew:.0f} seconds."
            " The database decides when a survey closes; set both by the same time server.",
        )
