"""Names of columns that statistical software would cut short."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.parts import Finding
from survey.engine.questionnaire import Questionnaire

LONGEST_NAME = 32
"""Characters that Stata keeps of the name of a variable; SPSS keeps twice as many, Excel and R more."""


def of_columns(form: Questionnaire) -> Iterator[Finding]:
    for place, question in form.questions_placed():
        longest = max(question.column_names(), key=len, default="")
        if len(longest) > LONGEST_NAME:
            message = (
                f"The column {longest} has {len(longest)} characters, and Stata keeps {LONGEST_NAME}. "
                "Shorten the id or the codes."
            )
            yield Finding((*place, "id"), "long-column", message, question.id)
