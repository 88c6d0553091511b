"""Files that hold a secret: for their owner alone, made whole or not at all."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from survey.errors import Refused

SECRET_BYTES = 32


def read_secret(path: Path) -> bytes:
    """What is in the file, without space around it; Refused when others on this machine could read it."""
    if path.stat().st_mode & 0o077:
        raise Refused(f"Others on this machine can read the secret. Run: chmod 600 {path}")
    return path.read_bytes().strip()


def create_secret(path: Path, written: str = "") -> None:
    """Write a new secret for its owner alone; of several processes that try at once the first wins."""
    with drafted(path, written or secrets.token_hex(SECRET_BYTES)) as draft, suppress(FileExistsError):
        os.link(draft, path)


def replace_secret(path: Path, written: str) -> None:
    """Put another secret in the place of one, for the same owner, on the disk before this returns."""
    path = path.resolve()
    with drafted(path, written) as draft:
        before = path.stat()
        if before.st_uid != os.geteuid():
            os.chown(draft, before.st_uid, before.st_gid)
        os.rename(draft, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def drafted(path: Path, written: str) -> Iterator[Path]:
    """A file beside the one that is meant, whole and on the disk; what is left of it goes."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as file:
            file.write(written.encode())
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def derive(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose out of the secret (HMAC-SHA256)."""
    return hmac.digest(secret, f"survey {purpose}".encode(), "sha256")
