"""Passwords: what a new one needs, and hashes by Argon2id.

Length first (NIST SP 800-63B, ASVS 5.0 6.2): 15 characters, any of them, no rules about kinds of signs. What
is easily guessed is refused by zxcvbn, which knows common passwords, names, dates and patterns.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from survey.errors import Refused
from survey.storage.leaked import is_leaked

LEAST = 15
MOST = 128
LOOKED_AT = 28
"""So many characters are judged: guessing grows no easier by what follows, and judging some takes seconds."""
STRONG = 3
"""Of zxcvbn's steps from 0 to 4: safe from guessing by whoever stole the hashes."""
OURS = ("survey", "trauma", "informed", "london", "violence", "reduction", "unit", "vru", "mopac")
SIGNS = re.compile(r"[\W_]+")
AT_ONCE = 2
"""Hashes that are made at the same time, each with 64 MiB."""

_turns = BoundedSemaphore(AT_ONCE)
_hasher = PasswordHasher()
_nobodys = _hasher.hash("nobody has this password")


def check_new(password: str, about: tuple[str, ...], leaked: Path | None = None) -> None:
    """Refuse a new password that is too short, easily guessed, or in a list of those that leaked.

    `about` is what others know of its owner.
    """
    length = len(normal(password))
    if length < LEAST:
        raise Refused(f"Use {LEAST} characters or more: four words that do not belong together, say.")
    if length > MOST:
        raise Refused(f"Use {MOST} characters at most.")
    told = [part for text in about for part in (text, *SIGNS.split(text)) if len(part) > 2]
    known = sorted([*OURS, *told], key=len, reverse=True)
    bare = re.sub("|".join(map(re.escape, known)), "", normal(password), flags=re.IGNORECASE)
    if min(score(normal(password), known), score(bare, known)) < STRONG:
        raise Refused(
            "This password is easily guessed: common words, names, dates and rows of keys are tried first."
            " Use four words or more that do not belong together, or what a password manager makes."
        )
    if leaked is not None and any(is_leaked(each, leaked) for each in {password, normal(password)}):
        raise Refused(
            "This password is in a list of those that leaked elsewhere, which are tried first. Use another"
            " one here, and wherever else you use it."
        )


def score(password: str, known: list[str]) -> int:
    """zxcvbn's, with words that whoever guesses tries first."""
    found: int = zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"] if password else 0
    return found


def hashed(password: str) -> str:
    with _turns:
        return _hasher.hash(normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; takes as long where there is none, so that time does not tell."""
    with _turns:
        try:
            _hasher.verify(stored or _nobodys, normal(password)[: 4 * MOST])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_old(stored: str) -> bool:
    """Whether it was hashed with less work than is asked for now."""
    return _hasher.check_needs_rehash(stored)


def normal(password: str) -> str:
    """One spelling for what looks the same on two keyboards."""
    return unicodedata.normalize("NFKC", password)
