"""A survey that is soon answered, for those who meet it by keyboard, in Firefox or in a text browser.

`short_survey` is its address on a server of its own: a required choice, ticks, a number that can be wrong, a
grid, a content note, a text, the list of answers, and sending.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from survey.engine.loader import load_text
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.migrated import migrated
from tests.serving import serving

SHORT = """
questionnaire: short
version: "1"
title: A short survey
owner: The team
start: {lead: Three pages}
stages: {one: First}
support: {services: [{who: Anyone, name: Somebody to talk to}]}
scales:
  often:
    steps: {1: Never, 2: Sometimes, 3: Always}
sections:
  - id: work
    title: Your work
    stage: one
    questions:
      - id: sector
        ask: single
        text: Where do you work?
        required: true
        options: {health: Health, police: Police}
      - {id: areas, ask: multiple, text: Which areas?, options: {north: North, south: South}}
      - {id: people, ask: number, text: How many people?, most: 50}
  - id: views
    title: Your views
    stage: one
    questions:
      - {id: practice, ask: grid, text: How often?, scale: often, rows: {listen: We listen, rest: We rest}}
  - id: care
    title: Looking after you
    stage: one
    sensitive: high
    note: {text: About hard things}
    questions:
      - {id: hard, ask: long_text, text: What is hard?}
"""


@pytest.fixture(scope="module")
def short_survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data_dir = tmp_path_factory.mktemp("served") / "var"
    with migrated(Settings(data_dir=data_dir)) as store:
        open_campaign(store, load_text(SHORT), closes_at=datetime.now(UTC) + timedelta(days=3), actor="test")
    with serving(data_dir) as found:
        yield f"{found}/s/short"
