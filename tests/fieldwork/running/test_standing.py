"""Where a survey stands: exactly one state at any instant, and nothing offered that would be refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import close, extend, open_campaign, set_withdraw_until
from survey.fieldwork.channels import add_channel
from survey.fieldwork.final.freezing import freeze
from survey.fieldwork.limit import set_most
from survey.fieldwork.london import parse_london
from survey.fieldwork.revision import revise
from survey.fieldwork.running.actions import Offer
from survey.fieldwork.running.archive import archive, unarchive
from survey.fieldwork.running.opening import open_for_real
from survey.fieldwork.running.sign_offs import verify_support
from survey.fieldwork.running.standing import Standing, standing, standings
from survey.fieldwork.running.states import STATES, Seen
from survey.fieldwork.running.undo import undo
from survey.fieldwork.trial import open_trial
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.fieldwork.invented import PULSE, pulse
from tests.storage.made import response

WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}
NINE = parse_london("2025-01-06 09:00")
EVE = parse_london("2025-01-20", closing=True)
TICK = timedelta(microseconds=1)


def opened(store: Store, clock: Clock, **changes: Any) -> CampaignRecord:
    clock.now = NINE - timedelta(days=3)
    made = {"opens_at": NINE, "closes_at": EVE, "actor": "Ada"}
    return open_campaign(store, pulse(), **{**made, **changes})


MOMENTS = [
    pytest.param("2025-01-06 08:59", "scheduled", "It opens", id="before it opens"),
    pytest.param("2025-01-06 09:00", "open", "It closes", id="the moment it opens"),
    pytest.param("2025-01-13 23:59", "open", "It closes", id="a minute before the notice"),
    pytest.param("2025-01-14 00:00", "closing-soon", "It closes", id="seven days before"),
    pytest.param("2025-01-21 00:00", "grace", "Drafts can no longer be sent", id="the closing"),
    pytest.param("2025-01-21 00:30", "closed", "Its data can be frozen", id="the end of grace"),
    pytest.param("2025-02-10 23:59", "closed", "Its data can be frozen", id="the last minute to withdraw"),
    pytest.param("2025-02-11 00:00", "settled", "", id="nobody can take answers back"),
]


@pytest.mark.parametrize(("at", "name", "following"), MOMENTS)
def test_a_survey_goes_from_state_to_state_by_its_dates(
    sqlite_store: Store, clock: Clock, at: str, name: str, following: str
) -> None:
    opened(sqlite_store, clock)
    clock.now = parse_london(at)
    found = standing(sqlite_store, "pulse")
    assert (found.name, found.next.what if found.next else "") == (name, following)
    assert found.next is None or found.next.at > clock.now


@pytest.mark.parametrize(("at", "name"), [("2025-01-06 08:00", "test"), ("2025-01-21 00:29", "test")])
def test_a_trial_is_in_test_mode_until_nothing_can_be_sent(
    sqlite_store: Store, clock: Clock, at: str, name: str
) -> None:
    opened(sqlite_store, clock, trial=True)
    clock.now = parse_london(at)
    assert standing(sqlite_store, "pulse").name == name
    clock.now = parse_london("2025-01-21 00:30")
    over = standing(sqlite_store, "pulse")
    assert over.name == "closed"
    assert "no figure made from it is ever final" in " ".join(over.notes)


def test_where_it_stands_is_said_on_either_engine(store: Store) -> None:
    with store.read() as tx:
        now = tx.now
    open_campaign(store, pulse(), closes_at=now + timedelta(days=30), actor="Ada")
    found = standing(store, "pulse")
    assert (found.word, found.title, found.version) == ("Open", "Pulse", "1.0")
    assert [one.action.name for one in found.offers][:2] == ["extend", "close"]
    close(store, "pulse", **WHO)
    assert {"reopen", "undo"} <= {one.action.name for one in standing(store, "pulse").offers}
    with pytest.raises(NotFound, match="There is: pulse"):
        standing(store, "other")


def test_what_is_full_or_made_up_says_so_beside_its_state(sqlite_store: Store, clock: Clock) -> None:
    made = opened(sqlite_store, clock, most=10, synthetic=True)
    clock.now = NINE
    with sqlite_store.write() as tx:
        for _ in range(10):
            tx.responses.add(response(made), {})
    assert [note.split(":")[0] for note in standing(sqlite_store, "pulse").notes] == [
        "It is full",
        "Every answer counted here was made up by the computer.",
    ]


def test_a_questionnaire_that_was_never_opened_is_a_draft_and_what_is_put_away_comes_last(
    sqlite_store: Store, clock: Clock
) -> None:
    assert [one.name for one in standings(sqlite_store, [pulse()])] == ["draft"]
    opened(sqlite_store, clock)
    clock.now = EVE + timedelta(days=40)
    archive(sqlite_store, "pulse", **WHO)
    open_campaign(sqlite_store, pulse(), "second", closes_at=clock.now + timedelta(days=9), actor="Ada")
    other = pulse().model_copy(update={"questionnaire": "other"})
    found = standings(sqlite_store, [pulse(), other])
    assert [(one.slug, one.name) for one in found] == [
        ("second", "open"),
        ("", "draft"),
        ("pulse", "archived"),
    ]


def test_a_draft_in_a_language_that_is_not_spoken_says_so_and_offers_nothing(sqlite_store: Store) -> None:
    unspoken = pulse().model_copy(update={"language": "fr"})
    (found,) = standings(sqlite_store, [unspoken])
    assert found.offers == ()
    assert "does not speak" in found.notes[0]


def test_the_archive_takes_what_is_frozen_and_gives_it_back(sqlite_store: Store, clock: Clock) -> None:
    opened(sqlite_store, clock)
    with pytest.raises(Refused, match="can still change until 10 February 2025"):
        archive(sqlite_store, "pulse", **WHO)
    clock.now = parse_london("2025-02-11 00:00")
    with pytest.raises(Refused, match="Say why"):
        archive(sqlite_store, "pulse", actor="Ada", reason=" ")
    with pytest.raises(Refused, match="not in the archive"):
        unarchive(sqlite_store, "pulse", **WHO)
    kept = archive(sqlite_store, "pulse", **WHO)
    assert kept.archived_at == clock.now
    assert standing(sqlite_store, "pulse").word == "Archived"
    with pytest.raises(Refused, match="was put in the archive"):
        archive(sqlite_store, "pulse", **WHO)
    with pytest.raises(Refused, match="Take it out first, then change it"):
        set_most(sqlite_store, "pulse", 20, **WHO)
    unarchive(sqlite_store, "pulse", **WHO)
    assert standing(sqlite_store, "pulse").word == "To be frozen"
    assert [entry.action for entry in audit.entries(sqlite_store, "pulse")] == [
        "open",
        "archive",
        "unarchive",
    ]


# ---------------------------------------------------------------- laws

MINUTE = st.integers(min_value=0, max_value=60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))
EDGE = st.sampled_from([-TICK, timedelta(0), TICK])
GRACE = st.sampled_from([0, 30, 24 * 60])


@st.composite
def seen(draw: st.DrawFn) -> Seen:
    """A campaign with any dates in order, at any instant, often at the very edge of one."""
    opens_at = datetime(2025, 3, 20, tzinfo=UTC) + draw(MINUTE)
    closes_at = opens_at + draw(MINUTE) + TICK
    campaign = CampaignRecord(
        1,
        "pulse",
        1,
        opens_at,
        closes_at,
        closes_at + draw(MINUTE),
        draw(GRACE),
        synthetic=draw(st.booleans()),
        trial=draw(st.booleans()),
        created_at=opens_at,
        archived_at=draw(st.sampled_from([None, closes_at + timedelta(days=99)])),
    )
    window = Seen.at(campaign, opens_at).window
    edges = [opens_at, closes_at, window.final_at, window.withdraw_until, window.notice_from]
    now = draw(st.sampled_from(edges)) + draw(EDGE) + draw(st.sampled_from([timedelta(0), timedelta(days=2)]))
    return Seen.at(campaign, now)


@given(seen())
def test_at_any_instant_a_survey_is_in_exactly_one_state(at: Seen) -> None:
    (state,) = [one for one in STATES if one.holds(at)]
    assert state.word
    assert state.sentence(at).endswith(".")
    following = state.next(at)
    assert following is None or following.at > at.now


def carry_out(store: Store, how: Standing, offer: Offer) -> None:
    """Do what is offered, as narrowly as it is offered: at the first moment, and at the last."""
    DOING[offer.action.name](store, how.slug, offer)


def moment(offer: Offer) -> datetime:
    assert offer.after is not None
    return offer.after + TICK


def open_with_all_seen_to(store: Store, slug: str, offer: Offer) -> None:
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=9)
    open_for_real(store, ready(), uuid4().hex, closes_at=closes_at, although="The law is tried.", **WHO)


def close_as_offered(store: Store, slug: str, offer: Offer) -> None:
    assert offer.after is not None
    assert offer.until is not None
    at = None if offer.at_once else min(moment(offer), offer.until)
    close(store, slug, at=at, **WHO)


DOING: dict[str, Callable[[Store, str, Offer], object]] = {
    "open": open_with_all_seen_to,
    "extend": lambda store, slug, offer: extend(store, slug, moment(offer), **WHO),
    "reopen": lambda store, slug, offer: extend(store, slug, moment(offer), **WHO),
    "close": close_as_offered,
    "undo": lambda store, slug, offer: undo(store, slug, "Ada", "a test"),
    "withdraw-until": lambda store, slug, offer: set_withdraw_until(store, slug, moment(offer), **WHO),
    "limit": lambda store, slug, offer: set_most(store, slug, 50, **WHO),
    "revise": lambda store, slug, offer: revise(store, slug, another(), **WHO),
    "add-channel": lambda store, slug, offer: add_channel(store, slug, "intranet", "", **WHO),
    "archive": lambda store, slug, offer: archive(store, slug, **WHO),
    "freeze": lambda store, slug, offer: freeze(store, slug, **WHO),
    "unarchive": lambda store, slug, offer: unarchive(store, slug, **WHO),
}


def another() -> Questionnaire:
    """The next version of it, with another title."""
    return ready().model_copy(update={"version": "1.1", "title": "Your day"})


def ready() -> Questionnaire:
    """The questionnaire with nothing in the way of its opening: it does without a privacy page."""
    accepted = "accepted: [{advice: no-privacy, about: pulse, why: It is on paper.}]"
    return load_text(PULSE.format(version="1.0", title="Your week") + accepted)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=seen(), before=st.sampled_from(["nothing", "extend", "close"]), number=st.integers(0, 9))
def test_what_is_offered_is_never_refused(tmp_path: Path, at: Seen, before: str, number: int) -> None:
    clock = Clock()
    with Store.open(Settings(data_dir=tmp_path / uuid4().hex), clock=clock) as store:
        store.migrate()
        clock.now = min(at.window.opens_at, at.now) - timedelta(days=1)
        given = {name: getattr(at.campaign, name) for name in ("opens_at", "closes_at", "withdraw_until")}
        open_campaign(
            store,
            ready(),
            "pulse",
            **given,
            grace_minutes=at.campaign.grace_minutes,
            trial=at.campaign.trial,
            actor="Ada",
        )
        if before == "extend":
            extend(store, "pulse", at.window.closes_at + timedelta(hours=1), **WHO)
        if before == "close":
            close(store, "pulse", at=at.window.closes_at, **WHO)
        clock.now = at.now
        if at.campaign.archived_at is not None and standing(store, "pulse").name == "settled":
            archive(store, "pulse", **WHO)
        how = standing(store, "pulse")
        if how.offers:
            carry_out(store, how, how.offers[number % len(how.offers)])


def test_a_draft_s_offers_are_carried_out_too(sqlite_store: Store) -> None:
    (how,) = standings(sqlite_store, [ready()])
    assert [one.action.name for one in how.offers] == ["try-out", "open"]
    open_trial(sqlite_store, ready(), grace_minutes=30)
    open_with_all_seen_to(sqlite_store, "", how.offers[1])
    with pytest.raises(Refused, match="no support service to verify"):
        verify_support(sqlite_store, ready(), **WHO)
