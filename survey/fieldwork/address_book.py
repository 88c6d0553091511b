"""People who agreed to be contacted: what for, how to reach them, and how they get out again.

What they gave lies apart from all answers. It is shown here with nothing beside it, except that somebody tied
it to an example of theirs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.engine.forms import Rejected
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.spreadsheet import guarded
from survey.errors import NotFound, Refused
from survey.fieldwork.backups import kept_away
from survey.fieldwork.london import london_day
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import ContactRecord

MAILBOX = "A mailbox given with an example"
NAME = 4
"""Words that a name has at most."""


@dataclass(frozen=True)
class Contact:
    """Somebody who may be written to: what for, in codes and words, and what they gave, line by line."""

    id: str
    codes: tuple[str, ...]
    purposes: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    tied: bool
    """Whether they tied their details to an example."""

    def holds(self, wanted: str) -> bool:
        return any(wanted in value.casefold() for _, value in self.lines)


@dataclass(frozen=True)
class AddressBook:
    """Everybody of one survey who may be written to, and the purposes that they could tick."""

    title: str
    purposes: Mapping[str, str]
    contacts: tuple[Contact, ...]

    @property
    def ticked(self) -> dict[str, str]:
        """The purposes that somebody ticked."""
        return {
            code: words
            for code, words in self.purposes.items()
            if any(code in each.codes for each in self.contacts)
        }

    def of(self, purpose: str = "", wanted: str = "") -> tuple[Contact, ...]:
        """Those who ticked a purpose, and whose details hold what is looked for, in any case of letters."""
        if purpose and purpose not in self.purposes:
            raise NotFound(f"Nobody could tick {purpose}. There is: {', '.join(self.purposes) or 'nothing'}.")
        sought = wanted.strip().casefold()
        return tuple(
            each
            for each in self.contacts
            if (not purpose or purpose in each.codes) and (not sought or each.holds(sought))
        )


class Reading:
    """How the contact details of one questionnaire are read."""

    def __init__(self, asked: Questionnaire) -> None:
        rule = asked.contacts
        self.questions = {
            field.name: question
            for _, question in asked.questions_placed()
            if question.contact
            for field in question.fields()
        }
        self.consent = rule.consent if rule else ""
        self.about = asked.questions[rule.purposes] if rule else None
        self.apart = {rule.consent, rule.purposes, rule.link} if rule else set()
        self.purposes = options(self.about) if self.about else {}

    def contact(self, record: ContactRecord) -> Contact:
        details: Mapping[str, Any] = record.payload.get("details", {})
        own = self.consent in details
        codes = tuple(map(str, details.get(self.about.id, ()))) if own and self.about else ()
        return Contact(
            record.id,
            codes,
            tuple(self.purposes.get(code, code) for code in codes) if own else (MAILBOX,),
            tuple(
                (self.words(name), ", ".join(map(str, values)))
                for name, values in details.items()
                if name not in self.apart
            ),
            record.link is not None,
        )

    def words(self, field: str) -> str:
        """The words of the question that a field is of; its name where an older version asked it."""
        question = self.questions.get(field)
        return question.words if question else field


def options(question: Question) -> dict[str, str]:
    """What can be chosen in a question: the code as it is kept, and its words."""
    found = {}
    for code in question.codes():
        answer = question.parse({question.id: (str(code),)})
        if answer is not None and not isinstance(answer, Rejected):
            found[str(code)] = question.show(answer)
    return found


def address_book(store: Store, slug: str) -> AddressBook:
    """Everybody of a survey who may be written to. Those of the last days may still be on their way."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        asked = Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)
        records = tx.contacts.all(campaign.id)
    reading = Reading(asked)
    return AddressBook(asked.title, reading.purposes, tuple(map(reading.contact, records)))


def invitation_list(store: Store, slug: str, purpose: str = "", *, actor: str) -> str:
    """Those to write to for a purpose, as CSV; that it was taken is written down first."""
    book = address_book(store, slug)
    people = book.of(purpose)
    with store.write() as tx:
        what = {"purpose": book.purposes[purpose] if purpose else "every purpose"}
        tx.audit.add(actor=actor, action="take contacts", campaign_id=campaign_of(tx, slug).id, new=what)
    columns = tuple(dict.fromkeys(name for each in people for name, _ in each.lines))
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(map(guarded, (*columns, "May be written to for", "Tied to an example")))
    for each in people:
        given = dict(each.lines)
        row = [given.get(name, "") for name in columns]
        out.writerow(map(guarded, (*row, "; ".join(each.purposes), "yes" if each.tied else "no")))
    return text.getvalue()


def note_seen(store: Store, slug: str, *, actor: str) -> None:
    """Write down who looked at contact details."""
    with store.write() as tx:
        tx.audit.add(actor=actor, action="look at contacts", campaign_id=campaign_of(tx, slug).id)


def contact_of(store: Store, slug: str, id: str) -> Contact:
    """One contact; NotFound where there is none, or no longer."""
    found = next((each for each in address_book(store, slug).contacts if each.id == id), None)
    if found is None:
        raise NotFound("There is no such contact. Their details may have been deleted already.")
    return found


def forget(store: Store, slug: str, id: str, *, actor: str, reason: str) -> None:
    """Delete somebody's details because they no longer agree; the record of changes says nothing of them."""
    said = a_reason(reason)
    if names_them(contact_of(store, slug, id), said):
        raise Refused(
            "Leave name and address out of the reason: it stays when their details are gone. Asked by e-mail"
            " is enough."
        )
    with store.write() as tx:
        campaign = campaign_of(tx, slug)
        payload = next((each.payload for each in tx.contacts.all(campaign.id) if each.id == id), {})
        if not tx.contacts.delete(id, campaign_id=campaign.id):
            raise NotFound("There is no such contact. Their details may have been deleted already.")
        mark = kept_away.Marks(store.settings).contact(campaign.id, payload)
        tx.tombstones.add(mark, kept_away.CONTACT, london_day(tx.now))
        tx.audit.add(actor=actor, action="delete contact", campaign_id=campaign.id, reason=said)
    kept_away.write_out(store)


def names_them(contact: Contact, said: str) -> bool:
    """Whether a text holds something that the person gave, or a word of something as short as a name."""
    words = set(said.casefold().split())
    for _, value in contact.lines:
        parts = value.casefold().split()
        if (
            value.casefold() in said.casefold()
            if len(parts) > NAME
            else words & {p for p in parts if len(p) > 2}
        ):
            return True
    return False
