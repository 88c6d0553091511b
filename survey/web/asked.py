"""Questions as HTML. What a question says to everybody is written once, and kept as long as it lives.

Most pages are looked at before anything stands on them, and most questions are the same for everybody. What
somebody chose is put in where it belongs, for them alone; what they typed is written anew with its question.
So nothing of anybody is kept here.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment
from markupsafe import Markup

from survey.engine.forms import Form
from survey.engine.questions.base import Question
from survey.web.sheets import MARK

CHOSEN = Markup(" checked")
PLACES = re.compile(rf"{MARK}<(\w*) ([\w-]*)>")


class Places(tuple[str, ...]):
    """The values of a field, like those of one left blank, that ask where each choice is to be marked."""


OPEN = Places(("",))


def checked(name: str, code: object, chosen: tuple[str, ...]) -> Markup:
    """What marks a box or circle of a field as chosen; for a question that is kept, the place of that."""
    if isinstance(chosen, Places):
        return Markup(f"{MARK}<{name} {code}>")  # nosec B704 # an id and a code of the questionnaire
    return CHOSEN if is_chosen(str(code), chosen) else Markup()


def is_chosen(code: str, chosen: tuple[str, ...]) -> bool:
    """Whether a choice was made; an empty code stands for none at all."""
    return code in chosen if code else not any(chosen)


@dataclass(frozen=True, slots=True)
class Written:
    """A question as it reads for everybody: its texts, and between each two a field and one of its codes."""

    question: weakref.ref[Question]
    texts: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    fields: frozenset[str]
    blank: Markup

    @classmethod
    def of(cls, question: weakref.ref[Question], html: str) -> Written:
        parts = PLACES.split(html)
        places = tuple(zip(parts[1::3], parts[2::3], strict=True))
        return cls(
            question,
            tuple(parts[::3]),
            places,
            frozenset(name for name, _ in places),
            marked(parts[::3], places, {}),
        )


def marked(texts: tuple[str, ...] | list[str], places: tuple[tuple[str, str], ...], form: Form) -> Markup:
    """A question with what a form says marked in it."""
    chosen = [CHOSEN if is_chosen(code, form.get(name, ())) else "" for name, code in places]
    html = [part for pair in zip(texts, [*chosen, ""], strict=True) for part in pair]
    return Markup("".join(html))  # nosec B704 # the texts are as the templates escaped them


class Asked:
    """Writes the questions of a page by the macro of their kind."""

    def __init__(self, jinja: Environment) -> None:
        self.jinja = jinja
        self.kept: dict[int, Written] = {}

    def __call__(self, question: Question, form: Form, errors: Mapping[str, str]) -> Markup:
        said = [name for name in question.field_names if form.get(name)]
        kept = self.kept.get(id(question))
        if not said and not errors:
            return kept.blank if kept else self.keep(question).blank
        if kept and not errors and kept.fields.issuperset(said):
            return marked(kept.texts, kept.places, form)
        return self.written(question, form, errors)

    def keep(self, question: Question) -> Written:
        """Write a question for everybody; it is forgotten with the question itself."""
        html = self.written(question, dict.fromkeys(question.field_names, OPEN), {})
        gone = partial(self.kept.pop, id(question))
        kept = Written.of(weakref.ref(question, lambda _: gone(None)), html)
        self.kept[id(question)] = kept
        return kept

    def written(self, question: Question, form: Form, errors: Mapping[str, str]) -> Markup:
        kind = self.jinja.get_template(f"questions/{question.ask}.html").module
        html: Markup = vars(kind)["field"](question, form, errors)
        return html
