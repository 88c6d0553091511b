"""The throttle slows down, never shuts out, and remembers nobody."""

from __future__ import annotations

import pytest

from survey.fieldwork.codes import Codes
from survey.fieldwork.throttle import ALLOWANCE, MOST_SECONDS, Throttle, network
from survey.settings import Settings
from survey.storage.database import Store
from tests.conftest import Clock

CODES = Codes(b"s" * 32)


def test_a_generous_number_of_slips_costs_nothing(store: Store) -> None:
    throttle = Throttle(store, CODES)
    for _ in range(ALLOWANCE):
        throttle.miss("resume", "192.0.2.7")
    assert throttle.delay("resume", "192.0.2.7") == 0
    throttle.miss("resume", "192.0.2.200")
    assert throttle.delay("resume", "192.0.2.7") > 0
    assert throttle.delay("receipt", "192.0.2.7") == 0
    assert throttle.delay("resume", "198.51.100.7") == 0


def test_waiting_grows_to_a_limit_and_ends_with_the_hour(sqlite_store: Store, clock: Clock) -> None:
    throttle = Throttle(sqlite_store, CODES)
    for _ in range(ALLOWANCE + 50):
        throttle.miss("resume", "192.0.2.7")
    assert throttle.delay("resume", "192.0.2.7") == MOST_SECONDS
    clock.move(hours=1)
    assert throttle.delay("resume", "192.0.2.7") == 0


def test_nothing_stored_names_a_place_or_lasts_beyond_a_day(sqlite_store: Store, clock: Clock) -> None:
    throttle = Throttle(sqlite_store, CODES)

    def kept() -> list[str]:
        with sqlite_store.read() as tx:
            return [row.key for row in tx.connection.exec_driver_sql("SELECT key FROM throttle")]

    throttle.miss("resume", "192.0.2.7")
    first = kept()
    assert all("192" not in key for key in first)
    clock.move(hours=25)
    throttle.miss("resume", "192.0.2.7")
    assert len(kept()) == 1
    assert kept() != first


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_neighbours_share_a_name(address: str, prefix: str) -> None:
    assert network(address) == prefix


def test_a_throttle_is_shared_by_processes(settings: Settings, store: Store) -> None:
    for _ in range(ALLOWANCE + 2):
        Throttle(store, CODES).miss("resume", "192.0.2.7")
    with Store.open(settings) as other:
        assert Throttle(other, CODES).delay("resume", "192.0.2.7") == 1.0
