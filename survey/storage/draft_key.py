"""The key of one draft: what its writer typed opens by their session or their return code.

A random root is kept only wrapped, by keys made of what the writer alone has. The root and a salt, which
lies beside the draft, give the key that seals. Where the writer agreed that an unfinished draft may be used,
the server keeps that key, sealed by its own. It never keeps the root, so another salt shuts it out again.
"""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.storage.keyring import Token, filled, opened
from survey.storage.sealing import Seal
from survey.storage.sqlite import compact

FORM = "2"
"""Of values that a draft's own key has sealed."""
KEY_BYTES = 32
SALT_BYTES = 16
NAME_LENGTH = 16
NO_KEY = (
    "The words of this draft open by the session or the return code of their writer, and by nothing else."
)


class Holder(StrEnum):
    """By what a root is wrapped."""

    SESSION = "session"
    CODE = "code"


class DataKey:
    """What seals the words of one draft."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    @cached_property
    def _seal(self) -> Seal:
        return Seal(self.secret)

    @cached_property
    def name(self) -> str:
        """Tells whether it is still the key that seals the draft, and nothing about it."""
        return hashlib.sha256(stretched(self.secret, "name")).hexdigest()[:NAME_LENGTH]

    def close(self, value: Any, place: str) -> Token:
        """A value of JSON, sealed for one place."""
        return Token(f"{FORM}.{self._seal.close(filled(compact(value)), place)}")

    def open(self, token: str, place: str) -> Any:
        """The value again; Locked where it is not what was put there."""
        return opened(self._seal, token.partition(".")[2], place)


class DraftKey:
    """The root of one draft, and the key that it gives with a salt."""

    def __init__(self, draft_id: str, root: bytes, salt: str) -> None:
        self.draft_id = draft_id
        self.salt = salt
        self._root = root
        self.data = DataKey(stretched(root, "words", salt))

    @classmethod
    def make(cls, draft_id: str) -> DraftKey:
        """A key that nobody had before."""
        return cls(draft_id, secrets.token_bytes(KEY_BYTES), new_salt())

    @classmethod
    def unwrap(cls, draft_id: str, salt: str, holder: Holder, secret: str, wrapped: str) -> DraftKey:
        """The key out of a wrap; Refused where the secret is another one, or anything was changed."""
        root = wrapping(draft_id, holder, secret).open(wrapped, place_of_wrap(draft_id, holder))
        return cls(draft_id, bytes.fromhex(root), salt)

    def wrap(self, holder: Holder, secret: str) -> str:
        """The root as it may be kept beside what it opens: whoever has the secret gets it out again."""
        seal = wrapping(self.draft_id, holder, secret)
        return seal.close(self._root.hex(), place_of_wrap(self.draft_id, holder))

    def salted(self) -> DraftKey:
        """Another key for the same holders: whoever has only the key of before opens nothing with it."""
        return DraftKey(self.draft_id, self._root, new_salt())


def wrapping(draft_id: str, holder: Holder, secret: str) -> Seal:
    return Seal(stretched(secret.encode("utf-8", "surrogatepass"), f"wrap by {holder}", draft_id))


def place_of_wrap(draft_id: str, holder: Holder) -> str:
    return f"root of a draft by {holder}/{draft_id}"


def stretched(secret: bytes, purpose: str, salt: str = "") -> bytes:
    """A key for one purpose out of a secret (HKDF-SHA256)."""
    made = HKDF(SHA256(), KEY_BYTES, salt=salt.encode(), info=f"survey draft key: {purpose}".encode())
    return made.derive(secret)


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def is_own(stored: Any) -> bool:
    """Whether a draft's own key has sealed a value, and not one of the server's."""
    return isinstance(stored, str) and stored.startswith(f"{FORM}.")
