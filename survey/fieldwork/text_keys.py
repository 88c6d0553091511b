"""The keys of what people wrote and of how to reach them: which there are, a new one, all sealed anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import sleep

from survey.errors import Refused
from survey.storage.database import Store
from survey.storage.resealing import Row, behind, refuse_new_key, reseal, wanted

AT_ONCE = 25
"""Rows in one transaction: on SQLite everybody else waits for it, some thousandths of a second."""
PAUSE = 0.2
"""Seconds until rows that somebody held are tried again."""
TRIES = 50
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Key:
    """One key, without itself."""

    name: str
    since: datetime | None
    """None where rows want it and the file does not have it."""
    seals: bool
    values: int
    """How much it has sealed of what is stored now."""


def keys(store: Store) -> tuple[Key, ...]:
    """Every key in the file and every key that something wants, the newest last."""
    with store.read() as tx:
        ring, many = tx.keyring, wanted(tx.connection)
    lost = (Key(name, None, False, many[name]) for name in sorted(many) if name not in ring.names)
    own = (Key(key.name, key.since, key is ring.newest, many[key.name]) for key in ring.keys)
    return (*lost, *own)


def add(store: Store, *, actor: str) -> str:
    """One more key, which seals from now on; its name. Also the first, where nothing is sealed yet."""
    with store.write() as tx:
        if store.key_file.is_there():
            name = store.key_file.add(tx.now).name
        else:
            refuse_new_key(tx.connection, store.key_file.path)
            name = store.key_file.make(tx.now).newest.name
        tx.audit.add(actor=actor, action="make a key of texts and contacts", new={"key": name})
    return name


def rotate(store: Store, tell: Progress, *, actor: str, wait: Callable[[float], None] = sleep) -> int:
    """Seal everything with the newest key, a few rows at a time while people answer; how many rows.

    Broken off at any point everything opens as before, and the next time goes on with what is left. Rows that
    do not open are left as they are; Refused once all others are done, with the first of them.
    """
    done = left = 0
    broken: dict[str, list[Row]] = defaultdict(list)
    for _ in range(TRIES):
        with store.read(patient=True) as tx:
            newest = tx.keyring.newest.name
            found = behind(tx.connection, newest)
        todo = {
            table: [row for row in rows if row not in broken[table.name]] for table, rows in found.items()
        }
        left = sum(map(len, todo.values()))
        if not left:
            break
        of, before = done + left, done
        for table, rows in todo.items():
            for at in range(0, len(rows), AT_ONCE):
                with store.write() as tx:
                    sealed, closed = reseal(tx, table, rows[at : at + AT_ONCE])
                done += sealed
                broken[table.name] += closed
                tell(done, of)
        if done == before:
            wait(PAUSE)
    if left:
        raise Refused(f"{left} rows are held by others. Everything opens; run it again for those.")
    with store.write() as tx:
        new = {"key": newest, "rows": done}
        tx.audit.add(actor=actor, action="seal texts and contacts anew", new=new)
    refuse_broken(broken, done)
    return done


def refuse_broken(broken: Mapping[str, Sequence[Row]], done: int) -> None:
    """Refused where rows did not open, named by the first of each table."""
    first = [
        f"{len(rows):,} of {table}, such as {' '.join(map(str, rows[0]))}"
        for table, rows in broken.items()
        if rows
    ]
    if first:
        raise Refused(
            f"{done:,} rows are sealed with the newest key. Others do not open: {'; '.join(first)}. They were"
            " changed, or their key is lost. Restore those rows from a backup, or delete them; until then"
            " their key stays."
        )


def drop(store: Store, name: str, *, actor: str) -> None:
    """Take a key out for good; Refused while anything wants it."""
    with store.write() as tx:
        many = wanted(tx.connection)[name]
        if many:
            raise Refused(
                f"The key {name} has sealed {many:,} values that are stored: without it nobody could read"
                " them. survey keys rotate seals them with the newest; then drop it."
            )
        store.key_file.drop(name, tx.now)
        tx.audit.add(actor=actor, action="drop a key of texts and contacts", new={"key": name})


def where(store: Store) -> str:
    """Where the keys lie, and whether that is far enough from what they seal."""
    path = store.key_file.path.absolute()
    if path.is_relative_to(store.settings.data_dir.absolute()):
        return f"{path}, in the folder of the data: whoever takes that folder can read all that they seal."
    return str(path)
