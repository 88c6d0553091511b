"""The ways in which one key of the model can be compared; a table says which key is compared how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from survey.engine.conditions import Condition, Formula
from survey.engine.parts import Part
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.versions.change import Change, Verdict
from survey.engine.versions.code_map import age

Where = tuple[str, ...]
LONGEST_SHOWN = 60


class Compare(Protocol):
    """Compares two parts of one sort by the rules of all their keys."""

    def __call__(self, old: Part, new: Part, where: Where) -> Iterator[Change]: ...


class Rule(Protocol):
    """What a difference in one key of two parts amounts to."""

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]: ...


def told(verdict: Verdict, where: Where, what: str) -> Change:
    return Change(verdict.weight, where, what, verdict.why)


def becomes(verdict: Verdict, where: Where, key: str, old: object, new: object) -> Change:
    """Something that becomes something else, with all of both beside what is said in short."""
    return Change(verdict.weight, where, from_to(key, old, new), verdict.why, old=whole(old), new=whole(new))


def meant(value: object) -> object:
    """What is compared: of a condition or formula what it says, however it is spaced."""
    match value:
        case Condition():
            return value.expression
        case Formula():
            return value.operand
        case _:
            return value


def shown(value: object) -> str:
    """A value as an author would write it, in short."""
    if value is None or value in ("", (), {}):
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(str(getattr(item, "text", item)) for item in value)
    line = whole(value)
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1].rstrip() + "…"


def whole(value: object) -> str:
    """A value as an author would write it, in one line however long."""
    if isinstance(value, tuple):
        return "; ".join(whole(item) for item in value) or "nothing"
    if value is None or value in ("", {}) or isinstance(value, bool):
        return shown(value)
    text = value.text if isinstance(value, Condition | Formula) else str(getattr(value, "text", value))
    return " ".join(text.split())


def from_to(key: str, old: object, new: object) -> str:
    return f"{key}: {shown(old)} becomes {shown(new)}"


def reordered(old: Iterable[str], new: Iterable[str], verdict: Verdict, where: Where) -> Iterator[Change]:
    """What stands on both sides in another order, told from the first name that moved."""
    was, now = list(old), list(new)
    before, after = [name for name in was if name in set(now)], [name for name in now if name in set(was)]
    moved = next((at for at, name in enumerate(before) if name != after[at]), None)
    if moved is not None:
        yield told(
            verdict, where, f"the order becomes {'..., ' if moved else ''}{shown(', '.join(after[moved:]))}"
        )


@dataclass(frozen=True)
class Elsewhere:
    """Compared by another rule, or no content of its own; `why` says which."""

    why: str

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        yield from ()


@dataclass(frozen=True)
class Always:
    """Any difference is judged alike."""

    verdict: Verdict

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        was, now = getattr(old, key), getattr(new, key)
        if meant(was) != meant(now):
            yield becomes(self.verdict, where, key, was, now)


@dataclass(frozen=True)
class Turned:
    """Given where it was not, taken away, or replaced."""

    on: Verdict
    off: Verdict
    other: Verdict

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            verdict = self.on if not was else self.off if not now else self.other
            yield becomes(verdict, where, key, was, now)


@dataclass(frozen=True)
class Ordered:
    """A value that moves up or down; none is the open end that `none_is_high` says."""

    up: Verdict
    down: Verdict
    none_is_high: bool = False
    steps: tuple[object, ...] = ()

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            yield becomes(self.up if self.is_up(was, now) else self.down, where, key, was, now)

    def is_up(self, was: Any, now: Any) -> bool:
        if was is None or now is None:
            return (now is None) is self.none_is_high
        if self.steps:
            return self.steps.index(now) > self.steps.index(was)
        return bool(now > was)


@dataclass(frozen=True)
class Within:
    """A part inside a part, compared by its own rules; it may come or go, or make way for another."""

    on: Verdict
    off: Verdict
    other: Verdict | None = None
    at: str = ""
    """Where parts with ids of their own are told, instead of in each place that uses them."""

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        was, now = getattr(old, key), getattr(new, key)
        if self.other and was and now and was.id != now.id:
            yield becomes(self.other, where, key, was.id, now.id)
        elif was is not None and now is not None:
            place = (self.at, str(now.id)) if self.at else (*where, key)
            yield from inside(was, now, place)
        elif was is not now:
            verdict, word = (self.off, "taken away") if now is None else (self.on, "given")
            yield told(verdict, where, f"{key}: {word}")


@dataclass(frozen=True)
class Each:
    """Entries known by a name of their own: added, removed, moved, and compared one by one."""

    added: Verdict
    removed: Verdict
    moved: Verdict
    by: str = ""
    at: str = ""

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        was, now = self.entries(getattr(old, key)), self.entries(getattr(new, key))
        place = (*where, key)
        for name, entry in was.items():
            inner = (self.at, name) if self.at else (*place, name)
            if name not in now:
                yield told(self.removed, place, f"{name} is removed")
            elif isinstance(entry, Part):
                yield from inside(entry, now[name], inner)
            elif entry != now[name]:
                yield becomes(self.moved, inner, name, entry, now[name])
        for name in now:
            if name not in was:
                yield told(self.added, place, f"{name} is added")
        yield from reordered(was, now, self.moved, place)

    def entries(self, value: Any) -> Mapping[str, Any]:
        """Entries by name; where they have none, by their place in the list."""
        if isinstance(value, Mapping):
            return {str(name): entry for name, entry in value.items()}
        if all(isinstance(entry, str) for entry in value):
            return dict.fromkeys(sorted(value))
        if not self.by:
            return {str(number): entry for number, entry in enumerate(value, 1)}
        return {str(getattr(entry, self.by)): entry for entry in value}


@dataclass(frozen=True)
class Log(Each):
    """Entries since some version: those newer than the old side are told by what they do to its answers."""

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        assert isinstance(old, Questionnaire), "a log stands on a questionnaire"
        known = age(old.version)
        entries = tuple(entry for entry in getattr(new, key) if age(entry.since) <= known)
        yield from super().changes(key, old, new.model_copy(update={key: entries}), where, inside)


@dataclass(frozen=True)
class OwnOptions(Each):
    """Options, unless they are the steps of a scale, which is compared as such."""

    def changes(self, key: str, old: Part, new: Part, where: Where, inside: Compare) -> Iterator[Change]:
        assert isinstance(old, Question), "options stand on questions"
        assert isinstance(new, Question), "options stand on questions"
        if not (old.scales_used() and new.scales_used()):
            yield from super().changes(key, old, new, where, inside)
