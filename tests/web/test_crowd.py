"""Two hundred people at once on two web processes lose nothing, on either engine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from tests.crowd import AT_ONCE, Visit, losses, rehearse
from tests.web.site import tiny

pytestmark = pytest.mark.alone


def test_two_hundred_robots_at_once_lose_nothing_and_count_once(settings: Settings, tmp_path: Path) -> None:
    url = settings.database_url if settings.database_url.startswith("postgresql") else ""
    assert rehearse(tmp_path / "crowd", "workshop-feedback", AT_ONCE, database_url=url) == []


def test_a_lost_response_would_be_seen(sqlite_store: Store) -> None:
    open_campaign(sqlite_store, tiny(), closes_at=sqlite_store.clock() + timedelta(days=1), actor="test")
    told = [Visit(0, acknowledged=["work"], receipt="0000-0000-0000-0000-0000-0000")]
    assert losses(sqlite_store, "tiny", told) == ["1 receipts and 0 responses", "robot 0 lost work"]
