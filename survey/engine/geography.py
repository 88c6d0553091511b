"""Where places lie: boroughs and the areas that they make up, and where a person with several is counted.

Someone with one borough is in it; with several in one area, in that area's "several"; otherwise across
areas. Areas of different kinds (care boards, police commands, inner and outer) cross, so the leaves of
place are boroughs, one leaf for each combination of areas that several boroughs can share, London-wide,
and not given. Every area is then a sum of leaves, and so is London.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from survey.engine.codebook import Codebook, Variable
from survey.engine.yaml_source import Map, Seq, YamlFaults, read_yaml
from survey.errors import Refused

NOT_GIVEN = "not_given"
WIDE = "london_wide"
ACROSS = "x"
"""In the name of a "several" leaf: the boroughs do not share one area of this kind."""
KINDS = {
    "icb": "Integrated care board",
    "bcu": "Police command",
    "inner": "Inner and outer London",
}
"""Kinds of area that a reference list can give its places, and their headings."""
WORDS = {"inner": {"inner": "Inner London", "outer": "Outer London"}}
NAMED_IN = {"icb": "london-icbs", "bcu": "met-commands"}


@dataclass(frozen=True)
class Place:
    """One borough: its code, its words, its tile on the map and the area of each kind that it lies in."""

    code: str
    label: str
    short: str
    areas: tuple[tuple[str, str], ...]
    row: int = 0
    col: int = 0

    def area(self, kind: str) -> str:
        return dict(self.areas)[kind]


@dataclass(frozen=True)
class Area:
    """An area as a set of leaves, so that it adds up with everything else about place."""

    kind: str
    code: str
    label: str
    leaves: frozenset[str]


@dataclass(frozen=True)
class Geography:
    """The places of one reference list and the areas that they make up."""

    places: tuple[Place, ...]
    names: tuple[tuple[str, str, str], ...] = ()
    """Words for areas: kind, code, label."""

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, _ in self.places[0].areas)

    @cached_property
    def _by_code(self) -> dict[str, Place]:
        return {place.code: place for place in self.places}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Every leaf code of place, in a fixed order."""
        several = [self.several(combination) for combination in self._possible]
        return (*(place.code for place in self.places), *several, WIDE, NOT_GIVEN)

    def several(self, areas: Iterable[str]) -> str:
        """The leaf of people with several boroughs that share these areas; all across is London-wide."""
        shared = tuple(areas)
        return WIDE if all(area == ACROSS for area in shared) else "_".join((*shared, "several"))

    def leaf(self, codes: Iterable[str]) -> str:
        """Where one person is counted: any code that is no place of the list counts as London-wide."""
        chosen = list(dict.fromkeys(codes))
        if not chosen:
            return NOT_GIVEN
        if any(code not in self._by_code for code in chosen):
            return WIDE
        if len(chosen) == 1:
            return chosen[0]
        return self.several(self._shared(kind, chosen) for kind in self.kinds)

    def areas(self, kind: str) -> tuple[Area, ...]:
        """The areas of a kind as sets of leaves, in order of name; across and not given stand apart."""
        at = self.kinds.index(kind)
        words = {code: label for of, code, label in self.names if of == kind}
        codes = sorted({place.area(kind) for place in self.places}, key=lambda code: words.get(code, code))
        several = {self.several(combination): combination[at] for combination in self._possible}
        return tuple(
            Area(
                kind,
                code,
                words.get(code, code),
                frozenset(place.code for place in self.places if place.area(kind) == code)
                | {leaf for leaf, shared in several.items() if shared == code},
            )
            for code in codes
        )

    def sharing(self, place: Place) -> frozenset[str]:
        """Leaves of people with several boroughs of whom this one may be one."""
        several = (
            self.several(shared)
            for shared in self._possible
            if all(area in (ACROSS, place.area(kind)) for kind, area in zip(self.kinds, shared, strict=True))
        )
        return frozenset((*several, WIDE))

    def across(self, kind: str) -> frozenset[str]:
        """Leaves of people who work across areas of a kind, or London-wide."""
        inside = frozenset[str]().union(*(area.leaves for area in self.areas(kind)))
        return frozenset(self.leaves) - inside - {NOT_GIVEN}

    @cached_property
    def several_boroughs(self) -> frozenset[str]:
        """Leaves of people with several boroughs that share some area."""
        return frozenset(self.leaves) - {place.code for place in self.places} - {WIDE, NOT_GIVEN}

    def _shared(self, kind: str, codes: Iterable[str]) -> str:
        areas = {self._by_code[code].area(kind) for code in codes}
        return areas.pop() if len(areas) == 1 else ACROSS

    @cached_property
    def _possible(self) -> list[tuple[str, ...]]:
        """The combinations of areas that two or more places can share, without "across all"."""
        choices = [[*sorted({place.area(kind) for place in self.places}), ACROSS] for kind in self.kinds]
        return [
            combination
            for combination in product(*choices)
            if any(area != ACROSS for area in combination) and self._can_share(combination)
        ]

    def _can_share(self, combination: tuple[str, ...]) -> bool:
        shared = dict(zip(self.kinds, combination, strict=True))
        here = [
            place
            for place in self.places
            if all(place.area(kind) == area for kind, area in shared.items() if area != ACROSS)
        ]
        crossed = [kind for kind, area in shared.items() if area == ACROSS]
        return len(here) > 1 and all(len({place.area(kind) for place in here}) > 1 for kind in crossed)


def place_variable(codebook: Codebook) -> Variable | None:
    """The variable that says where people work, if the questionnaire has one."""
    return next((variable for variable in codebook if variable.place), None)


def geography_of(codebook: Codebook, library: Path) -> Geography | None:
    """The geography of the reference list that has the codes of the place variable; None without one."""
    variable = place_variable(codebook)
    if variable is None:
        return None
    offered = {column.name.removeprefix(f"{variable.id}__") for column in variable.columns}
    for path in sorted(library.glob("*.yaml")):
        entries = entries_of(path)
        known = {str(entry.get("code")) for entry in entries}
        kinds = tuple(kind for kind in KINDS if all(kind in entry for entry in entries))
        if kinds and len(known & offered) > 1:
            places = tuple(place_of(entry, kinds) for entry in entries if str(entry.get("code")) in offered)
            return Geography(places, tuple(named_areas(kinds, library)))
    return None


def place_of(entry: Map, kinds: tuple[str, ...]) -> Place:
    areas = tuple((kind, area_code(kind, entry[kind])) for kind in kinds)
    row, col = (int(str(entry.get(key) or 0)) for key in ("row", "col"))
    return Place(str(entry["code"]), str(entry["label"]), str(entry.get("short") or ""), areas, row, col)


def area_code(kind: str, written: object) -> str:
    if isinstance(written, bool):
        return kind if written else {"inner": "outer"}.get(kind, f"not_{kind}")
    return str(written)


def named_areas(kinds: tuple[str, ...], library: Path) -> Iterable[tuple[str, str, str]]:
    for kind in kinds:
        for code, label in WORDS.get(kind, {}).items():
            yield kind, code, label
        if kind in NAMED_IN and (library / f"{NAMED_IN[kind]}.yaml").is_file():
            for entry in entries_of(library / f"{NAMED_IN[kind]}.yaml"):
                yield kind, str(entry["code"]), str(entry.get("short") or entry["label"])


def entries_of(path: Path) -> list[Map]:
    """The entries of a reference list."""
    try:
        entries = read_yaml(path.read_text("utf-8")).get("entries")
    except (OSError, UnicodeDecodeError, YamlFaults) as error:
        raise Refused(f"The reference list {path.name} cannot be read: {error}") from error
    return [entry for entry in entries if isinstance(entry, Map)] if isinstance(entries, Seq) else []
