"""Statements that go straight to the driver: the same rows and the same errors as by the library."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Text, bindparam, cast, delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from survey.errors import NotSaved
from survey.storage.database import Store
from survey.storage.prepared import Prepared
from survey.storage.repositories.draft_pages import ADD_PAGE, ALL, PAGE, PAGES, REWRITE
from survey.storage.repositories.sittings import DRAFT, HELD, SEEN, TOGETHER
from survey.storage.tables import metadata
from survey.storage.work import Work
from tests.storage.made import campaign, draft, save, session
from tests.storage.test_sealed_columns import fill

FORMS = st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=9), max_size=3), max_size=3)
FIELDS = {
    "version": st.integers(1, 9),
    "closed": FORMS,
    "done": st.booleans(),
    "seconds": st.integers(0, 999),
}
NO_WORDS: dict[str, Any] = {"text": {}, "contact": {}}


def test_every_row_of_every_table_is_found_as_the_library_finds_it(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        fill(tx, here)
        tx.campaigns.update_archived(here.id, tx.now)
        made = draft(tx, here)
        tx.drafts.set_told(made.id, 100.5, 0.25)
        session(tx, here, draft_id=made.id)
        tx.audit.add(actor="team", action="open", reason="it is time", new={"most": 3})
    found = 0
    with store.read() as tx:
        for table in metadata.tables.values():
            asked = select(table).order_by(*table.primary_key)
            plain = [tuple(row) for row in tx.connection.execute(asked)]
            assert [tuple(row) for row in Prepared(asked).rows(tx.connection)] == plain
            found += len(plain)
    assert found > 15


def test_a_sitting_is_found_as_the_library_finds_it_held_or_not(store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
        made = draft(tx, here)
        sat = session(tx, here, draft_id=made.id)
        given = {"slug": here.slug, "token_hash": sat.token_hash}
        for prepared, asked in ((SEEN, TOGETHER), (HELD, TOGETHER.with_for_update(of=DRAFT))):
            row = tx.connection.execute(asked, given).one()
            assert tuple(prepared.first(tx.connection, **given) or ()) == tuple(row)
        assert SEEN.first(tx.connection, **{**given, "slug": "other"}) is None


@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.fixed_dictionaries(FIELDS), st.fixed_dictionaries(FIELDS))
def test_what_is_written_is_stored_as_the_library_stores_it(
    store: Store, first: dict[str, Any], later: dict[str, Any]
) -> None:
    with store.write() as tx:
        connection = tx.connection
        connection.execute(delete(PAGE))
        plain, prepared = (draft(tx, tx.campaigns.by_slug("pulse") or campaign(tx)).id for _ in range(2))
        connection.execute(insert(PAGE).values(draft_id=plain, page="work", **first, **NO_WORDS))
        adding = ADD_PAGE[connection.dialect.name]
        assert adding.run(connection, draft_id=prepared, page="work", **first, **NO_WORDS) == 1
        assert adding.run(connection, draft_id=prepared, page="work", **later, **NO_WORDS) == 0
        assert stored(tx, plain) == stored(tx, prepared)
        connection.execute(PAGE.update().where(PAGE.c.draft_id == plain).values(**later, **NO_WORDS))
        assert REWRITE.run(connection, of_draft=prepared, of_page="work", **later, **NO_WORDS) == 1
        assert stored(tx, plain) == stored(tx, prepared)
        assert [tuple(row) for row in PAGES.rows(connection, draft_id=plain)] == [
            tuple(row) for row in connection.execute(ALL, {"draft_id": plain})
        ]


def stored(tx: Work, draft_id: str) -> tuple[Any, ...]:
    """A page of a draft, to the byte."""
    columns = [cast(column, Text) for column in PAGE.c if column is not PAGE.c.draft_id]
    return tuple(tx.connection.execute(select(*columns).where(PAGE.c.draft_id == draft_id)).one())


def test_what_the_engine_refuses_is_told_as_the_library_tells_it(store: Store) -> None:
    row = {"draft_id": "nobody", "page": "work", "version": 1, "closed": {}, "done": True, "seconds": 1}
    adding = Prepared(insert(PAGE).values({column.name: bindparam(column.name) for column in PAGE.c}))
    with pytest.raises(IntegrityError) as plain, store.write() as tx:
        tx.connection.execute(insert(PAGE), {**row, **NO_WORDS})
    with pytest.raises(IntegrityError) as prepared, store.write() as tx:
        adding.run(tx.connection, **row, **NO_WORDS)
    assert str(prepared.value.orig) == str(plain.value.orig)
    assert type(prepared.value.orig) is type(plain.value.orig)


def test_what_forgot_to_seal_is_stopped_before_the_database(store: Store) -> None:
    row = {"version": 1, "closed": {}, "text": {"why": ["words"]}, "contact": {}, "done": True, "seconds": 1}
    with pytest.raises(TypeError, match=r"Work\.seal"), store.write() as tx:
        REWRITE.run(tx.connection, of_draft="d", of_page="work", **row)


def test_a_server_that_goes_away_within_a_save_is_told_and_its_connection_is_not_used_again(
    postgres_store: Store,
) -> None:
    store = postgres_store
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id)

    def write() -> None:
        with store.write() as tx:
            own = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with store.write() as other:
                other.connection.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            try:
                tx.drafts.pages(made.id)
            finally:
                assert tx.connection.invalidated

    with pytest.raises(NotSaved, match="Nothing was saved: "):
        write()
    with store.write() as tx:
        assert list(tx.drafts.pages(made.id)) == ["work"]
