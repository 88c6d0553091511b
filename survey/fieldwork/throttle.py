"""Slows down guessing at codes; never shuts anybody out, and never stands before answering.

Wrong codes are counted by the hour and by a keyed hash of the network prefix that changes every day, so
that nothing stored names a place. The allowance is generous: a whole force may share one address.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from survey.fieldwork.codes import Codes
from survey.storage.database import Store

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
ALLOWANCE = 20
SECONDS_EACH = 0.5
MOST_SECONDS = 5.0
PREFIX = {4: 24, 6: 48}


class Throttle:
    """Counts wrong codes and says how long the next try waits."""

    def __init__(self, store: Store, codes: Codes) -> None:
        self.store = store
        self.codes = codes

    def delay(self, what: str, address: str) -> float:
        """Seconds to wait before a code from this part of the network is looked at."""
        with self.store.read() as tx:
            misses = tx.throttles.count(self._key(what, address, tx.now), hour_of(tx.now))
        return min(max(misses - ALLOWANCE, 0) * SECONDS_EACH, MOST_SECONDS)

    def miss(self, what: str, address: str) -> None:
        """Count a wrong code, and forget what is a day old."""
        with self.store.write() as tx:
            tx.throttles.forget(tx.now - KEPT)
            tx.throttles.add(self._key(what, address, tx.now), hour_of(tx.now))

    def _key(self, what: str, address: str, now: datetime) -> str:
        return self.codes.hash("throttle", f"{now.date()} {what} {network(address)}")


def hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def network(address: str) -> str:
    """The prefix that an address shares with its neighbours; one name for whatever is no address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, PREFIX[found.version]), strict=False))
