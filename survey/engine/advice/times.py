"""The time it takes, over everybody and on the way of each group, beside what the start page promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.engine.codebook import Code
from survey.engine.conditions import all_hold
from survey.engine.forms import Rejected
from survey.engine.operands import Facts
from survey.engine.pages import Page, Section
from survey.engine.parts import Finding
from survey.engine.questionnaire import CHECK_AND_SEND_SECONDS, Questionnaire
from survey.engine.questions.base import Question

ROUNDING = 1
"""Minutes over the promise that nobody would call a promise broken."""
MOST_GROUPS = 4
"""As many as a line can name."""


@dataclass(frozen=True, slots=True)
class RouteTime:
    """Expected minutes from the start page to the button that sends, for one group of people."""

    group: str
    minutes: float


def times_of(form: Questionnaire) -> tuple[RouteTime, ...]:
    """Everybody, then each answer to the question with `break: main` that does not end the survey."""
    found = [RouteTime("everybody", form.expected_seconds / 60)]
    main = form.main_break
    for column in main.variables()[0].columns if main else ():
        for category in column.categories:
            if category.missing is None and not leads_out(main, category.code):
                facts: Facts = {column.name: (category.code,)}
                found.append(RouteTime(category.label, seconds_for(form, facts) / 60))
    return tuple(found)


def leads_out(question: Question | None, code: Code) -> bool:
    """Whether those who give this answer are asked nothing more."""
    if question is None:
        return False
    answer = question.read({question.id: (str(code),)})
    return not isinstance(answer, Rejected) and bool(question.ends(answer))


def seconds_for(form: Questionnaire, facts: Facts) -> float:
    """Expected seconds of those for whom these facts stand; what hangs on others counts by its share."""
    names = {name for question in form.questions.values() for name in question.terms()}
    unsettled = (names | set(form.groups) | form.computed.keys()) - facts.keys()

    def shown(part: Section | Page | Question) -> float:
        """The share of the group that is shown something: all, none, or as many as of everybody."""
        if part.show_if is None:
            return part.shown_to
        verdict = all_hold((part.show_if,), facts, unsettled)
        return part.shown_to if verdict is None else float(verdict)

    pace = form.reading.words_per_second
    seconds = form.start.words / pace + CHECK_AND_SEND_SECONDS
    for section in form.sections:
        in_section = shown(section)
        for page in section.pages:
            on_page = in_section * shown(page)
            asked = sum(question.time * shown(question) for question in page.questions)
            seconds += on_page * (page.text_words / pace + asked)
    return seconds


def of_times(form: Questionnaire) -> Iterator[Finding]:
    """The groups for whom it takes longer than promised, in one piece: one promise is made to all."""
    promised = form.promise.minutes
    longer = [time for time in times_of(form) if time.minutes > promised + ROUNDING]
    if longer:
        longest = sorted(longer, key=lambda time: -time.minutes)[:MOST_GROUPS]
        said = ", ".join(f"{time.minutes:.1f} for {time.group}" for time in longest)
        message = f"It takes longer than the {promised} minutes promised: {said}. Ask less, or promise more."
        yield Finding(("promise", "minutes"), "longer-than-promised", message, "promise")
