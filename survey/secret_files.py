"""Files that hold a secret: for their owner alone, made whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from survey.errors import Refused

SECRET_BYTES = 32


def read_secret(path: Path) -> bytes:
    """What is in the file, without space around it; Refused when others on this machine could read it."""
    if path.stat().st_mode & 0o077:
        raise Refused(f"Others on this machine can read the secret. Run: chmod 600 {path}")
    return path.read_bytes().strip()


def create_secret(path: Path) -> None:
    """Write a new secret for its owner alone; of several processes that try at once the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as file:
            file.write(secrets.token_hex(SECRET_BYTES).encode())
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
