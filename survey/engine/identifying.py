"""Patterns that can point to a person. They find what has a shape; only a person finds the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

GAP = r"[\s().\-\u2010-\u2015\u200b-\u200f/]*"
"""What people put between the figures of a number."""
TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Cllr|Councillor|Imam|Rabbi|Sister|Nurse)"
RANKS = r"(?:PC|WPC|PS|DC|DS|DI|DCI|DCS|PCSO|MSC|SC|Sgt|Sergeant|Insp|Inspector|Constable|Supt)"
MORE_OF_A_NAME = r"(?:[ -][A-Z][\w'\u2019]+){0,3}"
"""What can follow a first word of a name on the same line: Dr Ada Sample-Person."""
MONTHS = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|May|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|"
    r"[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)"
)
NO_PREFIX = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
"""Pairs that no National Insurance number begins with."""


@dataclass(frozen=True)
class Found:
    """Something that looks as if it could point to a person: what, from which character, up to which."""

    what: str
    start: int
    """Counted from 1."""
    end: int
    words: str

    def __str__(self) -> str:
        return f"{self.what} at characters {self.start} to {self.end} ({self.words!r})"


def always(match: re.Match[str]) -> bool:
    return True


def is_nhs_number(match: re.Match[str]) -> bool:
    """Ten figures whose last is the check figure: 11 less the weighted sum of the first nine modulo 11."""
    figures = [int(figure) for figure in re.sub(r"\D", "", match[0])]
    check = 11 - sum(weight * figure for weight, figure in zip(range(10, 1, -1), figures, strict=False)) % 11
    return len(figures) == 10 and check % 11 == figures[9] and check != 10


def is_insurance_number(match: re.Match[str]) -> bool:
    return match[0][:2].upper() not in NO_PREFIX


@dataclass(frozen=True)
class Shape:
    """One kind of thing, and what a match must also hold."""

    what: str
    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = always


def shape(
    what: str, pattern: str, *, holds: Callable[[re.Match[str]], bool] = always, exact: bool = False
) -> Shape:
    """A shape in capitals or small letters alike, unless it is exact."""
    return Shape(what, re.compile(pattern, 0 if exact else re.IGNORECASE), holds)


SHAPES = (
    shape("an e-mail address", r"[^\s@<>()]+\s?@\s?[^\s@<>()]+\.[^\W\d_]{2,}"),
    shape("an e-mail address", r"\b[\w.-]+\s*[\[(]?\bat\b[\])]?\s*[\w-]+(?:\s*[\[(]?\bdot\b[\])]?\s*\w+)+"),
    shape("a web address", r"\b(?:https?:|www\.)\S+"),
    shape("a user name", r"(?<![\w@])@\w{3,}"),
    shape(
        "a telephone number", rf"(?<!\d)(?:(?:\+{GAP}44|0044)(?:{GAP}0)?|0){GAP}[1-9](?:{GAP}\d){{8,9}}(?!\d)"
    ),
    shape("an NHS number", rf"(?<!\d)\d(?:{GAP}\d){{9}}(?!\d)", holds=is_nhs_number),
    shape(
        "a National Insurance number",
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]?\b",
        holds=is_insurance_number,
    ),
    shape(
        "a postcode",
        r"\b[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d[\dABEHMNPRV-Y]?|\d[A-HJKPS-UW])\s*\d[ABD-HJLNP-UW-Z]{2}\b",
    ),
    shape(
        "a postal district",
        r"\b(?:E|EC|N|NW|SE|SW|W|WC|BR|CR|DA|EN|HA|IG|KT|RM|SM|TW|UB)\d{1,2}[A-Z]?\b",
        exact=True,
    ),
    shape(
        "a warrant or collar number",
        r"\b(?:warrant|collar|shoulder|epaulette|badge)\s*(?:card\s*)?(?:num(?:ber)?s?\b|no\.|no\s*\d|#|\d)[\s\d]*",
    ),
    shape("a warrant or collar number", r"\b\d{2,5}[A-Z]{2}\b", exact=True),
    shape("an officer", rf"\b{RANKS}\.?\s+(?:\d+|[A-Z]\w+{MORE_OF_A_NAME})", exact=True),
    shape("a name with its title", rf"\b{TITLES}\.?\s+[A-Z]\w+{MORE_OF_A_NAME}", exact=True),
    shape("a day", r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"),
    shape(
        "a day",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS}\b|\b{MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?\b",
        exact=True,
    ),
    shape("a long number", r"(?<![\d.,])\d{5,}(?!\d)"),
)


def in_plain_figures(words: str) -> str:
    """The same length, with figures of any script as 0 to 9, so that places stay what they were."""
    return "".join(str(unicodedata.decimal(c, c)) if not c.isascii() else c for c in words)


def identifying(words: str) -> tuple[Found, ...]:
    """Everything in the words that has the shape of something that points to a person, in their order.

    What lies inside something longer is not told besides.
    """
    found = sorted(all_shapes(words), key=lambda one: (one.start, -one.end, one.what))
    return tuple(
        one for at, one in enumerate(found) if not any(one.end <= before.end for before in found[:at])
    )


def all_shapes(words: str) -> Iterator[Found]:
    plain = in_plain_figures(words)
    for each in SHAPES:
        for match in each.pattern.finditer(plain):
            if each.holds(match):
                yield Found(each.what, match.start() + 1, match.end(), words[match.start() : match.end()])
