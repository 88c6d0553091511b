"""Each kind of question as rows of a survey sheet."""

from __future__ import annotations

from functools import singledispatch

from survey.engine.parts import Option
from survey.engine.questions import Confirm, Date, Number, Ranking
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.questions.several import Several
from survey.engine.questions.written import LongText, Written
from survey.xlsform.form import Form
from survey.xlsform.offering import offer
from survey.xlsform.rated import write_grid, write_ranking
from survey.xlsform.sheets import Choice

FINEST = 9
"""With as many places as this a number is as fine as a form has it."""

TYPES = {
    "single": ("select_one", ""),
    "lookup": ("select_one", "autocomplete"),
    "multiple": ("select_multiple", ""),
    "pick_top": ("select_multiple", ""),
    "short_text": ("text", ""),
    "long_text": ("text", "multiline"),
    "email": ("text", ""),
}
NOT_SHOWN = {
    "inline": "how it reads within a sentence does not carry over",
    "hint": "the words under it do not carry over",
    "end": "in a form it leads on like any other",
}
CHANGED = {
    "email": "whether it is an address is not checked in a form",
    "lookup": "a list that is searched by typing; only some apps do that",
    "confirm": "a tick is kept as OK in a form, not as 1",
    "pick_top": "a form asks for several choices, with no words for the few that matter most",
}
SHUFFLED = "a form shuffles them all, those that stay last here too"


@singledispatch
def write(question: Question, form: Form) -> None:
    """The rows of one question; every kind is registered below."""
    raise TypeError(f"Nobody has said how {question.ask} is written in a survey sheet.")


@write.register
def _(question: Choosing, form: Form) -> None:
    word, look = TYPES[question.ask]
    form.note_change(question, CHANGED)
    for scale in question.scales_used():
        form.unmatched_key(question, "scale", f"a form has a list of choices, not the scale {scale.id}")
        if scale.prompt:
            form.unmatched_key(question, "scale", f"the prompt of {scale.id} does not carry over")
    for option in question.options:
        note_option(question, option, form)
    offered = offer(question, form)
    choices = tuple(
        Choice(
            str(one.code),
            form.words(one.label, question.id, "options"),
            offered.shown_when.get(one.code, ""),
        )
        for one in question.options
    )
    cells = form.cells(question, bounds_of(question) if isinstance(question, Several) else [])
    cells["relevant"] = besides(cells["relevant"], offered.relevant)
    cells["choice_filter"] = offered.choice_filter
    order = {"random": "randomize=true"}.get(question.order, "")
    if question.order == "rotated":
        form.unmatched_key(question, "order", "a form shuffles choices or leaves them")
    if order and any(option.stays_last for option in question.options):
        form.unmatched_key(question, "order", SHUFFLED)
    own = form.name(question.id)
    name = form.sheets.list_for(next((scale.id for scale in question.scales_used()), own), choices)
    form.sheets.ask(f"{word} {name}", own, **cells, appearance=look, parameters=order)
    if question.saying is not None:
        test = f"selected(${{{own}}}, '{question.saying.code}')"
        label = form.words(question.saying.say, question.id, "options")
        form.sheets.ask("text", form.name(question.say_field), label, relevant=test)


def besides(relevant: str, offered: str) -> str:
    """A condition of its own, and that anything is offered at all; nobody is asked to choose from nothing."""
    if not relevant or not offered or offered in relevant:
        return relevant or offered
    return f"({relevant}) and {offered}"


def bounds_of(question: Several) -> list[tuple[str, str]]:
    """Fewest and most choices, and which of them stand alone."""
    least, most = question.choose.least, question.choose.most
    bounds = [("least", f"count-selected(.) >= {least}")] if least else []
    bounds += [("most", f"count-selected(.) <= {most}")] if most is not None else []
    lone = [str(one.code) for one in question.options if one.alone or one.missing is not None]
    return [*bounds, *(("alone", f"not(selected(., '{code}') and count-selected(.) > 1)") for code in lone)]


def note_option(question: Choosing, option: Option, form: Form) -> None:
    line = form.lines.inner(question.id, "options", option.code)
    for key, what in NOT_SHOWN.items():
        if getattr(option, key):
            form.unmatched(line, f"{question.id}, {option.code}", f"{key}: {what}.")


@write.register
def _(question: Written, form: Form) -> None:
    word, look = TYPES[question.ask]
    form.note_change(question, CHANGED)
    bounds = [("least", f"string-length(.) >= {question.least}")] if question.least else []
    bounds.append(("most", f"string-length(.) <= {question.most}"))
    cells = form.cells(question, bounds)
    if isinstance(question, LongText) and "before_writing" in question.model_fields_set:
        before = form.words(question.before_writing, question.id, "before_writing")
        cells["hint"] = " ".join(filter(None, (cells["hint"], before)))
    form.sheets.ask(word, form.name(question.id), **cells, appearance=look)


@write.register
def _(question: Number, form: Form) -> None:
    bounds = [
        (key, f". {sign} {bound:.15g}")
        for key, sign, bound in (("least", ">=", question.least), ("most", "<=", question.most))
        if bound is not None
    ]
    if 0 < question.decimals < FINEST:
        bounds.append(("decimals", f". = round(., {question.decimals})"))
    word = "decimal" if question.decimals else "integer"
    form.sheets.ask(word, form.name(question.id), **form.cells(question, bounds))


@write.register
def _(question: Date, form: Form) -> None:
    bounds = [
        (key, f". {sign} date('{bound.isoformat()}')")
        for key, sign, bound in (("earliest", ">=", question.earliest), ("latest", "<=", question.latest))
        if bound is not None
    ]
    form.sheets.ask("date", form.name(question.id), **form.cells(question, bounds))


@write.register
def _(question: Confirm, form: Form) -> None:
    form.note_change(question, CHANGED)
    form.sheets.ask("acknowledge", form.name(question.id), **form.cells(question, []))


write.register(Ranking, write_ranking)
write.register(Rating, write_grid)
