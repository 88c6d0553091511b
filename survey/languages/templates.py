"""Templates in a language: `_(...)` and `{% trans %}` are looked up, and what Python says is said in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

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


class SaidOnce(NodeTransformer):
    """Says the words of a template that hang on nothing while it is compiled, not on each page."""

    NAMES = ("_", "gettext")

    def __init__(self, spoken: Tongue) -> None:
        self.spoken = spoken

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name in self.NAMES):
            return call
        match call.args:
            case [nodes.Const(value=str(text))] if not call.kwargs:
                said = self.spoken.words.gettext(text) % {}
                return nodes.Const(Markup(said), lineno=call.lineno)  # nosec B704 # words of ours
            case _:
                return call
