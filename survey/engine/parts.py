"""Parts that questions are made of: options, steps of a scale, rows of a grid."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from survey.engine.codebook import Category, Code, Missing
from survey.engine.conditions import Condition
from survey.engine.local import is_language
from survey.engine.phrases import Phrase

CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
DECLINING = {
    reason.reason: reason for reason in (Missing.DONT_KNOW, Missing.NOT_APPLICABLE, Missing.PREFER_NOT_TO_SAY)
}
"""Codes that are reasons for having no answer; an option or step with one of them is outside the scale."""

REASONS = {
    str(reason.code): f"Write {reason.reason} instead of {reason.code}."
    if reason.reason in DECLINING
    else f"{reason.code} stands for {reason.reason} in exports. Choose another code."
    for reason in Missing
}


def code_of(value: object) -> Code:
    """A code as it stands: a whole number on a scale, a word elsewhere; it becomes part of names.

    A number that says why there is no answer is no code of an answer: exports could not tell them apart.
    """
    if str(value) in REASONS:
        raise PydanticCustomError("reserved_code", "{todo}", {"todo": REASONS[str(value)]})
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        return value
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    raise PydanticCustomError("code", "A code is a whole number or a word of letters, figures and _.")


OptionCode = Annotated[
    Code, PlainValidator(code_of), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]})
]


def language_of(value: object) -> str:
    """The tag of a language, such as pl or pt-BR."""
    if isinstance(value, str) and is_language(value):
        return value
    raise PydanticCustomError("language", "Write the tag of a language, such as en-GB, pl or ar.")


Language = Annotated[str, PlainValidator(language_of), WithJsonSchema({"type": "string"})]
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=2000)]
Share = Annotated[float, Field(ge=0, le=1)]
Sensitivity = Literal["none", "low", "high"]
Level = Literal["", "individual", "team", "organisation", "system"]


Place = tuple[str | int, ...]
"""The way to a part of the model: keys, and positions in lists."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in what fits together: where, a permanent code, what to do, and the name it is about."""

    place: Place
    code: str
    message: str
    about: str = ""


class Part(BaseModel):
    """Frozen, and no key that is not declared."""

    told: ClassVar[tuple[str, ...]] = ()
    """The keys that hold words for people, or parts with such words: what is translated.

    On a page they are also what earlier answers can be piped into.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """A copy with other values; whatever was worked out from the old ones is forgotten."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


def descendants(part: type[Part]) -> list[type[Part]]:
    """Every sort of part that there is."""
    return [one for child in part.__subclasses__() for one in (child, *descendants(child))]


class Coded(Part):
    """Something with a permanent code and an editable label."""

    told: ClassVar[tuple[str, ...]] = ("label",)

    code: OptionCode
    label: Words

    @cached_property
    def missing(self) -> Missing | None:
        """The reason for having no answer that this code stands for, if it does."""
        return DECLINING.get(str(self.code))

    @property
    def category(self) -> Category:
        return Category(self.code, self.label, missing=self.missing)


class Option(Coded):
    """One answer to choose: `say` opens a field of its own, `alone` excludes all others, `end` leaves.

    `inline` is how it reads within a sentence that quotes the answer; with `show_if` it is offered only
    where that holds.
    """

    told: ClassVar[tuple[str, ...]] = ("label", "inline", "hint", "say")

    inline: str = ""
    show_if: Condition | None = None
    hint: str = ""
    say: str = ""
    alone: bool = False
    end: str = ""

    @property
    def stays_last(self) -> bool:
        return self.alone or self.missing is not None or bool(self.say)


class Step(Coded):
    """One step of a scale, or a way out of it."""

    told: ClassVar[tuple[str, ...]] = ("label", "anchor")

    anchor: str = ""

    @property
    def category(self) -> Category:
        return Category(self.code, self.label, self.anchor, self.missing)


class Scale(Part):
    """Steps from worst to best, and the ways out (don't know, not applicable) that stand apart."""

    told: ClassVar[tuple[str, ...]] = ("prompt", "title", "steps")

    id: Id
    prompt: str = ""
    title: str = ""
    direction: Literal["positive", "negative", "descriptive"] = "positive"
    steps: tuple[Step, ...] = Field(min_length=2)

    @property
    def inside(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.missing is None)

    @property
    def outside(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.missing is not None)

    @property
    def categories(self) -> tuple[Category, ...]:
        return tuple(step.category for step in self.steps)


class Row(Part):
    """One statement of a grid: a variable of its own, with routing of its own."""

    told: ClassVar[tuple[str, ...]] = ("text", "short")

    id: Id
    text: Words
    short: str = ""
    measures: str = ""
    level: Level = ""
    show_if: Condition | None = None
    shown_to: Share = 1

    @property
    def words(self) -> str:
        return self.short or self.text


class Choose(Part):
    """Fewest and most choices."""

    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=1)

    @property
    def at_most(self) -> Phrase:
        if self.least == self.most:
            return Phrase("exactly {number}", number=self.most)
        return Phrase("up to {number}", number=self.most)

    @property
    def at_least(self) -> Phrase:
        return self.at_most if self.least == self.most else Phrase("at least {number}", number=self.least)


def repeated(codes: Iterable[Code]) -> Iterator[tuple[int, Code]]:
    """Every code that stood before, compared as a form gives it, with its position."""
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if str(code) in seen:
            yield number, code
        seen.add(str(code))


Order = Literal["as_written", "random", "rotated"]
Ordered = TypeVar("Ordered")


def in_order(
    items: Sequence[Ordered], order: Order, seed: int, what: str, name: Callable[[Ordered], object]
) -> tuple[Ordered, ...]:
    """Items as written, shuffled, or begun at another one; it depends on the stored seed alone.

    `what` names the list and `name` an item in it, so that two lists of one person differ.
    """
    if order == "as_written":
        return tuple(items)
    if order == "rotated":
        begin = int.from_bytes(digest(seed, what)) % max(len(items), 1)
        return (*items[begin:], *items[:begin])
    return tuple(sorted(items, key=lambda item: digest(seed, what, name(item))))


@lru_cache(maxsize=4096)
def digest(*parts: object) -> bytes:
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()


def options_in_order(options: Sequence[Option], order: Order, seed: int, what: str) -> tuple[Option, ...]:
    """Options in another order for everybody; those that stand apart stay last."""
    free = [option for option in options if not option.stays_last]
    return (
        *in_order(free, order, seed, what, lambda option: option.code),
        *(option for option in options if option.stays_last),
    )
