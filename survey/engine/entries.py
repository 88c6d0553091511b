"""The entries of a repeated group as one person has made them: listed, and taken out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import Saved, SavedPage


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry on the way: its number, its pages, and its answers in words."""

    number: int
    pages: tuple[Page, ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """What it goes by: its first answer; nothing while there is none."""
        return next((answer for _, answer in self.lines if answer), "")


def number_of(page_id: str) -> int:
    """Which entry a page of a group belongs to; unrolling puts it at the end of the page's id."""
    return int(page_id.rpartition("_")[2])


def is_list(page: Page) -> bool:
    """Whether this is the page after an entry, which lists them all and asks for one more."""
    return bool(page.repeats) and any(question.id == another(page) for question in page.questions)


def another(page: Page) -> str:
    return f"{page.repeats}_{number_of(page.id)}__another"


def entries(journey: Journey, group: str) -> Iterator[Entry]:
    """The entries of a group on the way so far, in their order."""
    pages = [page for page in journey.pages if page.repeats == group and not is_list(page)]
    for number in sorted({number_of(page.id) for page in pages}):
        own = tuple(page for page in pages if number_of(page.id) == number)
        asked = [question for page in own for question in page.questions]
        lines = tuple(line for one in asked for line in one.lines(journey.kept.get(one.id)))
        if number == 1 or any(answer for _, answer in lines) or own[0].id in journey.answers.done:
            yield Entry(number, own, lines)


def without(
    questionnaire: Questionnaire, saved: Mapping[str, Saved], group: str, number: int
) -> dict[str, SavedPage]:
    """The pages of a group as they are once an entry is taken out: those after it move up by one.

    When it was the last one, the page before it asks again whether there is one more.
    """
    changed: dict[str, SavedPage] = {}
    own = [page for page in questionnaire.pages.values() if page.repeats == group]
    for page in own:
        here = number_of(page.id)
        if here < number:
            continue
        stem = page.id.rpartition("_")[0]
        after = saved.get(f"{stem}_{here + 1}", SavedPage())
        changed[page.id] = SavedPage(moved_up(after.form, group, here + 1), after.done)
    if not any(page.form or page.done for page in changed.values()):
        before = next((page for page in own if is_list(page) and number_of(page.id) == number - 1), None)
        if before is not None:
            changed[before.id] = SavedPage()
    return changed


def moved_up(form: Form, group: str, number: int) -> Form:
    """What was typed for one entry, as typed for the one before it."""
    old, new = f"{group}_{number}__", f"{group}_{number - 1}__"
    return {new + name.removeprefix(old) if name.startswith(old) else name: form[name] for name in form}
