"""The same button pressed several times at once, replies that are lost, and two windows on one page."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import urlencode, urlsplit

from tests.robot import Page
from tests.soak.people import FORM, STORY, Person, Said, story
from tests.soak.report import Report
from tests.soak.served import Served

PRESSES = 5
AT_ONCE = 2


def cut_off(person: Person, page: Page) -> None:
    """Send the form and go away before the reply: the server writes to nobody."""
    form = page.form("check")
    sent = urlencode([*((k, v) for k, many in form.filled().items() for v in many), ("action", "send")])
    there = urlsplit(person.address)
    cookies = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    lines = [
        f"POST {person.base}/check HTTP/1.1",
        f"Host: {there.netloc}",
        f"Cookie: {cookies}",
        *(f"{name}: {value}" for name, value in FORM.items()),
        f"Content-Length: {len(sent)}",
        "",
        sent,
    ]
    with socket.create_connection((there.hostname or "", there.port or 80)) as line:
        line.sendall("\r\n".join(lines).encode())


def sends_at_once(site: Served, slug: str, name: str) -> list[str]:
    """One person presses five times at once, one press without waiting; then once more."""
    person = site.person(name, slug)
    person.begin()
    page = person.finish()
    windows = [person, *(person.tab() for _ in range(PRESSES - 2))]
    with ThreadPoolExecutor(PRESSES) as presses:
        lost = presses.submit(cut_off, person, page)
        pressed = [presses.submit(tab.robot.submit, page) for tab in windows]
        statuses = [one.result().status for one in pressed]
        lost.result()
    again = person.tab()
    statuses.append(again.robot.submit(page).status)
    receipts = {tab.robot.receipt for tab in (*windows, again)}
    for tab in (*windows, again):
        tab.close()
    good = set(statuses) == {200} and len(receipts) == 1 and "" not in receipts
    return [] if good else [f"{name}: {statuses}, receipts {receipts}"]


def pressed(report: Report, site: Served, slug: str, size: int) -> None:
    """C1: five identical submits at once, one of them with its reply cut off, by so many people."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda n: sends_at_once(site, slug, f"p{n}"), range(size)))
    stored = site.sent(slug)
    report.count(people=size, presses=size * (PRESSES + 1))
    report.none_of("not one receipt", [line for lines in told for line in lines])
    report.none_of("not one response each", [] if stored == size else [f"{size} sent, {stored} responses"])


def continued(tab: Person, number: int) -> Said:
    """Continue from the page as this window has it."""
    tab.tried.append(number)
    return tab.ask("POST", f"/p/{tab.page}", tab.typed(number, action=["continue"]))


def interleaved(person: Person, other: Person, luck: Random) -> list[str]:
    """Two windows in any order; whoever writes over something unseen has to be asked."""
    wrong: list[str] = []
    _, current, _ = person.look()
    for tab in (person, other):
        tab.version = current
    for _ in range(luck.randint(2, 4)):
        tab, number = luck.choice((person, other)), luck.randrange(10**6)
        stale = tab.version != current
        if luck.random() < 0.5:
            said = tab.save(number)
            if said.status != (409 if stale else 200):
                wrong.append(f"a save was answered {said.status}, stale {stale}")
            current += not stale
            continue
        before = STORY.search(person.ask("GET", f"/p/{person.page}").text)
        said = continued(tab, number)
        asked = said.status == 409
        if asked != stale:
            wrong.append(f"Continue was answered {said.status}, stale {stale}")
        if not stale:
            current += 1
            tab.version = current
        elif story(tab.name, number) not in said.text or (before and before[1] not in said.text):
            wrong.append("a stale window was not shown both texts")
    return wrong


def two_windows(report: Report, site: Served, slug: str, size: int) -> None:
    """C2: two windows of one person on one page, interleaved so many times at random."""
    luck, wrong = site.place.luck, list[str]()
    person = site.person("w", slug)
    person.begin()
    other = person.tab()
    for number in range(size):
        wrong += [f"interleaving {number}: {line}" for line in interleaved(person, other, luck)]
    person.close()
    other.close()
    report.count(interleavings=size)
    report.none_of("written over without asking", wrong)
