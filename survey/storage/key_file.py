"""The file of the keys of what people wrote: a line for each key, the newest last, for its owner alone."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from survey.errors import Refused
from survey.secret_files import SECRET_BYTES, create_secret, read_secret, replace_secret
from survey.storage.keyring import Keyring, TextKey

SETTLED = timedelta(minutes=10)
"""Longer than any transaction lasts: whoever wrote with an older key has ended by then."""
STARTER = "survey keys add"


class KeyFile:
    """Reads the keys again whenever the file changes, so that a running server has a new one at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, ...] = ()
        self._ring = Keyring(())

    def is_there(self) -> bool:
        return self.path.exists()

    def ring(self) -> Keyring:
        """The keys as they are now; Refused where the file cannot be used."""
        try:
            stat = os.stat(self.path)
            seen = (stat.st_mtime_ns, stat.st_ino, stat.st_size, stat.st_mode)
            if seen != self._seen:
                self._ring, self._seen = Keyring(read_keys(self.path)), seen
        except OSError as failure:
            raise Refused(
                f"The keys of texts and contacts in {self.path} cannot be read: {failure.strerror}. Put the"
                f" file back that was in use; for a first start make one: {STARTER}"
            ) from failure
        return self._ring

    def make(self, now: datetime) -> Keyring:
        """A first key; of several processes that try at once the first wins."""
        with told(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            create_secret(self.path, line_of(new_key(now)))
        return self.ring()

    def add(self, now: datetime) -> TextKey:
        """One more key, which seals from now on."""
        added = new_key(now)
        with told(self.path), alone(self.path):
            self._write((*read_keys(self.path), added))
        return added

    def drop(self, name: str, now: datetime) -> None:
        """Take a key out for good. Ask first whether anything wants it."""
        with told(self.path), alone(self.path):
            keys = read_keys(self.path)
            self.refuse_drop(keys, name, now)
            self._write(tuple(key for key in keys if key.name != name))

    def refuse_drop(self, keys: tuple[TextKey, ...], name: str, now: datetime) -> None:
        if name not in {key.name for key in keys}:
            raise Refused(f"There is no key {name} in {self.path}. survey keys list has the names.")
        newest = keys[-1]
        if newest.name == name:
            raise Refused(
                f"The key {name} is the one that seals now, so it stays. survey keys add makes another that"
                " takes its place; survey keys rotate then seals everything with that one."
            )
        if now - newest.since < SETTLED:
            raise Refused(
                f"The key {newest.name} has sealed for less than {SETTLED // timedelta(minutes=1)} minutes,"
                f" and somebody may just be saving with {name}. Wait, then run survey keys rotate and drop."
            )

    def _write(self, keys: tuple[TextKey, ...]) -> None:
        replace_secret(self.path, "\n".join(map(line_of, keys)))


def new_key(now: datetime) -> TextKey:
    return TextKey(now, secrets.token_hex(SECRET_BYTES))


def line_of(key: TextKey) -> str:
    return f"{key.since.astimezone(UTC).isoformat(timespec='seconds')} {key.secret}"


def read_keys(path: Path) -> tuple[TextKey, ...]:
    """Every key in a file; Refused where a line is none."""
    found = []
    for number, line in enumerate(read_secret(path).decode(errors="replace").splitlines(), 1):
        since, _, secret = line.partition(" ")
        try:
            key = TextKey(datetime.fromisoformat(since), secret)
            if len(bytes.fromhex(secret)) != SECRET_BYTES or key.since.tzinfo is None:
                raise ValueError("no key")
        except ValueError:
            raise Refused(
                f"Line {number} of {path} is no key of texts and contacts. Put the file back that was in use."
            ) from None
        found.append(key)
    if not found:
        raise Refused(f"There is no key in {path}. Put the file back that was in use.")
    return tuple(found)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One change of the file at a time; whoever waited looks at the file as it is then."""
    while True:
        with path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if os.fstat(held.fileno()).st_ino == path.stat().st_ino:
                yield
                return


@contextmanager
def told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise Refused(
            f"The keys of texts and contacts in {path} were not changed: {failure.strerror}."
        ) from failure
