"""A survey sheet from its first row to its last: groups, notes and questions, each in its place."""

from __future__ import annotations

from survey.xlsform.asking import PICTURES, WHY, Asking
from survey.xlsform.bounding import Asked
from survey.xlsform.choices import ChoiceList
from survey.xlsform.names import Known, Names
from survey.xlsform.outline import Origin, Outline
from survey.xlsform.quoting import words_of
from survey.xlsform.types import CONTROL, KINDS, NO_KIND, UNKNOWN, selecting
from survey.xlsform.workbook import Row, Workbook
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Literal, Node, Ref, read_xpath

SAY = "__say"
"""What ends the name of the words beside "other", in the data and in an exported form."""

ONCE = "Nothing repeats here: what is in it is asked once."
DISABLED = frozenset({"yes", "true", "true()"})


class SurveySheet:
    """Reads the rows of the survey sheet into an outline."""

    def __init__(self, book: Workbook, lists: dict[str, ChoiceList], title: str) -> None:
        self.book = book
        self.ledger = book.ledger
        rows = book.rows("survey")
        self.names = Names([row.cells["name"] for row in rows if is_asked(row)])
        self.asking = Asking(self.names, lists, book.ledger)
        self.outline = Outline(title, self.names)
        self.before: tuple[str, Asked] | None = None

    def read(self) -> Outline:
        for row in self.book.rows("survey"):
            self.take(row)
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
        if row.cells.get("disabled", "").lower() in DISABLED:
            self.lose(row, name, "disabled", "The row is disabled, so it is left out.")
        elif control := CONTROL.fullmatch(written.lower()):
            self.edge(row, name, control["edge"], control["what"], origin)
        elif written.lower() == "note":
            self.note(row, name, origin)
        elif selecting(written) or written.lower() in KINDS:
            self.question(row, written if selecting(written) else written.lower(), name, origin)
        else:
            reason = NO_KIND.get(written.lower(), UNKNOWN) if written else "the row has no type"
            self.lose(row, name, "type", f"{written or 'A row'} {name}".strip() + f" is left out: {reason}.")

    def lose(self, row: Row, name: str, column: str, message: str) -> None:
        """A row that is left out whole."""
        self.ledger.leave_out(row.sheet, row.number, column, message)
        self.names.lost.add(name)

    def edge(self, row: Row, name: str, edge: str, what: str, origin: Origin) -> None:
        """The beginning or the end of a group; a repeat is a group that is asked once."""
        if edge == "end":
            self.outline.end(origin)
        else:
            if what != "group":
                self.ledger.leave_out(row.sheet, row.number, "type", ONCE)
            uses: set[str] = set()
            title = self.asking.words(row.take("label"), row, "label", uses)
            looks = [word for word in row.take("appearance").split() if word != "field-list"]
            if looks:
                row.cells["appearance"] = " ".join(looks)
            self.outline.begin(name or "group", title, self.asking.condition(row, set()), origin)
        row.leave_rest(self.ledger, WHY)
        self.before = None

    def note(self, row: Row, name: str, origin: Origin) -> None:
        uses: set[str] = set()
        condition = self.asking.condition(row, uses)
        for column in ("label", "hint"):
            if text := row.take(column):
                words, quoted = words_of(text, self.names, row, column, self.ledger)
                self.outline.tell(name or "note", words, condition, uses | quoted, origin)
        row.take("required")
        row.leave_rest(self.ledger, {**WHY, **dict.fromkeys(("image", "audio", "video"), PICTURES)})
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
        self.names.known[name] = Known(asked.known.id + SAY, "text")
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
