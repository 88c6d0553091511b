"""Grids and rankings as rows of a survey sheet: a question for each row, or one list to put in order."""

from __future__ import annotations

from survey.engine.parts import Row, Scale
from survey.engine.questions import Ranking
from survey.engine.questions.grid import Rating
from survey.xlsform.form import Form

IN_NO_ORDER = frozenset({"order", "most"})
"""Keys of grids and rankings that a form does nothing with."""

ONE_TEXT = "a form keeps one text with everything in order, not a place for each"


def write_ranking(question: Ranking, form: Form) -> None:
    form.unmatched_key(question, "ask", ONE_TEXT)
    for row in question.rows:
        note_row(question, row, form)
    choices = tuple((row.id, form.words(row.text, question.id, "rows")) for row in question.rows)
    name = form.sheets.list_for(question.id, choices)
    form.sheets.ask(f"rank {name}", question.id, **form.cells(question, [], lost=IN_NO_ORDER))


def write_grid(question: Rating, form: Form) -> None:
    """A grid is a group with a question for each row and scale."""
    message = "a grid is a group in a form, with a question for each row."
    form.unmatched(form.lines.question(question.id, "ask"), question.id, message)
    cells = form.cells(question, [], lost=IN_NO_ORDER)
    label, required = cells.pop("label"), {key: cells.pop(key) for key in ("required", "required_message")}
    form.sheets.ask("begin_group", form.group_name(question.id, "grid"), label, relevant=cells["relevant"])
    if cells["hint"]:
        form.sheets.ask("note", form.group_name(f"{question.id}_hint", "note"), cells["hint"])
    for scale in question.scales_used():
        note_scale(question, scale, form)
        if scale.prompt:
            form.sheets.ask("note", form.group_name(f"{question.id}_{scale.id}", "note"), scale.prompt)
    for row in question.rows:
        note_row(question, row, form)
        for scale in question.scales_used():
            write_row(question, row, scale, form, required)
    form.sheets.end_group()


def note_scale(question: Rating, scale: Scale, form: Form) -> None:
    """What a scale says of its steps beyond their labels."""
    anchored = ", ".join(str(step.code) for step in scale.steps if step.anchor)
    if anchored:
        message = f"scale {scale.id}: the anchors of {anchored} do not carry over."
        line = form.lines.question(question.id, str(question.scale_place()[0]))
        form.unmatched(line, question.id, message)


def write_row(question: Rating, row: Row, scale: Scale, form: Form, required: dict[str, str]) -> None:
    many = len(question.scales_used()) > 1
    text = form.words(row.text, question.id, "rows")
    label = f"{text}: {scale.title or scale.prompt or scale.id}" if many else text
    relevant = form.relevant(row.show_if, form.lines.inner(question.id, "rows", row.id), row.id)
    name = form.sheets.list_for(scale.id, tuple((str(step.code), step.label) for step in scale.steps))
    form.sheets.ask(f"select_one {name}", question.column(row, scale), label, relevant=relevant, **required)


def note_row(question: Rating, row: Row, form: Form) -> None:
    """What a row says beyond its words; in a ranking its condition too."""
    line = form.lines.inner(question.id, "rows", row.id)
    form.note_keys(row, {"id", "text", "show_if"}, row.id, lambda _: line)
    if row.show_if is not None and isinstance(question, Ranking):
        form.unmatched(line, row.id, f"show_if: {row.show_if.text}: it is offered to everybody in a form.")
