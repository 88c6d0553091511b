"""Margins: what shares of the staff each group should have, as they stand under `margins:` in report.yaml.

`totals` in place of `shares` takes numbers of staff: `totals: {sector: {policing: 1200, health: 3400}}`.

```yaml
margins:
  source: "NHS workforce statistics, police workforce, council workforce: September 2024"
  shares:
    sector: {policing: 0.24, health: 0.55, local_authority: 0.21}
    inner: {inner: 0.6, outer: 0.4}
  outside: {sector: [other]}   # answers that the source does not count
  trim: [0.33, 3]              # smallest and largest weight, of the mean; `none` for no limits
  fewest: 10                   # answers that each share needs
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator, model_validator
from pydantic_core import PydanticCustomError

FEWEST = 10
TRIM = (0.33, 3.0)
ROUNDING = 0.001
"""Shares may miss 1 by so much in all, because they were rounded; they are scaled to add up exactly."""


def fault(sentence: str) -> PydanticCustomError:
    """The sentence as it is, whatever braces it has."""
    return PydanticCustomError("margins", "{sentence}", {"sentence": sentence})


def listed(words: Iterable[object]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def as_code(value: object) -> str:
    """A code of the questionnaire as text: words, or a whole number."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise fault(f"Write a code of the questionnaire here, such as `policing`, not {value!r}.")


def as_share(value: object) -> float:
    """A number between 0 and 1, both left out."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1:
        return float(value)
    raise fault(f"Write a share above 0 and under 1, such as 0.24, not {value!r}.")


def as_mapping(value: object) -> object:
    if isinstance(value, Mapping) and value:
        return value
    raise fault("Write names and what each has, such as `sector: {policing: 0.4, health: 0.6}`.")


def as_words(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise fault("Write in words where the shares come from and of what date they are.")


def as_limits(value: object) -> tuple[float, float] | None:
    """Two limits around 1; nothing, or the word `none`, for no limits."""
    if value is None or value == "none":
        return None
    numbers = [v for v in value if isinstance(v, int | float) and not isinstance(v, bool)] if isinstance(
        value, list | tuple
    ) else []  # fmt: skip
    if (
        isinstance(value, list | tuple)
        and len(value) == len(numbers) == 2
        and 0 <= numbers[0] < 1 < numbers[1]
    ):
        return float(numbers[0]), float(numbers[1])
    raise fault(
        "Write the smallest and the largest weight, one under 1 and one above, such as [0.33, 3], or `none`."
    )


def as_fewest(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= FEWEST:
        return value
    raise fault(f"Write a whole number of at least {FEWEST}; nobody can lower it.")


Code = Annotated[str, BeforeValidator(as_code)]
Share = Annotated[float, BeforeValidator(as_share)]


def coded(of: object) -> object:
    return {str(code): number for code, number in of.items()} if isinstance(of, Mapping) else of


def shares_of(totals: object) -> dict[str, dict[str, float]]:
    """Shares from numbers of staff, whole numbers above 0."""
    found: dict[str, dict[str, float]] = {}
    as_mapping(totals)
    for name, of in totals.items() if isinstance(totals, Mapping) else ():
        numbers = of if isinstance(of, Mapping) else {}
        whole = [n for n in numbers.values() if isinstance(n, int) and not isinstance(n, bool) and n > 0]
        if len(whole) < 2 or len(whole) < len(numbers):
            raise fault(f"Write whole numbers of staff for two codes or more of `{name}`, each above 0.")
        found[str(name)] = {str(code): number / sum(whole) for code, number in numbers.items()}
    return found


class Margins(BaseModel):
    """Shares of a population by one or more questions, where they come from, and how far weights may go."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    source: Annotated[str, BeforeValidator(as_words)]
    shares: Annotated[dict[Code, Annotated[dict[Code, Share], BeforeValidator(as_mapping)]],
                      BeforeValidator(as_mapping)]  # fmt: skip
    totals: dict[Code, dict[Code, int]] = {}
    """Numbers of staff by code, where the source gives them; shares follow from them."""
    outside: dict[Code, tuple[Code, ...]] = {}
    """Codes that people give and that the source does not count; they keep their part of the whole."""
    trim: Annotated[tuple[float, float] | None, BeforeValidator(as_limits)] = TRIM
    fewest: Annotated[int, BeforeValidator(as_fewest)] = FEWEST

    @model_validator(mode="before")
    @classmethod
    def every_key_is_known(cls, data: Any) -> Any:
        """An unknown key is answered with the ones that there are, and so is one that is left out."""
        if not isinstance(data, Mapping):
            raise fault("Write `source` and `shares` under `margins`.")
        if unknown := [key for key in data if key not in cls.model_fields]:
            raise fault(f"`margins` has {listed(cls.model_fields)}, and no {listed(unknown)}.")
        data = {str(key): value for key, value in data.items()}
        if "totals" in data:
            data["shares"] = data.get("shares") or shares_of(data["totals"])
            data["totals"] = {str(name): coded(of) for name, of in data["totals"].items()}
        if lacking := [key for key in ("source", "shares") if key not in data]:
            raise fault(f"Write {listed(lacking)} under `margins`.")
        return data

    @field_validator("shares")
    @classmethod
    def each_adds_up(cls, shares: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for name, of in shares.items():
            total = sum(of.values())
            if len(of) < 2:
                raise fault(f"`{name}` has one code: write at least two, whose shares add up to 1.")
            if abs(total - 1) > ROUNDING + 1e-12:
                raise fault(
                    f"The shares of `{name}` add up to {total:.4g}, not 1:"
                    " change one, or write more decimal places."
                )
        return {
            name: {code: share / sum(of.values()) for code, share in of.items()}
            for name, of in shares.items()
        }

    @field_validator("outside", mode="before")
    @classmethod
    def lists_of_codes(cls, value: object) -> object:
        """YAML has lists where the model has tuples."""
        if not isinstance(value, Mapping) or not all(isinstance(of, list | tuple) for of in value.values()):
            raise fault("Write lists of codes here, such as `outside: {sector: [other]}`.")
        return {name: tuple(of) for name, of in value.items()}

    @model_validator(mode="after")
    def outside_has_no_share(self) -> Self:
        for name, codes in self.outside.items():
            if name not in self.shares:
                raise fault(
                    f"`outside` names `{name}`, which has no shares: `shares` has {listed(self.shares)}."
                )
            if both := [code for code in codes if code in self.shares[name]]:
                raise fault(
                    f"{listed(both)} of `{name}` has a share and is `outside`: strike out one of them."
                )
        return self
