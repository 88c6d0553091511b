"""Groups of a form as sections and pages: an outermost group is a section, one inside it a page.

A condition looks at earlier pages only, and a form's at anything before it. So a page ends where what
comes next looks at a question on it, or quotes one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from survey.xlsform.bounding import Asked
from survey.xlsform.names import Names, Repeat
from survey.xlsform.worded import in_all

Origin = tuple[str, int]


class Group(NamedTuple):
    """A group that is open: what its pages are called and when they are shown."""

    title: str
    condition: str = ""


class Outline:
    """The sections so far; `origins` tells from which row each part of them came.

    `inside` is the list that takes what comes next, of a section or of a repeat in it, `around` the id of
    either; `outer` is how many open groups stand around both and have a condition of their own.
    """

    def __init__(self, title: str, names: Names) -> None:
        self.title = title
        self.names = names
        self.sections: list[dict[str, Any]] = []
        self.origins: dict[int, Origin] = {}
        self.groups: list[Group] = []
        self.inside: list[dict[str, Any]] = []
        self.around = ""
        self.heading = ""
        self.outer = 1
        self.open = False
        self.page: dict[str, Any] = {}
        self.here: set[str] = set()
        self.fresh = False

    # Groups

    def begin(self, name: str, title: str, condition: str, origin: Origin) -> None:
        if self.groups or self.names.open is not None:
            self.groups.append(Group(title or self.title_here, condition))
            first = self.fresh and not self.page and name == f"{self.around}_page" and not condition
            if (
                first
                and self.names.open is not None
                and in_all(self.heading) == in_all(self.sections[-1]["title"])
            ):
                self.sections[-1]["questions"][-1]["title"] = self.heading = title
            if not (first and in_all(title) == in_all(self.heading)):
                self.begin_page(name, origin)
        else:
            self.groups.append(Group(title or self.title, condition))
            self.begin_section(name, title or self.title, condition, origin)

    @property
    def title_here(self) -> str:
        return self.groups[-1].title if self.groups else self.title

    def end(self, origin: Origin) -> None:
        if self.groups:
            self.groups.pop()
        if self.groups or self.names.open is not None:
            self.begin_page(f"{self.around}_next", origin)
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
        self.begin_inside(section["questions"], section["id"], title, 1)
        self.open = True

    def begin_inside(self, questions: list[dict[str, Any]], around: str, heading: str, outer: int) -> None:
        """What comes next stands in this list, its first page begun."""
        self.inside, self.around, self.heading, self.outer = questions, around, heading, outer
        self.fresh, self.page, self.here = True, {}, set()

    def begin_page(self, name: str, origin: Origin, condition: str = "") -> None:
        """A page that stands in the file once something is on it."""
        self.page = {"page": name, "title": self.title_here}
        if gate := self.gate(condition):
            self.page["show_if"] = gate
        self.origins[id(self.page)] = origin
        self.fresh, self.here = True, set()

    def gate(self, condition: str = "") -> str:
        """What must hold in the groups around, and this besides."""
        gates = [one.condition for one in self.groups[self.outer :] if one.condition]
        gates += [condition] if condition else []
        return gates[0] if len(gates) == 1 else " and ".join(f"({gate})" for gate in gates)

    # Repeats

    def begin_repeat(self, repeat: Repeat, title: str, condition: str, origin: Origin) -> None:
        """A group that is asked again and again; its pages are its own."""
        self.ensure_section(origin)
        group: dict[str, Any] = {"ask": "group", "id": repeat.id, "title": title or self.title_here}
        if condition:
            group["show_if"] = condition
        group |= {"repeat": {"most": repeat.most}, "questions": []}
        self.origins[id(group)] = origin
        self.inside.append(group)
        self.groups.append(Group(group["title"]))
        self.begin_inside(group["questions"], repeat.id, group["title"], len(self.groups))

    def end_repeat(self, origin: Origin) -> bool:
        """The end of a repeat, which stays if something is asked in it."""
        self.groups.pop()
        section = self.sections[-1]
        asks = any("ask" in one for one in self.inside)
        if not asks:
            section["questions"].pop()
        self.begin_inside(section["questions"], section["id"], section["title"], 1)
        self.begin_page(f"{section['id']}_next", origin)
        return asks

    # What stands on pages

    def place(self) -> list[dict[str, Any]]:
        """The list that takes what comes next, its page begun."""
        if self.page and self.fresh:
            self.page["page"] = self.names.place_id(self.page["page"])
            self.inside.append(self.page)
        self.fresh = False
        return self.inside

    def ensure_section(self, origin: Origin) -> None:
        if not self.open:
            self.begin_section(f"part_{len(self.sections) + 1}", self.title, "", origin)

    def ask(self, asked: Asked, origin: Origin) -> None:
        self.ensure_section(origin)
        if asked.uses & self.here:
            self.begin_page(f"{asked.question['id']}_page", origin)
        self.place().append(asked.question)
        self.origins[id(asked.question)] = origin
        self.here |= {asked.known.id, f"{asked.known.id}__say", *asked.rows}

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
