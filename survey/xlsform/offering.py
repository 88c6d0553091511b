"""Which options are offered to whom, as a form has it: a column of the choices, and a filter on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from survey.engine.codebook import Code
from survey.engine.expressions import Joined
from survey.engine.parts import Option
from survey.engine.questions.choosing import Choosing
from survey.xlsform.form import Form
from survey.xlsform.idioms import joined
from survey.xlsform.sheets import SHOWN_WHEN
from survey.xlsform.xpath import CannotTranslate

ALWAYS = "always"
TO_ALL = "it is offered to everybody in a form"


class Offer(NamedTuple):
    """For each option what stands in the column; the filter; and when the question offers anything at all."""

    shown_when: dict[Code, str]
    choice_filter: str = ""
    relevant: str = ""


def offer(question: Choosing, form: Form) -> Offer:
    """The filter that offers each option where the questionnaire does."""
    carried = carrying(question, form)
    tests = {option.code: test(question, option, carried, form) for option in question.options}
    open_to_all = not all(tests.values())
    distinct = list(dict.fromkeys(one for one in tests.values() if one))
    if not distinct:
        return Offer({})
    relevant = "" if open_to_all else joined("or", distinct)
    if carried is not None and not question.besides and not question.has_conditions:
        return Offer({}, f"selected({carried[0]}, name)", f"{carried[0]} != ''")
    if carried is not None and not question.has_conditions:
        relevant = any_of(*carried)
    keys = {one: f"case_{number}" for number, one in enumerate(distinct, start=1)}
    parts = [f"{SHOWN_WHEN} = '{ALWAYS}'"] if open_to_all else []
    parts += [f"({SHOWN_WHEN} = '{key}' and {one})" for one, key in keys.items()]
    shown = {code: keys[one] if one else ALWAYS for code, one in tests.items()}
    return Offer(shown, " or ".join(parts), relevant)


def carrying(question: Choosing, form: Form) -> tuple[str, tuple[Code, ...]] | None:
    """The question whose choices are carried, and those of them that open this one."""
    if not question.chosen_in:
        return None
    try:
        ref = form.relevance.ref(question.chosen_in)
    except CannotTranslate as error:
        form.unmatched_key(question, "options", f"chosen_in: {error}; {TO_ALL}")
        return None
    codes = form.questionnaire.questions[question.chosen_in].codes()
    return ref, tuple(code for code in codes if code not in question.besides)


def any_of(ref: str, codes: Iterable[Code]) -> str:
    return joined("or", [f"selected({ref}, '{code}')" for code in codes])


def test(question: Choosing, option: Option, carried: tuple[str, tuple[Code, ...]] | None, form: Form) -> str:
    """When an option is offered, in XPath; nothing where it always is."""
    tests: list[str] = []
    if option.show_if is not None:
        try:
            said = form.relevance.said(option.show_if.expression)
            form.note_entries(option.show_if.expression, question.id, "options")
            tests.append(f"({said})" if isinstance(option.show_if.expression, Joined) else said)
        except CannotTranslate as error:
            line = form.lines.inner(question.id, "options", option.code)
            message = f"show_if: {option.show_if.text}: {error}; {TO_ALL}."
            form.unmatched(line, f"{question.id}, {option.code}", message)
    if carried is not None:
        ref, codes = carried
        opens = codes if option.code in question.besides else (option.code,)
        tests.append(any_of(ref, opens))
    return joined("and", tests) if tests else ""
