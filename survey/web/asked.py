"""Questions as HTML. A question on which nothing was said yet is written once, and kept as long as it lives.

Most pages are looked at before anything stands on them, and most questions are the same for everybody; so
nothing that anybody typed is kept here.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import partial

from jinja2 import Environment
from markupsafe import Markup

from survey.engine.forms import Form
from survey.engine.questions.base import Question


class Asked:
    """Writes the questions of a page by the macro of their kind."""

    def __init__(self, jinja: Environment) -> None:
        self.jinja = jinja
        self.kept: dict[int, tuple[weakref.ref[Question], Markup]] = {}

    def __call__(self, question: Question, form: Form, errors: Mapping[str, str]) -> Markup:
        if errors or any(map(form.get, question.field_names)):
            return self.written(question, form, errors)
        kept = self.kept.get(id(question))
        if kept is not None:
            return kept[1]
        html = self.written(question, {}, {})
        gone = partial(self.kept.pop, id(question))
        self.kept[id(question)] = weakref.ref(question, lambda _: gone(None)), html
        return html

    def written(self, question: Question, form: Form, errors: Mapping[str, str]) -> Markup:
        kind = self.jinja.get_template(f"questions/{question.ask}.html").module
        html: Markup = vars(kind)["field"](question, form, errors)
        return html
