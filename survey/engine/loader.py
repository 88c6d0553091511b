"""YAML to Questionnaire: all that is wrong is told at once, each with line, column, code and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from survey.engine.checks import findings
from survey.engine.option_forms import Shelf, coded_list
from survey.engine.questionnaire import Questionnaire
from survey.engine.structure import normalise
from survey.engine.yaml_source import Fault, Map, Mark, Seq, YamlFaults, mapping, read_yaml
from survey.errors import QuestionnaireError

MESSAGES = {
    "extra_forbidden": ("unknown-key", "There is no key {key} here. Check the spelling, or remove it."),
    "missing": ("missing-key", "The key {key} is missing here. Add it."),
    "string_type": ("wrong-type", "This must be text. If it is a number, put it in quotes."),
    "union_tag_invalid": (
        "unknown-kind",
        "There is no kind of question called {tag}. The kinds are {kinds}.",
    ),
    "union_tag_not_found": ("missing-key", "The key ask is missing here. Say what kind of question it is."),
    "condition": ("condition-syntax", "{reason}"),
}
SALVAGE_ROUNDS = 3
KINDS = (
    "single, multiple, lookup, pick_top, grid, paired_grid, short_text, long_text, email, number, date, "
    "confirm, group"
)


@dataclass(frozen=True, slots=True)
class Report:
    """One fault as `survey check --format json` gives it."""

    file: str
    line: int
    column: int
    code: str
    message: str
    where: str

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}{place}"


class FaultyQuestionnaire(QuestionnaireError):
    """A questionnaire that cannot be used; `reports` holds everything wrong with it."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = tuple(reports)
        super().__init__("\n".join(map(str, self.reports)))


def load_file(path: Path) -> Questionnaire:
    """The questionnaire in a file; lists come from `reference/` beside its folder."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise FaultyQuestionnaire(
            [Report(str(path), 1, 1, "no-file", f"The file cannot be read: {error.strerror}.", "")]
        ) from error
    except UnicodeDecodeError as error:
        raise FaultyQuestionnaire(
            [Report(str(path), 1, 1, "not-utf-8", "Save the file as UTF-8 text.", "")]
        ) from error
    return load_text(text, file=str(path), library=path.resolve().parent.parent)


def load_text(text: str, *, file: str = "questionnaire.yaml", library: Path | None = None) -> Questionnaire:
    """The questionnaire that a text holds, or FaultyQuestionnaire with every fault in it."""
    try:
        source = read_yaml(text)
    except YamlFaults as error:
        raise FaultyQuestionnaire(reported(error.faults, file)) from error
    shelf = Shelf()
    fill_lists(source, shelf, library)
    tree = normalise(source, shelf)
    faults = list(shelf.faults)
    questionnaire, left_out = validated(tree, faults)
    if questionnaire is not None:
        faults.extend(
            Fault(locate(tree, found.place), found.code, found.message, in_words(tree, found.place))
            for found in findings(questionnaire)
            if not any(name in found.message.split() for name in left_out)
        )
    if faults or questionnaire is None:
        raise FaultyQuestionnaire(reported(faults, file))
    return questionnaire


def validated(tree: Map, faults: list[Fault]) -> tuple[Questionnaire | None, set[str]]:
    """The model, or what can be saved of it by leaving out its faulty parts, so that the rest is checked."""
    left_out: set[str] = set()
    for _ in range(SALVAGE_ROUNDS):
        try:
            return Questionnaire.model_validate(tree), left_out
        except ValidationError as error:
            faults.extend(invalid(tree, error))
            places = [item["loc"] for item in error.errors(include_url=False, include_input=False)]
            if not all(leave_out(tree, place, left_out) for place in places):
                return None, left_out
    return None, left_out


def leave_out(tree: Map, place: tuple[Any, ...], left_out: set[str]) -> bool:
    """Blank the condition or the question at a place; what is blanked counts as said."""
    node: object = tree
    question: tuple[Map, object] | None = None
    for step in place:
        if isinstance(node, Map) and step in node:
            if step == "show_if":
                node[step] = None
                return True
            inner = node[step]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            inner = node[step]
        else:
            continue
        if isinstance(inner, Map) and ("ask" in inner or "text" in inner) and isinstance(node, Seq):
            question = question or (inner, step)
        node = inner
    if question is None:
        return False
    name = str(question[0].get("id", ""))
    left_out |= {name, f"{name}."}
    stand_in = {"ask": "confirm", "id": name or "unnamed", "text": name or "unnamed"}
    if question[0].get("ask") == "confirm" and dict(question[0]) == stand_in:
        return False
    question[0].clear()
    question[0].update(stand_in)
    return True


def reported(faults: Iterable[Fault], file: str) -> list[Report]:
    """Faults in the order of the file, each once."""
    rows = {
        Report(file, fault.mark.line, fault.mark.column, fault.code, fault.message, fault.where)
        for fault in faults
    }
    return sorted(rows, key=lambda row: (row.line, row.column, row.code, row.message))


def invalid(tree: Map, error: ValidationError) -> list[Fault]:
    """Pydantic's findings in our words, at their place in the file."""
    found = []
    for item in error.errors(include_url=False, include_input=False):
        place: tuple[Any, ...] = item["loc"]
        code, message = MESSAGES.get(item["type"], ("wrong-value", "{text}"))
        context = {"reason": "", "tag": "", **item.get("ctx", {}), "kinds": KINDS}
        words = message.format(
            **{**context, "key": place[-1] if place else "", "text": sentence(item["msg"])}
        )
        found.append(Fault(locate(tree, place), code, words, in_words(tree, place)))
    return found


def sentence(message: str) -> str:
    return message[:1].upper() + message[1:].rstrip(".") + "."


def locate(tree: Map, place: tuple[Any, ...]) -> Mark:
    """The mark of the innermost thing on the way that stands in the file; names of kinds are passed over."""
    node: object = tree
    mark = tree.mark
    for step in place:
        if isinstance(node, Map) and step in node:
            mark = node.keys_at.get(step, node.mark)
            node = node[step]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            mark = node.values_at.get(step, node.mark)
            node = node[step]
    return mark


def in_words(tree: Map, place: tuple[Any, ...]) -> str:
    """The way to a place by names: sections, work, sector, options."""
    node: object = tree
    words: list[str] = []
    for step in place:
        if isinstance(node, Map) and step in node:
            node = node[step]
            words.append(str(step))
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            node = node[step]
            name = (
                next((node[key] for key in ("id", "code") if key in node), step + 1)
                if isinstance(node, Map)
                else step + 1
            )
            words.append(str(name))
        elif step == place[-1]:
            words.append(str(step))
    return " > ".join(words)


def fill_lists(source: Map, shelf: Shelf, library: Path | None) -> None:
    """Resolve `lists`: entries written out, or a dated reference list from the library."""
    for name, written in mapping(source, "lists").items():
        at = mapping(source, "lists").keys_at[name]
        if isinstance(written, Map) and "from" in written:
            shelf.lists[str(name)] = reference_list(written, at, shelf, library)
        else:
            shelf.lists[str(name)] = coded_list(written, at, shelf)


def reference_list(written: Map, at: Mark, shelf: Shelf, library: Path | None) -> Seq:
    """The entries of a reference list that are valid on a day, as options."""
    found = Seq(at)
    reference, as_of = str(written["from"]), str(written.get("as_of", ""))
    path = (library / f"{reference}.yaml") if library else None
    if not valid_reference(reference) or path is None or not path.is_file():
        shelf.fault(
            at, "unknown-list", f"There is no list {reference}. Lists stand in the folder reference/."
        )
        return found
    day = valid_day(as_of)
    if day is None:
        shelf.fault(at, "as-of", "Say which day's list to use, such as: as_of: 2025-01-10")
        return found
    try:
        entries = read_yaml(path.read_text("utf-8")).get("entries")
    except (YamlFaults, UnicodeDecodeError) as error:
        shelf.fault(at, "faulty-list", f"The list {reference} cannot be read: {error}.")
        return found
    for entry in entries if isinstance(entries, Seq) else ():
        if isinstance(entry, Map) and stands(entry, day):
            option = Map(at)
            option.put("code", entry.get("code"), at)
            option.put("label", entry.get("label"), at)
            found.put(option, at)
    return found


def valid_reference(name: str) -> bool:
    return all(part.replace("-", "").isalnum() for part in name.split("/")) and name.startswith("reference/")


def valid_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def stands(entry: Map, day: date) -> bool:
    """Whether an entry is valid on a day; both ends may be open."""
    begins, ends = valid_day(str(entry.get("valid_from"))), valid_day(str(entry.get("valid_to")))
    return (begins is None or begins <= day) and (ends is None or day < ends)
