"""One row of a survey sheet as one question of a questionnaire."""

from __future__ import annotations

from typing import Any

from survey.xlsform.bounding import Asked, set_limits, set_parameters
from survey.xlsform.choices import ChoiceList
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.quoting import words_of
from survey.xlsform.translating import Translator
from survey.xlsform.types import KINDS, Kind, Selecting, selecting
from survey.xlsform.workbook import Row
from survey.xlsform.xpath import CannotTranslate

YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"", "no", "false", "false()"})
OTHER = {"label": "Other", "say": "Please say which"}
PICTURES = "a questionnaire holds no pictures, sound or film"
WHY = {
    **dict.fromkeys(("image", "big-image", "audio", "video", "autoplay"), PICTURES),
    "appearance": "how a question looks follows from its kind",
    "calculation": "what is computed stands under computed:; write it there by hand",
    "choice_filter": "narrow options by hand, with show_if on an option or with chosen_in",
    "default": "no answer is filled in beforehand but an earlier one, with prefill",
    "parameters": "a questionnaire has no such setting",
    "read_only": "every question can be answered",
    "trigger": "nothing is worked out when an answer changes",
    "guidance_hint": "there is one hint, for whoever answers",
    "repeat_count": "what is in the repeat is asked once",
}


class Asking:
    """Turns rows into questions with what the form has said so far."""

    def __init__(self, names: Names, lists: dict[str, ChoiceList], ledger: Ledger) -> None:
        self.names = names
        self.lists = lists
        self.ledger = ledger

    def question(self, row: Row, written: str, name: str) -> Asked | None:
        """The question in a row, or None where there is no such kind or nothing to choose from."""
        select = selecting(written)
        kind = select.kind if select else KINDS[written]
        if select and not self.lists.get(select.list_name, ChoiceList()).choices:
            message = f"There are no choices under {select.list_name}, so {name} is left out."
            self.ledger.leave_out(row.sheet, row.number, "type", message)
            return None
        own = self.id_for(row, name)
        codes = self.lists[select.list_name].codes if select else {}
        asked = Asked({"id": own, "ask": self.look(row, kind)}, Known(own, kind.sort, dict(codes)))
        self.say(asked, row, name)
        condition = self.condition(row, asked.uses)
        if condition:
            asked.question["show_if"] = condition
        if select:
            self.options(asked, row, select, name)
        asked.question |= kind.keys
        set_parameters(asked, row)
        set_limits(asked, row, self.names, self.ledger, whole=kind.whole)
        if kind.note:
            self.ledger.change(row.sheet, row.number, "type", kind.note)
        self.names.known[name] = asked.known
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
        uses |= translator.uses
        return found

    def options(self, asked: Asked, row: Row, select: Selecting, name: str) -> None:
        found = self.lists[select.list_name]
        found.used = True
        labels = {choice: self.words(choice.label, row, "label", asked.uses) for choice in found.choices}
        if asked.known.sort == "rows":
            asked.question["rows"] = {
                self.names.question_id(choice.name): label for choice, label in labels.items()
            }
            return
        options: dict[Any, Any] = {choice.code: label for choice, label in labels.items()}
        if select.or_other:
            label = options.get("other", OTHER["label"])
            options["other"] = {**OTHER, "label": label}
            asked.known.codes["other"] = "other"
            self.names.known.setdefault(f"{name}_other", Known(f"{asked.known.id}__say", "text"))
        asked.question["options"] = options
