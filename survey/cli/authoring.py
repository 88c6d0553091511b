"""For the author of a questionnaire: is the file sound, and who would be asked what."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from survey.cli.terminal import AsJson, give_up, say
from survey.engine.loader import FaultyQuestionnaire, load_file
from survey.engine.versions.change import Weight
from survey.engine.versions.compare import compare
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


HEADINGS = {
    Weight.BREAKING: "Breaking: answers given before cannot be put together with those given after",
    Weight.ADDITIVE: "Additive: answers given before stay readable and mean the same",
    Weight.WORDING: "Wording: nothing that is stored or counted changes",
}


def diff(
    old: Annotated[Path, typer.Argument(help="The questionnaire file as it was.")],
    new: Annotated[Path, typer.Argument(help="The questionnaire file as it is to be.")],
    as_json: AsJson = False,
) -> None:
    """Name each change between two versions: wording, additive or breaking, where and why.

    Exit code 0 when answers to both can be put together, 1 when a change is breaking or a file is faulty.
    """
    was, now = load_file(old), load_file(new)
    changes = compare(was, now)
    breaking = any(change.weight is Weight.BREAKING for change in changes)
    if as_json:
        said = {
            "old": was.version,
            "new": now.version,
            "breaking": breaking,
            "changes": [{**asdict(change), "place": change.place} for change in changes],
        }
        say(json.dumps(said, indent=2, ensure_ascii=False))
        sys.exit(1 if breaking else 0)
    for weight, heading in HEADINGS.items():
        found = [change for change in changes if change.weight is weight]
        if found:
            say(f"{heading} ({len(found)})")
        for change in found:
            say(f"  {change.place}: {change.what}\n    {change.why}")
    if changes and was.version == now.version:
        say(f"Both say version {now.version}. Give the new one a number of its own before it is opened.")
    if not changes:
        say("Nothing changed but, at most, the version number.")
    sys.exit(1 if breaking else 0)
