"""The way through a questionnaire: computed from the answers each time, never stored."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from survey.engine.answers import Answer, Answers
from survey.engine.forms import Problem
from survey.engine.local import in_a_row
from survey.engine.operands import Fact, Facts
from survey.engine.pages import Page, Section
from survey.engine.piping import piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import retold


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is: place n of m on the way, and about how many minutes are left."""

    stage: int
    stages: int
    title: str
    minutes_left: int


class Journey:
    """One person's way: the pages on the route with their questions as asked, in order.

    Answers that the route no longer asks for are not in `kept`; a changed mind finds them again
    in `answers`.
    """

    def __init__(self, questionnaire: Questionnaire, answers: Answers, seed: int = 0) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self.seed = seed
        self.end = ""
        self._facts: dict[str, Fact] = {}
        self._kept: dict[str, Answer] = {}
        self._words: dict[str, str] = {}
        self._settled = 0
        self._failing: dict[str, tuple[Problem, ...]] = {}
        self.pages: tuple[Page, ...] = tuple(self._walk())
        self._compute(len(questionnaire.pages))

    def _walk(self) -> Iterator[Page]:
        """The pages as asked, each answer on them establishing what the next pages look at."""
        for section in self.questionnaire.sections:
            self._compute(self.questionnaire.position_of[section.pages[0].id])
            if section.show_if is not None and not section.show_if.holds(self._facts):
                continue
            for page in section.pages_for(self.seed):
                if page.note is None and section.id in self.answers.skipped:
                    continue
                self._compute(self.questionnaire.position_of[page.id])
                asked = page.as_asked(self._facts, self.seed)
                if asked is not None:
                    asked = retold(asked, self.tell) if page.braced else asked
                    yield asked
                    self._take(asked)
                if self.end:
                    return

    def _compute(self, position: int) -> None:
        """Compute what looks only at pages before this position."""
        for known_from, name, computed in self.questionnaire.computing[self._settled :]:
            if known_from >= position:
                return
            self._settled += 1
            fact = computed.fact(self._facts)
            if fact is not None:
                self._facts[name] = fact
                self._words[name] = computed.said(fact)

    def _take(self, page: Page) -> None:
        for question in page.questions:
            answer = question.keep(self.answers.get(question.id))
            if answer is None:
                continue
            self._kept[question.id] = answer
            self._facts |= question.facts(answer)
            if question.id in self.questionnaire.quoted_questions:
                self._words |= {
                    name: in_a_row(quoted, self.questionnaire.language)
                    for name, quoted in question.said(answer).items()
                }
            if question.repeats:
                self._facts[question.repeats] = (question.id,)
            self.end = self.end or question.ends(answer)
        self._failing[page.id] = tuple(one for one in page.failing(self._facts) if not one.nudge)

    def tell(self, text: str) -> str:
        """A text with the answers that it quotes, as far as the route has come."""
        return piped(text).told(self._facts, self._words, self.questionnaire.language)

    @property
    def facts(self) -> Facts:
        """What the answers on the route establish."""
        return MappingProxyType(self._facts)

    @cached_property
    def kept(self) -> Answers:
        """The answers that stand: on the route, and only what is on offer there."""
        return Answers(self._kept, self.answers.done & self.ids, self.answers.skipped)

    @cached_property
    def by_id(self) -> Mapping[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.by_id)

    def page(self, page_id: str) -> Page | None:
        """A page of the route with its questions as asked."""
        return self.by_id.get(page_id)

    def section(self, page_id: str) -> Section:
        return self.questionnaire.section_of[page_id]

    def has_skipped(self, section: Section) -> bool:
        """Whether the person came to this section's note and chose to skip what follows."""
        return section.id in self.answers.skipped and any(page.id in self.ids for page in section.pages)

    def asks_anew(self, before: Journey) -> frozenset[str]:
        """Finished pages that now ask something they did not ask before: to be opened once more.

        A changed answer can bring questions onto a page that was finished without them.
        """
        return frozenset(
            page.id
            for page in self.pages
            if page.id in self.answers.done
            and page.id in before.ids
            and not page.within(before.by_id[page.id])
        )

    def to_put_right(self, page_id: str) -> tuple[Problem, ...]:
        """What a finished page fails since an answer before it was changed."""
        return self._failing.get(page_id, ()) if page_id in self.answers.done else ()

    def needs_work(self, page: Page) -> bool:
        """Whether a page is unfinished: never continued from, without an answer it requires, or failing."""
        if page.id not in self.answers.done or self._failing[page.id]:
            return True
        return any(question.required and question.id not in self._kept for question in page.questions)

    @cached_property
    def first_unfinished(self) -> Page | None:
        return next((page for page in self.pages if self.needs_work(page)), None)

    @property
    def complete(self) -> bool:
        """Whether the answers can be sent."""
        return self.first_unfinished is None and not self.end

    def may_visit(self, page_id: str) -> bool:
        """Whether a page can be opened: everything before it is finished."""
        for page in self.pages:
            if page.id == page_id:
                return True
            if self.needs_work(page):
                return False
        return False

    def after(self, page_id: str) -> Page | None:
        """The page that follows on the route; None at its end."""
        ids = [page.id for page in self.pages]
        return self.pages[ids.index(page_id) + 1] if page_id in ids and page_id != ids[-1] else None

    def before(self, page_id: str) -> Page | None:
        ids = [page.id for page in self.pages]
        return self.pages[ids.index(page_id) - 1] if page_id in ids[1:] else None

    def progress(self, page_id: str) -> Progress:
        """Place and time left, from this page on, at the questionnaire's pace."""
        places = list(dict.fromkeys(self.section(page.id).stage for page in self.pages))
        stage = self.section(page_id).stage
        minutes = math.ceil(self.seconds_from(page_id) / 60)
        return Progress(places.index(stage) + 1, len(places), self.questionnaire.stages[stage], minutes)

    def seconds_from(self, page_id: str) -> float:
        """Expected seconds from the beginning of a page to the end of the route as it is now."""
        pace = self.questionnaire.reading.words_per_second
        ids = [page.id for page in self.pages]
        return sum(page.time(pace) for page in self.pages[ids.index(page_id) :])

    @property
    def care(self) -> bool:
        """Whether an answer asks for support to come first on the sent page."""
        return any(
            question.needs_care(self._kept[question.id])
            for page in self.pages
            for question in page.questions
            if question.id in self._kept
        )
