"""A questionnaire as a form: a group for each section, in it a group for each page, shown on one screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from survey.engine.conditions import Condition
from survey.engine.local import SOURCE
from survey.engine.pages import Page, Section
from survey.xlsform.asked import write
from survey.xlsform.computing import calculations
from survey.xlsform.form import NO_PLACE, Form
from survey.xlsform.lines import Lines
from survey.xlsform.omissions import Unmatched
from survey.xlsform.repeated import write_repeat
from survey.xlsform.saying import MISSING, in_each_language
from survey.xlsform.sheets import accepted
from survey.xlsform.tongues import name_of

CARRIED = (
    "questionnaire",
    "version",
    "title",
    "language",
    "languages",
    "computed",
    "sections",
    "lists",
    "scales",
    "texts",
)
PAGE_CARRIED = {"id", "title", "text", "show_if", "questions", "note", "repeats"}
SECTION_CARRIED = {"id", "title", "show_if", "pages", "stage"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The workbook, and everything that found no place in it, by line."""

    workbook: bytes
    unmatched: tuple[Unmatched, ...]


def write_form(path: Path) -> Exported:
    """The workbook for a questionnaire file, each of its languages in columns; pyxform has taken it."""
    said = in_each_language(path)
    lines = Lines(said.source)
    others = {name_of(one.language): fill(Form(one.questionnaire, lines, one.lines)) for one in said.others}
    own = said.own
    beside = {name: other.sheets for name, other in others.items()}
    form = fill(Form(own.questionnaire, lines, own.lines, beside))
    form.found += said.unmatched
    for name, other in others.items():
        message = f"title: a form has one title; in {name} it does not carry over."
        if MISSING not in other.questionnaire.title:
            form.unmatched(lines.top("title"), "title", message)
        more = set(other.found) - set(form.found)
        form.found += [replace(one, message=f"in {name}: {one.message}") for one in more]
    settings = form.sheets.rows["settings"][0]
    if others or own.language != SOURCE:
        settings["default_language"] = name_of(own.language)
    workbook = accepted(form.sheets.workbook(name_of(own.language)))
    return Exported(workbook, tuple(sorted(dict.fromkeys(form.found))))


def fill(form: Form) -> Form:
    """The form with every row that a questionnaire makes."""
    questionnaire = form.questionnaire
    settings = {"form_title": questionnaire.title, "form_id": questionnaire.questionnaire}
    form.sheets.rows["settings"].append({**settings, "version": questionnaire.version, "style": "pages"})
    for key in form.lines.source:
        if key not in CARRIED:
            form.unmatched(form.lines.top(str(key)), str(key), NO_PLACE)
    formulas = calculations(form)
    known_after = {name: position for position, name, _ in questionnaire.computing}
    after: dict[str, list[str]] = {page: [] for page in questionnaire.pages}
    for name in formulas:
        after[list(after)[known_after[name]]].append(name)
    for section in questionnaire.sections:
        write_section(section, form, formulas, after)
    return form


def write_section(
    section: Section, form: Form, formulas: dict[str, str], after: dict[str, list[str]]
) -> None:
    line = form.lines.section
    form.note_keys(section, SECTION_CARRIED, section.id, lambda key: line(section.id, key))
    relevant = form.relevant(section.show_if, line(section.id, "show_if"), section.id)
    name = form.group_name(section.id, "section")
    title = form.words(section.title, section.id, "title")
    form.sheets.ask("begin_group", name, title, relevant=relevant)
    for group, together in groupby(section.pages, key=lambda page: page.repeats):
        pages = list(together)
        if group:
            write_repeat(group, pages, section, form, write_page)
        else:
            for page in pages:
                write_page(page, section, form, page.id, page.show_if)
        for made in (made for page in pages for made in after[page.id]):
            text = form.questionnaire.computed[made].text.replace("${", "$ {")
            form.sheets.ask("calculate", made, text, calculation=formulas[made])
    form.sheets.end_group()


def write_page(page: Page, section: Section, form: Form, stem: str, condition: Condition | None) -> None:
    """A page under the name that it has in the file, shown where this holds."""

    def line(key: str) -> int:
        return form.lines.page(page.id, section.id, key)

    carried = PAGE_CARRIED | ({"shown_to"} if page.repeats else set())
    form.note_keys(page, carried, page.id, line)
    relevant = form.relevant(condition, line("show_if"), page.id)
    name = form.group_name(stem, "page")
    title = form.words(page.title or section.title, page.id, "title")
    form.sheets.ask("begin_group", name, title, relevant=relevant, appearance="field-list")
    for number, text in enumerate([*said_before(page, form, line("note")), *page.text]):
        note = form.group_name(f"{name}_text_{number + 1}", "note")
        form.sheets.ask("note", note, form.words(text, page.id, "text"))
    for question in page.questions:
        write(question, form)
    form.sheets.end_group()


def said_before(page: Page, form: Form, line: int) -> list[str]:
    """A content note as words; the two ways on from it have no counterpart."""
    if page.note is None:
        return []
    form.unmatched(line, page.id, "note: the words carry over, the way past the section does not.")
    items = [f"- {item}" for item in page.note.items]
    return [text for text in (page.note.text, *items, page.note.not_asked) if text]
