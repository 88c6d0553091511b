"""Codes that people keep: the one that opens a draft again, and the receipt that takes a response back.

120 bits as 24 characters of Crockford's alphabet. Only keyed hashes are stored, each purpose with a key
of its own, so that neither a stolen database nor one code tells anything about another.
"""

from __future__ import annotations

import hmac
import re
import unicodedata

from survey.secret_files import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24
BYTES = LENGTH * 5 // 8
TYPED = {"resume", "receipt", "single use"}
"""Purposes whose codes people type, so that they are read forgivingly."""

CONFUSED = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\W_]+")


def render(secret: bytes, length: int = LENGTH) -> str:
    """15 bytes as a code in six groups of four: 7K3M-9QTX-..."""
    number = int.from_bytes(secret[: length * 5 // 8])
    signs = [ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5)]
    return "-".join("".join(signs[start : start + 4]) for start in range(0, length, 4))


def read(typed: str, length: int = LENGTH) -> str | None:
    """A code as it was meant: any case, spaces and dashes anywhere, O for 0, I and L for 1; else None."""
    signs = BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(CONFUSED)
    return signs if len(signs) == length and set(signs) <= set(ALPHABET) else None


def meant(code: str) -> str:
    """A typed code as it was meant, or as it was typed where it is none."""
    return read(code) or code


class Codes:
    """Makes codes from what only this server knows, and the hashes under which they are found."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._keys: dict[str, bytes] = {}

    def resume(self, token: str) -> str:
        """The code that opens the draft of a session again; the session's token alone gives it."""
        return render(self._mac("resume code", token))

    def receipt(self, submit_key: str) -> str:
        """The receipt of a response: the same one however often the same answers are sent."""
        return render(self._mac("receipt code", submit_key))

    def renewed(self, token: str, once: str) -> str:
        """The token that takes the place of another, for one page that asks for it."""
        return self._mac("renewed session", f"{token} {once}").hex()

    def hash(self, purpose: str, value: str) -> str:
        """The name under which a code or token is stored; typed codes are read forgivingly first."""
        if purpose in TYPED:
            value = meant(value)
        return self._mac(purpose, value).hex()

    def _mac(self, purpose: str, value: str) -> bytes:
        if purpose not in self._keys:
            self._keys[purpose] = derive(self._secret, purpose)
        return hmac.digest(self._keys[purpose], value.encode("utf-8", "surrogatepass"), "sha256")
