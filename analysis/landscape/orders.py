"""Sentences about an order: what is highest, largest or lowest, as far as clear differences earn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import SafeTable
from analysis.landscape.wording import Told, cell_at, listed, names, spanned, start

MOST_TIED = 3
"""More names than these do not make a finding."""


def ends(items: Sequence[Told], order: SafeTable | None) -> tuple[list[Told], list[Told]]:
    """Those that nothing is clearly above, and those that nothing is clearly below; highest first."""
    top: list[Told] = []
    bottom: list[Told] = []
    for one in reversed(items):
        rank = cell_at(order, one.label.id, "rank")
        if rank is None or rank.value is None:
            return [], []
        if rank.lo == 1:
            top.append(one)
        if rank.hi == len(items):
            bottom.append(one)
    return top, bottom


def high_and_low(items: Sequence[Told], order: SafeTable | None) -> tuple[str, str]:
    """Claim and text: highest and lowest scores where they are earned, else a plain range."""
    top, bottom = ends(items, order)
    apart = not {one.label.id for one in top} & {one.label.id for one in bottom}
    says_top = apart and 0 < len(top) <= len(items) // 2
    says_bottom = apart and 0 < len(bottom) <= len(items) // 2
    said = [tied(top, "highest")] if says_top else []
    said += [tied(bottom[::-1], "lowest")] if says_bottom else []
    if not (says_top and says_bottom):
        low, high = items[0], items[-1]
        said.append(f"Scores run from {low.number} ({low.name}) to {high.number} ({high.name}) out of 100.")
    return claim_of(top if says_top else [], bottom[::-1] if says_bottom else []), " ".join(said)


def claim_of(top: Sequence[Told], bottom: Sequence[Told]) -> str:
    if top and bottom:
        return f"{start(names(top))} {be(top)} furthest along, {names(bottom)} least."
    if top:
        return f"{start(names(top))} {be(top)} furthest along."
    if bottom:
        return f"{start(names(bottom))} {be(bottom)} least far along."
    return "No one score stands clearly above or below all the others."


def be(items: Sequence[Told]) -> str:
    return "is" if len(items) == 1 else "are"


def tied(items: Sequence[Told], end: str) -> str:
    """One name with its score, or several that cannot be put in order."""
    if len(items) == 1:
        return f"{start(items[0].name)} scores {end}: {items[0].number} out of 100."
    values = [one.number for one in items]
    alike = f"{'both' if len(values) == 2 else 'all'} {values[0]}"
    scores = alike if len(set(values)) == 1 else listed(values)
    return f"{start(names(items))} score {end}, with no clear difference between them: {scores} out of 100."


def lowest(items: Sequence[Told]) -> str:
    """The smallest figure that anybody stands behind, then what nobody does, which is no end of an order."""
    none = [each.quoted for each in items if each.size == 0]
    low = next((each for each in items if each.size > 0), items[0])
    said = f"{low.number}% ({low.quoted})"
    return f"{said}, with none for {listed(none)}" if none and low.size > 0 else said


@dataclass(frozen=True)
class Largest:
    """What is said of the first of an order: the number beside it, the claim and the text."""

    big: str
    claim: str
    text: str


def largest(items: Sequence[Told], order: SafeTable, *, noun: str, one: str, several: str) -> Largest | None:
    """The first, or the few that could be it, else a plain range. `one` and `several` take {names}."""
    top, _ = ends(items, order)
    if len(items) < 2 or not top:
        return None
    high, down = items[-1], lowest(items)
    span = f"The figures run from {high.number}% ({high.quoted}) down to {down}."
    if len(top) > min(MOST_TIED, len(items) // 2):
        big = f"{spanned(items[0].number, high.number)}%"
        return Largest(big, f"No one {noun} stands clearly above the others.", span)
    quoted = listed([each.quoted for each in top])
    figures = listed([f"{each.number}% ({each.range})" if each.range else f"{each.number}%" for each in top])
    big = f"{spanned(top[-1].number, top[0].number)}%"
    if len(top) == 1:
        after = f"The figures run down to {down}."
        return Largest(big, one.format(names=quoted), f"{figures} of those who answered. {after}")
    text = f"{figures} of those who answered, with no clear difference between them."
    return Largest(big, several.format(names=quoted), text)
