"""Drawings as PNG, in the shipped fonts alone where they hold every letter."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

import resvg_py
from fontTools.ttLib import TTFont

from analysis.charts.lettering import FAMILY, FONTS, WEIGHTS, holds

ZOOM = 2
"""Dots for each pixel of the drawing: sharp on paper at the width of a page."""
DOTS_PER_METRE = round(96 * ZOOM / 0.0254)
FAMILY_NAMES = (1, 16)
"""Where a font says the name of its family: the older place and the newer one."""
HEAD = 33
"""Bytes of a PNG file before the first place where something can be put: its mark and its first chunk."""


def png(svg: str, said: Mapping[str, str]) -> bytes:
    """The picture with texts in it, under the names that the format has for them."""
    with fonts() as files:
        drawn = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=ZOOM,
                font_files=[str(file) for file in files],
                skip_system_fonts=holds(svg),
                background="#ffffff",
            )
        )
    size = chunk(b"pHYs", struct.pack(">IIB", DOTS_PER_METRE, DOTS_PER_METRE, 1))
    words = b"".join(chunk(b"iTXt", text(name, value)) for name, value in said.items())
    return drawn[:HEAD] + size + words + drawn[HEAD:]


@contextmanager
def fonts() -> Iterator[list[Path]]:
    """The shipped fonts as files of a kind that the renderer reads."""
    with tempfile.TemporaryDirectory() as folder:
        made = [Path(folder) / f"{weight}.ttf" for weight in WEIGHTS]
        for path, weight in zip(made, WEIGHTS, strict=True):
            path.write_bytes(unpacked(weight))
        yield made


@cache
def unpacked(weight: int) -> bytes:
    """One font, under the name that drawings ask for it by: its file calls itself by its lightest weight."""
    font, made = TTFont(FONTS / f"source-sans-3-{weight}.woff2", recalcTimestamp=False), BytesIO()
    font.flavor = None
    for name in FAMILY_NAMES:
        font["name"].setName(FAMILY.split("'")[1], name, 3, 1, 0x409)
    font.save(made)
    return made.getvalue()


def text(name: str, value: str) -> bytes:
    """A text of any letters: name, not packed, in English, no other name."""
    return name.encode("ascii") + b"\0\0\0en-GB\0\0" + value.encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
