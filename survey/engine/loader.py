"""YAML to Questionnaire: all that is wrong is told at once, each with line, column, code and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from survey.engine.advice import advise
from survey.engine.advice.translations import of_translations
from survey.engine.declared import Translation
from survey.engine.modelling import Modeller
from survey.engine.option_forms import Shelf
from survey.engine.places import fault_at
from survey.engine.questionnaire import Questionnaire
from survey.engine.reference import fill_lists
from survey.engine.structure import normalise
from survey.engine.texts import place_in_words, texts_in
from survey.engine.translation.sheet import sheet_path
from survey.engine.translation.translating import Fetch, Standing, Translating, translating
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
    translated: Translating

    def advice(self, today: date = date.max) -> list[Report]:
        """What its author would want to know before anybody answers, in the order of the file."""
        found = advise(self.questionnaire, of_translations(self.translated.standings, today))
        faults = [fault_at(self.tree, one.place, one.code, one.message) for one in found]
        return [replace(report, severity="advice") for report in reported(faults, self.file)]


def load_file(path: Path) -> Questionnaire:
    """The questionnaire in a file; lists come from `reference/` beside its folder."""
    return read_file(path).questionnaire


def read_file(path: Path) -> Loaded:
    """The questionnaire in a file, with where everything stands in it."""

    def sheet(language: str) -> tuple[str, str] | None:
        beside = sheet_path(path, language)
        return (text_in(beside), str(beside)) if beside.is_file() else None

    library = path.resolve().parent.parent
    return read_text(text_in(path), file=str(path), library=library, sheets=sheet)


def text_in(path: Path) -> str:
    """The text of a file, as far as a questionnaire may be long."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1).decode("utf-8")
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise FaultyQuestionnaire([Report(str(path), 1, 1, "no-file", message, "")]) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = "This character is not UTF-8. Save the file as UTF-8 text."
        raise FaultyQuestionnaire([Report(str(path), line, column, "not-utf-8", message, "")]) from error


def load_text(text: str, *, file: str = "questionnaire.yaml", library: Path | None = None) -> Questionnaire:
    """The questionnaire that a text holds, or FaultyQuestionnaire with every fault in it."""
    return read_text(text, file=file, library=library).questionnaire


def read_text(
    text: str,
    *,
    file: str = "questionnaire.yaml",
    library: Path | None = None,
    sheets: Fetch = lambda language: None,
) -> Loaded:
    """The questionnaire that a text holds, with where everything stands in it."""
    shelf = Shelf()
    try:
        source, shelf.faults, left_out = read_what_can_be(text)
        if shelf.faults and "sections" not in source:
            raise YamlFaults(shelf.faults)
        translated = translating(source, sheets, shelf.faults)
        spoken = [(one, translated.spoken(one)) for one in translated.standings if one.is_whole]
        modeller, questionnaire = modelled(source, shelf, library, left_out)
        if modeller.faults or questionnaire is None:
            raise YamlFaults(modeller.faults)
        translations = {one.language: translation(questionnaire, one, tree, library) for one, tree in spoken}
    except YamlFaults as error:
        raise FaultyQuestionnaire(reported(error.faults, file)) from error
    modeller.tree.put("languages", translated.places)
    questionnaire = questionnaire.model_copy(update={"translations": translations})
    return Loaded(questionnaire, modeller.tree, file, translated)


def modelled(
    source: Map, shelf: Shelf, library: Path | None, left_out: Iterable[object] = ()
) -> tuple[Modeller, Questionnaire | None]:
    """The model of a file in one language, as far as it can be made; the modeller holds every fault."""
    fill_lists(source, shelf, library)
    modeller = Modeller(normalise(source, shelf))
    modeller.forget([*left_out])
    modeller.faults.extend(shelf.faults)
    for name, scale in shelf.scales.items():
        modeller.scale(name, scale)
    return modeller, modeller.questionnaire()


def translation(form: Questionnaire, standing: Standing, tree: Map, library: Path | None) -> Translation:
    """A whole translation, by the places of the texts in the model; what its texts quote is checked."""
    modeller, other = modelled(tree, Shelf(), library)
    if modeller.faults or other is None:
        raise YamlFaults(modeller.faults)
    texts = {
        place_in_words(place): words
        for (place, own), (_, words) in zip(texts_in(form), texts_in(other), strict=True)
        if words != own
    }
    return Translation(checked=standing.checked, texts=texts)


def reported(faults: Iterable[Fault], file: str) -> list[Report]:
    """Faults in the order of the file, each once; what is used in many places is told for the first."""
    rows: dict[tuple[str, int, int, str, str], Report] = {}
    for fault in faults:
        line, column, elsewhere = fault.mark
        report = Report(elsewhere or file, line, column, fault.code, fault.message, fault.where)
        rows.setdefault((elsewhere, line, column, fault.code, fault.message), report)
    return [rows[key] for key in sorted(rows)]
