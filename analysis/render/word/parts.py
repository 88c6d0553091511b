"""What python-docx has no words for: fields, links, marks of language, header rows, borders."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LANGUAGE = "en-GB"


def element(tag: str, **attributes: str | int) -> Any:
    """An element with attributes of the same vocabulary: `element("w:top", val="single", sz=4)`."""
    made = OxmlElement(tag)
    prefix = tag.partition(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{prefix}:{name.rstrip('_')}"), str(value))
    return made


def in_order(parent: Any, child: Any, before: tuple[str, ...]) -> None:
    """Put a child in front of those that must follow it, instead of any that is there already."""
    for old in parent.findall(child.tag):
        parent.remove(old)
    follow = {qn(tag) for tag in before}
    place = next((at for at, other in enumerate(parent) if other.tag in follow), len(parent))
    parent.insert(place, child)


def field(paragraph: Paragraph, code: str, shown: str = "") -> None:
    """A field that Word works out, with what it shows until then."""
    for kind in ("begin", None, "separate"):
        run = paragraph.add_run()
        if kind is None:
            text = element("w:instrText")
            text.text = f" {code} "
            text.set(qn("xml:space"), "preserve")
            run._r.append(text)
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """The beginning of a field that ends in another paragraph."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="begin"))
    text = element("w:instrText")
    text.text = f" {code} "
    text.set(qn("xml:space"), "preserve")
    paragraph.add_run()._r.append(text)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def end_field(paragraph: Paragraph) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def link(paragraph: Paragraph, words: str, bookmark: str, style: str | None = None) -> None:
    """Words that lead to a bookmark of the same file."""
    made = element("w:hyperlink", anchor=bookmark, history=1)
    run = Run(paragraph.add_run(words, style)._r, paragraph)
    made.append(run._r)
    paragraph._p.append(made)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A place to lead to: the whole paragraph."""
    start = element("w:bookmarkStart", id=number, name=name)
    end = element("w:bookmarkEnd", id=number)
    first = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(first, start)
    paragraph._p.append(end)


def named(shape: Any, title: str, alt: str) -> None:
    """A picture with what is read out in its stead."""
    about = shape._inline.docPr
    about.set("name", title)
    about.set("title", title)
    about.set("descr", alt)
