"""One Jinja environment: undefined names fail, and everything from a questionnaire is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from survey.web.govuk import StrictPages
from survey.web.static_files import static_url

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """The environment for all pages, compiled once a process."""
    jinja = StrictPages(
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals["static"] = static_url
    return jinja
