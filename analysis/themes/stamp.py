"""What a sheet says of itself in each of its rows, so that it can be checked when it comes back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.themes.book import MACHINE
from survey.errors import Refused

CODER = re.compile(r"[^\W\d_][\w-]{0,29}")
SHAPE = re.compile(
    r"([a-z]+): survey=(\S+) book=(\S+) version=(\S+) "
    r"words=(\S+) coder=(\S+) rows=(\d+) of=(\d+) texts=(\S+)"
)
KEPT = frozenset({MACHINE, "final", "all"})


@dataclass(frozen=True)
class Stamp:
    """Which sheet a row belongs to."""

    purpose: str
    """coding, decisions or quotations."""
    slug: str
    book: str
    """The questionnaire whose book of themes it was made with."""
    version: str
    digest: str
    """Changes with every word of that book."""
    coder: str
    rows: int
    of: int
    """How many texts there were in all."""
    batch: str
    """Changes with every text that there was."""

    def __str__(self) -> str:
        return (
            f"{self.purpose}: survey={self.slug} book={self.book} version={self.version} "
            f"words={self.digest} coder={self.coder} rows={self.rows} of={self.of} texts={self.batch}"
        )

    @classmethod
    def read(cls, written: str) -> Stamp | None:
        found = SHAPE.fullmatch(written.strip())
        if found is None:
            return None
        purpose, slug, book, version, digest, coder, rows, of, batch = found.groups()
        return cls(purpose, slug, book, version, digest, coder, int(rows), int(of), batch)

    def seal(self, *parts: object) -> str:
        """What a row must hash to; begins with a letter, so that no spreadsheet takes it for a number."""
        return "c" + short("\x00".join(map(str, (self, *parts))))


def short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def batch_of(ids: Iterable[str]) -> str:
    """A few letters for a set of texts."""
    return "b" + short(" ".join(sorted(ids)))[:8]


def coder_called(name: str) -> str:
    """The name of a person who codes, fit for a file and told apart from the machine."""
    plain = name.strip().casefold()
    if plain in KEPT or not CODER.fullmatch(plain):
        raise Refused(
            f"A coder cannot be called {name!r}. Use one word of letters, figures and hyphens that begins "
            f"with a letter, such as anna; {', '.join(sorted(KEPT))} mean something else."
        )
    return plain
