"""What is computed as a form works it out: a formula, or one value after the other that an `if` gives."""

from __future__ import annotations

from functools import partial

from survey.engine.computed import Computed
from survey.engine.operands import Name
from survey.xlsform.form import Form
from survey.xlsform.idioms import joined
from survey.xlsform.relevance import Relevance, text_of
from survey.xlsform.xpath import CannotTranslate

CARRIED = frozenset({"text", "value", "decimals", "cases"})


def calculations(form: Form) -> dict[str, str]:
    """The formula of everything computed that can be said; of the rest nothing else speaks any more."""
    found: dict[str, str] = {}
    for _, name, computed in form.questionnaire.computing:
        try:
            found[name] = formula(computed, form.relevance)
        except CannotTranslate as error:
            message = f"it is left out of the form: {error}."
            form.unmatched(form.lines.computed(name), name, message)
            form.forget(name)
            continue
        for case in computed.cases:
            form.note_entries(case.holds.expression, name, "cases", form.lines.computed(name, "cases"))
        form.note_keys(computed, CARRIED, name, partial(form.lines.computed, name))
        labelled = [str(case.code) for case in computed.cases if case.label != str(case.code)]
        if labelled:
            message = f"cases: the labels of {', '.join(labelled)} do not carry over."
            form.unmatched(form.lines.computed(name, "cases"), name, message)
    return found


def formula(computed: Computed, relevance: Relevance) -> str:
    if computed.value is None:
        whole = "''"
        for case in reversed(computed.cases):
            code = str(case.code) if isinstance(case.code, int) else text_of(case.code)
            whole = f"if({relevance.decided(case.holds.expression)}, {code}, {whole})"
        return whole
    operand = computed.value.operand
    text = relevance.amount(operand).text
    if isinstance(operand, Name):
        text = f"number({text})"
    if divisors := list(relevance.divisors(operand)):
        text = f"if({joined('and', divisors)}, {text}, '')"
    return text if computed.decimals is None else f"round({text}, {computed.decimals})"
