"""What one made-up person is like: two latent traits, a pace, a group, and luck of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from survey.engine.answers import Answer, Choice, Given
from survey.engine.codebook import Code, Missing
from survey.engine.forms import Rejected
from survey.engine.parts import Option, Scale
from survey.engine.questions.base import Question
from survey.fieldwork.simulation.profile import Group, Profile, Weights

Item = TypeVar("Item")


@dataclass
class Mind:
    """Answers come from here: deterministic for a seed and a number, whatever else is simulated.

    Method: a rating is a person's trait plus the organisation's, weighted by the level of the item,
    plus what they think of what the score measures, plus shifts of level, scale, item and group,
    plus noise, cut into the steps of the scale.
    """

    profile: Profile
    number: int
    luck: Random
    world: str
    chosen: dict[str, tuple[Code, ...]] = field(default_factory=dict)
    group: Group = field(default_factory=Group)
    organisation: float = 0.0
    constructs: Mapping[str, str] = field(default_factory=dict)
    """For each column that is scored with others, the score: its items hang together in a person."""

    def __post_init__(self) -> None:
        spread = self.profile.spread
        self.person = self.luck.gauss(0, spread.person)
        self.pace = self.luck.lognormvariate(0, spread.pace)
        self.hasty = self.luck.random() < self.profile.hasty
        self.pet_step = self.luck.random()

    def happens(self, share: float) -> bool:
        return self.luck.random() < share

    def one_of(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        return self.luck.choices(items, weights if sum(weights) > 0 else None)[0]

    def remember(self, question: Question, answer: Answer | Rejected | None) -> None:
        """What an answer changes: group, organisation, and traits that go with it."""
        if not isinstance(answer, Given) or not isinstance(answer.value, Choice):
            return
        codes = answer.value.codes
        self.chosen[question.id] = codes
        if question.split == "main":
            self.group = self.profile.groups.get(codes[0], Group())
        if question.cluster:
            spread = self.profile.spread.organisation
            luck = Random(f"{self.world}|{question.id}|{codes[0]}")  # nosec B311 # made-up people
            self.organisation = luck.gauss(0, spread)
        self.person += sum(self.profile.lifts.get(question.id, {}).get(code, 0) for code in codes)

    def answers(self, question: Question) -> bool:
        """Whether this person answers at all."""
        share = lookup(self.profile.answers, question.id)
        usual = question.answered_by * (1 - self.profile.blank)
        return question.required or self.happens(usual if share is None else share)

    def weights(self, question: str, options: Sequence[Option]) -> list[float]:
        """The weight of each option; those that the profile does not name share what is left of 1."""
        named = lookup(self.group.choices, question) or lookup(self.profile.choices, question) or Weights()
        listed = {str(code): weight for code, weight in named.items()}
        unlisted = sum(str(option.code) not in listed for option in options)
        rest = max(0.0, 1 - sum(listed.values())) / unlisted if unlisted and listed else 1.0
        return [listed.get(str(option.code), rest * (1 if listed else liking(option))) for option in options]

    def rate(self, scale: Scale, column: str, measured: str, level: str) -> Code:
        """One step of a scale, or a way out of it."""
        profile, at = self.profile, self.profile.level(level)
        ways_out = {
            Missing.DONT_KNOW: at.dont_know,
            Missing.NOT_APPLICABLE: at.not_applicable,
            Missing.PREFER_NOT_TO_SAY: at.prefer_not_to_say,
        }
        roll = self.luck.random()
        for step in scale.outside:
            roll -= ways_out[step.missing] if step.missing else 0
            if roll < 0:
                return step.code
        if self.hasty:
            return scale.inside[int(self.pet_step * len(scale.inside))].code
        trait = at.person * self.person + at.organisation * (self.organisation + self.group.shift)
        sign = {"positive": 1, "negative": -1, "descriptive": 0}[scale.direction]
        names = (column, measured)
        shift = at.shift * sign + profile.scales.get(scale.id, 0) + sum(self.item(name) for name in names)
        trait += self.leaning(column)
        latent = trait * sign + shift + self.luck.gauss(0, profile.spread.answer)
        return scale.inside[cut(latent, len(scale.inside))].code

    def leaning(self, column: str) -> float:
        """What this person thinks of a construct beyond their general trait; the same for all its items."""
        construct, spread = self.constructs.get(column, ""), self.profile.spread.score
        if not construct or not spread:
            return 0.0
        luck = Random(f"{self.world}|{self.number}|{construct}")  # nosec B311 # made-up people
        return luck.gauss(0, spread)

    def item(self, name: str) -> float:
        return (lookup(self.profile.items, name) or 0) + (lookup(self.group.items, name) or 0)

    def words(self, question: str, most: int) -> str:
        """A text put together from the profile's sentences, as many as fit."""
        parts = lookup(self.profile.texts, question) or (("A made-up answer.", "Made up for testing."),)
        text = ""
        for part in parts:
            longer = f"{text} {self.luck.choice(part)}".strip()
            text = longer if len(longer) <= most else text
        return text or "Made up"[:most]


def cut(latent: float, steps: int) -> int:
    """Which of `steps` steps a value falls on; 0 is the middle and 1 a step of a five-step scale."""
    return min(steps - 1, max(0, round((steps - 1) / 2 + latent * (steps - 1) / 4)))


def liking(option: Option) -> float:
    """How often an option is taken where nobody said: what stands apart seldom, an end hardly ever."""
    if option.end:
        return 0.02
    return 0.1 if option.stays_last else 1.0


def lookup(table: dict[str, Item], name: str) -> Item | None:
    """The entry of a name, or of the short id that it has inside a repeat."""
    return table.get(name, table.get(name.split("__")[-1]))
