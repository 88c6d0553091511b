"""The order of the Word file: summary, contents, findings, sections, tables, methods, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from itertools import count
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.text.paragraph import Paragraph

from analysis.charts.figure import Figure
from analysis.charts.lettering import typeset
from analysis.render import wording
from analysis.render.archive import without_times
from analysis.render.methods import methods
from analysis.render.outline import Outline, Part, in_numbers
from analysis.render.picture import png
from analysis.render.sheet import Sheet
from analysis.render.word import tables
from analysis.render.word.parts import LANGUAGE, begin_field, bookmark, end_field, field, link, named
from analysis.render.word.styles import BOX, CLAIM, LINK, NOTE, NUMBER, STATUS, WIDTH, styled
from analysis.report import Finding, Meta

CONTENTS = r'TOC \o "1-2" \h \z \u'


class Writer:
    """The file as it grows."""

    def __init__(self, plan: Outline) -> None:
        self.report = plan.report
        self.plan = plan
        self.document: Document = docx.Document()
        self.numbers = count(1)
        self.contents: list[tuple[int, str, str]] = []
        """Level, words and bookmark of every heading after the contents."""
        styled(self.document)
        _properties(self.document, self.report.meta)
        _running(self.document, self.report.meta)

    def say(self, words: str, style: str | None = None) -> Paragraph:
        return self.document.add_paragraph(typeset(words), style)

    def heading(self, words: str, level: int, name: str = "", *, new_page: bool = False) -> None:
        """A heading with a bookmark; without a name of its own it gets one by its place."""
        paragraph = self.document.add_heading(typeset(words), level)
        paragraph.paragraph_format.page_break_before = new_page or None
        name = name or f"_Toc{len(self.contents) + 1:06}"
        bookmark(paragraph, name, next(self.numbers))
        self.contents.append((level, typeset(words), name))

    def caption(self, words: str, name: str) -> None:
        bookmark(self.say(words, "Caption"), name, next(self.numbers))

    def picture(self, figure: Figure, title: str) -> None:
        """The drawing alone: its words stand around it as text."""
        drawn = BytesIO(png(figure.wide_svg, {"Title": title}))
        self.document.add_paragraph().paragraph_format.keep_with_next = True
        inside = self.document.paragraphs[-1].add_run()
        named(inside.add_picture(drawn, width=WIDTH), title, figure.alt)

    def finding(self, finding: Finding) -> None:
        """A finding as a sentence of a list, with what it rests on."""
        paragraph = self.document.add_paragraph(style="List Bullet")
        paragraph.add_run(typeset(finding.claim)).bold = True
        paragraph.add_run(f" {typeset(finding.text)} ")
        self.sources(finding, paragraph)

    def sources(self, finding: Finding, paragraph: Paragraph) -> None:
        found = [one for source in finding.source if (one := self.plan.reference(source))]
        for at, (address, words) in enumerate(found):
            paragraph.add_run(", " if at else "")
            link(paragraph, words, address.removeprefix("#"), LINK)


def write(plan: Outline, path: Path) -> Path:
    made = Writer(plan)
    _opening(made)
    place = made.document.add_paragraph()
    _findings(made)
    for part in made.plan.parts:
        _part(made, part)
    if made.plan.tables:
        made.heading("Tables", 1, "tables", new_page=True)
        for sheet in made.plan.tables:
            _table(made, sheet, sheet.number, sheet.id)
    for part in made.plan.after:
        _part(made, part)
    _methods(made)
    if made.plan.numbers:
        made.heading("Numbers behind the figures", 1, "numbers", new_page=True)
        for figure, sheet in made.plan.numbers:
            _table(made, sheet, in_numbers(figure, sheet), f"{figure.id}-numbers")
    _contents(made, place)
    written = BytesIO()
    made.document.save(written)
    path.write_bytes(without_times(written.getvalue()))
    return path


def _opening(made: Writer) -> None:
    """What is read in two minutes."""
    report, meta = made.report, made.report.meta
    made.say(f"{meta.survey} \u00b7 {meta.part}", STATUS)
    made.say(meta.title, "Title")
    made.say(wording.status(meta), STATUS)
    for word, meaning in wording.boxes(meta):
        made.say(f"{word} {meaning}", BOX)
    if report.page_one:
        made.document.add_heading("In two minutes", 2)
    for finding in report.page_one:
        made.say(f"{finding.big} {finding.unit}", NUMBER)
        made.say(finding.claim, CLAIM)
        made.sources(finding, made.say(f"{finding.text} "))
    if figure := report.summary_figure:
        made.document.add_heading(typeset(figure.title), 2)
        made.say(figure.subtitle, STATUS).paragraph_format.keep_with_next = True
        made.picture(figure, figure.title)
        if figure.note:
            made.say(figure.note, NOTE)
    made.document.add_heading("How far to trust this", 2)
    for line in wording.trust(report):
        made.say(line, "List Bullet")


def _findings(made: Writer) -> None:
    made.heading("All findings", 1, "findings", new_page=True)
    for heading, found in made.plan.findings:
        made.heading(heading, 2)
        for finding in found:
            made.finding(finding)
    if not made.plan.findings:
        made.say(wording.NO_SENTENCES)


def _part(made: Writer, part: Part) -> None:
    made.heading(part.heading, 1, part.id)
    for figure in part.figures:
        title = f"{figure.number}. {figure.title}"
        made.heading(title, 2, figure.id)
        made.say(figure.subtitle, STATUS).paragraph_format.keep_with_next = True
        made.picture(figure, title)
        made.say(" ".join(w for w in (figure.note, figure.credit.mark, figure.credit.source) if w), NOTE)
    for sheet in part.sheets:
        _table(made, sheet, sheet.number, sheet.id)


def _table(made: Writer, sheet: Sheet, name: str, place: str) -> None:
    made.caption(f"{name}. {sheet.title}", place)
    if sheet.subtitle:
        made.say(sheet.subtitle, STATUS).paragraph_format.keep_with_next = True
    tables.add(made.document, sheet, name)
    made.say(f"Notes. {' '.join(sheet.notes)}" if sheet.notes else "", NOTE)


def _methods(made: Writer) -> None:
    made.heading("Methods", 1, "methods")
    for topic, text in methods(made.report):
        paragraph = made.document.add_paragraph()
        if topic:
            paragraph.add_run(f"{topic} ").bold = True
        paragraph.add_run(typeset(text))
    made.say(f"{'; '.join(wording.facts(made.report.meta))}.")


def _contents(made: Writer, place: Paragraph) -> None:
    """The contents as a field that Word can bring up to date, filled already so that they are never empty."""
    place.insert_paragraph_before("Contents", "Heading 1").paragraph_format.page_break_before = True
    lines: Iterator[tuple[int, str, str]] = (one for one in made.contents if one[0] <= 2)
    paragraph = None
    for level, words, name in lines:
        first = paragraph is None
        paragraph = place.insert_paragraph_before("", f"toc {level}")
        if first:
            begin_field(paragraph, CONTENTS)
        link(paragraph, words, name)
    end_field(place)


def _properties(document: Document, meta: Meta) -> None:
    """What the file says of itself; no clock, so that the same answers give the same bytes."""
    about, moment = document.core_properties, datetime.combine(meta.extract, time())
    about.title, about.subject = meta.title, f"{meta.survey}, {meta.part}"
    about.author = about.last_modified_by = meta.survey
    about.language, about.identifier = LANGUAGE, str(meta.fingerprint)
    about.comments = wording.made_from(meta)
    about.created = about.modified = moment
    about.keywords, about.revision, about.version = "", 1, meta.version


def _running(document: Document, meta: Meta) -> None:
    """Marks above every page, facts and the page's number below."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(wording.marks(meta) or meta.survey).bold = True
    head.add_run(f"\t{meta.survey}" if wording.marks(meta) else "")
    foot.add_run(" | ".join(wording.facts(meta)))
    page = section.footer.add_paragraph(style="Footer")
    page.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field(page, "PAGE", "1")
    page.add_run(" of ")
    field(page, "NUMPAGES", "1")
