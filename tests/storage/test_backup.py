"""Every row of every table goes into a backup, and comes back the same on either engine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Connection, Date, Float, Integer, LargeBinary, insert, select, text

from survey.errors import NotSaved, Refused
from survey.settings import Settings
from survey.storage import schema
from survey.storage.backup.archive import Archive, ArchiveWriter, Whole
from survey.storage.backup.key import BackupKey
from survey.storage.backup.kinds import KINDS, kind_of
from survey.storage.backup.restoring import finishing, is_empty, put_in
from survey.storage.backup.rows import LEFT_OUT, Ties, digests, hold, kept_tables, shape_of, write_tables
from survey.storage.backup.sealed import Header
from survey.storage.database import Store
from survey.storage.keyring import Token
from survey.storage.resealing import sealed_tables, unopened
from survey.storage.sealed_columns import Sealed
from survey.storage.tables import Instant, metadata
from tests.storage.another import another
from tests.storage.made import HARD

KEY = BackupKey(b"k" * 64)
AT = datetime(2026, 10, 25, 0, 30, 1, 987_654, tzinfo=UTC)


def quiet(_: str, __: int) -> None:
    """Nobody looks."""


def value_for(column: Any, number: int) -> Any:
    """A value that is easily spoilt, of the column's type."""
    if column.name == "id" and isinstance(column.type, Integer):
        return 2**31 - 9 + number
    if column.foreign_keys:
        (target,) = (key.column for key in column.foreign_keys)
        return value_for(target, number)
    match column.type:
        case Instant():
            return AT.replace(microsecond=number, year=2026 + number)
        case Sealed():
            return Token(f"1.{number:08}.{HARD['quotes']}")
        case JSON():
            return {"z": [1, None, 2**80, 0.1, *HARD.values()], "a": {"k": number}}
        case Boolean():
            return bool(number % 2)
        case Date():
            return date(2024, 2, 29)
        case Float():
            return 0.1 + number / 3
        case Integer():
            return number + 1
        case _:
            short = column.type.length or column.unique or column.primary_key
            return str(number) if short else f"{number} {HARD['emoji and skin']}"


def in_full(connection: Connection) -> None:
    """Two rows in every table: one with a value in each column, one with none wherever there may be none."""
    for table in metadata.sorted_tables:
        for number in (0, 1):
            row = {each.name: value_for(each, number) for each in table.columns}
            if number:
                row |= {each.name: None for each in table.columns if each.nullable}
            if table.name == "campaign":
                dates = ("opens_at", "closes_at", "withdraw_until")
                row |= {name: AT.replace(year=2026 + n) for n, name in enumerate(dates)}
            if table.name == "ticket_count":
                row |= {"taken_back": 0}
            connection.execute(insert(table).values(row))


def backed_up(store: Store) -> io.BytesIO:
    file = io.BytesIO()
    with store.read(patient=True) as tx:
        hold(tx.connection)
        header = Header.new(KEY, tx.now, "0.1.0", schema.newest())
        archive = ArchiveWriter(file, KEY, header, {"engine": store.backend.name, "secret": ""})
        write_tables(tx.connection, archive, quiet)
        archive.finish()
    file.seek(0)
    return file


def filled(store: Store, file: io.BytesIO) -> tuple[Whole, ...]:
    file.seek(0)
    wholes = put_in(store, Archive(file, KEY), "the test", quiet)
    with finishing(store):
        pass
    return wholes


def all_rows(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        each.name: [tuple(row) for row in connection.execute(select(each).order_by(*each.primary_key))]
        for each in kept_tables()
    }


@pytest.fixture
def empty_stores(settings: Settings, store: Store, tmp_path: Path) -> Iterator[list[Store]]:
    """Empty databases: one of the store's own engine, and one of SQLite."""
    with ExitStack() as stack:
        same = stack.enter_context(another(settings, tmp_path / "same"))
        other = Settings(data_dir=tmp_path / "other")
        yield [stack.enter_context(Store.open(each)) for each in (same, other)]


def test_every_column_has_a_kind() -> None:
    assert {kind_of(column).name for table in kept_tables() for column in table.columns} <= set(KINDS)


def test_bytes_would_come_back_as_they_are() -> None:
    kind = KINDS["bytes"]
    assert kind.types == (LargeBinary,)
    assert kind.read(kind.write(b"\0\xff")) == b"\0\xff"


def test_what_is_left_out_is_known() -> None:
    assert {table.name for table in metadata.sorted_tables} - {
        table.name for table in kept_tables()
    } == LEFT_OUT


def test_every_value_comes_back_on_either_engine(store: Store, empty_stores: list[Store]) -> None:
    with store.write() as tx:
        in_full(tx.connection)
    with store.read() as tx:
        before = digests(tx.connection)
        rows = all_rows(tx.connection)
    file = backed_up(store)
    for other in empty_stores:
        wholes = filled(other, file)
        assert {whole.name: whole for whole in wholes} == before
        with other.read() as tx:
            assert digests(tx.connection) == before
            assert all_rows(tx.connection) == rows
        again = backed_up(other)
        assert {part.name: part.finish() for part in Archive(again, KEY).parts()} == before


def test_new_rows_are_numbered_on(store: Store, empty_stores: list[Store]) -> None:
    with store.write() as tx:
        in_full(tx.connection)
    for other in empty_stores:
        filled(other, backed_up(store))
        with other.write() as tx:
            added = tx.versions.add("new", "1", "of its own", "{}")
            assert added.id == 2**31 - 7


def test_it_is_put_into_an_empty_database_alone(store: Store, empty_stores: list[Store]) -> None:
    file = backed_up(store)
    with pytest.raises(Refused, match="something in the test already"):
        put_in(store, Archive(file, KEY), "the test", quiet)
    same = empty_stores[0]
    filled(same, file)
    file.seek(0)
    with pytest.raises(Refused, match="empty database alone"):
        put_in(same, Archive(file, KEY), "the test", quiet)


def test_a_backup_that_is_cut_off_leaves_an_empty_database(store: Store, empty_stores: list[Store]) -> None:
    with store.write() as tx:
        in_full(tx.connection)
    whole = backed_up(store).getvalue()
    for other in empty_stores:
        with pytest.raises(Refused, match="cut off"):
            put_in(other, Archive(io.BytesIO(whole[:-40]), KEY), "the test", quiet)
        assert is_empty(other)


def test_nobody_works_with_a_part_of_a_restore(store: Store, empty_stores: list[Store]) -> None:
    other = empty_stores[0]
    put_in(other, Archive(backed_up(store), KEY), "the test", quiet)
    with pytest.raises(Refused, match="being filled from a backup"):
        other.migrate()
    assert any("being restored" in finding.message for finding in other.check())
    with finishing(other):
        pass
    assert other.migrate() is False


SINCE = {"response_text": 1, "draft": 4, "session": 1}
"""How many columns of a table came after that program: who reads it elsewhere, and the keys of drafts."""


def test_an_older_backup_is_brought_up_to_date(store: Store, empty_stores: list[Store]) -> None:
    """As the program before the list of deleted things would have made it."""
    with store.write() as tx:
        in_full(tx.connection)
        before = digests(tx.connection)
    file = io.BytesIO()
    header = Header.new(KEY, AT, "0.0.9", "r0013")
    archive = ArchiveWriter(file, KEY, header, {})
    for part in Archive(backed_up(store), KEY).parts():
        if part.shape is not None and part.name != "tombstone":
            shape, last = part.shape, len(part.shape.columns) - SINCE.get(part.name, 0)
            shape = replace(shape, columns=shape.columns[:last])
            archive.table(shape, (as_it_was(row)[:last] for row in part.rows()))
    archive.finish()
    for other in empty_stores:
        filled(other, file)
        with other.read() as tx:
            assert schema.current(tx.connection) == schema.newest()
            found = digests(tx.connection)
            assert list(unopened(tx)) == []
        assert found.pop("tombstone").rows == 0
        other_than_then = {table.name for table in sealed_tables()} | SINCE.keys()
        assert {name: found.pop(name).rows for name in other_than_then} == dict.fromkeys(other_than_then, 2)
        kept = {name: whole for name, whole in before.items() if name not in {"tombstone", *other_than_then}}
        assert found == kept


def as_it_was(row: list[Any]) -> list[Any]:
    """A row from before texts and contacts were sealed."""
    return [f"plain {cell}" if re.match(r"1\.0000000\d\.", str(cell)) else cell for cell in row]


def test_a_row_that_points_to_nothing_is_refused() -> None:
    file = io.BytesIO()
    archive = ArchiveWriter(file, KEY, Header.new(KEY, AT, "1", "r0014"), {})
    archive.table(shape_of(metadata.tables["response_text"]), [["no such response", {}]])
    archive.finish()
    file.seek(0)
    (ties, part) = (Ties(), next(Archive(file, KEY).parts()))
    with pytest.raises(Refused, match="points to no response that is there"):
        ties.look(part)


def test_a_view_of_the_data_does_not_move_while_people_answer(store: Store) -> None:
    with store.write() as tx:
        tx.versions.add("before", "1", "one", "{}")
    with store.read(patient=True) as tx:
        hold(tx.connection)
        seen = digests(tx.connection)["questionnaire_version"]
        with store.write() as other:
            other.versions.add("meanwhile", "1", "two", "{}")
        assert digests(tx.connection)["questionnaire_version"] == seen
        assert seen.rows == 1


def test_tables_cannot_be_changed_while_a_backup_reads_them(postgres_store: Store) -> None:
    with postgres_store.read(patient=True) as tx:
        hold(tx.connection)
        with pytest.raises(NotSaved, match="lock timeout"), postgres_store.write() as other:
            other.connection.execute(text("ALTER TABLE response ADD COLUMN more TEXT"))
    with postgres_store.backend.migrating() as connection:
        connection.execute(text("ALTER TABLE fault ADD COLUMN more TEXT"))
        with pytest.raises(NotSaved, match="lock timeout"), postgres_store.read(patient=True) as tx:
            hold(tx.connection)
        connection.rollback()


def test_tables_of_another_version_are_not_backed_up(store: Store) -> None:
    with store.write() as tx:
        schema.mark_unfinished(tx.connection)
    with pytest.raises(Refused, match="being restored"):
        backed_up(store)
    with store.write() as tx:
        schema.mark_finished(tx.connection)
