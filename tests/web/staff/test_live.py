"""The live page: from the snapshot alone, whatever page is read, after each who sends."""

from __future__ import annotations

import re
from random import Random

from analysis.worker.live import LiveFigures
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.channels import add_channel
from survey.fieldwork.live.taking import renew
from survey.fieldwork.london import days_later
from survey.fieldwork.running.consequences import of_closing
from survey.fieldwork.status import status
from tests.conftest import Clock
from tests.fieldwork.live.crowd import LINKS, Crowd
from tests.robot import Robot
from tests.storage.made import campaign
from tests.web.site import Site, london, tiny
from tests.web.staff.crew import Crew, heading

SLUG = "trauma-informed-london"
BASE = f"/staff/surveys/{SLUG}"
MANY = 300


def crowd_at(site: Site, seed: int = 3) -> Crowd:
    with site.store.read() as tx:
        closes = days_later(tx.now, 3)
    made = open_campaign(site.store, london(), SLUG, closes_at=closes, actor="test")
    for name in LINKS:
        add_channel(site.store, SLUG, name, name, actor="test", reason="test")
    return Crowd(site.store, made, Random(seed))


def words_in(html: str) -> str:
    """What the main part of a page says, without its tokens."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_no_page_with_a_count_changes_between_two_snapshots(sqlite_site: Site, clock: Clock) -> None:
    """What the snapshots themselves tell is tried in tests/fieldwork/live/test_attack.py."""
    crowd = crowd_at(sqlite_site)
    clock.move(hours=1)
    client = Crew(sqlite_site).browser(Crew(sqlite_site).account("viewer"))
    worker = LiveFigures(sqlite_site.store)
    seen: dict[int, set[tuple[str, ...]]] = {}
    for _ in range(MANY):
        crowd.send()
        worker.turn()
        pages = [words_in(client.get(f"{BASE}{end}").text) for end in ("", "/live", "/channels")]
        told = status(sqlite_site.store, SLUG).as_json()
        closing = of_closing(sqlite_site.store, SLUG).in_words()
        seen.setdefault(worker.renewed, set()).add((*pages, str(told), str(closing)))
    assert len(seen) <= 1 + 2 * MANY // 10, "once for ten who sent, and once for ten who began"
    assert [len(each) for each in seen.values()] == [1] * len(seen)


def test_the_page_says_what_is_missing_most_and_what_was_hoped_for(site: Site) -> None:
    crowd = crowd_at(site)
    for _ in range(120):
        crowd.send()
    renew(site.store, SLUG)
    page = Crew(site).browser(Crew(site).account("viewer")).get(f"{BASE}/live").text
    said = words_in(page)
    assert heading(page) == "Live figures"
    assert "about 120" in said
    assert "Fewer than 10 answers so far from policing in " in said
    assert "boroughs: the map shows which" in said
    assert "30 hoped for: not yet" in said
    assert page.count('class="tile ') == 33
    assert "London time" in said


def test_the_part_comes_by_itself_only_when_there_is_something_new(site: Site) -> None:
    crowd = crowd_at(site)
    client = Crew(site).browser(Crew(site).account("viewer"))
    renew(site.store, SLUG)
    page = client.get(f"{BASE}/live").text
    found = re.search(r'data-hx-get="([^"]+)"', page)
    assert found is not None
    assert "every 60s" in page
    assert f'href="{BASE}/live">Look again' in page
    assert client.get(found[1]).status_code == 204
    for _ in range(10):
        crowd.send()
    assert renew(site.store, SLUG)
    part = client.get(found[1])
    assert (part.status_code, "<html" in part.text, "about 10" in part.text) == (200, False, True)


def test_a_survey_without_places_targets_and_channels_has_a_page_too(site: Site) -> None:
    slug = site.open(tiny())
    client = Crew(site).browser(Crew(site).account("viewer"))
    before = client.get(f"/staff/surveys/{slug}/live").text
    assert "Nothing has been counted yet" in before
    assert renew(site.store, slug)
    page = client.get(f"/staff/surveys/{slug}/live").text
    assert "Fewer than 10 answers so far from health, police and nowhere." in words_in(page)
    assert "tile-map" not in page
    assert "hoped for" not in page


def test_what_real_people_send_is_counted_where_they_work(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    for number in range(26):
        robot = Robot(sqlite_site.browser(), slug, seed=number, choices={"sector": ["police"]})
        robot.start()
        robot.submit(robot.answer_all(robot.first_question()))
    renew(sqlite_site.store, slug)
    page = Crew(sqlite_site).browser(Crew(sqlite_site).account("viewer")).get(f"/staff/surveys/{slug}/live")
    said = words_in(page.text)
    assert "Police 10 to 19" in said
    assert "Health under 10" in said
    assert "Median time 1 minute" in said
    assert "Care Between 25 and 49" in said


def test_two_workers_at_once_take_one_snapshot(site: Site) -> None:
    crowd = crowd_at(site)
    for _ in range(10):
        crowd.send()
    assert renew(site.store, SLUG)
    with site.store.write() as tx:
        found = tx.live_snapshots.get(crowd.campaign.id)
        assert found is not None
        late = {"taken_at": tx.now, "shown": {}, "held": {}}
        assert not tx.live_snapshots.put(crowd.campaign.id, after=found.number - 1, **late)  # type: ignore[arg-type]
        assert tx.live_snapshots.get(crowd.campaign.id) == found


def test_a_survey_that_cannot_be_read_does_not_stop_the_worker(sqlite_site: Site) -> None:
    with sqlite_site.store.write() as tx:
        campaign(tx, "damaged")
    slug = sqlite_site.open(tiny())
    worker = LiveFigures(sqlite_site.store)
    worker.turn()
    assert worker.renewed == 1
    page = Crew(sqlite_site).browser(Crew(sqlite_site).account("viewer")).get(f"/staff/surveys/{slug}/live")
    assert "As of " in page.text
