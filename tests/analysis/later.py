"""Safe tables made by hand: levels and gaps with every mark, pages reached, answers a day, of any size.

They stand for what a release may hold and go through no disclosure control, so nothing here is anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from analysis.charts.moments import Moment, Stretch
from analysis.disclosure import SafeTable
from analysis.tables import Cell, Label, Table

ENDS = {
    "mean": (0.0, 100.0), "gap": (-100.0, 100.0), "unmet": (0.0, 100.0),
    "importance": (1.0, 5.0), "current": (1.0, 5.0),
}  # fmt: skip
HIDDEN = ("suppressed",)
LEVELS = {"individual": "Me", "team": "My team", "organisation": "My organisation"}
PRINCIPLES = {
    "safety": ("Safety", (81.4, 66.2, 51.1), 29.3),
    "trust": ("Trust", (78.2, 65.4, 48.0), 30.6),
    "choice": ("Choice", (69.1, 50.6, 35.2), 33.9),
    "collaboration": ("Collaboration", (71.3, 54.7, 40.4), 31.2),
    "empowerment": ("Empowerment", (77.4, 62.2, 49.3), 27.4),
    "culture": ("Cultural consideration", (67.8, 51.7, 35.8), 32.2),
}
PAGES = (
    ("Before you start", 810), ("Your work", 780), ("What trauma-informed means", 765), ("Training", 750),
    ("Six principles: me", 740), ("Six principles: my team", 715), ("Six principles: my organisation", 675),
    ("Where you are on the journey", 670), ("Leadership, policy and place", 665),
    ("Looking after staff", 650), ("Race, equity, lived experience", 640), ("Working with others", 635),
    ("Your sector", 630),
    ("What you need most", 600), ("Barriers and enablers", 590), ("Practice worth sharing", 580),
    ("Anything else", 575), ("About you", 570), ("Sent", 560),
)  # fmt: skip
FIRST_DAY = date(2024, 12, 2)
A_DAY = (
    None, 70, 45, 25, 20, None, None, 25, 10, None, 50, 35, None, None, 15, None, 10, 15, *[None] * 13,
    10, None, None, None, 50, 35, 20, 50, 30,
)  # fmt: skip
MOMENTS = (
    Moment(datetime(2024, 12, 3, 9, 30, tzinfo=UTC), "First sent"),
    Moment(datetime(2024, 12, 12, 9, 0, tzinfo=UTC), "Reminder"),
    Moment(datetime(2025, 1, 6, 8, 0, tzinfo=UTC), "Last week"),
    Moment(datetime(2025, 1, 11, 0, 0, tzinfo=UTC), "Closed", "closing"),
)
LULLS = (Stretch(date(2024, 12, 21), date(2025, 1, 1), "Christmas and New Year"),)


def safe(
    table_id: str,
    title: str,
    subtitle: str,
    rows: Iterable[Label],
    cols: Iterable[Label],
    cells: Iterable[Cell],
    notes: Sequence[str] = (),
) -> SafeTable:
    table = Table(table_id, title, subtitle, "", (), tuple(rows), tuple(cols), (), tuple(notes))
    return SafeTable.sealed(table, cells)


def answer(row: str, col: str, measure: str, value: float | None, half: float, n: int = 500) -> Cell:
    """A figure as it is printed at this base; None is a suppressed one."""
    if value is None:
        return Cell(row, col, measure, None, kind="answer", flags=HIDDEN)
    small = ("small_base",) if n < 50 else ()
    unsure = ("no_percent",) if n < 30 else ()
    gone = bool(unsure) and measure == "unmet"
    least, most = ENDS[measure]
    low, high = (None, None) if gone else (max(value - half, least), min(value + half, most))
    flags = (*small, *unsure, "rounded")
    return Cell(row, col, measure, None if gone else value, low, high, n, kind="answer", flags=flags)


Scores = Mapping[str, tuple[str, Sequence[float | None], float | None]]


def level_scores(principles: Scores = PRINCIPLES, half: float = 2.5, n: int = 500) -> SafeTable:
    cells = [
        answer(f"level:{level}", name, "mean", value, half, n)
        for name, (_, values, _) in principles.items()
        for level, value in zip(LEVELS, values, strict=True)
    ]
    return safe(
        "T3l",
        "Practice scores by level",
        "Mean, 0 to 100. Sectors weighted equally. Of those who answered.",
        [Label(f"level:{level}", words) for level, words in LEVELS.items()],
        [Label(name, text) for name, (text, _, _) in principles.items()],
        cells,
    )


def level_gaps(principles: Scores = PRINCIPLES, half: float = 3.0, n: int = 450) -> SafeTable:
    """The gap of the outer levels as given, those between neighbours as half of it."""
    pairs = {"individual-team": 0.5, "individual-organisation": 1.0, "team-organisation": 0.5}
    cells = [
        answer(name, pair, "gap", None if gap is None else gap * part, half, n)
        for name, (_, _, gap) in principles.items()
        for pair, part in pairs.items()
    ]
    words = {pair: [LEVELS[level] for level in pair.split("-")] for pair in pairs}
    return safe(
        "T5",
        "Gaps between levels",
        "Points from 0 to 100, within the same person.",
        [Label(name, text) for name, (text, _, _) in principles.items()],
        [Label(pair, f"{one} minus {other.lower()}") for pair, (one, other) in words.items()],
        cells,
    )


Need = tuple[str, float | None, float | None, float | None, int]


def rated(needs: Iterable[Need]) -> SafeTable:
    """Needs as (name, importance, in place, unmet, base)."""
    given = list(needs)
    rows = [Label(f"need{at}", name) for at, (name, *_) in enumerate(given)]
    cells = [
        answer(row.id, "all", measure, value, half, n)
        for row, (_, importance, current, unmet, n) in zip(rows, given, strict=True)
        for measure, value, half in (
            ("importance", importance, 0.1),
            ("current", current, 0.1),
            ("unmet", unmet, 5),
        )
    ]
    notes = ("Unmet need: importance “Very” or “Essential”, and in place “Not in place” or “Early”.",)
    return safe("T8", "What people need", "", rows, [Label("all", "Everyone who answered")], cells, notes)


def counted(row: str, col: str, count: int | None) -> Cell:
    if count is None:
        return Cell(row, col, "count", None, flags=HIDDEN)
    return Cell(row, col, "count", count, flags=("rounded",))


def funnel(pages: Sequence[tuple[str, int | None]] = PAGES) -> SafeTable:
    rows = [Label(f"page{at}", text) for at, (text, _) in enumerate(pages)]
    began = pages[0][1] or 1
    cells: list[Cell] = []
    for row, (_, count) in zip(rows, pages, strict=True):
        cells.append(counted(row.id, "reached", count))
        share = None if count is None else float(round(100 * count / began))
        n, flags = (None, HIDDEN) if share is None else (began, ("rounded",))
        cells.append(Cell(row.id, "reached", "percent", share, n=n, kind="share", flags=flags))
    return safe(
        "T14",
        "The way through the form",
        "Of people who passed the agreement page, % who reached each later page.",
        rows,
        [Label("reached", "Reached")],
        cells,
        ("One sector page is shown to each person.",),
    )


def days(counts: Sequence[int | None] = A_DAY, first: date = FIRST_DAY) -> SafeTable:
    dates = [first + timedelta(days=at) for at in range(len(counts))]
    span = f"{dates[0].day} {dates[0]:%B %Y} to {dates[-1].day} {dates[-1]:%B %Y}"
    return safe(
        "T14d",
        "Answers by day",
        f"Answers sent each day, {span}.",
        [Label(day.isoformat(), f"{day.day} {day:%B %Y}") for day in dates],
        [Label("sent", "Answers sent")],
        [counted(day.isoformat(), "sent", count) for day, count in zip(dates, counts, strict=True)],
    )


def tables() -> tuple[SafeTable, ...]:
    return level_scores(), level_gaps(), funnel(), days()


LARGE_NEEDS: tuple[Need, ...] = (
    ("Reflective supervision and staff wellbeing", 4.55, 2.31, 54, 52_310),
    ("Involving people with lived experience", 4.12, 2.26, 47, 52_310),
    ("Ways to tell whether it works", 3.84, 2.18, 44, 52_310),
    ("Leaders who model and back it", 4.32, 2.71, 36, 52_310),
    ("Anti-racist practice as part of it", 4.25, 2.67, 33, 52_310),
    ("A shared language and joint working across sectors", 4.24, 2.75, 31, 52_310),
    ("Training that fits my role", 4.42, 3.04, 25, 52_310),
)
AWKWARD_LEVELS: Scores = {
    "safety": ("Safety", (98.2, 99.0, 100.0), 5.1),
    "trust": ("Trust in people, places and what is written down", (52.0, 51.0, 50.2), 1.8),
    "choice": ("Choice", (60.1, None, 35.2), 24.9),
    "collaboration": ("Collaboration", (0.0, 1.4, 2.9), -2.9),
    "empowerment": ("Empowerment", (None, None, None), None),
    "culture": ("Cultural consideration", (50.0, 50.0, 50.0), 0.0),
}
AWKWARD_NEEDS: tuple[Need, ...] = (
    ("Reflective supervision and staff wellbeing", 5.0, 1.0, 90, 500),
    ("Leaders who model and back it", 5.0, 1.0, 90, 500),
    ("Ways to tell whether it works", 3.02, 2.98, 41, 45),
    ("A shared language and joint working across sectors, boroughs and services", 3.0, 3.0, 40, 45),
    ("Training that fits my role", 3.0, 3.0, 33, 500),
    ("Time", 3.1, 3.1, 20, 24),
    ("Involving people with lived experience", None, None, None, 500),
    ("Anti-racist practice as part of it", 1.0, 5.0, 0, 500),
    ("A tenth need, to see two figures", 4.2, 2.9, 39, 500),
    ("Space", 3.2, 2.7, 38, 500),
)
AWKWARD_PAGES = (
    ("Before you start", 420), ("Your work", 400),
    ("A page whose name is long enough to take two lines here", 390), ("Training", None),
    ("Six principles", 60), ("Looking after staff", 20), ("Anything else", 15), ("Sent", 15),
)  # fmt: skip
CROWD = tuple(
    Moment(datetime(2024, 12, day, 9, 0, tzinfo=UTC), words)
    for day, words in (
        (3, "First sent"), (4, "Sent to police"), (5, "Sent to councils and their partners"), (6, "Reminder"),
        (9, "Second reminder"), (9, "Newsletter"), (10, "Extended by a week"),
    )
)  # fmt: skip


def large() -> tuple[SafeTable, ...]:
    """The figures of a release of 60,000 answers."""
    pages = [(text, count * 100 + 35) for text, count in PAGES]
    counts = [None if at in (19, 20, 23) else 100 * (count or 0) + 40 for at, count in enumerate(A_DAY)]
    return (
        level_scores(half=0.3, n=53_400),
        level_gaps(half=0.35, n=51_200),
        rated(LARGE_NEEDS),
        funnel(pages),
        days(counts),
    )


def awkward() -> tuple[SafeTable, ...]:
    """Hidden, small and equal figures, ends of scales, long names."""
    return (
        level_scores(AWKWARD_LEVELS, half=6, n=24),
        level_gaps(AWKWARD_LEVELS, half=5, n=40),
        rated(AWKWARD_NEEDS),
        funnel(AWKWARD_PAGES),
        days((10, None, 15, 10, None, None, 10, 20, 15)),
    )
