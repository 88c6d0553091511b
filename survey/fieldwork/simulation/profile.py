"""What a made-up population is like: shares, shifts and sentences, read from `simulation.yaml`.

Nothing in it is an estimate of anything real. Without a file the defaults make sensible random
answers to any questionnaire.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey.engine.codebook import Code
from survey.engine.yaml_source import YamlFaults, read_yaml
from survey.errors import Refused

Share = Annotated[float, Field(ge=0, le=1)]
Weights = dict[Code, Annotated[float, Field(ge=0)]]
Parts = tuple[tuple[str, ...], ...]
"""Sentences to choose from, one list after another; one of each list makes a text."""

FILE = "simulation.yaml"


class Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(Piece):
    """How answers at one level come about, in steps of a five-step scale.

    `shift` moves the level up or down, `person` and `organisation` say how strongly the two latent
    traits count, and the last three are shares of answers outside the scale.
    """

    shift: float = 0
    person: float = 0.7
    organisation: float = 0.5
    dont_know: Share = 0.03
    not_applicable: Share = 0.02
    prefer_not_to_say: Share = 0.03


class Spread(Piece):
    """Standard deviations: of persons, organisations, single answers, log pace, and opinions of one thing.

    `score` makes the items of a score hang together beyond the general trait.
    """

    person: float = Field(default=0.75, ge=0)
    score: float = Field(default=0, ge=0)
    organisation: float = Field(default=0.4, ge=0)
    answer: float = Field(default=0.75, ge=0)
    pace: float = Field(default=0.35, ge=0)


class Group(Piece):
    """How one group of the main split differs: a shift of the trait, of single items, other choices."""

    shift: float = 0
    items: dict[str, float] = {}
    choices: dict[str, Weights] = {}


class Wave(Piece):
    """A send-out: when in the field period (0 to 1), and the weight of those who answer because of it."""

    at: Share
    weight: float = Field(default=1, gt=0)


class Profile(Piece):
    """One made-up population. Names are ids of questions, rows or columns; in a repeat, short ids."""

    note: str = ""
    blank: Share = 0.02
    leave: Share = 0.004
    stop: Share = 0.0005
    hasty: Share = 0.01
    loyal: Share = 0.9
    skip: dict[str, Share] = {}
    answers: dict[str, Share] = {}
    choices: dict[str, Weights] = {}
    counts: dict[str, tuple[float, ...]] = {}
    follows: dict[str, dict[str, dict[Code, tuple[Code, ...]]]] = {}
    lifts: dict[str, dict[Code, float]] = {}
    spread: Spread = Spread()
    levels: dict[str, Level] = {}
    scales: dict[str, float] = {}
    items: dict[str, float] = {}
    groups: dict[Code, Group] = {}
    texts: dict[str, Parts] = {}
    waves: tuple[Wave, ...] = (Wave(at=0),)

    def level(self, name: str) -> Level:
        return self.levels.get(name, Level())


def load_profile(path: Path) -> Profile:
    """The profile in a file; Refused says what is wrong with it."""
    try:
        return Profile.model_validate(read_yaml(path.read_text("utf-8")))
    except YamlFaults as error:
        first = error.faults[0]
        raise Refused(f"{path.name}, line {first.mark.line}: {first.message}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise Refused(f"{path.name}, {' > '.join(map(str, wrong['loc']))}: {wrong['msg']}.") from error


def find_profile(questionnaires: Path, questionnaire: str) -> Profile:
    """The profile beside a questionnaire's versions, or the defaults."""
    path = questionnaires / questionnaire / FILE
    return load_profile(path) if path.is_file() else Profile()
