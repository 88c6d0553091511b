"""The paper form as a page of HTML, and as tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.folders import PACKAGE, TEMPLATES
from survey.languages.templates import taught
from survey.languages.tongue import tongue
from survey.paper.form import UNKNOWN, PaperForm

FONTS = PACKAGE / "web" / "static" / "fonts"
NO_PDF = (
    "This machine lacks the text libraries that a PDF needs (Pango). Install the packages libpango-1.0-0, "
    "libpangoft2-1.0-0 and libharfbuzz-subset0 (on macOS: pango), or give --out a name that ends in .html "
    "and print that from a browser."
)


@cache
def templates(language: str) -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return taught(jinja, tongue(language))


def page(questionnaire: Questionnaire, dates: Mapping[str, str] = UNKNOWN) -> str:
    """The form as one page of HTML that needs nothing else."""
    return (
        templates(questionnaire.language)
        .get_template("paper/form.html")
        .render(form=PaperForm(questionnaire, dates), survey=questionnaire, fonts=fonts())
    )


@cache
def fonts() -> dict[str, str]:
    """The letters of the website, as data, so that the PDF looks the same on every machine."""
    return {
        path.stem: base64.b64encode(path.read_bytes()).decode("ascii")
        for path in sorted(FONTS.glob("*.woff2"))
    }


def pdf(questionnaire: Questionnaire, dates: Mapping[str, str] = UNKNOWN) -> bytes:
    """The form as tagged PDF; Refused, with what to install, where its libraries are missing."""
    identifier = f"{questionnaire.questionnaire} {questionnaire.version}"
    return set_in_type(page(questionnaire, dates), identifier)


def set_in_type(html: str, identifier: str) -> bytes:
    """A page as tagged PDF (PDF/UA-1) that loads nothing from anywhere."""
    try:
        import weasyprint  # here, because without Pango the import itself fails
    except OSError as error:
        raise Refused(NO_PDF) from error
    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    written: Any = weasyprint.HTML(string=html, url_fetcher=inside).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
    )
    return bytes(written)
