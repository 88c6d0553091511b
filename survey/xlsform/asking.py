"""One row of a survey sheet as one question of a questionnaire."""

from __future__ import annotations

from collections.abc import Sequence

from survey.xlsform.bounding import Asked, set_limits, set_parameters
from survey.xlsform.choices import ChoiceList
from survey.xlsform.grids import ORDERED, Scales, Table
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.options import Options
from survey.xlsform.quoting import words_of
from survey.xlsform.translating import Translator
from survey.xlsform.types import Kind, kind_of, selecting
from survey.xlsform.workbook import Row
from survey.xlsform.xpath import CannotTranslate

YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"", "no", "false", "false()"})
PICTURES = "a questionnaire holds no pictures, sound or film"
WHY = {
    **dict.fromkeys(("image", "big-image", "audio", "video", "autoplay"), PICTURES),
    "appearance": "how a question looks follows from its kind",
    "calculation": "only a row of the type calculate is computed",
    "choice_filter": "there are no choices to narrow",
    "default": "no answer is filled in beforehand but an earlier one, with prefill",
    "parameters": "a questionnaire has no such setting",
    "read_only": "every question can be answered",
    "trigger": "nothing is worked out when an answer changes",
    "guidance_hint": "there is one hint, for whoever answers",
    "repeat_count": "nothing repeats here",
    "required": "only a question can be required, and always or never",
}


class Asking:
    """Turns rows into questions with what the form has said so far."""

    def __init__(self, names: Names, lists: dict[str, ChoiceList], ledger: Ledger) -> None:
        self.names = names
        self.lists = lists
        self.ledger = ledger
        self.options = Options(names, lists, ledger, self.words)
        self.scales = Scales()

    def question(self, row: Row, written: str, name: str) -> Asked | None:
        """The question in a row, or None where there is no such kind or nothing to choose from."""
        select = selecting(written)
        kind = select.kind if select else kind_of(written, row.cells.get("parameters", ""))
        if select and not self.lists.get(select.list_name, ChoiceList()).choices:
            message = f"There are no choices under {select.list_name}, so {name} is left out."
            self.ledger.leave_out(row.sheet, row.number, "type", message)
            return None
        own = self.id_for(row, name)
        codes = self.lists[select.list_name].codes if select else {}
        known = Known(own, kind.sort, dict(codes), whole=kind.whole)
        asked = Asked({"id": own, "ask": self.look(row, kind)}, known)
        self.say(asked, row, name)
        condition = self.condition(row, asked.uses)
        if condition:
            asked.question["show_if"] = condition
        if select and not self.options.put(asked, row, select, name):
            return None
        if asked.question.get("options") == {"chosen_in": condition[len("answered(") : -1]}:
            del asked.question["show_if"]  # who chose nothing is offered nothing, and so not asked
        asked.question |= kind.keys
        set_parameters(asked, row, kind)
        set_limits(asked, row, self.names, self.ledger, whole=kind.whole)
        if kind.note:
            self.ledger.change(row.sheet, row.number, "type", kind.note)
        self.names.learn(name, asked.known)
        if select:
            self.options.remember(asked, select.list_name)
        return asked

    def id_for(self, row: Row, name: str) -> str:
        found = self.names.question_id(name)
        if found != name:
            self.ledger.change(row.sheet, row.number, "name", f"{name} cannot be an id: it becomes {found}.")
        return found

    def look(self, row: Row, kind: Kind) -> str:
        """The kind that an appearance asks for; what else it says is left in the row."""
        said = row.take("appearance").split()
        known = [word for word in said if word in kind.looks]
        rest = [word for word in said if word not in kind.looks]
        if rest:
            row.cells["appearance"] = " ".join(rest)
        return kind.looks[known[0]] if known else kind.ask

    def say(self, asked: Asked, row: Row, name: str) -> None:
        """What people read: label, hint and the words for a blank that may not be."""
        question = asked.question
        label = row.take("label")
        if not label:
            self.ledger.change(row.sheet, row.number, "label", f"There is none: it becomes {name}.")
        question["text"] = self.words(label or name, row, "label", asked.uses)
        if hint := row.take("hint"):
            question["hint"] = self.words(hint, row, "hint", asked.uses)
        required, message = row.take("required"), row.take("required_message")
        if required.lower() in YES:
            question["required"] = True
            if message:
                question["messages"] = {"required": self.words(message, row, "required_message", asked.uses)}
        elif required.lower() not in NO:
            row.cells["required"] = required
        if message and "messages" not in question:
            row.cells["required_message"] = message

    def words(self, text: str, row: Row, column: str, uses: set[str]) -> str:
        found, quoted = words_of(text, self.names, row, column, self.ledger)
        uses |= quoted
        return found

    def condition(self, row: Row, uses: set[str]) -> str:
        """The condition of a row, or nothing where it has none that can be said."""
        written = row.take("relevant")
        translator = Translator(self.names)
        try:
            found = translator.condition(written) if written else ""
        except CannotTranslate as error:
            message = f"{written}: {error}. Without it, this is asked of everybody."
            self.ledger.leave_out(row.sheet, row.number, "relevant", message)
            return ""
        for remark in sorted(translator.remarks):
            self.ledger.change(row.sheet, row.number, "relevant", f"{written}: {remark}.")
        uses |= translator.uses
        return found

    def grid(self, begin: Row, table: Table, name: str) -> Asked:
        """A group whose questions share a list, as one question with a statement for each."""
        found = self.lists[table.list_name]
        own = self.id_for(begin, name)
        asked = Asked({"id": own, "ask": "grid"}, Known(own, "rows"))
        prompt = table.header.take("label") if table.header else ""
        label = begin.take("label")
        asked.question["text"] = self.words(label or prompt or name, begin, "label", asked.uses)
        hint = (table.hint.take("label") if table.hint else "") or begin.take("hint")
        if hint:
            asked.question["hint"] = self.words(hint, table.hint or begin, "label", asked.uses)
        if condition := self.condition(begin, asked.uses):
            asked.question["show_if"] = condition
        self.require(asked, table.rows)
        scale, new = self.scales.scale_for(table.list_name, prompt if label else "", found)
        found.used = True
        if new:
            self.ledger.change("choices", found.choices[0].row, "list_name", ORDERED.format(scale))
        asked.question |= {"scale": scale, "rows": {}}
        for row in table.rows:
            self.statement(asked, row, found)
        for gone in (table.header, table.hint):
            if gone is not None:
                self.names.lost.add(gone.take("name"))
        return asked

    def require(self, asked: Asked, rows: Sequence[Row]) -> None:
        """A form requires every row; here one answer is enough to go on."""
        wanted = [(row.take("required").lower(), row.take("required_message")) for row in rows]
        required, message = wanted[0]
        if required in YES:
            asked.question["required"] = True
            if message:
                said = self.words(message, rows[0], "required_message", asked.uses)
                asked.question["messages"] = {"required": said}
            self.ledger.change(rows[0].sheet, rows[0].number, "required", "One statement is enough to go on.")
        elif required not in NO or message:
            rest = {"required": required, "required_message": message}
            rows[0].cells.update({column: text for column, text in rest.items() if text})
            rows[0].leave_rest(self.ledger, WHY)

    def statement(self, asked: Asked, row: Row, found: ChoiceList) -> None:
        name = row.take("name")
        own = self.id_for(row, name)
        text = self.words(row.take("label") or name, row, "label", asked.uses)
        condition = self.condition(row, asked.uses)
        asked.question["rows"][own] = {"text": text, "show_if": condition} if condition else text
        asked.rows = (*asked.rows, own)
        self.names.learn(name, Known(own, "choice", dict(found.codes)))
