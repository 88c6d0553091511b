"""A questionnaire as a form: a group for each section, in it a group for each page, shown on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from survey.engine.loader import load_file
from survey.engine.pages import Page, Section
from survey.xlsform.asked import write
from survey.xlsform.form import NO_PLACE, Form
from survey.xlsform.lines import Lines
from survey.xlsform.omissions import Unmatched
from survey.xlsform.sheets import accepted

CARRIED = ("questionnaire", "version", "title", "language", "status", "sections", "lists", "scales", "texts")
PAGE_CARRIED = {"id", "title", "text", "show_if", "questions", "note", "repeats"}
SECTION_CARRIED = {"id", "title", "show_if", "pages", "stage"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The workbook, and everything that found no place in it, by line."""

    workbook: bytes
    unmatched: tuple[Unmatched, ...]


def write_form(path: Path) -> Exported:
    """The workbook for a questionnaire file; pyxform has taken it."""
    questionnaire = load_file(path)
    form = Form(questionnaire, Lines(path.read_text("utf-8")))
    settings = {"form_title": questionnaire.title, "form_id": questionnaire.questionnaire}
    form.sheets.rows["settings"].append({**settings, "version": questionnaire.version, "style": "pages"})
    for key in form.lines.source:
        if key not in CARRIED:
            form.unmatched(form.lines.top(str(key)), str(key), NO_PLACE)
    for section in questionnaire.sections:
        write_section(section, form)
    workbook = accepted(form.sheets.workbook())
    return Exported(workbook, tuple(sorted(dict.fromkeys(form.found))))


def write_section(section: Section, form: Form) -> None:
    line = form.lines.section
    form.note_keys(section, SECTION_CARRIED, section.id, lambda key: line(section.id, key))
    relevant = form.relevant(section.show_if, line(section.id, "show_if"), section.id)
    name = form.group_name(section.id, "section")
    title = form.words(section.title, section.id, "title")
    form.sheets.ask("begin_group", name, title, relevant=relevant)
    for page in section.pages:
        write_page(page, section, form)
    form.sheets.end_group()


def write_page(page: Page, section: Section, form: Form) -> None:
    def line(key: str) -> int:
        return form.lines.page(page.id, section.id, key)

    form.note_keys(page, PAGE_CARRIED, page.id, line)
    relevant = form.relevant(page.show_if, line("show_if"), page.id)
    name = form.group_name(page.id, "page")
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
