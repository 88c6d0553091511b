"""Our pages at 1, 32 and 256 connections, each beside the bare framework in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx2

from benchmarks.capacity import opened
from benchmarks.load import bare
from benchmarks.load.asking import Asked, ask
from benchmarks.load.prepared import BASE, Prepared, Walk, raw
from survey.settings import Settings
from survey.storage.database import Store
from tests.serving import started
from tests.soak.servers import database

CONNECTIONS = (1, 32, 256)
ROUNDS = 3
REQUESTS = 768
"""In one round, by all connections together; sends are fewer, since each takes a person who answered all."""
SENT = 64
Made = Callable[[int, int], list[list[bytes]]]


@dataclass(frozen=True)
class Line:
    """One kind of request at so many connections, ours beside the bare framework's."""

    about: str
    connections: int
    ours: tuple[Asked, ...]
    beside: tuple[Asked, ...]

    @property
    def part(self) -> float:
        """Requests a second, of those that the bare framework answers: the median of the rounds."""
        return median(
            one.a_second / other.a_second for one, other in zip(self.ours, self.beside, strict=True)
        )

    def __str__(self) -> str:
        late, middle = (median(getattr(one, name) for one in self.ours) for name in ("late", "middle"))
        return (
            f"{self.about:<34} {self.connections:>4} connections: {self.part:5.3f} of bare"
            f"   {median(o.a_second for o in self.ours):7.0f} a second against"
            f" {median(o.a_second for o in self.beside):7.0f}   p50 {1000 * middle:7.1f} ms"
            f"   p99 {1000 * late:7.1f} ms ({late / middle:.1f} times)"
        )


def lines(
    connections: Sequence[int] = CONNECTIONS, requests: int = REQUESTS, rounds: int = ROUNDS
) -> Iterator[Line | str]:
    """SQLite with one and two web processes, PostgreSQL with two, then what the engines do by themselves."""
    yield from on_engine("SQLite, 1 process", "", 1, connections, requests, rounds)
    yield from on_engine("SQLite, 2 processes", "", 2, connections, requests, rounds)
    with database() as server:
        yield from on_engine("PostgreSQL, 2 processes", server.url, 2, connections, requests, rounds)
        for many in connections:
            found = bare.postgresql_commits(server.url, min(many, 64))
            yield f"PostgreSQL alone, {min(many, 64)} connections: {found:.0f} commits a second"
    with tempfile.TemporaryDirectory() as folder:
        yield f"SQLite alone: {bare.sqlite_commits(Path(folder)):.0f} commits a second"


def on_engine(
    name: str, url: str, processes: int, connections: Sequence[int], requests: int, rounds: int
) -> Iterator[Line]:
    with ExitStack() as stack:
        ours = stack.enter_context(prepared(url, processes))
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "page.html"
        file.write_bytes(ours.page())
        port = stack.enter_context(bare.serving(file, processes))
        for many in connections:
            yield from at(many, name, ours, port, requests, rounds)


def at(many: int, name: str, ours: Prepared, port: int, requests: int, rounds: int) -> Iterator[Line]:
    """All kinds of request by so many connections, in rounds that ours and the bare one take in turn."""
    save, each = ours.saves(1, 1)[0][0], max(1, requests // many)
    get, post = raw("GET", "/", None), save.replace(save.split(b" ", 2)[1], b"/", 1)
    form = raw("POST", "/form", None, {name: ["agree"] for name in bare.STATEMENTS})
    kinds: tuple[tuple[str, Made, int, int, Mapping[str, bytes]], ...] = (
        ("page looked at", ours.views, 200, each, {"": get}),
        ("page saved", ours.saves, 303, each, {"": post, ", beside a form alone": form}),
        ("answers opened by their code", ours.resumes, 303, each, {"": post}),
        ("answers sent", ours.submits, 303, max(1, min(requests, SENT) // many), {"": post}),
    )
    for about, make, status, times, besides in kinds:
        asked, mine = make(many, times * rounds), list[Asked]()
        theirs: dict[str, list[Asked]] = {beside: [] for beside in besides}
        for turn in range(rounds):
            mine.append(ask(ours.port, [line[turn * times : (turn + 1) * times] for line in asked]))
            assert mine[-1].statuses == {status}, f"{about}: {sorted(mine[-1].statuses)}"
            for beside, request in besides.items():
                theirs[beside].append(ask(port, [[request] * times] * many))
        for beside, found in theirs.items():
            yield Line(f"{name}: {about}{beside}", many, tuple(mine), tuple(found))


@contextmanager
def prepared(url: str, processes: int) -> Iterator[Prepared]:
    """Our server with the London survey open, and everything in it met once."""
    with opened(url) as data, started(data, database_url=url, processes=processes) as server:
        settings = Settings.read(
            data_dir=data, unsafe_database=True, **({"database_url": url} if url else {})
        )
        with Store.open(settings) as store:
            walk = Walk.of(server.address)
            for _ in range(4 * processes):
                httpx2.get(f"{server.address}{BASE}")
            yield Prepared(server.address, server.process.pid, store, settings, walk)
