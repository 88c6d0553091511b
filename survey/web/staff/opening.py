"""A questionnaire before it opens: what to see to, who vouches for it, trying it out, opening it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.responses import Response

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.london import Choice, read_london
from survey.fieldwork.newest import on_shelf
from survey.fieldwork.running import sign_offs
from survey.fieldwork.running.checklist import checklist
from survey.fieldwork.running.opening import open_for_real
from survey.fieldwork.running.standing import standings
from survey.fieldwork.spreading.invitations import Rule, rule_named
from survey.fieldwork.team.roles import May
from survey.fieldwork.trial import open_trial
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/questionnaires/{questionnaire}"
FIELDS = ("slug", "opens_day", "opens_time", "closes_day", "closes_time", "invitations", "reason", "although")
DONE = {
    "verify-support": "It is kept that the support services were verified.",
    "name-controller": "It is kept who the data controller is.",
    "approve": "Your approval of this version is kept.",
}


@gate.get(BASE, May.RUN)
async def desk(at: At) -> Response:
    """The list to go through, and the form to open."""
    return await page(at, done=DONE.get(at.asked("done"), ""))


@gate.post(f"{BASE}/verify-support", May.RUN)
async def verify_support(at: At) -> Response:
    """Somebody rang or visited every support service."""
    return await vouched(at, "verify-support", sign_offs.verify_support)


@gate.post(f"{BASE}/name-controller", May.RUN)
async def name_controller(at: At) -> Response:
    """The privacy page names the data controller."""
    return await vouched(at, "name-controller", sign_offs.name_controller, at.form.one("controller"))


@gate.post(f"{BASE}/approve", May.RUN)
async def approve(at: At) -> Response:
    """A person approves this version."""
    return await vouched(at, "approve", sign_offs.approve)


@gate.post(f"{BASE}/try-out", May.RUN)
async def try_out(at: At) -> Response:
    """Test mode: a trial of a month, whose answers stay apart."""
    asked = await at.call(asked_for, at)
    slug = f"{asked.questionnaire}-test"[:64]
    minutes = at.desk.settings.grace_minutes
    await at.call(open_trial, at.desk.store, asked, grace_minutes=minutes, slug=slug, actor=at.me.actor)
    return see_other(f"/staff/surveys/{slug}")


@gate.post(f"{BASE}/open", May.RUN)
async def open_it(at: At) -> Response:
    """Open it for answers, now or at a moment to come."""
    typed = {name: at.form.one(name) for name in FIELDS}
    try:
        opens, opens_choices = moment(at, "opens", closing=False)
        closes, closes_choices = moment(at, "closes", closing=True)
        if opens_choices or closes_choices:
            choices = {"opens": opens_choices, "closes": closes_choices}
            return await page(at, status=422, error=TWICE, typed=typed, choices=choices)
        made = await at.call(opened, at, typed, opens, closes)
    except Refused as refused:
        return await page(at, status=422, error=str(refused), typed=typed)
    return see_other(f"/staff/surveys/{made}")


TWICE = "The clocks change that night, so this hour comes twice or never. Choose which moment is meant."


def opened(at: At, typed: dict[str, str], opens: datetime | None, closes: datetime | None) -> str:
    if closes is None:
        raise Refused("Say on which day it closes.")
    return open_for_real(
        at.desk.store,
        asked_for(at),
        typed["slug"].strip() or None,
        opens,
        closes,
        actor=at.me.actor,
        reason=typed["reason"],
        although=typed["although"],
        invitations=rule_named(typed["invitations"] or Rule.OFF.value),
        grace_minutes=at.desk.settings.grace_minutes,
    ).slug


def moment(at: At, name: str, *, closing: bool) -> tuple[datetime | None, tuple[Choice, ...]]:
    """The moment of two fields, none where both are empty, or the two that may be meant."""
    typed = at.form.one(f"{name}_choice") or f"{at.form.one(f'{name}_day')} {at.form.one(f'{name}_time')}"
    if not typed.strip():
        return None, ()
    read = read_london(typed.strip(), closing=closing)
    if read.moment is None and not read.choices:
        raise Refused("Give a day, and a time of day if one is meant.")
    return read.moment, read.choices


async def vouched(at: At, done: str, work: Callable[..., object], *args: str) -> Response:
    """Keep that somebody vouches for something, or say why that cannot be."""
    asked = await at.call(asked_for, at)
    try:
        await at.call(work, at.desk.store, asked, *args, actor=at.me.actor, reason=at.form.one("how"))
    except Refused as refused:
        return await page(at, status=422, error=str(refused))
    return see_other(f"/staff/questionnaires/{asked.questionnaire}?done={done}")


def asked_for(at: At) -> Questionnaire:
    return on_shelf(at.desk.settings.questionnaires, at.value("questionnaire"))


async def page(
    at: At,
    *,
    status: int = 200,
    error: str = "",
    done: str = "",
    typed: dict[str, str] | None = None,
    choices: dict[str, tuple[Choice, ...]] | None = None,
) -> Response:
    asked = await at.call(asked_for, at)
    found = await at.call(checklist, at.desk.store, asked, actor=at.me.actor)
    standing = await at.call(hindrance, at, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "checklist": found,
        "hindrance": standing,
        "typed": typed or dict.fromkeys(FIELDS, ""),
        "rules": tuple(Rule),
        "choices": choices or {"opens": (), "closes": ()},
    }
    return at.page("console/questionnaire.html", status=status, error=error, done=done, **context)


def hindrance(at: At, asked: Questionnaire) -> str:
    """Why it cannot be opened as it is; empty where it can, or was opened already."""
    found = [one for one in standings(at.desk.store, (asked,)) if not one.slug]
    return "" if not found or found[0].offers else " ".join(found[0].notes)
