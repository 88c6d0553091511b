"""Every page of the team on sheets to look at: `python -m tests.console_sheets DIR`.

A server with two surveys: one that made-up people answer, for figures, and one with a few texts, examples and
contacts. Each page is drawn wide and light, and on a phone in the dark.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from survey.fieldwork.channels import add_channel
from survey.fieldwork.live.taking import renew
from survey.fieldwork.practice.register import register
from survey.fieldwork.reading import line
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.reports import ask
from survey.fieldwork.status import campaign_of
from survey.fieldwork.team.roles import BY_NAME
from survey.storage.team_records import AccountRecord
from tests.browser import DESKTOP, FLAGS, PHONE
from tests.capabilities import find
from tests.fieldwork.described import CHANGE, TITLE, WHAT, response
from tests.fieldwork.fielded import london_people
from tests.screenshots import Look, sheets
from tests.web.staff.office import Office, office

FIGURES, TEXTS = "/staff/surveys/trauma-informed-london", "/staff/surveys/london"
QUESTIONS = "/staff/questionnaires/trauma-informed-london"
LOOKS = (
    Look("wide", DESKTOP, shown=560, columns=5),
    Look("phone-dark", PHONE, dark=True, shown=300, columns=9),
)
ANN = {
    "fu_consent": ["1"],
    "fu_interest": ["workshop"],
    "fu_name": ["Ann Webb"],
    "fu_email": ["ann@example.org"],
}


def filled(here: Office, me: AccountRecord) -> dict[str, str]:
    """Fill the office; the pages to draw, by name, in the order of a team's work."""
    store, crew = here.store, here.crew
    for _ in rehearse(store, store.settings, "trauma-informed-london", number=400, seed=1, actor="test"):
        pass
    renew(store, "trauma-informed-london")
    add_channel(
        store, "trauma-informed-london", "met-intranet", "Police intranet", actor="test", reason="Asked for"
    )
    ask(store, "trauma-informed-london", actor="analyst@example.org")
    opened = london_people(store, [ANN])
    with store.write() as tx:
        own = campaign_of(tx, opened)
        response(
            tx,
            own,
            {CHANGE: "Ring Dr Ada Sample on 07700 900123 about the waiting room."},
            day=date(2025, 1, 12),
        )
        response(tx, own, {TITLE: "The quiet room", WHAT: "People choose where they wait."})
        (contact,) = tx.contacts.all(own.id)
    line.fill(store, "london")
    text = line.take(store, "london", reader=me.email)
    examples = {entry.described.is_read: entry.id for entry in register(store, "london").entries}
    other = crew.account("analyst", email="bea@example.org")
    return {
        "sign in": "/staff/sign-in",
        "surveys": "/staff",
        "a survey": FIGURES,
        "live": f"{FIGURES}/live",
        "channels": f"{FIGURES}/channels",
        "a channel": f"{FIGURES}/channels/met-intranet",
        "a pack": f"{FIGURES}/channels/met-intranet/pack",
        "texts": f"{FIGURES}/texts",
        "a text to pass on": f"{FIGURES}/texts/email",
        "invitations": f"{FIGURES}/invitations",
        "extend": f"{FIGURES}/change/extend",
        "limit": f"{TEXTS}/change/limit",
        "questionnaires": "/staff/questionnaires",
        "before opening": QUESTIONS,
        "a version": f"{QUESTIONS}/versions/1.0",
        "preview": f"{QUESTIONS}/versions/1.0/preview/start",
        "reports": f"{FIGURES}/reports",
        "data": f"{FIGURES}/data",
        "all texts": f"{TEXTS}/written",
        "reading": f"{TEXTS}/reading",
        "a text": f"{TEXTS}/reading/{text}",
        "practice": f"{TEXTS}/practice",
        "an example": f"{TEXTS}/practice/{examples[True]}",
        "an example to read": f"{TEXTS}/practice/{examples[False]}",
        "workshop": f"{TEXTS}/practice/workshop",
        "contacts": f"{TEXTS}/contacts",
        "forget": f"{TEXTS}/contacts/{contact.id}/forget",
        "erase": f"{TEXTS}/erase",
        "asked": f"{TEXTS}/asked",
        "releases": "/staff/releases",
        "team": "/staff/team",
        "a member": f"/staff/team/{other.id}",
        "account": "/staff/account",
        "service": "/staff/service",
        "changes": "/staff/changes",
        "nothing here": "/staff/surveys/nowhere",
    }


def drawn(
    browser: Browser, here: Office, me: AccountRecord, look: Look, pages: dict[str, str], folder: Path
) -> Iterator[Path]:
    """A picture of each page, whole."""
    shots = folder / look.name
    shots.mkdir(parents=True, exist_ok=True)

    def new_page(width: int = DESKTOP, dark: bool = False, javascript: bool = True) -> Page:
        return browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )

    nobody = new_page(look.width, look.dark)
    page = here.seated(new_page, me, width=look.width, dark=look.dark).page
    for number, (name, path) in enumerate(pages.items()):
        who = nobody if name == "sign in" else page
        reply = who.goto(f"{here.address}{path}")
        assert reply is not None
        assert reply.ok == (name != "nothing here"), f"{path}: {reply.status}"
        who.screenshot(path=(shot := shots / f"{number:02} {name}.png"), full_page=True)
        yield shot


def main(folder: Path) -> None:
    """Fill an office, and draw it in every look."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "true")
    with (
        TemporaryDirectory() as scratch,
        office(Path(scratch) / "var") as here,
        sync_playwright() as playwright,
    ):
        me = here.crew.account(*BY_NAME, email="ada@example.org")
        pages = filled(here, me)
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=list(FLAGS))
        for look in LOOKS:
            for sheet in sheets(look, drawn(browser, here, me, look, pages, folder), folder):
                sys.stdout.write(f"{sheet}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
