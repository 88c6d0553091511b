"""What an entry of a report's plan is: a kind of table, its number, its title, and what it is made of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from pydantic import Field

from analysis.breaks import Break
from analysis.disclosure import Release
from analysis.landscape.ground import SPLITTING, Landscape
from analysis.landscape.terms import Entry
from analysis.tables import Table
from survey.engine.spelling import meant

Number = Annotated[str, Field(pattern=r"^T[1-9][0-9]?[a-z]*$")]
"""A table's number: T3, T3i."""


@dataclass(frozen=True)
class Counted:
    """What disclosure control must know of counts that a table makes beside those of people who answered."""

    apart: frozenset[str] = frozenset()
    """Universes that people who answered are no ceiling for: who began, who withdrew."""
    routed: frozenset[str] = frozenset()
    """Universes of some people only; a small base there hides nothing elsewhere."""
    sensitive: frozenset[str] = frozenset()
    """Universes whose shares of a few are withheld."""
    leaves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Leaf codes of variables that no break has, such as the day."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """Universes that do not count people, by the one that contains them."""
    shared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For a leaf that is printed in classes, leaves of people who may count there in part."""


class TableKind(Entry):
    """A kind of table. A subclass says in `table` how the plan calls it, and makes it in `made`."""

    beside: ClassVar[bool] = False
    """Whether it is small enough to stand in its section, not among the tables at the end."""
    lettered: ClassVar[bool] = False
    """Whether it is printed as one table for each break: T3 as T3a and T3b."""
    further: ClassVar[tuple[str, ...]] = ()
    """Letters of tables that it makes of what is printed and that stand next to it: T2t after T2."""

    id: Number
    title: str = ""

    @property
    def kind(self) -> str:
        """What the plan calls this kind of table."""
        return str(type(self).model_fields["table"].default)

    @abstractmethod
    def made(self, land: Landscape) -> Iterator[Table]:
        """The exact tables; none where the answers do not allow one."""

    def tables(self, land: Landscape) -> Iterator[Table]:
        """The exact tables under the title that the plan gives."""
        for table in self.made(land):
            yield self.titled(table)

    def titled(self, table: Table) -> Table:
        """The table under the plan's title; one whose number goes on from the entry's has its own."""
        further = table.id != self.id and table.id.startswith(self.id)
        return replace(table, title=self.title) if self.title and not further else table

    def afterwards(self, land: Landscape, release: Release) -> Iterator[Table]:
        """Those tables under the title that the plan gives."""
        for table in self.after(land, release):
            yield self.titled(table)

    def after(self, land: Landscape, release: Release) -> Iterator[Table]:
        """Tables that compare groups which the release shows; they cannot be made before that is known."""
        yield from ()

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        """The breaks that disclosure control must know beside those of every report."""
        return ()

    def counted(self, land: Landscape) -> Counted:
        """The counts that it makes of others than those who answered, or by something of its own."""
        return Counted()

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        """What this codebook does not have: the key in the plan, and a sentence that says what to write."""
        yield from ()


def unknown(key: str, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
    """A sentence for each name that is not known."""
    among = sorted(set(known))
    for name in names:
        if name and name not in among:
            near = meant(name, among) or f" There is: {', '.join(among) or 'none'}."
            yield key, f"There is no {what} {name} in this questionnaire.{near}"


def no_split(key: str, names: Iterable[str], land: Landscape) -> Iterator[tuple[str, str]]:
    """A sentence for each name by which people cannot be split."""
    known = {variable.id for variable in land.frame.codebook if variable.measure in SPLITTING}
    known |= {each.id for each in (*land.breaks.areas, land.breaks.boroughs) if each is not None}
    yield from unknown(key, names, known, "question with one answer, and no kind of area,")
