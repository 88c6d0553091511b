"""From stored answers to protected tables, figures and reports.

For a notebook: `SurveyFrame`, `crosstab`, `summarise` and `protect`. They are loaded when they are first
used, because the worker runs for weeks without pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.asking.crosstab import protect
    from analysis.asking.query import crosstab, summarise
    from analysis.frame import SurveyFrame

__all__ = ["SurveyFrame", "crosstab", "protect", "summarise"]
HOMES = {
    "SurveyFrame": "analysis.frame",
    "crosstab": "analysis.asking.query",
    "protect": "analysis.asking.crosstab",
    "summarise": "analysis.asking.query",
}


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
