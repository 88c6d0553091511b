"""Translations: what keeps a language from being offered, and whether anybody who speaks it has read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from survey.engine.local import SOURCE, day_in_words, english_name
from survey.engine.parts import Finding
from survey.engine.translation.translating import Standing

SHOWN = 3


def of_translations(standings: Iterable[Standing], today: date) -> Iterator[Finding]:
    for one in standings:
        name, place = english_name(one.language), ("languages", one.language)
        if one.missing:
            message = f"{name} is not offered: {counted(one.missing)} not in it yet: {first(one.missing)}."
            yield Finding(place, "not-translated", message, one.language)
        if one.stale:
            message = (
                f"{name} is not offered: {counted(one.stale)} not what was translated: {first(one.stale)}."
            )
            yield Finding(place, "stale-translation", message, one.language)
        if one.is_whole and one.checked is None:
            message = f"Nobody who speaks {name} has checked the translation. Say checked: and the day."
            yield Finding(place, "unchecked-translation", message, one.language)
        if early := checked_too_early(one.language, one.checked, today):
            yield Finding(place, "checked-too-early", early, one.language)


def checked_too_early(language: str, checked: date | None, today: date) -> str:
    """What to say of a check that is still to come; nothing where it is not."""
    if checked is None or checked <= today:
        return ""
    return (
        f"{english_name(language)} is said to be checked on {day_in_words(checked, SOURCE)}, still to"
        " come. Under checked: stands the day on which somebody had read all of it."
    )


def counted(names: list[str]) -> str:
    return "1 text is" if len(names) == 1 else f"{len(names)} texts are"


def first(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
