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
from jinja2.visitor import NodeTransformer

from survey.languages.templates import SaidOnce
from survey.languages.tongue import Tongue

PACKAGE = "govuk_frontend_jinja"


class StrictPages(Environment):
    """An environment in which undefined fails, except inside GOV.UK's macros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, **options)
        loader = PrefixLoader({PACKAGE: PackageLoader(PACKAGE)})
        lenient = {**options, "loader": loader, "undefined": ChainableUndefined}
        self.macros = Environment(**lenient)  # nosec B701 # by `options` it escapes as ours does

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if isinstance(name, str) and name.startswith(f"{PACKAGE}/"):
            return self.macros.get_template(name, globals=self.globals)
        return super().get_template(name, parent, globals)

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
    """Writes the components of a template that hang on nothing while it is compiled, not on each page."""

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
        return call
