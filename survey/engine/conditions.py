"""Conditions and formulas: text in a questionnaire that is read once and then holds, or has a value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from survey.engine.expressions import Expression, Verdict, joined_verdict, verdict
from survey.engine.grammar import Reader
from survey.engine.operands import Facts, Operand, Use
from survey.engine.tokens import ExpressionError, split_words


class Written(ABC):
    """Text of the language, read once; in models and JSON it is its text."""

    what: ClassVar[str]
    example: ClassVar[str]
    text: str

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Read the text; ExpressionError says which word cannot be understood."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda written: written.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        return {"type": "string", "examples": [cls.example]}

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError(
                "condition", "{reason}", {"reason": f"Write the {cls.what} as text, such as: {cls.example}."}
            )
        try:
            return cls.parse(value)
        except ExpressionError as error:
            raise PydanticCustomError("condition", "{reason}", {"reason": str(error)}) from error


@dataclass(frozen=True)
class Condition(Written):
    """A condition as written, with what it means."""

    what: ClassVar[str] = "condition"
    example: ClassVar[str] = "sector == 'health'"

    text: str
    expression: Expression

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(text, Reader(text).condition())

    def holds(self, facts: Facts) -> bool:
        return self.expression.holds(facts)

    def uses(self) -> tuple[Use, ...]:
        return tuple(self.expression.uses())

    @property
    def names(self) -> Iterator[str]:
        """The names that it looks at."""
        for use in self.uses():
            yield from filter(None, (use.name, use.like))

    def renamed(self, names: Mapping[str, str]) -> Condition:
        """The same condition about other names: how a repeated group speaks of its own entry."""
        words = [names.get(word, word) for word in split_words(self.text)]
        return Condition.parse(" ".join(words))


@dataclass(frozen=True)
class Formula(Written):
    """A formula as written, with what gives its number."""

    what: ClassVar[str] = "formula"
    example: ClassVar[str] = "vacant / posts"

    text: str
    operand: Operand

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(text, Reader(text).formula())

    def number(self, facts: Facts) -> float | None:
        return self.operand.number(facts)

    def uses(self) -> tuple[Use, ...]:
        return tuple(self.operand.uses("number"))


def all_hold(conditions: tuple[Condition | None, ...], facts: Facts, unsettled: AbstractSet[str]) -> Verdict:
    """Whether the route passes several conditions, none written counting as true."""
    return joined_verdict(
        "and", [verdict(one.expression, facts, unsettled) for one in conditions if one is not None]
    )
