"""A sealed stream opens whole, with its key, or not at all."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.errors import Refused
from survey.storage.backup.archive import Archive, ArchiveWriter, Shape
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import CHUNK, MAGIC, TAG, Header, SealedWriter, opened

KEY = BackupKey(b"k" * 64)
HEADER = Header.new(KEY, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "0.1.0", "r0014")
START = len(HEADER.to_bytes())


def sealed(data: bytes, header: Header = HEADER, key: BackupKey = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key, header)
    for at in range(0, len(data), 10_000):
        writer.write(data[at : at + 10_000])
    writer.finish()
    return file.getvalue()


def read(whole: bytes, key: BackupKey = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(whole), key)[1])


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7]
DATA = random.Random(1).randbytes(3 * CHUNK + 7)
WHOLE = sealed(DATA)
BORDERS = [START + number * (CHUNK + TAG) for number in range(4)]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size: int) -> None:
    assert read(sealed(DATA[:size])) == DATA[:size]


def test_nothing_of_it_can_be_read_without_the_key() -> None:
    secret = b"a canary in the answers" * 100
    assert b"canary" not in sealed(secret)


def test_every_flipped_bit_is_refused() -> None:
    draw = random.Random(2)
    places = [*range(START), *(at + shift for at in BORDERS for shift in (0, CHUNK)), len(WHOLE) - 1]
    places += [draw.randrange(len(WHOLE)) for _ in range(100)]
    for place in (place for place in places if place < len(WHOLE)):
        flipped = bytearray(WHOLE)
        flipped[place] ^= 1 << draw.randrange(8)
        with pytest.raises(Refused, match=r"backup"):
            read(bytes(flipped))


@pytest.mark.parametrize("end", [*BORDERS, *(at + TAG for at in BORDERS), len(WHOLE) - 1, START - 1, 3, 0])
def test_what_is_cut_off_is_refused(end: int) -> None:
    with pytest.raises(Refused, match=r"cut off|no backup"):
        read(WHOLE[:end])


def pieces(whole: bytes) -> list[bytes]:
    return [whole[at : at + CHUNK + TAG] for at in BORDERS]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param((1, 0, 2, 3), id="two in each other's place"),
        pytest.param((0, 2, 3), id="one left out"),
        pytest.param((0, 1, 1, 2, 3), id="one twice"),
        pytest.param((0, 1, 2, 3, 0), id="one after the end"),
        pytest.param((0, 1, 2, 3, 3), id="the end twice"),
    ],
)
def test_chunks_in_another_order_are_refused(order: tuple[int, ...]) -> None:
    with pytest.raises(Refused):
        read(WHOLE[:START] + b"".join(pieces(WHOLE)[number] for number in order))


def test_a_chunk_of_another_backup_under_the_same_key_is_refused() -> None:
    other = sealed(DATA, Header.new(KEY, HEADER.at, HEADER.program, HEADER.schema))
    mixed = WHOLE[: BORDERS[1]] + other[BORDERS[1] :]
    with pytest.raises(Refused, match="damaged, or was changed, in its part 2"):
        read(mixed)


def test_another_key_is_named() -> None:
    other = BackupKey(b"o" * 64)
    with pytest.raises(Refused, match=f"sealed with another key: {KEY.name}, and the key file holds"):
        read(WHOLE, other)
    renamed = WHOLE.replace(KEY.name.encode(), other.name.encode(), 1)
    with pytest.raises(Refused, match="damaged"):
        read(renamed, other)


@pytest.mark.parametrize(
    "file", [b"", b"PK\x03\x04", MAGIC, MAGIC + b"{}\n", MAGIC + b"[1]\n", MAGIC + b"x" * 9999]
)
def test_another_file_is_no_backup(file: bytes) -> None:
    with pytest.raises(Refused, match="no backup of this program"):
        read(file)


SHAPE = Shape("pets", (("name", "text"), ("legs", "whole number")), ("name",), ())


def archive(rows: list[list[object]]) -> ArchiveWriter:
    writer = ArchiveWriter(io.BytesIO(), KEY, HEADER, {"engine": "none"})
    writer.table(SHAPE, rows)
    return writer


def test_a_digest_does_not_hang_on_the_order_of_rows() -> None:
    there = [["cat", 4], ["hen", 2]]
    digests = {archive(rows).wholes[0].digest for rows in (there, there[::-1])}
    assert len(digests) == 1
    assert archive([["cat", 4], ["hen", 3]]).wholes[0].digest not in digests
    assert archive([*there, ["cat", 4]]).wholes[0].digest not in digests


def test_parts_that_nobody_reads_are_checked_all_the_same() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, KEY, HEADER, {"engine": "none"})
    writer.table(SHAPE, [["cat", 4]])
    writer.file("releases/a/0001.json", DATA)
    writer.finish()
    file.seek(0)
    found = Archive(file, KEY)
    assert [part.name for part in found.parts()] == ["pets", "releases/a/0001.json"]
    file.seek(0)
    (data,) = [b"".join(part.pieces()) for part in Archive(file, KEY).parts() if part.shape is None]
    assert data == DATA


def test_a_backup_that_ends_too_early_inside_is_refused() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, KEY, HEADER, {})
    writer.wholes.append(writer.table(SHAPE, [["cat", 4]]))
    writer.finish()
    file.seek(0)
    with pytest.raises(Refused, match="parts of it are missing"):
        list(Archive(file, KEY).parts())


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "backup"
    made = BackupKey.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert BackupKey.read(path) == made
    with pytest.raises(Refused, match="is there already"):
        BackupKey.make(path)
    assert BackupKey.read(path) == made
    path.chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        BackupKey.read(path)
    with pytest.raises(Refused, match="not in"):
        BackupKey.read(tmp_path / "none")
