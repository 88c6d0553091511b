"""The register of practice: a list to narrow, one example with its states and notes, the workshop's list."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.london import in_words
from survey.fieldwork.practice import register as registers
from survey.fieldwork.practice import workshop
from survey.fieldwork.practice.register import Entry, Register, Wanted
from survey.fieldwork.practice.states import STATES
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.respondent.ways import named
from survey.web.staff.changes import CSV
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/surveys/{slug}/practice"
FILTERS = ("principle", "sector", "place", "state")
DONE = {
    "state": "It stands in the new state.",
    "note": "Your note is kept.",
    "keeper": "It is kept who looks after it.",
}


@gate.get(BASE, May.TEND)
async def listing(at: At) -> Response:
    """Every example, or those that are looked for."""
    found = await at.call(registers.register, at.desk.store, at.value("slug"))
    return show(at, found, found.wanted(wanted(at)), "console/practice.html")


@gate.get(f"{BASE}/workshop", May.TEND)
async def for_workshop(at: At) -> Response:
    """Those that can be taken to a workshop."""
    found = await at.call(registers.register, at.desk.store, at.value("slug"))
    return show(at, found, workshop.for_workshop(found.wanted(wanted(at))), "console/workshop.html")


@gate.get(f"{BASE}/workshop.csv", May.TEND)
async def take(at: At) -> Response:
    """The same to take away; that it was taken is written down first."""
    slug = at.value("slug")
    text = await at.call(workshop.take, at.desk.store, slug, wanted(at), actor=at.me.actor)
    return Response(text.encode("utf-8-sig"), 200, named(f"{slug}-workshop.csv"), CSV)


@gate.get(f"{BASE}/{{example}}", May.TEND)
async def example(at: At) -> Response:
    """One example, what its writer allowed, and what happened to it."""
    return await page(at, done=DONE.get(at.asked("done"), ""))


@gate.post(f"{BASE}/{{example}}/state", May.TEND)
async def move(at: At) -> Response:
    """Take it to another state."""
    to, reason = at.form.one("state"), at.form.one("reason")
    return await kept(at, "state", registers.move, to, reason=reason)


@gate.post(f"{BASE}/{{example}}/note", May.TEND)
async def add_note(at: At) -> Response:
    """Add a note, for good."""
    return await kept(at, "note", registers.add_note, at.form.one("note"))


@gate.post(f"{BASE}/{{example}}/keeper", May.TEND)
async def give_to(at: At) -> Response:
    """Say who looks after it."""
    return await kept(at, "keeper", registers.give_to, at.form.one("keeper"))


async def kept(at: At, done: str, work: Callable[..., None], given: str, **more: str) -> Response:
    slug, id = at.value("slug"), at.value("example")
    try:
        await at.call(work, at.desk.store, slug, id, given, actor=at.me.actor, **more)
    except Refused as refused:
        return await page(at, status=422, error=str(refused), field=done)
    return see_other(f"{BASE.format(slug=slug)}/{id}?done={done}")


async def page(
    at: At, *, status: int = 200, error: str = "", field: str = "state", done: str = ""
) -> Response:
    slug, id, store = at.value("slug"), at.value("example"), at.desk.store
    entry = (await at.call(registers.register, store, slug)).entry(id)
    events = await at.call(registers.history, store, slug, id)
    return at.page(
        "console/example.html",
        status=status,
        error=error,
        field=field,
        done=done,
        slug=slug,
        entry=entry,
        title=title(entry),
        allowed=workshop.ALLOWED[entry.described.allowed],
        events=[(str(in_words(event.at)), event) for event in events],
        keepers=await at.call(registers.keepers, store),
        typed={name: at.form.one(name) for name in ("state", "reason", "note", "keeper")},
    )


def wanted(at: At) -> Wanted:
    return Wanted(**{name: at.asked(name) for name in FILTERS})


def show(at: At, found: Register, entries: tuple[Entry, ...], template: str) -> Response:
    """A list of examples with the form that narrows it."""
    asked = {name: at.asked(name) for name in FILTERS}
    return at.page(
        template,
        slug=at.value("slug"),
        rows=[(entry, title(entry), *map(workshop.in_words, chosen(entry))) for entry in entries],
        many=len(found.entries),
        filters=(
            ("principle", "Principle", found.principles),
            ("sector", "Sector", found.sectors),
            ("place", "Place", found.places),
            ("state", "State", tuple((state.name, state.word) for state in STATES)),
        ),
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
    )


def chosen(entry: Entry) -> tuple[tuple[tuple[str, str], ...], ...]:
    return entry.described.sector, entry.described.principles, entry.described.places


def title(entry: Entry) -> str:
    """What it goes by: its name once a reader has read it, else that it waits for one."""
    return entry.described.title[:100] or (
        "Without a name" if entry.described.is_read else "Waiting for a reader"
    )
