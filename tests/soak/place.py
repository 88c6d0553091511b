"""Where a program of faults runs: a folder, an engine with an empty database, and a seed for its luck."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from survey.engine.loader import load_text
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from tests.soak.servers import Database

SLUG = "soak"
SOAK = """
questionnaire: soak
version: "1"
title: A survey under load
owner: The team
start: {lead: Three pages}
stages: {one: First}
contacts: {consent: consent, purposes: wishes}
sections:
  - id: work
    title: Work
    stage: one
    questions:
      - {id: people, ask: number, text: How many?, most: 100000000}
      - {id: story, ask: long_text, text: Say more, most: 4000}
      - page: second
      - {id: mood, ask: single, text: And how?, options: {good: Good, bad: Bad}}
  - id: contact
    title: Contact
    stage: one
    questions:
      - {id: wishes, ask: multiple, text: Wishes?, contact: true, options: {results: Results}}
      - page: details
        show_if: any(wishes, 'results')
      - {id: consent, ask: confirm, text: I agree, contact: true}
      - {id: address, ask: email, text: Address, contact: true}
"""


@dataclass(frozen=True)
class Place:
    """A folder for everything, and an empty database on one engine."""

    folder: Path
    seed: int
    database_url: str = ""
    server: Database | None = None
    """The PostgreSQL that may be killed and stopped; without one there is only its address."""
    slack: float = 1.0
    """How many times as long as promised things may take: more than once where other tests run beside."""

    @property
    def engine(self) -> str:
        return "postgresql" if self.database_url.startswith("postgresql") else "sqlite"

    @property
    def data_dir(self) -> Path:
        return self.folder / "var"

    @property
    def shelf(self) -> Path:
        """The folder of questionnaire files of this place's server."""
        return self.folder / "questionnaires"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SURVEY_DATA_DIR": str(self.data_dir),
            "SURVEY_DATABASE_URL": self.database_url,
            "SURVEY_UNSAFE_DATABASE": "true",
            "SURVEY_QUESTIONNAIRES": str(self.shelf),
        }

    def command(self, *words: str, module: str = "survey") -> subprocess.CompletedProcess[str]:
        """A command of the program, on this place."""
        command = [sys.executable, "-m", module, *words]
        environment = {**os.environ, **self.environment}
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    @property
    def luck(self) -> Random:
        return Random(self.seed)

    @property
    def settings(self) -> Settings:
        given: dict[str, Any] = {"database_url": self.database_url} if self.database_url else {}
        return Settings.read(data_dir=self.data_dir, unsafe_database=True, **given)

    @contextmanager
    def opened(self, **dates: Any) -> Iterator[Store]:
        """The store, with the survey open for a day unless other dates are given."""
        with Store.open(self.settings) as store:
            store.migrate()
            open_soak(store, SLUG, **dates)
            yield store


def open_soak(store: Store, slug: str, **dates: Any) -> None:
    """Open the survey for a day, unless other dates are given."""
    with store.read() as tx:
        closes = {"closes_at": tx.now + timedelta(days=1)}
    open_campaign(store, load_text(SOAK), slug, actor="soak", reason="soak", **{**closes, **dates})
