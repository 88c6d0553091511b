"""Languages as forms name them, `Polish (pl)` or only `pl`, and the tags that questionnaires know them by."""

from __future__ import annotations

import re
from functools import cache

from babel import UnknownLocaleError

from survey.engine.local import SOURCE, english_name, locale_of

TAGGED = re.compile(r"(?P<name>.*)\((?P<tag>[^()]*)\)\s*")
THREE_LETTERS = 3
UNKNOWN = "it is no language that is known here. Write its tag behind it, such as Polish (pl)"


@cache
def tag_of(written: str) -> str:
    """The tag of a language by what a form calls it; nothing where no tag and no English name is found."""
    found = TAGGED.fullmatch(written)
    if found is not None:
        return known_tag(found["tag"]) or tag_of(found["name"])
    return known_tag(written) or by_name().get(written.strip().lower(), "")


def known_tag(written: str) -> str:
    """A tag as the standard writes it; English alone is the English that the program speaks."""
    plain = written.strip().replace("_", "-")
    try:
        locale = locale_of(plain)
    except (ValueError, UnknownLocaleError):
        return ""
    tag = locale.language if len(plain) <= THREE_LETTERS else str(locale).replace("_", "-")
    return SOURCE if tag == SOURCE.partition("-")[0] else tag


@cache
def by_name() -> dict[str, str]:
    """Every language by what English calls it."""
    names = ((name, known_tag(code)) for code, name in locale_of(SOURCE).languages.items())
    return {name.lower(): tag for name, tag in names if tag}


def name_of(tag: str) -> str:
    """What a form calls a language: Polish (pl)."""
    return f"{english_name(tag)} ({tag})"
