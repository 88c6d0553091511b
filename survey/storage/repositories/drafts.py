"""Drafts, and how far they have come. Reading one in a writing transaction holds it until the commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    union,
    update,
)

from survey.storage.prepared import Prepared
from survey.storage.records import DraftRecord, columns
from survey.storage.repositories.draft_pages import DRAFT, PAGE, DraftPages
from survey.storage.tables import metadata

LEFT_OFF = metadata.tables["left_off"]
SESSION = metadata.tables["session"]

ADD = insert(DRAFT)
BY_ID = select(DRAFT).where(DRAFT.c.id == bindparam("id"))
BY_RESUME_HASH = select(DRAFT).where(
    DRAFT.c.campaign_id == bindparam("campaign_id"), DRAFT.c.resume_hash == bindparam("resume_hash")
)
AGREED = (
    select(DRAFT)
    .where(DRAFT.c.campaign_id == bindparam("campaign_id"), DRAFT.c.keep_partial)
    .order_by(DRAFT.c.id)
)
TELL = Prepared(
    update(DRAFT)
    .where(DRAFT.c.id == bindparam("of_draft"))
    .values(told_left=bindparam("left"), told_work=bindparam("work"))
)


class Drafts(DraftPages):
    def add(self, draft: DraftRecord) -> None:
        self.connection.execute(ADD, columns(draft))

    def get(self, id: str) -> DraftRecord | None:
        row = self.work.held(BY_ID, {"id": id})
        return None if row is None else DraftRecord(**row._mapping)

    def by_resume_hash(self, campaign_id: int, resume_hash: str) -> DraftRecord | None:
        row = self.work.held(BY_RESUME_HASH, {"campaign_id": campaign_id, "resume_hash": resume_hash})
        return None if row is None else DraftRecord(**row._mapping)

    def set_code(self, id: str, resume_hash: str, key_by_code: str | None) -> None:
        """The code that opens a draft from now on, by its hash and by what it opens."""
        changes = {"resume_hash": resume_hash, "key_by_code": key_by_code}
        self.connection.execute(update(DRAFT).where(DRAFT.c.id == id).values(changes))

    def set_keep_partial(self, id: str, keep_partial: bool) -> None:
        """Whether an unfinished draft may be used; with that its key is the server's too, or is no longer."""
        self.connection.execute(update(DRAFT).where(DRAFT.c.id == id).values(keep_partial=keep_partial))
        self.share(id, shared=keep_partial)

    def set_language(self, id: str, language: str) -> None:
        self.connection.execute(update(DRAFT).where(DRAFT.c.id == id).values(language=language))

    def set_told(self, id: str, left: float, work: float) -> None:
        """What the page that was last continued from said of the time left, in seconds."""
        TELL.run(self.connection, of_draft=id, left=left, work=work)

    def submit_keys(self) -> tuple[tuple[str, str], ...]:
        """The id of every draft of every campaign, and the key that it would be sent by."""
        rows = self.connection.execute(select(DRAFT.c.id, DRAFT.c.submit_key))
        return tuple((row.id, row.submit_key) for row in rows)

    def delete(self, id: str) -> None:
        """Remove a draft with all its pages and every wrap of its key; its sessions lose it.

        The draft is held first, as everybody holds it before a session: two who cross would wait for ever.
        """
        self.get(id)
        self._forget_keys(SESSION.c.draft_id == id)
        self.connection.execute(delete(DRAFT).where(DRAFT.c.id == id))

    def _forget_keys(self, of: ColumnElement[bool]) -> None:
        self.connection.execute(update(SESSION).where(of).values(key_by_token=None))

    def agreed(self, campaign_id: int) -> tuple[DraftRecord, ...]:
        """The drafts of a campaign whose writers agreed to their use, in the order of the random ids."""
        rows = self.connection.execute(AGREED, {"campaign_id": campaign_id})
        return tuple(DraftRecord(**row._mapping) for row in rows)

    def count(self, campaign_id: int, *, synthetic: bool = False) -> int:
        counting = select(func.count()).where(
            DRAFT.c.campaign_id == campaign_id, DRAFT.c.synthetic == synthetic
        )
        return self.connection.execute(counting).scalar_one()

    def count_left_off(self, campaign_id: int, *, synthetic: bool = False) -> int:
        """How many were deleted for good after the closing, without having been sent."""
        counting = select(func.coalesce(func.sum(LEFT_OFF.c.drafts), 0)).where(
            LEFT_OFF.c.campaign_id == campaign_id, LEFT_OFF.c.synthetic == synthetic
        )
        return int(self.connection.execute(counting).scalar_one())

    def any_since(self, campaign_id: int, day: date) -> bool:
        """Whether there is a draft that was begun on this day in London or later."""
        since = select(DRAFT.c.id).where(DRAFT.c.campaign_id == campaign_id, DRAFT.c.day >= day).limit(1)
        return self.connection.execute(since).first() is not None

    def versions(self, campaign_id: int) -> tuple[int, ...]:
        """The versions that drafts of a campaign were begun with."""
        begun = select(DRAFT.c.version_id).where(DRAFT.c.campaign_id == campaign_id)
        gone = select(LEFT_OFF.c.version_id).where(LEFT_OFF.c.campaign_id == campaign_id)
        return tuple(sorted(self.connection.execute(union(begun, gone)).scalars()))

    def how_far(
        self, campaign_id: int, version_id: int, pages: Sequence[str], *, made_up: bool
    ) -> dict[int, int]:
        """Drafts by how many of these pages, in their order, lie behind them: bare numbers.

        The page furthest on that was continued from decides. What is written on a page is not read. Drafts
        that were deleted for good after the closing count as they stood.
        """
        found = self._behind(campaign_id, version_id, pages, DRAFT.c.synthetic.in_((False, made_up)))
        gone = select(LEFT_OFF.c.behind, LEFT_OFF.c.drafts).where(
            LEFT_OFF.c.campaign_id == campaign_id,
            LEFT_OFF.c.version_id == version_id,
            LEFT_OFF.c.synthetic.in_((False, made_up)),
        )
        for behind, drafts in self.connection.execute(gone):
            found[behind] = found.get(behind, 0) + drafts
        return found

    def delete_unsent(self, campaign_id: int, version_id: int, pages: Sequence[str]) -> int:
        """Remove every draft that its writer did not agree to the use of, and keep how far each had come.

        Returns how many. Of the others, contact details go: they are used of what was sent alone.
        """
        deleted, own = 0, and_(DRAFT.c.campaign_id == campaign_id, DRAFT.c.version_id == version_id)
        held = select(DRAFT.c.id).where(own, ~DRAFT.c.keep_partial).order_by(DRAFT.c.id)
        self.connection.execute(self.work.locking(held)).all()
        for synthetic in (False, True):
            these = and_(DRAFT.c.synthetic == synthetic, ~DRAFT.c.keep_partial)
            for behind, drafts in self._behind(campaign_id, version_id, pages, these).items():
                self._keep(campaign_id, version_id, synthetic, behind, drafts)
                deleted += drafts
        gone = select(DRAFT.c.id).where(own, ~DRAFT.c.keep_partial)
        self._forget_keys(SESSION.c.draft_id.in_(gone))
        self.connection.execute(delete(DRAFT).where(own, ~DRAFT.c.keep_partial))
        left = PAGE.c.draft_id.in_(select(DRAFT.c.id).where(own))
        self.connection.execute(
            update(PAGE).where(left, cast(PAGE.c.contact, Text) != "{}").values(contact={})
        )
        return deleted

    def has_unsent(self, campaign_id: int) -> bool:
        """Whether there is anything that `delete_unsent` would remove."""
        own = DRAFT.c.campaign_id == campaign_id
        contact = PAGE.c.draft_id.in_(select(DRAFT.c.id).where(own)) & (cast(PAGE.c.contact, Text) != "{}")
        found = select(DRAFT.c.id).where(own, ~DRAFT.c.keep_partial).limit(1)
        return any(
            self.connection.execute(statement).first() is not None
            for statement in (found, select(PAGE.c.draft_id).where(contact).limit(1))
        )

    def _keep(self, campaign_id: int, version_id: int, synthetic: bool, behind: int, drafts: int) -> None:
        key = {
            "campaign_id": campaign_id,
            "version_id": version_id,
            "synthetic": synthetic,
            "behind": behind,
        }
        self.connection.execute(
            self.work.insert(LEFT_OFF)
            .values(**key, drafts=drafts)
            .on_conflict_do_update(index_elements=list(key), set_={"drafts": LEFT_OFF.c.drafts + drafts})
        )

    def _behind(
        self, campaign_id: int, version_id: int, pages: Sequence[str], which: ColumnElement[bool]
    ) -> dict[int, int]:
        places = {page: at for at, page in enumerate(pages, 1)}
        place = case((PAGE.c.done, case(places, value=PAGE.c.page, else_=0)), else_=0)
        furthest = (
            select(func.coalesce(func.max(place), 0).label("behind"))
            .select_from(DRAFT.outerjoin(PAGE, PAGE.c.draft_id == DRAFT.c.id))
            .where(DRAFT.c.campaign_id == campaign_id, DRAFT.c.version_id == version_id)
            .where(which)
            .group_by(DRAFT.c.id)
            .subquery()
        )
        rows = self.connection.execute(select(furthest.c.behind, func.count()).group_by(furthest.c.behind))
        return {int(behind): int(drafts) for behind, drafts in rows}
