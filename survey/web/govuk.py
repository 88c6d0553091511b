"""GOV.UK's macros, in an environment of their own.

They look up options and names that callers may leave out, so undefined is empty there; in our own
templates it fails.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from jinja2 import (
    ChainableUndefined,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    nodes,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from survey.languages.templates import SaidOnce
from survey.languages.tongue import Tongue
from survey.web.static_files import static_url

PACKAGE = "govuk_frontend_jinja"


class Settled(Template):
    """A template whose macros are made once: all globals are its environment's, and there beforehand."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """As Jinja has it, but for looking on each import whether whoever imports has globals of its own."""
        return self._module or super()._get_default_module(ctx)


class StrictPages(Environment):
    """An environment in which undefined fails, except inside GOV.UK's macros; templates stay as read."""

    template_class = Settled

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, **options)
        self._read: dict[str, Template] = {}
        loader = PrefixLoader({PACKAGE: PackageLoader(PACKAGE)})
        lenient = {**options, "loader": loader, "undefined": ChainableUndefined}
        self.macros = Environment(**lenient)  # nosec B701 # by `options` it escapes as ours does
        self.macros.template_class = Settled

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if not isinstance(name, str) or globals:
            return super().get_template(name, parent, globals)
        if name not in self._read:
            if name.startswith(f"{PACKAGE}/"):
                self._read[name] = self.macros.get_template(name, globals=self.globals)
            else:
                self._read[name] = super().get_template(name)
        return self._read[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping, not a chain as Jinja makes: each import compares two, and all is there beforehand."""
        return {**self.globals, **(d or {})}

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        spoken = self.globals["tongue"]
        assert isinstance(spoken, Tongue), "taught() comes before any template"
        said = DrawnOnce(self.macros).visit(SaidOnce(spoken).visit(source))
        return super()._generate(said, name, filename, defer_init)


class DrawnOnce(NodeTransformer):
    """Writes what hangs on nothing while a template is compiled, not on each page: components, addresses."""

    def __init__(self, macros: Environment) -> None:
        self.macros = macros
        self.known: dict[str, str] = {}

    def visit_FromImport(self, imported: nodes.FromImport) -> nodes.FromImport:
        match imported.template:
            case nodes.Const(value=str(place)) if place.startswith(f"{PACKAGE}/"):
                self.known |= {name: place for name in imported.names if isinstance(name, str)}
        return imported

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:
        self.generic_visit(call)
        match call:
            case nodes.Call(node=nodes.Name(name=name), args=[what], kwargs=[]) if name in self.known:
                try:
                    given = what.as_const()
                except nodes.Impossible:
                    return call
                drawn = vars(self.macros.get_template(self.known[name]).module)[name](given)
                return nodes.Const(drawn, lineno=call.lineno)
            case nodes.Call(node=nodes.Name(name="static"), args=[nodes.Const(value=str(file))]):
                return nodes.Const(static_url(file), lineno=call.lineno)
            case _:
                pass
        return call
