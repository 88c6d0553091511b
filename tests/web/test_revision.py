"""A new version while people answer: who has begun goes on as before, and the answers are pooled."""

from __future__ import annotations

import pytest

from analysis.load import load
from analysis.render.wording import pooled
from survey.engine.codebook import Missing
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork import audit
from survey.fieldwork.revision import revise
from tests.analysis import specimen
from tests.builders import HEAD, asking
from tests.robot import Page, Robot
from tests.web.site import Site

FIRST = """\
- {id: a, ask: single, text: First words, options: {x: X, y: Y}}
- page: after
- {id: b, ask: single, text: B, options: {x: X}}
"""
SECOND = FIRST.replace("First words", "Second words").replace("{x: X, y: Y}", "{x: X, y: Y, v: V}") + (
    "- {id: c, ask: single, text: New, options: {x: X}}\n"
)
BREAKING = SECOND.replace("{x: X, y: Y, v: V}", "{x: X, v: V}")
WHO = {"actor": "Ada", "reason": "A better wording"}


def version(questions: str, number: str) -> Questionnaire:
    assert 'version: "1.0"' in HEAD
    return asking(questions).model_copy(update={"version": number})


def begun(site: Site, slug: str, **choices: str) -> tuple[Robot, Page]:
    robot = Robot(site.browser(), slug, choices={name: [value] for name, value in choices.items()})
    robot.start()
    return robot, robot.first_question()


def finish(robot: Robot, page: Page) -> None:
    robot.submit(robot.answer_all(page))


def test_who_has_begun_goes_on_and_who_begins_is_asked_the_new_version(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    early, page = begun(site, slug, a="y", b="x")
    revise(site.store, slug, version(SECOND, "1.1"), **WHO)
    late, new = begun(site, slug, a="v", b="x", c="x")
    assert ("First words" in page.text, "Second words" in new.text) == (True, True)
    finish(early, early.answer(page))
    finish(late, new)
    extract = load(site.store, slug)
    assert extract.versions == ("1.0", "1.1")
    values = sorted(zip(extract.frame.data["a"].astype(str), extract.frame.why["c"], strict=True))
    assert values == [("v", 0), ("y", Missing.NOT_ASKED.value)]


def test_the_change_is_in_the_audit_log_with_both_versions(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    revise(site.store, slug, version(SECOND, "1.1"), **WHO)
    last = audit.entries(site.store, slug)[-1]
    said = str(audit.as_json(last))
    assert all(word in said for word in ("revise", "1.0", "1.1", "A better wording", "Ada"))


def test_a_breaking_change_is_refused_and_named_and_nothing_changes(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    with pytest.raises(Refused, match=r"(?s)1\.0 would not fit version 1\.1.*a > options: y is removed"):
        revise(site.store, slug, version(BREAKING, "1.1"), **WHO)
    _, page = begun(site, slug)
    assert "First words" in page.text


def test_a_change_is_compared_with_every_version_that_was_answered(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    _, page = begun(site, slug, a="y")
    revise(site.store, slug, version(SECOND, "1.1"), **WHO)
    _, second = begun(site, slug, a="v")
    with pytest.raises(Refused, match=r"version 1\.1 would not fit version 1\.2"):
        revise(site.store, slug, version(FIRST, "1.2"), **WHO)
    assert page.status == second.status == 200


@pytest.mark.parametrize("number", ["1.0"])
def test_a_new_version_needs_a_number_of_its_own(site: Site, number: str) -> None:
    slug = site.open(version(FIRST, "1.0"))
    with pytest.raises(Refused, match=r"Version 1\.0 is asked now"):
        revise(site.store, slug, version(SECOND, number), **WHO)


def test_a_report_of_several_versions_says_so() -> None:
    meta = specimen.meta()
    assert "1.0 and 1.1 were answered" in pooled(type(meta)(**{**vars(meta), "versions": ("1.0", "1.1")}))
