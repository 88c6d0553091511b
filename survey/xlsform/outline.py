"""Groups of a form as sections and pages: an outermost group is a section, one inside it a page.

A condition looks at earlier pages only, and a form's at anything before it. So a page ends where what
comes next looks at a question on it, or quotes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.xlsform.bounding import Asked
from survey.xlsform.names import Names

Origin = tuple[str, int]


@dataclass
class Group:
    """A group that is open: what its pages are called and when they are shown."""

    title: str
    condition: str = ""


class Outline:
    """The sections so far; `origins` tells from which row each part of them came."""

    def __init__(self, title: str, names: Names) -> None:
        self.title = title
        self.names = names
        self.sections: list[dict[str, Any]] = []
        self.origins: dict[int, Origin] = {}
        self.groups: list[Group] = []
        self.open = False
        self.page: dict[str, Any] = {}
        self.here: set[str] = set()
        self.fresh = False

    # Groups

    def begin(self, name: str, title: str, condition: str, origin: Origin) -> None:
        if self.groups:
            self.groups.append(Group(title or self.groups[-1].title, condition))
            section = self.sections[-1]
            first = self.fresh and not self.page and name == f"{section['id']}_page"
            if not (first and not condition and title == section["title"]):
                self.begin_page(name, origin)
        else:
            self.groups.append(Group(title or self.title, condition))
            self.begin_section(name, title or self.title, condition, origin)

    def end(self, origin: Origin) -> None:
        if self.groups:
            self.groups.pop()
        if self.groups:
            self.begin_page(f"{self.sections[-1]['id']}_next", origin)
        else:
            self.open = False

    def begin_section(self, name: str, title: str, condition: str, origin: Origin) -> None:
        section: dict[str, Any] = {"id": self.names.place_id(name), "title": title}
        section["stage"] = section["id"]
        if condition:
            section["show_if"] = condition
        section["questions"] = []
        self.sections.append(section)
        self.origins[id(section)] = origin
        self.open, self.fresh, self.page, self.here = True, True, {}, set()

    def begin_page(self, name: str, origin: Origin, condition: str = "") -> None:
        """A page that stands in the file once something is on it."""
        group = self.groups[-1] if self.groups else Group(self.title)
        gates = [one.condition for one in self.groups[1:] if one.condition]
        gates += [condition] if condition else []
        self.page = {"page": name, "title": group.title}
        if gates:
            self.page["show_if"] = (
                gates[0] if len(gates) == 1 else " and ".join(f"({gate})" for gate in gates)
            )
        self.origins[id(self.page)] = origin
        self.fresh, self.here = True, set()

    # What stands on pages

    def place(self) -> list[dict[str, Any]]:
        """The list that takes what comes next, its page begun."""
        questions: list[dict[str, Any]] = self.sections[-1]["questions"]
        if self.page and self.fresh:
            self.page["page"] = self.names.place_id(self.page["page"])
            questions.append(self.page)
        self.fresh = False
        return questions

    def ensure_section(self, origin: Origin) -> None:
        if not self.open:
            self.begin_section(f"part_{len(self.sections) + 1}", self.title, "", origin)

    def ask(self, asked: Asked, origin: Origin) -> None:
        self.ensure_section(origin)
        if asked.uses & self.here:
            self.begin_page(f"{asked.question['id']}_page", origin)
        self.place().append(asked.question)
        self.origins[id(asked.question)] = origin
        self.here.add(asked.known.id)
        self.here.add(f"{asked.known.id}__say")

    def tell(self, name: str, text: str, condition: str, uses: set[str], origin: Origin) -> None:
        """A note: the words at the top of a page, which is its own where it has a condition."""
        self.ensure_section(origin)
        if not self.page or self.here or condition:
            self.begin_page(name, origin, condition)
        if self.fresh:
            self.place()
        self.page.setdefault("text", []).append(text)
        if condition:
            self.begin_page(f"{name}_next", origin)
