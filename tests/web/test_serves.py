"""A process for those who answer, and one for the team: neither has the other's pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.audience import Audience
from survey.errors import Refused
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.serving import only_in, serve
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading
from tests.web.test_security import addresses

EITHER = ("/health/live", "/health/ready", "/policy-reports")
FIRST = "/"
"""The first page of each: open surveys, or the way to the team's."""
OF_EACH = {Audience.RESPONDENTS: 30, Audience.TEAM: 90}


def serving(audience: Audience, store: Store) -> Site:
    """The site as a process of this audience answers it."""
    return Site(store.settings.model_copy(update={"serves": audience}), store)


@pytest.mark.parametrize("audience", OF_EACH)
def test_a_process_has_no_page_of_the_other(audience: Audience, sqlite_store: Store) -> None:
    whole, one = Site(sqlite_store.settings, sqlite_store), serving(audience, sqlite_store)
    whole.open(tiny())
    has = {(method, path) for method, path in addresses(one) if path not in (*EITHER, FIRST)}
    assert len(has) > OF_EACH[audience]
    assert {path.startswith("/staff") for _, path in has} == {audience is Audience.TEAM}
    client = one.browser()
    others = {pair for pair in addresses(whole) if pair[1] not in (*EITHER, FIRST)} - has
    assert len(others) > min(OF_EACH.values())
    for method, path in others:
        reply = client.request(method, path, follow_redirects=False)
        assert reply.status_code == 404, (method, path)


def test_both_together_have_every_page(sqlite_store: Store) -> None:
    each = [set(addresses(serving(audience, sqlite_store))) for audience in OF_EACH]
    assert set.union(*each) == set(addresses(Site(sqlite_store.settings, sqlite_store)))
    assert {path for _, path in set.intersection(*each)} == {*EITHER, FIRST}


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


def test_the_first_page_of_the_team_s_process_leads_to_its_surveys(sqlite_store: Store) -> None:
    """Its page of what is not there says so and leads on to the first page, which must be one."""
    client = serving(Audience.TEAM, sqlite_store).browser()
    assert 'href="/"' in client.get("/staff/nothing").text
    assert client.get("/", follow_redirects=False).headers["location"] == "/staff"
    assert client.head("/").status_code == 200
    assert "Sign in" in client.get("/").text


ODD = {
    Audience.RESPONDENTS: (
        "/Staff",
        "/staff/",
        "/%73taff",
        "/staff%2Fsign-in",
        "/staff/sign-in?to=/",
        "/staff;/",
    ),
    Audience.TEAM: (
        "/S/tiny",
        "/s/tiny/",
        "/%73/tiny",
        "/s%2Ftiny",
        "/results%2Ftiny",
        "/staff/%2E%2E/s/tiny",
    ),
}


@pytest.mark.parametrize("audience", ODD)
def test_no_odd_path_leads_to_the_other(audience: Audience, sqlite_store: Store) -> None:
    site = serving(audience, sqlite_store)
    site.open(tiny())
    for path in ODD[audience]:
        assert site.browser().get(path, follow_redirects=False).status_code == 404, path


def test_a_cookie_of_the_team_is_worth_nothing_where_people_answer(sqlite_store: Store) -> None:
    public = serving(Audience.RESPONDENTS, sqlite_store)
    client = Crew(public).browser(Crew(public).account("administrator"))
    for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
        reply = client.request(method, "/staff", follow_redirects=False)
        assert reply.status_code == 404, method
        assert "staff" not in reply.headers.get("set-cookie", "")


def test_a_trial_that_nobody_could_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_SERVES", "team")
    with pytest.raises(Refused, match="nobody could answer a trial"):
        serve(Settings.read(data_dir=tmp_path), trial=True, processes=1, with_worker=False)


def test_a_preview_is_whole_whomever_the_processes_here_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_SERVES", "team")
    assert only_in(tmp_path, "127.0.0.1", 8765).serves is Audience.EVERYBODY
