"""Names that links carry, each with how many people came by it: counts, and nothing of who they were."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from survey.storage.records import ChannelRecord
from survey.storage.tables import metadata
from survey.storage.work import Repository

CHANNEL = metadata.tables["channel"]
OF_CAMPAIGN = (
    select(CHANNEL).where(CHANNEL.c.campaign_id == bindparam("campaign_id")).order_by(CHANNEL.c.name)
)
ONE = OF_CAMPAIGN.where(CHANNEL.c.name == bindparam("name"))
KEY = ["campaign_id", "name"]


class Channels(Repository):
    def add(self, campaign_id: int, name: str, title: str) -> bool:
        """Make a name known; False when it is known already."""
        added = self.connection.execute(
            self.work.insert(CHANNEL)
            .values(campaign_id=campaign_id, name=name, title=title, starts=0, sent=0)
            .on_conflict_do_nothing(index_elements=KEY)
            .returning(CHANNEL.c.name)
        )
        return added.first() is not None

    def get(self, campaign_id: int, name: str) -> ChannelRecord | None:
        row = self.connection.execute(ONE, {"campaign_id": campaign_id, "name": name}).first()
        return None if row is None else ChannelRecord(**row._mapping)

    def all(self, campaign_id: int) -> tuple[ChannelRecord, ...]:
        """Every name of a campaign by the alphabet, and under the empty one all that were not known."""
        rows = self.connection.execute(OF_CAMPAIGN, {"campaign_id": campaign_id})
        return tuple(ChannelRecord(**row._mapping) for row in rows)

    def count_start(self, campaign_id: int, name: str) -> None:
        """One more has begun; a name that has no row yet gets one."""
        counting = (
            self.work.insert(CHANNEL)
            .values(campaign_id=campaign_id, name=name, title="", starts=1, sent=0)
            .on_conflict_do_update(index_elements=KEY, set_={"starts": CHANNEL.c.starts + 1})
        )
        self.connection.execute(counting)

    def count_sent(self, campaign_id: int, name: str) -> None:
        """One of those who began has sent; call it last, for others who send wait until the commit."""
        self.connection.execute(
            update(CHANNEL)
            .where(CHANNEL.c.campaign_id == campaign_id, CHANNEL.c.name == name)
            .values(sent=CHANNEL.c.sent + 1)
        )
