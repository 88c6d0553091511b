"""All advice on a questionnaire, less what its author has accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from survey.engine.advice.care import of_care
from survey.engine.advice.columns import of_columns
from survey.engine.advice.opening import of_opening
from survey.engine.advice.phrasing import of_phrasing
from survey.engine.advice.routes import of_routes
from survey.engine.advice.times import of_times
from survey.engine.parts import Finding
from survey.engine.questionnaire import Questionnaire

Adviser = Callable[[Questionnaire], Iterator[Finding]]
ENTRY = re.compile(r"^.*_[0-9]+__")
"""What unrolling puts before the ids within a repeated group: one acceptance serves every entry."""

ADVISERS: tuple[Adviser, ...] = (of_opening, of_routes, of_care, of_phrasing, of_times, of_columns)


def advise(form: Questionnaire, of_file: Iterable[Finding] = ()) -> Iterator[Finding]:
    """Every piece of advice; an acceptance that accepts nothing any more is one too.

    `of_file` is what there is to say of the file and not of the questionnaire in it.
    """
    accepted = {(one.advice, one.about): number for number, one in enumerate(form.accepted)}
    used: set[int] = set()
    for found in chain(of_file, *(adviser(form) for adviser in ADVISERS)):
        about = found.about if (found.code, found.about) in accepted else ENTRY.sub("", found.about)
        number = accepted.get((found.code, about))
        if number is None:
            yield found
        else:
            used.add(number)
    for number in sorted(set(range(len(form.accepted))) - used):
        message = "There is nothing here to accept any more. Remove this line."
        yield Finding(("accepted", number), "accepts-nothing", message, form.accepted[number].about)
