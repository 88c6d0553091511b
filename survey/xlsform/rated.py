"""Grids and rankings as rows of a survey sheet: a question for each row, or one list to put in order."""

from __future__ import annotations

from survey.engine.parts import Row, Scale
from survey.engine.questions import Ranking
from survey.engine.questions.grid import Rating
from survey.xlsform.form import Form
from survey.xlsform.grids import HEADER
from survey.xlsform.sheets import Choice

IN_NO_ORDER = frozenset({"order", "most"})
"""Keys of grids and rankings that a form does nothing with."""

ONE_TEXT = "a form keeps one text with everything in order, not a place for each"
BARE = "list-nolabel"


def write_ranking(question: Ranking, form: Form) -> None:
    form.unmatched_key(question, "ask", ONE_TEXT)
    for row in question.rows:
        note_row(question, row, form)
    choices = tuple(
        Choice(form.name(row.id), form.words(row.text, question.id, "rows")) for row in question.rows
    )
    own = form.name(question.id)
    name = form.sheets.list_for(own, choices)
    form.sheets.ask(f"rank {name}", own, **form.cells(question, [], lost=IN_NO_ORDER))


def write_grid(question: Rating, form: Form) -> None:
    """A grid is a group with a row of labels and a question for each statement; two scales make two."""
    scales = question.scales_used()
    own = form.name(question.id)
    names = [own] if len(scales) == 1 else [f"{own}_{scale.id}" for scale in scales]
    if len(scales) > 1:
        message = f"ask: a form has one scale in a table. It becomes {' and '.join(names)}."
        form.unmatched(form.lines.question(question.id, "ask"), question.id, message)
    cells = form.cells(question, [], lost=IN_NO_ORDER)
    if cells["required"]:
        form.unmatched_key(question, "required", "a form requires an answer to every statement")
    for row in question.rows:
        note_row(question, row, form)
    for name, scale in zip(names, scales, strict=True):
        write_table(question, scale, name, cells, form)


def write_table(question: Rating, scale: Scale, name: str, cells: dict[str, str], form: Form) -> None:
    note_scale(question, scale, form)
    group = form.group_name(name, "grid")
    form.sheets.ask("begin_group", group, cells["label"], relevant=cells["relevant"])
    if cells["hint"]:
        form.sheets.ask("note", form.group_name(f"{name}_hint", "note"), cells["hint"])
    choices = form.sheets.list_for(
        scale.id,
        tuple(Choice(str(step.code), form.words(step.label, question.id, "scale")) for step in scale.steps),
    )
    header = form.group_name(f"{name}_labels", "labels")
    form.sheets.ask(
        f"select_one {choices}", header, form.words(scale.prompt, question.id, "scale"), appearance=HEADER
    )
    required = {key: cells[key] for key in ("required", "required_message")}
    for row in question.rows:
        text = form.words(row.text, question.id, "rows")
        relevant = form.relevant(row.show_if, form.lines.inner(question.id, "rows", row.id), row.id)
        column = form.name(question.column(row, scale))
        form.sheets.ask(f"select_one {choices}", column, text, relevant=relevant, appearance=BARE, **required)
    form.sheets.end_group()


def note_scale(question: Rating, scale: Scale, form: Form) -> None:
    """What a scale says of its steps beyond their labels."""
    line = form.lines.question(question.id, str(question.scale_place()[0]))
    anchored = ", ".join(str(step.code) for step in scale.steps if step.anchor)
    if anchored:
        message = f"scale {scale.id}: the anchors of {anchored} do not carry over."
        form.unmatched(line, question.id, message)
    for key, said in {"title": scale.title, "direction": scale.direction.replace("positive", "")}.items():
        if said:
            form.unmatched(line, question.id, f"scale {scale.id}: {key}: a form has no place for this.")


def note_row(question: Rating, row: Row, form: Form) -> None:
    """What a row says beyond its words; in a ranking its condition too."""
    line = form.lines.inner(question.id, "rows", row.id)
    form.note_keys(row, {"id", "text", "show_if"}, row.id, lambda _: line)
    if row.show_if is not None and isinstance(question, Ranking):
        form.unmatched(line, row.id, f"show_if: {row.show_if.text}: it is offered to everybody in a form.")
