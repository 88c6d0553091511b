"""The closing under load: everybody is judged by one clock, and those under way have their time of grace."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from survey.fieldwork.campaign import close
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.typed import Typed
from tests.robot import Page
from tests.soak.people import Person
from tests.soak.place import open_soak
from tests.soak.report import Report
from tests.soak.served import Served

THREADS = 16
ONE_CLOSING = 160
AROUND = timedelta(seconds=2)
CLOSED = "This survey has closed"


@dataclass(frozen=True)
class Judged:
    """One submit: when it was sent off and answered, by the clock of this machine, and what was said."""

    asked: datetime
    answered: datetime
    page: Page


def ready(site: Served, slug: str, name: str) -> tuple[Person, Page]:
    """Somebody before the last button; all but the last page is answered without a browser, to be quick."""
    people = Participation(site.store, Codes(site.store.settings.secret()), site.store.settings)
    token = people.begin(slug, shared=False).token
    for page, fields in (("work", {"people": ("1",)}), ("second", {}), ("contact", {})):
        people.answer(slug, token, Typed(page, fields, 0))
    person = site.person(name, slug)
    person.client.cookies.set(f"survey-{slug}", token)
    last = person.robot.get(f"{person.base}/check")
    assert last.status == 200, f"{last.url} was answered {last.status}: {last.text[:300]}"
    return person, last


def send(one: tuple[Person, Page], at: datetime) -> Judged:
    person, page = one
    time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
    asked = datetime.now(UTC)
    reply = person.robot.submit(page)
    person.close()
    return Judged(asked, datetime.now(UTC), reply)


def closing(report: Report, site: Served, slug: str, size: int) -> None:
    """T1: so many submits within 2 s of a closing, on two processes; closings of 160 people each."""
    luck, judged = site.place.luck, list[tuple[datetime, Judged]]()
    for number, start in enumerate(range(0, size, ONE_CLOSING)):
        name, here = f"{slug}-{number}", min(ONE_CLOSING, size - start)
        open_soak(site.store, name, grace_minutes=0)
        with ThreadPoolExecutor(THREADS) as pool:
            people = list(pool.map(lambda n, name=name: ready(site, name, f"d{n}"), range(here)))
            closes = datetime.now(UTC) + AROUND + timedelta(seconds=0.5)
            with site.store.write() as tx:
                campaign = tx.campaigns.by_slug(name, to_change=True)
                assert campaign is not None
                tx.campaigns.update_window(
                    campaign.id,
                    opens_at=campaign.opens_at,
                    closes_at=closes,
                    withdraw_until=closes + timedelta(days=21),
                )
            moments = sorted(closes + AROUND * luck.uniform(-1, 1) for _ in people)
            told = list(pool.map(send, people, moments))
        judged += [(closes, one) for one in told]
        receipts = sum(one.page.url.endswith("/sent") for one in told)
        stored = site.sent(name)
        report.none_of(f"stored at closing {number}", [] if stored == receipts else [stored])
    taken = [(closes, one) for closes, one in judged if one.page.url.endswith("/sent")]
    refused = [(closes, one) for closes, one in judged if one.page.status == 403]
    report.count(submits=len(judged), taken=len(taken), refused=len(refused))
    report.none_of("neither", range(len(judged) - len(taken) - len(refused)))
    report.none_of("asked after the closing and taken", [c for c, one in taken if one.asked >= c])
    report.none_of("answered before the closing and refused", [c for c, one in refused if one.answered < c])
    report.none_of("no plain closed page", [c for c, one in refused if CLOSED not in one.page.text])


def grace(report: Report, site: Served, slug: str, size: int) -> None:
    """T4: so many people are under way when it closes; all can finish in the grace, nobody after it."""
    half = max(1, size // 2)
    with ThreadPoolExecutor(THREADS) as pool:
        people = list(pool.map(lambda n: site.person(f"g{n}", slug), range(size + half)))
        list(pool.map(Person.begin, people))
        list(pool.map(lambda person: person.save(1), people))
        close(site.store, slug, actor="soak", reason="soak")
        in_time, late = people[:size], people[size:]
        pages = list(pool.map(Person.finish, in_time))
        sent = list(pool.map(lambda one: one[0].robot.submit(one[1]), zip(in_time, pages, strict=True)))
        with site.store.write() as tx:
            campaign = tx.campaigns.by_slug(slug, to_change=True)
            assert campaign is not None
            over = tx.now - timedelta(minutes=campaign.grace_minutes, seconds=1)
            until, opens = campaign.withdraw_until, min(campaign.opens_at, over - timedelta(days=1))
            tx.campaigns.update_window(campaign.id, opens_at=opens, closes_at=over, withdraw_until=until)
        after = list(pool.map(lambda person: person.save(2).status, late))
    for person in people:
        person.close()
    with site.store.read() as tx:
        drafts, responses = tx.drafts.count(campaign.id), tx.responses.count(campaign.id)
    report.count(under_way=size, left_until_too_late=half)
    report.none_of("could not finish in the grace", [page.status for page in sent if page.status != 200])
    report.none_of("written after the grace", [status for status in after if status != 403])
    report.none_of("drafts lost", [] if drafts == half else [f"{drafts} of {half}"])
    report.none_of("drafts counted as sent", [] if responses == size else [f"{responses} of {size}"])
