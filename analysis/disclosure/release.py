"""protect: from exact tables to a release, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.disclosure.accounting import account_of
from analysis.disclosure.answer_pairs import side_by_side
from analysis.disclosure.apply import Printer, all_answers, printed_claims
from analysis.disclosure.audit import Attacker, refuse
from analysis.disclosure.before import Before
from analysis.disclosure.cells import PEOPLE, Ledger, Mark, base_universe, gather, in_words
from analysis.disclosure.controlled import rounded
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.figures import figures
from analysis.disclosure.ground import Ground
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.pairs import Earlier, of_one_time, pairs
from analysis.disclosure.pattern import by_name
from analysis.disclosure.problem import Problem
from analysis.disclosure.releases import Printed
from analysis.disclosure.rounding import Rounding
from analysis.disclosure.rules import PROMISED, check_threshold, is_small
from analysis.disclosure.safe import Hidden, Release, SafeTable, foremost
from analysis.disclosure.scores import Answers
from analysis.disclosure.suppress import Suppression
from analysis.disclosure.told import Told
from analysis.disclosure.withhold import Withholding
from analysis.disclosure.worlds import Known
from analysis.tables import Table


def protect(
    tables: Sequence[Table],
    hierarchy: Hierarchy | None = None,
    threshold: int = PROMISED,
    *,
    before: Sequence[Earlier] = (),
    kept: Sequence[Printed] = (),
    recodes: tuple[str, ...] = (),
    additive: bool = False,
) -> Release:
    """Protect all tables of a release together, audit what would be printed, and only then hand it out.

    `before` are the releases that readers have already: the people who came between one of them and this one
    are protected too. `kept` are releases of the same answers whose tables are all among these: what they
    show stays shown, so that other groups hide beside it, and where that cannot be nothing is released.
    `recodes` says which codings were given up for these tables. With `additive` counts are
    rounded so that printed parts add up to printed totals, instead of each to the nearest 5.

    Rule: decision 14 of the design. Raises NotSafe if the audit finds a figure that can be worked out,
    TablesDisagree if the tables contradict one another, ThresholdTooLow below the promised threshold.
    """
    check_threshold(threshold)
    given = hierarchy or Hierarchy()
    ledger = gather(tables, given)
    if is_small(ledger.counts.get(PEOPLE, {}).get((), threshold), threshold):
        raise NotSafe(f"Nothing was released: fewer than {threshold} people took part.")
    problem = Problem(ledger, threshold)
    shown = marks_shown(tables, kept, ledger, given)
    times = of_one_time(before)
    search = Suppression(problem, [system for earlier in times for system in pairs(problem, earlier)], shown)
    pattern = search.run()
    fewer = len(Suppression(problem).run()) if before else len(pattern)
    more = max(0, len(pattern) - fewer)
    printer = Printer(ledger, given, pattern, threshold)
    told = Told(problem, tables, [printer.table(table) for table in tables], given)
    earlier = [Before(problem, tables, each) for each in times]
    alone = scored(tables, problem, search.attackers, told)
    attacked = [*alone, *side_by_side(alone, earlier, told)]
    withholding = Withholding(ledger, attacked, pattern, threshold, shown)
    pattern |= dict.fromkeys(withholding.run(), "answers")
    rounding = Rounding()
    if additive:
        exact = {(universe, where): count for universe, where, count in ledger.everyone()}
        rounding = Rounding.of(rounded(tables, ledger, frozenset(pattern)), exact)
    printer = Printer(ledger, given, pattern, threshold, rounding)
    safe = tuple(printer.table(table) for table in tables)
    audit(problem, search.attackers, Told(problem, tables, safe, given))
    check_kept(safe, kept)
    safe = tuple(foremost(made, table) for made, table in zip(safe, tables, strict=True))
    groups = tuple(hidden(ledger, mark, pattern[mark]) for mark in sorted(pattern, key=by_name))
    beside = tuple(earlier.printed.name for earlier in before)
    return Release(
        tables=safe,
        hidden=groups,
        account=account_of(tables, safe, printer, groups, search.yardstick, recodes, beside, more),
        within=rounding.within,
        notes=(*search.notes, *rounding.notes),
    )


def marks_shown(
    tables: Sequence[Table], kept: Sequence[Printed], ledger: Ledger, hierarchy: Hierarchy
) -> frozenset[Mark]:
    """Marks that would hide what readers have already."""
    found: set[Mark] = set()
    for earlier in kept:
        printed = [(table, earlier.of_table(table.id)) for table in tables]
        for universe, where in printed_claims(printed, ledger, hierarchy):
            found |= {(sheet, where) for sheet in ledger.sheets(universe)}
        for cell in (cell for _, cells in printed for cell in cells):
            if cell.kind == "answer" and cell.value is not None:
                group = None if cell.group.parts else ledger.where(cell.group)
                found |= {all_answers(sheet, group) for sheet in ledger.sheets(base_universe(cell))}
    return frozenset(found)


def check_kept(tables: Sequence[SafeTable], kept: Sequence[Printed]) -> None:
    """Refuse where what readers have already would have to be hidden now."""
    hidden = {
        (table.id, cell.row, cell.col, cell.measure)
        for table in tables
        for cell in table.cells
        if "suppressed" in cell.flags
    }
    for earlier in kept:
        for table, cell in earlier.cells:
            told = cell.value is not None or cell.n is not None
            if told and (table, cell.row, cell.col, cell.measure) in hidden:
                raise NotSafe(
                    f"Nothing was released: beside {table}, which readers have already, it would let a small "
                    "group be worked out."
                )


def audit(problem: Problem, attackers: Sequence[Attacker], told: Told) -> None:
    """Attack what is printed; refuse if any sensitive count is printed or can be worked out.

    What is known comes from the printed tables alone, not from the pattern. Worlds that the attackers
    remember serve again, each only if it fits every printed count.
    """
    for universe, groups in problem.sensitive.items():
        for where in groups:
            if (universe, where) in told.claims and not problem.is_known(universe, where):
                raise NotSafe(f"Nothing was released: {in_words(universe, where)} would be printed.")
    for attacker in attackers:
        for target, _ in attacker.unsafe(Known(told.of(attacker.system))):
            raise refuse(attacker, target)


def scored(
    tables: Sequence[Table], problem: Problem, attackers: Sequence[Attacker], told: Told
) -> list[Answers]:
    """Each figure above the counts that are printed."""
    systems = {attacker.system.name: attacker.system for attacker in reversed(attackers)}
    grounds: dict[tuple[str, tuple[float, float]], Ground] = {}
    found = []
    for figure in figures(tables, problem.ledger):
        if figure.universe in problem.twin:
            name = problem.twin[figure.universe]
            if (name, figure.scale) not in grounds:
                system = systems[name]
                shape = problem.layers(name, sharp=False)[1]
                grounds[name, figure.scale] = Ground(
                    system, shape, figure.scale, told.of(system), told.beside(system) | told.hideable(system)
                )
            found.append(Answers(grounds[name, figure.scale], figure))
    return found


def hidden(ledger: Ledger, mark: Mark, reason: str) -> Hidden:
    sheet, where = mark
    counts = [
        ledger.counts[name][where]
        for name, universe in ledger.universes.items()
        if universe.sheet == sheet and where in ledger.counts.get(name, {})
    ]
    return Hidden(sheet, where, reason, max(counts, default=0))
