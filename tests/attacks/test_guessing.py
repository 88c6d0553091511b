"""W4: very many guesses find nothing, and neither words nor time tell how near they were."""

from __future__ import annotations

import statistics
import time
from random import Random

import pytest
from starlette.testclient import TestClient

from survey.errors import Refused, TooSoon
from survey.fieldwork.team import passwords
from tests.conftest import Clock
from tests.effort import EFFORT
from tests.robot import Page, Robot
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, code_at, give_code, heading, sign_in, token_in

HOURLY = 20
GUESSES = max(100, round(100 * EFFORT))
"""EFFORT=100 for the figure of the goal, 10,000 at each door."""
PAIRS = max(6, round(2 * EFFORT))
"""EFFORT=100 for 200."""
FULL = EFFORT >= 100
GAP = 0.005 if FULL else 0.05
"""Seconds between the medians: five milliseconds of a machine with nothing else to do."""
now = time.perf_counter if FULL else time.process_time
"""What others do on the machine makes some waits seconds longer; it takes no time of this process's own."""


def test_an_hour_of_guesses_reaches_the_hash_twenty_times_and_keeps_no_owner_out(
    sqlite_site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = Crew(sqlite_site)
    account, own = crew.account("viewer"), sqlite_site.browser()
    sign_in(own, account.email)
    give_code(own, code_at(clock.now))
    desk, looked_at = sqlite_site.app.state.staff, []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: looked_at.append(given))
    refused = 0
    for number in range(GUESSES):
        try:
            desk.sign_in.with_password(account.email, f"guess number {number} of many")
        except TooSoon:
            refused += 1
        except Refused:
            pass
        clock.move(seconds=3600 / GUESSES)
    assert refused + len(looked_at) == GUESSES
    assert 5 <= len(looked_at) <= HOURLY
    monkeypatch.setattr(passwords, "matches", real)
    assert heading(sign_in(own, account.email)) == "Your code"


def test_guesses_at_codes_open_nothing_are_told_alike_and_slowed_down(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("survey.web.respondent.desk.asyncio.sleep", sleep)
    slug, luck = sqlite_site.open(tiny()), Random(4)
    sent = Robot(sqlite_site.browser(), slug, choices={"sector": ["health"]})
    sent.start()
    sent.submit(sent.answer_all(sent.first_question()))
    begun = Robot(sqlite_site.browser(), slug)
    begun.start()
    guesser = Robot(sqlite_site.browser(), slug)

    for door in ("resume", "withdraw"):
        page = guesser.get(f"{guesser.base}/{door}")
        used = [sent.resume_code, sent.receipt, begun.resume_code]
        other = used[0] if door == "resume" else used[2]
        guesses = [other, near(used[1], luck), *(made_up(luck) for _ in range(GUESSES - 2))]
        said = {told(guesser, page, door, code) for code in guesses}
        assert len(said) == 1
        assert {status for status, _ in said} == {422}
    assert max(slept) == 5.0
    assert len(slept) >= 2 * GUESSES
    with sqlite_site.store.read() as tx:
        counts = [
            tx.connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in ("response", "draft")
        ]
    assert counts == [1, 1]


def made_up(luck: Random) -> str:
    return "".join(luck.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=24))


def near(code: str, luck: Random) -> str:
    """A code that differs in one sign."""
    at = luck.choice([place for place, sign in enumerate(code) if sign.isalnum()])
    return code[:at] + ("0" if code[at] != "0" else "1") + code[at + 1 :]


def told(guesser: Robot, page: Page, door: str, code: str) -> tuple[int, str]:
    """What is answered, without the guess itself, which stands in the field."""
    form = page.form(door)
    given = {"code": [code], "device": ["own"]} if door == "resume" else {"code": [code]}
    reply = guesser.send(page, form, {**form.filled(), **given})
    return reply.status, reply.text.replace(code, "")


def seconds_of(client: TestClient, address: str, number: int) -> tuple[float, str]:
    token = token_in(client.get("/staff/sign-in").text)
    given = {"csrf": token, "email": address, "password": f"guess number {number} of many"}
    began = now()
    reply = client.post("/staff/sign-in", data=given)
    return now() - began, reply.text.replace(address, "").replace(token, "")


def test_neither_time_nor_words_tell_whether_an_address_has_an_account(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.fieldwork.team.signing_in.refuse_too_soon", lambda *_: None)
    crew, client = Crew(sqlite_site), sqlite_site.browser()
    known = [crew.account("viewer").email for _ in range(4)]
    seconds_of(client, known[0], 0)
    there: list[float] = []
    nobody: list[float] = []
    words: set[str] = set()
    for number in range(PAIRS):
        for address, kept in ((known[number % 4], there), ("nobody0@example.org", nobody)):
            took, said = seconds_of(client, address, number)
            kept.append(took)
            words.add(said)
    gap = abs(statistics.median(there) - statistics.median(nobody))
    assert gap <= GAP, f"{gap * 1000:.1f} ms over {PAIRS} pairs"
    assert len(words) == 1


def test_time_does_not_tell_whether_a_code_was_ever_one(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleep(seconds: float) -> None:
        pass

    monkeypatch.setattr("survey.web.respondent.desk.asyncio.sleep", sleep)
    slug = sqlite_site.open(tiny())
    sent = Robot(sqlite_site.browser(), slug, choices={"sector": ["health"]})
    sent.start()
    sent.submit(sent.answer_all(sent.first_question()))
    guesser = Robot(sqlite_site.browser(), slug)
    page = guesser.get(f"{guesser.base}/resume")
    took: dict[str, list[float]] = {sent.resume_code: [], "0000-0000-0000-0000-0000-0000": []}
    for _ in range(4 * PAIRS):
        for code, kept in took.items():
            began = now()
            told(guesser, page, "resume", code)
            kept.append(now() - began)
    used, never = map(statistics.median, took.values())
    assert abs(used - never) <= GAP, f"{abs(used - never) * 1000:.1f} ms"
