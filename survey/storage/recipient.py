"""Sealing what people send to a public key, so that this server cannot read it: who can is elsewhere.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM: each text by itself, bound to the field it answers.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from survey.engine.forms import Form
from survey.errors import Refused
from survey.secret_files import create_secret, read_secret
from survey.storage.keyring import filled
from survey.storage.sqlite import compact, read_json

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MASK, MASK_MOST = "\u2588", 40
"""What stands in the place of a text here: as long as it was, up to this, so that it keeps to the question's
limits and still counts as written."""
BAD = (TypeError, ValueError, UnsupportedAlgorithm, OSError)


@dataclass(frozen=True)
class Recipient:
    """Whoever holds the private half of a key."""

    public: X25519PublicKey

    @classmethod
    def read(cls, path: Path) -> Recipient:
        """The public key in a file; Refused where there is none, so that nothing is kept unsealed."""
        try:
            key = load_pem_public_key(path.read_bytes())
        except BAD:
            key = None
        if not isinstance(key, X25519PublicKey):
            raise Refused(
                f"SURVEY_RECIPIENT_FILE names {path}, which holds no public key to seal texts to. Put the"
                " file there that survey keys recipient made; nothing is taken in until then."
            )
        return cls(key)

    @cached_property
    def name(self) -> str:
        """Tells one key from another."""
        raw = self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:8]

    def sealed(self, texts: Form) -> Form:
        """Each text as a mask of it, and sealed."""
        return {field: (mask_of(words), self.seal(field, words)) for field, words in texts.items()}

    def seal(self, field: str, words: tuple[str, ...]) -> str:
        plain = filled(compact(list(words))).encode()
        return urlsafe_b64encode(SUITE.encrypt(plain, self.public, info=info(field))).decode()


@dataclass(frozen=True)
class Holder:
    """The private half: what was sealed to its public one opens again."""

    private: X25519PrivateKey

    @classmethod
    def make(cls, path: Path) -> Holder:
        """A new key in a file for its owner alone; a file that is there is left as it is."""
        if path.exists():
            raise Refused(f"{path} is there already, and is left as it is. Choose another name.")
        key = X25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            create_secret(path, pem.decode())
        except OSError as failure:
            raise Refused(f"The key cannot be written to {path}: {failure.strerror}.") from failure
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Holder:
        try:
            key = load_pem_private_key(read_secret(path), None)
        except BAD:
            key = None
        if not isinstance(key, X25519PrivateKey):
            raise Refused(f"{path} is no private key that survey keys recipient made.")
        return cls(key)

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.private.public_key())

    @property
    def public_pem(self) -> str:
        """The public half, as its file holds it."""
        key = self.private.public_key()
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def open(self, field: str, sealed: str) -> tuple[str, ...]:
        """The words again; Refused where they were sealed to another key, for another field, or changed."""
        try:
            plain = SUITE.decrypt(urlsafe_b64decode(sealed), self.private, info=info(field))
        except (InvalidTag, ValueError):
            raise Refused(f"A text of {field} does not open with this key: it was changed.") from None
        return tuple(read_json(plain))


def info(field: str) -> bytes:
    return f"survey text\n{field}".encode()


def mask_of(words: tuple[str, ...]) -> str:
    return MASK * min(len("".join(words)), MASK_MOST)
