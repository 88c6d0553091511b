"""From a Report to files: a page, PDFs, a Word file, a workbook, tables for programs, and figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analysis.render import document, figures, html, long, pdf, word, workbook
from analysis.render.outline import outline
from analysis.report import Report

__all__ = ["ENTRY", "KNOWN", "write"]

ENTRY = "release.json"
"""What a final report has beside its files: its entry in the register."""

KNOWN = frozenset(
    {
        "index.html",
        "tables.json",
        "tables.csv",
        "tables.csv-metadata.json",
        "tables.xlsx",
        "landscape.docx",
        "landscape.pdf",
        "summary.pdf",
        "figures",
        ENTRY,
    }
)
"""Everything that a report may write into its folder."""


def _quiet(_: str) -> None:
    """For callers who do not want to hear how it goes."""


def write(report: Report, out: Path, progress: Callable[[str], None] = _quiet) -> list[Path]:
    """Write everything into an empty folder, telling `progress` how it goes; returns the files written."""
    written, plan = [out / "index.html"], outline(report)
    progress("Writing the page.")
    written[0].write_text(html.page(plan), encoding="utf-8")
    progress("Writing the tables.")
    (out / "tables.json").write_text(
        document.document(report).model_dump_json(indent=1) + "\n", encoding="utf-8"
    )
    workbook.write(report, out / "tables.xlsx")
    written += [out / "tables.json", *long.write(report, out), out / "tables.xlsx"]
    progress("Writing the figures.")
    written += figures.write(report, out / "figures")
    progress("Writing the Word file.")
    written.append(word.write(plan, out / "landscape.docx"))
    progress("Writing the PDF.")
    return written + pdf.write(plan, out, progress)
