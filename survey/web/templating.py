"""A Jinja environment for each language: undefined names fail, everything from a questionnaire is escaped.

Templates mark their own words with `_(...)` or `{% trans %}`; a phrase that Python made is said in the
language of the environment wherever it is written out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context

from survey.engine.local import SOURCE
from survey.languages.tongue import Tongue, tongue
from survey.web.govuk import StrictPages
from survey.web.static_files import static_url

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(language: str = SOURCE, folder: Path = TEMPLATES) -> Environment:
    """The environment for all pages in a language, compiled once a process."""
    spoken = tongue(language)
    jinja = StrictPages(
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=spoken.says,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.globals["static"] = static_url
    jinja.globals["tongue"] = spoken
    jinja.globals["forms"] = spoken.forms
    jinja.install_gettext_translations(spoken.words, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    for name in ("gettext", "ngettext"):
        jinja.globals[name] = with_values_said(jinja.globals[name], spoken)
    return jinja


def with_values_said(write: Any, spoken: Tongue) -> Callable[..., str]:
    """A gettext for templates that also says the phrases and days among the values of a sentence."""

    @pass_context
    def said(context: Context, *words: Any, **values: Any) -> str:
        written: str = write(context, *words, **spoken.values(values))
        return written

    return said
