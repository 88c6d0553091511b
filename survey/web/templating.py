"""A Jinja environment for each language: undefined names fail, everything from a questionnaire is escaped.

Templates mark their own words with `_(...)` or `{% trans %}`; a phrase that Python made is said in the
language of the environment wherever it is written out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from survey.engine.local import SOURCE
from survey.folders import TEMPLATES
from survey.languages.templates import taught
from survey.languages.tongue import tongue
from survey.web.asked import Asked, checked
from survey.web.govuk import StrictPages
from survey.web.pieces import Pieces
from survey.web.sheets import own
from survey.web.static_files import static_url


@cache
def environment(language: str = SOURCE, folder: Path = TEMPLATES) -> Environment:
    """The environment for all pages in a language, compiled once a process."""
    spoken = tongue(language)
    jinja = StrictPages(
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=spoken.says,  # here already, because GOV.UK's own templates get it when this is made
    )
    jinja.globals["static"] = static_url
    jinja.globals["forms"] = spoken.forms
    jinja.globals["asked"] = Asked(jinja)
    jinja.globals["checked"] = checked
    jinja.globals["piece"] = Pieces(jinja)
    jinja.globals["own"] = own
    return taught(jinja, spoken)
