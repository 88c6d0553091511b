"""Words that this server cannot read: taken out as they were sealed, and opened where the private key is."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.engine.spreadsheet import guarded
from survey.errors import Refused
from survey.fieldwork.reading.line import codebook_of
from survey.fieldwork.status import campaign_of
from survey.secret_files import drafted
from survey.storage.database import Store
from survey.storage.recipient import Holder
from survey.storage.transaction import Transaction

WHAT = "sealed texts"
NO_FILE = "{path} is no file that survey reading sealed made{where}. Nothing was written."
Shuffle = Callable[[list[Any]], None]


@dataclass(frozen=True)
class Opened:
    """What came out of a file."""

    texts: int
    others: int
    """Sealed to another key than the one that was given."""


def take(store: Store, slug: str, path: Path, shuffle: Shuffle, *, actor: str) -> int:
    """Every sealed text of a survey into a file, in an order that tells nothing; how many.

    Beside a text stands what was asked, and nothing of whoever wrote it.
    """
    with store.read(patient=True) as tx:
        campaign = campaign_of(tx, slug)
        found = [
            {"key": key, "field": field, "question": question(tx, version, field), "sealed": sealed}
            for key, version, field, sealed in tx.responses.for_others(campaign.id)
        ]
    shuffle(found)
    lines = [json.dumps(line) for line in ({"what": WHAT, "survey": slug}, *found)]
    write_new(path, "\n".join(lines) + "\n")
    with store.write() as tx:
        new = {"made": len(found)}
        tx.audit.add(actor=actor, action="take out sealed texts", campaign_id=campaign.id, new=new)
    return len(found)


def question(tx: Transaction, version: int, field: str) -> str:
    """What was asked, in the version that was answered."""
    codebook = codebook_of(tx.versions.get(version).document)
    if field not in codebook.columns:
        return field
    asked = codebook.owner(field)
    return asked.text or asked.label


def open_file(path: Path, holder: Holder, out: Path) -> Opened:
    """The words in such a file as CSV; Refused as a whole where one of them was changed."""
    own, table = holder.recipient.name, io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("question", "field", "words"))
    texts = others = 0
    for line in lines_of(path):
        if line["key"] != own:
            others += 1
            continue
        words = "\n".join(holder.open(line["field"], line["sealed"]))
        writer.writerow([guarded(cell) for cell in (line["question"], line["field"], words)])
        texts += 1
    write_new(out, table.getvalue())
    return Opened(texts, others)


def lines_of(path: Path) -> list[dict[str, str]]:
    try:
        head, *rest = path.read_text("utf-8").splitlines()
        if json.loads(head)["what"] != WHAT:
            raise ValueError("another file")
    except OSError as failure:
        raise Refused(f"{path} cannot be read: {failure.strerror}.") from failure
    except (ValueError, LookupError, TypeError):
        raise Refused(NO_FILE.format(path=path, where="")) from None
    found = []
    for number, line in enumerate(rest, 2):
        try:
            read = json.loads(line)
            found.append({name: str(read[name]) for name in ("key", "field", "question", "sealed")})
        except (ValueError, LookupError, TypeError):
            raise Refused(NO_FILE.format(path=path, where=f" (line {number})")) from None
    return found


def write_new(path: Path, text: str) -> None:
    """A file for its owner alone, whole or not at all, which must not be there yet."""
    try:
        with drafted(path, text) as draft:
            os.link(draft, path)
    except FileExistsError:
        raise Refused(f"{path} is there already, and is left as it is. Choose another name.") from None
    except OSError as failure:
        raise Refused(f"{path} cannot be written: {failure.strerror}.") from failure


def make_key(private: Path, public: Path) -> str:
    """A key pair in two files that are not there yet; the name of the key."""
    if public.exists():
        raise Refused(f"{public} is there already, and is left as it is. Choose another name.")
    holder = Holder.make(private)
    write_new(public, holder.public_pem)
    return holder.recipient.name
