"""The way as it is meant: every page asked and looked at anew, nothing taken from what was worked out."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from survey.engine.answers import Answer, Answers
from survey.engine.local import in_a_row
from survey.engine.operands import Fact, Facts, established
from survey.engine.pages import Page
from survey.engine.parts import Option, in_order, options_in_order
from survey.engine.piping import piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.texts import retold


class PlainWalk:
    """One person's way, page by page."""

    def __init__(self, form: Questionnaire, answers: Answers, seed: int) -> None:
        self.form = form
        self.answers = answers
        self.seed = seed
        self.end = ""
        self.facts: dict[str, Fact] = {}
        self.words: dict[str, str] = {}
        self.computing = list(form.computing)
        self.legs = tuple(self.walked())
        self.compute(len(form.pages))

    def walked(self) -> Iterator[dict[str, object]]:
        """What a leg says of each page on the way."""
        for section in self.form.sections:
            for page in section.pages_for(self.seed):
                if page.note is None and section.id in self.answers.skipped:
                    continue
                self.compute(self.form.position_of[page.id])
                conditions = (section.show_if, page.show_if)
                if not all(one is None or one.holds(self.facts) for one in conditions):
                    continue
                questions = tuple(filter(None, (self.asked(one) for one in page.questions)))
                if not questions and page.questions:
                    continue
                yield self.taken(retold(page.model_copy(update={"questions": questions}), self.tell))
                if self.end:
                    return

    def compute(self, position: int) -> None:
        while self.computing and self.computing[0][0] < position:
            _, name, computed = self.computing.pop(0)
            fact = computed.fact(self.facts)
            if fact is not None:
                self.facts[name], self.words[name] = fact, computed.said(fact)

    def asked(self, question: Question) -> Question | None:
        """The question as this person meets it."""
        if question.show_if is not None and not question.show_if.holds(self.facts):
            return None
        if isinstance(question, Choosing):
            options = offered(question, self.facts)
            return question.offering(options_in_order(options, question.order, self.seed, question.id))
        if isinstance(question, Rating):
            rows = [row for row in question.rows if row.show_if is None or row.show_if.holds(self.facts)]
            return question.asking(in_order(rows, question.order, self.seed, question.id, attrgetter("id")))
        return question

    def taken(self, page: Page) -> dict[str, object]:
        kept: dict[str, Answer] = {}
        facts: dict[str, Fact] = {}
        words: dict[str, str] = {}
        for question in page.questions:
            answer = question.keep(self.answers.get(question.id))
            if answer is None:
                continue
            kept[question.id] = answer
            facts |= question.facts(answer)
            if question.repeats:
                facts[question.repeats] = (question.id,)
            if question.id in self.form.quoted_questions:
                words |= {
                    name: in_a_row(said, self.form.language) for name, said in question.said(answer).items()
                }
            self.end = self.end or question.ends(answer)
        self.facts |= facts
        self.words |= words
        return {
            "page": page,
            "seconds": page.time(self.form.reading.words_per_second),
            "lacking": any(one.required and one.id not in kept for one in page.questions),
            "kept": kept,
            "facts": facts,
            "words": words,
            "end": self.end,
            "failing": tuple(one for one in page.failing(self.facts) if not one.nudge),
        }

    def tell(self, text: str) -> str:
        return piped(text).told(self.facts, self.words, self.form.language)


def offered(question: Choosing, facts: Facts) -> tuple[Option, ...]:
    """The options whose conditions hold and that were chosen before, where that is asked."""
    options = [one for one in question.options if one.show_if is None or one.show_if.holds(facts)]
    if question.chosen_in:
        earlier = set(established(facts, question.chosen_in)) - set(question.besides)
        options = [one for one in options if earlier and one.code in earlier | set(question.besides)]
    return tuple(options)
