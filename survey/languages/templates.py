"""Templates in a language: `_(...)` and `{% trans %}` are looked up, and what Python says is said in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from survey.languages.tongue import Tongue


def taught(jinja: Environment, spoken: Tongue) -> Environment:
    """The environment itself, once it speaks a language; none of its templates may be loaded yet."""
    jinja.finalize = spoken.says
    jinja.add_extension("jinja2.ext.i18n")
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.globals["tongue"] = spoken
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
