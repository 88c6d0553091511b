"""Pages of questions: what stands around the questions is drawn once for all who see the same there.

A template marks what is somebody's own by `own("a/template.html")`, a file that is drawn anew for each
person. The rest is its sheet, which is drawn from a few values alone and kept. No other name is known there,
so that nothing that was typed, and nothing of one browser, can be kept by an oversight: the page fails.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from jinja2 import Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

SHARED = (
    *("survey", "languages", "base", "home", "synthetic", "trial", "closing", "state", "staying"),
    *("page", "sensitive", "action", "back_url", "stage", "stages"),
)
"""What a sheet hangs on. All of it is the author's, the team's or a place on the way."""
EMPTY = ("summary", "nudges", "seen", "entries")
"""What says something of the answers: a page with any of it is drawn as a whole, and not kept."""
ALWAYS = ("limits",)
"""What is the same on all pages of one application, so that no two sheets differ by it."""
KEPT = 512
MARK = secrets.token_hex(16)
PLACES = re.compile(rf"{MARK}<([^>]*)>")
shared_of = itemgetter(*SHARED)


class Sheets:
    """The sheets of one application, the latest that were drawn."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Template, Any], tuple[list[str], list[Template]]] = {}

    def __call__(self, page: Template, values: Mapping[str, Any]) -> str:
        """A page; whoever calls this answers for the words in it being the author's, filled in for nobody."""
        if any(map(values.get, EMPTY)):
            return page.render(values)
        key = page, shared_of(values)
        kept = self.kept.get(key)
        if kept is None:
            kept = self.kept[key] = self._draw(page, values)
            if len(self.kept) > KEPT:
                del self.kept[next(iter(self.kept))]
        texts, parts = kept
        context = page.new_context(dict(values))
        written = [*texts]
        written[1::2] = ["".join(part.root_render_func(context)) for part in parts]
        return "".join(written)

    def _draw(self, page: Template, values: Mapping[str, Any]) -> tuple[list[str], list[Template]]:
        """The texts of a sheet, with the name of an own part between each two, and those parts."""
        shared = {name: values[name] for name in (*SHARED, *EMPTY, *ALWAYS)}
        texts = PLACES.split(page.render(shared, own=place))
        return texts, [page.environment.get_template(name) for name in texts[1::2]]


def place(template: str) -> Markup:
    """Where an own part belongs in a sheet."""
    return Markup(f"{MARK}<{template}>")  # nosec B704 # a name that stands in a template of ours


@pass_context
def own(context: Context, template: str) -> Markup:
    """An own part on a page that is drawn as a whole."""
    part = context.environment.get_template(template)
    return Markup(part.render(context.get_all()))  # nosec B704 # it escapes
