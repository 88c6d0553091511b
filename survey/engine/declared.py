"""What a questionnaire declares beside its sections: contacts, scores, accepted advice, translations."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from survey.engine.parts import Id, Part, Words


class Contacts(Part):
    """Which questions make a contact record, and under which consent."""

    consent: Id
    purposes: Id
    link: Id | None = None
    linked: tuple[Id, ...] = ()


class Accepted(Part):
    """A piece of advice that the author has weighed and does not follow, and why."""

    advice: Words
    about: Words
    why: Words


class ScoreRule(Part):
    """A derived measure: the mean of items, one score for each construct or level if `by` says so."""

    told: ClassVar[tuple[str, ...]] = ("title", "labels")

    title: Words
    of: tuple[Id, ...] = Field(min_length=1)
    by: Literal["", "measures", "level"] = ""
    needs: int = Field(ge=1)
    labels: dict[str, str] = Field(default_factory=dict)


class Translation(Part):
    """What a questionnaire says in another language, each text by its place in the model."""

    checked: date | None = None
    texts: dict[str, Words] = Field(default_factory=dict)
