"""Putting things in order: a number for each, 1 for the first, none of them twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field as Key

from survey.engine.answers import Answer
from survey.engine.forms import Form, Rejected
from survey.engine.parts import Finding, Row, Scale, Step
from survey.engine.phrases import Phrase
from survey.engine.questions.grid import Rating


class Ranking(Rating):
    """Things to rank, each with a list of numbers; each is a variable of its own, its place the code."""

    reasons: ClassVar[tuple[str, ...]] = (*Rating.reasons, "gap")

    ask: Literal["ranking"] = "ranking"
    unique: Literal[True] = True
    most: int | None = Key(default=None, ge=1)

    @cached_property
    def scale(self) -> Scale:
        """The places that can be given."""
        places = min(self.most or len(self.rows), len(self.rows))
        steps = tuple(Step(code=place, label=str(place)) for place in range(1, max(places, 2) + 1))
        return Scale(id="rank", direction="descriptive", steps=steps)

    def scales_used(self) -> tuple[Scale, ...]:
        return (self.scale,)

    def column(self, row: Row, scale: Scale) -> str:
        return row.id

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if len(self.rows) < 2:
            yield Finding(("rows",), "least-most", "There must be two things to rank, at least.")
        if self.most is not None and self.most > len(self.rows):
            yield Finding(("most",), "least-most", f"There are only {len(self.rows)} things to rank.")

    def parse(self, form: Form) -> Answer | Rejected | None:
        answer = super().parse(form)
        places = sorted(int(code) for _, code in self.picked(form))
        if isinstance(answer, Rejected) or places == list(range(1, len(places) + 1)):
            return answer
        message = Phrase("Begin with 1, and leave no number out. You need not rank them all.")
        return Rejected.because(self.fields()[0].name, message, "gap")
