"""What is inside a backup: tables row by row and files piece by piece, each with its count and its digest.

Lines of JSON, packed and sealed. A list is a row; what is not a list begins or ends a part. Rows come in the
order of their keys, and the digest of a table is the sum of the digests of its rows, so that it is the same
whichever engine the rows came from.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pydantic_core import from_json

from survey.errors import Refused
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import Header, SealedWriter, opened
from survey.storage.sqlite import compact

LEVEL = 3
"""Of packing: more takes longer than it saves."""
PIECE = 48 * 1024
AMISS = "This backup does not hold what it says of itself: {what}. Nothing of it was used. Take another one."
Row = list[Any]


@dataclass
class Sum:
    """How many rows came by, and a digest that does not hang on their order."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    @property
    def digest(self) -> str:
        return f"{self.total:064x}"


@dataclass(frozen=True)
class Shape:
    """A table as a backup has it: its columns with their kinds, its key, and what it points to."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    points: tuple[tuple[str, str, str], ...]
    """Own column, other table, column there."""


@dataclass(frozen=True)
class Whole:
    """What was found in a part, when it had come to its end."""

    name: str
    rows: int
    digest: str


@dataclass
class Part:
    """A table or a file of a backup while it is read; rows that are left unread are checked all the same."""

    name: str
    lines: Iterator[bytes]
    shape: Shape | None
    whole: Whole | None = None
    _sum: Sum = field(default_factory=Sum)

    def rows(self) -> Iterator[Row]:
        """Its rows; Refused at the end where they are not those that were written."""
        for line in self.lines:
            found = from_json(line)
            if isinstance(found, list):
                self._sum.add(line)
                yield found
                continue
            self.whole = Whole(self.name, self._sum.rows, self._sum.digest)
            if found != {"end": self.name, "rows": self.whole.rows, "digest": self.whole.digest}:
                raise Refused(AMISS.format(what=f"rows of {self.name} are missing or others"))
            return
        raise Refused(AMISS.format(what=f"{self.name} has no end"))

    def pieces(self) -> Iterator[bytes]:
        """The bytes of a file."""
        return (b64decode(row[0]) for row in self.rows())

    def finish(self) -> Whole:
        if self.whole is None:
            for _ in self.rows():
                pass
        assert self.whole is not None
        return self.whole


class ArchiveWriter:
    """Writes the parts of a backup one after another."""

    def __init__(self, file: BinaryIO, key: BackupKey, header: Header, more: Mapping[str, str]) -> None:
        self._sealed = SealedWriter(file, key, header)
        self._packer = zlib.compressobj(LEVEL)
        self.wholes: list[Whole] = []
        self._line({"about": dict(more)})

    def table(self, shape: Shape, rows: Iterable[Row]) -> Whole:
        said = {"columns": shape.columns, "key": shape.key, "points": shape.points}
        return self._part({"table": shape.name, **said}, shape.name, rows)

    def file(self, name: str, data: bytes) -> Whole:
        pieces = ([b64encode(data[at : at + PIECE]).decode()] for at in range(0, len(data), PIECE))
        return self._part({"file": name}, name, pieces)

    def finish(self) -> None:
        self._line({"parts": len(self.wholes)})
        self._sealed.write(self._packer.flush())
        self._sealed.finish()

    def _part(self, begin: Mapping[str, Any], name: str, rows: Iterable[Row]) -> Whole:
        self._line(begin)
        counted = Sum()
        for row in rows:
            counted.add(self._line(row))
        whole = Whole(name, counted.rows, counted.digest)
        self._line({"end": name, "rows": whole.rows, "digest": whole.digest})
        self.wholes.append(whole)
        return whole

    def _line(self, said: object) -> bytes:
        line = line_of(said)
        self._sealed.write(self._packer.compress(line + b"\n"))
        return line


def line_of(said: object) -> bytes:
    return compact(said).encode("ascii")


class Archive:
    """A backup while it is read from its beginning to its end."""

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        self.header, chunks = opened(file, key)
        self._lines = lines(chunks)
        try:
            self.about: Mapping[str, str] = json.loads(next(self._lines))["about"]
        except (StopIteration, ValueError, KeyError):
            raise Refused(AMISS.format(what="it says nothing of itself")) from None

    def parts(self) -> Iterator[Part]:
        """Each table and each file; when this ends, all of the backup was there and nothing else."""
        for wholes, line in enumerate(self._lines):
            part = begun(json.loads(line), self._lines)
            if part is None:
                if json.loads(line) != {"parts": wholes} or next(self._lines, None) is not None:
                    raise Refused(AMISS.format(what="parts of it are missing"))
                return
            yield part
            part.finish()
        raise Refused(AMISS.format(what="it has no end"))


def begun(said: Mapping[str, Any], rest: Iterator[bytes]) -> Part | None:
    """The part that a line begins; None where it begins none."""
    if "table" in said:
        columns = tuple((name, kind) for name, kind in said["columns"])
        points = tuple((own, table, there) for own, table, there in said["points"])
        return Part(said["table"], rest, Shape(said["table"], columns, tuple(said["key"]), points))
    return Part(said["file"], rest, None) if "file" in said else None


def lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines in packed chunks; all chunks are opened, also those after the last line."""
    unpacker = zlib.decompressobj()
    held = b""
    for chunk in chunks:
        try:
            held += unpacker.decompress(chunk)
        except zlib.error:
            raise Refused(AMISS.format(what="it cannot be unpacked")) from None
        *whole, held = held.split(b"\n")
        yield from whole
    if held or not unpacker.eof or unpacker.unused_data:
        raise Refused(AMISS.format(what="it cannot be unpacked"))
