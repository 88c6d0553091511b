"""What somebody vouches for before a survey opens: support services, the controller, the version as a whole.

Each is kept with a fingerprint of the very words that it is about, so once they change nobody has vouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import texts_in
from survey.errors import Refused
from survey.fieldwork.london import london_day
from survey.storage.database import Store
from survey.storage.records import SignOffRecord
from survey.storage.transaction import Transaction

COMMAND_LINE = ", command line"
"""What the name of an account on this machine ends with in the log."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to vouch for: how it is stored and noted, the words it is about, for how long it counts."""

    about: str
    action: str
    words: Callable[[Questionnaire], str]
    lasts: timedelta | None = None

    def fingerprint(self, asked: Questionnaire) -> str:
        return hashlib.sha256(self.words(asked).encode()).hexdigest()

    def standing(self, tx: Transaction, asked: Questionnaire) -> tuple[SignOffRecord, ...]:
        """Who has vouched for it as it is now and still counts, the latest first."""
        today, fingerprint = london_day(tx.now), self.fingerprint(asked)
        return tuple(
            one
            for one in tx.sign_offs.of(asked.questionnaire, self.about)
            if one.fingerprint == fingerprint and (one.good_until is None or today <= one.good_until)
        )

    def last(self, tx: Transaction, asked: Questionnaire) -> SignOffRecord | None:
        """Who vouched for it last, in whatever words it had and however long ago."""
        return next(iter(tx.sign_offs.of(asked.questionnaire, self.about)), None)


SUPPORT = Subject(
    "support",
    "verify support services",
    lambda asked: "\n".join(service.model_dump_json() for service in asked.support.services),
    timedelta(days=90),
)
CONTROLLER = Subject("controller", "name controller", lambda asked: "\n".join(privacy_texts(asked)))
VERSION = Subject("version", "approve", lambda asked: asked.document)


def verify_support(
    store: Store, asked: Questionnaire, *, actor: str, reason: str, day: date | None = None
) -> SignOffRecord:
    """Somebody rang or visited each support service, today or on a day given: it counts for 90 days."""
    if not asked.support.services:
        raise Refused("There is no support service to verify. Name them in the file, under support.")
    return sign(store, asked, SUPPORT, actor=actor, reason=reason, day=day)


def name_controller(
    store: Store, asked: Questionnaire, controller: str, *, actor: str, reason: str
) -> SignOffRecord:
    """Somebody says who the data controller is; the privacy notice must name them in the same words."""
    name = controller.strip()
    if not name:
        raise Refused("Say who the data controller is.")
    if not any(name.casefold() in text.casefold() for text in privacy_texts(asked)):
        raise Refused(
            f"The privacy notice does not name {name}. Write it there, under privacy, and check again."
        )
    return sign(store, asked, CONTROLLER, actor=actor, reason=reason, note=name)


def approve(store: Store, asked: Questionnaire, *, actor: str, reason: str) -> SignOffRecord:
    """Somebody approves a version: every word of it, as it is now."""
    return sign(store, asked, VERSION, actor=actor, reason=reason)


def sign(
    store: Store,
    asked: Questionnaire,
    subject: Subject,
    *,
    actor: str,
    reason: str,
    day: date | None = None,
    note: str = "",
) -> SignOffRecord:
    """Keep who vouched for what, on which day and until when it counts, and the same in the audit log."""
    if not reason.strip():
        raise Refused("Say how you know: it is kept, for those who ask later.")
    with store.write() as tx:
        today = london_day(tx.now)
        on = day or today
        if on > today:
            raise Refused(f"{on:%Y-%m-%d} is still to come. Give the day on which it was done.")
        until = on + subject.lasts if subject.lasts else None
        if until is not None and until < today:
            raise Refused(f"{on:%Y-%m-%d} is too long ago: it counts until {until:%Y-%m-%d}. Do it again.")
        kept = tx.sign_offs.add(
            questionnaire=asked.questionnaire,
            about=subject.about,
            fingerprint=subject.fingerprint(asked),
            day=on,
            good_until=until,
            actor=actor,
            note=note or reason,
        )
        tx.audit.add(
            actor=actor,
            action=subject.action,
            new={
                "questionnaire": asked.questionnaire,
                "version": asked.version,
                "day": on.isoformat(),
                "good_until": until.isoformat() if until else None,
                "fingerprint": kept.fingerprint,
                "note": kept.note,
            },
            reason=reason,
        )
        return kept


def privacy_texts(asked: Questionnaire) -> list[str]:
    """Every text of the privacy notice."""
    return [" ".join(text.split()) for _, text in texts_in(asked.privacy)]


def is_same_person(one: str, other: str) -> bool:
    """Whether two names of the log stand for the same person, whatever their capitals."""
    return one.removesuffix(COMMAND_LINE).casefold() == other.removesuffix(COMMAND_LINE).casefold()
