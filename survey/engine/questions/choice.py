"""Choosing one: out of a few, or one name out of very many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from survey.engine.answers import Answer, Choice, Declined, held
from survey.engine.codebook import Cell, Code, Column, Measure, Variable
from survey.engine.forms import Form, Rejected, first
from survey.engine.parts import Option, Scale
from survey.engine.questions.choosing import Choosing


class OneChoice(Choosing):
    """One code in one column."""

    takes_break: ClassVar[bool] = True

    def column_names(self) -> tuple[str, ...]:
        return (self.id, self.say_field) if self.saying else (self.id,)

    def picked(self, form: Form) -> tuple[Option, ...]:
        named = form.get(self.id, ())
        option = self.by_text.get(named[0].strip()) if len(named) == 1 else None
        return () if option is None else (option,)

    def parse(self, form: Form) -> Answer | Rejected | None:
        named = form.get(self.id, ())
        plain = self.plain.get(named[0].strip()) if len(named) == 1 else None
        return plain or self.answer_of(self.picked(form), form)

    def scale_id(self) -> str:
        """The scale whose steps are the options; its codes are then in an order."""
        return ""

    def variables(self) -> tuple[Variable, ...]:
        categories = tuple(option.category for option in self.options)
        column = Column(self.id, self.words, categories, self.measures, self.level)
        scale = self.scale_id()
        main = self.variable(Measure.ORDINAL if scale else Measure.NOMINAL, (column,), scale=scale)
        return (main, *self.say_variable())

    def encode(self, answer: Answer) -> dict[str, Cell]:
        own = answer.reason if isinstance(answer, Declined) else held(answer, Choice).codes[0]
        return {self.id: own, **self.say_cell(answer)}

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        return {name: (str(cells[name]),) for name in self.column_names() if name in cells}


class Single(OneChoice):
    """One option out of a few, as radio buttons; with a scale its steps are the options."""

    told: ClassVar[tuple[str, ...]] = (*OneChoice.told, "scale")

    ask: Literal["single"] = "single"
    scale: Scale | None = None

    def scale_id(self) -> str:
        return self.scale.id if self.scale else ""

    def scales_used(self) -> tuple[Scale, ...]:
        return (self.scale,) if self.scale else ()


class Lookup(OneChoice):
    """One name out of very many, or one's own words when it is not on the list."""

    default_seconds: ClassVar[float] = 10
    told: ClassVar[tuple[str, ...]] = (*OneChoice.told, "say")

    ask: Literal["lookup"] = "lookup"
    say: str = ""

    def parse(self, form: Form) -> Answer | Rejected | None:
        picked = self.picked(form)
        if not picked and self.saying is not None and first(form, self.say_field):
            picked = (self.saying,)
        return self.answer_of(picked, form)
