"""The report as tagged PDF, made from the print copy of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.render.html import page
from analysis.report import Report

if TYPE_CHECKING:
    from weasyprint import Document

DENSITIES = ("", "dense", "denser")
"""Tried in turn until page one is one page: long sentences can push it over."""
SECOND_PAGE = "findings"
"""The anchor that must be on page two."""
NO_PDF = (
    "The PDF was not made: this machine lacks the text libraries that it needs (Pango). Install the "
    "packages libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (on macOS: pango) and run this "
    "again, or print index.html to PDF from a browser."
)


def write(report: Report, path: Path, say: Callable[[str], None]) -> bool:
    """Write the PDF; False, and a sentence that says what to do, where its libraries are missing."""
    try:
        import weasyprint  # here, because without Pango the import itself fails and the rest still works
    except OSError:
        say(NO_PDF)
        return False

    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)

    def laid_out(density: str) -> Document:
        return weasyprint.HTML(string=page(report, "print", density), url_fetcher=inside).render()

    document = next((d for d in map(laid_out, DENSITIES) if page_one_fits(d)), None) or laid_out(
        DENSITIES[-1]
    )
    document.write_pdf(path, pdf_variant="pdf/ua-1", pdf_identifier=_identifier(report))
    return True


def page_one_fits(document: Document) -> bool:
    """Whether what follows page one begins on page two."""
    return len(document.pages) > 1 and SECOND_PAGE in document.pages[1].anchors


def _identifier(report: Report) -> bytes:
    """The same for the same report, so that two builds write the same bytes."""
    meta = report.meta
    return f"{meta.campaign} {meta.version} {meta.extract.isoformat()} {meta.release}".encode()
