"""What the tables say: rules from safe tables to sentences, which give nothing rather than something vague.

A rule says what must hold, what it says then, and what otherwise. Every number is a cell that passed
disclosure control, printed as the tables print it. "Highest" needs a range of ranks that clear differences
have narrowed; without it a sentence gives a plain range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from analysis.disclosure import Release, SafeTable
from analysis.landscape.course import marked, minutes, past, stops
from analysis.landscape.differences import differ
from analysis.landscape.needs import DEFINITION
from analysis.landscape.orders import high_and_low, largest
from analysis.landscape.spreads import apart, loose, missing, reached, spread
from analysis.landscape.wording import APOSTROPHE, Told, cell_at, in_words, number, spanned, told
from analysis.measures import is_hidden, is_very_small, printed
from analysis.report import Finding
from analysis.tables import Cell

Tables = Mapping[str, SafeTable]
ONE_IN_FIVE = 20.0
CLEAR = 3.0
"""Points, the least difference that is worth a word."""


def findings(release: Release) -> tuple[Finding, ...]:
    """Everything that the rules find in a release."""
    tables = {table.id: table for table in release.tables}
    return tuple(found for rule in RULES for found in rule(tables))


def principles(tables: Tables) -> Iterator[Finding]:
    """Which scores are clearly highest and lowest, if any are."""
    table = tables.get("T3")
    if table is None or not table.rows or len(table.cols) < 2:
        return
    scores = told(table, table.cols, "mean", row=table.rows[0].id)
    if table.rows[0].block or len(scores) < len(table.cols):
        return
    claim, text = high_and_low(scores, tables.get("T3r"))
    big = spanned(scores[0].number, scores[-1].number)
    yield Finding("principles", big, "out of 100", claim, text, ("F2", table.id), "practice")


def levels(tables: Tables) -> Iterator[Finding]:
    """Whether people score their own work above their organisation; silent where the gap is not clear."""
    table, column = tables.get("T5"), "individual-organisation"
    if table is None:
        return
    rows = [row for row in table.rows if row.id != "together"]
    gaps = told(table, rows, "gap", col=column)
    whole = cell_at(table, "together", "gap", column)
    summed = any(row.id == "together" for row in table.rows)
    unsure = summed and (whole is None or whole.value is None or is_very_small(whole))
    if unsure or len(gaps) < len(rows):
        return
    above = [gap for gap in gaps if gap.size >= CLEAR and (gap.cell.lo or 0) > 0]
    if not above or (whole is not None and not is_clear_gap(whole)):
        return
    count = (
        "all " + number(len(rows))
        if len(above) == len(rows)
        else f"{number(len(above))} of {number(len(rows))}"
    )
    low, high = above[0], above[-1]
    span = (
        f"from {low.number} points ({low.name}, {low.range}) to {high.number} ({high.name}, {high.range})"
        if len(above) > 1
        else f"to {high.number} points ({high.name}, {high.range})"
    )
    yield Finding(
        "levels",
        f"{number_of(table, whole, low, high)} points",
        "me minus organisation",
        "Staff rate their own work above their organisation.",
        f"On {count} principles people score their own work higher than their organisation. The paired gap "
        f"runs {span}.",
        ("F3", "T5"),
        "practice",
    )


def is_clear_gap(cell: Cell) -> bool:
    return (cell.value or 0) >= CLEAR and (cell.lo or 0) > 0


def number_of(table: SafeTable, whole: Cell | None, low: Told, high: Told) -> str:
    """The gap over all, or the span of gaps where levels are not told as scores."""
    return spanned(low.number, high.number) if whole is None else printed(table, whole, whole.value)


def unseen(tables: Tables) -> Iterator[Finding]:
    """What staff cannot see: don't know on statements about the organisation."""
    table = tables.get("T3i")
    if table is None:
        return
    shares = told(table, table.rows, "dk")
    if len(shares) < 2:
        return
    low, high = shares[0], shares[-1]
    often = sum(share.size >= ONE_IN_FIVE for share in shares)
    many = number(len(shares))
    some = f"On {number(often)} of {many} organisation statements at least one in five answered"
    none = f"On each of {many} organisation statements fewer than one in five answered"
    dont_know = f"don{APOSTROPHE}t know"
    yield Finding(
        "unseen",
        f"{high.number}%",
        dont_know,
        f"Up to {high.number}% cannot say whether their organisation does these things.",
        f"{some if often else none} “{dont_know}”. It runs from {low.number}% of those asked "
        f"({low.quoted}) to {high.number}% ({high.quoted}).",
        ("F1", table.id),
        "practice",
    )


def need(tables: Tables) -> Iterator[Finding]:
    """The largest unmet need, or those that cannot be told apart."""
    table = tables.get("T8")
    if table is None:
        return
    found = largest(
        told(table, table.rows, "unmet"),
        table,
        noun="need",
        one="{names} is the largest unmet need.",
        several="{names} are the largest unmet needs.",
    )
    note = next((note for note in table.notes if note.startswith(DEFINITION)), "")
    if found is not None:
        text = f"{found.text} {note.replace(DEFINITION, 'Unmet means ')}".strip()
        yield Finding("need", found.big, "unmet need", found.claim, text, ("F4", table.id), "needs")


def barrier(tables: Tables) -> Iterator[Finding]:
    """What is chosen most often from a list that people were then asked to narrow down."""
    table = tables.get("T9")
    if table is None:
        return
    named = "{names} is named most often.", "{names} are named most often."
    found = largest(
        told(table, table.rows, "percent", col="chosen"), table, noun="answer", one=named[0], several=named[1]
    )
    if found is not None:
        yield Finding("barrier", found.big, "of people", found.claim, found.text, (table.id,), "needs")


def answers(tables: Tables) -> Iterator[Finding]:
    """Who answered, by the main split as far as its groups are shown."""
    table = tables.get("T1")
    total = cell_at(table, "total", "count")
    if table is None or total is None or not table.dimensions:
        return
    rows = [row for row in table.rows if row.id.startswith(f"{table.dimensions[0]}:")]
    parts = {part.label.id: part for part in told(table, rows, "count")}
    if not parts:
        return
    counts = "; ".join(f"{row.text} {parts[row.id].number}" for row in rows if row.id in parts)
    hidden = (
        " Groups that are not shown are small or would reveal one that is." if len(parts) < len(rows) else ""
    )
    count = printed(table, total, total.value)
    yield Finding(
        "answers",
        count,
        "answers",
        f"About {count} people answered.",
        f"By {in_words(rows[0].block)}: {counts}. Counts are to the nearest 5.{hidden}",
        (table.id,),
        "who",
    )


def boroughs(tables: Tables) -> Iterator[Finding]:
    """How many places are not shown: too few answers, or beside a place with too few."""
    table = tables.get("T1b")
    if table is None:
        return
    bands = [cell for cell in table.cells if cell.measure == "band"]
    few, every = sum(is_hidden(cell) for cell in bands), len(bands)
    shared = "People who named several boroughs are shared equally among them."
    alone = "Fewer than 10 people answered there, or showing it would reveal a place where fewer did."
    yield Finding(
        "boroughs",
        f"{few} of {every}" if few else str(every),
        "boroughs",
        f"{few} of {every} boroughs cannot be shown."
        if few
        else f"All {every} boroughs have 10 answers or more.",
        f"{alone} {shared}" if few else shared,
        ("F5", table.id),
        "who",
    )


def promising(tables: Tables) -> Iterator[Finding]:
    """How many examples people described, and on which principles."""
    table = tables.get("T12")
    total = cell_at(table, "all", "count", "all")
    if table is None or total is None or not total.value:
        return
    count = printed(table, total, total.value)
    block = next((row.block for row in table.rows if row.block), "")
    shown = told(table, [row for row in table.rows if row.block == block], "count", col="all")
    said = [f"None of them is in this report; each needs a person{APOSTROPHE}s check and a permission."]
    if len(shown) > 1:
        low, high = shown[0], shown[-1]
        said.insert(
            0,
            f"{block}: from {low.number} ({low.name}) to {high.number} ({high.name}); an example can show "
            "several.",
        )
    yield Finding(
        "promising",
        count,
        "examples",
        f"People described about {count} examples of practice worth sharing.",
        " ".join(said),
        (table.id,),
        "promising",
    )


RULES: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
    principles,
    levels,
    unseen,
    apart,
    differ,
    loose,
    reached,
    spread,
    need,
    barrier,
    answers,
    boroughs,
    missing,
    promising,
    minutes,
    stops,
    marked,
    past,
)
"""Page one picks by topic; sections keep this order."""
