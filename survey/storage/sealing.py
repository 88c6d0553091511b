"""What must be read again but not by a thief of the database: AES-256-GCM under a key of one purpose."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey.errors import Refused

NONCE_BYTES = 12


class Seal:
    """Seals short texts, each bound to the record it stands in."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, text: str, record: str) -> str:
        """The text sealed; only together with the name of its record can it be opened."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), record.encode())).decode()

    def open(self, sealed: str, record: str) -> str:
        """The text again; Refused where the key, the record or the seal is another."""
        try:
            raw = urlsafe_b64decode(sealed)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], record.encode()).decode()
        except (InvalidTag, ValueError) as problem:
            raise Refused(
                "Something that was sealed cannot be opened with the secret of this server. Start it with the"
                " secret file that was in use when it was sealed."
            ) from problem
