"""Names of columns in a format that does not take every name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Naming:
    """What a format asks of a name, in characters that the codebook's names are made of."""

    longest: int
    reserved: frozenset[str]
    """In small letters."""
    folds_case: bool = False
    """Whether two names that differ in capitals alone are one."""

    def fitted(self, names: Iterable[str]) -> dict[str, str]:
        """Each name with its name in the file: itself if that can be, or its beginning and a few letters.

        Those letters depend on the name alone, so that the next export has the same ones.
        """
        found: dict[str, str] = {}
        taken: set[str] = set()
        given = list(names)
        for name in sorted(given, key=lambda one: not self.takes(one)):
            own = next(one for one in self.candidates(name) if self.key(one) not in taken)
            taken.add(self.key(own))
            found[name] = own
        return {name: found[name] for name in given}

    def takes(self, name: str) -> bool:
        return len(name) <= self.longest and name.lower() not in self.reserved

    def key(self, name: str) -> str:
        return name.lower() if self.folds_case else name

    def candidates(self, name: str) -> Iterator[str]:
        if self.takes(name):
            yield name
        digest = hashlib.sha256(name.encode()).hexdigest()
        for letters in range(4, self.longest - 1):
            yield f"{name[: self.longest - letters - 1]}_{digest[:letters]}"
