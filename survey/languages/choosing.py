"""Which language somebody gets: the first that they want among those on offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey.engine.questionnaire import Questionnaire
from survey.languages.tongue import languages, tongue


def offered(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages of a questionnaire that the program speaks too, its own first."""
    spoken = languages()
    return tuple(tag for tag in questionnaire.languages if tag in spoken or tag == questionnaire.language)


def chosen(offer: Sequence[str], wanted: Iterable[str]) -> str:
    """The first language that is wanted and on offer, else the first on offer.

    Who wants pl-PL is content with pl, and who wants en with en-GB.
    """
    return next(filter(None, (best(offer, want) for want in wanted)), offer[0])


def best(offer: Sequence[str], want: str) -> str:
    """The tag on offer that a wanted one means: itself or, failing that, one of the same language."""
    same = (tag for tag in offer if tag.lower() == want.lower())
    near = (tag for tag in offer if main_part(tag) == main_part(want))
    return next(same, "") or next(near, "")


def main_part(tag: str) -> str:
    return tag.partition("-")[0].lower()


def spoken(questionnaire: Questionnaire, language: str) -> Questionnaire:
    """The questionnaire in one of the languages that it is offered in."""
    return questionnaire.in_language(language, tongue(language).own_words)
