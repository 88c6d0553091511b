"""A running site for tests: the real application on a real store, with a survey open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from survey.engine.loader import load_file, load_text
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
LONDON = ROOT / "questionnaires" / "trauma-informed-london" / "1.0.yaml"
TINY = """
questionnaire: tiny
version: "1"
title: A tiny survey
owner: The team
start: {lead: Four pages}
stages: {one: First, two: Second}
ends: {out: {title: Not for you, text: Thank you}}
partial_consent: keep
support: {services: [{who: Anyone, name: Somebody to talk to}]}
contacts: {consent: consent, purposes: wishes}
sections:
  - id: work
    title: Work
    stage: one
    questions:
      - id: sector
        ask: single
        text: Where?
        required: true
        break: main
        options: {health: Health, police: Police, none: {label: Nowhere, end: out}}
      - {id: keep, ask: single, text: Keep?, options: {1: "Yes", 0: "No"}}
      - page: detail
      - id: areas
        ask: multiple
        text: Areas?
        show_if: sector == 'health'
        choose: {most: 2}
        options: {a: A, b: B, c: C, other: {label: Other, say: Which?}}
      - {id: story, ask: long_text, text: Say more, most: 100}
      - {id: people, ask: number, text: How many?, most: 50}
  - id: care
    title: Care
    stage: two
    sensitive: high
    note: {text: About hard things}
    questions:
      - {id: hard, ask: single, text: Hard?, options: {1: "Yes", 0: "No"}}
  - id: contact
    title: Contact
    stage: two
    questions:
      - id: wishes
        ask: multiple
        text: Wishes?
        contact: true
        options: {results: Results, workshop: Workshop}
      - page: details
        show_if: any(wishes, 'results', 'workshop')
      - {id: consent, ask: confirm, text: I agree, contact: true}
      - {id: address, ask: email, text: Address, contact: true}
"""


def tiny() -> Questionnaire:
    """A questionnaire of few pages with one of everything that pages do."""
    return load_text(TINY)


def london() -> Questionnaire:
    return load_file(LONDON)


class Site:
    """The application, and new browsers for it."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.app: FastAPI = create_app(settings, store)

    def browser(self, **options: object) -> TestClient:
        """A client with cookies of its own that follows redirects and sends no header of a browser."""
        return TestClient(self.app, base_url=self.settings.base_url, follow_redirects=True, **options)  # type: ignore[arg-type]

    def open(self, questionnaire: Questionnaire, slug: str = "", **dates: object) -> str:
        """Open a survey for three days, and say its slug."""
        with self.store.read() as tx:
            closes = tx.now + timedelta(days=3)
        campaign = open_campaign(
            self.store,
            questionnaire,
            slug or questionnaire.questionnaire,
            actor="test",
            reason="test",
            **{"closes_at": closes, **dates},  # type: ignore[arg-type]
        )
        return campaign.slug


@pytest.fixture
def site(settings: Settings, store: Store) -> Site:
    """The site on each engine in turn."""
    return Site(settings, store)


@pytest.fixture
def sqlite_site(sqlite_store: Store) -> Site:
    """The site on SQLite, with a clock that the test moves."""
    return Site(sqlite_store.settings, sqlite_store)
