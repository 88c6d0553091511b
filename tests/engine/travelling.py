"""People at random: what they type on a page, and their way to the end with changes of mind."""

from __future__ import annotations

from random import Random

from survey.engine.forms import Rejected
from survey.engine.journey import Journey
from survey.engine.pages import NOTE_CHOICES, Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.choice import OneChoice
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.reading import SavedPage, read_answers

Fields = dict[str, tuple[str, ...]]
Saved = dict[str, SavedPage]
ANYTHING = ("", "1", "3", "5", "-2", "12", "dont_know", "words", "a@b.org", "zz", "2024")
TYPED = {"day": ("1", "31"), "month": ("1", "6", "12"), "year": ("2018", "2019", "2020", "2024")}


def typed(page: Page, luck: Random) -> Fields:
    """What somebody at random types on a page: mostly sense, at times blank, at times nonsense."""
    if page.note is not None:
        return {"choice": (luck.choice(NOTE_CHOICES),)}
    form: Fields = {}
    for question in page.questions:
        if luck.random() < 0.2 and not question.required:
            continue
        for field in question.fields():
            form[field.name] = (luck.choice(TYPED.get(field.name.rpartition("__")[2], ANYTHING)),)
        if isinstance(question, Choosing):
            codes = [str(code) for code in question.codes()]
            count = 1 if isinstance(question, OneChoice) else luck.randint(1, min(3, len(codes)))
            form[question.id] = tuple(luck.sample(codes, count))
        elif isinstance(question, Rating):
            for _, scale, name in question.pairs():
                form[name] = (str(luck.choice(scale.steps).code),)
    return form


def with_required(page: Page, form: Fields) -> Fields:
    """A form in which nothing required is missing: the first code stands in."""
    lacking = [one for one in page.questions if one.required and isinstance(one.read(form), Rejected)]
    for question in lacking:
        form |= {name: (TYPED.get(name.rpartition("__")[2], ("3",))[0],) for name in question.field_names}
        if codes := question.codes():
            form |= {name: (str(codes[0]),) for name in question.field_names}
    return form


def travel(form: Questionnaire, luck: Random, seed: int) -> Saved:
    """Answer page after page, now and then going back to change something, until the end."""
    saved: Saved = {}
    while (page := (journey := Journey(form, read_answers(form, saved), seed)).first_unfinished) is not None:
        if journey.end:
            break
        if len(saved) > 3 and luck.random() < 0.1:
            page = luck.choice([one for one in journey.pages if journey.may_visit(one.id)])
        saved[page.id] = SavedPage(with_required(page, typed(page, luck)), done=True)
    return saved
