"""What a folder of Parquet files has beside its tables, so that it can be opened again as it was.

The codebook, geography and conduct of the frame stand in `frame.json`. Contact questions are not in it, nor
the days of the fielding. `SHA256SUMS` tells, as `sha256sum -c` does, whether anything was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from analysis.conduct import Conduct
from survey.engine.codebook import Codebook, Nature
from survey.engine.geography import Geography

ANSWERS, TEXTS = "answers", "texts"
VALUES, REASONS = ".parquet", "-reasons.parquet"
SECONDS, KEPT, SUMS = "seconds.parquet", "frame.json", "SHA256SUMS"
FORM = 1
"""Goes up when what is written could not be opened by the program as it was."""
NUMBER = "response"
TOLD = ("status", "synthetic", "version", "language", "mode")
"""What an export tells of people and is opened again; there is no key of the store and no day."""
BESIDE = (NUMBER, *TOLD)


@dataclass(frozen=True)
class Kept:
    """A frame without its rows."""

    survey: str
    """The slug."""
    fingerprint: str
    """Of the export."""
    beside: Mapping[str, str]
    """The names in the file of the columns beside the answers, `response` among them."""
    codebook: Codebook
    geography: Geography | None
    conduct: Conduct | None
    form: int = FORM

    def to_json(self) -> bytes:
        """Without contact questions and days, which no export has."""
        asked = tuple(one for one in self.codebook if one.nature is not Nature.CONTACT)
        conduct = None if self.conduct is None else replace(self.conduct, days=None)
        kept = replace(self, codebook=replace(self.codebook, variables=asked), conduct=conduct)
        return ADAPTER.dump_json(kept, indent=1) + b"\n"

    @classmethod
    def read(cls, text: bytes) -> Kept | None:
        """None where it is not what this program writes."""
        try:
            kept = ADAPTER.validate_json(text)
        except ValidationError:
            return None
        return kept if kept.form == FORM else None


ADAPTER = TypeAdapter(Kept)


def sums(folder: Path) -> str:
    """A line for each file that is opened again."""
    names = sorted(path.name for path in (*folder.glob(f"*{VALUES}"), folder / KEPT))
    return "".join(f"{sum_of((folder / name).read_bytes())}  {name}\n" for name in names)


def sum_of(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


def read_sums(text: str) -> Mapping[str, str]:
    """The sum of each file by its name."""
    parts = (line.partition("  ") for line in text.splitlines())
    return {name: told for told, _, name in parts}
