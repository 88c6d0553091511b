"""Every row of every table out of a database, and into an empty one of either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, Table, column, func, insert, select, table, text

from survey.errors import Refused
from survey.storage import schema
from survey.storage.backup.archive import ArchiveWriter, Part, Row, Shape, Sum, Whole, line_of
from survey.storage.backup.kinds import KINDS, kind_of
from survey.storage.tables import metadata

LEFT_OUT = frozenset({"staff_session", "staff_delay", "throttle"})
"""Sign-ins end with a restore, and what slows guessing down is of a day and about networks."""
AT_ONCE = 500
Progress = Callable[[str, int], None]


def kept_tables() -> tuple[Table, ...]:
    """What a backup holds, parents first."""
    return tuple(each for each in metadata.sorted_tables if each.name not in LEFT_OUT)


def shape_of(of: Table) -> Shape:
    points = sorted(
        (element.parent.name, element.column.table.name, element.column.name)
        for constraint in of.foreign_key_constraints
        for element in constraint.elements
    )
    columns = tuple((each.name, kind_of(each).name) for each in of.columns)
    return Shape(of.name, columns, tuple(each.name for each in of.primary_key), tuple(points))


def hold(connection: Connection) -> None:
    """Keep the tables as they are for this reading transaction; nobody who answers waits for it.

    On PostgreSQL a change of the tables would show through a snapshot, so they are held before it is taken.
    On SQLite a snapshot has its tables too.
    """
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{each.name}"' for each in kept_tables())
        # nosemgrep: statement-put-together (tables of ours)
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))
    found, wanted = schema.current(connection), schema.newest()
    if found != wanted:
        raise Refused(f"The tables are of version {found or 'none'}, the program wants {wanted}.")


def write_tables(connection: Connection, archive: ArchiveWriter, tell: Progress) -> None:
    """Every table, from one view of the data, a few rows at a time."""
    for each in kept_tables():
        archive.table(shape_of(each), rows_of(connection, each, tell))


def rows_of(connection: Connection, of: Table, tell: Progress) -> Iterator[Row]:
    writers = [kind_of(each).write for each in of.columns]
    reading = select(of).order_by(*of.primary_key)
    found = connection.execute(reading, execution_options={"yield_per": AT_ONCE})
    for number, row in enumerate(found, start=1):
        if number % AT_ONCE == 0:
            tell(of.name, number)
        yield [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]


def digests(connection: Connection) -> dict[str, Whole]:
    """What a database holds, told as a backup of it would."""
    found = {}
    for each in kept_tables():
        counted = Sum()
        for row in rows_of(connection, each, lambda name, number: None):
            counted.add(line_of(row))
        found[each.name] = Whole(each.name, counted.rows, counted.digest)
    return found


def fill(connection: Connection, part: Part, tell: Progress) -> None:
    """Put the rows of a part into the table of its name, which may be of an older version than ours."""
    assert part.shape is not None
    unknown = {kind for _, kind in part.shape.columns} - set(KINDS)
    if unknown:
        raise Refused(f"This backup has values that this program does not know: {', '.join(unknown)}.")
    kinds = [(name, KINDS[kind]) for name, kind in part.shape.columns]
    into = table(part.name, *(column(name, kind.fill()) for name, kind in kinds))
    done, rest = 0, part.rows()
    while rows := list(islice(rest, AT_ONCE)):
        values: list[dict[str, Any]] = [
            {
                name: None if value is None else kind.read(value)
                for (name, kind), value in zip(kinds, row, strict=True)
            }
            for row in rows
        ]
        connection.execute(insert(into), values)
        done += len(values)
        tell(part.name, done)


def renumber(connection: Connection) -> None:
    """On PostgreSQL new rows are numbered on from those that were put in; SQLite does it by itself."""
    if connection.dialect.name != "postgresql":
        return
    for each in metadata.sorted_tables:
        for own in each.primary_key:
            if isinstance(own.type, Integer) and own.autoincrement in (True, "auto"):
                sequence = func.pg_get_serial_sequence(f'"{each.name}"', own.name)
                if (name := connection.execute(select(sequence)).scalar()) is not None:
                    most = connection.execute(select(func.max(own))).scalar()
                    if most is not None:
                        connection.execute(select(func.setval(name, most)))


class Ties:
    """Whether every row points to one that is there: keeps the keys that are pointed to and nothing else."""

    def __init__(self) -> None:
        shapes = map(shape_of, kept_tables())
        self._pointed = {(other, there) for shape in shapes for _, other, there in shape.points}
        self._there: set[int] = set()

    def look(self, part: Part) -> None:
        """Read a table to its end; Refused at the first row that points to nothing."""
        shape = part.shape
        assert shape is not None
        at = {name: number for number, (name, _) in enumerate(shape.columns)}
        pointing = [(at[own], other, there) for own, other, there in shape.points]
        keys = [(name, at[name]) for name in shape.key if (shape.name, name) in self._pointed]
        for row in part.rows():
            for own, other, there in pointing:
                if row[own] is not None and hash((other, there, row[own])) not in self._there:
                    raise Refused(f"A row of {shape.name} in this backup points to no {other} that is there.")
            for name, own in keys:
                self._there.add(hash((shape.name, name, row[own])))
