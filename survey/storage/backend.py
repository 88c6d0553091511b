"""What a database engine does in its own way: one of them lies behind every store."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection

from survey.storage.line import Line


class Backend(Protocol):
    """SQLite or PostgreSQL; each of the three gives a connection whose transaction ends with it."""

    name: str

    @property
    def line(self) -> Line:
        """Those who want to write on SQLite, and whoever wants a connection on PostgreSQL."""

    def writing(self) -> AbstractContextManager[Connection]: ...

    @property
    def together(self) -> Callable[[], AbstractContextManager[None]] | None:
        """Makes one transaction of all that a thread writes in a block; None where each writes by itself."""

    def turn(self) -> AbstractContextManager[None]:
        """The right to write, where one thread at a time has it; inside, nothing waits for it any more."""

    def reading(self, *, patient: bool = False) -> AbstractContextManager[Connection]: ...

    def migrating(self) -> AbstractContextManager[Connection]: ...

    def tell_time(self) -> float:
        """By how many seconds this process's clock is ahead of those by which others decide; 0 where they
        agree, or the database's decides. Those who agree are told so."""

    def close(self) -> None: ...
