"""Invitations let one person begin once, and nothing in the database says what became of whom."""

from __future__ import annotations

import csv
import io
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from survey.engine.loader import load_file
from survey.errors import Full, InvitationUsed, InvitedOnly, NotOpen, Refused
from survey.fieldwork import audit, retention
from survey.fieldwork.campaign import close, open_campaign
from survey.fieldwork.channels import add_channel
from survey.fieldwork.codes import Codes
from survey.fieldwork.limit import set_most
from survey.fieldwork.running.opening import open_for_real
from survey.fieldwork.running.sign_offs import name_controller
from survey.fieldwork.spreading.invitations import MOST, Rule, make, set_rule, standing, take_back
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from survey.storage.tables import metadata
from tests.builders import LIBRARY, asking
from tests.conftest import Clock
from tests.fieldwork.test_full import SLUG, WHO, opened, people, sent_already

BASE = "https://survey.example.org"
CODES = Codes(b"a secret of the test" * 2)


@pytest.fixture
def inviting(store: Store) -> Store:
    """An open survey with a channel, in which one begins by invitation alone."""
    opened(store, None)
    add_channel(store, SLUG, "nhs", "NHS newsletter", **WHO)
    set_rule(store, SLUG, Rule.ONLY, **WHO)
    return store


def made(store: Store, number: int, channel: str = "nhs") -> list[str]:
    """The codes of so many invitations, as they stand in the file that the manager gets."""
    rows = list(csv.reader(io.StringIO(make(store, CODES, BASE, SLUG, channel, number, **WHO))))
    assert rows[0] == ["invitation"]
    links = [link for (link,) in rows[1:]]
    assert all(link.startswith(f"{BASE}/s/{SLUG}/i/") for link in links)
    return [link.rpartition("/")[2] for link in links]


def begin(store: Store, code: str = "") -> str:
    return people(store).begin(SLUG, shared=False, invitation=code).token


def test_an_invitation_lets_one_person_begin_once(inviting: Store) -> None:
    one, other = made(inviting, 2)
    with pytest.raises(InvitedOnly):
        begin(inviting)
    token = begin(inviting, one)
    with pytest.raises(InvitationUsed):
        begin(inviting, one)
    assert people(inviting).seat(SLUG, token).draft.channel is None
    assert begin(inviting, f" {other.lower()} ")
    with pytest.raises(InvitationUsed):
        begin(inviting, "0" * 24)


def test_looking_at_an_invitation_does_not_use_it(inviting: Store) -> None:
    (code,) = made(inviting, 1)
    for _ in range(3):
        assert people(inviting).knows_invitation(SLUG, code)
    begin(inviting, code)
    assert not people(inviting).knows_invitation(SLUG, code)


def test_one_of_another_survey_lets_nobody_in(inviting: Store) -> None:
    (code,) = made(inviting, 1)
    form = asking("- {id: a, ask: single, text: A?, options: {1: Yes, 0: No}}")
    with inviting.read() as tx:
        closes = tx.now + timedelta(days=1)
    open_campaign(inviting, form, "other", closes_at=closes, **WHO)
    with pytest.raises(InvitationUsed):
        people(inviting).begin("other", shared=False, invitation=code)
    assert not people(inviting).knows_invitation("other", code)


def test_of_two_who_press_at_once_one_begins(inviting: Store) -> None:
    (code,) = made(inviting, 1)
    came: list[str] = []

    def press() -> None:
        try:
            begin(inviting, code)
            came.append("begun")
        except InvitationUsed:
            came.append("used")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(came) == {"begun": 1, "used": 3}


def test_what_lets_nobody_begin_uses_no_invitation_up(inviting: Store) -> None:
    (code,) = made(inviting, 1)
    sent_already(inviting, 10)
    set_most(inviting, SLUG, 10, **WHO)
    with pytest.raises(Full):
        begin(inviting, code)
    set_most(inviting, SLUG, None, **WHO)
    close(inviting, SLUG, **WHO)
    with pytest.raises(NotOpen):
        begin(inviting, code)
    assert people(inviting).knows_invitation(SLUG, code)


def test_beside_the_open_link_either_way_leads_in(inviting: Store) -> None:
    (code,) = made(inviting, 1)
    set_rule(inviting, SLUG, Rule.BESIDE, **WHO)
    assert begin(inviting)
    assert begin(inviting, code)
    with pytest.raises(Refused, match="how it is already"):
        set_rule(inviting, SLUG, Rule.BESIDE, **WHO)


def test_a_survey_by_invitation_alone_is_not_in_the_list_of_surveys(inviting: Store) -> None:
    assert people(inviting).open_surveys() == ()
    set_rule(inviting, SLUG, Rule.OFF, **WHO)
    assert [one.url for one in people(inviting).open_surveys()] == [f"/s/{SLUG}"]


# ---------------------------------------------------------------- the attack

PURPOSES = ("single use", "resume", "receipt", "session", "csrf", "whose", "submit", "invitation", "throttle")


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order in which the database gives them."""
    with store.read() as tx:
        return {
            table.name: [dict(row._mapping) for row in tx.connection.execute(table.select())]
            for table in metadata.sorted_tables
        }


def answers(store: Store, token: str) -> str:
    """Answer and send; the receipt."""
    participation = people(store)
    seat = participation.answer(SLUG, token, Typed("s", {"a": ("1",)}, 0)).seat
    return participation.submit(SLUG, token, seat.draft.submit_key).receipt


def test_nothing_in_any_table_ties_an_invitation_to_what_was_answered(inviting: Store) -> None:
    """Whoever has every code and its hashes, and the database before and after, finds numbers alone."""
    add_channel(inviting, SLUG, "alone", "A channel with one invitation", **WHO)
    codes, (single,) = made(inviting, 12), made(inviting, 1, "alone")
    set_rule(inviting, SLUG, Rule.BESIDE, **WHO)
    before = everything(inviting)
    used = [*codes[:5], single]
    by_invitation = [begin(inviting, code) for code in used]
    by_link = [begin(inviting) for _ in range(4)]
    for token in (by_invitation[0], by_link[0]):
        answers(inviting, token)
    after = everything(inviting)

    written = repr(after)
    for code in used:
        for trace in (code, code.lower(), *(CODES.hash(purpose, code) for purpose in PURPOSES)):
            assert trace not in written
    assert len(before["ticket"]) - len(after["ticket"]) == len(used)
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"draft_page", "response_text"} == {"ticket", "draft", "session", "response"}
    for table, own in (
        ("draft", {"id", "resume_hash", "submit_key", "seed", "key_salt", "key_name", "key_by_code"}),
        (
            "session",
            {
                *("token_hash", "draft_id", "last_active", "expires_at", "receipt_key", "response_id"),
                "key_by_token",
            },
        ),
    ):
        alike = {tuple(sorted((k, str(v)) for k, v in row.items() if k not in own)) for row in after[table]}
        assert len(alike) == 1, f"rows of {table} that came by invitation differ from the others"


def test_no_column_could_hold_a_trace_and_no_moment_is_kept(inviting: Store) -> None:
    tables = metadata.tables
    assert set(tables["ticket"].columns.keys()) == {"code_hash", "campaign_id", "channel"}
    assert set(tables["ticket_count"].columns.keys()) == {"campaign_id", "channel", "made", "taken_back"}
    for name in ("draft", "response", "session", "draft_page"):
        named = " ".join(column.name for column in tables[name].columns)
        assert "ticket" not in named
        assert "invit" not in named
    keys = [key for table in tables.values() for key in table.foreign_keys]
    assert "ticket" not in {key.column.table.name for key in keys}


def test_unused_invitations_lie_in_no_order_of_the_file(inviting: Store) -> None:
    codes = made(inviting, 40)
    with inviting.read() as tx:
        lying = [row[0] for row in tx.connection.execute(text("SELECT code_hash FROM ticket"))]
    assert lying == sorted(CODES.hash("single use", code) for code in codes)


def test_the_transactions_of_postgresql_tie_no_count_to_a_draft(postgres_store: Store) -> None:
    """Each row there knows which transaction wrote it last; one that begins by invitation writes no count."""
    store = postgres_store
    opened(store, None)
    add_channel(store, SLUG, "nhs", "NHS newsletter", **WHO)
    set_rule(store, SLUG, Rule.ONLY, **WHO)
    begin(store, made(store, 2)[0])

    def wrote(table: str) -> set[int]:
        with store.read() as tx:
            return set(tx.connection.execute(text(f"SELECT xmin::text::bigint FROM {table}")).scalars())

    assert not wrote("draft") & (
        wrote("ticket") | wrote("ticket_count") | wrote("channel") | wrote("admission")
    )


# ---------------------------------------------------------------- what the manager does


def test_counts_are_made_exactly_and_used_in_bands(inviting: Store) -> None:
    codes = made(inviting, 30)
    for code in codes[:9]:
        begin(inviting, code)
    assert standing(inviting, SLUG).counts[0].used == "under 10"
    begin(inviting, codes[9])
    found = standing(inviting, SLUG)
    assert (found.rule, found.counts[0].made, found.counts[0].used) == (Rule.ONLY, 30, "10 to 19")


def test_unused_ones_are_taken_back_and_whoever_began_goes_on(inviting: Store) -> None:
    codes = made(inviting, 12)
    tokens = [begin(inviting, code) for code in codes[:10]]
    take_back(inviting, SLUG, "nhs", **WHO)
    with pytest.raises(InvitationUsed):
        begin(inviting, codes[11])
    (count,) = standing(inviting, SLUG).counts
    assert (count.made, count.used, count.taken_back) == (12, "10 to 19", "some")
    assert people(inviting).seat(SLUG, tokens[0]).draft.campaign_id
    with pytest.raises(Refused, match="None was ever made"):
        take_back(inviting, SLUG, "other", **WHO)


@pytest.mark.parametrize("used", [0, 1])
def test_taking_the_only_one_back_does_not_tell_whether_it_was_used(inviting: Store, used: int) -> None:
    (code,) = made(inviting, 1)
    for _ in range(used):
        begin(inviting, code)
    take_back(inviting, SLUG, "nhs", **WHO)
    take_back(inviting, SLUG, "nhs", **WHO)
    (count,) = standing(inviting, SLUG).counts
    assert (count.made, count.used) == (1, "under 10")
    assert [entry.action for entry in audit.entries(inviting, SLUG)][-2:] == ["take invitations back"] * 2


@pytest.mark.parametrize("number", [0, -1, MOST + 1])
def test_from_one_to_five_thousand_are_made_at_a_time(inviting: Store, number: int) -> None:
    with pytest.raises(Refused, match="from 1 to 5,000"):
        make(inviting, CODES, BASE, SLUG, "nhs", number, **WHO)


def test_five_thousand_are_all_different(inviting: Store) -> None:
    assert len(set(made(inviting, MOST))) == MOST


def test_what_cannot_be_made_is_told(store: Store) -> None:
    opened(store, None)
    with pytest.raises(Refused, match="knows no invitations yet"):
        make(store, CODES, BASE, SLUG, "nhs", 1, **WHO)
    set_rule(store, SLUG, Rule.BESIDE, **WHO)
    with pytest.raises(Refused, match="has no channel nhs"):
        make(store, CODES, BASE, SLUG, "nhs", 1, **WHO)
    add_channel(store, SLUG, "nhs", "NHS", **WHO)
    with pytest.raises(Refused, match="Say why"):
        make(store, CODES, BASE, SLUG, "nhs", 1, actor="Ada", reason="")
    close(store, SLUG, **WHO)
    with pytest.raises(Refused, match="It closed on"):
        make(store, CODES, BASE, SLUG, "nhs", 1, **WHO)


def test_the_record_of_changes_says_how_many_and_never_a_code(inviting: Store) -> None:
    codes = made(inviting, 3)
    begin(inviting, codes[0])
    entries = audit.entries(inviting, SLUG)
    assert [entry.action for entry in entries[2:]] == ["invitations", "make invitations"]
    assert dict(entries[-1].new or {})["made"] == 3
    written = repr(entries)
    assert not any(code in written or CODES.hash("single use", code) in written for code in codes)
    assert audit.flaws(inviting) == ()


def test_unused_ones_go_once_nobody_can_begin_any_more(sqlite_store: Store, clock: Clock) -> None:
    """Which are left would tell whoever handed them out who has not taken part."""
    opened(sqlite_store, None)
    add_channel(sqlite_store, SLUG, "nhs", "NHS", **WHO)
    set_rule(sqlite_store, SLUG, Rule.BESIDE, **WHO)
    made(sqlite_store, 4)
    assert "Invitations that nobody used" in {due.what for due in retention.plan(sqlite_store)}
    clock.move(days=7)
    retention.carry_out(sqlite_store, actor="worker")
    assert len(everything(sqlite_store)["ticket"]) == 4
    clock.move(days=2)
    retention.carry_out(sqlite_store, actor="worker")
    assert everything(sqlite_store)["ticket"] == []
    (count,) = standing(sqlite_store, SLUG).counts
    assert (count.made, count.used, count.taken_back) == (4, "under 10", "some")
    assert audit.entries(sqlite_store, SLUG)[-1].action == "unused invitations deleted"


def test_a_survey_opens_with_invitations_as_the_only_way_in(store: Store) -> None:
    asked = load_file(LIBRARY / "workshop-feedback" / "1.0.yaml")
    name_controller(store, asked, "London Violence Reduction Unit", **WHO)
    with store.read() as tx:
        closes = tx.now + timedelta(days=3)
    open_for_real(store, asked, SLUG, None, closes, **WHO, although="a test", invitations=Rule.ONLY)
    assert standing(store, SLUG).rule is Rule.ONLY
    assert [entry.action for entry in audit.entries(store, SLUG)][:2] == ["open", "invitations"]
