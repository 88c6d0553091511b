"""Groups that are listed one by one, taken together: two of one break, and all of a parent but one.

What is open by ten of each may be open by less of their sum, wherever other counts go around both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from analysis.disclosure.cells import Where
from analysis.disclosure.targets import without

Codes = frozenset[str]


def together(groups: Iterable[Where], leaves: Mapping[str, tuple[str, ...]]) -> frozenset[Where]:
    """Every two groups of one break together, and what each listed parent has beside one of them, less what
    is listed itself."""
    listed = frozenset(groups)
    lines: defaultdict[tuple[str, Where], set[Codes]] = defaultdict(set)
    for where in listed:
        for variable, codes in where:
            lines[variable, without(where, variable)].add(codes)
    found = set()
    for (variable, rest), line in lines.items():
        whole = frozenset(leaves[variable])
        around = line | {whole} if rest in listed or not rest else line
        for codes in {*pairs_of(line), *remainders(line, around)} - {whole}:
            found.add(tuple(sorted((*rest, (variable, codes)), key=lambda pair: pair[0])))
    return frozenset(found - listed)


def pairs_of(line: Iterable[Codes]) -> Iterator[Codes]:
    for one, other in combinations(line, 2):
        if not one & other:
            yield one | other


def remainders(line: Iterable[Codes], around: Iterable[Codes]) -> Iterator[Codes]:
    for parent in around:
        yield from (parent - codes for codes in line if codes < parent)
