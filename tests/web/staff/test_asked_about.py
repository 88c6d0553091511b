"""When somebody asks what is held of them, the team finds what to do and what to reply."""

from __future__ import annotations

from datetime import timedelta

import pytest

from survey.fieldwork.london import london_day
from survey.fieldwork.window import Window
from survey.settings import Settings
from survey.storage.database import Store
from tests.conftest import Clock
from tests.html_checker import problems
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew

PAGE = "/staff/surveys/tiny/asked"


def seen(site: Site, *roles: str) -> str:
    crew = Crew(site)
    page = crew.browser(crew.account(*roles, email=f"{'-'.join(roles)}@example.org")).get(PAGE)
    assert page.status_code == 200
    return page.text


def window(store: Store) -> Window:
    with store.read() as tx:
        found = tx.campaigns.by_slug("tiny")
    assert found is not None
    return Window.of(found)


def test_a_reply_promises_only_what_can_still_be_done(sqlite_site: Site, clock: Clock) -> None:
    sqlite_site.open(tiny())
    times, address = window(sqlite_site.store), f"{sqlite_site.settings.base_url}/s/tiny"
    alone = f"until {times.withdraw_in_words}, at {address}/withdraw"
    while_open = seen(sqlite_site, "manager")
    assert "you can read, change or delete what you have" in while_open
    assert alone in while_open
    clock.now = times.final_at
    finished = seen(sqlite_site, "analyst")
    assert "you can read, change or delete what you have" not in finished
    assert "you can still delete what you entered" in finished
    assert alone in finished
    clock.now = times.withdraw_until
    over = seen(sqlite_site, "administrator")
    assert alone not in over
    assert "Send us the receipt, and we delete them." in over


def test_each_sees_a_link_to_what_they_may_do_and_who_does_the_rest(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    manager, reader, viewer = (seen(sqlite_site, role) for role in ("manager", "safeguarding", "viewer"))
    for below, theirs in (("erase", manager), ("contacts", manager), ("reading", reader)):
        link = f'href="/staff/surveys/tiny/{below}"'
        assert [link in page for page in (manager, reader, viewer)] == [
            page is theirs for page in (manager, reader, viewer)
        ]
    assert "a manager can do this" in viewer
    assert "a safeguarding reader can do this" in viewer


def test_nobody_is_asked_for_what_would_lead_to_their_answers(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    page = seen(sqlite_site, "manager")
    assert "Do not look for them" in page
    assert "<input" not in page.partition("<main")[2], "nothing can be looked for from here"


def test_looking_leaves_nothing_behind(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    crew = Crew(sqlite_site)
    client = crew.browser(crew.account("manager"))
    with sqlite_site.store.read() as tx:
        before = tx.audit.all()
    assert client.get(PAGE).status_code == 200
    with sqlite_site.store.read() as tx:
        assert tx.audit.all() == before


@pytest.mark.parametrize("days", [None, 1, 200])
def test_the_day_on_which_contacts_go_is_said_where_it_counts_for_the_survey(
    sqlite_store: Store, days: int | None
) -> None:
    day = None if days is None else london_day(sqlite_store.clock() + timedelta(days=days))
    site = Site(Settings(data_dir=sqlite_store.settings.data_dir, contacts_until=day), sqlite_store)
    site.open(tiny())
    page = seen(site, "manager")
    assert ("They are deleted on" in page) == (days == 200)
    assert ("Have it set before you reply" in page) == (days != 200)


def test_before_it_opens_nobody_is_said_to_have_begun(sqlite_site: Site, clock: Clock) -> None:
    sqlite_site.open(tiny(), opens_at=clock.now + timedelta(days=1))
    page = seen(sqlite_site, "manager")
    assert "nobody has begun" in page
    assert "time to finish" not in page


def test_what_is_gone_is_not_promised(sqlite_store: Store, clock: Clock) -> None:
    until = london_day(clock.now + timedelta(days=100))
    site = Site(Settings(data_dir=sqlite_store.settings.data_dir, answers_until=until), sqlite_store)
    site.open(tiny())
    clock.move(days=102)
    page = seen(site, "manager")
    assert "was due to be deleted on" in page
    assert "All answers were due to be deleted on" in page
    assert "we delete them" not in page
    assert "we can delete your answers by it" not in page


def test_the_page_is_sound(sqlite_site: Site) -> None:
    sqlite_site.open(tiny())
    assert problems({"asked": seen(sqlite_site, "manager")}) == []
