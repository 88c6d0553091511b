"""Names of a form and the ids that stand for them: a small language of ids, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from survey.engine.codebook import Code
from survey.engine.forms import TAKEN
from survey.engine.grammar import KEYWORDS
from survey.engine.parts import CODE, REASONS
from survey.xlsform.xpath import CannotTranslate

LONGEST = 60
LONGEST_GROUP = 30
LONGEST_CODE = 40
RESERVED = KEYWORDS | TAKEN
ONE_ENTRY = re.compile(r"(.+)\[([0-9]{1,4})\]/(.+)")
"""How a reference to a question in one entry of a repeat is called: `child[2]/age`."""

FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")

Sort = Literal["choice", "choices", "number", "date", "text", "tick", "rows", "entry"]


@dataclass(frozen=True, slots=True)
class Known:
    """What has been read: its id, what its answers are, and the code for each choice by name.

    `looks_at` are the questions that something computed looks at.
    """

    id: str
    sort: Sort
    codes: dict[str, Code] = field(default_factory=dict)
    looks_at: frozenset[str] = frozenset()
    whole: bool = False

    def code(self, choice: str) -> Code:
        if choice not in self.codes:
            raise CannotTranslate(f"{self.id} has no choice {choice}")
        return self.codes[choice]

    @property
    def words(self) -> tuple[str, ...]:
        """The choices that are no numbers, by name."""
        return tuple(name for name, code in self.codes.items() if isinstance(code, str))

    @property
    def figures(self) -> tuple[str, ...]:
        """The choices that are numbers in a form and words here, such as 03 or 1.5."""
        return tuple(name for name in self.words if FIGURE.fullmatch(name))


@dataclass
class Repeat:
    """Questions that are asked for each of several things, by name; `certain` says that a first is asked."""

    id: str
    most: int
    certain: bool
    known: dict[str, Known] = field(default_factory=dict)

    def entry(self, known: Known, number: int) -> Known:
        """A question as asked for one of them."""
        return replace(known, id=f"{self.id}_{number}__{known.id}")

    def entries(self, known: Known) -> list[Known]:
        return [self.entry(known, number) for number in range(1, self.most + 1)]


class Names:
    """The names of a form: what each stands for once its row is read, or why it stands for nothing.

    `waiting` holds what can be worked out only once everything that it looks at has been read.
    """

    def __init__(self, all_names: list[str]) -> None:
        self.all = frozenset(all_names)
        self.twice = frozenset(name for name in self.all if all_names.count(name) > 1)
        self.known: dict[str, Known] = {}
        self.repeats: dict[str, Repeat] = {}
        self.open: Repeat | None = None
        self.waiting: dict[str, Callable[[], Known]] = {}
        self.ids: set[str] = set()
        self.places: set[str] = set()
        self.lost: set[str] = set()

    # Ids

    def question_id(self, name: str) -> str:
        """An id for a question, a group or what is computed; in a repeat one for each entry is kept free."""
        if self.open is None:
            return self.unused(free(name, LONGEST), self.ids)
        numbers = [f"{self.open.id}_{number}__" for number in range(1, self.open.most + 1)]
        longest = LONGEST - len(numbers[-1])
        found = self.unused(free(name, longest), self.ids, longest, numbers)
        self.ids.update(number + found for number in numbers)
        return found

    def place_id(self, name: str) -> str:
        """An id for a section or a page, which may be called like a question."""
        if self.open is None:
            return self.unused(name, self.places)
        numbers = [f"_{number}" for number in range(1, self.open.most + 1)]
        found = self.unused(name, self.places, LONGEST - len(numbers[-1]), ends=numbers)
        self.places.update(found + number for number in numbers)
        return found

    def begin_repeat(self, name: str, most: int, *, certain: bool) -> Repeat:
        """From here on names are of one entry of this repeat."""
        own = self.unused(free(name, LONGEST_GROUP), self.ids, LONGEST_GROUP)
        found = Repeat(own, most, certain)
        for number in range(1, most + 1):
            self.places |= {f"{found.id}_{number}", f"{found.id}_another_{number}"}
            self.ids.add(f"{found.id}_{number}__another")
        self.repeats[name] = self.open = found
        return found

    def unused(
        self,
        name: str,
        taken: set[str],
        longest: int = LONGEST,
        starts: Sequence[str] = ("",),
        ends: Sequence[str] = ("",),
    ) -> str:
        """The id nearest to a name that nothing has yet, nor with any of these before or after it."""
        base, number = as_id(name)[:longest], 1
        found = base
        while {found, *(start + found for start in starts), *(found + end for end in ends)} & taken:
            number += 1
            found = f"{base[: longest - 4]}_{number}"
        taken.add(found)
        return found

    # What names stand for

    def learn(self, name: str, known: Known) -> None:
        (self.open.known if self.open is not None else self.known)[name] = known

    def get(self, name: str) -> Known:
        if name in self.twice:
            raise CannotTranslate(f"{name} is the name of two rows")
        if self.open is not None and name in self.open.known:
            return self.open.known[name]
        if name in self.known:
            return self.known[name]
        if name in self.waiting:
            return self.waiting[name]()
        if one := ONE_ENTRY.fullmatch(name):
            return self.one_entry(*one.groups())
        if (repeat := self.repeat_of(name)) is not None:
            raise CannotTranslate(f"{name} has an answer for each entry of {repeat.id}")
        if name in self.lost:
            raise CannotTranslate(f"{name} was left out itself")
        if name in self.all:
            raise CannotTranslate(f"{name} is asked later, or in this group itself")
        raise CannotTranslate(f"there is no question {name}")

    def repeat_of(self, name: str) -> Repeat | None:
        """The repeat, now closed, in which a question is asked."""
        closed = (repeat for repeat in self.repeats.values() if repeat is not self.open)
        return next((repeat for repeat in closed if name in repeat.known), None)

    def one_entry(self, group: str, number: str, name: str) -> Known:
        repeat = self.repeats.get(group)
        if repeat is None or repeat is self.open or name not in repeat.known:
            raise CannotTranslate(f"there is no {name} in a repeat {group} before this")
        if not 1 <= int(number) <= repeat.most:
            raise CannotTranslate(f"{repeat.id} has at most {repeat.most} entries")
        return repeat.entry(repeat.known[name], int(number))

    def all_entries(self, name: str) -> list[Known]:
        """What is asked under that name: one question, or one for each entry of a repeat."""
        repeat = self.repeat_of(name) if name not in self.twice else None
        return [self.get(name)] if repeat is None else repeat.entries(repeat.known[name])


def as_id(name: str) -> str:
    """Small letters, figures and _, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9_]", "_", name.lower()).strip("_") or "unnamed"
    return (plain if plain[0].isalpha() else f"q_{plain}")[:LONGEST]


def free(name: str, longest: int) -> str:
    """An id that no word of conditions and no field of a page has."""
    found = as_id(name)
    return f"q_{found}"[:longest] if found in RESERVED else found


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
