"""The data that R was given, and the figures it gave; see r/scales.R."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

R = Path(__file__).parent / "r"
DATA: dict[str, Any] = json.loads((R / "data.json").read_text(encoding="utf-8"))
FIGURES: dict[str, Any] = json.loads((R / "figures.json").read_text(encoding="utf-8"))


def rows(name: str) -> NDArray[np.float64]:
    return np.array(DATA[name]["rows"], dtype=np.float64)


GROUP = np.array(DATA["answers"]["group"])
ORGANISATION = np.array(DATA["answers"]["organisation"])
GROUPS: dict[str, NDArray[np.bool_]] = {str(at): np.equal(GROUP, at) for at in range(3)}
