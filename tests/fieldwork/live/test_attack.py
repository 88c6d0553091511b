"""Whoever reads the live figures after each of 300 who send learns no count under 10 of any group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import pytest

from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.channels import add_channel
from survey.fieldwork.counts import LEAST, level
from survey.fieldwork.live.holding import STEPS, Family, Held, Tally, renewed
from survey.fieldwork.live.looking import look
from survey.fieldwork.live.shown import Live
from survey.fieldwork.live.taking import renew
from survey.fieldwork.london import days_later
from survey.storage.database import Store
from tests.fieldwork.live.attacker import Attacker, Parts
from tests.fieldwork.live.crowd import LINKS, Crowd
from tests.web.site import london

MANY = 300
SLUG = "trauma-informed-london"
VALUES_LEFT = 5
"""So many values at least have to be possible of what is under 10."""


def seen(live: Live) -> dict[str, int]:
    """The band of each group, by the key that the crowd knows it under."""
    assert live.areas is not None
    found = {f"main:{one.code}": one.level for one in live.splits[0].groups}
    found |= {f"area:{one.code}": one.level for one in live.areas.groups}
    found |= {f"borough:{one.code}": one.level for one in (*live.tiles, *live.off_map)}
    for main, split in zip(live.splits[0].groups, live.crossed, strict=False):
        found |= {f"main:{main.code}|area:{one.code}": one.level for one in split.groups}
    return found | {f"sent:{one.name}": one.sent for one in live.channels}


@dataclass
class Watch:
    """What was to be seen after each who sent, and what was so."""

    shown: list[dict[str, int]] = field(default_factory=list)
    truth: list[dict[str, int]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def note(self, live: Live, number: int, crowd: Crowd) -> None:
        keys = crowd.keys_seen()
        found = seen(live)
        self.shown.append({key: found.get(key, 0) for key in keys})
        self.truth.append({key: crowd.counts[key] for key in keys})
        self.numbers.append(number)


def watched(store: Store, seed: int) -> tuple[Watch, Crowd]:
    with store.read() as tx:
        closes = days_later(tx.now, 3)
    campaign = open_campaign(store, london(), SLUG, closes_at=closes, actor="test")
    for name in LINKS:
        add_channel(store, SLUG, name, name, actor="test", reason="test")
    luck, crowd = Random(seed), Crowd(store, campaign, Random(seed))
    watch = Watch()
    for _ in range(MANY):
        crowd.send()
        renew(store, SLUG, lambda: luck.choice(STEPS))
        found = look(store, SLUG)
        watch.note(found.live, found.number, crowd)
    return watch, crowd


def small(truth: Mapping[str, int]) -> list[str]:
    return [key for key, number in truth.items() if number < LEAST]


@pytest.mark.parametrize("seed", [1, 2])
def test_reading_after_each_of_300_leaves_every_small_count_open(sqlite_store: Store, seed: int) -> None:
    watch, crowd = watched(sqlite_store, seed)
    totals = range(1, MANY + 1)
    found = Attacker(totals, watch.shown, crowd.families(), lag=STEPS[-1] - LEAST)
    assert len(small(watch.truth[-1])) > 20, "there is something to protect"
    assert sum(map(bool, watch.shown[-1].values())) > 10, "and something is shown"
    assert found.learned(VALUES_LEFT, watch.truth) == []


def test_the_same_attacker_finds_counts_that_are_shown_as_they_are(sqlite_store: Store) -> None:
    watch, crowd = watched(sqlite_store, 1)
    open_bands = [{key: level(number) for key, number in truth.items()} for truth in watch.truth]
    found = Attacker(range(1, MANY + 1), open_bands, crowd.families(), lag=0)
    exactly = found.learned(2, watch.truth)
    assert len({key for _, key, _, _ in exactly}) > 10
    assert all(low == high == watch.truth[at][key] for at, key, low, high in exactly)


GROUPS = ("a", "b", "c", "d")


def series(weights: tuple[float, ...], luck: Random) -> list[dict[str, int]]:
    """Exact counts after every tenth of 300 people, who come to groups by these weights."""
    exact, found = dict.fromkeys(GROUPS, 0), []
    for number in range(1, MANY + 1):
        exact[luck.choices(GROUPS, weights)[0]] += 1
        if number % 10 == 0:
            found.append(dict(exact))
    return found


def bands_held(truth: list[dict[str, int]], luck: Random) -> list[dict[str, int]]:
    held, shown = dict[str, Held](), []
    for exact in truth:
        tally = Tally(exact, (Family(sum(exact.values()), frozenset(exact)),))
        held = renewed(held, tally, lambda: luck.choice(STEPS))
        shown.append({key: level(one.count) for key, one in held.items()})
    return shown


def attacked(
    shown: list[dict[str, int]], truth: list[dict[str, int]], lag: int
) -> list[tuple[int, str, int, int]]:
    totals = [sum(exact.values()) for exact in truth]
    return Attacker(totals, shown, [Parts(GROUPS)], lag).learned(VALUES_LEFT, truth)


def test_however_people_spread_nothing_small_is_learned_and_bare_bands_of_every_tenth_would_tell() -> None:
    told = 0
    for seed in range(60):
        luck = Random(seed)
        weights = tuple(luck.random() ** luck.choice((1, 4, 12)) for _ in GROUPS)
        truth = series(weights, luck)
        assert attacked(bands_held(truth, luck), truth, STEPS[-1] - LEAST) == [], (seed, weights)
        told += bool(attacked([{key: level(n) for key, n in one.items()} for one in truth], truth, 0))
    assert told > 10


def test_no_group_of_two_views_differs_by_fewer_than_ten() -> None:
    luck, held, exact = Random(7), dict[str, Held](), {"a": 0, "b": 0}
    for total in range(1, 400):
        exact["a" if luck.random() < 0.7 else "b"] += 1
        tally = Tally(dict(exact), (Family(total, frozenset(exact)),))
        now = renewed(held, tally, lambda: luck.choice(STEPS))
        for key, before in held.items():
            assert now[key].count - before.count == 0 or now[key].count - before.count >= LEAST
            assert now[key].count <= exact[key]
        held = now
    assert held["a"].count > 200


@pytest.mark.parametrize("hidden", range(LEAST))
def test_who_sends_answers_himself_one_a_view_cannot_tell_how_many_others_there_are(hidden: int) -> None:
    """He adds one of his own to a group in which nobody else comes, and waits for its band to change."""
    crossings = {step: crossing(hidden, step) for step in STEPS}
    for at in crossings.values():
        possible = {other for other in range(LEAST) for step in STEPS if crossing(other, step) == at}
        assert hidden in possible
        # at the end of the scale he can know that nobody else is there, see decision 44
        assert len(possible) == min(5, STEPS[-1] - at + 1, LEAST - STEPS[0] + at)


def crossing(others: int, step: int) -> int:
    """At how many answers of his own the group leaves its band."""
    held = {"group": Held(step=step), "rest": Held(step=STEPS[0])}
    for own in range(STEPS[-1] + 1):
        counts = {"group": others + own, "rest": 10 * own + 40}
        tally = Tally(counts, (Family(sum(counts.values()), frozenset(counts)),))
        held = renewed(held, tally, lambda: STEPS[0])
        if held["group"].count:
            return own
    raise AssertionError("the band never changed")


def test_a_withdrawal_moves_no_group() -> None:
    held = {"group": Held(count=12, step=10), "rest": Held(count=80, step=10)}
    tally = Tally({"group": 0, "rest": 70}, (Family(70, frozenset(("group", "rest"))),))
    assert renewed(held, tally, lambda: 10) == held


def test_a_group_that_is_nearly_everybody_waits_until_others_could_be_hidden_beside_it() -> None:
    def held(total: int) -> int:
        tally = Tally({"all": total, "none": 0}, (Family(total, frozenset(("all", "none"))),))
        return level(renewed({}, tally, lambda: 10)["all"].count)

    assert [held(total) for total in (10, 19, 20, 29, 30, 59, 60)] == [0, 0, 1, 1, 2, 2, 3]


def test_a_part_is_not_shown_before_what_it_is_a_part_of() -> None:
    families = (Family(200, frozenset(("area", "rest"))), Family(13, frozenset(("borough",)), "area"))
    held = {"area": Held(step=14), "rest": Held(count=60, step=10), "borough": Held(step=10)}
    tally = Tally({"area": 13, "rest": 187, "borough": 13}, families)
    assert renewed(held, tally, lambda: 10)["borough"].count == 0
