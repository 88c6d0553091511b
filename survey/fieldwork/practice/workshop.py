"""The list for a workshop on promising practice: what is agreed or published, in words that may be shown.

It holds no contact details and nothing that no reader has read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from survey.engine.spreadsheet import guarded
from survey.fieldwork.practice.describing import Choices
from survey.fieldwork.practice.register import Entry, Wanted, register
from survey.fieldwork.practice.states import FOR_WORKSHOP
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store

ALLOWED = {
    "yes": "May be published",
    "after asking": "May be published once its writer has seen the words",
    "no": "Not to be published",
}
HEADINGS = ("id", "state", "looked after by", "sector", "principles", "places", "what its writer allowed")


def for_workshop(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of a list that can be taken to a workshop."""
    return tuple(
        one
        for one in entries
        if one.state.name in FOR_WORKSHOP and one.described.is_read and one.described.allowed != "no"
    )


def as_csv(entries: Iterable[Entry]) -> str:
    """A list of examples as CSV that no spreadsheet runs; a text that nobody has read yet is left out."""
    rows = [(row_of(entry), lines_of(entry)) for entry in entries]
    labels = tuple(dict.fromkeys(label for _, lines in rows for label in lines))
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow([guarded(name) for name in (*HEADINGS, *labels)])
    for row, lines in rows:
        out.writerow([guarded(cell) for cell in (*row, *(lines.get(label, "") for label in labels))])
    return text.getvalue()


def row_of(entry: Entry) -> tuple[str, ...]:
    one, keeper = entry.described, entry.keeper
    chosen = (one.sector, one.principles, one.places)
    who = keeper.name if keeper else ""
    return (one.id, entry.state.word, who, *map(in_words, chosen), ALLOWED[one.allowed])


def lines_of(entry: Entry) -> dict[str, str]:
    return {line.label: line.words for line in entry.described.lines if line.words is not None}


def in_words(chosen: Choices) -> str:
    return "; ".join(words for _, words in chosen)


def take(store: Store, slug: str, wanted: Wanted, *, actor: str) -> str:
    """The list for a workshop as CSV, once it is written down who took it."""
    found = register(store, slug)
    with store.write() as tx:
        tx.audit.add(actor=actor, action="take the list for a workshop", campaign_id=campaign_of(tx, slug).id)
    return as_csv(for_workshop(found.wanted(wanted)))
