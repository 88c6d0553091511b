"""The report and its summary of one page as tagged PDF, made from the print copy of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.render.html import SummaryCut, page, summary
from analysis.render.outline import Outline
from analysis.report import Report

if TYPE_CHECKING:
    from weasyprint import Document

DENSITIES = ("", "dense", "denser")
"""Tried in turn until page one is one page: long sentences can push it over."""
CUTS = (
    *(SummaryCut(density) for density in DENSITIES),
    SummaryCut("denser tight"),
    SummaryCut(DENSITIES[-1], sentences=False),
    SummaryCut(DENSITIES[-1], figure=False),
    SummaryCut(DENSITIES[-1], sentences=False, figure=False),
)
"""Tried in turn until the summary is one page: first smaller letters, then claims without their sentences."""
SECOND_PAGE = "findings"
"""The anchor that must be on page two."""
NO_PDF = (
    "The PDF was not made: this machine lacks the text libraries that it needs (Pango). Install the "
    "packages libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (on macOS: pango) and run this "
    "again, or print index.html to PDF from a browser."
)


def write(plan: Outline, out: Path, say: Callable[[str], None]) -> list[Path]:
    """Write both; none, and a sentence that says what to do, where their libraries are missing."""
    try:
        import weasyprint  # here, because without Pango the import itself fails and the rest still works
    except OSError:
        say(NO_PDF)
        return []

    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)

    def laid_out(text: str) -> Document:
        return weasyprint.HTML(string=text, url_fetcher=inside).render()

    def written(document: Document, name: str) -> Path:
        document.write_pdf(out / name, pdf_variant="pdf/ua-1", pdf_identifier=_identifier(plan.report, name))
        return out / name

    return [
        written(first((laid_out(page(plan, "print", d)) for d in DENSITIES), page_one_fits), "landscape.pdf"),
        written(first((laid_out(summary(plan, cut)) for cut in CUTS), is_one_page), "summary.pdf"),
    ]


def first(tried: Iterator[Document], fits: Callable[[Document], bool]) -> Document:
    """The first that fits, or the last."""
    for document in tried:
        if fits(document):
            break
    return document


def is_one_page(document: Document) -> bool:
    return len(document.pages) == 1


def page_one_fits(document: Document) -> bool:
    """Whether what follows page one begins on page two."""
    return len(document.pages) > 1 and SECOND_PAGE in document.pages[1].anchors


def _identifier(report: Report, name: str) -> bytes:
    """The same for the same report, so that two builds write the same bytes."""
    return f"{report.meta.campaign} {name} {report.meta.fingerprint}".encode()
