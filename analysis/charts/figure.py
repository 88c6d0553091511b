"""A figure: two drawings with the words that make it stand alone."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.charts.drawing import Drawing

WIDE = 680
"""Pixels, for a desktop and for A4."""
PHONE = 328
"""Pixels, for a phone of 360: laid out again, not shrunk."""


@dataclass(frozen=True)
class Credit:
    """Where a figure comes from and what must be said of it wherever it goes."""

    survey: str
    part: str
    synthetic: bool
    provisional: bool

    @property
    def mark(self) -> str:
        """The words in bold: what a reader must not miss."""
        said = (("Synthetic.", self.synthetic), ("Provisional.", self.provisional))
        return " ".join(words for words, holds in said if holds)

    @property
    def source(self) -> str:
        return f"{self.survey}, {self.part}."


@dataclass(frozen=True)
class Figure:
    """What is drawn, and the words above, below and instead of it."""

    id: str
    """F1, F2 ... as in the register of figures."""
    title: str
    """The headline, without its number."""
    subtitle: str
    note: str
    alt: str
    """Says the finding, then the range, then where the numbers are."""
    wide: Drawing
    phone: Drawing
    table_id: str
    credit: Credit

    @property
    def number(self) -> str:
        """ "Figure 2": what the reader sees of the id."""
        return f"Figure {self.id[1:]}"

    @property
    def wide_svg(self) -> str:
        return self.wide.svg(f"{self.id}-wide", self.title, self.alt)

    @property
    def phone_svg(self) -> str:
        return self.phone.svg(f"{self.id}-phone", self.title, self.alt)

    @property
    def print_svg(self) -> str:
        """For PDF, where only the title of a drawing becomes its text alternative."""
        return self.wide.svg(f"{self.id}-print", f"{self.title}. {self.alt}")
