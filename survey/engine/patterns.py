"""Patterns of text that are safe to match: time grows with the length of the text and no faster.

    [A-Z]{2}[0-9]{4}      two capitals and four figures
    SE[0-9]{1,2} ?[0-9]   what is not in brackets stands for itself; `?` means once or not at all

A pattern is a row of characters, each with how often it may stand: `{n}`, `{n,m}`, `?`, `*` (any number)
or `+` (one or more). `.` is any character, and a backslash takes its meaning from the next. There are no
alternatives and no groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200
MOST_TIMES = 500

CLASS = r"\[(?P<none>\^?)(?P<members>(?:\\.|[^\\\]])+)\]"
ITEM = re.compile(rf"(?:{CLASS}|\\(?P<escaped>.)|(?P<any>\.)|(?P<plain>[^\\\[\]{{}}*+?()|^$]))", re.DOTALL)
TIMES = re.compile(r"\{(?P<least>[0-9]{1,3})(?P<range>,(?P<most>[0-9]{1,3})?)?\}|(?P<short>[?*+])")
MEMBER = re.compile(r"(?P<first>\\.|[^\\])(?:-(?P<last>\\.|[^\\]))?", re.DOTALL)
SHORT = {"?": (0, 1), "*": (0, None), "+": (1, None)}


class PatternError(ValueError):
    """A pattern that cannot be read, in a sentence for its author."""


@dataclass(frozen=True, slots=True)
class Item:
    """Characters that may stand at one place, as ranges, and how often; no most means without limit."""

    ranges: tuple[tuple[str, str], ...]
    least: int
    most: int | None
    inverted: bool = False

    def takes(self, character: str) -> bool:
        return any(first <= character <= last for first, last in self.ranges) is not self.inverted


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written, and what it is made of."""

    text: str
    items: tuple[Item, ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read a pattern; PatternError says what cannot be understood."""
        if len(text) > LONGEST:
            raise PatternError(f"A pattern has at most {LONGEST} characters.")
        items, at = [], 0
        while at < len(text):
            found = ITEM.match(text, at)
            if found is None:
                raise PatternError(
                    f"The pattern cannot be read from {text[at : at + 10]} on. "
                    "Put \\ before a sign that stands for itself."
                )
            at = found.end()
            times = TIMES.match(text, at)
            at = times.end() if times else at
            least, most = times_of(times)
            items.append(Item(ranges_of(found), least, most, inverted=bool(found["none"])))
        if sum(item.least if item.most is None else item.most for item in items) > MOST_TIMES:
            raise PatternError(f"The pattern asks for more than {MOST_TIMES} characters.")
        return cls(text, tuple(items))

    def matches(self, text: str) -> bool:
        """Whether the whole text fits. All ways of reading it are followed side by side."""
        places = closure({(0, 0)}, self.items)
        for character in text:
            places = closure(
                {
                    (item, taken + 1)
                    for item, taken in places
                    if item < len(self.items) and self.items[item].takes(character)
                },
                self.items,
            )
            if not places:
                return False
        return (len(self.items), 0) in places


def closure(places: set[tuple[int, int]], items: tuple[Item, ...]) -> set[tuple[int, int]]:
    """Places in a pattern, (item, how often it was taken), with those reached without a character."""
    found: set[tuple[int, int]] = set()
    while places:
        item, taken = places.pop()
        if item < len(items):
            least, most = items[item].least, items[item].most
            if most is None:
                taken = min(taken, least)
            if taken >= least:
                places.add((item + 1, 0))
            if most is not None and taken >= most:
                continue
        found.add((item, taken))
    return found


def times_of(found: re.Match[str] | None) -> tuple[int, int | None]:
    if found is None:
        return 1, 1
    if found["short"]:
        return SHORT[found["short"]]
    least = int(found["least"])
    most = least if found["range"] is None else int(found["most"]) if found["most"] else None
    if most is not None and most < max(least, 1):
        raise PatternError(f"{found.group()} can never be: write the smaller number first, and not 0.")
    return least, most


def ranges_of(found: re.Match[str]) -> tuple[tuple[str, str], ...]:
    if found["members"] is None:
        one = found["escaped"] or found["plain"]
        return ((one, one),) if one else (("\0", "\U0010ffff"),)
    ranges = []
    for member in MEMBER.finditer(found["members"]):
        first = member["first"][-1]
        last = member["last"][-1] if member["last"] else first
        if last < first:
            raise PatternError(f"{member.group()} runs backwards in the pattern.")
        ranges.append((first, last))
    return tuple(ranges)
