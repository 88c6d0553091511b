"""The codebook of an export: for every column what it is called, what was asked, and what each code means.

`document` is for programs, `lines` are for reading; both describe the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from analysis.export.columns import MEANINGS, Field, Value
from survey.engine.codebook import Missing, Score

InFile = Callable[[Missing], int | str]
HEADINGS = (
    "column", "label", "question", "statement", "measure", "categories", "missing", "section", "page",
    "scale", "side", "construct", "level", "identifying", "sensitive", "published", "variable", "in_file",
    "reasons_in", "file",
)  # fmt: skip


def described(field: Field, reason: InFile, file: str) -> dict[str, object]:
    """One column; `file` is empty where it is not in this export."""
    variable, column = field.variable, field.column
    return {
        "column": column.name,
        "in_file": field.name,
        "variable": variable.id,
        "file": file,
        "label": column.label,
        "question": variable.text or variable.label,
        "statement": (column.text or column.label) if len(variable.columns) > 1 else "",
        "measure": str(variable.measure),
        "section": variable.section,
        "page": variable.page,
        "scale": column.side or variable.scale,
        "side": column.side,
        "construct": column.measures,
        "level": column.level,
        "repeats": variable.repeats,
        "identifying": variable.identifying,
        "sensitive": variable.sensitive,
        "published": variable.publish,
        "is_answer": field.is_answer,
        "is_weight": field.is_weight,
        "categories": [
            {
                "code": category.code,
                "in_file": field.numbers.get(category.code, category.code),
                "label": category.label,
                "anchor": category.anchor,
            }
            for category in column.substantive
        ],
        "missing": missing(reason, field.meaning) if field.is_answer or field.is_weight else [],
        "reasons_in": field.reasons_in,
    }


def missing(reason: InFile, meaning: Callable[[Missing], str]) -> list[dict[str, object]]:
    """Every reason for which there can be no value: its code, its name and its words."""
    return [
        {"code": one.code, "in_file": reason(one), "reason": one.reason, "label": meaning(one)}
        for one in Missing
    ]


def document(
    about: Mapping[str, object],
    columns: Sequence[Mapping[str, object]],
    scores: Sequence[Score],
    reason: InFile,
) -> dict[str, object]:
    """The whole codebook as JSON has it."""
    return {
        "about": dict(about),
        "missing": missing(reason, lambda one: MEANINGS[one]),
        "columns": list(columns),
        "scores": [
            {
                "score": score.id,
                "label": score.label,
                "family": score.family,
                "columns": list(score.columns),
                "needs": score.needs,
            }
            for score in scores
        ],
    }


def lines(fields: Sequence[Field], reason: InFile, file: str) -> Iterator[tuple[Value | None, ...]]:
    """A line a column, in the order of `HEADINGS`; its codes in one cell."""
    for field in fields:
        yield line_of(described(field, reason, file))


def line_of(column: Mapping[str, object]) -> tuple[Value | None, ...]:
    return tuple(in_one_cell(column[heading]) for heading in HEADINGS)


def in_one_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(one_code, value))
    return str(value)


def one_code(one: Mapping[str, object]) -> str:
    """`3 = Built in`, `health (2) = Health` where it is numbered, `blank (-1) = Left blank` of a reason."""
    said = one.get("reason", one["code"])
    number = f" ({one['in_file']})" if said != one["in_file"] else ""
    return f"{said}{number} = {one['label']}"
