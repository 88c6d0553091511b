"""Conditions and formulas: text in a questionnaire that is read once and then holds, or has a value."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from survey.engine.expressions import Expression, Verdict, joined_verdict, verdict
from survey.engine.grammar import Reader
from survey.engine.operands import Facts, Use
from survey.engine.tokens import ExpressionError, split_words


@dataclass(frozen=True)
class Condition:
    """A condition as written, with what it means; in models and JSON it is its text."""

    text: str
    expression: Expression

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read a condition; ExpressionError says which word cannot be understood."""
        return cls(text, Reader(text).condition())

    def holds(self, facts: Facts) -> bool:
        return self.expression.holds(facts)

    def uses(self) -> tuple[Use, ...]:
        return tuple(self.expression.uses())

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda condition: condition.text),
        )

    @classmethod
    def _validate(cls, value: object) -> Condition:
        if isinstance(value, Condition):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError(
                "condition", "Write the condition as text, such as: sector == 'health'."
            )
        try:
            return cls.parse(value)
        except ExpressionError as error:
            raise PydanticCustomError("condition", "{reason}", {"reason": str(error)}) from error

    def renamed(self, names: Mapping[str, str]) -> Condition:
        """The same condition about other names: how a repeated group speaks of its own entry."""
        words = [names.get(word, word) for word in split_words(self.text)]
        return Condition.parse(" ".join(words))


def all_hold(conditions: tuple[Condition | None, ...], facts: Facts, unsettled: AbstractSet[str]) -> Verdict:
    """Whether the route passes several conditions, none written counting as true."""
    return joined_verdict(
        "and", [verdict(one.expression, facts, unsettled) for one in conditions if one is not None]
    )
