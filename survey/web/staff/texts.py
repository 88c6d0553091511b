"""The texts that pass a survey on: which is for which day, and how each is worded."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.spreading.days import closing, days_of
from survey.fieldwork.spreading.pack import filled_in
from survey.fieldwork.spreading.placeholders import MEANINGS
from survey.fieldwork.spreading.texts import Texts, back_to_ours, change_text, texts_of
from survey.fieldwork.team.roles import May
from survey.web.pages import Team, see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/surveys/{slug}/texts"
DONE = {
    "saved": "Your words are kept. Every pack has them from now on.",
    "ours": "The standard words are back.",
}


@gate.get(BASE, May.LOOK)
async def all_texts(at: At) -> Response:
    """Every text with the day that it is for; what is older than the closing says so."""
    texts, now = await at.call(found, at), at.desk.store.clock()
    return at.page(
        "console/texts.html",
        slug=at.value("slug"),
        days=days_of(texts.window, now),
        written=texts.written,
        closing=closing(texts.window, now),
        may_write=May.RUN in at.me.may,
        done=DONE.get(at.asked("done"), ""),
    )


@gate.get(f"{BASE}/{{text}}", May.RUN)
async def one_text(at: At) -> Response:
    """One text as it is worded, and how it reads today."""
    return await page(at)


@gate.post(f"{BASE}/{{text}}", May.RUN)
async def change(at: At) -> Response:
    """Put the team's words in its place, or go back to the standard ones."""
    slug, name, reason = at.value("slug"), at.value("text"), at.form.one("reason")
    typed = {field: at.form.one(field) for field in ("heading", "body", "reason", "seen")}
    to_ours = at.form.one("action") == "ours"
    try:
        if to_ours:
            await at.call(back_to_ours, at.desk.store, slug, name, actor=at.me.actor, reason=reason)
        else:
            folder = at.desk.settings.questionnaires
            words = (slug, name, typed["heading"], typed["body"])
            by = {"actor": at.me.actor, "reason": reason, "seen": typed["seen"]}
            await at.call(change_text, at.desk.store, folder, *words, **by)
    except Refused as problem:
        return await page(at, status=422, error=str(problem), typed=typed)
    return see_other(f"/staff/surveys/{slug}/texts?done={'ours' if to_ours else 'saved'}")


def found(at: At) -> Texts:
    return texts_of(at.desk.store, at.desk.settings.questionnaires, at.value("slug"))


async def page(
    at: At, *, status: int = 200, error: str = "", typed: dict[str, str] | None = None
) -> Response:
    texts = await at.call(found, at)
    one = texts.one(at.value("text"))
    contact = Team.of(at.desk.settings, texts.asked).reached
    pack = filled_in(
        texts, at.desk.store.clock(), "", "", at.desk.pages.address(texts.campaign.slug), contact
    )
    return at.page(
        "console/pack_text.html",
        status=status,
        error=error,
        slug=texts.campaign.slug,
        written=one,
        told=pack.texts[one.piece.name],
        text_language=texts.language,
        meanings=MEANINGS,
        typed=typed or {"heading": one.heading, "body": one.body, "reason": "", "seen": one.mark},
    )
