"""What must be protected: small counts, the zeros beside them, shares of a sensitive item that are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.disclosure.cells import Ledger, Where
from analysis.disclosure.rules import SHARED_ANSWER, STEADY_FROM, is_small

ONE_ORGANISATION = "one organisation"
ONE_ANSWER = "one answer"


def within(inner: Where, outer: Where) -> bool:
    """Whether the inner group is part of the outer one."""
    codes = dict(inner)
    return all(variable in codes and codes[variable] <= wanted for variable, wanted in outer)


def is_impossible(ledger: Ledger, universe: str, where: Where) -> bool:
    """Whether the questionnaire rules the group out, in this universe or in one that contains it."""
    name: str | None = universe
    while name is not None:
        if any(within(where, outer) for outer in ledger.impossible.get(name, ())):
            return True
        name = ledger.universes[name].within
    return False


def without(where: Where, variable: str) -> Where:
    return tuple(pair for pair in where if pair[0] != variable)


class Family:
    """The listed groups of one universe as parents, children and siblings."""

    def __init__(self, wheres: tuple[Where, ...]) -> None:
        self.lines: dict[tuple[str, Where], list[tuple[frozenset[str] | None, Where]]] = {}
        variables = sorted({v for where in wheres for v, _ in where})
        for where in wheres:
            codes = dict(where)
            for variable in variables:
                line = self.lines.setdefault((variable, without(where, variable)), [])
                line.append((codes.get(variable), where))

    def siblings(self, where: Where) -> Iterator[Where]:
        """Groups with which this one adds up to the same smallest listed parent, in any one variable."""
        for variable, codes in where:
            line = self.lines.get((variable, without(where, variable)), [])
            parents = [other for other, _ in line if other is not None and codes < other]
            smallest = [p for p in parents if not any(q < p for q in parents)]
            for other, group in line:
                if (
                    other is not None
                    and not other & codes
                    and (not smallest or any(other < parent for parent in smallest))
                ):
                    yield group

    def equations_headed(self, where: Where) -> int:
        """In how many variables listed parts of this group add up to it."""
        codes = dict(where)
        headed = 0
        for variable in {v for v, _ in self.lines}:
            own = codes.get(variable)
            line = self.lines.get((variable, without(where, variable)), [])
            headed += any(o is not None and (own is None or o < own) for o, _ in line)
        return headed


def sensitive_counts(
    ledger: Ledger, universe: str, counts: Mapping[Where, int], threshold: int
) -> dict[Where, str]:
    """Groups of a universe whose count must not be told, with the reason."""
    small = {where: "small" for where, count in counts.items() if is_small(count, threshold)}
    family = Family(tuple(counts))
    beside = {
        where: "zero beside small"
        for where, count in counts.items()
        if count == 0
        and not is_impossible(ledger, universe, where)
        and any(sibling in small for sibling in family.siblings(where))
    }
    one = {
        where: ONE_ORGANISATION for name, where in ledger.dominated if name == universe and where in counts
    }
    return one | small | beside


def sensitive_shares(ledger: Ledger, category: str, threshold: int) -> dict[Where, str]:
    """Groups of which a category of a sensitive item, or all but it, is a few people, or nearly everyone."""
    bases = ledger.counts[ledger.categories[category]]
    found = {}
    for where, count in ledger.counts[category].items():
        base = bases[where]
        if where and 0 < base < STEADY_FROM and 100 * count >= SHARED_ANSWER * base:
            found[where] = ONE_ANSWER
        elif is_small(count, threshold) or is_small(base - count, threshold):
            found[where] = "share of few"
    return found
