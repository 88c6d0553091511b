"""The report as one HTML page that needs nothing else: fonts inside, one style element, one short script."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.charts.lettering import FONTS, WEIGHTS, typeset
from analysis.marks import MARKS
from analysis.render import wording
from analysis.render.methods import methods
from analysis.render.outline import Outline, in_numbers
from analysis.render.page_one import pictured, who_answered
from survey.folders import TEMPLATES as ALL

TEMPLATES = ALL / "report"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{digest}'"
"""Nothing is fetched and nothing runs but the one script of the file, wherever it is opened."""
Medium = Literal["screen", "print"]


@dataclass(frozen=True)
class SummaryCut:
    """How much of the summary there is."""

    density: str = ""
    sentences: bool = True
    figure: bool = True


def page(plan: Outline, medium: Medium = "screen", density: str = "") -> str:
    """The whole report; `print` is the copy that the PDF is made from."""
    report, style = plan.report, stylesheet(medium)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            meta=report.meta,
            outline=plan,
            words=wording,
            methods=methods,
            medium=medium,
            density=density,
            style=Markup(style),  # nosec B704 # our own file, and so are the next two
            policy=Markup(POLICY.format(digest=digest_of(sorting()))),  # nosec B704
            script=Markup(sorting()),  # nosec B704
        )
    )


def summary(plan: Outline, cut: SummaryCut) -> str:
    """The summary of one page, as the PDF is made from."""
    report = plan.report
    return (
        _environment()
        .get_template("summary.html")
        .render(
            report=report,
            meta=report.meta,
            outline=plan,
            words=wording,
            medium="print",
            density=cut.density,
            cut=cut,
            figure=pictured(report) if cut.figure else None,
            answered=who_answered(report),
            style=Markup(stylesheet("print")),  # nosec B704 # our own file
        )
    )


@cache
def stylesheet(medium: Medium = "screen") -> str:
    """Our rules with the fonts as data, so that the file stands alone."""
    sheets = ("report.css", "paper.css") if medium == "print" else ("report.css",)
    faces = "".join(_face(weight) for weight in WEIGHTS)
    return faces + "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)


@cache
def sorting() -> str:
    """The script that lets the rows of a table be put in order; without it they stand as printed."""
    return (TEMPLATES / "sorting.js").read_text(encoding="utf-8")


def digest_of(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


def _face(weight: int) -> str:
    data = b64encode((FONTS / f"source-sans-3-{weight}.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"Source Sans 3";font-style:normal;font-weight:{weight};font-display:block;'
        f'src:url("data:font/woff2;base64,{data}") format("woff2")}}\n'
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_set,
    )
    environment.globals["MARKS"] = MARKS
    environment.globals["in_numbers"] = in_numbers
    environment.filters["markup"] = Markup
    environment.filters["reference_in"] = _reference
    return environment


def _reference(source: str, plan: Outline) -> tuple[str, str] | None:
    return plan.reference(source)


def _set(value: object) -> object:
    """Straight quotes in words become printer's quotes; ready markup is left alone."""
    return typeset(value) if isinstance(value, str) and not isinstance(value, Markup) else value
