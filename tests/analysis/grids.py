"""Small tables for disclosure tests: a grid of counts with its margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.tables import Cell, Group, Label, Table


def where(**codes: str | Sequence[str]) -> Group:
    """A group by variable; one code as text, several as a list."""
    pairs = [(v, frozenset([c] if isinstance(c, str) else c)) for v, c in sorted(codes.items())]
    return Group(tuple(pairs))


def grid(
    counts: Sequence[Sequence[int]],
    rows: tuple[str, Sequence[str]] = ("row", "abc"),
    cols: tuple[str, Sequence[str]] = ("col", "wxy"),
    name: str = "G",
) -> Table:
    """Rows by columns with row totals, column totals and the grand total printed."""
    cells = [
        Cell(r, c, "count", counts[i][j], group=where(**{rows[0]: r, cols[0]: c}))
        for i, r in enumerate(rows[1])
        for j, c in enumerate(cols[1])
    ]
    cells += [
        Cell(r, "all", "count", sum(counts[i]), group=where(**{rows[0]: r})) for i, r in enumerate(rows[1])
    ]
    cells += [
        Cell("all", c, "count", sum(line[j] for line in counts), group=where(**{cols[0]: c}))
        for j, c in enumerate(cols[1])
    ]
    cells.append(Cell("all", "all", "count", sum(map(sum, counts)), group=Group()))
    return listing(cells, name)


def counted(groups: Mapping[str, tuple[Group, int]], name: str = "L") -> Table:
    """One row for each group."""
    return listing([Cell(row, "n", "count", n, group=g) for row, (g, n) in groups.items()], name)


def listing(cells: Sequence[Cell], name: str) -> Table:
    """A table around cells, labels in order of first use."""
    rows = tuple(Label(r, r) for r in dict.fromkeys(cell.row for cell in cells))
    cols = tuple(Label(c, c) for c in dict.fromkeys(cell.col for cell in cells))
    return Table(name, name, "", "everyone", (), rows, cols, tuple(cells))
