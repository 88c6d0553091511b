"""From what an author writes to the shape of the model: pages cut at their markers, repeats unrolled,
names of lists, scales and texts replaced by what they stand for. Every piece keeps its place in the file.
"""

from __future__ import annotations

from survey.engine.option_forms import (
    Shelf,
    coded_list,
    named_entries,
    options_form,
    rows_form,
    say_form,
    scale_form,
)
from survey.engine.repeats import maps_in, unroll
from survey.engine.spelling import meant
from survey.engine.stages import own_stages
from survey.engine.yaml_source import Map, Mark, Seq, as_list, mapping

SHELVES = ("lists", "scales", "texts")
FROM_TEXTS = ("hint", "before_writing")
"""Keys of a question that can name a text of the shelf instead: {text: its name}."""
MARKER_KEYS = ("page", "title", "caption", "text", "show_if", "shown_to")
INNER_KEYS = ("repeats", "chosen_in", "besides", "ticked")
"""Keys of a question that the program writes and no author does."""


def normalise(source: Map, shelf: Shelf) -> Map:
    """The whole file in the shape of the model."""
    found = Map(source.mark)
    found.take_from(source, [key for key in source if key not in (*SHELVES, "sections")])
    for name, scale in entries(source, "scales", shelf):
        shelf.scales[name] = scale_form(name, scale, mapping(source, "scales").keys_at[name], shelf)
    for name, text in entries(source, "texts", shelf):
        shelf.texts[name] = str(text)
    for _, entry in entries(source, "computed", shelf):
        if isinstance(entry, Map) and "cases" in entry:
            entry["cases"] = coded_list(entry["cases"], entry.keys_at["cases"], shelf)
    for entry in maps_in(source, "code_map"):
        if "codes" in entry:
            at = entry.keys_at["codes"]
            entry["codes"] = named_entries(entry["codes"], at, shelf, name="was", words="now")
    sections = source.get("sections")
    if isinstance(sections, Seq):
        if not sections:
            at = source.keys_at["sections"]
            shelf.fault(at, "empty-section", "There must be a section with questions.")
        shaped = Seq(sections.mark)
        shaped.faulty = not sections
        for number, section in enumerate(sections):
            at = sections.values_at[number]
            shaped.put(section_form(section, shelf) if isinstance(section, Map) else section, at)
        found.put("sections", shaped, source.keys_at["sections"])
    else:
        found.take_from(source, ["sections"])
    own_stages(found)
    return found


def entries(source: Map, key: str, shelf: Shelf) -> list[tuple[str, object]]:
    value = source.get(key)
    if value is not None and not isinstance(value, Map):
        shelf.fault(source.keys_at[key], "wrong-type", f"Under {key}: write one entry a name.")
    return [(str(name), entry) for name, entry in mapping(source, key).items()]


def section_form(section: Map, shelf: Shelf) -> Map:
    """A section with its pages; a sensitive one begins with the page of its note."""
    found = Map(section.mark)
    found.take_from(section, [key for key in section if key not in ("questions", "text", "note", "pages")])
    if "pages" in section:
        message = "A section takes questions:. A line - page: some_id among them begins a page."
        shelf.fault(section.keys_at["pages"], "unknown-key", message)
    at = section.keys_at.get("questions", section.mark)
    cutter = Cutter(name_of(section), section.get("title"), section.mark, shelf)
    cutter.page.keys_at["id"] = section.keys_at.get("id", section.mark)
    cut = cutter.cut(section.get("questions"), at)
    if not cut and not section.get("questions"):
        shelf.fault(at, "empty-section", "This section asks nothing. Give it questions:, or remove it.")
    if cut and "text" in section:
        text = [*as_list(section["text"]), *as_list(cut[0].get("text"))]
        cut[0].put("text", text, section.keys_at["text"])
    pages = Seq(at)
    pages.faulty = not cut
    for page in (*note_pages(section, shelf), *cut):
        pages.put(page, page.mark)
    found.put("pages", pages, at)
    return found


def name_of(section: Map) -> str:
    """What its first page and its note are called after; a section without an id is told once, as that."""
    return str(section.get("id", "unnamed"))


def note_pages(section: Map, shelf: Shelf) -> list[Map]:
    """The page of the content note, before a section with sensitive: high and no other."""
    at = section.keys_at.get("note", section.mark)
    if section.get("sensitive") != "high":
        if "note" in section:
            shelf.fault(at, "note-not-sensitive", "A note stands before sections with sensitive: high.")
        return []
    page = Map(at)
    page.put("id", f"{name_of(section)}_note", section.keys_at.get("id", section.mark))
    page.put("title", str(section.get("title", "")))
    page.put("note", section.get("note", Map(at)))
    return [page]


class Cutter:
    """Cuts a list of questions at its markers; a group makes pages of its own."""

    def __init__(self, name: str, title: object, mark: Mark, shelf: Shelf, *, in_group: bool = False) -> None:
        self.name = name
        self.title = title if isinstance(title, str) else ""
        self.shelf = shelf
        self.in_group = in_group
        self.pages: list[Map] = []
        self.begin(name, mark)

    def begin(self, name: object, mark: Mark) -> None:
        """A new page: what follows stands on it."""
        self.page = Map(mark)
        self.questions = Seq(mark)
        self.page.put("id", name)
        self.page.put("title", self.title)
        self.page.put("questions", self.questions)

    def cut(self, items: object, at: Mark) -> list[Map]:
        if isinstance(items, Seq):
            for number, item in enumerate(items):
                self.take(item, items.values_at[number])
            self.end()
        elif items is not None:
            self.shelf.fault(at, "wrong-type", "Write questions as a list: each begins with a dash.")
        return self.pages

    def take(self, item: object, at: Mark) -> None:
        if not isinstance(item, Map):
            message = "Write a question (id, ask, text) or a page marker (page: id)."
            self.shelf.fault(at, "wrong-type", message)
        elif "page" in item and "ask" in item:
            message = "A page marker and a question run together here. Begin the question with a dash."
            self.shelf.fault(item.keys_at["id" if "id" in item else "ask"], "wrong-type", message)
            self.part(item)
        elif "page" in item:
            self.end()
            self.mark_page(item)
        elif item.get("ask") == "group":
            self.end()
            self.take_group(item)
            self.begin(f"{self.name}_after_{item.get('id')}", at)
        else:
            self.questions.put(question_form(item, self.shelf), at)

    def part(self, both: Map) -> None:
        """Take a marker and the question that ran into it one by one, so that their names are known."""
        marker, question = Map(both.mark), Map(both.mark)
        marker.take_from(both, ("page", "caption"))
        question.take_from(both, [key for key in both if key not in marker and key != "title"])
        self.take(marker, both.mark)
        self.take(question, both.mark)

    def mark_page(self, marker: Map) -> None:
        self.shelf.only(marker, MARKER_KEYS, "A page marker")
        self.begin(marker["page"], marker.mark)
        self.page.keys_at["id"] = self.page.values_at["id"] = marker.values_at["page"]
        self.page.take_from(marker, [key for key in MARKER_KEYS if key in marker and key != "page"])
        if "text" in self.page:
            self.page["text"] = as_list(self.page["text"])
        self.page.put("marked", True)

    def take_group(self, group: Map) -> None:
        if self.in_group:
            message = "A group cannot stand inside a group. Move it out, or ask its questions here."
            self.shelf.fault(group.keys_at["ask"], "nested-group", message)
            return
        cutter = Cutter(
            str(group.get("id", "unnamed")), group.get("title"), group.mark, self.shelf, in_group=True
        )
        template = cutter.cut(group.get("questions"), group.keys_at.get("questions", group.mark))
        if not template:
            self.shelf.fault(group.mark, "empty-section", "This group asks nothing. Give it questions:.")
        self.pages.extend(unroll(group, template, self.shelf))

    def end(self) -> None:
        """Keep the page if it holds something; only a marker must be followed by something."""
        marked = self.page.pop("marked", False)
        if self.questions or self.page.get("text"):
            self.pages.append(self.page)
        elif marked:
            message = "This page holds nothing. Put questions or text on it, or remove the marker."
            self.shelf.fault(self.page.mark, "empty-page", message)


def question_form(written: Map, shelf: Shelf) -> Map:
    """A question with its options, scales, rows and texts in place."""
    question = written.copy()
    for key in INNER_KEYS:
        if key in question:
            shelf.fault(question.keys_at[key], "unknown-key", f"There is no key {key} here. Remove it.")
            del question[key]
    for key in FROM_TEXTS:
        if isinstance(question.get(key), Map):
            question[key] = named_text(question, key, shelf)
    if "options" in question:
        options_form(question, shelf)
    if "rows" in question:
        question["rows"] = rows_form(question["rows"], question.keys_at["rows"], shelf)
    put_scales(question, shelf)
    if question.get("ask") == "pick_top" and isinstance(question.get("choose"), int):
        most = Map(question.values_at["choose"])
        most.put("most", question["choose"])
        question["choose"] = most
    say_form(question)
    shelf.questions[str(question.get("id"))] = question
    return question


def named_text(question: Map, key: str, shelf: Shelf) -> str:
    elsewhere = mapping(question, key)
    shelf.only(elsewhere, ("text",), f"A {key} from elsewhere")
    name = elsewhere.get("text")
    if not isinstance(name, str):
        message = "Name a text that is declared under texts: at the top; its words stand there."
        shelf.fault(question.values_at[key], "unknown-text", message)
        return ""
    if name not in shelf.texts:
        message = f"There is no text {name}.{meant(str(name), shelf.texts) or ' Declare it under texts:.'}"
        shelf.fault(question.values_at[key], "unknown-text", message)
    return shelf.texts.get(str(name), "")


def put_scales(question: Map, shelf: Shelf) -> None:
    """Scales in place of their names; where a question has no options, the steps of its scale are them."""
    if "scale" in question:
        scale = named_scale(question["scale"], question.values_at["scale"], shelf)
        question["scale"] = scale
        if question.get("ask") == "single":
            if "options" in question:
                message = "This question has options: and a scale:. Keep one of them."
                shelf.fault(question.keys_at["scale"], "scale-and-options", message)
            else:
                question.put("options", scale_options(scale), question.keys_at["scale"])
    scales = question.get("scales")
    if isinstance(scales, Seq):
        found = Seq(scales.mark)
        for number, name in enumerate(scales):
            found.put(named_scale(name, scales.values_at[number], shelf), scales.values_at[number])
        question["scales"] = found


def named_scale(name: object, mark: Mark, shelf: Shelf) -> Map:
    if name not in shelf.scales:
        hint = meant(str(name), shelf.scales) or " Declare it under scales: at the top."
        shelf.fault(mark, "unknown-scale", f"There is no scale {name}.{hint}")
        nothing = Map(mark)
        nothing.faulty = True
        return nothing
    scale = shelf.scales[str(name)]
    shelf.place(scale.get("steps"), mark)
    return scale


def scale_options(scale: Map) -> Seq:
    """The steps of a scale as options, the anchor as what stands under the label."""
    options = Seq(scale.mark)
    options.faulty = scale.faulty
    steps = scale.get("steps")
    for step in steps if isinstance(steps, Seq) else ():
        if isinstance(step, Map):
            option = Map(step.mark)
            option.take_from(step, ["code", "label"])
            if "anchor" in step:
                option.put("hint", step["anchor"], step.keys_at["anchor"])
            options.put(option, step.mark)
    return options
