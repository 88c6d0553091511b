"""Two releases side by side: who came between them must be as hard to find as anybody else.

What readers have is an earlier release as printed, and this one. People are told apart by when they were
there: gone before this release, there in both, new in it. An earlier count, which is known to a few people
around the printed value, adds up those gone and those who stayed; a count of this release, taken at its exact
value, those who stayed and the new. So the difference of two printed counts is a group like any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from analysis.disclosure.cells import PEOPLE, REST, Ledger, Where, ordered
from analysis.disclosure.errors import TooFewChanged
from analysis.disclosure.problem import Claim, Problem, System, Target, rows_of
from analysis.disclosure.releases import Printed, as_one
from analysis.disclosure.rules import Interval
from analysis.disclosure.system import Shape, shape_of
from analysis.disclosure.targets import ONE_ORGANISATION, is_impossible
from analysis.disclosure.together import together
from analysis.tables import Cell

WAVE = "when they answered"
GONE, STAYED, NEW = "withdrawn", "in both", "since"
BEFORE, NOW = frozenset({GONE, STAYED}), frozenset({STAYED, NEW})


@dataclass(frozen=True)
class Earlier:
    """A release that readers have, and what they may know of who came and went since."""

    printed: Printed
    gone: int = 0
    """At most so many people of that release have withdrawn. They break the nesting of one in the other: from
    where they went is unknown, to readers and here."""
    came: int | None = None
    """New people, where readers may know how many; 0 for another cut of the same answers."""
    also: Printed | None = None
    """What readers have, beside a release of another time, of the answers as they are now."""

    @property
    def is_same(self) -> bool:
        """Whether it is another cut of the same answers."""
        return self.came == 0 and self.gone == 0


def of_one_time(before: Sequence[Earlier]) -> tuple[Earlier, ...]:
    """Releases of the same answers as one, since readers have them together; beside each of another time
    stands what they have of the answers as they are now."""
    found: dict[object, list[Earlier]] = {}
    for each in before:
        people: object = each.printed.people or id(each)
        found.setdefault(() if each.is_same else (people, each.came, each.gone), []).append(each)
    times = [
        replace(
            these[0],
            printed=as_one([e.printed for e in these], " and ".join(e.printed.name for e in these)),
        )
        for these in found.values()
    ]
    now = next((each.printed for each in times if each.is_same), None)
    return tuple(each if each.is_same else replace(each, also=now) for each in times)


@dataclass(frozen=True)
class Facts:
    """Earlier releases over the leaves of this one."""

    ledger: Ledger
    shown: dict[Where, Interval]
    hidden: frozenset[Where]
    now: dict[Where, Interval]
    """What readers have of the answers as they are now, beside a release of another time."""
    hidden_now: frozenset[Where]
    apart: frozenset[Where]
    """Places that are hidden because one organisation stands for them, however many they are."""

    @classmethod
    def of(cls, ledger: Ledger, earlier: Earlier) -> Facts:
        first, also = people_of(earlier.printed), people_of(earlier.also) if earlier.also else []
        both = wider(ledger, (cell for cell, _ in (*first, *also)))
        (shown, hidden), (shown_now, hidden_now) = told(both, first), told(both, also)
        one = {then(where, *BEFORE) for where in hidden if (PEOPLE, where) in earlier.printed.apart}
        if earlier.also:
            one |= {then(where, *NOW) for where in hidden_now if (PEOPLE, where) in earlier.also.apart}
        return cls(both, shown, hidden, shown_now, hidden_now, frozenset(one))


def people_of(printed: Printed) -> list[tuple[Cell, Interval | None]]:
    return [(cell, span) for cell, span in printed.counts() if cell.group.universe == PEOPLE]


def told(
    ledger: Ledger, found: Sequence[tuple[Cell, Interval | None]]
) -> tuple[dict[Where, Interval], frozenset[Where]]:
    """Where each count that was printed may be, by all that say something of it; and what none prints."""
    shown: dict[Where, Interval] = {}
    for cell, span in found:
        if span is not None:
            where = ledger.where(cell.group)
            shown[where] = shown.get(where, span).meeting(span)
    return shown, frozenset(ledger.where(cell.group) for cell, _ in found) - shown.keys()


def wider(ledger: Ledger, cells: Iterable[Cell]) -> Ledger:
    """A ledger with the variables besides that only these cells have."""
    leaves = dict(ledger.leaves)
    for cell in cells:
        for variable, codes in cell.group.where:
            if variable not in ledger.leaves:
                known = {code for code in leaves.get(variable, ()) if code != REST} | codes
                leaves[variable] = (*sorted(known), REST)
    return replace(ledger, leaves=leaves)


def then(where: Where, *waves: str) -> Where:
    """A group at a time."""
    return tuple(sorted((*where, (WAVE, frozenset(waves))), key=lambda pair: pair[0]))


def pairs(problem: Problem, earlier: Earlier) -> Iterator[System]:
    """The joint systems of an earlier release and this one: to find newcomers, and those who withdrew."""
    facts = Facts.of(problem.ledger, earlier)
    check_newcomers(problem, earlier, facts)
    yield pair(problem, earlier, facts, NEW)
    if earlier.gone:
        came = 0 if earlier.came == 0 else None
        few = replace(earlier, gone=max(earlier.gone, problem.threshold), came=came)
        yield pair(problem, few, facts, GONE)


def pair(problem: Problem, earlier: Earlier, facts: Facts, wave: str) -> System:
    """The joint system of two releases, for one who looks for those of a wave."""
    ledger, now = facts.ledger, problem.ledger.counts.get(PEOPLE, {})
    came_last = [then(where, *NOW) for where in (*now, *facts.now, *facts.hidden_now)]
    came_first = [then(where, *BEFORE) for where in facts.shown]
    impossible = ordered({group for groups in ledger.impossible.values() for group in groups})
    hidden = [then(where, *BEFORE) for where in facts.hidden]
    leaves = {**ledger.leaves, WAVE: (GONE, STAYED, NEW)}
    shape = shape_of(ordered({*came_last, *came_first, *hidden}), impossible, leaves)
    claims = tuple(claims_of(problem, earlier, facts))
    places = [claim.where if claim.printed else then(claim.where, *NOW) for claim in claims]
    targets = tuple(targets_of(problem, earlier, facts, shape, wave))
    size = shape.size
    counts = np.array([claim.ends[0] for claim in claims], dtype=float)
    top = np.full(size, 4 * float(counts.max(initial=0)) + 100)
    empty = is_empty(problem, earlier)
    for at, atom in enumerate(shape.atoms()):
        if empty(atom):
            top[at] = 0.0
    return System(
        name=f"people {wave} beside {earlier.printed.name}",
        ties=shape.ties,
        ceilings=sparse.csr_array((0, size)),
        top=top,
        claims=claims,
        claim_rows=rows_of([(shape.row(where), None) for where in places], size),
        claim_counts=counts,
        claim_tops=np.array([claim.ends[1] for claim in claims], dtype=float),
        targets=targets,
        target_rows=rows_of([(shape.row(target.where), None) for target in targets], size),
        listed=np.array([target.listed for target in targets], dtype=bool),
    )


def check_newcomers(problem: Problem, earlier: Earlier, facts: Facts) -> None:
    """Refuse where the newcomers are themselves a group of a few people."""
    threshold, now = problem.threshold, problem.ledger.counts.get(PEOPLE, {}).get(())
    least = earlier.came
    if least is None and now is not None and () in facts.shown:
        least = math.ceil(now - facts.shown[()].hi)
    if earlier.came == 0:
        least = earlier.gone or threshold
    if least is not None and least < threshold:
        raise TooFewChanged(
            f"Nothing was released: perhaps fewer than {threshold} people have answered or withdrawn since "
            f"{earlier.printed.name}, so whatever changed would be about them. Wait for more answers."
        )


def is_empty(problem: Problem, earlier: Earlier) -> Callable[[Where], bool]:
    """Whether an atom can hold nobody."""
    gone, nobody = earlier.gone == 0, earlier.came == 0

    def empty(atom: Where) -> bool:
        wave = dict(atom).get(WAVE, frozenset())
        none_then = (gone and wave == {GONE}) or (nobody and wave == {NEW})
        return none_then or is_impossible(problem.ledger, PEOPLE, atom)

    return empty


def claims_of(problem: Problem, earlier: Earlier, facts: Facts) -> Iterator[Claim]:
    """Counts of this release, which marks can hide; then what readers have already."""
    now = problem.ledger.counts.get(PEOPLE, {})
    for where in ordered(now):
        yield Claim(PEOPLE, where, now[where])
    universe = f"people of {earlier.printed.name}"
    for where in ordered(facts.shown):
        span = facts.shown[where]
        yield Claim(universe, then(where, *BEFORE), span.lo, span.hi, printed=True)
    for where in ordered(facts.now):
        span = facts.now[where]
        yield Claim(universe, then(where, *NOW), span.lo, span.hi, printed=True)
    if earlier.came is not None:
        yield Claim(universe, then((), NEW), earlier.came, printed=True)
    if earlier.gone:
        yield Claim(universe, then((), GONE), 0, earlier.gone, printed=True)


def targets_of(problem: Problem, earlier: Earlier, facts: Facts, shape: Shape, wave: str) -> Iterator[Target]:
    """Those of the wave in every group of either release, what either hides, and what only the two together
    tell apart."""
    now = problem.ledger.counts.get(PEOPLE, {})
    known = {*now, *facts.now, *facts.hidden_now, *facts.shown, *facts.hidden}
    groups = ordered(where for where in known if where)
    wanted = [then(where, wave) for where in groups if wave == GONE or earlier.came != 0]
    if wave == GONE:
        yield from possible(facts, wanted)
        return
    wanted += [then(where, *BEFORE) for where in ordered(facts.hidden) if where]
    sensitive, given = problem.sensitive.get(PEOPLE, {}), facts.shown if earlier.is_same else facts.now
    one = {w for w, reason in sensitive.items() if reason == ONE_ORGANISATION and w not in given}
    unlisted = facts.hidden_now - now.keys()
    wanted += [then(where, *NOW) for where in ordered(unlisted | sensitive.keys()) if where]
    others = ordered(shape.groups(WAVE) - now.keys())
    wanted += [*others, *(then(where, wave) for where in others if earlier.came != 0)]
    yield from possible(facts, wanted, {then(where, *NOW) for where in one} | facts.apart)
    if earlier.came != 0:
        told = {*known, *(where for where in others if len(where) == 1)}
        sums = (then(where, wave) for where in ordered(together(told, facts.ledger.leaves) - {*others}))
        yield from (
            replace(target, is_sum=True) for target in possible(facts, sums) if shape.has(target.where)
        )


def possible(facts: Facts, wanted: Iterable[Where], apart: Set[Where] = frozenset()) -> Iterator[Target]:
    """Targets; those of `apart` are hidden however many they are."""
    for where in wanted:
        if not is_impossible(facts.ledger, PEOPLE, where):
            yield Target(PEOPLE, where, listed=where in apart)
