"""A questionnaire of 500 questions and some 300 conditions beside one of 10: reading it, going on in it."""

from __future__ import annotations

import tempfile
from asyncio import Runner
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from starlette.testclient import TestClient

from benchmarks.ratio import Ratio, ratio
from benchmarks.turning import Turning
from survey.engine.loader import load_text
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.app import create_app
from tests.builders import section_of, text_of
from tests.robot import Robot

PER_PAGE = 5
TURNS = 100
"""One by one, long and short: a machine that is busy for a second is busy for both."""


def written(pages: int) -> str:
    """Pages of questions, three in five of them asked by what was answered on the page before."""
    lines: list[str] = []
    for number in range(pages * PER_PAGE):
        page, place = divmod(number, PER_PAGE)
        if page and not place:
            lines.append(f"- page: p{page}\n")
        earlier = f"q{number - PER_PAGE}"
        shown = f", show_if: {earlier} == 'a' or {earlier} == 'b'" if page and place < 3 else ""
        lines.append(
            f"- {{id: q{number}, ask: single, text: Q {number}, options: {{a: A, b: B, c: C}}{shown}}}\n"
        )
    return text_of(section_of("".join(lines)))


def ratios() -> list[Ratio]:
    """What the long one costs beside the short one, every page of it answered."""
    long, short = written(100), written(2)
    found = [ratio("reading 500 questions beside 10", partial(load_text, long), partial(load_text, short), 3)]
    with tempfile.TemporaryDirectory() as folder, Runner() as runner:
        settings = Settings(data_dir=Path(folder) / "var")
        with Store.open(settings) as store:
            store.migrate()
            at_the_end, beside = (turning(store, settings, *of) for of in ((long, "long"), (short, "short")))
            name = "turning to the last page of 500 beside 10"
            found.append(ratio(name, at_the_end.by_client, beside.by_client, each=1, rounds=TURNS))
            end_served, beside_served = (partial(one.as_served, runner) for one in (at_the_end, beside))
            found.append(
                ratio("the same without the client", end_served, beside_served, each=1, rounds=TURNS)
            )
    return found


def turning(store: Store, settings: Settings, text: str, slug: str) -> Turning:
    """Turn to the last page, again and again, with everything before it answered: send one, open the next."""
    closes = datetime.now(UTC) + timedelta(days=1)
    form = load_text(text.replace("questionnaire: tiny", f"questionnaire: {slug}"))
    open_campaign(store, form, closes_at=closes, actor="benchmark")
    client = TestClient(create_app(settings, store), base_url=settings.base_url, follow_redirects=True)
    robot = Robot(client, slug, choices={f"q{number}": ["a"] for number in range(500)})
    robot.start()
    page = robot.first_question()
    turned = [page]
    while "/p/" in page.url:
        page = robot.answer(page)
        turned.append(page)
    last_but_one = turned[-3]
    fields = robot.filled(last_but_one.form()).items()
    body = urlencode([(name, value) for name, values in fields for value in values])
    return Turning(client, last_but_one.url, body)
