"""What `survey walk` found, for a reader: a page a line, an answer a line, what is missing by its reason."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from survey.engine.codebook import Codebook, Measure, Variable
from survey.engine.pages import Page
from survey.engine.walk import Walk

WIDTH = 100


def in_words(walk: Walk, codebook: Codebook) -> str:
    """The walk by questions, where the data have a column for each choice or statement."""
    asked = {page.id: asks(page) for page in walk.pages}
    sent = dict(line for variable in codebook for line in sent_of(variable, walk))
    width = max(map(len, (*asked, *sent)))
    missing: dict[str, list[str]] = {}
    for variable in codebook:
        for name, reason in missing_of(variable, walk):
            missing.setdefault(reason, []).append(name)
    return "\n".join(
        (
            "Pages, in order, with what each asks",
            *(f"  {page:{width}}  {what}" for page, what in asked.items()),
            outcome(walk),
            "What is sent",
            *([f"  {name:{width}}  {what}" for name, what in sent.items()] or ["  nothing"]),
            *(
                fill(f"{reason}: {', '.join(names)}", WIDTH, subsequent_indent="  ")
                for reason, names in missing.items()
            ),
        )
    )


def asks(page: Page) -> str:
    if page.note is not None:
        return "a note on what comes, and the choice to skip it"
    return ", ".join(question.id for question in page.questions) or "a list of the entries, or words alone"


def outcome(walk: Walk) -> str:
    if walk.end:
        return f"It ends there, on the end screen {walk.end}; nothing is sent."
    if walk.complete:
        return "The answers can be sent."
    return "\n".join((f"Nobody gets past {walk.next} like this.", *(f"  {need}" for need in walk.needs)))


def sent_of(variable: Variable, walk: Walk) -> Iterator[tuple[str, object]]:
    """The answers of one question; of several choices, the codes that were chosen."""
    cells = {column.name: walk.submitted.get(column.name) for column in variable.columns}
    if variable.measure is not Measure.MULTIPLE:
        yield from ((name, cell) for name, cell in cells.items() if cell is not None)
    elif any(cell is not None for cell in cells.values()):
        chosen = [name.removeprefix(f"{variable.id}__") for name, cell in cells.items() if cell]
        yield variable.id, ", ".join(chosen) or "none of the choices"


def missing_of(variable: Variable, walk: Walk) -> Iterator[tuple[str, str]]:
    """What of one question is missing, and why: the whole of it by its own name."""
    found = {
        column.name: walk.missing[column.name] for column in variable.columns if column.name in walk.missing
    }
    reasons = set(found.values())
    if len(found) == len(variable.columns) and len(reasons) == 1:
        yield variable.id, reasons.pop()
    else:
        yield from found.items()
