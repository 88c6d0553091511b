"""What there is to choose: the choices of a list, narrowed as its question says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from survey.xlsform.bounding import Asked
from survey.xlsform.choices import ChoiceList
from survey.xlsform.filtering import carried_from, offered
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.translating import Translator
from survey.xlsform.types import Selecting
from survey.xlsform.workbook import Row
from survey.xlsform.xpath import CannotTranslate

OTHER = {"label": "Other", "say": "Please say which"}
Words = Callable[[str, Row, str, set[str]], str]


class Options:
    """Puts options on questions; `plain` are the questions that offer the whole of a list as it is."""

    def __init__(self, names: Names, lists: dict[str, ChoiceList], ledger: Ledger, words: Words) -> None:
        self.names = names
        self.lists = lists
        self.ledger = ledger
        self.words = words
        self.plain: dict[str, str] = {}

    def put(self, asked: Asked, row: Row, select: Selecting, name: str) -> bool:
        """Give a question its options, or its rows; not where it never offers any."""
        found = self.lists[select.list_name]
        found.used = True
        if (earlier := self.carried(asked, row, select)) is not None:
            row.take("choice_filter")
            asked.uses.add(earlier.id)
            asked.question["options"] = {"chosen_in": earlier.id}
            return True
        offers = dict.fromkeys(found.codes, "") | self.conditions(asked, row, found)
        kept = [choice for choice in found.choices if offers[choice.name] is not None]
        if not kept:
            self.ledger.leave_out(
                row.sheet, row.number, "type", f"Nothing is ever offered, so {name} is left out."
            )
            return False
        for choice in found.choices:
            if choice not in kept:
                message = f"{choice.label} ({choice.name}) can never be offered here, so it is left out."
                self.ledger.leave_out(row.sheet, row.number, "choice_filter", message)
                del asked.known.codes[choice.name]
        rows = asked.known.sort == "rows"
        listed: dict[Any, Any] = {}
        for choice in kept:
            label = self.words(choice.label, row, "label", asked.uses)
            key = self.names.question_id(choice.name) if rows else choice.code
            test = offers[choice.name]
            listed[key] = {"text" if rows else "label": label, "show_if": test} if test else label
        asked.question["rows" if rows else "options"] = listed
        if select.or_other and not rows:
            self.put_other(asked, name)
        return True

    def put_other(self, asked: Asked, name: str) -> None:
        """`or_other`: one more option, with words of one's own."""
        options = asked.question["options"]
        options["other"] = {**OTHER, "label": options.get("other", OTHER["label"])}
        asked.known.codes["other"] = "other"
        if f"{name}_other" not in self.names.all:
            self.names.learn(f"{name}_other", Known(f"{asked.known.id}__say", "text"))

    def carried(self, asked: Asked, row: Row, select: Selecting) -> Known | None:
        """The earlier question whose choices alone are offered, where both offer the same list."""
        written = row.cells.get("choice_filter", "")
        if not written or asked.known.sort == "rows" or "selected(" in row.cells.get("constraint", ""):
            return None
        try:
            name = carried_from(written)
            earlier = self.names.get(name) if name else None
        except CannotTranslate:
            return None
        same = earlier is not None and self.plain.get(earlier.id) == select.list_name
        return earlier if same and not select.or_other else None

    def conditions(self, asked: Asked, row: Row, found: ChoiceList) -> dict[str, str | None]:
        """When each choice is offered, by name, as far as a filter says so."""
        written = row.take("choice_filter")
        translator = Translator(self.names)
        try:
            offers = offered(written, found, translator) if written else {}
        except CannotTranslate as error:
            message = f"{written}: {error}. Without it, every choice is offered."
            self.ledger.leave_out(row.sheet, row.number, "choice_filter", message)
            return {}
        for remark in sorted(translator.remarks):
            self.ledger.change(row.sheet, row.number, "choice_filter", f"{written}: {remark}.")
        asked.uses |= translator.uses
        return {choice.name: test for choice, test in offers.items()}

    def remember(self, asked: Asked, list_name: str) -> None:
        """Note a question that offers a list as it is, so that a later one can carry its choices."""
        options = asked.question.get("options", {})
        if all(isinstance(label, str) for label in options.values()) and "chosen_in" not in options:
            self.plain[asked.known.id] = list_name
