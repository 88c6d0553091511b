"""Pieces of the frame of a page, drawn once for each of the few values that they hang on.

What is given to a piece is all that it knows, besides the language. Nothing that anybody typed, and nothing
of one browser alone, may be among it: the pieces of the last surveys and places on the way are kept.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

KEPT = 512


class Pieces:
    """Draws a template with values of its own; a phrase and a text that read the same are two values."""

    def __init__(self, jinja: Environment) -> None:
        self.jinja = jinja
        self._drawn = lru_cache(maxsize=KEPT, typed=True)(self._draw)

    def __call__(self, template: str, **values: Hashable) -> Markup:
        return self._drawn(template, **values)

    def _draw(self, template: str, **values: Hashable) -> Markup:
        return Markup(self.jinja.get_template(template).render(**values))  # nosec B704 # it escapes
