"""A process for those who answer, and one for the team: neither has the other's pages."""

from __future__ import annotations

import pytest

from survey.audience import Audience
from survey.storage.database import Store
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading
from tests.web.test_security import addresses

EITHER = ("/health/live", "/health/ready", "/policy-reports")
OF_EACH = {Audience.RESPONDENTS: 30, Audience.TEAM: 90}


def serving(audience: Audience, store: Store) -> Site:
    """The site as a process of this audience answers it."""
    return Site(store.settings.model_copy(update={"serves": audience}), store)


@pytest.mark.parametrize("audience", OF_EACH)
def test_a_process_has_no_page_of_the_other(audience: Audience, sqlite_store: Store) -> None:
    whole, one = Site(sqlite_store.settings, sqlite_store), serving(audience, sqlite_store)
    whole.open(tiny())
    has = {(method, path) for method, path in addresses(one) if path not in EITHER}
    assert len(has) > OF_EACH[audience]
    assert {path.startswith("/staff") for _, path in has} == {audience is Audience.TEAM}
    client = one.browser()
    others = {pair for pair in addresses(whole) if pair[1] not in EITHER} - has
    assert len(others) > min(OF_EACH.values())
    for method, path in others:
        reply = client.request(method, path, follow_redirects=False)
        assert reply.status_code == 404, (method, path)


def test_both_together_have_every_page(sqlite_store: Store) -> None:
    each = [set(addresses(serving(audience, sqlite_store))) for audience in OF_EACH]
    assert set.union(*each) == set(addresses(Site(sqlite_store.settings, sqlite_store)))
    assert {path for _, path in set.intersection(*each)} == set(EITHER)


def test_somebody_begins_at_one_and_the_team_signs_in_at_the_other(sqlite_store: Store) -> None:
    public, team = (serving(audience, sqlite_store) for audience in OF_EACH)
    slug = public.open(tiny())
    assert public.browser().get(f"/s/{slug}").status_code == 200
    account = Crew(team).account("viewer")
    client = Crew(team).browser(account)
    assert heading(client.get("/staff").text) == "Surveys"
    for site in (public, team):
        for path in ("/health/live", "/health/ready"):
            assert site.browser().get(path).status_code == 200
