"""Examples of practice: the state of each, who looks after it, and what happened to it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Text, cast, insert, or_, select, update

from survey.engine.forms import Form
from survey.storage.reading_records import EventRecord, ExampleRecord
from survey.storage.reading_tables import metadata
from survey.storage.records import ResponseRecord, columns
from survey.storage.repositories.responses import RESPONSE, TEXT, opened, response_record
from survey.storage.work import Repository

EXAMPLE = metadata.tables["practice_example"]
EVENT = metadata.tables["practice_event"]
LINKED = (metadata.tables["contact"], metadata.tables["contact_outbox"])


class Examples(Repository):
    def described(self, campaign_id: int, group: str) -> tuple[tuple[ResponseRecord, Form], ...]:
        """Responses that answered anything in a repeated group, with their texts, by their random ids."""
        begins = f"{group}_"
        within = f'%"{begins.replace("_", "!_")}%'
        rows = self.connection.execute(
            select(RESPONSE, TEXT.c.texts, TEXT.c.sealed_for)
            .outerjoin(TEXT, TEXT.c.response_id == RESPONSE.c.id)
            .where(
                RESPONSE.c.campaign_id == campaign_id,
                or_(
                    cast(RESPONSE.c.closed, Text).like(within, escape="!"),
                    TEXT.c.response_id.is_not(None),
                ),
            )
            .order_by(RESPONSE.c.id)
        )
        found = []
        for row in rows:
            named = row._asdict()
            texts = opened(self.work, row.id, named.pop("texts"), named.pop("sealed_for"))
            if any(field.startswith(begins) for field in (*named["closed"], *texts)):
                found.append((response_record(named), texts))
        return tuple(found)

    def linked(self, campaign_id: int) -> frozenset[str]:
        """The links by which somebody tied contact details to what they described."""
        return frozenset(
            link
            for table in LINKED
            for link in self.connection.scalars(
                select(table.c.link).where(table.c.campaign_id == campaign_id, table.c.link.is_not(None))
            )
        )

    def all(self, campaign_id: int) -> dict[str, ExampleRecord]:
        """Every example that somebody did something with, by its id."""
        rows = self.connection.execute(select(EXAMPLE).where(EXAMPLE.c.campaign_id == campaign_id))
        return {row.id: ExampleRecord(**row._mapping) for row in rows}

    def hold(self, example: ExampleRecord) -> ExampleRecord:
        """An example as it stands, written down where nobody did so; nobody else changes it meanwhile."""
        adding = self.work.insert(EXAMPLE).values(columns(example))
        self.connection.execute(adding.on_conflict_do_nothing(index_elements=["id"]))
        row = self.work.held(select(EXAMPLE).where(EXAMPLE.c.id == example.id), {})
        assert row is not None
        return ExampleRecord(**row._mapping)

    def change(self, example_id: str, **values: str | None) -> None:
        self.connection.execute(update(EXAMPLE).where(EXAMPLE.c.id == example_id).values(values))

    def add_event(self, example_id: str, actor: str, what: str, note: str) -> None:
        """Add to what happened to an example."""
        values = {"example_id": example_id, "at": self.work.now, "actor": actor, "what": what, "note": ""}
        id = self.connection.execute(insert(EVENT).values(values).returning(EVENT.c.id)).scalar_one()
        if note:
            sealed = self.work.seal(EVENT.c.note, note, id)
            self.connection.execute(update(EVENT).where(EVENT.c.id == id).values(note=sealed))

    def events(self, example_id: str) -> tuple[EventRecord, ...]:
        """What happened to an example, the latest first."""
        found = select(EVENT).where(EVENT.c.example_id == example_id).order_by(EVENT.c.id.desc())
        events = (EventRecord(**row._mapping) for row in self.connection.execute(found))
        return tuple(
            replace(each, note=self.work.unseal(EVENT.c.note, each.note, each.id)) for each in events
        )
