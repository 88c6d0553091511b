"""Whether the pages are whole: every template can be read, and everything that one names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackagePath, distribution
from importlib.resources import files
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta

from survey.engine.local import SOURCE
from survey.fieldwork.service import PACKAGE, Line, State
from survey.folders import TEMPLATES
from survey.languages.tongue import languages
from survey.web.govuk import PACKAGE as GOVUK
from survey.web.static_files import FOLDER
from survey.web.templating import environment

NAMED = re.compile(r"static\('([^']+)'\)")
OWN = "report"
"""The one folder whose templates name each other from within it."""
AGAIN = "Install the program anew."


def completeness(templates: Path = TEMPLATES, static: Path = FOLDER) -> Iterator[Line]:
    """Templates, static files, languages, and what the installer wrote down."""
    yield line("Templates", templates, len(list(templates.rglob("*.html"))), list(faults(templates)))
    named = {
        name for path in templates.rglob("*.html") for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    gone = [f"{name} is not there." for name in sorted(named) if not (static / name).is_file()]
    yield line("Static files", static, len([path for path in static.rglob("*") if path.is_file()]), gone)
    yield Line("Languages", f"{', '.join(languages())}.")
    yield installed()


def line(about: str, folder: Path, number: int, wrong: list[str]) -> Line:
    if not number:
        return Line(about, f"There are none in {folder}.", State.RED, AGAIN)
    if wrong:
        return Line(about, " ".join(wrong), State.RED, AGAIN)
    return Line(about, f"{number} in {folder}, all that is named among them.")


def faults(folder: Path) -> Iterator[str]:
    """What cannot be read, and what is named and not there."""
    jinja = environment(SOURCE, folder)
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        try:
            tree = jinja.parse(path.read_text(encoding="utf-8"), name)
            yield from (
                f"{name} names {other}, which is not there."
                for other in meta.find_referenced_templates(tree)
                if other is not None and not is_there(folder, other)
            )
        except TemplateSyntaxError as fault:
            yield f"{fault.name or name}, line {fault.lineno}: {fault.message}."
        except UnicodeDecodeError:
            yield f"{name} is not text."


def is_there(folder: Path, name: str) -> bool:
    """Whether there is a template of this name, ours or one of GOV.UK's."""
    if name.startswith(f"{GOVUK}/"):
        return files(GOVUK).joinpath("templates", name.removeprefix(f"{GOVUK}/")).is_file()
    return any((place / name).is_file() for place in (folder, folder / OWN))


def installed() -> Line:
    """What the installer wrote down, compared with what lies there."""
    listed = [file for file in distribution(PACKAGE).files or () if file.hash is not None]
    changed = [str(file) for file in listed if not is_whole(file)]
    if changed:
        some = ", ".join(changed[:5])
        return Line("Installed files", f"{len(changed)} are gone or changed: {some}.", State.RED, AGAIN)
    return Line("Installed files", f"{len(listed)}, as they were installed.")


def is_whole(file: PackagePath) -> bool:
    place = Path(str(file.locate()))
    return place.is_file() and (file.size is None or place.stat().st_size == file.size)
