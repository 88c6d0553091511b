"""The ways an author can write options, scales and rows, each turned into one plain form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from survey.engine.parts import DECLINING
from survey.engine.phrases import own_words
from survey.engine.spelling import meant
from survey.engine.yaml_source import Fault, Map, Mark, Seq, YamlFaults, mapping

OPTION_FORMS = ("list", "where", "same_as", "chosen_in", "rows_of", "also")
COMMA = "Write it after a colon; if a comma before it belongs to a text, put that text in quotes."
MOST_PLACED = 50_000
"""Options, steps and rows in all, once lists and scales stand wherever they are used."""


@dataclass
class Shelf:
    """What a file declares for reuse, and the faults met so far."""

    lists: dict[str, Seq] = field(default_factory=dict)
    facts: dict[str, dict[str, Map]] = field(default_factory=dict)
    """What a reference list says of each entry, by list and code, such as the board of a borough."""
    scales: dict[str, Map] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Map] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    placed: int = 0

    def fault(self, mark: Mark, code: str, message: str) -> None:
        self.faults.append(Fault(mark, code, message))

    def nothing(self, mark: Mark, code: str, message: str) -> Seq:
        """An empty list in place of one that is not there, with the fault that says so."""
        self.fault(mark, code, message)
        found = Seq(mark)
        found.faulty = True
        return found

    def only(self, written: Map, keys: Iterable[str], what: str) -> None:
        """Refuse keys that something does not take."""
        known = tuple(keys)
        for key in written:
            if key not in known:
                hint = meant(str(key), known) or f" It takes {', '.join(known)}."
                message = f"{what} does not take {key}.{hint}"
                self.fault(written.keys_at[key], "unknown-key", message)

    def place(self, items: object, mark: Mark) -> None:
        """Count what is put in place of a name, so that reuse cannot make a small file enormous."""
        self.placed += len(items) if isinstance(items, list) else 0
        if self.placed > MOST_PLACED:
            self.fault(mark, "too-large", f"Lists and scales come to more than {MOST_PLACED:,} entries.")
            raise YamlFaults(self.faults)


def named_entries(written: object, mark: Mark, shelf: Shelf, *, name: str, words: str) -> Seq:
    """`key: words` or `key: {...}`, one a line, as a list of {name: key, words: ...}."""
    found = Seq(mark)
    if not isinstance(written, Map):
        shelf.fault(mark, "wrong-type", f"Write one line for each, as {name}: {words}")
        found.faulty = True
        return found
    for key, value in written.items():
        at = written.keys_at[key]
        if value is None and words != "now":
            shelf.fault(at, "wrong-type", f"{key} has no {words}. {COMMA}")
            found.faulty = True
            continue
        item = Map(at)
        item.put(name, key, at)
        if not isinstance(value, Map):
            item.put(words, value, at, written.values_at[key])
        else:
            if name in value:
                message = f"The {name} stands before the colon: {key}."
                shelf.fault(value.keys_at[name], "unknown-key", message)
            item.take_from(value, [inner for inner in value if inner != name])
        found.put(item, at)
    return found


def coded_list(entries: object, mark: Mark, shelf: Shelf) -> Seq:
    """Answers by code, as a list of {code, label, ...}."""
    found = named_entries(entries, mark, shelf, name="code", words="label")
    for item in found:
        if isinstance(item, Map) and "missing" in item:
            check_missing(item, shelf)
    return found


def check_missing(item: Map, shelf: Shelf) -> None:
    """`missing: dont_know`, or `missing: true`, is taken where the code already says so."""
    if item["code"] not in DECLINING or item["missing"] not in (True, item["code"]):
        message = f"Give an answer outside the scale one of these codes: {', '.join(DECLINING)}."
        shelf.fault(item.values_at["missing"], "missing-code", message)
    del item["missing"]


def scale_form(name: str, written: object, mark: Mark, shelf: Shelf) -> Map:
    """A declared scale with its id and its steps as a list."""
    scale = Map(mark)
    scale.put("id", name, mark)
    if not isinstance(written, Map):
        shelf.fault(mark, "wrong-type", "A scale has steps: and may have prompt:, title: and direction:.")
        scale.faulty = True
        return scale
    shelf.only(written, ("prompt", "title", "direction", "steps"), "A scale")
    scale.take_from(written, ("prompt", "title", "direction", "steps"))
    if "steps" in written:
        scale["steps"] = coded_list(written["steps"], written.keys_at["steps"], shelf)
    return scale


def rows_form(written: object, mark: Mark, shelf: Shelf) -> Seq:
    """Statements by id, as a list of {id, text, ...}."""
    return named_entries(written, mark, shelf, name="id", words="text")


def options_form(question: Map, shelf: Shelf) -> None:
    """Turn whatever `options` says into a list; carried options also say where they come from."""
    written, at = question["options"], question.keys_at["options"]
    if not isinstance(written, Map) or not any(key in written for key in OPTION_FORMS):
        question["options"] = coded_list(written, at, shelf)
        return
    shelf.only(written, OPTION_FORMS, "A list of options from elsewhere")
    found, besides = Seq(at), Seq(at)
    for key in (key for key in written if key in SOURCES):
        entries = SOURCES[str(key)](written[key], written.values_at[key], shelf)
        if key == "list" and "where" in written:
            entries = those_where(entries, str(written[key]), mapping(written, "where"), shelf)
        shelf.place(entries, written.keys_at[key])
        found.faulty |= entries.faulty
        for item in entries:
            found.put(item, written.keys_at[key])
            if key != "chosen_in" and isinstance(item, Map):
                besides.put(item.get("code"), written.keys_at[key])
    if "chosen_in" in written:
        question.put(
            "chosen_in", written["chosen_in"], written.keys_at["chosen_in"], written.values_at["chosen_in"]
        )
        question.put("besides", besides, at)
    question["options"] = found


def from_list(name: object, mark: Mark, shelf: Shelf) -> Seq:
    if name not in shelf.lists:
        hint = meant(str(name), shelf.lists) or " Declare it under lists: at the top."
        message = f"There is no list {name}.{hint}"
        return shelf.nothing(mark, "unknown-list", message)
    return shelf.lists[str(name)]


def those_where(options: Seq, name: str, where: Map, shelf: Shelf) -> Seq:
    """`where: {icb: board}`: entries of a reference list whose icb was answered to the question board.

    An entry is offered to everybody when it says nothing that could be answered there; and all are, to
    somebody who answered nothing of the kind.
    """
    found = options.copy()
    for key, question in () if options.faulty else where.items():
        at = where.keys_at[key]
        codes = [item.get("code") for item in from_question(question, at, shelf) if isinstance(item, Map)]
        said = {code: entry.get(key) for code, entry in shelf.facts.get(name, {}).items()}
        values = sorted({str(value) for value in said.values() if value in codes})
        if codes and not values:
            message = f"The entries of {name} have no {key} that is a code of {question}."
            shelf.fault(at, "no-shared-code", message)
        for number, option in enumerate(found):
            value = said.get(str(option.get("code"))) if isinstance(option, Map) else None
            if isinstance(option, Map) and str(value) in values:
                listed = ", ".join(f"'{other}'" for other in values)
                both = [f"(any({question}, '{value}') or not any({question}, {listed}))"]
                both += [str(option["show_if"])] if "show_if" in option else []
                twin = option.copy()
                twin.put("show_if", " and ".join(both), at)
                found[number] = twin
    return found


def from_question(name: object, mark: Mark, shelf: Shelf) -> Seq:
    options = shelf.questions.get(str(name), Map(mark)).get("options")
    if not isinstance(options, Seq):
        message = f"There is no earlier question {name} with options of its own."
        return shelf.nothing(mark, "unknown-question", message)
    return options


def from_chosen(name: object, mark: Mark, shelf: Shelf) -> Seq:
    """Options to be narrowed to those chosen; their own fields and ends stay with the earlier question."""
    found = Seq(mark)
    options = from_question(name, mark, shelf)
    found.faulty = options.faulty
    for option in options:
        if isinstance(option, Map):
            twin = Map(option.mark)
            twin.take_from(option, ("code", "label", "hint", "alone"))
            found.put(twin, option.mark)
    return found


def from_rows(name: object, mark: Mark, shelf: Shelf) -> Seq:
    found = Seq(mark)
    rows = shelf.questions.get(str(name), Map(mark)).get("rows")
    if not isinstance(rows, Seq):
        return shelf.nothing(mark, "unknown-question", f"There is no earlier grid {name}.")
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
    "chosen_in": from_chosen,
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
    other.put("label", own_words("Something else"), at)
    other.put("say", question["say"], at)
    longer = options.copy()
    longer.put(other, at)
    question["options"] = longer
    besides = question.get("besides")
    if isinstance(besides, Seq):
        besides.put("other", at)
