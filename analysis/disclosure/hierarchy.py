"""What disclosure control must be told about the variables and items, beyond the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hierarchy:
    """Leaf codes and the nature of universes. Parents need no mention: they are sets of leaves."""

    leaves: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Every leaf code of an identifying variable, "not given" included, in order. A variable that is not
    named here has the codes seen in the tables and a rest."""
    routed: frozenset[str] | None = None
    """Universes of items asked of some people only: their small bases are hidden in them alone, where others
    hide a group in the whole release. None: those that fewer than four in five answered."""
    sensitive: frozenset[str] = frozenset()
    """Universes of items marked sensitive: a share that stands for a few people is withheld."""
    scores: frozenset[str] = frozenset()
    """Universes that are scores of several statements: their shares of don't know are of statements, not of
    people."""
    apart: frozenset[str] = frozenset({"examples"})
    """Universes that do not count people, so that "people" is no ceiling for them."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """Universes that do not count people -> the one that contains them: examples of choice -> examples."""
    shared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For a leaf that is printed in classes, leaves of people who may count there by a half at most."""
