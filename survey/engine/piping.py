"""Text that follows answers: `What helps most in {sector or 'your work'}?`

In braces stands an earlier answer or a formula, and in single quotes what is said where there is no
answer. After a colon stand the forms of a number, as many as the language has, and before them one for none
where that is said otherwise: `{count(areas): one area | # areas}`. A brace that is meant as a brace is
written twice. What comes out is plain text; pages escape it as they do all text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from survey.engine.grammar import Reader
from survey.engine.local import SOURCE, plural_form
from survey.engine.operands import Facts, Measured, Name, Operand, Use
from survey.engine.tokens import ExpressionError, split_words

BRACED = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
FALLBACK = re.compile(r"(.*?)(?:\s+or\s+'([^']*)')?\s*", re.DOTALL)
SURVEY_WORDS = frozenset({"closes", "withdraw_until", "minutes", "threshold"})
"""What the page itself fills in: dates and promises of the survey, which no answer changes."""

LONGEST_QUOTE = 80
Words = Mapping[str, str]
"""The answers in words, by the name of the question or statement."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a text that follows an answer."""

    source: Operand
    forms: tuple[str, ...] = ()
    fallback: str | None = None

    @property
    def always_said(self) -> bool:
        """Whether it has words without an answer: a fallback, or a count, which is then 0."""
        return self.fallback is not None or isinstance(self.source, Measured)

    def told(self, facts: Facts, words: Words, language: str) -> str:
        if isinstance(self.source, Name) and not self.forms:
            return short(words.get(self.source.name, "")) or self.fallback or ""
        number = self.source.number(facts)
        if number is None:
            return self.fallback or ""
        if not self.forms:
            return str(number)
        return plural_form(number, self.forms, language).replace("#", str(number))

    def uses(self) -> Iterator[Use]:
        plain = isinstance(self.source, Name) and not self.forms
        yield from self.source.uses("said" if plain else "number")


@dataclass(frozen=True, slots=True)
class Piped:
    """A text as written, cut at its slots."""

    parts: tuple[str | Slot, ...]

    def told(self, facts: Facts, words: Words, language: str = SOURCE) -> str:
        return "".join(
            part if isinstance(part, str) else part.told(facts, words, language) for part in self.parts
        )

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


@lru_cache(maxsize=4096)
def piped(text: str) -> Piped:
    """Read a text; ExpressionError says what in its braces cannot be understood."""
    parts: list[str | Slot] = []
    at = 0
    for found in BRACED.finditer(text):
        parts.append(text[at : found.start()])
        parts.append(part_of(found.group(), found.group(1)))
        at = found.end()
    return Piped((*(part for part in parts if part), text[at:]))


def part_of(whole: str, inner: str | None) -> str | Slot:
    if whole in ("{{", "}}"):
        return whole[0]
    if inner is None:
        raise ExpressionError(f"A brace {whole} stands alone. Write it twice where a brace is meant.")
    if inner.strip() in SURVEY_WORDS:
        return whole
    source, colon, forms = inner.partition(":")
    before = FALLBACK.fullmatch(forms if colon else source)
    assert before is not None
    rest, fallback = before.groups()
    return Slot(formula(source if colon else rest), plural_forms(rest) if colon else (), fallback)


def formula(text: str) -> Operand:
    if not text.strip():
        raise ExpressionError(
            "Nothing stands between these braces. Name a question, or write the brace twice."
        )
    return Reader(text).formula()


def plural_forms(text: str) -> tuple[str, ...]:
    forms = tuple(form.strip() for form in text.split("|"))
    if len(forms) == 1:
        raise ExpressionError(
            "Write the forms of a number as: one area | # areas, or: none | one area | # areas."
        )
    return forms


def short(words: str) -> str:
    """An answer as part of a line."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"


def unpiped(text: str) -> str:
    """The text as it reads for nobody in particular: how data and reports name a question."""
    return piped(text).told({}, {})


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The same text about other names: how a repeated group speaks of its own entry."""

    def one(found: re.Match[str]) -> str:
        if not found.group(1):
            return found.group()
        parts = re.fullmatch(r"(.*?)(\s+or\s+'|:|$)(.*)", found.group(1), re.DOTALL)
        assert parts is not None
        source, mark, rest = parts.groups()
        try:
            words = [names.get(word, word) for word in split_words(source)]
        except ExpressionError:
            return found.group()
        return "{" + " ".join(words) + mark + rest + "}"

    return BRACED.sub(one, text)
