"""Examples of practice: the repeated group of a questionnaire in which people describe them.

Nothing here knows a questionnaire by name. Which field says what is told by what the codebook declares: the
constructs that scores are made of, the list of places, the main split.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from survey.engine.codebook import Codebook, Measure, Nature, Variable

ANOTHER = "another"
"""The field that asks whether there is one more: it describes nothing."""


@dataclass(frozen=True)
class Examples:
    """A repeated group in which people describe practice worth sharing."""

    group: str
    entries: tuple[str, ...]
    """Prefixes of the entries: practice_1, practice_2 ..."""
    fields: tuple[str, ...]
    """Ids within one entry."""

    def variable(self, codebook: Codebook, entry: str, field: str) -> Variable | None:
        name = f"{entry}__{field}"
        return next((variable for variable in codebook if variable.id == name), None)

    def variables(self, codebook: Codebook, entry: str) -> Iterator[tuple[str, Variable]]:
        """What an entry says of the practice, in the order in which it is asked; never contact details."""
        for field in self.fields:
            variable = self.variable(codebook, entry, field)
            if variable is not None and variable.nature is not Nature.CONTACT and field != ANOTHER:
                yield field, variable


def examples_of(codebook: Codebook) -> Examples | None:
    """The first repeated group of a questionnaire."""
    for group in dict.fromkeys(v.repeats for v in codebook if v.repeats):
        inside = [v.id for v in codebook if v.repeats == group]
        entries = tuple(dict.fromkeys(name.split("__", 1)[0] for name in inside))
        fields = tuple(dict.fromkeys(name.split("__", 1)[1] for name in inside))
        return Examples(group, entries, fields)
    return None


def known_as(response: str, number: str) -> str:
    """A name for an example that stays the same and is not the key of the answers it came with."""
    return hashlib.sha256(f"example {number} of {response}".encode()).hexdigest()[:12]


def main_split(codebook: Codebook) -> Variable | None:
    """The question by which a report is split first, such as the sector."""
    return next((variable for variable in codebook if variable.split == "main"), None)


def principles_field(codebook: Codebook, examples: Examples) -> str:
    """The field in which people tick which of the scored constructs an example shows; empty without one."""
    scored = {codebook.columns[name].measures for score in codebook.scores for name in score.columns}
    return closest(codebook, examples, frozenset(scored - {""}))


def places_field(codebook: Codebook, examples: Examples) -> str:
    """The field that says where an example is: its list is that of the question about the place."""
    place = next((variable for variable in codebook if variable.place), None)
    return "" if place is None else closest(codebook, examples, frozenset(code for code, _ in options(place)))


def closest(codebook: Codebook, examples: Examples, codes: frozenset[str]) -> str:
    """The field with several answers that shares the most codes with these; empty where none shares any."""
    shared = {
        field: len(codes & {code for code, _ in options(variable)})
        for field, variable in examples.variables(codebook, examples.entries[0])
        if variable.measure is Measure.MULTIPLE
    }
    best = max(shared, key=lambda field: shared[field], default="")
    return best if best and shared[best] else ""


def options(variable: Variable) -> tuple[tuple[str, str], ...]:
    """The answers that a closed question offers: code and words."""
    if variable.measure is Measure.MULTIPLE:
        return tuple((one.name.removeprefix(f"{variable.id}__"), one.label) for one in variable.columns)
    return tuple((str(one.code), one.label) for one in variable.columns[0].categories if one.missing is None)
