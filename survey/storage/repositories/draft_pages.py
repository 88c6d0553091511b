"""What is written on the pages of a draft, sealed by its own key; `hold` says by which, once a transaction.

A draft without one, made up or older than such keys, is sealed by the keys of the server.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Text, bindparam, cast, select, update

from survey.engine.forms import Form
from survey.errors import Locked, Stale
from survey.storage.draft_key import NO_KEY, DataKey, DraftKey, is_own
from survey.storage.prepared import Prepared, Row
from survey.storage.records import PageRecord
from survey.storage.sealed_columns import place_of
from survey.storage.sqlite import read_json
from survey.storage.tables import metadata
from survey.storage.work import INSERT, Repository, Work

DRAFT = metadata.tables["draft"]
PAGE = metadata.tables["draft_page"]
SEALED = TEXT, CONTACT = PAGE.c.text, PAGE.c.contact

DOCUMENTS = ("closed", "text", "contact")
NOTHING = "{}"
"""An empty document as it is stored; most are."""
ALL = select(
    *[cast(PAGE.c[name], Text) if name in DOCUMENTS else PAGE.c[name] for name in PageRecord._fields]
).where(PAGE.c.draft_id == bindparam("draft_id"))
"""Documents are taken out as they are stored, so that empty ones need not be read."""
PAGES, PAGES_HELD = Prepared(ALL), Prepared(ALL.with_for_update())
ONE_PAGE = Prepared(ALL.where(PAGE.c.page == bindparam("page")).with_for_update())
ADD_PAGE = {
    engine: Prepared(
        insert_into(PAGE)
        .values({column.name: bindparam(column.name) for column in PAGE.c})
        .on_conflict_do_nothing()
    )
    for engine, insert_into in INSERT.items()
}
REWRITE = Prepared(
    update(PAGE)
    .where(PAGE.c.draft_id == bindparam("of_draft"), PAGE.c.page == bindparam("of_page"))
    .values({name: bindparam(name) for name in ("version", "closed", "text", "contact", "done", "seconds")})
)
KEPT = select(DRAFT.c.key_name, DRAFT.c.key_by_server).where(DRAFT.c.id == bindparam("id"))
GIVE_KEY = (
    update(DRAFT)
    .where(DRAFT.c.id == bindparam("of_draft"))
    .values({name: bindparam(name) for name in ("key_salt", "key_name", "key_by_server")})
)
RESEAL = (
    update(PAGE)
    .where(PAGE.c.draft_id == bindparam("of_draft"), PAGE.c.page == bindparam("of_page"))
    .values({column.name: bindparam(column.name) for column in SEALED})
)


class DraftPages(Repository):
    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._held: dict[str, DraftKey | None] = {}
        self._by_server: dict[str, DataKey] = {}
        self._pages: dict[str, dict[str, PageRecord]] = {}
        """As a writing transaction read them: it holds the draft, so they stay so but for what it writes."""

    def hold(self, draft_id: str, key: DraftKey | None) -> None:
        """Open and seal the words of a draft by its key; by the server's where it has none of its own."""
        self._held[draft_id] = key

    def held(self, draft_id: str) -> DraftKey | None:
        """The key that this transaction was given for a draft."""
        return self._held.get(draft_id)

    def reseal(self, draft_id: str, key: DraftKey, *, shared: bool) -> None:
        """Seal all that is written by another key of the draft's; `shared` lets the server keep it.

        The wraps of its root are for the caller to put into their places.
        """
        rows = PAGES_HELD.rows(self.connection, draft_id=draft_id)
        written = [self._page(draft_id, row) for row in rows]
        self.hold(draft_id, key)
        changes = [
            {"of_draft": draft_id, "of_page": page.page, **self._words(draft_id, page)}
            for page in written
            if page.text or page.contact
        ]
        if changes:
            self.connection.execute(RESEAL, changes)
        own = {"key_salt": key.salt, "key_name": key.data.name, "key_by_server": self._shared(key, shared)}
        self.connection.execute(GIVE_KEY, {"of_draft": draft_id, **own})

    def share(self, draft_id: str, *, shared: bool) -> None:
        """Let the server keep the key of a draft, or take it away: what it had opens nothing then."""
        key = self._writing_key(draft_id)
        if key is None:
            return
        if shared:
            kept = self._shared(key, shared)
            self.connection.execute(update(DRAFT).where(DRAFT.c.id == draft_id).values(key_by_server=kept))
        else:
            self.reseal(draft_id, key.salted(), shared=False)

    def _shared(self, key: DraftKey, shared: bool) -> Any:
        return self.work.seal(DRAFT.c.key_by_server, key.data.secret.hex(), key.draft_id) if shared else None

    def pages(self, draft_id: str) -> dict[str, PageRecord]:
        """What is written on each page of a draft, by page. Whoever writes has read the draft before."""
        rows = PAGES.rows(self.connection, draft_id=draft_id)
        found = {row[0]: self._page(draft_id, row) for row in rows}
        if self.work.writing:
            self._pages[draft_id] = dict(found)
        return found

    def has_own(self, draft_id: str) -> bool:
        """Whether anything of a draft is sealed by a key of its own."""
        rows = PAGES.rows(self.connection, draft_id=draft_id)
        return any(
            is_own(read_json(stored)) for *_, text, contact, _, _ in rows for stored in (text, contact)
        )

    def closed(self, draft_id: str) -> dict[str, tuple[Form, bool]]:
        """What was chosen on each page of a draft, and whether it was continued from; no word is opened."""
        rows = PAGES.rows(self.connection, draft_id=draft_id)
        return {page: (fixed(read_json(closed)), done) for page, _, closed, *_, done, _ in rows}

    def save_page(
        self,
        draft_id: str,
        page: str,
        *,
        expected_version: int | None,
        closed: Form,
        text: Form,
        contact: Form,
        done: bool,
        seconds: int,
    ) -> PageRecord:
        """Write a page and return it as it is now; its version grows only when what is written changes.

        `expected_version` is the version that the form was opened with; None or 0 when there was
        none. When the page has moved on since, the same content is accepted (a reply that was lost)
        and other content raises Stale, with the page as it is now as its only argument.
        """
        written = PageRecord(page, 1, fixed(closed), fixed(text), fixed(contact), done, seconds)
        kept = self._pages.get(draft_id)
        if kept is None and expected_version in (None, 0) and self._add_page(draft_id, written):
            return written
        current = self._one_page(draft_id, page) if kept is None else kept.get(page)
        saved = self._save(draft_id, written, current, expected_version or 0)
        if kept is not None:
            kept[page] = saved
        return saved

    def _save(
        self, draft_id: str, written: PageRecord, current: PageRecord | None, expected_version: int
    ) -> PageRecord:
        current = current or (
            None if self._add_page(draft_id, written) else self._one_page(draft_id, written.page)
        )
        if current is None:
            return written
        if current.form == written.form:
            return self._rewrite(
                draft_id, written._replace(version=current.version, done=current.done or written.done)
            )
        if current.version != expected_version:
            raise Stale(current)
        return self._rewrite(draft_id, written._replace(version=current.version + 1))

    def _one_page(self, draft_id: str, page: str) -> PageRecord | None:
        row = ONE_PAGE.first(self.connection, draft_id=draft_id, page=page)
        return None if row is None else self._page(draft_id, row)

    def _add_page(self, draft_id: str, written: PageRecord) -> bool:
        adding = ADD_PAGE[self.connection.dialect.name]
        return adding.run(self.connection, draft_id=draft_id, **self._sealed(draft_id, written)) > 0

    def _rewrite(self, draft_id: str, written: PageRecord) -> PageRecord:
        changes = self._sealed(draft_id, written)
        page = changes.pop("page")
        REWRITE.run(self.connection, of_draft=draft_id, of_page=page, **changes)
        return written

    def _sealed(self, draft_id: str, written: PageRecord) -> dict[str, Any]:
        """A page as the columns of its row."""
        return {**written._asdict(), **self._words(draft_id, written)}

    def _words(self, draft_id: str, written: PageRecord) -> dict[str, Any]:
        values = ((column, getattr(written, column.name)) for column in SEALED)
        return {column.name: self._close(column, value, draft_id, written.page) for column, value in values}

    def _close(self, column: Column[Any], value: Form, draft_id: str, page: str) -> Any:
        if not value:
            return value
        key = self._writing_key(draft_id)
        if key is None:
            return self.work.seal(column, value, draft_id, page)
        return key.data.close(value, place_of(column, (draft_id, page)))

    def unseal(self, column: Column[Any], stored: Any, draft_id: str, page: str) -> Any:
        """What was put into a sealed column of a page."""
        if not is_own(stored):
            return self.work.unseal(column, stored, draft_id, page)
        return self._reading_key(draft_id).open(stored, place_of(column, (draft_id, page)))

    def _writing_key(self, draft_id: str) -> DraftKey | None:
        """By what to seal; Locked for a draft with a key of its own that nobody has brought."""
        if draft_id not in self._held:
            kept = self.connection.execute(KEPT, {"id": draft_id}).first()
            if kept is not None and kept.key_name is not None:
                raise Locked(NO_KEY)
            self._held[draft_id] = None
        return self._held[draft_id]

    def _reading_key(self, draft_id: str) -> DataKey:
        """The key that was brought, else the one that the server may keep."""
        own = self._held.get(draft_id)
        if own is not None:
            return own.data
        if draft_id not in self._by_server:
            kept = self.connection.execute(KEPT, {"id": draft_id}).first()
            if kept is None or not kept.key_by_server:
                raise Locked(NO_KEY)
            secret = self.work.unseal(DRAFT.c.key_by_server, kept.key_by_server, draft_id)
            self._by_server[draft_id] = DataKey(bytes.fromhex(secret))
        return self._by_server[draft_id]

    def _page(self, draft_id: str, row: Row) -> PageRecord:
        page, version, closed, text, contact, done, seconds = row
        words = {} if text == NOTHING else self._opened(TEXT, text, draft_id, page)
        reach = {} if contact == NOTHING else self._opened(CONTACT, contact, draft_id, page)
        return PageRecord(page, version, fixed(read_json(closed)), words, reach, done, seconds)

    def _opened(self, column: Column[Any], stored: str, draft_id: str, page: str) -> Form:
        return fixed(self.unseal(column, read_json(stored), draft_id, page))


def fixed(form: Form) -> Form:
    """The same form in the shape in which it comes back from storage."""
    return {name: tuple(values) for name, values in form.items()} if form else {}
