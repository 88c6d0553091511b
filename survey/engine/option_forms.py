"""The ways an author can write options, scales and rows, each turned into one plain form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from survey.engine.parts import DECLINING
from survey.engine.yaml_source import Fault, Map, Mark, Seq

OPTION_FORMS = ("list", "same_as", "chosen_in", "rows_of", "also")


@dataclass
class Shelf:
    """What a file declares for reuse, and the faults met so far."""

    lists: dict[str, Seq] = field(default_factory=dict)
    scales: dict[str, Map] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Map] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, mark: Mark, code: str, message: str) -> None:
        self.faults.append(Fault(mark, code, message))


def coded_list(entries: object, mark: Mark, shelf: Shelf) -> Seq:
    """`code: label` or `code: {label, ...}` as a list of {code, label, ...}."""
    found = Seq(mark)
    if not isinstance(entries, Map):
        shelf.fault(mark, "wrong-type", "Write one line an answer: code: label")
        return found
    for code, value in entries.items():
        at = entries.keys_at[code]
        item = Map(at)
        item.put("code", code, at)
        if isinstance(value, Map):
            item.take_from(value)
            check_missing(item, code, shelf)
        else:
            item.put("label", value, at, entries.values_at[code])
        found.put(item, at)
    return found


def check_missing(item: Map, code: object, shelf: Shelf) -> None:
    """`missing: dont_know` is taken where the code already says so."""
    if "missing" not in item:
        return
    if item["missing"] is True:
        item["missing"] = str(code)
    if item["missing"] not in DECLINING or item["missing"] != code:
        names = ", ".join(DECLINING)
        shelf.fault(
            item.values_at["missing"],
            "missing-code",
            f"Give an answer outside the scale one of these codes: {names}.",
        )
    del item["missing"]


def scale_form(name: str, written: object, mark: Mark, shelf: Shelf) -> Map:
    """A declared scale with its id and its steps as a list."""
    scale = Map(mark)
    scale.put("id", name, mark)
    if not isinstance(written, Map):
        shelf.fault(mark, "wrong-type", "A scale has steps: and may have prompt:, title: and direction:.")
        return scale
    scale.take_from(written)
    if "steps" in written:
        scale["steps"] = coded_list(written["steps"], written.keys_at["steps"], shelf)
    return scale


def rows_form(written: object, mark: Mark, shelf: Shelf) -> Seq:
    """`id: text` or `id: {text, ...}` as a list of {id, text, ...}."""
    rows = Seq(mark)
    if not isinstance(written, Map):
        shelf.fault(mark, "wrong-type", "Write one line a statement: id: text")
        return rows
    for name, value in written.items():
        at = written.keys_at[name]
        row = Map(at)
        row.put("id", name, at)
        if isinstance(value, Map):
            row.take_from(value)
        else:
            row.put("text", value, at, written.values_at[name])
        rows.put(row, at)
    return rows


def options_form(question: Map, shelf: Shelf) -> None:
    """Turn whatever `options` says into a list; carried options also say where they come from."""
    written, at = question["options"], question.keys_at["options"]
    if not isinstance(written, Map):
        shelf.fault(at, "wrong-type", "Write one line an answer: code: label")
        return
    if not any(key in written for key in OPTION_FORMS):
        question["options"] = coded_list(written, at, shelf)
        return
    found = Seq(at)
    for key in written:
        if key not in OPTION_FORMS:
            shelf.fault(
                written.keys_at[key],
                "unknown-key",
                f"Options take {', '.join(OPTION_FORMS)} or codes, not {key}.",
            )
            continue
        for item in SOURCES[str(key)](written[key], written.values_at[key], shelf):
            found.put(item, written.keys_at[key])
    if "chosen_in" in written:
        question.put(
            "chosen_in", written["chosen_in"], written.keys_at["chosen_in"], written.values_at["chosen_in"]
        )
    question["options"] = found


def from_list(name: object, mark: Mark, shelf: Shelf) -> Seq:
    if name not in shelf.lists:
        shelf.fault(mark, "unknown-list", f"There is no list {name}. Declare it under lists: at the top.")
        return Seq(mark)
    return shelf.lists[str(name)]


def from_question(name: object, mark: Mark, shelf: Shelf) -> Seq:
    options = shelf.questions.get(str(name), Map(mark)).get("options")
    if not isinstance(options, Seq):
        shelf.fault(mark, "unknown-question", f"There is no earlier question {name} with options of its own.")
        return Seq(mark)
    return options


def from_rows(name: object, mark: Mark, shelf: Shelf) -> Seq:
    found = Seq(mark)
    rows = shelf.questions.get(str(name), Map(mark)).get("rows")
    if not isinstance(rows, Seq):
        shelf.fault(mark, "unknown-question", f"There is no earlier grid {name}.")
        return found
    for row in rows:
        if isinstance(row, Map):
            item = Map(mark)
            item.put("code", row.get("id"), mark)
            item.put("label", row.get("text"), mark)
            found.put(item, mark)
    return found


SOURCES: dict[str, Callable[[object, Mark, Shelf], Seq]] = {
    "list": from_list,
    "same_as": from_question,
    "chosen_in": from_question,
    "rows_of": from_rows,
    "also": coded_list,
}


def say_form(question: Map) -> None:
    """A look-up's or a pick's own `say` adds the option "other" with a field of its own."""
    options = question.get("options")
    if not question.get("say") or not isinstance(options, Seq):
        return
    at = question.keys_at["say"]
    other = Map(at)
    other.put("code", "other", at)
    other.put("label", "Something else", at)
    other.put("say", question["say"], at)
    longer = Seq(options.mark)
    for number, option in enumerate(options):
        longer.put(option, options.values_at.get(number, at))
    longer.put(other, at)
    question["options"] = longer
