"""Forms that are made of short questionnaires, read again as a spreadsheet has them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from textwrap import dedent

from openpyxl import load_workbook
from pyxform.builder import create_survey_element_from_dict
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

from survey.xlsform.exporting import Exported, write_form
from tests.builders import HEAD

BEFORE = len(HEAD.splitlines()) + 1
"""Lines of the file above the sections of a test."""


def written(tmp_path: Path, sections: str) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(f"{HEAD}sections:\n{dedent(sections)}", "utf-8")
    return path


def export(tmp_path: Path, sections: str) -> Exported:
    return write_form(written(tmp_path, sections))


def rows(form: Exported, sheet: str = "survey") -> list[dict[str, str]]:
    book = load_workbook(BytesIO(form.workbook))
    heads, *lines = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    return [{str(head): str(cell) for head, cell in zip(heads, line, strict=True) if cell} for line in lines]


def row(form: Exported, name: str) -> dict[str, str]:
    return next(one for one in rows(form) if one.get("name") == name)


def told(form: Exported, where: str) -> list[str]:
    return [f"{one.line - BEFORE}: {one.message}" for one in form.unmatched if one.where == where]


def converted(workbook: bytes) -> str:
    """The XForm that pyxform makes of a workbook, without the checks that need Java."""
    found = workbook_to_json(get_xlsform(BytesIO(workbook), file_type=".xlsx"))
    return str(create_survey_element_from_dict(found).to_xml(validate=False))
