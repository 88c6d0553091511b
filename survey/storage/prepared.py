"""The few statements that each page of questions asks, put into an engine's words once.

The library works out its words, the values and the columns of an answer anew each time, which takes longer
than the asking. These go straight to the driver. Values are turned as the library turns them, and what goes
wrong is told by its errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Insert, Select, TextClause, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")
Row = Sequence[Any]
Rows = Sequence[Row]
Turn = Callable[[Any], Any]
Statement = Select[Any] | Insert | Update | TextClause

changed: Callable[[DBAPICursor], int] = attrgetter("rowcount")


class Prepared:
    """A statement in which every value has a name."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._worded: dict[str, Worded] = {}

    def rows(self, connection: Connection, **values: object) -> Rows:
        """What is found, with the columns of each row in their order."""
        worded = self._for(connection.dialect)
        return worded.run(connection, values, worded.found)

    def first(self, connection: Connection, **values: object) -> Row | None:
        """The one row that there can be."""
        rows = self.rows(connection, **values)
        return rows[0] if rows else None

    def run(self, connection: Connection, **values: object) -> int:
        """Change what is stored, and say how many rows that were."""
        return self._for(connection.dialect).run(connection, values, changed)

    def _for(self, dialect: Dialect) -> Worded:
        worded = self._worded.get(dialect.name)
        if worded is None:
            worded = self._worded[dialect.name] = Worded(self._statement, dialect)
        return worded


class Worded:
    """A statement as one engine takes it, and what becomes of values on their way in and out."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self._dialect = dialect
        self._words = compiled.string
        self._order = compiled.positiontup
        kinds = ((name, value.type.dialect_impl(dialect)) for name, value in compiled.binds.items())
        turns = ((name, kind.bind_processor(dialect)) for name, kind in kinds)
        self._in = [(name, turn) for name, turn in turns if turn]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._kinds = [column.type.dialect_impl(dialect) for column in columns]
        self._out: list[tuple[int, Turn]] | None = None

    def run(self, connection: Connection, values: dict[str, Any], take: Callable[[DBAPICursor], T]) -> T:
        for name, turn in self._in:
            values[name] = turn(values[name])
        given: Any = values if self._order is None else [values[name] for name in self._order]
        driver, cursor = connection.connection, None
        try:
            cursor = driver.cursor()
            cursor.execute(self._words, given)
            return take(cursor)
        except self._dialect.loaded_dbapi.Error as failure:
            if self._dialect.is_disconnect(failure, driver, cursor):
                connection.invalidate(failure)
            errors = self._dialect.loaded_dbapi.Error
            raise DBAPIError.instance(self._words, given, failure, errors, dialect=self._dialect) from failure
        finally:
            if cursor is not None:
                cursor.close()

    def found(self, cursor: DBAPICursor) -> Rows:
        if self._out is None:
            self._out = list(self._turns(cursor))
        rows = cursor.fetchall()
        if not self._out:
            return rows
        turned = [list(row) for row in rows]
        for row in turned:
            for at, turn in self._out:
                row[at] = turn(row[at])
        return turned

    def _turns(self, cursor: DBAPICursor) -> Iterator[tuple[int, Turn]]:
        """What becomes of the columns that are not taken as they are; the driver tells their types."""
        for at, (kind, told) in enumerate(zip(self._kinds, cursor.description, strict=True)):
            turn = kind.result_processor(self._dialect, told[1])
            if turn:
                yield at, turn
