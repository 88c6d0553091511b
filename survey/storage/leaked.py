"""Passwords that leaked elsewhere, by a file of their hashes that whoever runs the program put there.

One hash a line, in order: SHA-1, or 16 or more of its first characters, or SHA-256; what follows a colon, as
the count in the files of Have I Been Pwned, is not looked at. Nothing is asked of anybody outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha1, sha256
from pathlib import Path
from typing import BinaryIO

from survey.errors import Refused

LINE = re.compile(rb"(?:[0-9A-F]{16,40}|[0-9A-F]{64})")
LONGEST = 200
"""Bytes of a line: more are no list."""
SHA256 = 64
SAMPLES = 200
NOT_READ = "The list of leaked passwords cannot be read at the moment. Tell whoever runs this server."


def is_leaked(password: str, list_of: Path) -> bool:
    """Whether its hash is in the file; Refused where that cannot be looked up."""
    try:
        with list_of.open("rb") as file:
            size = list_of.stat().st_size
            wanted = hash_like(hash_at(file, 0), password)
            if not wanted:
                raise Refused(NOT_READ)
            low, high = 0, size
            while low < high:
                middle = (low + high) // 2
                found = hash_at(file, middle)
                low, high = (middle + 1, high) if found and found < wanted else (low, middle)
            return hash_at(file, low) == wanted
    except OSError:
        raise Refused(NOT_READ) from None


def hash_at(file: BinaryIO, place: int) -> bytes:
    """The hash of the first line that begins at this byte or after it; empty behind the last."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(LONGEST)
    return file.readline(LONGEST).partition(b":")[0].strip().upper()


def hash_like(other: bytes, password: str) -> bytes:
    """The hash of a password by the same function, as long as the other."""
    typed = password.encode()
    # neither keeps anything: they are how lists of leaked passwords are written
    made = sha256(typed) if len(other) == SHA256 else sha1(typed, usedforsecurity=False)
    return made.hexdigest().upper().encode()[: len(other)]


def flaws(list_of: Path) -> Iterator[str]:
    """Why nothing would be found in a file, by a look at lines all over it."""
    try:
        size = list_of.stat().st_size
        with list_of.open("rb") as file:
            found = [hash_at(file, size * step // SAMPLES) for step in range(SAMPLES)]
    except OSError:
        yield f"{list_of} cannot be read."
        return
    lines = [each for each in found if each]
    if not lines or not all(LINE.fullmatch(each) and len(each) == len(lines[0]) for each in lines):
        yield f"{list_of} is not a list of SHA-1 or SHA-256, one a line and all equally long."
    elif lines != sorted(lines):
        yield f"{list_of} is not in the order of the hashes: take the file that is, or sort it."
