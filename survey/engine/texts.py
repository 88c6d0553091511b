"""Every text of a page, found and told anew: what a part says to people, whatever kind it is.

A part names its own texts, and the parts within it that have some, in `told`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

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
        said = {key: retold_value(item, tell) for key, item in value.items()}
        return said if any(said[key] is not item for key, item in value.items()) else value
    return value


def reworded(part: SomePart, say: Callable[[str, str], str]) -> SomePart:
    """The part with every text as `say` gives it, from its place in words and what it says."""
    found: SomePart = reworded_value(part, (), say)
    return found


def reworded_value(value: Any, place: Place, say: Callable[[str, str], str]) -> Any:
    if isinstance(value, str):
        return say(place_in_words(place), value) if value else value
    if isinstance(value, Part):
        changed = {key: reworded_value(getattr(value, key), (*place, key), say) for key in value.told}
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, tuple):
        return tuple(reworded_value(item, (*place, number), say) for number, item in enumerate(value))
    if isinstance(value, dict):
        return {key: reworded_value(item, (*place, key), say) for key, item in value.items()}
    return value


def place_in_words(place: Place) -> str:
    """The place of a text as one word, such as sections.0.pages.2.title."""
    return ".".join(map(str, place))


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with {closes} and its kin filled in; other braces stay as they are."""
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text
