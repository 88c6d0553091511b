"""Some letters of a font in fewer weights, without hints: `python assets/letters.py FROM TO RANGE`.

FROM is a font, RANGE the letters as CSS has it: "U+0020-007E, U+00A3". The pages use the weights 400 to
650 of 200 to 800; what lies beyond is nearly half of the file.
"""

from __future__ import annotations

import sys
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
LEAST, MOST = 400, 650


def cut(source: str, target: str, letters: set[int]) -> None:
    """Write the font anew; the same bytes each time."""
    narrowed = BytesIO()
    instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": (LEAST, LEAST, MOST)}).save(
        narrowed
    )
    font = TTFont(narrowed, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters & font.getBestCmap().keys())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def spelled_out(ranges: str) -> set[int]:
    """Every code point of "U+0020-007E, U+00A3"."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


if __name__ == "__main__":
    cut(sys.argv[1], sys.argv[2], spelled_out(sys.argv[3]))
