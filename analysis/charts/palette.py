"""Colours of the report, and which of them can be read on which."""

from __future__ import annotations

INK = "#0b0c0c"
QUIET = "#4d5458"
WHITE = "#ffffff"
RULE = "#c6cacc"
LIGHT_RULE = "#e4e6e7"
HATCH = "#878d91"
APART = "#8b9296"
"""Don't know and does not apply, drawn apart from the scale."""
AGREE = ("#b35900", "#f4bd7f", "#dedede", "#93bbe0", "#1f5a96")
"""Worst to best, told apart without red and green."""
HEAT = (
    "#f6fafd", "#dfebf5", "#c9dcee", "#b2cde7", "#9bbde0",
    "#84aed8", "#6d9ecf", "#568fc6", "#437dba", "#2d6cae",
)  # fmt: skip
"""Ten fixed classes of ten points from 0 to 100; pale enough for text in every class."""
PLACES = ("#cfe0f1", "#6f9fd0", "#1f4e86")
"""Map classes: 10 to 19, 20 to 49, 50 or more."""
LEVELS = (("#1f5a96", "#b9cfe6"), ("#4d5458", "#cfd2d4"), ("#b35900", "#f0cfa6"), ("#664a80", "#d6cbe0"))
"""A level's colour and its pale one, from the nearest to oneself outwards; shapes tell them apart too."""
DROP = "#9a4a00"
"""Where people stop."""
BAR, ENDS, DAYS = "#6f9fd0", "#1f4e86", "#437dba"
"""Bars of counts, those that begin and end a row of them, and bars that carry no text."""
CORNER = "#f5efe4"
"""The part of a square that the figure is about."""
BAND = "#eff1f1"
"""A stretch of time behind bars."""
RIVER = "#a8cbe5"
RIVER_NAME = "#3b6487"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 black to 1 white."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(fill: str) -> str:
    """Ink or white, whichever reads better on this fill."""
    return max((INK, WHITE), key=lambda colour: contrast(colour, fill))


def heat(score: float) -> str:
    """The class of a score that is already rounded, so that equal numbers have equal colours."""
    return HEAT[min(max(int(score // 10), 0), 9)]
