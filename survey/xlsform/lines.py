"""Where the parts of a questionnaire stand in its file, by their names."""

from __future__ import annotations

import re

from survey.engine.codebook import Code
from survey.engine.yaml_source import Map, Seq, mapping


class Lines:
    """Lines of sections, pages, questions, rows and keys; what the file lacks stands where its owner does."""

    def __init__(self, source: Map) -> None:
        self.source = source
        self.sections: dict[str, Map] = {}
        self.pages: dict[str, Map] = {}
        self.questions: dict[str, Map] = {}
        sections = self.source.get("sections")
        for section in sections if isinstance(sections, Seq) else ():
            if isinstance(section, Map):
                self.sections[str(section.get("id"))] = section
                self.take(section)

    def take(self, owner: Map) -> None:
        questions = owner.get("questions")
        for item in questions if isinstance(questions, Seq) else ():
            if isinstance(item, Map) and "page" in item:
                self.pages[str(item["page"])] = item
            elif isinstance(item, Map):
                self.questions[str(item.get("id"))] = item
                self.take(item)

    def top(self, key: str) -> int:
        return self.source.keys_at[key].line if key in self.source else 1

    def computed(self, name: str, key: str = "") -> int:
        """The line of something computed, or of one of its keys."""
        inside = mapping(self.source, "computed")
        if name not in inside:
            return self.top("computed")
        entry = mapping(inside, name)
        return entry.keys_at[key].line if key in entry else inside.keys_at[name].line

    def section(self, name: str, key: str = "id") -> int:
        return line_in(self.sections.get(name), key)

    def page(self, name: str, section: str, key: str = "page") -> int:
        found = named(self.pages, name)
        return line_in(found, key) if found is not None else self.section(section, key)

    def question(self, name: str, key: str = "id") -> int:
        return line_in(named(self.questions, name), key)

    def of(self, name: str, key: str) -> int:
        """The line of a key in the question, page or section of that name that has it."""
        parts = (named(self.questions, name), named(self.pages, name), self.sections.get(name))
        found = [part for part in parts if part is not None]
        return line_in(next((part for part in found if key in part), found[0] if found else None), key)

    def inner(self, question: str, key: str, name: Code) -> int:
        """The line of one option or one row."""
        inside = mapping(named(self.questions, question) or Map(self.source.mark), key)
        return inside.keys_at[name].line if name in inside else self.question(question, key)


def named(parts: dict[str, Map], name: str) -> Map | None:
    """A part by its name; what a group asks again and again is written once."""
    group, _, own = name.partition("__")
    return parts.get(name) or parts.get(own) or parts.get(re.sub(r"_\d+$", "", group))


def line_in(part: Map | None, key: str) -> int:
    if part is None:
        return 1
    return part.keys_at[key].line if key in part else part.mark.line
