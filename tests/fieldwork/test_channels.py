"""Links that carry a name: people are counted by it, apart from what they answer, and never one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from survey.errors import Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import open_campaign, status
from survey.fieldwork.channels import add_channel, channels_of, link, name_in
from survey.fieldwork.counts import band
from survey.fieldwork.live.taking import renew
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from survey.storage.records import ChannelRecord
from survey.storage.tables import metadata
from tests.fieldwork.test_full import SLUG, WHO, opened, people
from tests.fieldwork.test_full import ready as ready_by_no_link
from tests.storage.made import response


def counts(store: Store) -> dict[str, tuple[int, int]]:
    """Starts and sent by name, exactly, as only the database knows them."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        return {one.name: (one.starts, one.sent) for one in tx.channels.all(campaign.id)}


def ready(store: Store, via: str) -> tuple[str, str]:
    """Somebody who came by a link and has answered everything: their token, and the key to send with."""
    token = people(store).begin(SLUG, shared=False, via=via).token
    seat = people(store).answer(SLUG, token, Typed("s", {"a": ("1",)}, 0)).seat
    return token, seat.draft.submit_key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("met-intranet", "met-intranet", id="letters and a dash"),
        pytest.param("Met-2025", "met-2025", id="capitals make no difference"),
        pytest.param("x" * 40, "x" * 40, id="forty"),
        pytest.param("x" * 41, "", id="more than forty"),
        pytest.param("", "", id="nothing"),
        pytest.param("a b", "", id="a space"),
        pytest.param("met\n", "", id="a line's end"),
        pytest.param("jane@example.org", "", id="an address"),
        pytest.param("café", "", id="a letter that links spell in many ways"),
        pytest.param("<b>", "", id="markup"),
    ],
)
def test_a_name_is_letters_figures_and_dashes_and_anything_else_is_none(text: str, name: str) -> None:
    assert name_in(text) == name


def test_starts_and_what_is_sent_are_counted_by_name(store: Store) -> None:
    opened(store, None)
    add_channel(store, SLUG, "nhs-news", "NHS newsletter", **WHO)
    people(store).submit(SLUG, *ready(store, "NHS-news"))
    ready(store, "nhs-news")
    people(store).submit(SLUG, *ready_by_no_link(people(store)))
    assert counts(store) == {"nhs-news": (2, 1)}


def test_names_that_nobody_made_known_are_counted_together_and_kept_nowhere(store: Store) -> None:
    opened(store, None)
    people(store).submit(SLUG, *ready(store, "jane-smith"))
    token, _ = ready(store, "john-smith")
    ready(store, "not a name")
    assert counts(store) == {"": (2, 1)}
    assert people(store).seat(SLUG, token).draft.channel == ""
    assert channels_of(store, SLUG) == ()


def test_no_response_says_where_it_came_from() -> None:
    for table in ("response", "response_text", "session", "contact", "contact_outbox"):
        assert not {"channel", "via"} & set(metadata.tables[table].columns.keys())


def test_sending_twice_counts_once(store: Store) -> None:
    opened(store, None)
    person = ready(store, "poster")
    people(store).submit(SLUG, *person)
    people(store).submit(SLUG, *person)
    assert counts(store) == {"": (1, 1)}


def test_a_withdrawal_lowers_no_count(store: Store) -> None:
    opened(store, None)
    receipt = people(store).submit(SLUG, *ready(store, "poster")).receipt
    at = people(store)
    Receipts(store, at.codes, at.seats).withdraw(SLUG, receipt)
    assert counts(store) == {"": (1, 1)}


def test_a_survey_counts_its_own_channels_alone(store: Store) -> None:
    opened(store, None)
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        form = people(store).seats.questionnaire(tx, campaign.version_id)
        closes_at = tx.now + timedelta(days=1)
    open_campaign(store, form, "other", closes_at=closes_at, **WHO)
    add_channel(store, "other", "poster", "", **WHO)
    ready(store, "poster")
    assert counts(store) == {"": (1, 0)}
    assert [one.starts for one in channels_of(store, "other")] == [0]


def test_a_channel_is_made_known_once_with_a_note_in_the_log(store: Store) -> None:
    opened(store, None)
    made = add_channel(store, SLUG, "Poster", " ", **WHO)
    assert made == ChannelRecord(made.campaign_id, "poster", "poster", 0, 0)
    with pytest.raises(Refused, match="has the channel poster already"):
        add_channel(store, SLUG, "poster", "Another", **WHO)
    with pytest.raises(Refused, match="cannot be in a link"):
        add_channel(store, SLUG, "a poster", "", **WHO)
    with pytest.raises(Refused, match="shorter one"):
        add_channel(store, SLUG, "long", "x" * 81, **WHO)
    last = audit.entries(store, SLUG)[-1]
    assert audit.in_one_line(last).endswith("Ada, add channel: channel poster (a test)")
    assert audit.flaws(store) == ()


def test_the_link_is_the_address_with_the_name() -> None:
    assert link("https://survey.example", "tiny", "met-2025") == "https://survey.example/s/tiny?via=met-2025"


@pytest.mark.parametrize(
    ("exact", "told"),
    [
        (0, "under 10"),
        (1, "under 10"),
        (9, "under 10"),
        (10, "10 to 19"),
        (19, "10 to 19"),
        (20, "20 to 49"),
        (49, "20 to 49"),
        (50, "50 and over"),
        (5000, "50 and over"),
    ],
)
def test_a_part_of_a_survey_is_told_in_bands(exact: int, told: str) -> None:
    assert band(exact) == told


def test_the_status_tells_each_channel_in_bands(store: Store) -> None:
    opened(store, None)
    add_channel(store, SLUG, "poster", "Posters", **WHO)
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        for _ in range(14):
            tx.channels.count_start(campaign.id, "poster")
        tx.channels.count_start(campaign.id, "")
        for _ in range(30):
            tx.responses.add(response(campaign), {})
    assert renew(store, SLUG)
    found = status(store, SLUG)
    assert found.as_json()["channels"] == [
        {"name": "", "title": "Other link", "starts": "under 10", "sent": "under 10"},
        {"name": "poster", "title": "Posters", "starts": "10 to 19", "sent": "under 10"},
    ]
    assert ("By Posters", "begun 10 to 19, sent under 10") in found.in_words()
