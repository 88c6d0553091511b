"""What is sent: the answers that stand, taken apart by nature, with nothing that the route does not ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from survey.engine.codebook import Nature
from survey.engine.journey import Journey
from survey.engine.questions.base import Question
from survey.fieldwork.codes import Codes
from survey.fieldwork.window import london_day
from survey.storage.records import DraftRecord, ResponseRecord
from survey.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Contact details on their way to the contact store; linked only where the person asked for it."""

    details: dict[str, tuple[str, ...]]
    linked: bool


@dataclass(frozen=True)
class Parcel:
    """One response in its parts, ready to be stored apart."""

    closed: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]
    contacts: tuple[ContactDetails, ...]
    link: str | None
    pages: tuple[str, ...]
    skipped: tuple[str, ...]


def pack(journey: Journey, new_link: Callable[[], str]) -> Parcel:
    """Take a finished journey apart.

    Contact details leave only with the person's consent. A link between them and the response is
    made only where the person asked for it: their details with the examples they described, or a
    mailbox that they gave within one example.
    """
    by_nature = {nature: dict(fields(journey, nature)) for nature in Nature}
    contacts = tuple(contact_records(journey))
    return Parcel(
        closed=by_nature[Nature.CLOSED],
        texts=by_nature[Nature.TEXT],
        contacts=contacts,
        link=new_link() if any(contact.linked for contact in contacts) else None,
        pages=tuple(page.id for page in journey.pages if page.id in journey.answers.done),
        skipped=tuple(
            sorted(journey.answers.skipped & {journey.section(page.id).id for page in journey.pages})
        ),
    )


def fields(journey: Journey, nature: Nature) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The form fields of one nature that the standing answers fill."""
    for question in asked(journey):
        answer = journey.kept.get(question.id)
        if answer is None:
            continue
        filled = question.fill(answer)
        for field in question.fields():
            if field.nature is nature and field.name in filled:
                yield field.name, tuple(filled[field.name])


def asked(journey: Journey) -> Iterator[Question]:
    for page in journey.pages:
        yield from page.questions


def contact_records(journey: Journey) -> Iterator[ContactDetails]:
    """The person's own details under their consent, and details given within an example."""
    rule = journey.questionnaire.contacts
    details = dict(fields(journey, Nature.CONTACT))
    for question in asked(journey):
        if question.contact and question.repeats and question.id in details:
            yield ContactDetails({question.id: details[question.id]}, linked=True)
    if rule is None or rule.consent not in journey.kept:
        return
    own = {name: values for name, values in details.items() if not within_repeat(journey, name)}
    wanted = rule.link is not None and journey.facts.get(rule.link) == (1,)
    described = any(name in journey.facts for name in rule.linked)
    yield ContactDetails(own, linked=wanted and described)


def within_repeat(journey: Journey, field: str) -> bool:
    return any(
        question.repeats and field in {own.name for own in question.fields()} for question in asked(journey)
    )


def store_response(
    tx: Transaction,
    journey: Journey,
    draft: DraftRecord,
    seconds: Mapping[str, int],
    codes: Codes,
    random_bytes: Callable[[int], bytes],
    *,
    mode: str = "web",
) -> ResponseRecord:
    """Store a finished draft as a response: closed answers, free text and contacts in their own tables.

    The response keeps no trace of the draft's id or codes; its day is the draft's last.
    """
    parcel = pack(journey, lambda: random_bytes(16).hex())
    response = ResponseRecord(
        id=random_bytes(16).hex(),
        campaign_id=draft.campaign_id,
        version_id=draft.version_id,
        submit_key=codes.hash("submit", draft.submit_key),
        receipt_hash=codes.hash("receipt", codes.receipt(draft.submit_key)),
        day=london_day(tx.now),
        seed=draft.seed,
        closed=parcel.closed,
        pages=parcel.pages,
        skipped=parcel.skipped,
        seconds={name: seconds[name] for name in parcel.pages if name in seconds},
        synthetic=draft.synthetic,
        link=parcel.link,
        language=draft.language,
        mode=mode,
    )
    tx.responses.add(response, parcel.texts)
    for contact in parcel.contacts:
        link = parcel.link if contact.linked else None
        tx.contacts.queue(draft.campaign_id, {"details": contact.details}, day=response.day, link=link)
    return response
