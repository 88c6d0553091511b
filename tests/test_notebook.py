"""The notebook runs from its first cell to its last in a real kernel, and shows tables and a figure."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "notebooks" / "first-questions.ipynb"


def kept() -> NotebookNode:
    book: NotebookNode = nbformat.reads(NOTEBOOK.read_text("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    return book


@pytest.fixture(scope="module")
def ran() -> NotebookNode:
    """The notebook after a run, in its own folder as Jupyter would; what a cell raises is raised here."""
    book = kept()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        NotebookClient(book, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    return book


def shown(book: NotebookNode, kind: str) -> list[str]:
    outputs = (output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs)
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def test_it_answers_three_questions_and_draws_a_figure(ran: NotebookNode) -> None:
    tables = [html for html in shown(ran, "text/html") if "<caption" in html]
    assert len(tables) == 3
    assert all("rounded to the nearest 5" in html for html in tables)
    (figure,) = shown(ran, "image/svg+xml")
    assert "<title" in figure


def test_it_is_kept_without_outputs_so_that_a_change_of_words_is_all_that_changes() -> None:
    book = kept()
    nbformat.validate(book)
    assert all(not cell.outputs and cell.execution_count is None for cell in book.cells if "outputs" in cell)
