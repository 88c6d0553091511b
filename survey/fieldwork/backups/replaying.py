"""What was deleted after a backup, deleted again from what was restored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from survey.fieldwork.backups.kept_away import ACCOUNT, CONTACT, DRAFT, RELEASE, Marks
from survey.fieldwork.codes import Codes
from survey.storage.records import TombstoneRecord
from survey.storage.repositories.tombstones import RESPONSE
from survey.storage.transaction import Transaction


class Replay:
    """The list of what was deleted, against one restored database; all in the caller's transaction.

    Drafts, contacts and accounts are found by the server's secret, responses without it.
    """

    def __init__(self, tx: Transaction, marks: Marks, codes: Codes, backed_up: date) -> None:
        self.tx = tx
        self.marks = marks
        self.codes = codes
        self.backed_up = backed_up

    def carry_out(self, listed: Sequence[TombstoneRecord]) -> Counter[str]:
        """How many of each were deleted again."""
        days: dict[str, dict[str, date]] = {what: {} for what in RULES}
        for one in listed:
            known = days.get(one.what, {})
            known[one.mark] = max(one.day, known.get(one.mark, one.day))
        done: Counter[str] = Counter()
        for what, rule in RULES.items():
            done[what] += rule(self, days[what], days[RESPONSE])
            if what != RESPONSE:
                for mark, day in days[what].items():
                    self.tx.tombstones.add(mark, what, day)
        return done

    def responses(self, days: dict[str, date], _: object) -> int:
        found = self.tx.responses.by_receipt_hashes(list(days))
        for id, receipt_hash in found:
            self.tx.responses.withdraw(id, receipt_hash, days[receipt_hash])
        return len(found)

    def drafts(self, days: dict[str, date], withdrawn: dict[str, date]) -> int:
        """Those that were stopped, and those that were sent later and then withdrawn."""
        done = 0
        for id, submit_key in self.tx.drafts.submit_keys():
            receipt_hash = self.codes.hash("receipt", self.codes.receipt(submit_key))
            if self.marks.draft(id) in days or receipt_hash in withdrawn:
                self.tx.drafts.delete(id)
                done += 1
        return done

    def contacts(self, days: dict[str, date], _: object) -> int:
        done = 0
        for campaign in self.tx.campaigns.all():
            for id, payload in self.tx.contacts.given(campaign.id) if days else ():
                if self.marks.contact(campaign.id, payload) in days:
                    done += self.tx.contacts.delete_anywhere(id)
        return done

    def accounts(self, days: dict[str, date], _: object) -> int:
        """Accesses that ended since the backup; one that was given back before it stays."""
        done = 0
        for account in self.tx.accounts.all():
            ended = days.get(self.marks.account(account.id))
            if ended is not None and ended >= self.backed_up and account.disabled_at is None:
                self.tx.accounts.change(account, disabled_at=self.tx.now)
                done += 1
        return done

    def releases(self, days: dict[str, date], _: object) -> int:
        """Results that were taken down since the backup; those that were published again stay down."""
        done = 0
        for one in self.tx.releases.all():
            ended = days.get(self.marks.release(one.campaign_id, one.number))
            if ended is not None and ended >= self.backed_up and one.is_public:
                self.tx.releases.take_down(one.id, "restore")
                done += 1
        return done


RULES: dict[str, Callable[[Replay, dict[str, date], dict[str, date]], int]] = {
    RESPONSE: Replay.responses,
    DRAFT: Replay.drafts,
    CONTACT: Replay.contacts,
    ACCOUNT: Replay.accounts,
    RELEASE: Replay.releases,
}
WORDS: dict[str, tuple[str, str]] = {
    RESPONSE: ("response that was withdrawn", "responses that were withdrawn"),
    DRAFT: ("draft that was stopped or withdrawn", "drafts that were stopped or withdrawn"),
    CONTACT: ("contact that asked to be taken out", "contacts that asked to be taken out"),
    RELEASE: ("final report that was taken down", "final reports that were taken down"),
    ACCOUNT: ("account whose access had ended", "accounts whose access had ended"),
}


def in_words(done: Counter[str]) -> tuple[str, ...]:
    """What was deleted again, a line each."""
    return tuple(f"{done[what]} {words[done[what] != 1]}" for what, words in WORDS.items())


def as_json(done: Counter[str]) -> dict[str, Any]:
    return {what: done[what] for what in RULES}
