"""Finding and making seats: a campaign by its slug, a session by its token, and who that is.

Every method works inside a transaction of its caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple, Protocol

from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, SignedOut
from survey.fieldwork.codes import Codes
from survey.fieldwork.draft_keys import DraftKeys
from survey.fieldwork.seat import Seat
from survey.fieldwork.window import Window
from survey.languages.choosing import chosen, offered, spoken
from survey.storage.draft_key import Holder
from survey.storage.records import CampaignRecord, DraftRecord, SessionRecord
from survey.storage.transaction import Transaction

ENDED = "The session on this device has ended. What was typed is saved."


class Limits(Protocol):
    """The settings that a session depends on."""

    @property
    def own_device_hours(self) -> int: ...

    @property
    def idle_minutes(self) -> int: ...


class Sitting(NamedTuple):
    """A session and its draft, in a survey with its dates."""

    campaign: CampaignRecord
    window: Window
    session: SessionRecord
    draft: DraftRecord


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun: its token goes into the cookie, once."""

    token: str
    lasts: timedelta
    shared: bool


class Seats:
    """Knows the versions of questionnaires that this process has met, and nothing else."""

    def __init__(self, codes: Codes, limits: Limits, random_bytes: Callable[[int], bytes]) -> None:
        self.codes = codes
        self.keys = DraftKeys(codes)
        self.limits = limits
        self.random_bytes = random_bytes
        self._written: dict[int, Questionnaire] = {}
        self._spoken: dict[tuple[int, str], Questionnaire] = {}

    def campaign(self, tx: Transaction, slug: str) -> tuple[CampaignRecord, Window]:
        campaign = tx.campaigns.by_slug(slug)
        if campaign is None:
            raise NotFound("There is no survey at this address.")
        return campaign, Window.of(campaign)

    def questionnaire(self, tx: Transaction, version_id: int, wanted: Sequence[str] = ()) -> Questionnaire:
        """A version in the first of the wanted languages that it has, else in its own.

        A version never changes, so it is parsed once a process.
        """
        if wanted and (version_id, wanted[0]) in self._spoken:
            return self._spoken[version_id, wanted[0]]
        if version_id not in self._written:
            document = tx.versions.get(version_id).document
            self._written[version_id] = Questionnaire.model_validate_json(document)
        written = self._written[version_id]
        language = chosen(offered(written), wanted)
        if (version_id, language) not in self._spoken:
            self._spoken[version_id, language] = spoken(written, language)
        return self._spoken[version_id, language]

    def session(self, tx: Transaction, campaign: CampaignRecord, token: str) -> SessionRecord:
        """The session of a token, if it is one of this campaign's and its time is not over."""
        session = tx.sessions.get(self.codes.hash("session", token)) if token else None
        if session is None or session.campaign_id != campaign.id or session.expires_at <= tx.now:
            raise SignedOut(ENDED)
        return session

    def sitting(self, tx: Transaction, slug: str, token: str) -> Sitting:
        """Who sits at a browser with this token, unopened; SignedOut when there is no draft behind it.

        Asked in one go, and one after the other where that finds nobody, to say what is missing.
        """
        found = tx.sittings.get(slug, self.codes.hash("session", token)) if token else None
        if found is not None:
            if found.session.expires_at <= tx.now:
                raise SignedOut(ENDED)
            return Sitting(found.campaign, Window.of(found.campaign), found.session, found.draft)
        campaign, window = self.campaign(tx, slug)
        session = self.session(tx, campaign, token)
        draft = tx.drafts.get(session.draft_id) if session.draft_id else None
        if draft is None:
            raise SignedOut("There are no open answers on this device.")
        return Sitting(campaign, window, session, draft)

    def seat(self, tx: Transaction, slug: str, token: str) -> Seat:
        """The same with all that is written, opened by the key that the token brings."""
        campaign, window, session, draft = self.sitting(tx, slug, token)
        self.keys.by_session(tx, draft, session, token)
        questionnaire = self.questionnaire(tx, draft.version_id, (draft.language,))
        return Seat(campaign, window, questionnaire, session, tx.now, draft, tx.drafts.pages(draft.id))

    def touch(self, tx: Transaction, session: SessionRecord) -> None:
        """Somebody is still there: on a shared computer the time without activity begins anew."""
        if session.shared:
            expires = tx.now + timedelta(minutes=self.limits.idle_minutes)
            tx.sessions.touch(session.token_hash, last_active=tx.now, expires_at=expires)

    def begun(self, tx: Transaction, slug: str, token: str, fresh: str) -> Begun | None:
        """The session of a fresh token that has taken the place of another already, if it has."""
        if tx.sessions.get(self.codes.hash("session", token)) is not None:
            return None
        campaign, _ = self.campaign(tx, slug)
        session = tx.sessions.get(self.codes.hash("session", fresh))
        if session is None or session.campaign_id != campaign.id or session.expires_at <= tx.now:
            return None
        return Begun(fresh, session.expires_at - tx.now, session.shared)

    def new_token(self) -> str:
        return self.random_bytes(32).hex()

    def sit_down(
        self, tx: Transaction, campaign: CampaignRecord, draft_id: str, token: str, *, shared: bool
    ) -> Begun:
        """Begin a session for a draft: short on a shared computer, a working day on one's own device."""
        key = tx.drafts.held(draft_id)
        minutes, hours = self.limits.idle_minutes, self.limits.own_device_hours
        lasts = timedelta(minutes=minutes) if shared else timedelta(hours=hours)
        session = SessionRecord(
            token_hash=self.codes.hash("session", token),
            campaign_id=campaign.id,
            shared=shared,
            last_active=tx.now,
            expires_at=tx.now + lasts,
            draft_id=draft_id,
            key_by_token=key.wrap(Holder.SESSION, token) if key else None,
        )
        tx.sessions.add(session)
        return Begun(token, lasts, shared)
