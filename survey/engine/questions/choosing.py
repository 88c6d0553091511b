"""Choosing from a list: what every kind with options has in common."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import ClassVar, Self

from pydantic import Field as Key

from survey.engine.answers import Answer, Choice, Declined, Given, held
from survey.engine.codebook import Cell, Code, Column, Measure, Missing, Nature, Variable
from survey.engine.conditions import Condition, all_hold
from survey.engine.expressions import Verdict
from survey.engine.forms import Field, Form, Rejected, first, storable, too_long
from survey.engine.local import Quoted
from survey.engine.operands import Fact, Facts, established
from survey.engine.parts import Finding, Option, OptionCode, Order, Place, options_in_order, repeated
from survey.engine.phrases import Phrase
from survey.engine.questions.base import Question, Term

LONGEST_SAY = 200


class Choosing(Question):
    """What every kind with options has in common."""

    takes_place: ClassVar[bool] = True
    told: ClassVar[tuple[str, ...]] = (*Question.told, "options")
    reasons: ClassVar[tuple[str, ...]] = ("required", "words")

    options: tuple[Option, ...] = Key(min_length=1)
    order: Order = "as_written"
    chosen_in: str = ""
    besides: tuple[OptionCode, ...] = ()
    prefill: str = ""

    @cached_property
    def by_text(self) -> dict[str, Option]:
        return {str(option.code): option for option in self.options}

    @cached_property
    def by_code(self) -> dict[Code, Option]:
        return {option.code: option for option in self.options}

    @cached_property
    def plain(self) -> dict[str, Answer]:
        """The answer that each option makes by itself, without words of one's own: made once."""
        return {
            text: Given(Choice((option.code,))) if option.missing is None else Declined(option.missing)
            for text, option in self.by_text.items()
            if not option.say
        }

    def known(self, named: tuple[str, ...]) -> Answer | None:
        """The answer that codes make which are on offer, if they need no further look."""
        return self.plain.get(named[0]) if len(named) == 1 else None

    def read(self, form: Form) -> Answer | Rejected | None:
        """A code that is on offer has no flaw, so without words of one's own there is none to look for."""
        known = None if self.say_field in form else self.known(form.get(self.id, ()))
        return known or super().read(form)

    @cached_property
    def say_field(self) -> str:
        return f"{self.id}__say"

    @cached_property
    def saying(self) -> Option | None:
        """The option that asks for words of one's own, if there is one."""
        return next((option for option in self.options if option.say), None)

    @property
    def say_nature(self) -> Nature:
        return Nature.CONTACT if self.contact else Nature.TEXT

    def fields(self) -> tuple[Field, ...]:
        main = super().fields()
        return (*main, Field(self.say_field, self.say_nature)) if self.saying else main

    def refers_to(self) -> Iterator[tuple[str, str]]:
        if self.prefill:
            yield "prefill", self.prefill
        if self.chosen_in:
            yield "chosen_in", self.chosen_in

    def terms(self) -> dict[str, Term]:
        terms = {self.id: Term("codes", self.codes())}
        return {**terms, self.say_field: Term("text")} if self.saying else terms

    def codes(self) -> tuple[Code, ...]:
        return tuple(option.code for option in self.options)

    def codes_in(self, answer: Answer) -> tuple[Code, ...]:
        return (answer.reason.reason,) if isinstance(answer, Declined) else held(answer, Choice).codes

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        for number, code in repeated(self.codes()):
            message = f"The code {code} stands twice among the options."
            yield Finding(("options", number), "duplicate-code", message)
        says = [number for number, option in enumerate(self.options) if option.say]
        for number in says[1:]:
            message = "Only one option of a question can ask for words of one's own."
            yield Finding(("options", number, "say"), "two-says", message)

    @property
    def is_shuffled(self) -> bool:
        return self.order != "as_written"

    @property
    def is_carried(self) -> bool:
        return bool(self.chosen_in)

    def narrowed(self, facts: Facts) -> Self | None:
        asked = super().narrowed(facts)
        return self.offering(self.offered(facts)) if asked is not None and self.has_conditions else asked

    def offered(self, facts: Facts) -> tuple[Option, ...]:
        """The options whose own conditions hold."""
        return tuple(one for one in self.options if one.show_if is None or one.show_if.holds(facts))

    def carried(self, facts: Facts) -> Self | None:
        """With the options that were chosen in an earlier question; those besides them come along."""
        if not self.chosen_in:
            return self
        earlier = set(established(facts, self.chosen_in)).difference(self.besides)
        offered = earlier.union(self.besides) if earlier else earlier
        return self.offering(tuple(option for option in self.options if option.code in offered))

    def arranged(self, seed: int) -> Self:
        if self.order == "as_written":
            return self
        return self.offering(options_in_order(self.options, self.order, seed, self.id)) or self

    def offering(self, options: tuple[Option, ...]) -> Self | None:
        """The question with these of its options, in this order; itself when they are all as written."""
        if len(options) == len(self.options) and all(map(operator.is_, options, self.options)):
            return self
        return self.model_copy(update={"options": options}) if options else None

    @cached_property
    def has_conditions(self) -> bool:
        return any(option.show_if is not None for option in self.options)

    def conditions(self) -> Iterator[tuple[Place, Condition]]:
        yield from super().conditions()
        for number, option in enumerate(self.options):
            if option.show_if is not None:
                yield ("options", number, "show_if"), option.show_if

    def settles(self, facts: Facts, unsettled: AbstractSet[str]) -> dict[str, Verdict]:
        own = super().settles(facts, unsettled)
        if not (self.chosen_in or self.has_conditions) or False in own.values():
            return own
        if self.chosen_in in unsettled:
            return dict.fromkeys(own)
        verdicts = {one.code: all_hold((one.show_if,), facts, unsettled) for one in self.options}
        offering = self.carried(facts)
        carried = set(() if offering is None else offering.codes())
        if self.chosen_in:
            carried &= {option.code for option in self.offered(facts)}
        maybe = self.columns_with(code for code in carried if verdicts[code] is not False)
        surely = self.columns_with(code for code in carried if verdicts[code])
        return {
            name: (verdict if name in surely else None) if name in maybe else False
            for name, verdict in own.items()
        }

    def columns_with(self, codes: Iterable[Code]) -> tuple[str, ...]:
        """The columns that there are when these options are offered."""
        wanted = set(codes)
        options = tuple(option for option in self.options if option.code in wanted)
        return self.model_copy(update={"options": options}).column_names() if options else ()

    def keep(self, answer: Answer | None) -> Answer | None:
        if isinstance(answer, Declined):
            return answer if answer.reason.reason in self.by_text else None
        if answer is None:
            return None
        choice = held(answer, Choice)
        if not choice.say and all(map(self.by_code.__contains__, choice.codes)):
            return answer
        codes = tuple(code for code in choice.codes if code in self.by_code)
        say = choice.say if choice.say and any(self.by_code[code].say for code in codes) else ""
        if (codes, say) == (choice.codes, choice.say):
            return answer
        return Given(Choice(codes, say)) if codes else None

    def facts(self, answer: Answer) -> dict[str, Fact]:
        if isinstance(answer, Declined):
            return super().facts(answer)
        choice = held(answer, Choice)
        return {self.id: choice.codes, self.say_field: choice.say} if choice.say else {self.id: choice.codes}

    def end_screens(self) -> Iterator[tuple[Place, str]]:
        for number, option in enumerate(self.options):
            if option.end:
                yield ("options", number, "end"), option.end

    def ends(self, answer: Answer | None) -> str:
        if not self.has_ends or not isinstance(answer, Given):
            return ""
        codes = held(answer, Choice).codes
        return next((option.end for option in self.options if option.end and option.code in codes), "")

    @cached_property
    def has_ends(self) -> bool:
        return any(option.end for option in self.options)

    def prefilled(self, facts: Facts) -> Form:
        earlier = established(facts, self.prefill)
        codes = tuple(str(option.code) for option in self.options if option.code in earlier)
        return {self.id: codes} if codes else {}

    def typed(self, form: Form) -> dict[str, tuple[str, ...]]:
        codes = tuple([str(option.code) for option in self.picked(form)])
        chosen = {self.id: codes} if codes else {}
        said = storable(*form.get(self.say_field, ())[:1]) if self.saying is not None else ""
        return {**chosen, self.say_field: (said,)} if said.strip() else chosen

    def picked(self, form: Form) -> tuple[Option, ...]:
        """The options that a form names, in the order offered; what is not on offer is left out."""
        named = {value.strip() for value in form.get(self.id, ())}
        return tuple(option for option in self.options if str(option.code) in named)

    def answer_of(self, options: tuple[Option, ...], form: Form) -> Answer | Rejected | None:
        """The answer that chosen options and the words beside them make."""
        if not options:
            return None
        if len(options) == 1 and options[0].missing is not None:
            return Declined(options[0].missing)
        says = any(option is self.saying for option in options)
        say = first(form, self.say_field) if says else ""
        if len(say) > LONGEST_SAY:
            return Rejected.because(self.say_field, too_long(LONGEST_SAY, len(say)), "words")
        return Given(Choice(tuple(option.code for option in options), say))

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        if isinstance(answer, Declined):
            return {self.id: (answer.reason.reason,)}
        choice = held(answer, Choice)
        form = {self.id: tuple(str(code) for code in choice.codes)}
        return {**form, self.say_field: (choice.say,)} if choice.say else form

    def show(self, answer: Answer) -> str:
        form = self.fill(answer)
        say = first(form, self.say_field)
        labels = [
            f"{option.label}: {say}" if option.say and say else option.label
            for option in self.options
            if str(option.code) in form[self.id]
        ]
        return Phrase("{choices}", choices=tuple(labels)) if labels[1:] else "".join(labels)

    def said(self, answer: Answer) -> dict[str, Quoted]:
        form = self.fill(answer)
        say = first(form, self.say_field)
        chosen = [option for option in self.options if str(option.code) in form[self.id]]
        words = (say if option.say and say else option.inline or option.label for option in chosen)
        return {self.id: tuple(words), **({self.say_field: (say,)} if say else {})}

    def say_variable(self) -> tuple[Variable, ...]:
        if self.saying is None:
            return ()
        label = f"{self.words}: {self.saying.say}"
        column = Column(self.say_field, label)
        return (
            Variable(
                self.say_field, label, Measure.TEXT, (column,), self.say_nature, publish=False, text=self.text
            ),
        )

    def say_cell(self, answer: Answer | None) -> dict[str, Cell]:
        """The words beside "other"; nobody was asked for them who did not choose it."""
        if self.saying is None:
            return {}
        if not isinstance(answer, Given) or self.saying.code not in held(answer, Choice).codes:
            return {self.say_field: Missing.NOT_ASKED}
        return {self.say_field: held(answer, Choice).say or Missing.BLANK}

    def blank_cells(self) -> dict[str, Cell]:
        return {**super().blank_cells(), **self.say_cell(None)}
