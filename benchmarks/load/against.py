"""Our pages and the peer's asked in turn by eight connections: requests a second, and what each costs.

The processor is counted where the work is done, in the processes of the server and of PostgreSQL, so that
part holds though the program that asks shares the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Protocol

from benchmarks.capacity import processor
from benchmarks.load.asking import Asked, ask
from benchmarks.load.measured import prepared
from benchmarks.load.peer import Peer, has, on_postgresql, on_sqlite, serving
from benchmarks.load.prepared import Prepared
from tests.soak.servers import database

NOT_ASKED = "pages beside the Django survey package: no --peer-python PATH was given, so it is not asked"
CONNECTIONS = 8
ROUNDS = 5
OURS, THEIRS = 120, 24
"""Requests of each connection in one round: about as many seconds for either."""
SETUPS = {"as Django comes": 0, "its connections kept": None}
"""How long the peer keeps a connection to its database: for one request, or for good."""
KINDS = (("page looked at", False, 200, 200), ("page saved", True, 303, 302))
"""Whether something is to be kept, and what status our reply and the peer's have then."""
SIZES = (0.5, 2.0)


class Side(Protocol):
    """One of the two: a server that is asked, and a store in which can be counted."""

    @property
    def port(self) -> int: ...
    @property
    def pid(self) -> int: ...
    def page(self) -> bytes: ...
    def kept(self) -> int: ...
    def views(self, connections: int, each: int) -> list[list[bytes]]: ...
    def saves(self, connections: int, each: int) -> list[list[bytes]]: ...


@dataclass(frozen=True)
class Turn:
    """One round of requests to one of the two."""

    asked: Asked
    processor: float
    """Milliseconds a request, of the server and its database."""


@dataclass(frozen=True)
class Line:
    """One kind of request, ours beside the peer's."""

    about: str
    ours: tuple[Turn, ...]
    theirs: tuple[Turn, ...]

    @property
    def times(self) -> float:
        """Requests a second, of those that the peer answers: the median of the rounds."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return median(one.asked.a_second / other.asked.a_second for one, other in pairs)

    @property
    def cheaper(self) -> float:
        """How many times as much of the processor a request to the peer takes."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return median(other.processor / one.processor for one, other in pairs)

    def __str__(self) -> str:
        each = [
            (median(t.asked.a_second for t in side), median(t.processor for t in side), middle(side))
            for side in (self.ours, self.theirs)
        ]
        (fast, cost, wait), (slow, dear, longer) = each
        return (
            f"{self.about:<62} {self.times:5.1f} times   {fast:5.0f} a second against {slow:4.0f}"
            f"   processor {self.cheaper:4.1f} times ({cost:5.2f} ms against {dear:5.2f})"
            f"   p50 {wait:4.0f} ms against {longer:4.0f}"
        )


def middle(turns: Sequence[Turn]) -> float:
    return 1000 * median(turn.asked.middle for turn in turns)


def lines(python: Path | None, rounds: int = ROUNDS) -> Iterator[Line | str]:
    """SQLite with one and two web processes of ours, PostgreSQL with two; the peer has two always."""
    if python is None:
        yield NOT_ASKED
        return
    python = python.absolute()
    yield from on_engine("SQLite, 1 process", python, "", 0, 1, rounds)
    yield from on_engine("SQLite, 2 processes", python, "", 0, 2, rounds)
    if not has(python, "psycopg"):
        yield "the same on PostgreSQL: the peer's Python has no psycopg"
        return
    with database() as server:
        postmaster = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield from on_engine("PostgreSQL, 2 processes", python, server.url, postmaster, 2, rounds)


def on_engine(
    name: str, python: Path, url: str, postmaster: int, processes: int, rounds: int
) -> Iterator[Line | str]:
    with ExitStack() as stack:
        ours = stack.enter_context(prepared(url, processes))
        peers = {}
        for number, (setup, seconds) in enumerate(SETUPS.items()):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            where = on_postgresql(url, f"peer_{number}") if url else on_sqlite(folder)
            kept_for = {**where, "CONN_MAX_AGE": seconds}
            peers[setup] = stack.enter_context(serving(python, folder, kept_for))
        yield sizes(name, ours, next(iter(peers.values())))
        for about, writes, status, other in KINDS:
            mine, theirs = list[Turn](), {setup: list[Turn]() for setup in peers}
            asked = requests(ours, OURS, rounds, writes)
            posed = {setup: requests(peer, THEIRS, rounds, writes) for setup, peer in peers.items()}
            for number in range(rounds):
                mine.append(turn(ours, asked[number], status, postmaster, writes))
                for setup, peer in peers.items():
                    theirs[setup].append(turn(peer, posed[setup][number], other, postmaster, writes))
            for setup, turns in theirs.items():
                yield Line(f"{name}: {about}, beside the package {setup}", tuple(mine), tuple(turns))


def sizes(name: str, ours: Prepared, peer: Peer) -> str:
    """What is compared; a page that is not of like size would compare nothing."""
    mine, theirs = len(ours.page()), len(peer.page())
    assert SIZES[0] < theirs / mine < SIZES[1], f"{theirs} bytes beside {mine}"
    return (
        f"{name} beside {peer.made_of}: a page of {peer.questions} questions, "
        f"{mine / 1000:.1f} kB beside {theirs / 1000:.1f} kB"
    )


def requests(side: Side, each: int, rounds: int, writes: bool) -> list[list[list[bytes]]]:
    """What every connection asks in each of the rounds."""
    made = (side.saves if writes else side.views)(CONNECTIONS, each * rounds)
    return [[line[number * each : (number + 1) * each] for line in made] for number in range(rounds)]


def turn(side: Side, asked: list[list[bytes]], status: int, postmaster: int, writes: bool) -> Turn:
    """One round, of which every reply is the one that was meant and every save is in the store."""
    many, kept = sum(map(len, asked)), side.kept()
    used = processor(side.pid) + processor(postmaster)
    found = ask(side.port, asked)
    used = processor(side.pid) + processor(postmaster) - used
    assert found.statuses == {status}, sorted(found.statuses)
    assert len(found.each) == many
    assert side.kept() - kept == (many if writes else 0), f"{side.kept() - kept} were kept of {many}"
    return Turn(found, 1000 * used / many)
