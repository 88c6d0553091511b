"""The way through a questionnaire: computed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import dropwhile
from types import MappingProxyType

from survey.engine.answers import Answer, Answers
from survey.engine.forms import Problem
from survey.engine.local import in_a_row
from survey.engine.operands import Fact, Facts
from survey.engine.pages import Page, Section
from survey.engine.piping import piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.stops import Gate, Leg, Stop
from survey.engine.texts import retold


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
        stops = questionnaire.course.of(seed)
        walked = self._walk(stops) if former is None else self._walk_on(stops, former, changed)
        self.legs: tuple[Leg, ...] = tuple(walked)
        self._compute(len(questionnaire.pages))
        self._shown: dict[str, Page] = {}

    def once_saved(self, page_id: str, answers: Answers) -> Journey:
        """The way with answers that differ from these in what one page of it says, and nowhere else."""
        return Journey(self.questionnaire, answers, self.seed, former=self, changed=page_id)

    def _walk(self, stops: Iterable[Stop]) -> Iterator[Leg]:
        """The pages as asked, each answer on them establishing what the next pages look at."""
        facts, skipped, computes = self._facts, self.answers.skipped, bool(self.questionnaire.computing)
        answered = set(map(self.questionnaire.page_of.get, self.answers.given))
        gate: Gate | None = None
        is_open = True
        for stop in stops:
            if skipped and stop.can_be_skipped and stop.section.id in skipped:
                continue
            if computes:
                self._compute(stop.position)
            if stop.gate is not gate:  # its conditions look at nothing behind it
                gate = stop.gate
                is_open = gate is None or gate.is_open(facts)
            leg = stop.ahead(facts) if is_open else None
            if leg is None:
                continue
            if stop.page.id in answered or not stop.is_quiet:
                leg = self._take(stop, leg)
            yield leg
            if self.end:
                return

    def _walk_on(self, stops: Sequence[Stop], former: Journey, changed: str) -> Iterator[Leg]:
        """The legs before the changed page as they were, for nothing on them looks at it.

        When nothing looks at what has changed on it, the legs after it are as they were too.
        """
        at = former.place[changed]
        yield from self._pass(former.legs[:at])
        walking = self._walk(dropwhile(lambda stop: stop.page.id != changed, stops))
        leg = next(walking)
        yield leg
        same = self.answers.skipped == former.answers.skipped and not self._turns(former.legs[at], leg)
        yield from self._pass(former.legs[at + 1 :]) if same else walking

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

    def _take(self, stop: Stop, ahead: Leg) -> Leg:
        """Take in what the answers on a page as asked establish.

        An answer fits its question as written; only one that was narrowed can turn it down.
        """
        form, given = self.questionnaire, self.answers.given
        quoted, ending = form.quoted_questions, form.ending_questions
        if stop.page.braced:
            ahead = stop.unsaid(retold(ahead.page, self.tell))
        page = ahead.page
        kept: dict[str, Answer] = {}
        facts: dict[str, Fact] = {}
        words: dict[str, str] = {}
        end, lacking = "", False
        for question in page.questions:
            answer = given.get(question.id)
            if page is not stop.page:
                answer = question.keep(answer)
            if answer is None:
                lacking = lacking or question.required
                continue
            name = question.id
            kept[name] = answer
            facts |= question.facts(answer)
            if name in quoted:
                said = question.arranged(self.seed).said(answer)
                words |= {each: in_a_row(row, form.language) for each, row in said.items()}
            if question.repeats:
                facts[question.repeats] = (name,)
            if name in ending:
                end = end or question.arranged(self.seed).ends(answer)
        self._facts |= facts
        self._words |= words
        self.end = end
        failing: tuple[Problem, ...] = ()
        if stop.page.has_checks:
            failing = tuple(one for one in page.failing(self._facts) if not one.nudge)
        return Leg(page, ahead.seconds, lacking, kept, facts, words, end, failing)

    def _pass(self, legs: Iterable[Leg]) -> Iterator[Leg]:
        """Come past pages as they were: what they establish is known from here on."""
        for leg in legs:
            if leg.kept:
                self._facts |= leg.facts
                self._words |= leg.words
                self.end = leg.end
            yield leg

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
        return {leg.page.id: number for number, leg in enumerate(self.legs)}

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.place)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the route in order, with their questions as asked."""
        return tuple(map(self._page, self.legs))

    def page(self, page_id: str) -> Page | None:
        """A page of the route with its questions as asked."""
        return self._page(self.legs[self.place[page_id]]) if page_id in self.place else None

    def _page(self, leg: Leg) -> Page:
        """The page of a leg as this person meets it; put into their order when somebody looks at it."""
        page = leg.page
        if not page.is_shuffled:
            return page
        if page.id not in self._shown:
            self._shown[page.id] = page.arranged(self.seed)
        return self._shown[page.id]

    def section(self, page_id: str) -> Section:
        return self.questionnaire.section_of[page_id]

    def title_of(self, page: Page) -> str:
        """What a page is called: by its own title, else by its section's."""
        return page.title or self.tell(self.section(page.id).title)

    def has_skipped(self, section: Section) -> bool:
        """Whether the person came to this section's note and chose to skip what follows."""
        return section.id in self.answers.skipped and any(page.id in self.place for page in section.pages)

    def to_put_right(self, page_id: str) -> tuple[Problem, ...]:
        """What a finished page fails since an answer before it was changed."""
        finished = page_id in self.answers.done and page_id in self.place
        return self.legs[self.place[page_id]].failing if finished else ()

    def needs_work(self, page: Page) -> bool:
        """Whether a page is unfinished: never continued from, without an answer it requires, or failing."""
        leg = self.legs[self.place[page.id]]
        return leg.page.id not in self.answers.done or leg.lacking or bool(leg.failing)

    @cached_property
    def unfinished(self) -> tuple[Leg, ...]:
        """The legs of the route that still need something, in its order."""
        done = self.answers.done
        return tuple([leg for leg in self.legs if leg.page.id not in done or leg.lacking or leg.failing])

    @property
    def first_unfinished(self) -> Page | None:
        return self._page(self.unfinished[0]) if self.unfinished else None

    @property
    def complete(self) -> bool:
        """Whether the answers can be sent."""
        return not self.unfinished and not self.end

    def may_visit(self, page_id: str) -> bool:
        """Whether a page can be opened: everything before it is finished."""
        if page_id not in self.place:
            return False
        return not self.unfinished or self.place[page_id] <= self.place[self.unfinished[0].page.id]

    def after(self, page_id: str) -> Page | None:
        """The page that follows on the route; None at its end."""
        following = self.legs[self.place[page_id] + 1 :] if page_id in self.place else ()
        return self._page(following[0]) if following else None

    def before(self, page_id: str) -> Page | None:
        return self._page(self.legs[self.place[page_id] - 1]) if self.place.get(page_id) else None

    @property
    def care(self) -> bool:
        """Whether an answer asks for support to come first on the sent page."""
        return any(
            question.needs_care(leg.kept[question.id])
            for leg in self.legs
            for question in leg.page.questions
            if question.id in leg.kept
        )
