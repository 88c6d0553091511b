"""A refresh of the team's live page against a page of the survey, with 50 people who answer at that time.

Both by the same client in one process and in turn, on the database that 50 drafts and 300 responses are in.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.ratio import Ratio, ratio
from survey.fieldwork.live.taking import renew
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.robot import Page, Robot
from tests.web.site import Site
from tests.web.staff.crew import Crew

SLUG = "trauma-informed-london"
ANSWERING = 50
SENT = 300
PART = f"/staff/surveys/{SLUG}/live/part"
MOST = 2.0
"""So many times one page of the survey a refresh may cost."""


def ratios() -> list[Ratio]:
    """The live part in full, and as it mostly is: nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "var")
        with Store.open(settings) as store:
            store.migrate()
            for _ in rehearse(store, settings, SLUG, number=SENT, seed=1, actor="benchmark"):
                pass
            return measured(Site(settings, store))


def measured(site: Site) -> list[Ratio]:
    crowd = [begun(site, seed) for seed in range(ANSWERING)]
    renew(site.store, SLUG)
    team = Crew(site).browser(Crew(site).account("viewer"))
    turns = iter(range(10**9))

    def survey_page() -> object:
        client, page = crowd[next(turns) % ANSWERING]
        return client.get(page.url)

    assert "hoped for" in team.get(PART).text
    number = team.get(f"/staff/surveys/{SLUG}/live").text.partition("part?number=")[2].partition(chr(34))[0]
    return [
        ratio("live figures, refreshed in full", lambda: team.get(PART), survey_page),
        ratio("live figures, nothing new", lambda: team.get(f"{PART}?number={number}"), survey_page),
    ]


def begun(site: Site, seed: int) -> tuple[TestClient, Page]:
    """Somebody in the middle of the survey, at its page of six statements."""
    client = site.browser()
    robot = Robot(client, SLUG, seed=seed, choices={"eligible": ["1"], "sector": ["health"]})
    robot.start()
    page = robot.first_question()
    while not page.url.endswith("/principles_me"):
        page = robot.answer(page)
    return client, page
