"""Whom to tell of a fault in security: RFC 9116, from the settings, and nothing that is out of date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from survey.errors import Refused
from survey.settings import Settings
from survey.storage.database import Store
from tests.web.site import Site

PATH = "/.well-known/security.txt"
GIVEN = {"security_contact": "security@example.org", "security_until": date(2027, 6, 30)}


def site_on(tmp_path: Path, day: datetime, **given: object) -> Site:
    settings = Settings.read(data_dir=tmp_path / "var", **given)
    store = Store.open(settings, clock=lambda: day)
    store.migrate()
    return Site(settings, store)


def test_it_says_whom_to_tell_and_until_when(tmp_path: Path) -> None:
    site = site_on(tmp_path, datetime(2027, 6, 30, 12, tzinfo=UTC), **GIVEN)
    reply = site.browser().get(PATH)
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert "set-cookie" not in reply.headers
    assert reply.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-06-30T23:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {site.settings.base_url}{PATH}",
    ]


@pytest.mark.parametrize(
    ("day", "given"),
    [
        pytest.param(datetime(2027, 1, 1, tzinfo=UTC), {}, id="nobody is named"),
        pytest.param(datetime(2027, 6, 30, 23, tzinfo=UTC), GIVEN, id="its last day is over, in London"),
    ],
)
def test_nothing_is_there_without_a_contact_or_after_its_day(
    tmp_path: Path, day: datetime, given: dict[str, object]
) -> None:
    assert site_on(tmp_path, day, **given).browser().get(PATH).status_code == 404


def test_a_contact_may_be_a_page_and_nothing_that_others_could_listen_to() -> None:
    page = Settings.read(security_contact="https://example.org/report")
    assert page.security_contact == "https://example.org/report"
    for wrong in ("http://example.org/report", "somebody", "https://example.org/\nContact: mailto:x@y.z"):
        with pytest.raises(Refused, match="an e-mail address, or one that begins with https"):
            Settings.read(security_contact=wrong)
