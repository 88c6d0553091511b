"""Checks of what expressions do with names: codes that exist, an order where there is one, like with like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from survey.engine.codebook import Code
from survey.engine.operands import Use
from survey.engine.parts import Finding, Place
from survey.engine.questions.base import Sort, Term
from survey.engine.spelling import meant


def of_use(use: Use, terms: Mapping[str, Term], place: Place) -> Iterator[Finding]:
    """What an expression asks of a name must be something that the name can answer."""
    name, term = use.name, terms[use.name]
    if use.wants == "any":
        return
    if term.sort == "group":
        message = f"{name} is a group. Only answered({name}) can be asked of it."
        yield Finding(place, "group-value", message, name)
    elif use.wants in SORTS:
        yield from of_sort(use, term, place)
    elif use.like:
        yield from of_likeness(use, term, terms, place)
    elif use.wants == "choices" and term.sort not in ("codes", "rows"):
        message = f"{name} has no options. Use any, all, only, in and count with choices."
        yield Finding(place, "not-choices", message, name)
    elif term.sort == "rows" and use.wants in ("value", "said"):
        message = f"{name} is a grid. Name one of its statements: {few(term.codes)}."
        yield Finding(place, "grid-value", message, name)
    elif use.wants == "said":
        return
    elif term.sort in ("codes", "rows"):
        yield from of_codes(use, term, place)
    else:
        yield from of_amount(use, term, place)


def of_codes(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    """The codes of a comparison are among those of the question; an order needs numbers on both sides."""
    if use.orders:
        if isinstance(use.codes[0], str) or not any(isinstance(code, int) for code in term.codes):
            message = f"The codes of {use.name} are words. Use ==, in or any instead of < and >."
            yield Finding(place, "no-order", message, use.name)
        return
    for code in use.codes:
        if code not in term.codes:
            near = meant(str(code), map(str, term.codes))
            message = f"{use.name} has no code {code!r}.{near} Its codes are {few(term.codes)}."
            yield Finding(place, "unknown-code", message, use.name)


def of_sort(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    """Sums need numbers, before and after need days, matches and length need words."""
    sorts, what = SORTS[use.wants]
    numbered = use.wants == "number" and any(isinstance(code, int) for code in term.codes)
    if term.sort not in sorts and not (numbered and term.sort == "codes"):
        message = f"{use.name} is {NAMED[term.sort]}, and this takes {what}."
        yield Finding(place, "wrong-type", message, use.name)


def of_likeness(use: Use, term: Term, terms: Mapping[str, Term], place: Place) -> Iterator[Finding]:
    """Two names are compared when they are of one sort and could have the same answer."""
    other = terms.get(use.like)
    if other is None:
        return
    if "rows" in (term.sort, other.sort):
        grid = use.name if term.sort == "rows" else use.like
        message = f"{grid} is a grid. Name one of its statements: {few(terms[grid].codes)}."
        yield Finding(place, "grid-value", message, grid)
    elif not comparable(term, other):
        message = f"{use.name} is {NAMED[term.sort]} and {use.like} {NAMED[other.sort]}: never the same."
        yield Finding(place, "wrong-type", message, use.name)
    elif use.orders and term.sort == "codes" and not any(isinstance(code, int) for code in term.codes):
        message = f"The codes of {use.name} are words. Use ==, in or any instead of < and >."
        yield Finding(place, "no-order", message, use.name)
    elif term.sort == other.sort == "codes" and not set(term.codes) & set(other.codes):
        message = f"{use.name} and {use.like} have no code in common: they are never the same."
        yield Finding(place, "no-shared-code", message, use.name)


def comparable(one: Term, other: Term) -> bool:
    """Of one sort, or a number and a scale whose codes are numbers."""
    sorts = {one.sort, other.sort}
    codes = (*one.codes, *other.codes)
    return len(sorts) == 1 or (sorts == {"number", "codes"} and any(isinstance(code, int) for code in codes))


SORTS: dict[str, tuple[tuple[Sort, ...], str]] = {
    "number": (("number",), "a number"),
    "date": (("date",), "a day"),
    "text": (("text",), "words"),
}
NAMED: dict[Sort, str] = {
    "number": "a number",
    "date": "a day",
    "text": "words",
    "codes": "a choice",
    "rows": "a grid",
    "group": "a group",
}
EXAMPLES = {"number": "3", "date": "'2024-03-27'", "text": "'words'"}


def of_amount(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    for code in use.codes:
        fits = isinstance(code, str) is (term.sort != "number")
        if not fits or (term.sort == "date" and not is_day(str(code))):
            message = f"{use.name} is a {term.sort}. Compare it with one, such as {EXAMPLES[term.sort]}."
            yield Finding(place, "wrong-type", message, use.name)


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def few(codes: tuple[Code, ...]) -> str:
    """Codes for a message, and a sign when there are more."""
    return ", ".join(map(str, codes[:8])) + (", ..." if len(codes) > 8 else "")
