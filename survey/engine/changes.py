"""What changed from one version of a questionnaire to the next, and what that means for its answers.

A change is breaking when an answer given before would no longer fit, or would mean something else;
additive when answers given before stand as they are beside what is new; wording when only words differ.
Parts are told apart by their permanent ids and codes, never by where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.engine.change_rules import ASKED, Kind, Rule, rules_for
from survey.engine.conditions import Condition, Formula
from survey.engine.parts import Part
from survey.engine.questionnaire import Questionnaire

__all__ = ["Change", "Kind", "compare"]

Where = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, where, what was done, and why it is of that kind."""

    kind: Kind
    where: Where
    what: str
    why: str

    def as_json(self) -> dict[str, str]:
        """For `survey diff --json`."""
        return {"kind": self.kind.value, "where": " > ".join(self.where), "what": self.what, "why": self.why}


def compare(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """Every change, the breaking ones first, otherwise in the order of the questionnaire.

    Pages and questions are compared wherever they stand: one that moved is the same one still.
    """
    found = [
        *of_part(old, new, ()),
        *of_parts(old.pages, new.pages, (), rules_for(Questionnaire)["sections"]),
        *of_parts(old.questions, new.questions, (), ASKED),
    ]
    return tuple(sorted(found, key=lambda change: list(Kind).index(change.kind)))


def of_part(old: Part, new: Part, where: Where) -> Iterator[Change]:
    """The changes in one part, key by key."""
    for key, rule in rules_for(type(new)).items():
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        if rule.judge is not None:
            kind, why = rule.judge(before, after)
            yield Change(kind, where, f"{key}: {brief(before)} is now {brief(after)}", why)
        elif rule.looks_inside and isinstance(before, Part) and isinstance(after, Part):
            yield from of_part(before, after, (*where, key))
        elif rule.looks_inside:
            yield from of_parts(by_name(before), by_name(after), (*where, key), rule)


def of_parts(old: Mapping[str, Part], new: Mapping[str, Part], where: Where, rule: Rule) -> Iterator[Change]:
    """Parts with a name of their own: gone, new, changed inside, or only in another order."""
    for name in [*old, *(name for name in new if name not in old)]:
        here = (*where, name)
        if name not in new:
            yield change_of(rule.gone, here, "is gone")
        elif name not in old:
            yield change_of(rule.added, here, "is new")
        elif type(old[name]) is not type(new[name]):
            yield of_kind(old[name], new[name], here)
        else:
            yield from of_part(old[name], new[name], here)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Change(Kind.WORDING, where, "stands in another order", "No answer depends on the order.")


def change_of(verdict: tuple[Kind, str] | None, where: Where, what: str) -> Change:
    assert verdict is not None
    return Change(verdict[0], where, what, verdict[1])


def of_kind(old: Part, new: Part, where: Where) -> Change:
    what = f"was asked as {getattr(old, 'ask', '')}, and is now {getattr(new, 'ask', '')}"
    return Change(Kind.BREAKING, where, what, "Another kind of question keeps its answers in another way.")


def by_name(value: object) -> dict[str, Part]:
    """Parts by what tells one from another: a key, an id or a code; none when there is nothing."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Part):
        return {str(getattr(value, "id", "")): value}
    parts = value if isinstance(value, tuple) else ()
    return {str(getattr(part, "id", getattr(part, "code", ""))): part for part in parts}


def brief(value: object, most: int = 60) -> str:
    """A value in a few words; what is made of many parts is only said to be there."""
    if value is None or value in ("", (), {}):
        return "nothing"
    if isinstance(value, Condition | Formula):
        value = value.text
    if not isinstance(value, str | int | float):
        return "different" if isinstance(value, Part | dict | tuple) else str(value)
    words = " ".join(str(value).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
