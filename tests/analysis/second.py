"""The second calculation: T1, T3 and T8 again, in plain Python, straight from coded rows.

Nothing here comes from the analysis, and nothing from pandas or numpy, so that a mistake made there is not
made twice. Intervals are drawn with the standard library's random numbers, so they agree nearly, not exactly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import NormalDist, mean, stdev, variance

from ruamel.yaml import YAML

from survey.engine.codebook import Cell, Missing

Answers = dict[str, Cell]
Interval = tuple[float, float] | None
ROOT = Path(__file__).resolve().parents[2]
SECTORS = ("policing", "health", "local_authority")
PRINCIPLES = {
    "safety": ("pm_safety", "pt_safety", "po_safety"),
    "trust": ("pm_trust", "pt_trust", "po_trust"),
    "choice": ("pm_choice", "pt_choice", "po_choice"),
    "collaboration": ("pm_collab", "pt_collab", "po_collab"),
    "empowerment": ("pm_empower", "pt_empower", "po_empower"),
    "cultural_consideration": ("pm_culture", "pt_culture", "po_culture"),
}
NEEDS = ("training", "supervision", "leadership", "lived", "antiracism", "language", "evidence")
SHOWN = (Missing.BLANK, Missing.DONT_KNOW, Missing.NOT_APPLICABLE, Missing.PREFER_NOT_TO_SAY)
DRAWS = 2000
Z = NormalDist().inv_cdf(0.975)
T_975 = {
    9: 2.2622, 10: 2.2281, 11: 2.2010, 12: 2.1788, 13: 2.1604, 14: 2.1448, 15: 2.1314,
    16: 2.1199, 17: 2.1098, 18: 2.1009, 19: 2.0930, 20: 2.0860, 21: 2.0796, 22: 2.0739,
    23: 2.0687, 24: 2.0639, 25: 2.0595, 26: 2.0555, 27: 2.0518, 28: 2.0484,
}  # fmt: skip
"""Student's t at 97.5%, from a printed table, by degrees of freedom."""


@cache
def boroughs() -> dict[str, dict[str, str]]:
    """Areas of each borough, straight from the reference file."""
    path = ROOT / "questionnaires" / "reference" / "london-boroughs.yaml"
    entries = YAML(typ="safe").load(path.read_text("utf-8"))["entries"]
    return {
        e["code"]: {"icb": e["icb"], "bcu": e["bcu"], "inner": "inner" if e["inner"] else "outer"}
        for e in entries
    }


def given(cell: Cell) -> bool:
    return not isinstance(cell, Missing)


def code(row: Answers, name: str) -> str:
    return str(row[name]) if given(row[name]) else "not_given"


def chosen(row: Answers) -> list[str]:
    return [
        name.removeprefix("boroughs__") for name in row if name.startswith("boroughs__") and row[name] == 1
    ]


def area(row: Answers, kind: str) -> str:
    """The area of one borough or of several that share it, else London-wide; not given without any."""
    codes = chosen(row)
    if not codes:
        return "not_given"
    if any(each not in boroughs() for each in codes):
        return "london_wide"
    areas = {boroughs()[each][kind] for each in codes}
    return areas.pop() if len(areas) == 1 else "london_wide"


GROUPS: dict[str, Callable[[Answers], str]] = {
    "sector": lambda row: code(row, "sector"),
    "role_type": lambda row: code(row, "role_type"),
    "years_sector": lambda row: code(row, "years_sector"),
    "icb": lambda row: area(row, "icb"),
    "bcu": lambda row: area(row, "bcu"),
    "inner": lambda row: area(row, "inner"),
}


def organisation(row: Answers) -> str | None:
    for name in ("hea_org", "la_org"):
        if given(row[name]) and row[name] != "other":
            return f"{name}:{row[name]}"
    return None


def score(row: Answers, items: Sequence[str]) -> float | None:
    """Mean of (code - 1) / 4 x 100 over the items that were answered, at least two of three."""
    points = [(int(cell) - 1) / 4 * 100 for name in items if not isinstance(cell := row[name], Missing)]
    return mean(points) if len(points) >= 2 else None


def share_of_shown(rows: Iterable[Answers], items: Sequence[str], reason: Missing) -> float | None:
    cells = [row[name] for row in rows for name in items]
    shown = [cell for cell in cells if given(cell) or cell in SHOWN]
    return 100 * sum(cell is reason for cell in shown) / len(shown) if shown else None


def people_shown(rows: Iterable[Answers], items: Sequence[str]) -> int:
    return sum(any(given(row[name]) or row[name] in SHOWN for name in items) for row in rows)


def wilson(hits: int, n: int) -> Interval:
    share = hits / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    reach = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return 100 * max(middle - reach, 0), 100 * min(middle + reach, 1)


Value = tuple[float, str | None]
"""A figure of one person, and their organisation if it is known."""


def units(values: Sequence[Value]) -> list[tuple[float, int]]:
    """What is drawn: organisations where at least 20 are known, else people; as sum and number."""
    named: dict[str, list[float]] = {}
    alone = []
    for value, of in values:
        if of is None:
            alone.append((value, 1))
        else:
            named.setdefault(of, []).append(value)
    if len(named) < 20:
        return [(value, 1) for value, _ in values]
    return [(sum(each), len(each)) for each in named.values()] + alone


def drawn_means(values: Sequence[Value], dice: random.Random, draws: int = DRAWS) -> list[float]:
    pool = units(values)
    found = []
    for _ in range(draws):
        picks = dice.choices(pool, k=len(pool))
        found.append(sum(total for total, _ in picks) / sum(number for _, number in picks))
    return found


def percentiles(drawn: Sequence[float], tail: float = 0.025) -> tuple[float, float]:
    ordered = sorted(drawn)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        low = math.floor(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return at(tail), at(1 - tail)


def mean_interval(values: Sequence[Value]) -> Interval:
    """t under 30 people, else the bootstrap; a score stays on its scale."""
    n = len(values)
    if n < 10:
        return None
    if n < 30:
        numbers = [value for value, _ in values]
        reach = T_975[n - 1] * stdev(numbers) / math.sqrt(n)
        return max(mean(numbers) - reach, 0), min(mean(numbers) + reach, 100)
    return percentiles(drawn_means(values, random.Random(n), DRAWS if n >= 60 else 5 * DRAWS))


def equal_interval(by_sector: Sequence[Sequence[Value]], scale: float = 1.0) -> tuple[float, float]:
    dice = random.Random(11)
    drawn = [drawn_means(values, dice) for values in by_sector]
    return percentiles([scale * mean(each) for each in zip(*drawn, strict=True)])


def equal_spread(by_sector: Sequence[Sequence[Value]]) -> float:
    parts = [[value for value, _ in values] for values in by_sector]
    means = [mean(part) for part in parts]
    middle = mean(means)
    between = mean([(each - middle) ** 2 for each in means])
    return math.sqrt(mean([variance(part) for part in parts]) + between)


def unmet(row: Answers, need: str) -> float | None:
    importance, current = row[f"nd_{need}__importance"], row[f"nd_{need}__current"]
    if isinstance(importance, Missing) or isinstance(current, Missing):
        return None
    return float(int(importance) >= 4 and int(current) <= 2)


def rank_ranges(rows: Sequence[Answers]) -> dict[str, tuple[int, int, int]]:
    """Rank by unmet need, and the best and worst that clear differences leave."""
    values = {need: equal_mean(rows, need) for need in NEEDS}
    drawn = joint_draws(rows)
    reach = NormalDist().inv_cdf(1 - 0.025 / math.comb(len(NEEDS), 2))
    above, below = dict.fromkeys(NEEDS, 0), dict.fromkeys(NEEDS, 0)
    for one, other in combinations(NEEDS, 2):
        first, second = (one, other) if values[one] >= values[other] else (other, one)
        gap = [100 * (a - b) for a, b in zip(drawn[first], drawn[second], strict=True)]
        difference = 100 * (values[first] - values[second])
        if difference >= 3 and difference - reach * stdev(gap) > 0:
            above[second] += 1
            below[first] += 1
    return {
        need: (
            1 + sum(round(values[other], 9) > round(values[need], 9) for other in NEEDS),
            1 + above[need],
            len(NEEDS) - below[need],
        )
        for need in NEEDS
    }


def equal_mean(rows: Sequence[Answers], need: str) -> float:
    return mean(
        [
            mean(
                [value for row in rows if row["sector"] == sector and (value := unmet(row, need)) is not None]
            )
            for sector in SECTORS
        ]
    )


def joint_draws(rows: Sequence[Answers], draws: int = 1000) -> dict[str, list[float]]:
    """Equal-weight unmet need of every need in the same draws of the same units."""
    dice = random.Random(5)
    found: dict[str, list[float]] = {need: [0.0] * draws for need in NEEDS}
    for sector in SECTORS:
        pool = joint_units([row for row in rows if row["sector"] == sector])
        for at in range(draws):
            picks = dice.choices(pool, k=len(pool))
            for place, need in enumerate(NEEDS):
                total = sum(unit[place][0] for unit in picks)
                number = sum(unit[place][1] for unit in picks)
                found[need][at] += total / number / len(SECTORS)
    return found


def joint_units(rows: Sequence[Answers]) -> list[list[tuple[float, int]]]:
    told = [([unmet(row, need) for need in NEEDS], organisation(row)) for row in rows]
    told = [(values, of) for values, of in told if any(value is not None for value in values)]
    known = {of for _, of in told if of is not None}
    groups: dict[str, list[list[float | None]]] = {}
    for at, (values, of) in enumerate(told):
        name = of if of is not None and len(known) >= 20 else f"person {at}"
        groups.setdefault(name, []).append(values)
    return [
        [
            (sum(v[at] or 0.0 for v in group), sum(v[at] is not None for v in group))
            for at in range(len(NEEDS))
        ]
        for group in groups.values()
    ]
