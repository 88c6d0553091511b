"""Invitations that let one person begin: whether a survey knows them, making them, and counts in bands."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.spreading import invitations
from survey.fieldwork.spreading.invitations import MOST, Rule, rule_named
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.respondent.ways import named
from survey.web.staff.changes import CSV
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/surveys/{slug}/invitations"
DONE = {
    "rule": "It is changed. Whoever has begun goes on as before.",
    "back": "They are taken back: their links let nobody begin any more.",
}
FIELDS = ("rule", "channel", "number", "reason", "reason_make", "reason_back")


@gate.get(BASE, May.LOOK)
async def all_invitations(at: At) -> Response:
    """How the survey stands with invitations."""
    return await page(at, done=DONE.get(at.asked("done"), ""))


@gate.post(BASE, May.RUN)
async def set_rule(at: At) -> Response:
    """Switch them on or off, or make them the only way in."""
    slug, reason = at.value("slug"), at.form.one("reason")
    try:
        rule = rule_named(at.form.one("rule"))
        await at.call(invitations.set_rule, at.desk.store, slug, rule, actor=at.me.actor, reason=reason)
    except Refused as problem:
        return await page(at, status=422, error=str(problem), field="rule")
    return see_other(f"/staff/surveys/{slug}/invitations?done=rule")


@gate.post(f"{BASE}/make", May.RUN)
async def make(at: At) -> Response:
    """Make some for a channel. The reply is the file itself: nobody can have it a second time."""
    slug, channel, typed = at.value("slug"), at.form.one("channel"), at.form.one("number")
    number = int(typed) if typed.strip().isascii() and typed.strip().isdigit() and len(typed) < 9 else 0
    desk, reason = at.desk, at.form.one("reason_make")
    try:
        where = (desk.store, desk.codes, desk.settings.base_url, slug, channel, number)
        text = await at.call(invitations.make, *where, actor=at.me.actor, reason=reason)
    except Refused as problem:
        return await page(at, status=422, error=str(problem), field="number")
    return Response(text.encode("utf-8-sig"), 200, named(f"{slug}-{channel}-invitations.csv"), CSV)


@gate.post(f"{BASE}/take-back", May.RUN)
async def take_back(at: At) -> Response:
    """Take the unused ones of a channel back."""
    slug, channel, reason = at.value("slug"), at.form.one("channel"), at.form.one("reason_back")
    try:
        await at.call(invitations.take_back, at.desk.store, slug, channel, actor=at.me.actor, reason=reason)
    except Refused as problem:
        return await page(at, status=422, error=str(problem), field="reason_back")
    return see_other(f"/staff/surveys/{slug}/invitations?done=back")


async def page(
    at: At, *, status: int = 200, error: str = "", field: str = "rule", done: str = ""
) -> Response:
    slug = at.value("slug")
    found = await at.call(invitations.standing, at.desk.store, slug)
    typed = {name: at.form.one(name) for name in FIELDS}
    return at.page(
        "console/invitations.html",
        status=status,
        error=error,
        field=field,
        done=done,
        slug=slug,
        rule=found.rule,
        rules=tuple(Rule),
        counts=found.counts,
        most=MOST,
        typed={**typed, "rule": typed["rule"] or found.rule.value},
        may_run=May.RUN in at.me.may,
    )
