"""Changes of a survey: what each would do is shown first; it wants a reason, and is asked for twice.

The moment is typed as London time. On the nights of the clock changes one chooses between the two that may be
meant.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.responses import Response

from survey.errors import NotAllowed, NotFound, Refused
from survey.fieldwork import campaign as campaigns
from survey.fieldwork.final import consequences as finals
from survey.fieldwork.final import freezing, releases
from survey.fieldwork.london import Choice, end_in_words, read_london
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.running import archive, consequences
from survey.fieldwork.running.actions import Offer
from survey.fieldwork.running.sides import Consequences
from survey.fieldwork.running.standing import Standing, standing
from survey.fieldwork.running.undo import undo
from survey.fieldwork.team.roles import May
from survey.storage.database import Store
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
Look = Callable[[Store, str, datetime | None], Consequences]


@dataclass(frozen=True)
class Change:
    """A change that is made here: what it asks, what it would do, and how it is done."""

    asks: str
    """The words above the field for a moment; empty where it needs none."""
    do: Callable[[At, str, str, datetime | None], object]
    look: Look | None = None
    """None where there is nothing to reckon: then `says` stands there."""
    question: str = ""
    says: str = ""
    label: str = ""
    may: May = May.RUN


def extended(at: At, slug: str, reason: str, moment: datetime | None) -> object:
    assert moment is not None
    return campaigns.extend(at.desk.store, slug, moment, actor=at.me.actor, reason=reason)


def closed(at: At, slug: str, reason: str, moment: datetime | None) -> object:
    return campaigns.close(at.desk.store, slug, actor=at.me.actor, reason=reason, at=moment)


def longer(at: At, slug: str, reason: str, moment: datetime | None) -> object:
    assert moment is not None
    return campaigns.set_withdraw_until(at.desk.store, slug, moment, actor=at.me.actor, reason=reason)


def by(do: Callable[..., object]) -> Callable[[At, str, str, datetime | None], object]:
    """A use case that needs nothing but who does it, and why."""
    return lambda at, slug, reason, _: do(at.desk.store, slug, actor=at.me.actor, reason=reason)


def later(store: Store, slug: str, moment: datetime | None) -> Consequences:
    assert moment is not None
    return consequences.of_extending(store, slug, moment)


CHANGES = {
    "extend": Change("Open until", extended, later),
    "reopen": Change("Open again until", extended, later),
    "close": Change("Close at", closed, consequences.of_closing),
    "undo": Change(
        "",
        lambda at, slug, reason, _: undo(at.desk.store, slug, at.me.actor, reason),
        lambda store, slug, _: consequences.of_undoing(store, slug),
    ),
    "withdraw-until": Change(
        "Answers can be taken back until",
        longer,
        question="Give longer to take answers back?",
        says="People see the new day at once. It can be made later again, and never earlier: they were told.",
        label="Give them longer",
    ),
    "archive": Change(
        "",
        lambda at, slug, reason, _: archive.archive(at.desk.store, slug, actor=at.me.actor, reason=reason),
        question="Put the survey in the archive?",
        says="It moves to the end of the list. Its data stay as they are, and it can be taken out again.",
        label="Put it in the archive",
    ),
    "unarchive": Change(
        "",
        lambda at, slug, reason, _: archive.unarchive(at.desk.store, slug, actor=at.me.actor, reason=reason),
        question="Take the survey out of the archive?",
        says="It stands among the others again. Nothing else changes.",
        label="Take it out",
    ),
    "freeze": Change("", by(freezing.freeze), finals.of_freezing, may=May.PUBLISH),
    "unfreeze": Change("", by(freezing.unfreeze), finals.of_unfreezing, may=May.PUBLISH),
    "release": Change("", by(releases.ask), finals.of_releasing, may=May.PUBLISH),
    "publish": Change("", by(releases.publish), finals.of_publishing, may=May.PUBLISH),
    "take-down": Change("", by(releases.take_down), finals.of_taking_down, may=May.PUBLISH),
}


@dataclass(frozen=True)
class Asked:
    """What was typed into the form of a change, and what of it has to be put right."""

    day: str = ""
    time: str = ""
    choice: str = ""
    reason: str = ""
    error: str = ""
    field: str = "day"
    choices: tuple[Choice, ...] = ()
    moment: datetime | None = None

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What the next step is to know of it."""
        return ("day", self.day), ("time", self.time), ("choice", self.choice)

    @property
    def typed(self) -> str:
        return self.choice or f"{self.day} {self.time}".strip()


@gate.get("/staff/surveys/{slug}/change/{action}", May.RUN)
async def ask(at: At) -> Response:
    """The form for a moment; where none is needed, what the change would do."""
    offer, change = await at.call(offered, at)
    if change.asks:
        return form(at, offer, change, Asked())
    return await shown(at, offer, change, Asked())


@gate.post("/staff/surveys/{slug}/change/{action}", May.RUN)
async def decide(at: At) -> Response:
    """What the change would do; and once that was read, the change."""
    offer, change = await at.call(offered, at)
    asked = read(at, offer, change)
    if asked.error:
        return form(at, offer, change, asked)
    if at.form.one("step") != "do":
        return await shown(at, offer, change, asked)
    try:
        a_reason(asked.reason)
        await at.call(change.do, at, at.value("slug"), asked.reason, asked.moment)
    except Refused as refused:
        return await shown(at, offer, change, asked, error=str(refused))
    return see_other(f"/staff/surveys/{at.value('slug')}?done={offer.action.name}")


def offered(at: At) -> tuple[Offer, Change]:
    """The change that is asked for, where the survey allows it now."""
    name = at.value("action")
    change, found = CHANGES.get(name), standing(at.desk.store, at.value("slug"))
    offer = found.offer(name)
    if change is None:
        raise NotFound("There is no such change.")
    if change.may not in at.me.may:
        raise NotAllowed(f"Your part in the team is not to {change.may.value}.")
    if offer is None:
        raise Refused(f"{found.word}: this cannot be done now. {found.sentence}")
    return offer, change


def read(at: At, offer: Offer, change: Change) -> Asked:
    """What was typed, with the moment or what is wrong with it."""
    day, time, choice, reason = (at.form.one(name) for name in ("day", "time", "choice", "reason"))
    typed = Asked(day, time, choice, reason)
    if not change.asks or (not typed.typed and offer.at_once):
        return typed
    found = read_london(typed.typed, closing=True)
    put = partial(Asked, typed.day, typed.time, typed.choice, typed.reason)
    if found.moment is None:
        sentence = found.sentence if found.choices else "Give a day, and a time of day if it is not its end."
        return put(sentence, choices=found.choices)
    return put(outside(found.moment, offer), moment=found.moment)


def outside(moment: datetime, offer: Offer) -> str:
    """What is wrong with a moment that lies outside of what is offered."""
    if offer.after is not None and moment <= offer.after:
        return f"Give a moment after {end_in_words(offer.after)}."
    if offer.until is not None and moment > offer.until:
        return f"Give a moment no later than {end_in_words(offer.until)}, when it closes anyway."
    return ""


def form(at: At, offer: Offer, change: Change, asked: Asked) -> Response:
    return at.page(
        "console/change.html",
        status=422 if asked.error else 200,
        slug=at.value("slug"),
        offer=offer,
        change=change,
        asked=asked,
    )


async def shown(at: At, offer: Offer, change: Change, asked: Asked, *, error: str = "") -> Response:
    """What the change would do, and the field for the reason."""
    found: Consequences | None = None
    if change.look is not None:
        found = await at.call(change.look, at.desk.store, at.value("slug"), asked.moment)
    return at.page(
        "console/consequences.html",
        status=422 if error else 200,
        slug=at.value("slug"),
        offer=offer,
        change=change,
        asked=asked,
        told=found,
        until=end_in_words(asked.moment) if asked.moment else "",
        error=error,
    )


APART = frozenset({"limit", "revise"})
"""Changes of something else than dates, each with a desk of its own that stands before this one."""


def changes_of(found: Standing, may: Set[May]) -> tuple[Offer, ...]:
    """What this person can do with a survey on a page of its own."""
    wants = {name: change.may for name, change in CHANGES.items()} | dict.fromkeys(APART, May.RUN)
    return tuple(offer for offer in found.offers if wants.get(offer.action.name) in may)
