"""What crosses the border of the storage: frozen records, one a table, never rows of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from survey.engine.forms import Form
from survey.engine.local import SOURCE

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def columns(record: DataclassInstance) -> dict[str, Any]:
    """A record as the columns of its row."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A questionnaire as it was when somebody first used it."""

    id: int
    questionnaire: str
    version: str
    sha256: str
    document: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignRecord:
    """One fielding of a questionnaire, with its dates in UTC."""

    id: int
    slug: str
    version_id: int
    opens_at: datetime
    closes_at: datetime
    withdraw_until: datetime
    grace_minutes: int
    synthetic: bool
    trial: bool
    created_at: datetime
    most: int | None = None
    """With so many responses sent it is full: nobody new begins. None is no limit."""
    archived_at: datetime | None = None
    """Since when it is put away; None while the team has it before its eyes."""


@dataclass(frozen=True, slots=True)
class SignOffRecord:
    """Somebody vouched for a part of a questionnaire."""

    id: int
    questionnaire: str
    about: str
    fingerprint: str
    """The SHA-256 of what was vouched for: once that changes, nobody has vouched for it."""
    day: date
    good_until: date | None
    """The last day in London on which it counts; None where it does not grow old."""
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """Somebody's unfinished way through a campaign."""

    id: str
    campaign_id: int
    version_id: int
    resume_hash: str
    submit_key: str
    seed: int
    day: date
    keep_partial: bool = False
    synthetic: bool = False
    language: str = SOURCE
    told_left: float | None = None
    told_work: float | None = None
    """What the page that was last continued from said of the time: see engine.progress.Told."""
    channel: str | None = None
    """The name that the link carried: one that the team made known, or empty for any other; None without."""
    key_salt: str | None = None
    key_name: str | None = None
    """By which key its words are sealed: see draft_key.py. None where it is older than such keys."""
    key_by_code: str | None = None
    key_by_server: str | None = None
    """That key as the server keeps it, where the writer agreed to the use of an unfinished draft."""


class PageRecord(NamedTuple):
    """One page of a draft; `version` grows with each change of what is written on it."""

    page: str
    version: int
    closed: Form
    text: Form
    contact: Form
    done: bool
    seconds: int

    @property
    def form(self) -> Form:
        """All fields of the page together, as the form gave them."""
        return {**self.closed, **self.text, **self.contact} if self.text or self.contact else self.closed


@dataclass(frozen=True, slots=True)
class ResponseRecord:
    """One submitted response, without its free text and without anything that says who sent it."""

    id: str
    campaign_id: int
    version_id: int
    submit_key: str
    receipt_hash: str
    day: date
    seed: int
    closed: Form
    pages: tuple[str, ...]
    skipped: tuple[str, ...]
    seconds: Mapping[str, int]
    status: str = "submitted"
    synthetic: bool = False
    link: str | None = None
    language: str = SOURCE
    mode: str = "web"
    """web, or paper for what was keyed from forms; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A browser that is answering, or has just sent."""

    token_hash: str
    campaign_id: int
    shared: bool
    last_active: datetime
    expires_at: datetime
    draft_id: str | None = None
    receipt_key: str | None = None
    response_id: str | None = None
    key_by_token: str | None = None
    """The root of the draft's key, wrapped by the token of this session."""


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """A name that links carry, and how many came by them; the empty name stands for all unknown ones."""

    campaign_id: int
    name: str
    title: str
    starts: int
    sent: int


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """The live figures of a survey: what is shown, and what the program keeps to itself for the next."""

    campaign_id: int
    number: int
    taken_at: datetime
    shown: Mapping[str, Any]
    held: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportRequestRecord:
    """Somebody asked for a report."""

    id: int
    campaign_id: int
    asked_at: datetime
    asked_by: str
    worker: str | None
    """Who makes it, or began to."""
    seen_at: datetime | None
    """When that worker last said that it is at it."""
    tries: int
    """How many workers began it."""
    told: str
    """The last sentence about how it goes."""
    finished_at: datetime | None
    problem: str
    """Why there is no report, as a sentence; empty where there is one."""
    makes: str = "report"
    """What is to be made, by the name that the worker knows."""
    told_more: Mapping[str, Any] | None = None
    """What the finished files say of themselves: their version, fingerprint and release."""
    deleted_at: datetime | None = None
    """When its files were deleted on schedule."""


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """Something that went wrong unforeseen."""

    reference: str
    hour: datetime
    route: str
    kind: str


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Somebody who asked to be contacted."""

    id: str
    campaign_id: int
    payload: Mapping[str, Any]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawalRecord:
    """What is left of a withdrawn response."""

    campaign_id: int
    receipt_hash: str
    day: date


@dataclass(frozen=True, slots=True)
class TombstoneRecord:
    """What keeps something away after a restore: a keyed hash, what it was, and the day on which it went."""

    mark: str
    what: str
    day: date


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who changed what, and why; the digest chains it to the entry before it."""

    id: int
    at: datetime
    actor: str
    action: str
    campaign_id: int | None
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    reason: str
    digest: str
