"""Every text of a page, found and told anew: what a part says to people, whatever kind it is.

A part names its own texts, and the parts within it that have some, in `told`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from survey.engine.parts import Part, Place

SomePart = TypeVar("SomePart", bound=Part)
Tell = Callable[[str], str]


def texts_in(value: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Each text with where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Part):
        for key in value.told:
            yield from texts_in(getattr(value, key), (*place, key))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts_in(item, (*place, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, (*place, key))


def retold(part: SomePart, tell: Tell) -> SomePart:
    """The part with every text as `tell` gives it; the part itself when that changes nothing."""
    changed = {}
    for key in part.told:
        before = getattr(part, key)
        after = retold_value(before, tell)
        if after is not before:
            changed[key] = after
    return part.model_copy(update=changed) if changed else part


def retold_value(value: object, tell: Tell) -> object:
    if isinstance(value, str):
        return tell(value) if "{" in value or "}" in value else value
    if isinstance(value, Part):
        return retold(value, tell)
    if isinstance(value, tuple):
        items = tuple(retold_value(item, tell) for item in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        return {key: retold_value(item, tell) for key, item in value.items()}
    return value


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with {closes} and its kin filled in; other braces stay as they are."""
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text
