"""For the author of a questionnaire: is the file sound, and who would be asked what."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from survey.cli.terminal import AsJson, give_up, say, tell_changes
from survey.cli.walk_text import in_words
from survey.engine.advice.times import times_of
from survey.engine.collected import Datum
from survey.engine.loader import FaultyQuestionnaire, Report, load_file, read_file
from survey.engine.questionnaire import Questionnaire
from survey.engine.schema import reference as reference_page
from survey.engine.schema import schema as schema_of_a_file
from survey.engine.versions.change import Weight
from survey.engine.versions.compare import compare
from survey.engine.walk import CannotWalk
from survey.engine.walk import walk as walk_through
from survey.fieldwork.london import london_day
from survey.languages.choosing import offered, spoken
from survey.paper.printing import page, pdf
from survey.web.serving import look_at


def check(
    files: Annotated[list[Path], typer.Argument(help="Questionnaire files.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="text or json")] = "text",
    strict: Annotated[
        bool, typer.Option(help="Take advice that the file does not accept as faults.")
    ] = False,
) -> None:
    """Say everything that is wrong with questionnaire files, each with line, column and what to do.

    Advice on a sound file follows: what nobody can reach, what may hurt or mislead, how long it takes. A
    file accepts a piece of advice under accepted:, with the reason. Exit code 1 for faults.
    """
    reports: list[Report] = []
    for file in files:
        try:
            loaded = read_file(file)
        except FaultyQuestionnaire as error:
            found = list(error.reports)
        else:
            # nosemgrep: another-clock (a day for an author; nothing is decided by it)
            found = loaded.advice(london_day(datetime.now(UTC)))
        if format == "text":
            for report in found:
                say(str(report))
            if not any(report.severity == "fault" for report in found):
                say(f"{file}: {in_short(loaded.questionnaire, len(found))}")
        reports.extend(report for report in found if strict or report.severity == "fault")
    if format == "json":
        say(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
    sys.exit(1 if reports else 0)


def in_short(questionnaire: Questionnaire, advice: int) -> str:
    """What there is to say of a sound file in a line: faults, advice and the time it takes."""
    everybody, *groups = times_of(questionnaire)
    pieces = f"{advice} piece{'' if advice == 1 else 's'} of advice"
    each = "; ".join(f"{time.group} {time.minutes:.1f}" for time in groups)
    time = f"about {everybody.minutes:.1f} minutes{f' ({each})' if each else ''}"
    return f"No fault found, {pieces if advice else 'no advice'}. It takes {time}."


def preview(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8765,
) -> None:
    """Look at a questionnaire in the browser: every page and route one click away, nothing kept.

    Open /preview at the address it prints. A saved change of the file shows at the next reload.
    """
    if not file.is_file():
        give_up(f"There is no file {file}.")
    look_at(file, host="127.0.0.1", port=port)


def walk(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    given: Annotated[
        list[str] | None, typer.Argument(help="Answers as variable=code, such as sector=health.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="More answers, as JSON: variable to coded value, as in `submitted`.")
    ] = None,
    format: Annotated[Literal["json", "text"], typer.Option(help="json for scripts, text to read")] = "json",
) -> None:
    """Walk through a questionnaire with given answers: pages shown, what would be sent, what is missing."""
    questionnaire = load_file(file)
    data = (data_in(answers) if answers is not None else {}) | dict(map(pair, given or ()))
    try:
        found = walk_through(questionnaire, data)
    except CannotWalk as error:
        give_up(str(error))
    if format == "text":
        say(in_words(found, questionnaire.codebook))
    else:
        say(json.dumps(found.as_json(), indent=2, ensure_ascii=False))


def data_in(file: Path) -> dict[str, Datum]:
    try:
        data = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        give_up(f"{file} cannot be read as JSON: {error}")
    if not isinstance(data, dict):
        give_up(f'{file} must hold one object, such as {{"sector": "health"}}.')
    return data


def pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        give_up(f"{word} is no answer. Write it as variable=code, such as sector=health.")
    return name, value


def print_form(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, or .html.")] = Path("form.pdf"),
    language: Annotated[
        str, typer.Option(help="Another language that it is offered in, such as pl; its own by default.")
    ] = "",
) -> None:
    """Make a form to fill in on paper: every skip in words, every variable and code as the data have them."""
    written_in = load_file(file)
    tags = offered(written_in)
    if language and language not in tags:
        give_up(f"{file} is not offered in {language}, but in {', '.join(tags)}. See `survey translations`.")
    questionnaire = spoken(written_in, language or written_in.language)
    written = page(questionnaire).encode() if out.suffix == ".html" else pdf(questionnaire)
    out.write_bytes(written)
    say(f"{out} is written.")


Out = Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")]


def schema(out: Out = None) -> None:
    """Print the JSON Schema of a questionnaire file, for completion and errors in an editor."""
    give(json.dumps(schema_of_a_file(), indent=2, ensure_ascii=False), out)


def reference(out: Out = None) -> None:
    """Print the page that lists every key of a questionnaire file, in Markdown."""
    give(reference_page().rstrip(), out)


def give(text: str, out: Path | None) -> None:
    if out is None:
        say(text)
    else:
        out.write_text(text + "\n", "utf-8")


def diff(
    old: Annotated[Path, typer.Argument(help="The questionnaire file as it was.")],
    new: Annotated[Path, typer.Argument(help="The questionnaire file as it is to be.")],
    as_json: AsJson = False,
) -> None:
    """Name each change between two versions: wording, additive or breaking, where and why.

    What the code map of the new version answers is additive, and told apart from the rest.
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
    tell_changes(changes)
    if changes and was.version == now.version:
        say(f"Both say version {now.version}. Give the new one a number of its own before it is opened.")
    sys.exit(1 if breaking else 0)
