"""ddi.xml: the codebook of an export as archives take it in (DDI-Codebook 2.5).

Variables, questions, codes, reasons for no value and who was asked; no frequencies, which nobody protected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from analysis.export.formats.base import Format
from analysis.export.readme import UNPROTECTED, state
from analysis.load import Extract

SPACE = "ddi:codebook:2_5"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NAME = "ddi.xml"
NATURES = {
    "nominal": "nominal",
    "multiple": "nominal",
    "ordinal": "ordinal",
    "battery": "ordinal",
    "number": "ratio",
}
"""What the standard calls a measure; words of one's own have none."""
NO_WEIGHTS = "There are no weights: each row is one person."
HOW_WEIGHTED = "W1"
"""The ID of the place that says how weights were made."""
MODES = "Web pages, and answers on paper that somebody keyed; the column mode says which."
Column = Mapping[str, Any]


def write(
    extract: Extract,
    columns: Sequence[Column],
    format: Format,
    files: Sequence[str],
    fingerprint: str,
    weighted: str,
    folder: Path,
) -> None:
    """The file; `columns` are those of `codebook.described`, `files` those that hold values, and `weighted`
    how weights were made, nothing where there are none."""
    root = document(extract, [one for one in columns if one["file"]], format, files, fingerprint, weighted)
    etree.indent(root, " ")
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    (folder / NAME).write_bytes(written + b"\n")


def document(
    extract: Extract,
    columns: Sequence[Column],
    format: Format,
    files: Sequence[str],
    fingerprint: str,
    weighted: str,
) -> Any:
    root = etree.Element(named("codeBook"), {"version": "2.5", LANGUAGE: "en-GB"}, nsmap={None: SPACE})
    citation(inside(root, "docDscr"), f"Codebook: {extract.title}", fingerprint)
    study(inside(root, "stdyDscr"), extract, fingerprint, weighted)
    places = {file: f"F{at}" for at, file in enumerate(files, start=1)}
    for file, place in places.items():
        held = sum(one["file"] == file for one in columns)
        described = inside(inside(root, "fileDscr", ID=place), "fileTxt")
        inside(described, "fileName", file)
        size = inside(described, "dimensns")
        inside(size, "caseQnty", str(len(extract.frame)))
        inside(size, "varQnty", str(held))
        inside(described, "fileType", format.endings[0].removeprefix("."))
        inside(described, "dataMsng", format.missing)
    data = inside(root, "dataDscr")
    ids = [f"V{at}" for at in range(1, len(columns) + 1)]
    weights = {one["file"]: id for one, id in zip(columns, ids, strict=True) if one["is_weight"]}
    for column, id in zip(columns, ids, strict=True):
        where = {"ID": id, "files": places[column["file"]], **weighting(column, weights)}
        variable(data, column, where, extract.asked_when)
    return root


def weighting(column: Column, weights: Mapping[str, str]) -> dict[str, str]:
    """What ties a column to weights: that it is one, or which of its file applies to it."""
    if column["is_weight"]:
        return {"wgt": "wgt", "methrefs": HOW_WEIGHTED}
    applies = column["is_answer"] and column["file"] in weights
    return {"wgt-var": weights[column["file"]]} if applies else {}


def citation(parent: Any, title: str, fingerprint: str) -> None:
    stated = inside(inside(parent, "citation"), "titlStmt")
    inside(stated, "titl", title)
    inside(stated, "IDNo", fingerprint, agency="fingerprint")


def study(parent: Any, extract: Extract, fingerprint: str, weighted: str) -> None:
    """What was asked of whom, in which months and how the data may be used; no day is in an export."""
    citation(parent, extract.title, fingerprint)
    about = inside(parent, "stdyInfo")
    versions = ", ".join(extract.versions)
    inside(about, "abstract", f"Questionnaire {extract.questionnaire}, version {versions}.")
    summary = inside(about, "sumDscr")
    for event, day in (("start", extract.opens_at.date()), ("end", extract.last_day)):
        inside(summary, "collDate", f"{day:%Y-%m}", date=f"{day:%Y-%m}", event=event)
    inside(summary, "universe", "People who chose to answer by a link that was passed on.")
    inside(summary, "dataKind", "Survey data")
    collected = inside(inside(parent, "method"), "dataColl")
    inside(collected, "collMode", MODES)
    inside(collected, "weight", weighted or NO_WEIGHTS, ID=HOW_WEIGHTED)
    use = inside(inside(parent, "dataAccs"), "useStmt")
    inside(use, "restrctn", UNPROTECTED)
    inside(use, "conditions", " ".join(state(extract)))


def variable(parent: Any, column: Column, where: Mapping[str, str], asked_when: Mapping[str, str]) -> None:
    """One column, in the order of the standard: label, question, reasons, universe, codes, format, notes."""
    measure = str(column["measure"])
    kind = {"nature": NATURES[measure]} if measure in NATURES else {}
    interval = "contin" if measure == "number" else "discrete"
    made = inside(parent, "var", **where, name=column["in_file"], intrvl=interval, **kind)
    inside(made, "labl", column["label"])
    if words := "; ".join(secrecy(column)):
        inside(made, "security", words)
    if column["is_answer"]:
        asked = inside(made, "qstn")
        if column["statement"]:
            inside(asked, "preQTxt", column["question"])
        inside(asked, "qstnLit", column["statement"] or column["question"])
    if column["missing"] and not column["reasons_in"]:
        invalid = inside(made, "invalrng")
        for reason in column["missing"]:
            inside(invalid, "item", VALUE=str(reason["in_file"]))
    if condition := asked_when.get(column["variable"]):
        inside(made, "universe", f"Asked where {condition}")
    for code in column["categories"]:
        category(made, code, "N")
    for reason in column["missing"] if not column["reasons_in"] else ():
        category(made, reason, "Y")
    if column["reasons_in"]:
        inside(made, "codInstr", f"Why there is no value stands in {column['reasons_in']}.")
    words_in_it = measure == "text" or any(isinstance(one["in_file"], str) for one in column["categories"])
    inside(made, "varFormat", type="character" if words_in_it else "numeric")
    if column["variable"] != column["in_file"] and column["is_answer"]:
        inside(made, "notes", f"Column {column['column']} of question {column['variable']}.")


def secrecy(column: Column) -> Iterator[str]:
    if column["identifying"]:
        yield "Can help to tell who somebody is"
    if column["sensitive"] != "none":
        yield f"Sensitive: {column['sensitive']}"


def category(parent: Any, code: Column, missing: str) -> None:
    made = inside(parent, "catgry", missing=missing)
    inside(made, "catValu", str(code["in_file"]))
    inside(made, "labl", code["label"])


def named(tag: str) -> str:
    return f"{{{SPACE}}}{tag}"


def inside(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, named(tag), attributes)
    made.text = str(text) or None
    return made
