"""One Jinja environment: undefined names fail, and everything from a questionnaire is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateRuntimeError,
    Undefined,
    UndefinedError,
)
from jinja2.utils import missing

from survey.web.static_files import static_url


class UnknownName(StrictUndefined):
    """An undefined name or attribute fails; what a GOV.UK macro may be called without may be absent."""

    def __new__(  # type: ignore[misc]  # what may be absent becomes the lenient kind
        cls,
        hint: str | None = None,
        obj: object = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> Undefined:
        if isinstance(obj, dict) or name == "caller":
            return ChainableUndefined(hint, obj, name)
        return super().__new__(cls)


TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """The environment for all pages, with GOV.UK's macros under their package's name."""
    loader = ChoiceLoader(
        [
            FileSystemLoader(folder),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    jinja = Environment(
        loader=loader,
        autoescape=True,
        undefined=UnknownName,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals["static"] = static_url
    jinja.globals |= {
        "undefined": ChainableUndefined(),
        "null": None,
    }  # words that GOV.UK macros use for nothing
    return jinja
