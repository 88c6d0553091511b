"""Invitations that let one person begin once: hashes of those that are unused, and counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, insert, select, update

from survey.storage.spreading_records import TicketCountRecord
from survey.storage.spreading_tables import metadata
from survey.storage.work import Repository

ADMISSION = metadata.tables["admission"]
TICKET = metadata.tables["ticket"]
COUNT = metadata.tables["ticket_count"]
COUNT_KEY = ["campaign_id", "channel"]
RULE = select(ADMISSION.c.invited_only).where(ADMISSION.c.campaign_id == bindparam("campaign_id"))
KNOWN = select(TICKET.c.channel).where(
    TICKET.c.code_hash == bindparam("code_hash"), TICKET.c.campaign_id == bindparam("campaign_id")
)


class Tickets(Repository):
    def rule(self, campaign_id: int) -> bool | None:
        """Whether one begins by invitation alone; None where a campaign knows no invitations."""
        return self.connection.execute(RULE, {"campaign_id": campaign_id}).scalar_one_or_none()

    def set_rule(self, campaign_id: int, invited_only: bool | None) -> None:
        if invited_only is None:
            self.connection.execute(delete(ADMISSION).where(ADMISSION.c.campaign_id == campaign_id))
            return
        self.connection.execute(
            self.work.insert(ADMISSION)
            .values(campaign_id=campaign_id, invited_only=invited_only)
            .on_conflict_do_update(index_elements=["campaign_id"], set_={"invited_only": invited_only})
        )

    def closed_to_others(self) -> frozenset[int]:
        """The campaigns in which one begins by invitation alone."""
        found = select(ADMISSION.c.campaign_id).where(ADMISSION.c.invited_only)
        return frozenset(self.connection.execute(found).scalars())

    def add(self, campaign_id: int, channel: str, hashes: Iterable[str]) -> None:
        """New invitations, written in the order of their hashes: that of the codes is kept nowhere."""
        rows = [
            {"code_hash": each, "campaign_id": campaign_id, "channel": channel} for each in sorted(hashes)
        ]
        self.connection.execute(insert(TICKET), rows)
        self.connection.execute(
            self.work.insert(COUNT)
            .values(campaign_id=campaign_id, channel=channel, made=len(rows), taken_back=0)
            .on_conflict_do_update(index_elements=COUNT_KEY, set_={"made": COUNT.c.made + len(rows)})
        )

    def knows(self, campaign_id: int, code_hash: str) -> bool:
        """Whether an invitation is there and unused; looking uses nothing up."""
        found = self.connection.execute(KNOWN, {"code_hash": code_hash, "campaign_id": campaign_id})
        return found.first() is not None

    def use(self, campaign_id: int, code_hash: str) -> bool:
        """Delete an invitation; False where there is none. Of two who use it at once, one alone has it."""
        gone = delete(TICKET).where(TICKET.c.code_hash == code_hash, TICKET.c.campaign_id == campaign_id)
        return self.connection.execute(gone.returning(TICKET.c.channel)).first() is not None

    def take_back(self, campaign_id: int, channel: str) -> int:
        """Delete the unused ones of a channel; returns how many."""
        gone = delete(TICKET).where(TICKET.c.campaign_id == campaign_id, TICKET.c.channel == channel)
        number = self.connection.execute(gone).rowcount
        self.connection.execute(
            update(COUNT)
            .where(COUNT.c.campaign_id == campaign_id, COUNT.c.channel == channel)
            .values(taken_back=COUNT.c.taken_back + number)
        )
        return number

    def has_left(self, campaign_id: int) -> bool:
        found = select(TICKET.c.code_hash).where(TICKET.c.campaign_id == campaign_id).limit(1)
        return self.connection.execute(found).first() is not None

    def counts(self, campaign_id: int) -> tuple[TicketCountRecord, ...]:
        """Made, taken back and left by channel, by the alphabet."""
        left = (
            select(TICKET.c.channel, func.count().label("left"))
            .where(TICKET.c.campaign_id == campaign_id)
            .group_by(TICKET.c.channel)
            .subquery()
        )
        rows = self.connection.execute(
            select(
                COUNT.c.channel, COUNT.c.made, COUNT.c.taken_back, func.coalesce(left.c.left, 0).label("left")
            )
            .select_from(COUNT.outerjoin(left, left.c.channel == COUNT.c.channel))
            .where(COUNT.c.campaign_id == campaign_id)
            .order_by(COUNT.c.channel)
        )
        return tuple(TicketCountRecord(**row._mapping) for row in rows)
