"""A made-up report: people who never were, tabulated exactly and protected for real.

The numbers are tuned so that every mark turns up: [c], [u], [x] and "small". They mean nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import mean, stdev

from ruamel.yaml import YAML

from analysis.disclosure import Hierarchy, Release, SafeTable, protect
from analysis.fingerprint import Fingerprint, program
from analysis.report import Finding, Meta, Report, Tile, compose
from analysis.tables import Cell, Group, Label, Table
from tests.analysis import later

BOROUGHS = Path(__file__).resolve().parents[2] / "questionnaires" / "reference" / "london-boroughs.yaml"
SECTORS = {"policing": ("Policing", 24), "health": ("Health", 36), "local_authority": ("Local authority", 40)}
ROLES = {
    "frontline": ("Work directly with the public", 530),
    "supervisor": ("Lead or supervise", 190),
    "senior": ("Senior leader", 68),
    "commissioning": ("Commissioning, policy, analysis", 110),
    "support": ("Business support", 40),
    "learning": ("Training, learning, workforce", 12),
    "other": ("Other role", 24),
}
PRINCIPLES = {
    "safety": ("Safety", 68),
    "trust": ("Trust", 66),
    "choice": ("Choice", 52),
    "collaboration": ("Collaboration", 57),
    "empowerment": ("Empowerment", 62),
    "culture": ("Cultural consideration", 53),
}
LEAN = {"policing": -9, "health": 4, "local_authority": 5}
STATEMENTS = {
    "po_safety": ("buildings, waiting areas and procedures are checked for how safe they feel to use", 0.16),
    "po_trust": ("when harm is caused we are open about it and put it right", 0.05),
    "po_choice": ("policies leave staff room to adapt to what a person needs", -0.55),
    "po_collab": ("people who use services have a say in decisions that affect them", -0.35),
    "po_empower": ("staff and people who use services can raise concerns and see something change", 0.1),
    "po_culture": ("we use data and community insight to find and act on unequal experiences", -0.6),
}
STEPS = ("Not in place", "Early thinking", "In pockets", "Mostly in place", "Built in")
NEEDS = {
    "nd_time": ("Reflective supervision and staff wellbeing", 4.4, 1.8),
    "nd_lived": ("Involving people with lived experience", 3.8, 1.8),
    "nd_lead": ("Leaders who model and back it", 4.1, 2.3),
    "nd_race": ("Anti-racist practice as part of it", 4.0, 2.1),
    "nd_know": ("Ways to tell whether it works", 3.6, 1.7),
    "nd_train": ("Training that fits my role", 4.1, 2.3),
    "nd_share": ("Shared language and joint working", 3.9, 2.2),
}
EVERYONE = Label("three_sectors", "Three sectors, equal weight")


@dataclass(frozen=True)
class Person:
    """Somebody made up."""

    sector: str
    role: str
    place: str
    scores: dict[str, float | None]
    steps: dict[str, str]
    needs: dict[str, tuple[int, int]]


@cache
def spots() -> tuple[Tile, ...]:
    entries = YAML(typ="safe").load(BOROUGHS)["entries"]
    return tuple(Tile(e["code"], e["label"], e["short"], e["row"], e["col"]) for e in entries)


@cache
def people(number: int = 620) -> tuple[Person, ...]:
    luck = random.Random(7)
    places = [spot.code for spot in spots()] + ["several", "london_wide", "not_given"]
    weights = [luck.choice((0.5, 1.2, 2, 2.5, 4, 8)) for _ in spots()] + [6, 8, 4]
    return tuple(_person(luck, places, weights) for _ in range(number))


def _person(luck: random.Random, places: list[str], weights: list[float]) -> Person:
    sector = luck.choices([*SECTORS], [share for _, share in SECTORS.values()])[0]
    scores: dict[str, float | None] = {}
    for name, (_, middle) in PRINCIPLES.items():
        score = min(max(luck.gauss(middle + LEAN[sector], 22), 0), 100)
        scores[name] = None if luck.random() < 0.09 else score
    steps = {}
    for name, (_, lean) in STATEMENTS.items():
        draw = luck.random()
        step = min(max(round(luck.gauss(2.9 + lean, 1.2)), 1), 5)
        steps[name] = "dk" if draw < 0.17 else "na" if draw < 0.19 else str(step)
    needs = {
        name: (min(max(round(luck.gauss(i, 0.8)), 1), 5), min(max(round(luck.gauss(c, 0.8)), 1), 5))
        for name, (_, i, c) in NEEDS.items()
    }
    role = luck.choices([*ROLES], [share for _, share in ROLES.values()])[0]
    return Person(sector, role, luck.choices(places, weights)[0], scores, steps, needs)


def _group(variable: str, code: str, universe: str = "people") -> Group:
    where = ((variable, frozenset({code})),) if code else ()
    return Group(where, universe)


def _breaks() -> Iterator[tuple[Label, str, str]]:
    """The equal-weight row, then sectors, then roles."""
    yield EVERYONE, "", ""
    for code, (text, _) in SECTORS.items():
        yield Label(code, text, "Sector"), "sector", code
    for code, (text, _) in ROLES.items():
        yield Label(code, text, "Role"), "role", code


def _members(variable: str, code: str) -> tuple[Person, ...]:
    return tuple(one for one in people() if not variable or getattr(one, variable) == code)


def who_answered() -> Table:
    cells, rows = [], []
    for label, variable, code in _breaks():
        row = label if code else Label("total", "Everyone who answered")
        count, total = len(_members(variable, code)), len(people())
        group = _group(variable, code)
        rows.append(row)
        cells.append(Cell(row.id, "all", "count", count, group=group))
        if code:
            cells.append(
                Cell(row.id, "all", "percent", 100 * count / total, n=total, group=group, kind="share")
            )
    return Table(
        "T1",
        "Who answered",
        "Answers and share of all answers",
        "Everyone in the analysis.",
        ("sector", "role"),
        tuple(rows),
        (Label("all", "All"),),
        tuple(cells),
    )


def where_they_work() -> Table:
    others = {"several": "Several boroughs", "london_wide": "London-wide", "not_given": "Not given"}
    rows = tuple(Label(spot.code, spot.label, "Borough") for spot in spots())
    rows += tuple(Label(code, text, "No one borough") for code, text in others.items())
    cells = tuple(
        Cell(row.id, "all", "count", len(_members("place", row.id)), group=_group("place", row.id))
        for row in rows
    )
    return Table(
        "T1b",
        "Where people who answered work",
        "Answers by borough. People who named several stand apart.",
        "Everyone in the analysis.",
        ("place",),
        rows,
        (Label("all", "All"),),
        cells,
    )


def practice_scores() -> Table:
    cells = []
    for label, variable, code in _breaks():
        for name in PRINCIPLES:
            asked = _members(variable, code)
            given = [score for one in asked if (score := one.scores[name]) is not None]
            cells += _score_cells(label.id, name, given, len(asked), _group(variable, code, f"score_{name}"))
    return Table(
        "T3",
        "Practice scores for the six principles",
        "Mean of “me”, “my team” and “my organisation”. Of those who answered at least two of the three.",
        "People with a score.",
        ("sector", "role"),
        tuple(label for label, _, _ in _breaks()),
        tuple(Label(name, text) for name, (text, _) in PRINCIPLES.items()),
        tuple(cells),
        ("Means: bootstrap, made up for this specimen.",),
    )


def _score_cells(row: str, col: str, given: list[float], asked: int, group: Group) -> list[Cell]:
    average, spread, n = mean(given), stdev(given), len(given)
    half = 2 * spread / n**0.5
    high = 100 * sum(score >= 75 for score in given) / n
    return [
        Cell(row, col, "mean", average, average - half, average + half, n, group, "answer"),
        Cell(row, col, "sd", spread, n=n, group=group, kind="answer"),
        Cell(row, col, "percent_high", high, max(high - 4, 0), high + 5, n, group, "answer"),
        Cell(row, col, "dk", 100 * (asked - n) / asked, n=asked, group=group, kind="answer"),
        Cell(row, col, "na", 2.0, n=asked, group=group, kind="answer"),
    ]


def statements() -> Table:
    cells = []
    for name in STATEMENTS:
        told = [one.steps[name] for one in people()]
        rated = [step for step in told if step.isdigit()]
        group, n = Group((), name), len(rated)
        for step in "12345":
            cells.append(
                Cell(name, step, "percent", 100 * rated.count(step) / n, n=n, group=group, kind="answer")
            )
        net = 100 * sum(step in "45" for step in rated) / n
        cells.append(Cell(name, "high", "percent_high", net, net - 4, net + 4, n, group, "answer"))
        for gone in ("dk", "na"):
            share = 100 * told.count(gone) / len(told)
            cells.append(Cell(name, gone, gone, share, n=len(told), group=group, kind="answer"))
    cols = tuple(Label(str(at), words) for at, words in enumerate(STEPS, start=1))
    cols += (Label("high", "Mostly or built in"), Label("dk", "Don't know"), Label("na", "Does not apply"))
    return Table(
        "T3i",
        "How far organisation practices are in place",
        "“In my organisation as a whole…”, % of those who gave a rating. Of those who answered.",
        "People who gave a rating.",
        (),
        tuple(Label(name, text) for name, (text, _) in STATEMENTS.items()),
        cols,
        tuple(cells),
    )


def needs() -> Table:
    cells: list[Cell] = []
    for name in NEEDS:
        pairs, n, group = [one.needs[name] for one in people()], len(people()), Group((), name)

        def add(
            kind: str, value: float, half: float, row: str = name, n: int = n, group: Group = group
        ) -> None:
            cells.append(Cell(row, "all", kind, value, value - half, value + half, n, group, "answer"))

        add("importance", mean(i for i, _ in pairs), 0.1)
        add("current", mean(c for _, c in pairs), 0.1)
        add("gap", mean(i - c for i, c in pairs), 0.1)
        add("unmet", 100 * sum(i >= 4 and c <= 2 for i, c in pairs) / n, 5)
    return Table(
        "T8",
        "What people need most",
        "Importance and how far in place, both on a scale of 1 to 5.",
        "People who rated both sides.",
        (),
        tuple(Label(name, text) for name, (text, _, _) in NEEDS.items()),
        (Label("all", "All"),),
        tuple(cells),
    )


def examples() -> Table:
    luck, cells = random.Random(3), []
    for name in PRINCIPLES:
        for sector in SECTORS:
            group = Group(
                (("example_principle", frozenset({name})), ("sector", frozenset({sector}))), "examples"
            )
            cells.append(Cell(name, sector, "count", luck.choice((0, 4, 12, 15, 22, 31)), group=group))
    return Table(
        "T12",
        "Promising practice: where examples come from",
        "Examples by main principle and sector.",
        "Examples described.",
        ("example_principle", "sector"),
        tuple(Label(name, text) for name, (text, _) in PRINCIPLES.items()),
        tuple(Label(code, text) for code, (text, _) in SECTORS.items()),
        tuple(cells),
    )


MAKERS: tuple[Callable[[], Table], ...] = (
    who_answered,
    where_they_work,
    practice_scores,
    statements,
    needs,
    examples,
)


@cache
def release() -> Release:
    leaves = {
        "sector": (*SECTORS,),
        "role": (*ROLES,),
        "place": tuple(dict.fromkeys(one.place for one in people())),
    }
    return protect([make() for make in MAKERS], Hierarchy(leaves=leaves))


def table(table_id: str) -> SafeTable:
    return next(table for table in (*release().tables, *later.tables()) if table.id == table_id)


def meta(synthetic: bool = True, final: bool = False) -> Meta:
    return Meta(
        title="Trauma-informed practice in London's policing, health and councils: what staff told us",
        survey="Trauma-Informed London Survey",
        campaign="trauma-informed-london",
        questionnaire="trauma-informed-london",
        version="1.0",
        versions=("1.0",),
        period="2 December 2024 to 10 January 2025",
        extract=date(2025, 1, 10),
        answers=len(people()),
        release="final" if final else "provisional",
        synthetic=synthetic,
        fingerprint=Fingerprint("0f1e-2d3c-4b5a", "5a4b-3c2d-1e0f", program()),
    )


def findings() -> Iterable[Finding]:
    """Sentences as `analysis.landscape` would make them, with numbers read from safe cells."""
    found = {(cell.row, cell.col, cell.measure): cell for cell in table("T3").cells}
    top, low = (
        found["three_sectors", "safety", "mean"].value or 0,
        found["three_sectors", "choice", "mean"].value or 0,
    )
    yield Finding(
        "principles",
        f"{low:.0f} to {top:.0f}",
        "out of 100",
        "Scores differ from principle to principle.",
        f"Safety scores {top:.0f} out of 100 and choice {low:.0f}.",
        ("F2", "T3"),
    )
    unknown = [cell.value or 0 for cell in table("T3i").cells if cell.measure == "dk"]
    yield Finding(
        "unseen",
        f"{max(unknown):.0f}%",
        "don't know",
        "Some cannot say what their organisation does.",
        f"Between {min(unknown):.0f}% and {max(unknown):.0f}% answered “don't know” to each statement.",
        ("F1", "T3i"),
    )
    unmet = next(cell for cell in table("T8").cells if cell.row == "nd_time" and cell.measure == "unmet")
    yield Finding(
        "need",
        f"{unmet.value:.0f}%",
        "unmet need",
        "“Reflective supervision and staff wellbeing” is a large unmet need.",
        f"{unmet.value:.0f}% ({unmet.lo:.0f} to {unmet.hi:.0f}) call it very important or essential "
        "and say it is not in place or at an early stage.",
        ("T8", "F4"),
        "needs",
    )


def report(synthetic: bool = True, final: bool = False) -> Report:
    tables = (*release().tables, *later.tables())
    said, moments, lulls = tuple(findings()), later.MOMENTS, later.LULLS
    return compose(meta(synthetic, final), tables, said, spots(), moments=moments, stretches=lulls)
