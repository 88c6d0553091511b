"""Conditions and formulas about names and codes that became others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from survey.engine.conditions import Condition, Formula
from survey.engine.expressions import Compare
from survey.engine.operands import Name, Value


@dataclass(frozen=True)
class Renaming:
    """Names with what they are now, and codes by the name that they were given under."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    def condition(self, written: Condition) -> Condition:
        found = self.node(written.expression)
        return written if found == written.expression else Condition(str(found), found)

    def formula(self, written: Formula) -> Formula:
        found = self.node(written.operand)
        return written if found == written.operand else Formula(str(found), found)

    def node(self, node: Any) -> Any:
        """What an expression is made of, down to its names and the codes that they are compared with."""
        if isinstance(node, tuple):
            return tuple(map(self.node, node))
        if not is_dataclass(node) or isinstance(node, type):
            return node
        parts = {one.name: self.node(getattr(node, one.name)) for one in fields(node)}
        if isinstance(node, Compare):
            parts["left"] = self.value(parts["left"], beside=node.right)
            parts["right"] = self.value(parts["right"], beside=node.left)
        if "name" in parts:
            codes = self.codes.get(parts["name"], {})
            parts["codes"] = tuple(codes.get(code, code) for code in parts.get("codes", ()))
            parts["name"] = self.names.get(parts["name"], parts["name"])
        return replace(node, **{one.name: parts[one.name] for one in fields(node)})

    def value(self, operand: Any, beside: Any) -> Any:
        """A code that a name is compared with."""
        if isinstance(operand, Value) and isinstance(beside, Name):
            return Value(self.codes.get(beside.name, {}).get(operand.value, operand.value))
        return operand
