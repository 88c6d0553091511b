"""Made-up people on the real journey: pure, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from survey.engine.answers import Answers, Declined, Given
from survey.engine.codebook import Nature
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.pages import NOTE_FIELD, SKIP, Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.errors import Refused
from survey.fieldwork.simulation.answering import typed
from survey.fieldwork.simulation.mind import Mind
from survey.fieldwork.simulation.profile import Profile

Outcome = Literal["submitted", "left", "stopped", "ended"]
SEE = "see"
USUAL_SKIP = 0.05
HOPELESS = 50
HASTE = 0.2
TRIES = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as it was continued from: what the browser posts, and the active seconds."""

    page: str
    form: Form
    seconds: int


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """One made-up person. `seed` orders their options, `moment` places them in the field period (0 to 1).

    Submitted: sent everything. Left: went away with a draft. Stopped: deleted what there was.
    Ended: an answer led to an end screen.
    """

    number: int
    seed: int
    moment: float
    pages: tuple[Visit, ...]
    outcome: Outcome


def simulate(
    questionnaire: Questionnaire, profile: Profile | None, seed: int, n: int
) -> Iterator[SyntheticPerson]:
    """People until n have submitted; those who leave, stop or are sent away come on top."""
    population = profile or Profile()
    steering, constructs = steering_names(questionnaire), constructs_of(questionnaire)
    submitted = number = 0
    while submitted < n:
        number += 1
        if number > HOPELESS * (n + 10):
            raise Refused("Hardly anybody gets to the end. Look at leave, stop and choices in the profile.")
        person = made_up(questionnaire, population, steering, constructs, seed, number)
        submitted += person.outcome == "submitted"
        yield person


def made_up(
    questionnaire: Questionnaire,
    profile: Profile,
    steering: frozenset[str],
    constructs: Mapping[str, str],
    seed: int,
    number: int,
) -> SyntheticPerson:
    """One person from beginning to end."""
    luck = Random(f"{seed}|{number}")  # nosec B311 # made-up people, the same for the same seed
    own_seed, moment = luck.getrandbits(31), arrival(profile, luck)
    mind = Mind(profile, number, luck, world=f"{seed}", constructs=constructs)
    answers, visits = Answers(), list[Visit]()
    journey = Journey(questionnaire, answers, own_seed)
    page = journey.first_unfinished
    while page is not None:
        if visits and mind.happens(profile.stop):
            return SyntheticPerson(number, own_seed, moment, tuple(visits), "stopped")
        if visits and mind.happens(profile.leave):
            return SyntheticPerson(number, own_seed, moment, tuple(visits), "left")
        form = accepted(page, journey, mind)
        visits.append(Visit(page.id, form, active_seconds(page, questionnaire, mind)))
        answers = answered(page, form, answers, journey)
        if steers(page, steering):
            journey = Journey(questionnaire, answers, own_seed)
        page = journey.after(page.id)
    journey = Journey(questionnaire, answers, own_seed)
    if not journey.end and not journey.complete:
        raise Refused(f"The simulation stopped before the end, at {journey.first_unfinished}.")
    return SyntheticPerson(number, own_seed, moment, tuple(visits), "ended" if journey.end else "submitted")


def constructs_of(questionnaire: Questionnaire) -> dict[str, str]:
    """For each column the score that it is in; of several the one that is made of fewest."""
    scores = sorted(questionnaire.codebook.scores, key=lambda score: -len(score.columns))
    return {column: score.id for score in scores for column in score.columns}


def steering_names(questionnaire: Questionnaire) -> frozenset[str]:
    """The names that something later depends on; an answer to anything else cannot change the route."""
    conditions = [
        *(section.show_if for section in questionnaire.sections),
        *(page.show_if for page in questionnaire.pages.values()),
        *(found for question in questionnaire.questions.values() for _, found in question.conditions()),
        *(check.holds for question in questionnaire.questions.values() for check in question.checks),
    ]
    carried = [name for question in questionnaire.questions.values() for _, name in question.refers_to()]
    used = [use.name for condition in conditions if condition is not None for use in condition.uses()]
    return frozenset((*carried, *used))


def steers(page: Page, steering: frozenset[str]) -> bool:
    return page.note is not None or any(
        not steering.isdisjoint({*question.terms(), question.repeats})
        or (isinstance(question, Choosing) and any(option.end for option in question.options))
        for question in page.questions
    )


def accepted(page: Page, journey: Journey, mind: Mind) -> Form:
    """The page as this person leaves it once the checks of answers let them go on.

    Who meets a check often enough answers only what is required.
    """
    form = filled(page, journey, mind)
    if not any(question.checks for question in page.questions):
        return form
    for _ in range(TRIES):
        if not fails(page, form, journey):
            return form
        form = filled(page, journey, mind)
    required = {name for question in page.questions if question.required for name in question.field_names}
    form = {name: values for name, values in form.items() if name in required}
    if fails(page, form, journey):
        raise Refused(f"The simulation cannot get past the checks on the page {page.id}.")
    return form


def fails(page: Page, form: Form, journey: Journey) -> bool:
    return any(not problem.nudge for problem in page.problems(form, journey.facts))


def filled(page: Page, journey: Journey, mind: Mind) -> Form:
    """The page as this person leaves it."""
    if page.note is not None:
        share = mind.profile.skip.get(journey.section(page.id).id, USUAL_SKIP)
        return {NOTE_FIELD: (SKIP if mind.happens(share) else SEE,)}
    form: dict[str, tuple[str, ...]] = {}
    for question in page.questions:
        form.update(untouched(question))
        if mind.answers(question):
            own = typed(question, mind)
            form.update(own)
            mind.remember(question, question.read(own))
    return form


def untouched(question: Question) -> Form:
    """The fields that a browser posts even when nobody touched them: those for typing."""
    fields = question.fields()[1:] if isinstance(question, Choosing) else question.fields()
    return {field.name: ("",) for field in fields if field.nature is not Nature.CLOSED}


def answered(page: Page, form: Form, answers: Answers, journey: Journey) -> Answers:
    """The answers so far with those of one more page."""
    given = dict(answers.given)
    for question in page.questions:
        answer = question.read(form)
        if isinstance(answer, Given | Declined):
            given[question.id] = answer
        elif question.required:
            raise Refused(f"The simulation cannot answer {question.id}, which has to be answered.")
    section = journey.section(page.id).id
    skips = page.note is not None and form.get(NOTE_FIELD) == (SKIP,)
    return Answers(given, answers.done | {page.id}, answers.skipped | ({section} if skips else set()))


def active_seconds(page: Page, questionnaire: Questionnaire, mind: Mind) -> int:
    usual = page.time(questionnaire.reading.words_per_second) * mind.pace * (HASTE if mind.hasty else 1)
    return max(1, round(usual * mind.luck.lognormvariate(0, 0.3)))


def arrival(profile: Profile, luck: Random) -> float:
    """When in the field period somebody answers: soon after one of the send-outs."""
    wave = luck.choices(profile.waves, [wave.weight for wave in profile.waves])[0]
    return min(0.999, wave.at + luck.expovariate(6))
