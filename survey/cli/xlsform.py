"""For an author who comes from XLSForm, or goes there: a form in, a questionnaire out, and back."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, give_up, say
from survey.engine.translation.sheet import FOLDER, Sheet, sheet_path, written
from survey.errors import NotInstalled, Refused
from survey.xlsform.exporting import write_form
from survey.xlsform.importing import Imported, read_form
from survey.xlsform.omissions import in_lines
from survey.xlsform.tongues import name_of

MISSING_EXTRA = 2


def from_xlsform(
    form: Annotated[Path, typer.Argument(help="An XLSForm: a workbook (.xlsx) or markdown tables (.md).")],
    out: Annotated[
        Path | None, typer.Option(help="The questionnaire to write; it goes to the screen by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a questionnaire of an XLSForm, and name all that does not carry over, with sheet and row.

    What it says in other languages goes into a file for each, in translations/ beside the questionnaire.

    Exit code 0 when the questionnaire loads, 1 when it does not and so is not written, 2 without pyxform.
    """
    try:
        found = read_form(form)
    except NotInstalled as error:
        give_up(str(error), MISSING_EXTRA)
    if out is not None and not found.faults:
        write_together(files_of(found, out))
    if as_json:
        say(json.dumps(described(found, out), indent=2, ensure_ascii=False))
    else:
        tell(found, out)
    sys.exit(1 if found.faults else 0)


def tell(found: Imported, out: Path | None) -> None:
    """The lists on the error stream, so that the questionnaire can be sent on from the screen."""
    if out is None and not found.faults:
        say(found.text)
    heading_and_lines("Left out", list(in_lines(found.left_out)))
    heading_and_lines("Changed", list(in_lines(found.changed)))
    faults = [
        (f"{origin[0]}, row {origin[1]}: " if origin else "")
        + report.message
        + (f" ({report.where})" if report.where else "")
        for report, origin in found.faults
    ]
    heading_and_lines("Not written, because the questionnaire would not load", faults)
    told = [said_of(sheet) for sheet in found.translations]
    heading_and_lines("Translations" if out else "Translations, which only --out writes", told)
    if out is not None and not found.faults:
        say(f"{out} is written and loads. Read it with the lists above, then try `survey check {out}`.")


def said_of(sheet: Sheet) -> str:
    """How much of a questionnaire has words in a language."""
    there = sum(bool(one.words) for one in sheet.said.values())
    return f"{name_of(sheet.language)}: {there} of {len(sheet.said)} texts"


def files_of(found: Imported, out: Path) -> dict[Path, bytes]:
    """The questionnaire and its translations, each where it belongs."""
    sheets = {sheet_path(out, one.language): written(one).encode() for one in found.translations}
    return {out: found.text.encode()} | sheets


def heading_and_lines(heading: str, lines: Sequence[str]) -> None:
    if lines:
        typer.echo(f"{heading} ({len(lines)})", err=True)
    for line in lines:
        typer.echo(f"  {line}", err=True)


def described(found: Imported, out: Path | None) -> dict[str, object]:
    return {
        "written": str(out) if out is not None and not found.faults else None,
        "left_out": [one.as_json() for one in found.left_out],
        "changed": [one.as_json() for one in found.changed],
        "faults": [
            {
                "sheet": origin[0] if origin else None,
                "row": origin[1] if origin else None,
                "code": report.code,
                "message": report.message,
                "where": report.where,
            }
            for report, origin in found.faults
        ],
        "questionnaire": found.text if out is None else None,
        "translations": {
            one.language: written(one) if out is None else str(sheet_path(out, one.language))
            for one in found.translations
        },
    }


def to_xlsform(
    file: Annotated[Path, typer.Argument(help="A questionnaire file.")],
    out: Annotated[Path, typer.Option(help="The workbook to write, such as form.xlsx.")],
    as_json: AsJson = False,
) -> None:
    """Write a questionnaire as an XLSForm workbook, and name all that has no counterpart there, by line.

    Exit code 0 when the workbook is written, 1 when it cannot be, 2 without pyxform.
    """
    try:
        found = write_form(file)
    except NotInstalled as error:
        give_up(str(error), MISSING_EXTRA)
    write_new(out, found.workbook)
    if as_json:
        told = {"written": str(out), "left_out": [one.as_json() for one in found.unmatched]}
        say(json.dumps(told, indent=2, ensure_ascii=False))
        return
    heading_and_lines("No counterpart in the form", [str(one) for one in found.unmatched])
    say(f"{out} is written, and pyxform takes it.")


def write_together(files: Mapping[Path, bytes]) -> None:
    """All of them, or none where there is one already."""
    for path in files:
        if path.exists():
            raise Refused(f"There is a file {path} already. Move it, or choose another name.")
    for path, content in files.items():
        if path.parent.name == FOLDER and path.parent.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
        write_new(path, content)


def write_new(path: Path, content: bytes) -> None:
    """A file that was not there; what somebody may have worked on is never written over."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Refused(f"There is a file {path} already. Move it, or choose another name.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
