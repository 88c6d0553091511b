"""A repeated group as a form has it: what one entry is asked, and how many entries there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey.engine.conditions import Condition
from survey.engine.entries import is_list, number_of
from survey.engine.pages import Page, Section
from survey.engine.yaml_source import Map, mapping
from survey.xlsform.form import NO_PLACE, Form
from survey.xlsform.saying import NUMBER_OF_ENTRY

WritePage = Callable[[Page, Section, Form, str, Condition | None], None]


def write_repeat(
    group: str, pages: Sequence[Page], section: Section, form: Form, write_page: WritePage
) -> None:
    """A repeat with the pages of an entry in it; how many entries it has is as many as there can be."""
    source = form.lines.questions.get(group, Map(form.lines.source.mark))
    most = max(number_of(page.id) for page in pages)
    first = [page for page in pages if number_of(page.id) == 1 and not is_list(page)]
    note_group(group, source, most, form)
    relevant = form.relevant(condition_of(source), form.lines.of(group, "show_if"), group)
    form.within(group)
    written = form.authored.questions.get(group, source)
    title = str(written.get("title", "")) or section.title
    title = section.title if NUMBER_OF_ENTRY in first[0].title else title
    form.sheets.ask(
        "begin_repeat",
        group,
        form.words(title, group, "title"),
        relevant=relevant,
        repeat_count=str(most),
    )
    if any(NUMBER_OF_ENTRY in page.model_dump_json() for page in first):
        form.sheets.ask("calculate", form.number_of_entry, "", calculation="position(..)")
    markers = {str(item.get("page")): item for item in items(source) if "page" in item}
    names = {
        entry.name: name for name, entry in form.relevance.entries.items() if name.startswith(f"{group}_1__")
    }
    for page in first:
        stem = page.id.removesuffix("_1")
        own = condition_of(markers[stem]) if stem in markers else None
        write_page(page, section, form, stem, own.renamed(names) if own else None)
    form.sheets.end_group("repeat")
    form.within("")


def items(source: Map) -> list[Map]:
    found = source.get("questions")
    return [item for item in found if isinstance(item, Map)] if isinstance(found, list) else []


def condition_of(owner: Map) -> Condition | None:
    written = owner.get("show_if")
    return Condition.parse(str(written)) if written else None


def note_group(group: str, source: Map, most: int, form: Form) -> None:
    """What a form does otherwise, and the keys that it has no place for."""
    repeat = mapping(source, "repeat")
    line = form.lines.of(group, "repeat")
    if most > 1:
        message = (
            f"repeat: a form asks for {most} entries. Those not needed are left blank, and do not count."
        )
        form.unmatched(line, group, message)
    for key in repeat:
        if key != "most":
            form.unmatched(repeat.keys_at[key].line, group, f"{key}: {NO_PLACE}")
    if "text" in source:
        form.unmatched(form.lines.of(group, "text"), group, "text: in a form it stands in every entry.")
    if "shown_to" in source:
        form.unmatched(form.lines.of(group, "shown_to"), group, f"shown_to: {NO_PLACE}")
