"""Somebody with the files of the database, dead rows and log too, and every secret of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import product

from survey.errors import Locked, Refused
from survey.storage.database import Store
from survey.storage.draft_key import DataKey, DraftKey, Holder
from survey.storage.key_file import read_keys
from survey.storage.keyring import Keyring
from survey.storage.repositories.draft_pages import DRAFT, SEALED
from survey.storage.sealed_columns import place_of
from tests.storage.test_sealed_columns import file_of, stored

ID = re.compile(rb"[0-9a-f]{32}")
BY_SERVER = re.compile(rb"1\.[0-9a-f]{8}\.[\w-]{208}")
"""The length of a key of a draft, sealed: what lies beside it in a file is no part of it."""
IN_WORDS = re.compile(rb'"([12]\.[\w.=-]{60,})"')
WRAP = re.compile(rb"[\w-]{123}=")
SECRET = re.compile(rb"[0-9a-f]{64}")


def files_of(store: Store) -> bytes:
    """The bytes of the database as they lie on the disk."""
    if store.backend.name == "sqlite":
        return stored(store)
    return b"".join(file_of(store, name) for name in ("draft", "draft_page", "session", "response_text"))


def opened(store: Store, data: bytes, pages: tuple[str, ...] = ("detail",)) -> str:
    """All that any key opens as the words of a draft, wherever it lay."""
    ring = Keyring(read_keys(store.settings.text_keys_file))
    ids = sorted({found.decode() for found in ID.findall(data)})
    keys = [*keys_of_drafts(store, ring, data, ids)]
    tried: list[Keyring | DataKey] = [ring, *keys]
    found = []
    for token in {each.decode() for each in IN_WORDS.findall(data)}:
        for id, page, column in product(ids, pages, SEALED):
            for key in tried:
                with suppress(Locked):
                    found.append(str(key.open(token, place_of(column, (id, page)))))
    return "\n".join(found)


def keys_of_drafts(store: Store, ring: Keyring, data: bytes, ids: list[str]) -> Iterator[DataKey]:
    """Keys that the server has sealed, and whatever else can be tried as one."""
    for token, id in product({each.decode() for each in BY_SERVER.findall(data)}, ids):
        with suppress(Locked):
            yield DataKey(bytes.fromhex(ring.open(token, place_of(DRAFT.c.key_by_server, (id,)))))
    known = [store.settings.secret().decode(), *(key.secret for key in ring.keys)]
    known += [each.decode() for each in SECRET.findall(data)]
    for secret in known:
        with suppress(ValueError):
            yield DataKey(bytes.fromhex(secret))
    wraps = {each.decode() for each in WRAP.findall(data)}
    for secret, wrap, id, holder in product(known, wraps, ids, Holder):
        with suppress(Refused, ValueError):
            yield DraftKey.unwrap(id, "", holder, secret, wrap).data
