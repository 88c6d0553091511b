"""Where a way can stop: what is true of each page for everybody, worked out once a version.

A way is made of legs, one a page that is asked. Most pages of most ways are still ahead, and nothing is
said on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from survey.engine.answers import Answer
from survey.engine.conditions import Condition
from survey.engine.forms import Problem
from survey.engine.operands import Facts
from survey.engine.pages import Page, Section

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""What a page that says nothing keeps and establishes."""

MOST_KEPT = 64
"""So many ways of asking one page are kept at a time."""


class Leg(NamedTuple):
    """One page of the way as it is asked, with what the answers on it establish.

    What comes in another order for everybody stands on it as written.
    """

    page: Page
    seconds: float
    """How long it is expected to take."""
    lacking: bool
    """Whether an answer that the page requires is not there."""
    kept: Mapping[str, Answer] = NOTHING
    facts: Facts = NOTHING
    words: Mapping[str, str] = NOTHING
    end: str = ""
    failing: tuple[Problem, ...] = ()


class Gate(NamedTuple):
    """The conditions under which pages in a row are met, those of their section with them."""

    conditions: tuple[Condition, ...]

    def is_open(self, facts: Facts) -> bool:
        return all(condition.holds(facts) for condition in self.conditions)


class Stop:
    """A page in its place among all pages.

    What its conditions leave of it is the same for all for whom the same ones hold, and made once for them.
    Which options an earlier choice leaves is nearly each person's own, and is never kept.
    """

    def __init__(self, section: Section, page: Page, position: int, gate: Gate | None, pace: float) -> None:
        self.section = section
        self.page = page
        self.position = position
        self.gate = gate
        """None where the page is met whatever was said."""
        self.pace = pace
        self.can_be_skipped = page.note is None
        self.is_quiet = not (page.has_checks or page.braced)
        """Whether it is the same whatever was said before, while nothing is said on it."""
        self._same_for_all = None if page.conditions or page.is_carried else self.unsaid(page)
        self._narrowed: dict[tuple[bool, ...], Leg | None] = {}

    def unsaid(self, page: Page) -> Leg:
        """The leg of the page as it is asked, nothing being said on it."""
        return Leg(page, page.time(self.pace), page.is_required)

    def ahead(self, facts: Facts) -> Leg | None:
        """The page as these facts have it asked, nothing being said on it; None when it asks nothing."""
        if self._same_for_all is not None:
            return self._same_for_all
        leg = self.narrowed(facts)
        if leg is None or not leg.page.is_carried:
            return leg
        page = leg.page.carried(facts)
        return None if page is None else self.unsaid(page)

    def narrowed(self, facts: Facts) -> Leg | None:
        """The page with what its conditions leave."""
        held = tuple([condition.holds(facts) for condition in self.page.conditions])
        try:
            return self._narrowed[held]
        except KeyError:
            page = self.page.narrowed(facts)
        if len(self._narrowed) >= MOST_KEPT:
            self._narrowed.clear()
        leg = self._narrowed[held] = None if page is None else self.unsaid(page)
        return leg


class Course:
    """The stops of a questionnaire, in the order in which somebody comes to them."""

    def __init__(self, sections: Iterable[Section], positions: Mapping[str, int], pace: float) -> None:
        self.sections = tuple(sections)
        self.positions = positions
        self.pace = pace
        self.as_written = tuple(self._stops())
        self.by_id = {stop.page.id: stop for stop in self.as_written}
        self.is_shuffled = any(section.order != "as_written" for section in self.sections)

    def _stops(self) -> Iterator[Stop]:
        gate: Gate | None = None
        for section in self.sections:
            for page in section.pages:
                conditions = tuple(one for one in (section.show_if, page.show_if) if one is not None)
                if not conditions:
                    gate = None
                elif gate is None or gate.conditions != conditions:
                    gate = Gate(conditions)
                yield Stop(section, page, self.positions[page.id], gate, self.pace)

    def of(self, seed: int) -> tuple[Stop, ...]:
        """The stops as one person comes to them."""
        if not self.is_shuffled:
            return self.as_written
        return tuple(self.by_id[page.id] for section in self.sections for page in section.pages_for(seed))
