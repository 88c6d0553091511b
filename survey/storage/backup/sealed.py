"""A stream that only the key opens: AES-256-GCM in chunks, each bound to its place, the last marked as such.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizar, 2015): the nonce is the chunk's number and
whether it is the last, and every chunk is bound to the header. So a changed bit, chunks that changed places
or come from another file, and an end that was cut off are each refused before anything of them is used.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey.errors import Refused
from survey.storage.backup.key import BackupKey

MAGIC = b"survey backup 1\n"
CHUNK = 64 * 1024
TAG = 16
HEADER_MOST = 4096
NO_BACKUP = "This is no backup of this program, or not one that this version can read."


@dataclass(frozen=True)
class Header:
    """What a backup says of itself before it is opened: nothing of what is in it."""

    at: datetime
    program: str
    schema: str
    key: str
    salt: str

    @classmethod
    def new(cls, key: BackupKey, at: datetime, program: str, schema: str) -> Header:
        return cls(at, program, schema, key.name, secrets.token_hex(32))

    def to_bytes(self) -> bytes:
        said = {**self.__dict__, "at": self.at.isoformat()}
        return MAGIC + json.dumps(said, sort_keys=True).encode() + b"\n"

    @classmethod
    def read(cls, file: BinaryIO) -> Header:
        """The header at the beginning of a file; Refused where there is none."""
        if file.read(len(MAGIC)) != MAGIC:
            raise Refused(NO_BACKUP)
        try:
            line = file.readline(HEADER_MOST)
            said: dict[str, Any] = json.loads(line)
            at = datetime.fromisoformat(said.pop("at"))
            found = cls(at, *(str(said.pop(name)) for name in ("program", "schema", "key", "salt")))
            bytes.fromhex(found.salt)
        except (ValueError, KeyError, AttributeError, TypeError):
            raise Refused(NO_BACKUP) from None
        if said or at.tzinfo is None or found.to_bytes() != MAGIC + line:
            raise Refused(NO_BACKUP)
        return found


class Cipher:
    """The chunks of one file."""

    def __init__(self, key: BackupKey, header: Header) -> None:
        self._cipher = AESGCM(key.for_file(bytes.fromhex(header.salt)))
        self._bound = hashlib.sha256(header.to_bytes()).digest()

    def close(self, chunk: bytes, number: int, last: bool) -> bytes:
        return self._cipher.encrypt(nonce(number, last), chunk, self._bound)

    def open(self, sealed: bytes, number: int, last: bool) -> bytes | None:
        """What is in a chunk; None where it is not this chunk of this file."""
        try:
            return self._cipher.decrypt(nonce(number, last), sealed, self._bound)
        except (InvalidTag, ValueError):
            return None


def nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


class SealedWriter:
    """Seals what is written, chunk by chunk; without `finish` the file has no end and opens for nobody."""

    def __init__(self, file: BinaryIO, key: BackupKey, header: Header) -> None:
        self.file = file
        self._cipher = Cipher(key, header)
        self._held = bytearray()
        self._number = 0
        file.write(header.to_bytes())

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def finish(self) -> None:
        self._put(bytes(self._held), last=True)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self.file.write(self._cipher.close(chunk, self._number, last))
        self._number += 1


def opened(file: BinaryIO, key: BackupKey) -> tuple[Header, Iterator[bytes]]:
    """The header of a sealed file, and what is in it chunk by chunk; Refused where it is not whole."""
    header = Header.read(file)
    if header.key != key.name:
        raise Refused(
            f"This backup was sealed with another key: {header.key}, and the key file holds {key.name}."
            " Nothing was written. Look for the key file that was in use on that day."
        )
    return header, chunks(file, Cipher(key, header))


def chunks(file: BinaryIO, cipher: Cipher) -> Iterator[bytes]:
    number, sealed = 0, file.read(CHUNK + TAG)
    while True:
        after = file.read(CHUNK + TAG)
        last = not after
        chunk = cipher.open(sealed, number, last)
        if chunk is None:
            raise Refused(broken(cipher, sealed, number, last))
        yield chunk
        if last:
            return
        number, sealed = number + 1, after


def broken(cipher: Cipher, sealed: bytes, number: int, last: bool) -> str:
    """Why a chunk does not open, as a sentence."""
    if last and (not sealed or cipher.open(sealed, number, False) is not None):
        return "This backup is cut off: its end is missing. Nothing of it was used. Take another backup."
    if not last and cipher.open(sealed, number, True) is not None:
        return "Something was added to this backup after its end. Nothing of it was used. Take another one."
    if last:
        return "This backup is cut off or damaged at its end. Nothing of it was used. Take another one."
    return (
        f"This backup is damaged, or was changed, in its part {number + 1}. Nothing of it was used. Take"
        " another copy of it, or another backup."
    )
