"""The same file gives the same variables in the web form, `survey walk`, on paper, in export and report.

What each of them really gives is compared: fields of the pages that a browser without scripts was sent and
the row that was stored, the command's JSON, the printed form, the header to key into, the exported columns,
the columns that the report reads. What is asked for contact is known to the form alone, and what is computed
is on no form; nothing else may differ.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.commands import app as analysis
from analysis.landscape import build
from analysis.landscape.ground import Landscape
from analysis.load import Extract, load
from survey.cli import app as survey
from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.paper.printing import page
from tests.builders import LIBRARY, section_of, text_of
from tests.engine.test_stories import FOLDER, told
from tests.robot import Form, Page, Robot
from tests.web.site import Site

LONDON = LIBRARY / "trauma-informed-london" / "1.0.yaml"
TALKATIVE = {
    "eligible": ["1"],
    "agree_take_part": ["1"],
    "trn_when": ["2"],
    "barriers": ["turnover", "trust"],
    "pp_have": ["1"],
    **{f"practice_{number}__another": ["1"] for number in (1, 2)},
    **{f"practice_{number}__pp_followup": ["1"] for number in (1, 2, 3)},
    "fu_interest": ["workshop"],
    "fu_consent": ["1"],
}
"""Somebody whom London asks all that it asks of everybody."""
ASKED_BY_CODE = ("dont_know", "not_applicable", "prefer_not_to_say")
"""Ways out of a question; none has a column of its own."""


@dataclass(frozen=True)
class Case:
    """A questionnaire, and what to choose so that robots see all of it between them."""

    file: Path
    choices: tuple[Mapping[str, list[str]], ...]


LONDONERS = tuple(
    {**TALKATIVE, "sector": [sector], area: parts}
    for sector, area, parts in (
        ("policing", "pol_area", ["response", "custody", "cid"]),
        ("health", "hea_area", ["icb", "ed", "camhs"]),
        ("local_authority", "la_area", ["yjs", "education", "housing"]),
        ("local_authority", "la_area", ["public_health"]),
    )
)
SHIPPED = {
    "trauma-informed-london": Case(LONDON, LONDONERS),
    "workshop-feedback": Case(LIBRARY / "workshop-feedback" / "1.0.yaml", ({"attended": ["in_person"]},)),
}
STORIES = {
    "a_computed_number_leads_on": ({"n": ["9"]},),
    "a_section_is_switched_on": ({"a": ["1"]},),
    "a_sensitive_section_can_be_skipped": ({},),
    "computed_cases_give_a_code": ({"n": ["9"]},),
    "date_is_a_real_day": ({},),
    "each_step_of_a_grid_once": ({"r_a": ["1"], "r_b": ["2"]},),
    "examples_repeat": ({"ex_1__another": ["1"]},),
    "lookup_takes_a_name_or_words": ({},),
    "multiple_has_a_column_each": ({"a": ["x"]},),
    "options_carried_from_an_earlier_question": ({"a": ["x", "y", "w"]},),
    "other_please_say": ({"a": ["other"]},),
    "paired_grid_has_a_variable_a_row_and_scale": ({},),
    "pick_top_takes_the_few_that_matter": ({},),
    "ranking_has_a_place_a_row": ({"r_a": ["1"], "r_b": ["2"], "r_c": ["3"]},),
}


@pytest.fixture(params=[*SHIPPED, *STORIES])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    if request.param in SHIPPED:
        return SHIPPED[request.param]
    written = told(FOLDER / f"{request.param}.yaml")
    sections = written.get("sections") or section_of(written["asks"])
    file = tmp_path / "story.yaml"
    file.write_text(text_of(sections, written.get("top", "")), "utf-8")
    return Case(file, STORIES[request.param])


def test_the_same_file_gives_the_same_variables(
    case: Case, sqlite_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load_file(case.file)
    slug = sqlite_site.open(form)
    on_pages = set[str]().union(*(seen_by_a_robot(sqlite_site, slug, chosen) for chosen in case.choices))
    extract = load(sqlite_site.store, slug)
    monkeypatch.setenv("SURVEY_DATA_DIR", str(sqlite_site.settings.data_dir))

    everything = walked(case.file, tmp_path)
    computed = set(form.computed)
    contact = {name for one in form.questions.values() if one.contact for name in one.column_names()}
    assert on_pages == everything - computed
    assert printed(page(form)) == everything - computed
    assert keyed(slug, tmp_path) - noted(form) == everything - computed
    assert exported(slug, tmp_path) == everything - contact
    assert set(map(str, extract.frame.data.columns)) == everything - contact
    assert read_by_the_report(extract) <= everything - contact


# ---------------------------------------------------------------- the web form


class Counting(Robot):
    """A robot that gives figures too, where it is told which."""

    def filled(self, form: Form) -> dict[str, list[str]]:
        figures = {name: self.choices[name] for name in form.names("number") if name in self.choices}
        return {**super().filled(form), **figures}


def seen_by_a_robot(site: Site, slug: str, choices: Mapping[str, list[str]]) -> set[str]:
    """The variables that stand on the pages of somebody who answers everything and sends it."""
    robot = Counting(site.browser(), slug, seed=3, choices=dict(choices))
    robot.start()
    shown, at = set[str](), robot.first_question()
    while "/p/" in at.url:
        form = at.form()
        if "choice" not in form.names("submit"):
            shown |= set(variables_of(form))
        at = answered(robot, at)
    assert robot.submit(at).url.endswith("/sent")
    return shown


def answered(robot: Robot, at: Page) -> Page:
    found = robot.answer(at)
    assert found.status == 200, f"{found.url} answered {found.status}: {found.text[:300]}"
    return found


def variables_of(form: Form) -> Iterator[str]:
    """What the fields of a page stand for: a column for each box of a list, a day for its three parts."""
    for kind in ("radio", "option", "text", "number", "email", "textarea"):
        for name in form.names(kind):
            yield re.sub("__(day|month|year)$", "", name)
    for name in form.names("checkbox"):
        values = [one.value for one in form.controls if one.name == name]
        yield from [name] if values == ["1"] else (f"{name}__{v}" for v in values if v not in ASKED_BY_CODE)


# ---------------------------------------------------------------- survey walk


def walked(file: Path, folder: Path) -> set[str]:
    """The variables that `survey walk` sends or misses, for somebody who says nothing."""
    (folder / "nothing.json").write_text("{}", "utf-8")
    result = CliRunner().invoke(survey, ["walk", str(file), "--answers", str(folder / "nothing.json")])
    found = json.loads(result.stdout)
    assert not found["submitted"].keys() & found["missing"].keys()
    return set(found["submitted"]) | set(found["missing"])


# ---------------------------------------------------------------- paper


def printed(html: str) -> set[str]:
    """The variables that the grey words beside questions, boxes and statements name."""
    return {name for block in html.split('<div class="question">')[1:] for name in named_in(block)}


def named_in(block: str) -> set[str]:
    key = r'<span class="key">([^<]+)</span>'
    first, *keys = re.findall(key, block)
    statements = re.findall(rf'<th scope="row">.*?{key}', block, re.S)
    places = re.findall(rf'<span class="box wide" aria-hidden="true"></span> [^<]+ {key}', block)
    said = {name for name in keys if name == f"{first}__say"}
    boxes = {name for name in keys if name.startswith(f"{first}__")} - said
    return {*statements, *places, *boxes, *said} if statements or places or boxes else {first, *said}


def keyed(slug: str, folder: Path) -> set[str]:
    """The header of the table that answers from paper are keyed into, without the form's number."""
    out = folder / "keyed.csv"
    assert CliRunner().invoke(survey, ["keying-template", slug, str(out)]).exit_code == 0
    _paper_id, *names = next(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert len(names) == len(set(names))
    return set(names)


def noted(form: Questionnaire) -> set[str]:
    """Notes before sections: whoever keys a form says whether the section was left out."""
    return {name for name, one in form.pages.items() if one.note is not None}


# ---------------------------------------------------------------- export and report


def exported(slug: str, folder: Path) -> set[str]:
    """The columns of answers and of texts, without what stands beside them."""
    out = folder / "out"
    result = CliRunner().invoke(analysis, ["export", slug, "--out", str(out), "--with-text"])
    assert result.exit_code == 0, result.output
    names: list[str] = []
    for file in (out / "answers.csv", out / "texts.csv"):
        if file.exists():
            names += next(csv.reader(file.read_text("utf-8-sig").splitlines()))
    beside = ["response", "status", "in_report", "synthetic", "version", "language", "mode"]
    assert names[: len(beside)] == beside
    return set(names) - set(beside)


class Noting(pd.DataFrame):
    """A table that notes which of its columns are asked for."""

    asked: set[str] = set()  # noqa: RUF012 (shared by the copies that pandas makes)

    @property
    def _constructor(self) -> type[Noting]:
        return Noting

    def __getitem__(self, key: Any) -> Any:
        Noting.asked |= {key} if isinstance(key, str) else set()
        return super().__getitem__(key)


def read_by_the_report(extract: Extract) -> set[str]:
    """The columns that the tables of a report are made from."""
    Noting.asked = set()
    build.tables(Landscape.of(replace(extract.frame, data=Noting(extract.frame.data))))
    return Noting.asked


def test_the_report_reads_many_variables(sqlite_site: Site) -> None:
    slug = sqlite_site.open(load_file(LONDON))
    seen_by_a_robot(sqlite_site, slug, LONDONERS[1])
    assert len(read_by_the_report(load(sqlite_site.store, slug))) > 50
