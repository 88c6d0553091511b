"""The texts as we write them: `pack.yaml` beside a questionnaire, and one for all that have none."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from survey.engine.local import SOURCE
from survey.engine.yaml_source import YamlFaults, read_yaml
from survey.errors import Refused
from survey.fieldwork.spreading.pieces import LONGEST_HEADING, PIECES
from survey.fieldwork.spreading.placeholders import faults

FILE = "pack.yaml"
GENERAL = Path(__file__).with_name(FILE)


def sound(text: str) -> str:
    """The text itself, once every place in it can be filled in."""
    for fault in faults(text):
        raise ValueError(fault)
    return text


class Text(BaseModel):
    """One text: its first line and what follows, with places in braces."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    heading: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_HEADING),
        AfterValidator(sound),
    ]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(sound)]


class Defaults(BaseModel):
    """The texts of one file, all in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    language: str = SOURCE
    texts: dict[str, Text]


def defaults_of(questionnaires: Path, questionnaire: str) -> Defaults:
    """The texts for a questionnaire: its own, and in place of those that it has not, the general ones."""
    general, file = _read(GENERAL, GENERAL.stat().st_mtime_ns), questionnaires / questionnaire / FILE
    if not file.is_file():
        return general
    own = _read(file, file.stat().st_mtime_ns)
    return Defaults(language=own.language, texts={**general.texts, **own.texts})


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> Defaults:
    """A file as it was at that moment; Refused says what is wrong with it."""
    try:
        found = Defaults.model_validate(read_yaml(file.read_text("utf-8")))
    except YamlFaults as error:
        first = error.faults[0]
        raise Refused(f"{file.name}, line {first.mark.line}: {first.message}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise Refused(f"{file.name}, {' > '.join(map(str, wrong['loc']))}: {wrong['msg']}.") from error
    if unknown := set(found.texts) - {one.name for one in PIECES}:
        raise Refused(f"{file.name}: there is no text {min(unknown)} in a pack.")
    return found
