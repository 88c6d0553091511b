"""What is held of each count: it moves by 10 people or more or not at all, and leaves room for the unseen.

A reader sees nothing but bands of what is held. Three rules make two views tell nothing of a few people:

- A count is taken over once it has moved by its step. The step is drawn anew each time, 10 to 14, and told
  to nobody, so that whoever sends answers himself cannot know at which of them a band changes.
- Of people who were counted in some group once, none is taken out again: a withdrawal moves nothing.
- A group is shown higher only while 10 or more people of the whole could still be in any other group.

See decision 44.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from survey.fieldwork.counts import EDGES, LEAST, level, top

STEPS = range(LEAST, LEAST + 5)
ROOM = LEAST
Draw = Callable[[], int]
"""Draws one of `STEPS`, evenly."""


class Held(BaseModel):
    """A count as it was taken over last, and by how much it has to move to be taken over again."""

    model_config = ConfigDict(frozen=True)

    count: int = 0
    step: int


@dataclass(frozen=True, slots=True)
class Family:
    """Groups of which each person is in one at most, out of so many people."""

    whole: int
    groups: frozenset[str]
    within: str = ""
    """The group that all of them are part of; none where the whole is the survey."""


@dataclass(frozen=True)
class Tally:
    """Exact counts at one moment, by key; a group that others are part of stands before them."""

    counts: Mapping[str, int]
    families: tuple[Family, ...] = ()
    of: dict[str, list[Family]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for family in self.families:
            for key in family.groups:
                self.of.setdefault(key, []).append(family)


def renewed(held: Mapping[str, Held], tally: Tally, draw: Draw) -> dict[str, Held]:
    """What is held after one look at the exact counts."""
    now = {key: held.get(key) or Held(step=draw()) for key in tally.counts}
    for key, exact in tally.counts.items():
        families = tally.of.get(key, ())
        count = taken_over(now[key], exact, grows_only=bool(families))
        for family in families:
            count = with_room(count, now, family, key)
        if count >= now[key].count + LEAST or (count < now[key].count and not families):
            now[key] = Held(count=count, step=draw())
    return now


def taken_over(held: Held, exact: int, *, grows_only: bool) -> int:
    """The exact count where it is far enough from what is held; else what is held."""
    moved = exact - held.count
    far = moved >= held.step or (not grows_only and -moved >= held.step)
    return exact if far else held.count


def with_room(count: int, now: Mapping[str, Held], family: Family, key: str) -> int:
    """The count, or the highest number of a lower band that leaves room for people who are not seen."""
    others = sum(EDGES[level(now[one].count)] for one in family.groups if one != key)
    room = min(known(now, family)) - others - ROOM
    if EDGES[level(count)] <= room:
        return count
    lower = next((at for at in reversed(range(level(count))) if EDGES[at] <= room), 0)
    return top(lower) or 0


def known(now: Mapping[str, Held], family: Family) -> Iterator[int]:
    """How many people a reader may know to be in all groups of a family together."""
    yield family.whole
    if family.within:
        highest = top(level(now[family.within].count))
        if highest is not None:
            yield highest + STEPS[-1] - 1
