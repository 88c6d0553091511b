"""Styles, page and language of the Word file: what an editor changes in one place."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analysis.render.word.parts import LANGUAGE, element, in_order

FONT = "Arial"
INK, QUIET, BLUE, MARK = "0B0C0C", "4D5458", "1F4E86", "9A4A00"
WIDTH = Mm(178)
"""Of what stands between the margins."""
TABLE = "Report table"
NOTE, NUMBER, CLAIM, STATUS, CELL, BOX = (
    "Report note", "Finding number", "Finding claim", "Status line", "Table text", "Report mark",
)  # fmt: skip
LINK = "Hyperlink"
"""Of characters that lead elsewhere in the file."""


def styled(document: Document) -> None:
    """The styles that the report is written in."""
    _language(document)
    _page(document)
    _text(document, "Normal", 10.5, INK, before=0, after=6, line=1.2)
    _text(document, "Title", 22, INK, bold=True, before=0, after=6, line=1.1)
    _text(document, "Heading 1", 18, INK, bold=True, before=22, after=6, line=1.1)
    _text(document, "Heading 2", 13, INK, bold=True, before=14, after=3, line=1.15)
    _text(document, "Heading 3", 11, INK, bold=True, before=10, after=2, line=1.15)
    _text(document, "Caption", 11, INK, bold=True, before=14, after=2, line=1.15)
    _text(document, "List Bullet", 10.5, INK, before=0, after=3, line=1.2)
    _text(document, "Header", 8.5, QUIET, before=0, after=0, line=1.0)
    _text(document, "Footer", 8, QUIET, before=0, after=0, line=1.0)
    document.styles["Title"].element.get_or_add_pPr()
    _unruled(document.styles["Title"].element)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    made = (
        (NOTE, 8.5, QUIET, False, 3, 6, 1.15),
        (STATUS, 9.5, QUIET, False, 0, 6, 1.15),
        (NUMBER, 15, BLUE, True, 8, 0, 1.1),
        (CLAIM, 10.5, INK, True, 0, 1, 1.2),
        (BOX, 10, MARK, True, 0, 4, 1.15),
        (CELL, 8.5, INK, False, 1, 1, 1.0),
    )
    for name, size, colour, bold, before, after, line in made:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _text(document, name, size, colour, bold=bold, before=before, after=after, line=line)
    for level in (1, 2):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Mm(5 * (level - 1))
        style.paragraph_format.space_after = Pt(2)
    leading: Any = document.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    leading.font.color.rgb, leading.font.underline = RGBColor.from_string(BLUE), True
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()
    document.styles[NOTE].paragraph_format.keep_together = True
    for name in (NUMBER, CLAIM):
        document.styles[name].paragraph_format.keep_with_next = True
    _table(document)


def _text(
    document: Document,
    name: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    before: float,
    after: float,
    line: float,
) -> None:
    style: Any = document.styles[name]
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for old in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[old]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for spaced in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spaced)


def _unruled(style: Any) -> None:
    """A title without the line that the template draws under it."""
    for border in style.pPr.findall(qn("w:pBdr")):
        style.pPr.remove(border)


def _language(document: Document) -> None:
    """British English for every word, so that it is read out and spell-checked as such."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    in_order(run, element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"), ())
    settings = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), LANGUAGE)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance = section.footer_distance = Mm(9)


def _table(document: Document) -> None:
    """Hairlines between rows, a stronger line under the header, nothing else."""
    style: Any = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = element("w:tblPr")
    borders = element("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="C6CACC"))
    margins = element("w:tblCellMar")
    for side, wide in (("left", 40), ("right", 60)):
        margins.append(element(f"w:{side}", w=wide, type="dxa"))
    properties.extend((borders, margins))
    style.element.append(properties)
    head = element("w:tblStylePr", type="firstRow")
    text = element("w:rPr")
    text.append(element("w:b"))
    cell = element("w:tcPr")
    line = element("w:tcBorders")
    line.append(element("w:bottom", val="single", sz=8, space=0, color=INK))
    cell.append(line)
    head.extend((text, cell))
    style.element.append(head)
