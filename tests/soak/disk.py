"""No room to write, for a while: nobody is told that something was kept, and all goes on once there is room.

The limit is the one that a system sets on the size of files (RLIMIT_FSIZE), put on the web processes while
they run and taken off again. It needs no rights and no disk of its own, and SQLite is refused each write by
the system as on a full disk. A limit of nothing refuses every write, as a file system that is read-only does.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

from typer.testing import CliRunner

from survey.cli import app as survey
from tests.soak.kills import answering, losses, seconds_until_healthy, wait_for_saves
from tests.soak.people import Person, Said, story
from tests.soak.report import Report
from tests.soak.served import Served

ROOM_SECONDS = 5.0
CLIENTS = 4
BROKEN = {"empty": "", "cut off": "questionnaire: soak\nsections:\n  - id: wo", "no YAML": "a: [1,\n  b: }\n"}


@contextmanager
def no_larger_than(site: Served, size: int) -> Iterator[None]:
    """No file that the web processes write grows beyond this; what is there already stays."""
    pids = site.server.web_processes()
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for pid, limits in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def kept_words(person: Person, number: int) -> Said:
    """Continue by a form, as without scripts."""
    person.tried.append(number)
    return person.ask("POST", f"/p/{person.page}", person.typed(number, action=["continue"]))


def full(report: Report, site: Served, slug: str, size: int) -> None:
    """F1, F3: no write is possible, so many times, and possible again; SQLite only."""
    if site.place.engine == "postgresql":
        report.count(not_applicable="PostgreSQL writes in processes of its own, on a disk of its own.")
        return
    person = site.person("f", slug)
    person.begin()
    back, refused = [], list[Said]()
    with answering(site.server.address, site.place.luck, CLIENTS, slug) as threads:
        for number in range(size):
            wait_for_saves(threads, 20)
            for thread in threads:
                thread.refused = refused
            person.refresh()
            with no_larger_than(site, 0):
                said = kept_words(person, 10**6 + number)
                report.none_of(f"form {number}", unkept(said, story(person.name, 10**6 + number)))
                page = person.look()[0]
                report.none_of(f"page {number} that cannot be read", [] if page.confirmed else [page.status])
                time.sleep(0.3)
            for thread in threads:
                thread.refused = None
            back.append(seconds_until_healthy(site.server.address))
            report.none_of(f"save {number} with room", [] if saved(person, number) else ["refused"])
    person.close()
    people = [one for thread in threads for one in thread.people]
    report.none_of("trouble", [line for thread in threads for line in thread.trouble])
    report.none_of("lost or half", losses(site.store, people, slug))
    report.none_of("told otherwise than 503", [one.status for one in refused if one.status != 503])
    report.count(saves_acknowledged=sum(one.acknowledged for one in threads), refused=len(refused))
    report.at_most("works again after, seconds", max(back), ROOM_SECONDS * site.place.slack)


def saved(person: Person, number: int) -> bool:
    person.refresh()
    return person.save(number).confirmed


def unkept(said: Said, words: str) -> Iterator[str]:
    """What is wrong with the reply to a form that could not be stored."""
    if said.status != 503:
        yield f"was answered {said.status}"
    if "retry-after" not in said.headers:
        yield "does not say when to try again"
    if words not in said.text:
        yield "does not give back what was typed"


def broken_files(report: Report, site: Served, slug: str, size: int) -> None:
    """F3: questionnaire files are broken while the survey is served: it goes on as it was opened."""
    shelf = site.place.shelf
    person = site.person("y", slug)
    person.begin()
    for number, (name, text) in enumerate(list(BROKEN.items()) * size):
        folder = shelf / f"broken-{number}"
        folder.mkdir(parents=True)
        (folder / "1.yaml").write_text(text)
        report.none_of(f"save beside a file that is {name}", [] if saved(person, number) else ["refused"])
        told = CliRunner().invoke(survey, ["check", str(folder / "1.yaml"), "--format", "json"])
        found = json.loads(told.stdout or "[]")
        named = all(one["file"] and one["line"] >= 1 and one["message"] for one in found)
        report.none_of(f"what is told of a file that is {name}", [] if found and named else [told.stdout])
        stray = [told.exception] if not isinstance(told.exception, SystemExit) else []
        report.none_of(f"traceback of a file that is {name}", stray)
    page = person.finish()
    person.robot.submit(page)
    person.close()
    report.none_of("receipt", [] if person.robot.receipt else ["there is none"])
    report.count(files=len(BROKEN) * size)
