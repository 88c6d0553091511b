"""What was asked of a survey's answers, when, of which extract, and what was shown: one file a question.

Each new table is checked together with all that were asked of the same answers before. What was shown of
other answers, by questions asked earlier or by reports, counts as an earlier release, so that nobody who came
between can be found; questions and reports of the same answers as one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.asking.crosstab import Crosstab, safe
from analysis.asking.query import Query
from analysis.disclosure import Earlier, Printed, SafeTable, as_one, printed
from analysis.landscape.ground import Landscape
from analysis.load import LONDON, Extract
from analysis.releasing import people_of
from survey.errors import Refused


@dataclass(frozen=True)
class Entry:
    """One question that was answered."""

    query: Query
    at: datetime
    extract: str
    """Which answers, told by who is among them; nobody can be found from it."""
    withdrawn: int
    """How many had been withdrawn by then."""
    printed: Printed

    def to_json(self) -> str:
        said = {
            "at": self.at.isoformat(),
            "extract": self.extract,
            "withdrawn": self.withdrawn,
            "query": self.query.said(),
            "printed": json.loads(self.printed.to_json()),
        }
        return json.dumps(said, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Entry:
        said: dict[str, Any] = json.loads(text)
        printed = Printed.from_json(json.dumps(said["printed"]))
        at = datetime.fromisoformat(said["at"])
        return cls(Query.read(said["query"]), at, said["extract"], said["withdrawn"], printed)


@dataclass(frozen=True)
class Log:
    """The questions asked of one survey, a file each, in a folder."""

    folder: Path

    def entries(self) -> tuple[Entry, ...]:
        """All of them, the first first."""
        return tuple(Entry.from_json(path.read_text("utf-8")) for path in sorted(self.folder.glob("*.json")))

    def add(self, entry: Entry) -> Path:
        """Enter a question; refused where somebody asked another at the same moment."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{len(list(self.folder.glob('*.json'))) + 1:04}.json"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(entry.to_json())
        except FileExistsError:
            raise Refused("Somebody else asked a question at the same moment. Ask again.") from None
        return path


def answer(
    extract: Extract,
    query: Query,
    log: Log,
    reports: Sequence[Earlier] = (),
    hand_on: Callable[[Printed], object] | None = None,
) -> SafeTable:
    """The table that answers a question, safe beside everything that was shown before; it is in the log then.

    `reports` are releases that readers have beside these tables. Where this one leaves the team, `hand_on`
    is called with what it shows. Raises NotSafe, and logs nothing, where the table would let something be
    worked out together with them.
    """
    land, name = Landscape.of(extract.frame), fingerprint(extract)
    entries = log.entries()
    same = [entry for entry in entries if entry.extract == name]
    asked = dict.fromkeys((*(entry.query for entry in same), query))
    tables: dict[Query, Crosstab] = {each: each.table(land) for each in asked}
    others = [entry for entry in entries if entry.extract != name]
    people = people_of(extract)
    before = [*reports, *earlier(others, withdrawn(extract), people)]
    released = safe(tuple(tables.values()), before, [entry.printed for entry in same])
    found = released.table(tables[query].id)
    shown = printed(replace(released, tables=(found,)), f"{query.show} {len(entries) + 1}", extract.at)
    shown = replace(shown, people=people)
    if hand_on is not None:
        day = f"{extract.at.astimezone(LONDON):%-d %B %Y}"
        hand_on(replace(shown, name=f"table {len(entries) + 1} of {day}"))
    log.add(Entry(query, extract.at, name, withdrawn(extract), shown))
    return found


def earlier(entries: Sequence[Entry], gone: int, people: frozenset[str]) -> Iterator[Earlier]:
    """What was shown of other answers, one release for each extract.

    Who was in it says how many came and went, and of which reports it has the same answers; entries that do
    not know have the number of those who had withdrawn. The same people's other answers are no other cut.
    """
    for extract in dict.fromkeys(entry.extract for entry in entries):
        these = [entry for entry in entries if entry.extract == extract]
        last = these[-1]
        together = as_one([entry.printed for entry in these], f"the tables of {last.at:%-d %B %Y}")
        then = together.people
        went = len(then - people) if then else max(0, gone - last.withdrawn)
        yield Earlier(together, gone=went, came=(len(people - then) or None) if then else None)


def withdrawn(extract: Extract) -> int:
    return extract.frame.conduct.withdrawn if extract.frame.conduct else 0


def fingerprint(extract: Extract) -> str:
    """The same for the same people's answers under the same version of the questionnaire."""
    people = extract.frame.people
    told = sorted(f"{id} {status}" for id, status in zip(people["id"], people["status"], strict=True))
    return hashlib.sha256("\n".join((extract.version, *told)).encode()).hexdigest()
