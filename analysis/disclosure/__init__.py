"""Disclosure control: exact tables in, a release of safe tables out, or nothing.

recode (coding) -> cells (ledger) -> system, problem, pairs (equations) -> audit (attacker) -> suppress,
cutting (pattern) -> withhold (answers) -> apply, controlled (rounding) -> audit -> account, releases
(register).
"""

from analysis.disclosure.account import Account, sentences
from analysis.disclosure.beside import Base, beside, shown
from analysis.disclosure.cells import Mark
from analysis.disclosure.errors import NotSafe, SecondFinal, TablesDisagree, ThresholdTooLow, TooFewChanged
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.pairs import Earlier
from analysis.disclosure.recode import Coding, Recoded, protect_finest
from analysis.disclosure.release import protect
from analysis.disclosure.releases import Entry, Printed, Register, among, as_one, printed
from analysis.disclosure.safe import Hidden, Release, SafeTable, only_safe

__all__ = [
    "Account",
    "Base",
    "Coding",
    "Earlier",
    "Entry",
    "Hidden",
    "Hierarchy",
    "Mark",
    "NotSafe",
    "Printed",
    "Recoded",
    "Register",
    "Release",
    "SafeTable",
    "SecondFinal",
    "TablesDisagree",
    "ThresholdTooLow",
    "TooFewChanged",
    "among",
    "as_one",
    "beside",
    "only_safe",
    "printed",
    "protect",
    "protect_finest",
    "sentences",
    "shown",
]
