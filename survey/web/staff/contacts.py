"""Those who agreed to be contacted: lists for invitations, and the way out for whoever no longer agrees."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork import address_book
from survey.fieldwork.address_book import AddressBook, Contact
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.respondent.ways import named
from survey.web.staff.changes import CSV
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
MOST = 100
"""Contacts on one page; the list has all."""
DONE = "Their details are deleted. Lists that were taken before still have them: take them out there too."


@gate.get("/staff/surveys/{slug}/contacts", May.CONTACT)
async def contacts(at: At) -> Response:
    """Everybody, or those who ticked one purpose."""
    return await page(at, at.asked("for"), done=DONE if at.asked("done") else "")


@gate.post("/staff/surveys/{slug}/contacts", May.CONTACT)
async def find(at: At) -> Response:
    """Those whose details hold what was typed; it is sent like a form so that no address keeps it."""
    return await page(at, at.form.one("for"), wanted=at.form.one("wanted"))


@gate.get("/staff/surveys/{slug}/contacts.csv", May.CONTACT)
async def take(at: At) -> Response:
    """The list to write to."""
    slug, purpose = at.value("slug"), at.asked("for")
    text = await at.call(address_book.invitation_list, at.desk.store, slug, purpose, actor=at.me.actor)
    filename = f"{slug}-contacts{'-' + purpose if purpose else ''}.csv"
    return Response(text.encode("utf-8-sig"), 200, named(filename), CSV)


@gate.get("/staff/surveys/{slug}/contacts/{contact}/forget", May.CONTACT)
async def ask(at: At) -> Response:
    """What will be deleted, and the form for why."""
    return await asking(at)


@gate.post("/staff/surveys/{slug}/contacts/{contact}/forget", May.CONTACT)
async def forget(at: At) -> Response:
    """Delete somebody's details, for good."""
    slug, reason = at.value("slug"), at.form.one("reason")
    try:
        await at.call(
            address_book.forget, at.desk.store, slug, at.value("contact"), actor=at.me.actor, reason=reason
        )
    except Refused as problem:
        return await asking(at, status=422, error=str(problem), reason=reason)
    return see_other(f"/staff/surveys/{slug}/contacts?done=1")


async def page(at: At, purpose: str, *, wanted: str = "", done: str = "") -> Response:
    slug = at.value("slug")
    book = await at.call(seen, at)
    found = book.of(purpose, wanted)
    return at.page(
        "console/contacts.html",
        slug=slug,
        book=book,
        purpose=purpose,
        wanted=wanted,
        people=found[:MOST],
        more=max(0, len(found) - MOST),
        done=done,
    )


def seen(at: At) -> AddressBook:
    """The contacts, once it is written down who looks."""
    address_book.note_seen(at.desk.store, at.value("slug"), actor=at.me.actor)
    return address_book.address_book(at.desk.store, at.value("slug"))


def seen_one(at: At) -> Contact:
    """One contact, once it is written down who looks."""
    found = address_book.contact_of(at.desk.store, at.value("slug"), at.value("contact"))
    address_book.note_seen(at.desk.store, at.value("slug"), actor=at.me.actor)
    return found


async def asking(at: At, *, status: int = 200, error: str = "", reason: str = "") -> Response:
    slug = at.value("slug")
    contact = await at.call(seen_one, at)
    return at.page(
        "console/forget.html", status=status, slug=slug, contact=contact, error=error, reason=reason
    )
