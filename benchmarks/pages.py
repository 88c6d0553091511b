"""A page of the survey against the same framework doing nothing: requests in turn, in one process.

No network and no server are in it, so the ratios show what our code costs and nothing else.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.testclient import TestClient

from benchmarks.ratio import Ratio, ratio
from survey.engine.loader import load_file
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.app import create_app
from tests.robot import Robot

FORM = {"content-type": "application/x-www-form-urlencoded"}


def ratios() -> list[Ratio]:
    """A page read and a page saved, each against a bare route of the same size."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "var")
        with Store.open(settings) as store:
            store.migrate()
            form = load_file(find_questionnaire(ROOT / "questionnaires", "trauma-informed-london"))
            open_campaign(store, form, closes_at=datetime.now(UTC) + timedelta(days=1), actor="benchmark")
            return measured(settings, store)


def measured(settings: Settings, store: Store) -> list[Ratio]:
    client = TestClient(create_app(settings, store), base_url=settings.base_url, follow_redirects=True)
    robot = Robot(client, "trauma-informed-london", choices={"eligible": ["1"], "sector": ["health"]})
    robot.start()
    page = robot.first_question()
    while not page.url.endswith("/principles_me"):
        page = robot.answer(page)
    bare = TestClient(empty(page.html), base_url=settings.base_url)
    body = urlencode(
        [(name, value) for name, values in robot.filled(page.form()).items() for value in values]
    )
    return [
        ratio("page of six statements, read", lambda: client.get(page.url), lambda: bare.get("/")),
        ratio(
            "the same page, saved and checked",
            lambda: client.post(page.url, content=body, headers=FORM, follow_redirects=False),
            lambda: bare.post("/", content=body, headers=FORM, follow_redirects=False),
        ),
    ]


def empty(html: str) -> FastAPI:
    """The framework with nothing of ours: a string of the same size, a form that is read and dropped."""
    app = FastAPI()

    @app.get("/")
    async def read() -> Response:
        return HTMLResponse(html)

    @app.post("/")
    async def write(request: Request) -> Response:
        await request.body()
        return RedirectResponse("/", 303)

    return app
