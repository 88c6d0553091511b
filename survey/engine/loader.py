"""YAML to Questionnaire: all that is wrong is told at once, each with line, column, code and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from survey.engine.advice import advise
from survey.engine.modelling import Modeller
from survey.engine.option_forms import Shelf
from survey.engine.places import fault_at
from survey.engine.questionnaire import Questionnaire
from survey.engine.reference import fill_lists
from survey.engine.structure import normalise
from survey.engine.yaml_source import LARGEST, Fault, Map, YamlFaults, read_what_can_be
from survey.errors import QuestionnaireError


@dataclass(frozen=True, slots=True)
class Report:
    """One fault, or piece of advice: where it is, what it is, and what to do."""

    file: str
    line: int
    column: int
    code: str
    message: str
    where: str
    severity: Literal["fault", "advice"] = "fault"

    def as_json(self) -> dict[str, str | int]:
        """What a script or an editor needs of it."""
        return {key: value for key, value in asdict(self).items() if key != "severity"}

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = "advice: " if self.severity == "advice" else ""
        return f"{self.file}:{self.line}:{self.column}: {advice}{self.code}: {self.message}{place}"


class FaultyQuestionnaire(QuestionnaireError):
    """A questionnaire that cannot be used; `reports` holds everything wrong with it."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = tuple(reports)
        super().__init__("\n".join(map(str, self.reports)))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sound questionnaire with the places of its parts in the file."""

    questionnaire: Questionnaire
    tree: Map
    file: str

    def advice(self) -> list[Report]:
        """What its author would want to know before anybody answers, in the order of the file."""
        found = advise(self.questionnaire)
        faults = [fault_at(self.tree, one.place, one.code, one.message) for one in found]
        return [replace(report, severity="advice") for report in reported(faults, self.file)]


def load_file(path: Path) -> Questionnaire:
    """The questionnaire in a file; lists come from `reference/` beside its folder."""
    return read_file(path).questionnaire


def read_file(path: Path) -> Loaded:
    """The questionnaire in a file, with where everything stands in it."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1).decode("utf-8")
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise FaultyQuestionnaire([Report(str(path), 1, 1, "no-file", message, "")]) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = "This character is not UTF-8. Save the file as UTF-8 text."
        raise FaultyQuestionnaire([Report(str(path), line, column, "not-utf-8", message, "")]) from error
    return read_text(text, file=str(path), library=path.resolve().parent.parent)


def load_text(text: str, *, file: str = "questionnaire.yaml", library: Path | None = None) -> Questionnaire:
    """The questionnaire that a text holds, or FaultyQuestionnaire with every fault in it."""
    return read_text(text, file=file, library=library).questionnaire


def read_text(text: str, *, file: str = "questionnaire.yaml", library: Path | None = None) -> Loaded:
    """The questionnaire that a text holds, with where everything stands in it."""
    shelf = Shelf()
    try:
        source, shelf.faults, left_out = read_what_can_be(text)
        if shelf.faults and "sections" not in source:
            raise YamlFaults(shelf.faults)
        fill_lists(source, shelf, library)
        tree = normalise(source, shelf)
    except YamlFaults as error:
        raise FaultyQuestionnaire(reported(error.faults, file)) from error
    modeller = Modeller(tree)
    modeller.forget(left_out)
    modeller.faults.extend(shelf.faults)
    for name, scale in shelf.scales.items():
        modeller.scale(name, scale)
    questionnaire = modeller.questionnaire()
    if modeller.faults or questionnaire is None:
        raise FaultyQuestionnaire(reported(modeller.faults, file))
    return Loaded(questionnaire, tree, file)


def reported(faults: Iterable[Fault], file: str) -> list[Report]:
    """Faults in the order of the file, each once; what is used in many places is told for the first."""
    rows: dict[tuple[int, int, str, str], Report] = {}
    for fault in faults:
        line, column = fault.mark
        report = Report(file, line, column, fault.code, fault.message, fault.where)
        rows.setdefault((line, column, fault.code, fault.message), report)
    return [rows[key] for key in sorted(rows)]
