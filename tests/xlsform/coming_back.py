"""A questionnaire that went out as a form and came back: what of it differs, and is told in neither list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

from openpyxl import load_workbook

from survey.engine.loader import load_file, load_text
from survey.engine.operands import Facts
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Number, PairedGrid
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.yaml_source import read_yaml
from survey.xlsform.exporting import Exported, write_form
from survey.xlsform.form import Form
from survey.xlsform.importing import Imported, read_form
from survey.xlsform.lines import Lines

ROUTING_IN = frozenset({"relevant", "choice_filter", "calculation", "type"})
ROUTING_OUT = ("show_if", "options", "it is left out", "chosen_in")
ANOTHER, MORE = "__another", (("another",), frozenset[str]())
LIMITING_IN = frozenset({"required", "constraint"})
LIMITS = ("least", "most", "earliest", "latest", "choose", "decimals", "required")


@dataclass(frozen=True)
class ThereAndBack:
    """A questionnaire, the form that it became, and the questionnaire that became of that."""

    was: Questionnaire
    out: Exported
    back: Imported
    form: Form

    @cached_property
    def now(self) -> Questionnaire:
        assert not self.back.faults, self.back.faults
        return load_text(self.back.text)

    @cached_property
    def rows(self) -> dict[int, str]:
        """The name in each row of the survey sheet."""
        sheet = load_workbook(BytesIO(self.out.workbook))["survey"]
        return {number: str(row[1].value) for number, row in enumerate(sheet.iter_rows(), start=1)}

    def told(self, name: str, out: tuple[str, ...], into: frozenset[str]) -> bool:
        """Whether a list says that something about a question, page or section differs."""
        going = [one.message for one in self.out.unmatched if one.where.split(",")[0] == name]
        coming = [
            one for one in self.back.omissions if self.rows.get(one.row) in (name, self.form.name(name))
        ]
        return any(key in message for key in out for message in going) or any(
            one.column in into for one in coming if one.sheet == "survey"
        )

    def twins(self, question: Question) -> list[Question]:
        """The question as it came back; a paired grid came back as two."""
        if isinstance(question, PairedGrid):
            return [self.now.questions[f"{question.id}_{scale.id}"] for scale in question.scales]
        return [self.now.questions[question.id]]

    def first(self, question: Question) -> str:
        """What it is called in the first entry of its repeat, where the lists name it."""
        entry = self.form.relevance.entries.get(question.id)
        return f"{entry.repeat}_1__{question.id.partition('__')[2]}" if entry else question.id

    # What differs

    def differences(self, facts: Facts) -> Iterator[str]:
        """For somebody with these answers: who is asked what, what is computed, and what is let pass."""
        for question in self.was.questions.values():
            first = self.first(question)
            names = [question.id, first, *question.column_names(), *around(self.was, question)]
            if any(self.told(name, ROUTING_OUT, ROUTING_IN) for name in names):
                continue
            mine = asked(self.was, question, facts)
            other = [name for twin in self.twins(question) for name in asked(self.now, twin, facts)]
            if sorted(mine) != sorted(other):
                yield f"{question.id} asks {mine} and then {other} of {dict(facts)}"
            yield from self.unlike(question, facts)
        for name, computed in self.was.computed.items():
            found = [computed.fact(facts), self.now.computed[name].fact(facts)] if self.kept(name) else []
            if found and found[0] != found[1]:
                yield f"{name} is {found[0]} and then {found[1]} of {dict(facts)}"

    def kept(self, name: str) -> bool:
        return not self.told(name, ROUTING_OUT, ROUTING_IN)

    def moved(self) -> list[str]:
        """What stands elsewhere than it did, is gone or is new: the columns of both in their order."""
        was = [name for one in self.was.questions.values() for name in columns_of(one)]
        now = [name for one in self.now.questions.values() for name in columns_of(one)]
        return [f"{one} and then {other}" for one, other in zip_longest(was, now) if one != other]

    def unlike(self, question: Question, facts: Facts) -> Iterator[str]:
        """Limits, and whether something hard is found wanting in the answers; a check can become a limit."""
        if isinstance(question, PairedGrid):
            return
        twin = self.twins(question)[0]
        reworded = self.told(self.first(question), ("text",), frozenset())
        reworded = reworded or (question.id.endswith(ANOTHER) and self.told(question.repeats, *MORE))
        if question.text != twin.text and not reworded:
            yield f"{question.id} says {question.text} and then {twin.text}"
        for key in LIMITS:
            was, now = getattr(question, key, None), getattr(twin, key, None)
            checked = was is None and any(not check.soft for check in question.checks)
            if was != now and not checked and not self.told(self.first(question), (key,), LIMITING_IN):
                yield f"{question.id}: {key} is {was} and then {now}"
        judged = [found_wanting(each, facts) for each in (question, twin)]
        if judged[0] != judged[1] and not self.told(question.id, ("checks",), LIMITING_IN):
            yield f"{question.id} fails {judged} of {dict(facts)}"


def found_wanting(question: Question, facts: Facts) -> bool:
    """Whether a hard check or a limit on a number says that an answer will not do."""
    if any(one.fails(facts) for one in question.checks if not one.soft):
        return True
    value = facts.get(question.id)
    if not isinstance(question, Number) or not isinstance(value, int | float):
        return False
    least, most = question.least, question.most
    return (least is not None and value < least) or (most is not None and value > most)


def columns_of(question: Question) -> list[str]:
    """Its columns, of a paired grid first those of one scale and then those of the other."""
    if not isinstance(question, PairedGrid):
        return list(question.column_names())
    return [question.column(row, scale) for scale in question.scales for row in question.rows]


def there_and_back(path: Path) -> ThereAndBack:
    out = write_form(path)
    (path.parent / "form.xlsx").write_bytes(out.workbook)
    was = load_file(path)
    back = read_form(path.parent / "form.xlsx")
    return ThereAndBack(was, out, back, Form(was, Lines(read_yaml(path.read_text("utf-8")))))


def around(form: Questionnaire, question: Question) -> list[str]:
    page = form.page_of[question.id]
    return [page, form.section_of[page].id, question.repeats]


def asked(form: Questionnaire, question: Question, facts: Facts) -> tuple[str, ...]:
    """The columns that a question has for somebody with these answers, if it is asked at all."""
    page = form.pages[form.page_of[question.id]]
    section = form.section_of[page.id]
    if not all(one is None or one.holds(facts) for one in (section.show_if, page.show_if)):
        return ()
    found = question.as_asked(facts, 0)
    if found is None:
        return ()
    return (*found.column_names(), *(map(str, found.codes()) if isinstance(found, Choosing) else ()))
