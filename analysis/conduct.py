"""How a survey went beside what was answered: the way through its pages, words to read, bare counts.

Nothing here belongs to a person. Drafts come as numbers by how far they got, for those whose writers did not
agree to their use as for the others; nobody reads what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from survey.engine.codebook import Measure
from survey.engine.framing import reading_words
from survey.engine.pages import Page, Section
from survey.engine.questionnaire import Questionnaire

BEGAN = "began"
CONTINUED = "{title}, continued"
Placed = tuple[Section, Page]


@dataclass(frozen=True)
class Step:
    """A page that everybody comes to, or pages in a row that only some are shown."""

    id: str
    title: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Conduct:
    """What is known of a fielding as a whole."""

    steps: tuple[Step, ...]
    """The first is where everybody began; the pages before it belong to it."""
    words: Mapping[str, int]
    """Words of texts, questions and rows by page, without the answers to choose from."""
    sections: Mapping[str, str]
    """Sections that can be skipped whole: titles by id."""
    promised: int
    """Minutes that people were told it would take."""
    left: tuple[int, ...] = ()
    """Drafts that are not sent, by the last step of which a page was continued from; one number a step."""
    withdrawn: int = 0
    days: tuple[date, date] | None = None
    """The first and the last day on which answers could be sent, in London; the last is not in the future."""
    is_over: bool = False
    """Whether nobody can go on with a draft any more."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Conduct:
        """What a questionnaire alone tells, with nobody in it."""
        return cls(
            steps=steps_of(questionnaire),
            words={name: words_on(questionnaire, page) for name, page in questionnaire.pages.items()},
            sections={s.id: s.title for s in questionnaire.sections if s.can_be_skipped},
            promised=questionnaire.promise.minutes,
        )

    def furthest(self, pages: Sequence[str], reached: Mapping[int, int]) -> list[int]:
        """Drafts by their last step, from drafts by how many of these pages lie behind them.

        `pages` are those of the version that was begun; one that is not there any more counts as the page
        before it. Who has not begun is left out.
        """
        step_of = {page: at for at, step in enumerate(self.steps) for page in step.pages}
        begun = set(self.steps[0].pages[-1:])
        last, steps = -1 if begun else 0, [-1 if begun else 0]
        for page in pages:
            known = step_of.get(page, last)
            last = max(last, known) if known > 0 or page in begun else last
            steps.append(last)
        found = [0] * len(self.steps)
        for behind, drafts in reached.items():
            if steps[behind] >= 0:
                found[steps[behind]] += drafts
        return found


def steps_of(questionnaire: Questionnaire) -> tuple[Step, ...]:
    """The way in steps: agreement first, where it is asked on a page, then step by step."""
    placed = [(section, page) for section in questionnaire.sections for page in section.pages]
    agreed = questionnaire.page_of.get(questionnaire.partial_consent or "")
    before = [page.id for _, page in placed]
    start = before.index(agreed) + 1 if agreed else 0
    opening = placed[start - 1][1].title or placed[start - 1][0].title if start else "Began"
    said = {opening}
    found = [Step(BEGAN, opening, tuple(before[:start]))]
    for run in runs(placed[start:]):
        title = titled(run, said)
        said.add(title)
        found.append(Step(run[0][1].id, title, tuple(page.id for _, page in run)))
    return tuple(found)


def runs(placed: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Each page for everybody by itself; pages for some together, as far as they belong together."""
    together = groupby(enumerate(placed), key=lambda one: one[0] if is_for_all(*one[1]) else kin(one[1][0]))
    for _, run in together:
        yield [one for _, one in run]


def kin(section: Section) -> str:
    """What pages for some share: their section, or that whole sections are for some."""
    return "sections for some" if section.show_if is not None else section.id


def is_for_all(section: Section, page: Page) -> bool:
    """Whether everybody who comes so far is shown the page, in this place."""
    some = section.show_if is not None or page.show_if is not None or bool(page.repeats)
    behind_a_note = section.can_be_skipped and page.note is None
    asks_some = bool(page.questions) and all(one.show_if is not None for one in page.questions)
    return not (some or behind_a_note or asks_some or section.order != "as_written")


def titled(run: Sequence[Placed], said: set[str]) -> str:
    """The words for a step; a title that stands already is continued."""
    titles = list(dict.fromkeys(section.title for section, _ in run))
    own = run[0][1].title
    title = own if own and "{" not in own and len(run) == 1 else " / ".join(titles)
    return CONTINUED.format(title=title) if title in said else title


def words_on(questionnaire: Questionnaire, page: Page) -> int:
    """Words that have to be read before anything can be answered."""
    texts: list[str] = []
    for question in page.questions:
        for variable in question.variables():
            texts.append(variable.text or variable.label)
            if variable.measure is Measure.BATTERY:
                texts += dict.fromkeys(column.text or column.label for column in variable.columns)
    return page.text_words + reading_words(*texts)
