"""Disclosure control: exact tables in, a release of safe tables out, or nothing.

cells (ledger) -> system, problem (equations) -> audit (attacker) -> suppress (pattern) -> apply -> audit.
"""

from analysis.disclosure.errors import NotSafe, TablesDisagree, ThresholdTooLow
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.release import protect
from analysis.disclosure.safe import Hidden, Release, SafeTable

__all__ = [
    "Hidden",
    "Hierarchy",
    "NotSafe",
    "Release",
    "SafeTable",
    "TablesDisagree",
    "ThresholdTooLow",
    "protect",
]
