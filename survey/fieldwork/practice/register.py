"""The register of practice: every example of a survey with its state, who looks after it, and its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from survey.engine.codebook import Nature
from survey.engine.examples import options
from survey.engine.permission import FILE, Permission, permissions_in
from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, Refused
from survey.fieldwork.practice.describing import Choices, Described, Describing
from survey.fieldwork.practice.states import BY_NAME, FIRST, Standing, State, check, onward
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import campaign_of
from survey.fieldwork.team.roles import May, allowed
from survey.storage.database import Store
from survey.storage.reading_records import EventRecord, ExampleRecord
from survey.storage.records import CampaignRecord
from survey.storage.team_records import AccountRecord
from survey.storage.transaction import Transaction

LONGEST_NOTE = 2000
NONE = "This questionnaire does not ask for examples, so there is no register."


@dataclass(frozen=True)
class Entry:
    """An example as the register has it."""

    described: Described
    state: State
    keeper: AccountRecord | None
    is_tied: bool
    """Whether its writer tied contact details to it."""

    @property
    def id(self) -> str:
        return self.described.id

    @property
    def standing(self) -> Standing:
        one = self.described
        return Standing(self.state.name, one.is_read, one.allowed, self.is_tied)

    @property
    def onward(self) -> tuple[tuple[State, str], ...]:
        return tuple(onward(self.standing))


@dataclass(frozen=True)
class Wanted:
    """What a list of examples is narrowed to; empty is everything."""

    principle: str = ""
    sector: str = ""
    place: str = ""
    state: str = ""

    def takes(self, entry: Entry) -> bool:
        one = entry.described
        return (
            among(self.principle, one.principles)
            and among(self.sector, one.sector)
            and among(self.place, one.places)
            and self.state in ("", entry.state.name)
        )


def among(code: str, chosen: Choices) -> bool:
    return not code or code in {each for each, _ in chosen}


@dataclass(frozen=True)
class Register:
    """The examples of a survey, and by what a list of them can be narrowed."""

    entries: tuple[Entry, ...]
    principles: Choices
    sectors: Choices
    places: Choices

    def wanted(self, wanted: Wanted) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if wanted.takes(entry))

    def entry(self, id: str) -> Entry:
        found = next((entry for entry in self.entries if entry.id == id), None)
        if found is None:
            raise NotFound("There is no such example. Its writer may have taken it back.")
        return found


def register(store: Store, slug: str) -> Register:
    """Every example of a survey, in an order that says nothing of when it came."""
    with store.read() as tx:
        return register_of(tx, campaign_of(tx, slug), permissions_of(tx, store, slug))


def history(store: Store, slug: str, id: str) -> tuple[EventRecord, ...]:
    """What happened to an example, the latest first."""
    with store.read() as tx:
        campaign_of(tx, slug)
        return tx.examples.events(id)


def keepers(store: Store) -> tuple[AccountRecord, ...]:
    """Who can look after an example: everybody who may open the register."""
    with store.read() as tx:
        return tuple(account for account in tx.accounts.all() if may_keep(account))


def may_keep(account: AccountRecord) -> bool:
    return account.disabled_at is None and May.TEND in allowed(account.roles)


def note_listed(store: Store, slug: str, *, actor: str) -> None:
    """Write down who took the register away."""
    with store.write() as tx:
        tx.audit.add(
            actor=actor, action="take the register of practice", campaign_id=campaign_of(tx, slug).id
        )


def move(store: Store, slug: str, id: str, to: str, *, actor: str, reason: str) -> None:
    """Take an example from one state to another."""
    said = a_reason(reason)
    with store.write() as tx:
        entry, campaign, record = held(tx, store, slug, id)
        state = check(entry.standing, to)
        tx.examples.change(record.id, state=state.name)
        tx.examples.add_event(record.id, actor, f"{entry.state.word} to {state.word}", said)
        tx.audit.add(
            actor=actor,
            action="move an example of practice",
            campaign_id=campaign.id,
            old={"state": entry.state.name},
            new={"example": id, "state": state.name},
            reason=said,
        )


def add_note(store: Store, slug: str, id: str, note: str, *, actor: str) -> None:
    """Add a note; notes are never changed. The record of changes says that there is one, not what it says."""
    said = note.strip()
    if not said:
        raise Refused("Write a note first.")
    if len(said) > LONGEST_NOTE:
        raise Refused(f"A note has {LONGEST_NOTE} characters at most. This one has {len(said)}.")
    with store.write() as tx:
        _, campaign, record = held(tx, store, slug, id)
        tx.examples.add_event(record.id, actor, "Note", said)
        tx.audit.add(
            actor=actor,
            action="note on an example of practice",
            campaign_id=campaign.id,
            new={"example": id},
        )


def give_to(store: Store, slug: str, id: str, email: str, *, actor: str) -> None:
    """Say who looks after an example; nobody where no address is given."""
    with store.write() as tx:
        _, campaign, record = held(tx, store, slug, id)
        keeper = tx.accounts.by_email(email.strip().lower()) if email.strip() else None
        if email.strip() and (keeper is None or not may_keep(keeper)):
            raise Refused(f"Nobody who looks after examples has an account for {email.strip()}.")
        tx.examples.change(record.id, keeper_id=None if keeper is None else keeper.id)
        who = "nobody" if keeper is None else keeper.name
        tx.examples.add_event(record.id, actor, f"Looked after by {who}", "")
        new = {"example": id, "keeper": "nobody" if keeper is None else keeper.email}
        tx.audit.add(actor=actor, action="say who looks after an example", campaign_id=campaign.id, new=new)


# ---------------------------------------------------------------- reading it


def held(tx: Transaction, store: Store, slug: str, id: str) -> tuple[Entry, CampaignRecord, ExampleRecord]:
    """An example that nobody else changes before the commit."""
    campaign = campaign_of(tx, slug)
    permissions = permissions_of(tx, store, slug)
    found = register_of(tx, campaign, permissions).entry(id)
    if tx.responses.get(found.described.response_id) is None:
        raise NotFound("Its writer has just taken it back.")
    record = tx.examples.hold(ExampleRecord(id, campaign.id, found.described.response_id, FIRST))
    return register_of(tx, campaign, permissions).entry(id), campaign, record


def permissions_of(tx: Transaction, store: Store, slug: str) -> Mapping[str, Permission]:
    """Which answers permit what, as the file beside the questionnaire says; without it nothing is."""
    questionnaire = tx.versions.get(campaign_of(tx, slug).version_id).questionnaire
    file = store.settings.questionnaires / questionnaire / FILE
    return permissions_in(file.read_text("utf-8", "replace")) if file.is_file() else {}


def register_of(tx: Transaction, campaign: CampaignRecord, permissions: Mapping[str, Permission]) -> Register:
    newest = describing(tx, campaign.version_id, permissions)
    if newest is None:
        raise Refused(NONE)
    entries = tuple(entries_of(tx, campaign, newest, permissions))
    split = newest.sector
    return Register(
        entries,
        offered(newest, newest.principles),
        () if split is None else options(split),
        offered(newest, newest.places),
    )


def entries_of(
    tx: Transaction, campaign: CampaignRecord, newest: Describing, permissions: Mapping[str, Permission]
) -> Iterator[Entry]:
    """Each example by the version that was answered; made-up ones only where the survey is for that."""
    made_up = campaign.synthetic or campaign.trial
    read, records = tx.readings.of_responses(campaign.id), tx.examples.all(campaign.id)
    linked, accounts = tx.examples.linked(campaign.id), {one.id: one for one in tx.accounts.all()}
    versions: dict[int, Describing | None] = {campaign.version_id: newest}
    for response, texts in tx.examples.described(campaign.id, newest.examples.group):
        if response.version_id not in versions:
            versions[response.version_id] = describing(tx, response.version_id, permissions)
        own = versions[response.version_id]
        if own is None or (response.synthetic and not made_up):
            continue
        for one in own.described(response, texts, read):
            record = records.get(one.id)
            state = BY_NAME[FIRST if record is None else record.state]
            keeper = accounts.get(record.keeper_id or "") if record else None
            yield Entry(one, state, keeper, one.link is not None and one.link in linked)


def describing(tx: Transaction, version_id: int, permissions: Mapping[str, Permission]) -> Describing | None:
    return Describing.of(questionnaire_of(tx.versions.get(version_id).document), permissions)


@lru_cache(maxsize=4)
def questionnaire_of(document: str) -> Questionnaire:
    return Questionnaire.model_validate_json(document)


def offered(newest: Describing, field: str) -> Choices:
    """What can be chosen in a field of an example."""
    variable = newest.examples.variable(newest.codebook, newest.examples.entries[0], field)
    return () if variable is None or variable.nature is not Nature.CLOSED else options(variable)
