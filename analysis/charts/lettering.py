"""How wide words are in the shipped font, so that drawings can wrap and place them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "fonts"
FAMILY = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', Arial, sans-serif"
"""Quoted, since a name with a figure in it is no name in CSS without quotes."""
WEIGHTS = (400, 600, 700)
CAPITAL = 0.66
"""Height of a capital as a part of the size: half of it centres a line on a point."""
UNKNOWN = 600
"""Advance, in thousandths, of a sign the subset does not hold."""


LEFT, RIGHT = "\u2018", "\u2019"
_OPENING = re.compile(r"(^|[\s(\[\u201c])'")


def typeset(words: str) -> str:
    """Straight single quotes as a printer sets them; everything else as it is."""
    return _OPENING.sub(rf"\1{LEFT}", words).replace("'", RIGHT)


@cache
def _advances(weight: int) -> dict[int, int]:
    font = TTFont(FONTS / f"source-sans-3-{weight}.woff2")
    advances: dict[str, tuple[int, int]] = font["hmtx"].metrics
    characters: dict[int, str] = font.getBestCmap()
    return {code: advances[glyph][0] for code, glyph in characters.items()}


def width(words: str, size: float, weight: int = 400) -> float:
    """Width in pixels of a line of words; pair kerning is left out, which errs on the wide side."""
    advances = _advances(weight)
    return sum(advances.get(ord(sign), UNKNOWN) for sign in words) * size / 1000


def holds(words: str) -> bool:
    """Whether the shipped font has every letter of it."""
    known = _advances(WEIGHTS[0])
    return all(ord(sign) in known or sign.isspace() for sign in words)


def wrap(words: str, room: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """Break words into lines that fit the room; a single word that does not fit stands alone."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def widest(words: str, size: float, weight: int = 400) -> float:
    """Width of the longest single word: the least room in which words wrap cleanly."""
    return max((width(word, size, weight) for word in words.split()), default=0.0)
