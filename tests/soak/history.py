"""What people see is a history that could have been: no write is undone, and nobody sees another's.

Each page of answers is a register with versions. Two windows of one browser write and read it at the same
time, mostly on different web processes. Every acknowledgement and every look is noted with its moments, and
afterwards the notes are checked against each other.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from random import Random

from tests.soak.people import Person, story
from tests.soak.report import Report
from tests.soak.served import Served

AT_ONCE = 4
OPERATIONS_OF_ONE = 100
NAMES = re.compile(r"\bh\d+n\d+(?=:\d+:)")
WRITE, READ = "write", "read"


@dataclass(frozen=True)
class Note:
    """One operation that was answered: when it was asked and answered, and which version with which text."""

    kind: str
    began: float
    ended: float
    version: int
    text: str


def window(person: Person, luck: Random, first: int, operations: int) -> tuple[list[Note], list[str]]:
    """What somebody does in one window: writes and looks at random; what they noted, and what went wrong."""
    notes, wrong = [], []
    for number in range(first, first + operations):
        began = time.monotonic()
        if luck.random() < 0.5:
            said = person.save(number)
            if said.confirmed:
                text = story(person.name, number)
                notes.append(Note(WRITE, began, time.monotonic(), person.version, text))
            elif said.status == 409:
                person.refresh()
            else:
                wrong.append(f"{person.name}: a save was answered {said.status}")
        else:
            said, version, text = person.look()
            if version < 0:
                wrong.append(f"{person.name}: a look was answered {said.status}")
                continue
            notes.append(Note(READ, began, time.monotonic(), version, text))
            if luck.random() < 0.7:
                person.version = version
            strangers = set(NAMES.findall(said.text)) - {person.name}
            wrong += [f"{person.name} was shown what {who} wrote" for who in strangers]
            number_there = re.search(r'name="people"[^>]*value="(\d*)"', said.text)
            if text and number_there and f":{number_there[1]}:" not in text:
                wrong.append(f"{person.name}: two answers of one page are of two writes")
    return notes, wrong


def anomalies(notes: list[Note]) -> Iterator[str]:
    """What no single register, written one after the other, could have answered."""
    written: dict[int, str] = {0: ""}
    for note in notes:
        if note.kind == WRITE:
            if note.version in written:
                yield f"two writes were both told that they are version {note.version}"
            written[note.version] = note.text
    for note in notes:
        if note.kind == READ and written.get(note.version) != note.text:
            yield f"version {note.version} was read as {note.text[:20]!r}"
    for one, other in combinations(sorted(notes, key=lambda note: note.began), 2):
        if one.ended < other.began:
            too_old = other.version < one.version
            if too_old or (other.kind == WRITE and other.version == one.version):
                yield f"version {other.version} was answered after version {one.version}"


def one_respondent(site: Served, slug: str, name: str, luck: Random) -> tuple[int, list[str]]:
    """Two windows at once, then both send; how many operations, and what was wrong."""
    person = site.person(name, slug)
    person.begin()
    other = person.tab()
    with ThreadPoolExecutor(2) as both:
        halves = [
            both.submit(window, tab, Random(luck.random()), first, OPERATIONS_OF_ONE // 2)
            for tab, first in ((person, 1), (other, 1 + OPERATIONS_OF_ONE))
        ]
        told = [half.result() for half in halves]
        notes = [note for each, _ in told for note in each]
        wrong = [line for _, each in told for line in each]
        wrong += [f"{name}: {line}" for line in anomalies(notes)]
        person.tried.append(3 * OPERATIONS_OF_ONE)
        page = person.finish()
        sent = [both.submit(tab.robot.submit, page) for tab in (person, other)]
        for half_sent in sent:
            half_sent.result()
        receipts = {tab.robot.receipt for tab in (person, other)}
    person.close()
    other.close()
    if len(receipts) != 1 or "" in receipts:
        wrong.append(f"{name} got the receipts {receipts}")
    return len(notes), wrong


def history(report: Report, site: Served, slug: str, size: int) -> None:
    """D5: operations by two windows each on two processes, checked as a register, a set and for leaks."""
    luck = site.place.luck
    people = max(1, size // OPERATIONS_OF_ONE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(
            pool.map(
                lambda n: one_respondent(site, slug, f"h{site.place.seed % 1000}n{n}", Random(n)),
                luck.sample(range(10**6), people),
            )
        )
    report.count(respondents=people, operations_answered=sum(count for count, _ in told))
    report.none_of("anomalies", [line for _, wrong in told for line in wrong])
    stored = site.sent(slug)
    report.none_of("set", [] if stored == people else [f"{people} sent, {stored} responses"])
