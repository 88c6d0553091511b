"""Wrong passwords and codes make the next try wait longer, and never shut anybody out.

Two counters stand for one account: one for browsers in which its owner has signed in before, one for all
others. So whoever guesses from elsewhere keeps no owner waiting at their own desk (OWASP's device cookies).
"""

from __future__ import annotations

from datetime import timedelta

from survey.errors import TooSoon
from survey.fieldwork.codes import Codes
from survey.storage.team_records import DelayRecord
from survey.storage.transaction import Transaction

FREE = 4
"""Slips that cost nothing."""
LONGEST = 60
"""Seconds, where whoever tries is known by more than an address."""
LONGEST_ELSEWHERE = 600
"""Seconds at a browser that nobody signed in with: so no more than 20 passwords an hour are looked at."""
BUCKETS = 4096
FORGOTTEN = timedelta(days=1)


def key_of(codes: Codes, what: str, account: str, *, known: bool) -> str:
    """The counter of a kind of try at an account, from its own browsers or from any other."""
    return codes.hash("delay", f"{what} {account} {'own' if known else 'any'}")


def bucket_of(codes: Codes, address: str) -> str:
    """What an address counts under in browsers that nobody signed in with: one of a few.

    So guessing fills no disk. Addresses with an account share them, or else whoever had filled all of
    them could tell from the second try at an address whether it has one.
    """
    return f"bucket {int(codes.hash('delay', address)[:8], 16) % BUCKETS}"


def refuse_too_soon(tx: Transaction, key: str) -> None:
    """Refuse a try that does not wait; what it would have said is not looked at."""
    tx.delays.forget_before(tx.now - FORGOTTEN)
    delay = tx.delays.get(key)
    if delay.until > tx.now:
        seconds = int((delay.until - tx.now).total_seconds()) + 1
        raise TooSoon(
            f"Wait {seconds} seconds, then try again. Each wrong try makes the next one wait longer.", seconds
        )


def count_miss(tx: Transaction, key: str, longest: int = LONGEST) -> None:
    """One more wrong try; the next waits 1, 2, 4 ... seconds once the free slips are used up."""
    misses = tx.delays.get(key).misses + 1
    seconds = min(2 ** (misses - FREE - 1), longest) if misses > FREE else 0
    tx.delays.put(DelayRecord(key, misses, tx.now + timedelta(seconds=seconds)))
