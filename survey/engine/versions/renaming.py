"""Conditions and formulas about names and codes that became others.

What cannot be said of the new codes is marked "as it was", so that it equals nothing written today: a code
that became one with another, a number worked out from codes that are other numbers now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from survey.engine.codebook import Code
from survey.engine.conditions import Condition, Formula
from survey.engine.expressions import Compare
from survey.engine.operands import Measured, Name, Value

AS_IT_WAS = " as it was"


@dataclass(frozen=True)
class Renaming:
    """Names with what they are now, and codes by the name that they were given under."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[Code, Code | None]] = field(default_factory=dict)
    """Every code of a name; none is now what became one with others, or has no counterpart."""

    def condition(self, written: Condition) -> Condition:
        found = self.node(written.expression)
        return written if found == written.expression else Condition(str(found), found)

    def formula(self, written: Formula) -> Formula:
        found = self.node(written.operand)
        return written if found == written.operand else Formula(str(found), found)

    def node(self, node: Any) -> Any:
        """What an expression is made of, down to its names and the codes that they are compared with."""
        match node:
            case tuple():
                return tuple(map(self.node, node))
            case Compare(Name(name), sign, Value(value)):
                return Compare(self.name(name), sign, Value(self.code(name, value)))
            case Compare(Value(value), sign, Name(name)):
                return Compare(Value(self.code(name, value)), sign, self.name(name))
            case Name(name):
                recoded = any(code != now for code, now in self.codes.get(name, {}).items())
                return self.name(name, AS_IT_WAS if recoded else "")
            case Measured(function, name):
                merged = None in self.codes.get(name, {}).values()
                return Measured(function, self.name(name, AS_IT_WAS if merged else "").name)
            case _:
                return self.parts(node) if is_dataclass(node) else node

    def parts(self, node: Any) -> Any:
        """Any other test or operand: each of its parts, with the codes of the name that it is about."""
        parts = {one.name: self.node(getattr(node, one.name)) for one in fields(node)}
        if "codes" in parts:
            parts["codes"] = tuple(self.code(node.name, code) for code in node.codes)
        if "name" in parts:
            parts["name"] = self.name(node.name).name
        return replace(node, **parts)

    def name(self, name: str, mark: str = "") -> Name:
        return Name(self.names.get(name, name) + mark)

    def code(self, name: str, code: Any) -> Any:
        """A code that a name is compared with; what is no code of it stays what it is."""
        now = self.codes.get(name, {}).get(code, code)
        return f"{code}{AS_IT_WAS}" if now is None else now
