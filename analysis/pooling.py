"""Answers to older versions put together with those to the newest, by its code map, and what is said of it.

Nothing is lost in silence: answers without a counterpart are counted. What is said of a count keeps to
disclosure control: no number under ten, none of what is identifying or sensitive, none from which the few
who answered otherwise could be told, and any other to the nearest 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.disclosure.rules import PROMISED
from analysis.rounding import to_five
from survey.engine.codebook import Cell
from survey.engine.local import SOURCE, in_a_row
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.code_map import SCALES
from survey.engine.versions.mapped import Became, became
from survey.engine.versions.passage import Passage


@dataclass(frozen=True)
class Mapped:
    """What the code map made of one thing that an older version asked; the counts are exact."""

    version: str
    became: Became
    lost: Mapping[str, int] = field(default_factory=dict)
    """People whose answer has no counterpart, by its code; by no code where all of it was dropped."""
    answered: int = 0
    """People who answered it at all, where something is lost."""
    guarded: bool = False
    """Whether it could help to tell who somebody is, or is sensitive."""


class Pool:
    """Takes coded rows of any version, and gives them under the newest."""

    def __init__(self, newest: Questionnaire) -> None:
        self.newest = newest
        self.passages: dict[int, Passage] = {}
        self.lost: Counter[tuple[int, str, str]] = Counter()
        self.answered: Counter[tuple[int, str]] = Counter()

    def take(self, version: int, asked: Questionnaire, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        """A row as the newest version has it; versions go by the numbers of the store."""
        passage = self.passages.setdefault(version, Passage(asked, self.newest))
        if not passage.leads_elsewhere:
            return cells
        self.lost.update((version, name, code) for name, code in passage.lost(cells))
        self.answered.update((version, name) for name in passage.answered(cells))
        return passage.cells(cells)

    def mapped(self) -> tuple[Mapped, ...]:
        """What was done to the answers of each older version that somebody answered, the oldest first."""
        return tuple(
            Mapped(
                passage.old.version,
                one,
                {code: self.lost[version, one.was, code] for code in one.without},
                self.answered[version, one.was],
                is_guarded(passage, one.was),
            )
            for version, passage in sorted(self.passages.items())
            for one in became(passage.old, passage.new)
        )


def is_guarded(passage: Passage, name: str) -> bool:
    """Whether any column in which something is lost under a name is identifying or sensitive."""
    owners = [passage.old.codebook.owner(column) for column in passage.losing.get(name, ())]
    return any(owner.identifying or owner.sensitive == "high" for owner in owners)


def in_words(mapped: Mapped) -> str:
    """What a report says of it, from which nobody learns of a small group."""
    return " ".join(sentences(mapped))


def sentences(mapped: Mapped) -> Iterator[str]:
    one = mapped.became
    had = "had the scale" if one.was.startswith(f"{SCALES}.") else "asked"
    asked = f"Version {mapped.version} {had} {quoted(one.was)}"
    if one.dropped:
        people = counted(mapped, "")
        yield f"{asked}; it is in no figure, because: {one.dropped.rstrip('.')}."
        yield f"{people[:1].upper()}{people[1:]} had answered it."
        return
    said = [f"it is counted as {quoted(one.now)}"] if one.now else []
    for now, was in one.merged:
        verb = "is" if len(was) == 1 else "are"
        said.append(f"{in_a_row((*map(quoted, was),), SOURCE)} there {verb} counted as {quoted(now)}")
    yield f"{asked}; {', '.join(said)}." if said else f"{asked}."
    for code in one.lost:
        people = counted(mapped, code)
        yield f"Its answer {quoted(code)} has no counterpart and is in no figure; {people} gave it."


def quoted(name: str) -> str:
    """A name or code; of a scale its own alone."""
    return f"“{name.removeprefix(f'{SCALES}.')}”"


def counted(mapped: Mapped, code: str) -> str:
    """How many people, as far as it can be said."""
    lost, others = mapped.lost.get(code, 0), mapped.answered - sum(mapped.lost.values())
    if lost < PROMISED:
        return f"fewer than {PROMISED} people"
    if mapped.guarded or (code and others < PROMISED):
        return f"{PROMISED} people or more"
    return f"about {to_five(lost)} people"
