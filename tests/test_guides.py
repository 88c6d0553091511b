"""The examples in the author's guide are real: each one loads."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from survey.engine.loader import load_text

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "guides" / "author.md").read_text("utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
ENGINE = "\n".join(path.read_text("utf-8") for path in (ROOT / "survey" / "engine").rglob("*.py"))


def plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def whole(snippet: str) -> str:
    """A snippet with what the guide's first example and its shared scales put around it."""
    form, part = plain(SNIPPETS[0]), plain(snippet)
    for shared in map(plain, SNIPPETS):
        if isinstance(shared, dict) and "lists" in shared:
            form |= shared
    if isinstance(part, list):
        form["sections"].append({"id": "more", "title": "More", "stage": "team", "questions": part})
    else:
        sections = part.pop("sections", [])
        form |= part
        form["sections"] += [section for section in sections if section["id"] not in ("about", "team")]
    out = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.representer.ignore_aliases = lambda _: True
    writer.dump(form, out)
    return out.getvalue()


def test_the_first_example_is_a_whole_questionnaire() -> None:
    assert [section.id for section in load_text(SNIPPETS[0]).sections] == ["about", "team"]


@pytest.mark.parametrize(
    "snippet", SNIPPETS[1:], ids=[snippet.split("\n")[0][:40] for snippet in SNIPPETS[1:]]
)
def test_an_example_loads_inside_the_first_one(snippet: str) -> None:
    load_text(whole(snippet), library=ROOT / "questionnaires")


def test_every_kind_is_shown() -> None:
    shown = set(re.findall(r"ask: (\w+)", GUIDE))
    from_engine = set(re.findall(r'ask: Literal\["(\w+)"\]', ENGINE)) | {"group"}
    assert shown == from_engine


def test_every_error_that_is_explained_exists() -> None:
    rows = re.findall(r"^\| ([a-z-]+(?:, [a-z-]+)*) \|", GUIDE, re.M)
    explained = {code for row in rows for code in row.split(", ")}
    assert len(explained) > 20
    assert [code for code in sorted(explained) if f'"{code}"' not in ENGINE] == []
