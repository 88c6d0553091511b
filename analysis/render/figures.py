"""Figures as files that stand alone: headline, subtitle, drawing, note and marks in one SVG, and as PNG."""

from __future__ import annotations

from pathlib import Path

from analysis.charts.drawing import Drawing
from analysis.charts.figure import WIDE, Figure
from analysis.charts.palette import QUIET, WHITE
from analysis.render import wording
from analysis.render.picture import png
from analysis.report import Report

MARGIN = 16.0
ROOM = 0.88 * WIDE
"""For words outside the drawing: less than the sheet, since a font put in place of ours may run wider."""


def write(report: Report, folder: Path) -> list[Path]:
    """Two files a figure, named after it."""
    folder.mkdir(exist_ok=True)
    made_from = wording.made_from(report.meta)
    written = []
    for figure in report.figures:
        drawn, picture = folder / f"{figure.id}.svg", folder / f"{figure.id}.png"
        svg = alone(figure, made_from)
        drawn.write_text(svg, encoding="utf-8")
        title = f"{figure.number}. {figure.title}"
        picture.write_bytes(png(svg, {"Title": title, "Description": figure.alt, "Source": made_from}))
        written += [drawn, picture]
    return written


def alone(figure: Figure, made_from: str = "") -> str:
    """The wide drawing with the words that belong to it around it."""
    sheet = Drawing(WIDE + 2 * MARGIN)
    bottom = sheet.paragraph(MARGIN, MARGIN, f"{figure.number}. {figure.title}", ROOM, 20, 700)
    bottom = sheet.paragraph(MARGIN, bottom + 2, figure.subtitle, ROOM, 16, 400, QUIET)
    sheet.place(figure.wide, MARGIN, bottom + 16)
    bottom = sheet.paragraph(MARGIN, sheet.height + 10, figure.note, ROOM, 14, 400, QUIET)
    if figure.credit.mark:
        bottom = sheet.paragraph(MARGIN, bottom, figure.credit.mark, ROOM, 14, 700)
    sheet.paragraph(MARGIN, bottom, figure.credit.source, ROOM, 14, 400, QUIET)
    page = Drawing(sheet.width)
    page.rect(0, 0, sheet.width, sheet.height + MARGIN, WHITE)
    page.place(sheet, 0, 0)
    return page.svg(figure.id, f"{figure.number}. {figure.title}", figure.alt, made_from)
