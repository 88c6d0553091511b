"""From what an author writes to the shape of the model: pages cut at their markers, repeats unrolled,
names of lists, scales and texts replaced by what they stand for. Every piece keeps its place in the file.
"""

from __future__ import annotations

from survey.engine.option_forms import Shelf, options_form, rows_form, say_form, scale_form
from survey.engine.repeats import unroll
from survey.engine.yaml_source import Map, Mark, Seq, as_list, mapping

SHELVES = ("lists", "scales", "texts")


def normalise(source: Map, shelf: Shelf) -> Map:
    """The whole file in the shape of the model."""
    found = Map(source.mark)
    found.take_from(source, [key for key in source if key not in (*SHELVES, "sections")])
    for name, scale in entries(source, "scales", shelf):
        shelf.scales[name] = scale_form(name, scale, mapping(source, "scales").keys_at[name], shelf)
    for name, text in entries(source, "texts", shelf):
        shelf.texts[name] = str(text)
    sections = source.get("sections")
    if isinstance(sections, Seq):
        shaped = Seq(sections.mark)
        for number, section in enumerate(sections):
            at = sections.values_at[number]
            shaped.put(section_form(section, shelf) if isinstance(section, Map) else section, at)
        found.put("sections", shaped, source.keys_at["sections"])
    elif "sections" in source:
        found.take_from(source, ["sections"])
    return found


def entries(source: Map, key: str, shelf: Shelf) -> list[tuple[str, object]]:
    value = source.get(key)
    if value is not None and not isinstance(value, Map):
        shelf.fault(source.keys_at[key], "wrong-type", f"Under {key}: write one entry a name.")
    return [(str(name), entry) for name, entry in mapping(source, key).items()]


def section_form(section: Map, shelf: Shelf) -> Map:
    """A section with its pages; a sensitive one begins with the page of its note."""
    found = Map(section.mark)
    found.take_from(section, [key for key in section if key not in ("questions", "text", "note")])
    pages = Seq(section.keys_at.get("questions", section.mark))
    name = str(section.get("id", ""))
    if section.get("sensitive") == "high":
        note = Map(section.keys_at.get("note", section.mark))
        note.put("id", f"{name}_note", section.mark)
        note.put("title", str(section.get("title", "")), section.mark)
        note.put("note", section.get("note", Map(section.mark)), note.mark)
        pages.put(note, note.mark)
    elif "note" in section:
        shelf.fault(
            section.keys_at["note"],
            "note-not-sensitive",
            "A note stands before sections with sensitive: high.",
        )
    cut = cut_pages(section.get("questions"), name, section.get("title"), section.mark, shelf)
    if cut and "text" in section and isinstance(cut[0], Map):
        cut[0].put("text", joined_text(section["text"], cut[0].get("text")), section.keys_at["text"])
    for page in cut:
        pages.put(page, page.mark if isinstance(page, Map) else section.mark)
    found.put("pages", pages, section.keys_at.get("questions", section.mark))
    return found


def joined_text(first: object, second: object) -> list[object]:
    return [*as_list(first), *as_list(second)]


def cut_pages(items: object, name: str, title: object, mark: Mark, shelf: Shelf) -> list[object]:
    """Questions between two markers make a page; a group makes pages of its own."""
    pages: list[object] = []
    page = new_page(name, title, mark)
    for number, item in enumerate(items if isinstance(items, Seq) else ()):
        at = items.values_at[number] if isinstance(items, Seq) else mark
        if not isinstance(item, Map):
            shelf.fault(at, "wrong-type", "Write a question (id, ask, text) or a page marker (page: id).")
        elif "page" in item:
            pages, page = [*pages, *kept(page)], marked_page(item, title)
        elif item.get("ask") == "group":
            template = cut_pages(
                item.get("questions"), str(item.get("id", "")), item.get("title", ""), at, shelf
            )
            pages = [*pages, *kept(page), *unroll(item, template, shelf)]
            page = new_page(f"{name}_after_{item.get('id')}", title, at)
        else:
            questions = page["questions"]
            assert isinstance(questions, Seq)
            questions.put(question_form(item, shelf), at)
    return [*pages, *kept(page)]


def kept(page: Map) -> list[Map]:
    """A page that holds something; the place before the first marker may hold nothing."""
    return [page] if page["questions"] or page.get("text") else []


def new_page(name: object, title: object, mark: Mark) -> Map:
    page = Map(mark)
    page.put("id", name, mark)
    page.put("title", title if isinstance(title, str) else "", mark)
    page.put("questions", Seq(mark), mark)
    return page


def marked_page(marker: Map, title: object) -> Map:
    page = new_page(marker["page"], title, marker.mark)
    page.keys_at["id"] = page.values_at["id"] = marker.values_at["page"]
    page.take_from(marker, [key for key in marker if key != "page"])
    if "text" in page:
        page["text"] = as_list(page["text"])
    return page


def question_form(written: Map, shelf: Shelf) -> Map:
    """A question with its options, scales, rows and texts in place."""
    question = written.copy()
    hint = question.get("hint")
    if isinstance(hint, Map):
        name = hint.get("text")
        if name not in shelf.texts:
            shelf.fault(
                question.values_at["hint"],
                "unknown-text",
                f"There is no text {name}. Declare it under texts:.",
            )
        question["hint"] = shelf.texts.get(str(name), "")
    if "options" in question:
        options_form(question, shelf)
    if "rows" in question:
        question["rows"] = rows_form(question["rows"], question.keys_at["rows"], shelf)
    put_scales(question, shelf)
    if question.get("ask") == "pick_top" and isinstance(question.get("choose"), int):
        most = Map(question.values_at["choose"])
        most.put("most", question["choose"], most.mark)
        question["choose"] = most
    say_form(question)
    shelf.questions[str(question.get("id"))] = question
    return question


def put_scales(question: Map, shelf: Shelf) -> None:
    if "scale" in question:
        scale = named_scale(question["scale"], question.values_at["scale"], shelf)
        question["scale"] = scale
        if question.get("ask") in ("single", "lookup") and "options" not in question:
            question.put("options", scale_options(scale), question.keys_at["scale"])
    scales = question.get("scales")
    if isinstance(scales, Seq):
        found = Seq(scales.mark)
        for number, name in enumerate(scales):
            found.put(named_scale(name, scales.values_at[number], shelf), scales.values_at[number])
        question["scales"] = found


def named_scale(name: object, mark: Mark, shelf: Shelf) -> Map:
    if name not in shelf.scales:
        shelf.fault(mark, "unknown-scale", f"There is no scale {name}. Declare it under scales: at the top.")
        return Map(mark)
    return shelf.scales[str(name)]


def scale_options(scale: Map) -> Seq:
    """The steps of a scale as options, the anchor as what stands under the label."""
    options = Seq(scale.mark)
    steps = scale.get("steps")
    for step in steps if isinstance(steps, Seq) else ():
        if isinstance(step, Map):
            option = Map(step.mark)
            option.take_from(step, ["code", "label"])
            if "anchor" in step:
                option.put("hint", step["anchor"], step.keys_at["anchor"])
            options.put(option, step.mark)
    return options
