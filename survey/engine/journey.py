"""The way through a questionnaire: computed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import dropwhile
from types import MappingProxyType
from typing import Any, NamedTuple

from survey.engine.answers import Answer, Answers
from survey.engine.forms import Problem
from survey.engine.local import in_a_row
from survey.engine.operands import Fact, Facts
from survey.engine.pages import Page, Section
from survey.engine.piping import piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import retold

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""What a page that says nothing keeps and establishes; most pages are still ahead."""


class Leg(NamedTuple):
    """One page of the way as it is asked, with what the answers on it establish."""

    page: Page
    kept: Mapping[str, Answer]
    facts: Facts
    words: Mapping[str, str]
    end: str
    failing: tuple[Problem, ...]
    lacking: bool
    """Whether an answer that the page requires is not there."""


class Journey:
    """One person's way: the pages on the route with their questions as asked, in order.

    Answers that the route no longer asks for are not in `kept`; a changed mind finds them again
    in `answers`.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        answers: Answers,
        seed: int = 0,
        *,
        former: Journey | None = None,
        changed: str = "",
    ) -> None:
        """The way from its beginning or, of a `former` way, from the one page that has `changed`."""
        self.questionnaire = questionnaire
        self.answers = answers
        self.seed = seed
        self.end = ""
        self._facts: dict[str, Fact] = {}
        self._words: dict[str, str] = {}
        self._settled = 0
        walked = self._walk(self._order()) if former is None else self._walk_on(former, changed)
        self.legs: tuple[Leg, ...] = tuple(walked)
        self.pages: tuple[Page, ...] = tuple(leg.page for leg in self.legs)
        self._compute(len(questionnaire.pages))

    def once_saved(self, page_id: str, answers: Answers) -> Journey:
        """The way with answers that differ from these in what one page of it says, and nowhere else."""
        return Journey(self.questionnaire, answers, self.seed, former=self, changed=page_id)

    def _order(self) -> Iterator[tuple[Section, Page]]:
        """Every page, in the order in which this person would meet them."""
        for section in self.questionnaire.sections:
            for page in section.pages_for(self.seed):
                yield section, page

    def _walk(self, order: Iterable[tuple[Section, Page]]) -> Iterator[Leg]:
        """The pages as asked, each answer on them establishing what the next pages look at."""
        position_of, skipped = self.questionnaire.position_of, self.answers.skipped
        entered: Section | None = None
        on_the_way = True
        for section, page in order:
            if page.note is None and section.id in skipped:
                continue
            self._compute(position_of[page.id])
            if section is not entered:  # its condition looks at nothing in it
                entered = section
                on_the_way = section.show_if is None or section.show_if.holds(self._facts)
            if not on_the_way:
                continue
            asked = page.as_asked(self._facts, self.seed)
            if asked is not None:
                yield self._take(retold(asked, self.tell) if page.braced else asked)
                if self.end:
                    return

    def _walk_on(self, former: Journey, changed: str) -> Iterator[Leg]:
        """The legs before the changed page as they were, for nothing on them looks at it.

        When nothing looks at what has changed on it, the legs after it are as they were too.
        """
        at = former.place[changed]
        yield from map(self._pass, former.legs[:at])
        walking = self._walk(dropwhile(lambda placed: placed[1].id != changed, self._order()))
        leg = next(walking)
        yield leg
        same = self.answers.skipped == former.answers.skipped and not self._turns(former.legs[at], leg)
        yield from map(self._pass, former.legs[at + 1 :]) if same else walking

    def _turns(self, before: Leg, now: Leg) -> bool:
        """Whether a page says something else than before that a page after it can hang on."""
        changed = {name for name, _ in before.facts.items() ^ now.facts.items()}
        return before.end != now.end or not self.questionnaire.looked_at.isdisjoint(changed)

    def _compute(self, position: int) -> None:
        """Compute what looks only at pages before this position."""
        computing = self.questionnaire.computing
        while self._settled < len(computing) and computing[self._settled][0] < position:
            _, name, computed = computing[self._settled]
            self._settled += 1
            fact = computed.fact(self._facts)
            if fact is not None:
                self._facts[name] = fact
                self._words[name] = computed.said(fact)

    def _take(self, page: Page) -> Leg:
        """Take in what the answers on a page as asked establish.

        An answer fits its question as written; only one that was narrowed can turn it down.
        """
        form, given = self.questionnaire, self.answers.given
        written = form.pages[page.id]
        whole = page is written
        if whole and not page.has_checks and given.keys().isdisjoint(page.question_ids):
            return Leg(page, NOTHING, NOTHING, NOTHING, "", (), page.is_required)
        kept: dict[str, Answer] = {}
        facts: dict[str, Fact] = {}
        words: dict[str, str] = {}
        end, lacking = "", False
        for question in page.questions:
            answer = given.get(question.id)
            if not whole:
                answer = question.keep(answer)
            if answer is None:
                lacking = lacking or question.required
                continue
            kept[question.id] = answer
            facts |= question.facts(answer)
            if question.id in form.quoted_questions:
                said = question.said(answer)
                words |= {name: in_a_row(quoted, form.language) for name, quoted in said.items()}
            if question.repeats:
                facts[question.repeats] = (question.id,)
            if question.id in form.ending_questions:
                end = end or question.ends(answer)
        self._facts |= facts
        problems = page.failing(self._facts) if written.has_checks else ()
        failing = tuple(one for one in problems if not one.nudge)
        return self._pass(Leg(page, kept, facts, words, end, failing, lacking))

    def _pass(self, leg: Leg) -> Leg:
        """Come past a page: what it establishes is known from here on."""
        self._facts |= leg.facts
        self._words |= leg.words
        self.end = leg.end
        return leg

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
        kept = {name: answer for leg in self.legs for name, answer in leg.kept.items()}
        return Answers(kept, self.answers.done & self.ids, self.answers.skipped)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Which leg of the way each page is, by page id."""
        return {page.id: number for number, page in enumerate(self.pages)}

    @cached_property
    def by_id(self) -> Mapping[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.place)

    def page(self, page_id: str) -> Page | None:
        """A page of the route with its questions as asked."""
        return self.by_id.get(page_id)

    def section(self, page_id: str) -> Section:
        return self.questionnaire.section_of[page_id]

    def title_of(self, page: Page) -> str:
        """What a page is called: by its own title, else by its section's."""
        return page.title or self.tell(self.section(page.id).title)

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
        finished = page_id in self.answers.done and page_id in self.place
        return self.legs[self.place[page_id]].failing if finished else ()

    def needs_work(self, page: Page) -> bool:
        """Whether a page is unfinished: never continued from, without an answer it requires, or failing."""
        leg = self.legs[self.place[page.id]]
        return leg.page.id not in self.answers.done or leg.lacking or bool(leg.failing)

    @cached_property
    def unfinished(self) -> tuple[Page, ...]:
        """The pages of the route that still need something, in its order."""
        done = self.answers.done
        return tuple(leg.page for leg in self.legs if leg.lacking or leg.failing or leg.page.id not in done)

    @property
    def first_unfinished(self) -> Page | None:
        return next(iter(self.unfinished), None)

    @property
    def complete(self) -> bool:
        """Whether the answers can be sent."""
        return self.first_unfinished is None and not self.end

    def may_visit(self, page_id: str) -> bool:
        """Whether a page can be opened: everything before it is finished."""
        stop = self.first_unfinished
        return page_id in self.place and (stop is None or self.place[page_id] <= self.place[stop.id])

    def after(self, page_id: str) -> Page | None:
        """The page that follows on the route; None at its end."""
        return next(iter(self.pages[self.place[page_id] + 1 :]), None) if page_id in self.place else None

    def before(self, page_id: str) -> Page | None:
        return self.pages[self.place[page_id] - 1] if self.place.get(page_id) else None

    @property
    def care(self) -> bool:
        """Whether an answer asks for support to come first on the sent page."""
        return any(
            question.needs_care(leg.kept[question.id])
            for leg in self.legs
            for question in leg.page.questions
            if question.id in leg.kept
        )
