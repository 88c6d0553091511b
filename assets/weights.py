"""A font with fewer weights, without hints for old screens: `python assets/weights.py FROM TO LEAST MOST`.

The pages use 400 to 650 of 200 to 800; what lies beyond is nearly half of the file.
"""

from __future__ import annotations

import sys
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]


def narrowed(source: str, target: str, least: float, most: float) -> None:
    """Write the font anew; the same bytes each time."""
    cut = BytesIO()
    instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": (least, least, most)}).save(cut)
    font = TTFont(cut, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    narrowed(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
