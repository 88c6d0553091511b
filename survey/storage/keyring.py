"""The keys of what people wrote and of how to reach them: the newest seals, all of them open.

A sealed value says in clear which key it wants and nothing else. Each is bound to the column and the row
that it stands in, and filled up to whole blocks, so that its length tells little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from survey.errors import Locked, Refused
from survey.secret_files import derive
from survey.storage.sealing import Seal
from survey.storage.sqlite import compact, read_json

FORM = "1"
"""Of sealed values: another way to seal gets another number."""
NAME_LENGTH = 8
NAME_AT = len(f"{FORM}.")
"""Where the name of the key begins in a sealed value."""
BLOCK = 64
MISSING = (
    "Something that is kept was sealed with the key {name}, which is not in the file that"
    " SURVEY_TEXT_KEYS_FILE names. Nothing is lost: put the file back that was in use, keep the present one"
    " too, and try again."
)
CHANGED = (
    "Something that is kept in {place} does not open: since it was sealed it was changed, or put into another"
    " row. Restore that row from a backup, or delete it."
)


class Token(str):
    """A value that is sealed: the one kind that a sealed column takes."""

    __slots__ = ()


@dataclass(frozen=True)
class TextKey:
    """One key, and since when it is there."""

    since: datetime
    secret: str

    @cached_property
    def name(self) -> str:
        """Tells one key from another and nothing about either."""
        told = hashlib.sha256(derive(self.secret.encode(), "name of a text key"))
        return told.hexdigest()[:NAME_LENGTH]

    @cached_property
    def seal(self) -> Seal:
        return Seal(derive(self.secret.encode(), "texts and contacts"))


class Keyring:
    """All keys, the newest last; with one that is stored values want and that is `lost` it seals nothing."""

    def __init__(self, keys: Iterable[TextKey], lost: Iterable[str] = ()) -> None:
        self.keys = tuple(keys)
        self.lost = tuple(lost)
        self._by_name = {key.name: key for key in self.keys}

    @property
    def newest(self) -> TextKey:
        return self.keys[-1]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def close(self, value: Any, place: str) -> Token:
        """A value of JSON, sealed for one place; Locked beside a file that may be another server's."""
        if self.lost:
            raise Locked(MISSING.format(name=", ".join(self.lost)))
        newest = self.newest
        return Token(f"{FORM}.{newest.name}.{newest.seal.close(filled(compact(value)), place)}")

    def open(self, token: str, place: str) -> Any:
        """The value again; Locked where its key is not here, or it is not what was put there."""
        form, name, sealed = (*token.split("."), "", "")[:3]
        key = self._by_name.get(name)
        if form == FORM and key is None:
            raise Locked(MISSING.format(name=name))
        return opened(key.seal if key is not None and form == FORM else None, sealed, place)


def opened(seal: Seal | None, sealed: str, place: str) -> Any:
    """What was put into a place; Locked where it does not open, or nothing of ours has sealed it."""
    try:
        if seal is None:
            raise Refused("It is not sealed.")
        return read_json(seal.open(sealed, place))
    except (Refused, ValueError) as problem:
        raise Locked(CHANGED.format(place=place.partition("/")[0])) from problem


def filled(told: str) -> str:
    """JSON filled up with spaces to whole blocks, so that how long it is tells little."""
    return told + " " * (-len(told) % BLOCK)


def key_of(token: str) -> str:
    """The name of the key that a sealed value wants."""
    return token[NAME_AT : NAME_AT + NAME_LENGTH]
