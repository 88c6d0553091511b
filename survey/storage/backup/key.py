"""The key of the backups: a file of its own, which no backup and no data folder holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import Refused
from survey.secret_files import SECRET_BYTES, create_secret, derive, read_secret


@dataclass(frozen=True)
class BackupKey:
    """What seals backups and opens them; each file has a key of its own that is made from it."""

    secret: bytes

    @classmethod
    def read(cls, path: Path) -> BackupKey:
        """The key in a file; Refused where it is not there, too short, or open to others."""
        try:
            secret = read_secret(path)
        except FileNotFoundError:
            raise Refused(
                f"The key of the backups is not in {path}. Without it no backup can be made or restored. Put"
                " your copy of it there; for a first start make one: survey backup-key FILE"
            ) from None
        except OSError as failure:
            raise Refused(f"The key of the backups in {path} cannot be read: {failure.strerror}.") from None
        if len(secret) < SECRET_BYTES:
            raise Refused(f"The key in {path} is too short: make one with survey backup-key FILE.")
        return cls(secret)

    @classmethod
    def make(cls, path: Path) -> BackupKey:
        """A new key in a file for its owner alone; a file that is there is left as it is."""
        if path.exists():
            raise Refused(f"{path} is there already, and is left as it is. Choose another name.")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            create_secret(path)
        except OSError as failure:
            raise Refused(f"The key cannot be written to {path}: {failure.strerror}.") from failure
        return cls.read(path)

    @property
    def name(self) -> str:
        """Tells one key from another and nothing about either."""
        return hashlib.sha256(derive(self.secret, "name of the backup key")).hexdigest()[:12]

    def for_file(self, salt: bytes) -> bytes:
        """The key of one file (HKDF-SHA256), so that no two files share one."""
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"survey backup").derive(self.secret)
