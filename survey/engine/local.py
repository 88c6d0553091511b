"""What differs between languages and is no translation: plural forms, things in a row, days, direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from unicodedata import category

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.units import format_unit

SOURCE = "en-GB"
"""The language of the program itself, and of a questionnaire that names no other."""

Quoted = tuple[str | date, ...]
"""What a text quotes of an answer: words of a language already, or days that have none yet."""

PLURALS = ("zero", "one", "two", "few", "many", "other")
COUNTED = range(201)
"""Whole numbers that use every plural form that counting people or things comes to."""


FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs that Unicode counts as letters or symbols, and that show nothing."""


def shows(text: str) -> bool:
    """Whether there is anything to read in a text: a letter, a figure or another sign that can be seen."""
    return any(category(sign)[0] in "LNPS" and sign not in FILLERS for sign in text)


@cache
def locale_of(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def is_language(tag: str) -> bool:
    """Whether a tag such as pl or en-GB names a language with known forms."""
    try:
        return tag == str(locale_of(tag)).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        return False


def own_name(language: str) -> str:
    """What a language calls itself."""
    name = locale_of(language).get_display_name() or language
    plain = name.partition(" (")[0]
    return plain[:1].upper() + plain[1:]


def english_name(language: str) -> str:
    """What English calls a language."""
    return locale_of(language).get_language_name("en") or language


def direction(language: str) -> str:
    """ltr, or rtl for a language that is written from right to left."""
    return locale_of(language).text_direction


@cache
def plural_categories(language: str) -> tuple[str, ...]:
    """The plural forms that whole numbers need, in the order of the standard: one, few, many in Polish."""
    rule = locale_of(language).plural_form
    used = {rule(number) for number in COUNTED}
    return tuple(name for name in PLURALS if name in used)


def says_none(language: str) -> bool:
    """Whether a form for none can stand before the others; some languages have one among them already."""
    return "zero" not in plural_categories(language)


def plural_form(number: float, forms: Sequence[str], language: str) -> str:
    """The form for a number; one more form than the language has is the form for none, and stands first."""
    categories = plural_categories(language)
    if len(forms) > len(categories) and number == 0:
        return forms[0]
    own = forms[-len(categories) :]
    whole = int(number) if number == int(number) else number
    name = locale_of(language).plural_form(whole)
    at = categories.index(name) if name in categories else -1
    return own[min(at, len(own) - 1)]


def lasting(count: int, unit: str, language: str) -> str:
    """A length of time, such as 20 minutes: `unit` is minute or hour."""
    return format_unit(count, f"duration-{unit}", locale=locale_of(language))


def in_a_row(things: Quoted, language: str) -> str:
    """Several things within a sentence: one, another and a third."""
    words = [day_in_words(one, language) if isinstance(one, date) else one for one in things]
    return format_list(words, locale=locale_of(language)) if words else ""


@lru_cache(maxsize=1024)
def day_in_words(day: date, language: str) -> str:
    """27 March 2024."""
    return format_date(day, "long", locale=locale_of(language))


@lru_cache(maxsize=1024)
def weekday_in_words(day: date, language: str) -> str:
    """Wednesday 27 March 2024."""
    pattern = "EEEE d MMMM y" if language == SOURCE else "full"
    return format_date(day, pattern, locale=locale_of(language))
