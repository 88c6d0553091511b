"""A form in the making: its sheets, what conditions can speak of, and all that found no place in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import groupby

from survey.engine.conditions import Condition
from survey.engine.expressions import Expression
from survey.engine.operands import Name
from survey.engine.parts import Part
from survey.engine.piping import Slot, piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.xlsform.entries import relevance_for
from survey.xlsform.lines import Lines
from survey.xlsform.omissions import Unmatched
from survey.xlsform.saying import MISSING, NUMBER_OF_ENTRY
from survey.xlsform.sheets import Sheets
from survey.xlsform.xpath import CannotTranslate

CARRIED = frozenset(
    {
        *("ask", "id", "text", "hint", "required", "messages", "checks", "show_if", "options", "rows"),
        *("choose", "order", "say", "least", "most", "earliest", "latest", "scale", "scales"),
        *("decimals", "before_writing"),
        *("repeats", "besides", "chosen_in"),
    }
)
"""Keys of questions that a form has a place for, or whose kind says itself what becomes of them."""

ONE_MESSAGE = "a form has one message for all that is checked of an answer"
NO_PLACE = "a form has no place for this."


class Form:
    """What the writers of questions share."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        lines: Lines,
        authored: Lines | None = None,
        beside: Mapping[str, Sheets] | None = None,
    ) -> None:
        self.questionnaire = questionnaire
        self.lines = lines
        self.authored = authored or lines
        """The parts of the file with their words in the language of this form."""
        self.sheets = Sheets(beside)
        self.found: list[Unmatched] = []
        self.relevance = relevance_for(questionnaire)
        self.number_of_entry = ""
        questions = questionnaire.questions.values()
        asked = {name for question in questions for name in question.column_names()}
        self.taken = {*map(self.name, {*self.relevance.terms, *asked})}

    # Names

    def name(self, name: str) -> str:
        """What a question is called in the form."""
        entry = self.relevance.entries.get(name)
        return entry.name if entry else name

    def within(self, repeat: str) -> None:
        """From here on conditions are of one entry of this repeat, or of none."""
        self.number_of_entry = self.group_name(f"{repeat}_number", "entry") if repeat else ""
        self.relevance = replace(self.relevance, inside=repeat)

    def forget(self, name: str) -> None:
        """Speak of this no more: the form does not have it."""
        terms = {known: term for known, term in self.relevance.terms.items() if known != name}
        self.relevance = replace(self.relevance, terms=terms)

    # What found no place

    def unmatched(self, line: int, where: str, message: str) -> None:
        self.found.append(Unmatched(line, where, message))

    def unmatched_key(self, question: Question, key: str, message: str) -> None:
        self.unmatched(self.lines.question(question.id, key), question.id, f"{key}: {message}.")

    def note_change(self, question: Question, changed: Mapping[str, str]) -> None:
        if question.ask in changed:
            self.unmatched_key(question, "ask", changed[question.ask])

    def note_keys(
        self, part: Part, carried: AbstractSet[str], where: str, line: Callable[[str], int]
    ) -> None:
        """Every key that says something, and that nothing in a form answers to."""
        for name, field in type(part).model_fields.items():
            if name in carried or getattr(part, name) == field.get_default(call_default_factory=True):
                continue
            key = field.alias or name
            self.unmatched(line(key), where, f"{key}: {NO_PLACE}")

    # Pieces of rows

    def group_name(self, name: str, what: str) -> str:
        """A name that no question and no other group has."""
        found = name
        while found in self.taken and not (what == "grid" and found == name):
            found = f"{found}_{what}"
        self.taken.add(found)
        return found

    def words(self, text: str, where: str, key: str) -> str:
        """A text for a form, which quotes answers without more ado, and only answers."""
        told = "".join(
            self.plain("".join(map(str, parts)), where, key)
            if plain
            else "".join(self.quoted(part, where, key) for part in parts if isinstance(part, Slot))
            for plain, parts in groupby(piped(text).parts, key=lambda part: isinstance(part, str))
        )
        return told.replace(NUMBER_OF_ENTRY, f"${{{self.number_of_entry}}}")

    def plain(self, text: str, where: str, key: str) -> str:
        """Words that quote nothing, though a form might take them for it."""
        if "${" in text:
            self.unmatched(self.lines.of(where, key), where, f"{key}: ${{ would quote an answer in a form.")
        return text.replace("${", "$ {")

    def quoted(self, slot: Slot, where: str, key: str) -> str:
        line = self.lines.of(where, key)
        name = slot.source.name if isinstance(slot.source, Name) and not slot.forms else ""
        try:
            ref = self.relevance.ref(name) if name else ""
        except CannotTranslate:
            ref = ""
        if not ref.startswith("$"):
            self.unmatched(line, where, f"{key}: {{{slot.source}}} cannot be quoted in a form.")
            return slot.fallback or "…"
        if slot.fallback:
            message = f"{key}: “{slot.fallback}” is not said in a form where {name} has no answer."
            self.unmatched(line, where, message)
        if self.relevance.terms[name].sort == "codes":
            self.unmatched(line, where, f"{key}: a form quotes the code of {name}, not its words.")
        return ref

    def relevant(self, condition: Condition | None, line: int, where: str) -> str:
        """A condition as the form says it; nothing, and a line in the list, where it cannot."""
        if condition:
            self.note_entries(condition.expression, where, "show_if", line)
        try:
            return self.relevance.said(condition.expression) if condition else ""
        except CannotTranslate as error:
            text = condition.text if condition else ""
            self.unmatched(line, where, f"show_if: {text}: {error}. A form asks this of everybody.")
            return ""

    def requires(self, question: Question) -> bool:
        """Whether a form can require it; of a repeat not all entries are needed."""
        if question.required and self.relevance.inside:
            self.unmatched_key(question, "required", "not every entry is needed in a form")
        return question.required and not self.relevance.inside

    def note_entries(self, expression: Expression, where: str, key: str, line: int = 0) -> None:
        """A repeat has an answer here once there is any, be it only that there is no further entry."""
        for name in dict.fromkeys(use.name for use in expression.uses()):
            if self.relevance.sort(name) == "group":
                message = f"{key}: answered({name}) needs an answer to more than whether there is one more."
                self.unmatched(line or self.lines.of(where, key), where, message)

    def cells(
        self, question: Question, bounds: list[tuple[str, str]], lost: AbstractSet[str] = frozenset()
    ) -> dict[str, str]:
        """The columns that every kind fills; `bounds` are its limits by the name of their message."""
        line = self.lines.question
        self.note_keys(question, CARRIED - lost, question.id, lambda key: line(question.id, key))
        tests, said = [test for _, test in bounds], [key for key, _ in bounds]
        words = [question.messages[key] for key in said if key in question.messages]
        for key in question.messages.keys() - {*said, "required"}:
            self.unmatched_key(question, "messages", f"{key} has no words in a form")
        for check in question.checks:
            try:
                self.note_entries(check.holds.expression, question.id, "checks")
                test = replace(self.relevance, own=question.id).allowed(check.holds.expression)
            except CannotTranslate as error:
                self.unmatched_key(question, "checks", f"{check.holds.text}: {error}")
                continue
            if check.soft:
                self.unmatched_key(question, "checks", f"{check.holds.text}: a form cannot ask once only")
                continue
            tests.append(test)
            words.append(check.say)
        if words and (len(set(words)) > 1 or len(words) < len(tests)):
            self.unmatched_key(question, "checks" if question.checks else "messages", ONE_MESSAGE)
        told = [self.words(text, question.id, "messages") for text in dict.fromkeys(words)]
        if len({MISSING in one for one in told}) > 1:
            self.unmatched_key(question, "messages", "a part of them has no words, so none carries over")
        required = question.messages.get("required", "") if question.required else ""
        return {
            "label": self.words(question.text, question.id, "text"),
            "hint": self.words(question.hint, question.id, "hint"),
            "required": "yes" if self.requires(question) else "",
            "required_message": self.words(required, question.id, "messages"),
            "relevant": self.relevant(question.show_if, line(question.id, "show_if"), question.id),
            "constraint": tests[0] if len(tests) == 1 else " and ".join(f"({test})" for test in tests),
            "constraint_message": " ".join(told),
        }
