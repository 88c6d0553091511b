"""For the author of a questionnaire: is the file sound, and who would be asked what."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from survey.cli.terminal import AsJson, give_up, say
from survey.engine.changes import Kind, compare
from survey.engine.loader import FaultyQuestionnaire, load_file
from survey.engine.walk import CannotWalk
from survey.engine.walk import walk as walk_through


def check(
    files: Annotated[list[Path], typer.Argument(help="Questionnaire files.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="text or json")] = "text",
) -> None:
    """Say everything that is wrong with questionnaire files, each with line, column and what to do."""
    reports: list[dict[str, Any]] = []
    for file in files:
        try:
            load_file(file)
        except FaultyQuestionnaire as error:
            reports.extend(asdict(report) for report in error.reports)
            if format == "text":
                say(str(error))
    if format == "json":
        say(json.dumps(reports, indent=2, ensure_ascii=False))
    elif not reports:
        say("No fault found." if len(files) == 1 else f"No fault found in {len(files)} files.")
    sys.exit(1 if reports else 0)


def diff(
    old: Annotated[Path, typer.Argument(help="The version that people have answered.")],
    new: Annotated[Path, typer.Argument(help="The version that is to follow it.")],
    as_json: AsJson = False,
) -> None:
    """Name each change between two versions: breaking, additive or wording, and why. Breaking: exit 1."""
    changes = compare(load_file(old), load_file(new))
    if as_json:
        say(json.dumps([change.as_json() for change in changes], indent=2, ensure_ascii=False))
    for kind in () if as_json else Kind:
        own = [change for change in changes if change.kind is kind]
        if own:
            say(f"{kind.value.capitalize()}: {len(own)}")
        for change in own:
            say(f"  {' > '.join(change.where) or 'questionnaire'}: {change.what}\n    {change.why}")
    if not changes and not as_json:
        say("Nothing that people read or answer differs.")
    sys.exit(1 if any(change.kind is Kind.BREAKING for change in changes) else 0)


def walk(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    answers: Annotated[Path, typer.Option(help="JSON: variable to coded value, as in `submitted`.")],
) -> None:
    """Walk through a questionnaire with given answers: pages shown, what would be sent, what is missing."""
    questionnaire = load_file(file)
    try:
        data = json.loads(answers.read_text("utf-8"))
    except (OSError, ValueError) as error:
        give_up(f"{answers} cannot be read as JSON: {error}")
    if not isinstance(data, dict):
        give_up(f'{answers} must hold one object, such as {{"sector": "health"}}.')
    try:
        found = walk_through(questionnaire, data)
    except CannotWalk as error:
        give_up(str(error))
    say(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
