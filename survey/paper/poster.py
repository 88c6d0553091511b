"""A poster: what a survey is, until when, and a large code with its address; as tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from survey.paper.printing import fonts, set_in_type, templates

SIZES = {"a4": "A4", "a3": "A3"}


def page(words: Mapping[str, str], code: bytes, size: str) -> str:
    """The poster as one page of HTML that needs nothing else; `code` is the QR code as SVG."""
    short = words["address"].partition("://")[2] or words["address"]
    much = len(words["headline"]) > 70 or len(words["lines"]) > 320 or len(short) > 70
    return (
        templates(words["language"])
        .get_template("paper/poster.html")
        .render(
            poster=words,
            lines=[line for line in words["lines"].splitlines() if line.strip()],
            short=short,
            much=much,
            code=base64.b64encode(code).decode("ascii"),
            size=SIZES[size],
            fonts=fonts(),
        )
    )


def pdf(words: Mapping[str, str], code: bytes, size: str) -> bytes:
    """The poster as PDF; Refused, with what to install, where its libraries are missing."""
    return set_in_type(page(words, code, size), f"{words['address']} {size}")
