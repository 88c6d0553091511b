"""What goes on which day, and its going."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from survey.fieldwork.retention.rules import Answers, Contacts, Invitations, Originals, Rule, Unsent
from survey.storage.database import Store

RULES: tuple[type[Rule], ...] = (Unsent, Invitations, Originals, Contacts, Answers)


@dataclass(frozen=True)
class Due:
    """Something that goes by itself: of which survey, what, when, and whether that moment is over.

    Where nobody has said when, `unset` says what to do.
    """

    slug: str
    what: str
    at: datetime | None
    over: bool
    unset: str = ""


def plan(store: Store) -> tuple[Due, ...]:
    """What goes on which day, as the dates are now: the next first, what has no day, then what has gone."""
    rules = [rule(store.settings) for rule in RULES]
    with store.read() as tx:
        found = []
        for campaign in tx.campaigns.all():
            for rule in rules:
                at = rule.at(tx, campaign)
                if rule.is_told(tx, campaign) and (at is not None or rule.unset):
                    over = at is not None and at <= tx.now
                    found.append(Due(campaign.slug, rule.what, at, over, "" if at else rule.unset))
        latest = max((due.at for due in found if due.at), default=tx.now)
    return tuple(sorted(found, key=lambda due: (due.over, due.at is None, due.at or latest)))


def carry_out(store: Store, *, actor: str) -> Counter[type[Rule]]:
    """Delete everything whose moment has come; how many of each. Nothing is half done where it is cut off:
    each rule takes each survey in a transaction of its own.

    Sessions that are over go with every round: they say at what time somebody was there last.
    """
    with store.write() as tx:
        tx.sessions.end_expired()
    rules = [rule(store.settings) for rule in RULES]
    with store.read() as tx:
        due = [(rule, c.slug) for c in tx.campaigns.all() for rule in rules if rule.is_due(tx, c)]
    deleted: Counter[type[Rule]] = Counter()
    for rule, slug in due:
        deleted[type(rule)] += of_one(store, rule, slug, actor)
    return deleted


def of_one(store: Store, rule: Rule, slug: str, actor: str) -> int:
    """What a rule says of one survey, alone with its dates: nobody moves its closing at the same time."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug, to_change=True)
        if campaign is None or not rule.is_due(tx, campaign):
            return 0
        deleted = rule.delete(tx, campaign)
        tx.audit.add(actor=actor, action=rule.action, campaign_id=campaign.id)
        return deleted
