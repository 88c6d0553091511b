"""A survey sheet from its first row to its last: groups, notes and questions, each in its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from survey.engine.repeats import MOST_REPEATS
from survey.xlsform.asking import WHY, Asking
from survey.xlsform.bounding import Asked
from survey.xlsform.calculations import Calculations
from survey.xlsform.choices import ChoiceList
from survey.xlsform.grids import TABLE, table_in
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.outline import Origin, Outline
from survey.xlsform.quoting import words_of
from survey.xlsform.types import CONTROL, KINDS, NO_KIND, NO_LIST, REPEATS, SELECTS, UNKNOWN, selecting
from survey.xlsform.workbook import Row, Workbook
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Literal, Node, Ref, read_xpath

SHOWN_SO = frozenset({"field-list", TABLE})
SAY = "__say"
"""What ends the name of the words beside "other", in the data and in an exported form."""

LOOPED = "Nothing is asked for each choice of a list: what is in it is asked once."
NESTED = "A repeat inside a repeat: what is in it is asked once for each entry of the one around it."
CERTAIN = re.compile(r"[0-9]{1,4}")
DISABLED = frozenset({"yes", "true", "true()"})


class Begun(NamedTuple):
    """A group that has not ended yet, and whether it is asked again and again here too."""

    what: str
    repeats: bool = False


class SurveySheet:
    """Reads the rows of the survey sheet into an outline."""

    def __init__(self, book: Workbook, lists: dict[str, ChoiceList], title: str) -> None:
        self.rows = [row for row in book.rows("survey") if not self.is_disabled(row, book.ledger)]
        self.lists = lists
        self.ledger = book.ledger
        self.names = Names([row.cells["name"] for row in self.rows if is_asked(row)])
        self.calculations = Calculations(self.rows, self.names, book.ledger)
        self.asking = Asking(self.names, lists, book.ledger)
        self.outline = Outline(title, self.names)
        self.before: tuple[str, Asked] | None = None
        self.groups: list[Begun] = []
        self.at = 0

    def is_disabled(self, row: Row, ledger: Ledger) -> bool:
        if row.cells.get("disabled", "").lower() not in DISABLED:
            return False
        ledger.leave_out(row.sheet, row.number, "disabled", "The row is disabled, so it is left out.")
        return True

    def read(self) -> Outline:
        while self.at < len(self.rows):
            self.at += 1
            self.take(self.rows[self.at - 1])
        while self.groups:
            last = self.rows[-1]
            begun = self.groups.pop()
            message = f"A {begun.what} is never ended, so it ends with the last row."
            self.ledger.change(last.sheet, last.number, "type", message)
            self.close(begun, (last.sheet, last.number))
        self.calculations.finish()
        for section in [one for one in self.outline.sections if not one["questions"]]:
            sheet, number = self.outline.origins[id(section)]
            message = "Nothing in this group carries over, so neither does the group."
            self.ledger.leave_out(sheet, number, "name", message)
            self.outline.sections.remove(section)
        return self.outline

    def take(self, row: Row) -> None:
        if not row.cells:
            return
        written, name = " ".join(row.take("type").split()), row.take("name")
        origin = (row.sheet, row.number)
        if control := CONTROL.fullmatch(written.lower()):
            self.edge(row, name, control["edge"], control["what"], origin)
        elif written.lower() == "note":
            self.note(row, name, origin)
        elif written.lower() == "calculate":
            self.calculations.take(row, name)
            row.leave_rest(self.ledger, WHY)
        elif selecting(written) or written.lower() in KINDS:
            self.question(row, written if selecting(written) else written.lower(), name, origin)
        else:
            other = NO_LIST if written.lower() in SELECTS else UNKNOWN
            reason = NO_KIND.get(written.lower(), other) if written else "the row has no type"
            self.lose(row, name, "type", f"{written or 'A row'} {name}".strip() + f" is left out: {reason}.")

    def lose(self, row: Row, name: str, column: str, message: str) -> None:
        """A row that is left out whole."""
        self.ledger.leave_out(row.sheet, row.number, column, message)
        self.names.lost.add(name)

    # Groups

    def edge(self, row: Row, name: str, edge: str, what: str, origin: Origin) -> None:
        """The beginning or the end of a group, of a grid, or of a repeat."""
        self.before = None
        if edge == "end":
            self.end(what, origin)
        elif what in REPEATS and self.names.open is None:
            self.groups.append(Begun(what, repeats=True))
            self.begin_repeat(row, name or "repeat", origin)
        else:
            if what != "group":
                message = NESTED if what in REPEATS else LOOPED
                self.ledger.leave_out(row.sheet, row.number, "type", message)
            table = table_in(row, self.rows[self.at :], self.lists) if what == "group" else None
            if table is not None:
                self.outline.ask(self.asking.grid(row, table, name or "grid"), origin)
                self.at += table.length
                for inner in table.rows:
                    inner.cells.clear()
            else:
                self.groups.append(Begun(what))
                title = self.title(row)
                self.outline.begin(name or "group", title, self.asking.condition(row, set()), origin)
            self.leave_looks(row)
        row.leave_rest(self.ledger, WHY)

    def title(self, row: Row) -> str:
        return self.asking.words(row.take("label"), row, "label", set())

    def leave_looks(self, row: Row) -> None:
        """How a group looks is left in its row, unless pages look like that anyway."""
        looks = [word for word in row.take("appearance").split() if word not in SHOWN_SO]
        if looks:
            row.cells["appearance"] = " ".join(looks)

    def begin_repeat(self, row: Row, name: str, origin: Origin) -> None:
        condition = self.outline.gate(self.asking.condition(row, set()))
        certain = not condition and not any(group.condition for group in self.outline.groups)
        repeat = self.names.begin_repeat(name, self.most(row), certain=certain)
        if repeat.id != name:
            self.ledger.change(
                row.sheet, row.number, "name", f"{name} cannot be an id: it becomes {repeat.id}."
            )
        self.outline.begin_repeat(repeat, self.title(row), condition, origin)
        self.leave_looks(row)

    def most(self, row: Row) -> int:
        """How many entries there can be: as many as a form says, as far as a questionnaire has room."""
        written = row.take("repeat_count")
        found = int(written) if CERTAIN.fullmatch(written) else None
        most = min(max(found or 0, 1), MOST_REPEATS) if found is not None else MOST_REPEATS
        said = f"{written} of them" if written else "As many as people like"
        if found is None and written:
            said = f"{written}: how many there are does not follow from an answer"
        if found == 1:
            return 1
        how = f"{said}: it becomes up to {most}, and after each people say whether there is one more."
        (self.ledger.change if found == most else self.ledger.leave_out)(
            row.sheet, row.number, "repeat_count", how
        )
        return most

    def end(self, what: str, origin: Origin) -> None:
        """The end of what began last; pyxform takes no form in which another was meant."""
        if not self.groups:
            self.ledger.leave_out(*origin, "type", "There is no group left that this could end.")
            return
        begun = self.groups.pop()
        if (what in REPEATS) is not (begun.what in REPEATS):
            message = f"It ends the {begun.what}, which began last, though it says {what}."
            self.ledger.change(*origin, "type", message)
        self.close(begun, origin)

    def close(self, begun: Begun, origin: Origin) -> None:
        if not begun.repeats:
            self.outline.end(origin)
            return
        repeat, self.names.open = self.names.open, None
        if repeat is not None and not self.outline.end_repeat(origin):
            message = "Nothing in this repeat carries over, so neither does the repeat."
            self.ledger.leave_out(*origin, "name", message)

    # Notes and questions

    def note(self, row: Row, name: str, origin: Origin) -> None:
        uses: set[str] = set()
        condition = self.asking.condition(row, uses)
        for column in ("label", "hint"):
            if text := row.take(column):
                words, quoted = words_of(text, self.names, row, column, self.ledger)
                self.outline.tell(name or "note", words, condition, uses | quoted, origin)
        row.leave_rest(self.ledger, WHY)
        self.names.lost.add(name)
        self.before = None

    def question(self, row: Row, written: str, name: str, origin: Origin) -> None:
        if not name:
            self.lose(row, name, "name", f"The {written} has no name, so it is left out.")
            return
        if self.before is not None and self.beside(row, name, *self.before):
            return
        asked = self.asking.question(row, written, name)
        if asked is None:
            self.names.lost.add(name)
            return
        self.outline.ask(asked, origin)
        row.leave_rest(self.ledger, WHY)
        self.before = (name, asked)

    def beside(self, row: Row, name: str, choosing: str, asked: Asked) -> bool:
        """Whether this is the text beside an option just asked, as an exported form has it."""
        code = asked.known.codes.get(chosen(row.cells.get("relevant", ""), choosing) or "")
        options = asked.question.get("options")
        if name != choosing + SAY or code is None or not isinstance(options, dict):
            return False
        row.take("relevant")
        option = options[code]
        kept = option if isinstance(option, dict) else {"label": option}
        say = self.asking.words(row.take("label") or "Which?", row, "label", asked.uses)
        options[code] = {**kept, "say": say}
        self.names.learn(name, Known(asked.known.id + SAY, "text"))
        row.leave_rest(self.ledger, WHY)
        return True


def is_asked(row: Row) -> bool:
    """Whether conditions can speak of the row; a group may be called like a question."""
    return "name" in row.cells and not CONTROL.fullmatch(row.cells.get("type", "").lower())


def chosen(relevant: str, name: str) -> str | None:
    """The one choice of that question that an expression asks for."""
    try:
        tree: Node = read_xpath(relevant)
    except CannotTranslate:
        return None
    match tree:
        case Call("selected", (Ref(other), Literal(text))) | Binary("=", Ref(other), Literal(text)):
            return text if other == name else None
        case _:
            return None
