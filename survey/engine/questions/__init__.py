"""The kinds of question. To add one: a class in this folder, its name in the union, a macro, a test case."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from survey.engine.questions.amount import Confirm, Date, Number
from survey.engine.questions.base import Question
from survey.engine.questions.choice import Lookup, Single
from survey.engine.questions.grid import Grid, PairedGrid
from survey.engine.questions.ranking import Ranking
from survey.engine.questions.several import Multiple, PickTop
from survey.engine.questions.written import Email, LongText, ShortText

Kind = Annotated[
    Single
    | Multiple
    | Lookup
    | PickTop
    | Grid
    | PairedGrid
    | Ranking
    | ShortText
    | LongText
    | Email
    | Number
    | Date
    | Confirm,
    Field(discriminator="ask"),
]

__all__ = [
    "Confirm",
    "Date",
    "Email",
    "Grid",
    "Kind",
    "LongText",
    "Lookup",
    "Multiple",
    "Number",
    "PairedGrid",
    "PickTop",
    "Question",
    "Ranking",
    "ShortText",
    "Single",
]
