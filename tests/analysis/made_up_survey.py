"""A made-up survey for disclosure tests: skewed boroughs, four sectors, seven roles, bases with gaps.

Boroughs, areas and leaf codes follow decision 15 of the design: one borough, or several in the areas they
share, or London-wide, or not given.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.disclosure import Hierarchy
from analysis.tables import Cell, Group, Label, Table

BOROUGHS = {
    "CTY": ("inner", "CoLP", "NEL"), "BAD": ("outer", "EA", "NEL"), "BNT": ("outer", "NW", "NCL"),
    "BEX": ("outer", "SE", "SEL"), "BRO": ("outer", "SN", "SEL"), "CAM": ("inner", "CN", "NCL"),
    "ENF": ("outer", "NA", "NCL"), "GRE": ("inner", "SE", "SEL"), "HAC": ("inner", "CE", "NEL"),
    "HGY": ("outer", "NA", "NCL"), "ISL": ("inner", "CN", "NCL"), "LAM": ("inner", "AS", "SEL"),
    "SWK": ("inner", "AS", "SEL"), "TOW": ("inner", "CE", "NEL"),
}  # fmt: skip
"""Three care boards whose boroughs cross commands: Barnet is all that is left of NCL, Bromley of SEL."""
AREA_KINDS = ("ring", "bcu", "icb")
SECTORS = ("policing", "health", "local_authority", "other")
ROLES = ("frontline", "supervisor", "senior", "commissioning", "learning", "support", "other", "not_given")
YEARS = ("under_1", "1_to_2", "3_to_5", "6_to_10", "over_10", "not_given")
PRINCIPLES = ("safety", "trust", "choice", "collaboration", "empowerment", "culture")


def place_leaf(boroughs: Iterable[str]) -> str:
    """The one borough, or the areas that several share ("-" for none of a kind); London-wide without any."""
    chosen = sorted(set(boroughs))
    if len(chosen) == 1:
        return chosen[0]
    shared = [{BOROUGHS[b][i] for b in chosen} for i in range(3)]
    named = [areas.pop() if len(areas) == 1 else "-" for areas in shared]
    return "wide" if named == ["-", "-", "-"] else "several " + " ".join(named)


SEVERAL = {place_leaf((a, b)) for a in BOROUGHS for b in BOROUGHS if a != b} - {"wide"}
PLACES = (*BOROUGHS, *sorted(SEVERAL), "wide", "not_given")


def areas_of(leaf: str) -> tuple[str, str, str]:
    if leaf in BOROUGHS:
        return BOROUGHS[leaf]
    if leaf.startswith("several"):
        ring, bcu, icb = leaf.split()[1:]
        return ring, bcu, icb
    return "-", "-", "-"


HIERARCHY = Hierarchy(
    leaves={"sector": SECTORS, "role": ROLES, "years": YEARS, "place": PLACES},
    sensitive=frozenset({"exposure"}),
)


@dataclass(frozen=True)
class Person:
    sector: str
    role: str
    years: str
    place: str
    answers: dict[str, int | None]


def people(count: int, seed: int, blank: float = 0.04) -> list[Person]:
    """Respondents with skewed places and roles; every item is left blank now and then."""
    dice = random.Random(seed)
    weights = [1 / (1 + i) ** 0.7 for i in range(len(BOROUGHS))]
    names = list(BOROUGHS)
    dice.shuffle(names)
    found = []
    for _ in range(count):
        kind = dice.random()
        if kind < 0.78:
            place = dice.choices(names, weights)[0]
        elif kind < 0.9:
            first = dice.choices(names, weights)[0]
            near = [b for b in names if set(BOROUGHS[b][1:]) & set(BOROUGHS[first][1:])]
            place = place_leaf([first, *dice.sample(near, min(2, len(near)))])
        else:
            place = "wide" if kind < 0.97 else "not_given"
        items = [*PRINCIPLES, "exposure"]
        answers = {item: None if dice.random() < blank else dice.randint(1, 5) for item in items}
        found.append(
            Person(
                dice.choices(SECTORS, [40, 30, 24, 6])[0],
                dice.choices(ROLES, [45, 18, 8, 9, 4, 10, 4, 2])[0],
                dice.choices(YEARS, [8, 14, 22, 24, 30, 2])[0],
                place,
                answers,
            )
        )
    return found


def group(**where: Iterable[str]) -> Group:
    return Group(tuple((name, frozenset(codes)) for name, codes in sorted(where.items())))


def within(person: Person, which: Group) -> bool:
    return all(getattr(person, variable) in codes for variable, codes in which.where)


def one_way() -> list[tuple[Label, Group]]:
    """Rows of T1 and T3: London, sectors, roles, then areas of each kind."""
    rows = [(Label("london", "London"), group())]
    rows += [(Label(f"sector:{s}", s, "Sector"), group(sector=[s])) for s in SECTORS]
    rows += [(Label(f"role:{r}", r, "Role"), group(role=[r])) for r in ROLES]
    for i, kind in enumerate(AREA_KINDS):
        for area in sorted({areas_of(leaf)[i] for leaf in PLACES} - {"-"}):
            leaves = [leaf for leaf in PLACES if areas_of(leaf)[i] == area]
            rows.append((Label(f"{kind}:{area}", area, kind), group(place=leaves)))
    return rows


def who_answered(sample: list[Person]) -> Table:
    """T1: counts and shares, one way, boroughs and the several of each area included."""
    rows = one_way()
    rows += [(Label(f"years:{y}", y, "Years"), group(years=[y])) for y in YEARS]
    rows += [(Label(f"place:{b}", b, "Borough"), group(place=[b])) for b in (*BOROUGHS, "wide", "not_given")]
    for i, kind in enumerate(AREA_KINDS):
        for area in sorted({areas_of(leaf)[i] for leaf in PLACES} - {"-"}):
            several = [leaf for leaf in PLACES if leaf not in BOROUGHS and areas_of(leaf)[i] == area]
            if several:
                rows.append((Label(f"{kind}:{area}:several", area, kind), group(place=several)))
    cells = []
    for label, which in rows:
        count = sum(within(p, which) for p in sample)
        cells.append(Cell(label.id, "n", "count", count, group=which))
        share = 100 * count / len(sample)
        cells.append(Cell(label.id, "share", "percent", share, n=len(sample), group=which, kind="share"))
    return table("T1", rows, ("n", "share"), cells)


def coverage(sample: list[Person]) -> Table:
    """T2: sector by borough and sector by role."""
    rows = [(Label(f"place:{b}", b), [b], "place") for b in BOROUGHS]
    rows += [(Label(f"role:{r}", r), [r], "role") for r in ROLES]
    cells = []
    for label, codes, variable in rows:
        for sector in SECTORS:
            which = group(sector=[sector], **{variable: codes})
            cells.append(Cell(label.id, sector, "count", sum(within(p, which) for p in sample), group=which))
    return table("T2", [(label, group()) for label, _, _ in rows], SECTORS, cells)


def practice(sample: list[Person], items: Iterable[str] = PRINCIPLES, table_id: str = "T3") -> Table:
    """T3: mean, percentage at 4 or 5 and blank share by group, for each item."""
    cells = []
    for label, which in one_way():
        here = [p for p in sample if within(p, which)]
        for item in items:
            given = [answer for p in here if (answer := p.answers[item]) is not None]
            about, base = Group(which.where, item), len(given) or 1
            figures = {
                "mean": (25 * (sum(given) / base - 1), len(given)),
                "percent_high": (100 * sum(answer >= 4 for answer in given) / base, len(given)),
                "blank": (100 - 100 * len(given) / (len(here) or 1), len(here)),
            }
            cells += [
                Cell(label.id, item, measure, value if n else None, n=n, group=about, kind="answer")
                for measure, (value, n) in figures.items()
            ]
    return table(table_id, one_way(), tuple(items), cells)


def table(
    table_id: str, rows: Iterable[tuple[Label, Group]], columns: Iterable[str], cells: list[Cell]
) -> Table:
    return Table(
        id=table_id,
        title=table_id,
        subtitle="Made up",
        base="everyone",
        dimensions=(),
        rows=tuple(label for label, _ in rows),
        cols=tuple(Label(name, name) for name in columns),
        cells=tuple(cells),
    )


def release(count: int, seed: int) -> list[Table]:
    sample = people(count, seed)
    return [who_answered(sample), coverage(sample), practice(sample), practice(sample, ["exposure"], "T11")]
