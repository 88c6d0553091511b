"""What stands on the paper form: sections, pages and questions with their numbers and skips in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from survey.engine.codebook import Code
from survey.engine.conditions import Condition
from survey.engine.framing import Note
from survey.engine.pages import Page, Section
from survey.engine.parts import Option, Step
from survey.engine.phrases import Phrase
from survey.engine.piping import unpiped
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.amount import Confirm
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.spoken import Speaker
from survey.engine.texts import filled, retold
from survey.paper.how import how

LINE = "____________"
UNKNOWN = {"closes": LINE, "withdraw_until": LINE}
"""The dates of a form that belongs to no survey in particular: a line to write them on."""

FOLDED = 12
LONG_LIST = 40
"""With more options than this people write the answer down, and whoever keys it looks up the code."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box to tick, or one statement to rate: its words, what is keyed, and who it is for."""

    words: str
    keyed: str
    shown_if: str = ""
    hint: str = ""
    say: str = ""
    said_in: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """Statements beside the steps of one scale; each is keyed in a column of its own."""

    title: str
    steps: tuple[Step, ...]
    rows: tuple[Box, ...]

    @property
    def answers(self) -> str:
        """What each statement can be answered with, in a line."""
        return Phrase("Answers: {answers}", answers=tuple(step.label for step in self.steps))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on paper; `number` is what other questions call it."""

    number: int
    question: Question
    shown_if: str
    how: str
    notes: tuple[str, ...]
    boxes: tuple[Box, ...]
    rated: tuple[Rated, ...] = ()
    write_in: bool = False
    said_in: str = ""
    """The column of the words beside an option, where they are written in with the name."""

    @property
    def is_long(self) -> bool:
        """Whether its list is better folded, where only its words are read."""
        return len(self.boxes) > FOLDED


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the questionnaire on paper."""

    page: Page
    title: str
    shown_if: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One section on paper; `leads_to` is the section after it, for those who leave this one out."""

    section: Section
    shown_if: str
    sheets: tuple[Sheet, ...]
    leads_to: str

    @property
    def note(self) -> Note | None:
        """What is said before a section that may be hard."""
        return next((sheet.page.note for sheet in self.sheets if sheet.page.note), None)


@dataclass
class PaperForm:
    """A whole questionnaire on paper, with the dates of the survey that it belongs to."""

    questionnaire: Questionnaire
    dates: Mapping[str, str] = field(default_factory=lambda: UNKNOWN)
    numbers: dict[str, int] = field(init=False)
    speaker: Speaker = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {name: number for number, name in enumerate(self.questionnaire.questions, 1)}
        self.speaker = Speaker(dict(self._places()), dict(self._labels()))

    def _places(self) -> Iterator[tuple[str, str]]:
        for name, question in self.questionnaire.questions.items():
            number = self.numbers[name]
            for term in question.terms():
                if term == name:
                    yield term, Phrase("question {number}", number=number)
                else:
                    yield term, Phrase("question {number}, {name}", number=number, name=term)
            if question.repeats:
                yield question.repeats, Phrase("anything about {group}", group=question.repeats)
        for name, computed in self.questionnaire.computed.items():
            yield name, Phrase("{value} (worked out from your answers)", value=computed.text)

    def _labels(self) -> Iterator[tuple[str, Mapping[Code, str]]]:
        for question in self.questionnaire.questions.values():
            codes = {option.code: self.told(option.label) for option in getattr(question, "options", ())}
            yield question.id, codes
            steps = {step.code: step.label for scale in question.scales_used() for step in scale.steps}
            for name in question.terms():
                if name != question.id:
                    yield name, steps
        for name, computed in self.questionnaire.computed.items():
            yield name, {case.code: case.label for case in computed.cases}

    def only_if(self, condition: Condition | None) -> str:
        """The condition in words; nothing where there is none."""
        return "" if condition is None else self.speaker.says(condition.expression)

    def told(self, text: str) -> str:
        """A text as it reads for nobody in particular."""
        return filled(unpiped(text), {**self.questionnaire.promise.in_words, **self.dates})

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        sections = self.questionnaire.sections
        following = [section.title for section in sections[1:]] + [""]
        return tuple(
            Part(section, self.only_if(section.show_if), tuple(self._sheets(section)), after)
            for section, after in zip(sections, following, strict=True)
        )

    def _sheets(self, section: Section) -> Iterator[Sheet]:
        for page in section.pages:
            told = retold(page, self.told)
            questions = tuple(map(self._asked, told.questions))
            title = told.title if told.title != section.title else ""
            yield Sheet(told, title, self.only_if(page.show_if), questions)

    def _asked(self, question: Question) -> Asked:
        options: tuple[Option, ...] = getattr(question, "options", ())
        return Asked(
            number=self.numbers[question.id],
            question=question,
            shown_if=self.only_if(question.show_if),
            how=how(question),
            notes=tuple(self._notes(question)),
            boxes=tuple(self._boxes(question)),
            rated=tuple(self._rated(question)) if isinstance(question, Rating) else (),
            write_in=len(options) > LONG_LIST,
            said_in=said_in(question),
        )

    def _rated(self, question: Rating) -> Iterator[Rated]:
        for scale in question.scales_used():
            rows = tuple(
                Box(row.text, question.column(row, scale), self.only_if(row.show_if)) for row in question.rows
            )
            yield Rated(scale.prompt or scale.title, scale.steps, rows)

    def _boxes(self, question: Question) -> Iterator[Box]:
        if isinstance(question, Confirm):
            yield Box(question.ticked, "1")
        for option in getattr(question, "options", ()):
            yield self._box(question, option)

    def _box(self, question: Question, option: Option) -> Box:
        """A box with what is keyed when it is ticked: a code, or the column that takes a 1."""
        column = f"{question.id}__{option.code}"
        return Box(
            option.label,
            column if column in question.column_names() else str(option.code),
            self.only_if(option.show_if),
            option.hint,
            option.say,
            said_in(question),
            bool(option.end),
        )

    def _notes(self, question: Question) -> Iterator[str]:
        """How to answer it: which boxes, and what an answer has to meet."""
        if carried := getattr(question, "chosen_in", ""):
            yield Phrase("Only what you ticked at question {number}.", number=self.numbers[carried])
        if question.required:
            yield Phrase("Without an answer to this we cannot use the form.")
        for check in question.checks:
            if not check.soft:
                yield Phrase("It should be so that {condition}.", condition=self.only_if(check.holds))


def said_in(question: Question) -> str:
    """The column that keeps the words of one's own, if the question takes any."""
    return question.say_field if isinstance(question, Choosing) and question.saying else ""
