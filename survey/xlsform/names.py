"""Names of a form and the ids that stand for them: a small language of ids, and what is known of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from survey.engine.codebook import Code
from survey.engine.forms import TAKEN
from survey.engine.grammar import KEYWORDS
from survey.engine.parts import CODE, REASONS
from survey.xlsform.xpath import CannotTranslate

LONGEST = 60
LONGEST_CODE = 40
RESERVED = KEYWORDS | TAKEN
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")

Sort = Literal["choice", "choices", "number", "date", "text", "tick", "rows"]


@dataclass(frozen=True, slots=True)
class Known:
    """A question that has been read: its id, what its answers are, and the code for each choice by name."""

    id: str
    sort: Sort
    codes: dict[str, Code] = field(default_factory=dict)

    def code(self, choice: str) -> Code:
        if choice not in self.codes:
            raise CannotTranslate(f"{self.id} has no choice {choice}")
        return self.codes[choice]


class Names:
    """The names of a form: what each stands for once its row is read, or why it stands for nothing."""

    def __init__(self, all_names: list[str]) -> None:
        self.all = frozenset(all_names)
        self.twice = frozenset(name for name in self.all if all_names.count(name) > 1)
        self.known: dict[str, Known] = {}
        self.ids: set[str] = set()
        self.places: set[str] = set()
        self.lost: set[str] = set()

    def question_id(self, name: str) -> str:
        return self.unused(name, self.ids)

    def place_id(self, name: str) -> str:
        """An id for a section or a page, which may be called like a question."""
        return self.unused(name, self.places)

    def unused(self, name: str, taken: set[str]) -> str:
        """The id nearest to a name that nothing has yet."""
        base, number = as_id(name), 1
        base = f"q_{base}" if base in RESERVED else base
        found = base
        while found in taken:
            number += 1
            found = f"{base[: LONGEST - 4]}_{number}"
        taken.add(found)
        return found

    def get(self, name: str) -> Known:
        if name in self.twice:
            raise CannotTranslate(f"{name} is the name of two rows")
        if name in self.known:
            return self.known[name]
        if name in self.lost:
            raise CannotTranslate(f"{name} was left out itself")
        if name in self.all:
            raise CannotTranslate(f"{name} is asked later, or in this group itself")
        raise CannotTranslate(f"there is no question {name}")


def as_id(name: str) -> str:
    """Small letters, figures and _, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9_]", "_", name.lower()).strip("_") or "unnamed"
    return (plain if plain[0].isalpha() else f"q_{plain}")[:LONGEST]


def as_code(name: str, taken: set[str]) -> Code:
    """A choice's name as a code: a whole number, or a word of letters, figures and _."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:LONGEST_CODE] if not WHOLE.fullmatch(name) else name
    found = f"code_{plain.lstrip('-').strip('_')}" if plain in REASONS else plain
    number = 1
    while found in taken or not (WHOLE.fullmatch(found) or CODE.fullmatch(found)):
        number += 1
        found = f"{plain.strip('-_')[: LONGEST_CODE - 4]}_{number}"
    taken.add(found)
    return int(found) if WHOLE.fullmatch(found) else found
