"""A new version while people answer: who has begun goes on as before, and the answers are pooled."""

from __future__ import annotations

import pytest

from analysis.load import load
from analysis.render.methods import pooled
from survey.engine.codebook import Missing
from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork import audit
from survey.fieldwork.revision import revise
from tests.analysis import specimen
from tests.builders import HEAD, asking, section_of, text_of
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


def with_map(questions: str, number: str, code_map: str, retired: str) -> Questionnaire:
    text = text_of(section_of(questions), f"retired: [{retired}]\ncode_map:\n{code_map}")
    return load_text(text.replace('version: "1.0"', f'version: "{number}"'))


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


RENAMED = SECOND.replace("id: a,", "id: first,").replace("{x: X, y: Y, v: V}", "{x: X, v: V}")
TO_FIRST = '- {since: "1.1", was: a, now: first, codes: {y: v}}\n'
TO_LAST = '- {since: "1.2", was: first, now: last}\n- {since: "1.2", was: c, dropped: Nobody could tell}\n'


def test_a_breaking_change_that_the_code_map_answers_is_taken_and_all_answers_are_pooled(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    early, page = begun(site, slug, a="y", b="x")
    with pytest.raises(Refused, match="a: removed"):
        revise(site.store, slug, version(RENAMED, "1.1"), **WHO)
    _, changes = revise(site.store, slug, with_map(RENAMED, "1.1", TO_FIRST, "a"), **WHO)
    assert [(one.place, one.what) for one in changes if one.mapped] == [
        ("a", "is counted as first"),
        ("a", "y is counted as v"),
    ]
    late, new = begun(site, slug, first="x", b="x", c="x")
    assert "First words" in page.text
    finish(early, early.answer(page))
    finish(late, new)
    extract = load(site.store, slug)
    values = zip(extract.frame.data["first"].astype(str), extract.frame.why["c"], strict=True)
    assert sorted(values) == [("v", Missing.NOT_ASKED.value), ("x", 0)]
    assert [(one.version, one.became.was) for one in extract.mapped] == [("1.0", "a")]


def test_the_map_must_answer_for_every_version_that_somebody_has_begun(site: Site) -> None:
    slug = site.open(version(FIRST, "1.0"))
    first, page = begun(site, slug, a="y", b="x")
    revise(site.store, slug, with_map(RENAMED, "1.1", TO_FIRST, "a"), **WHO)
    second, other = begun(site, slug, first="x", b="x", c="x")
    last = RENAMED.replace("id: first", "id: last").partition("- {id: c")[0]
    with pytest.raises(Refused, match=r"version 1\.0 would not fit version 1\.2"):
        revise(site.store, slug, with_map(last, "1.2", TO_LAST, "first, c"), **WHO)
    revise(site.store, slug, with_map(last, "1.2", TO_FIRST + TO_LAST, "a, first, c"), **WHO)
    third, new = begun(site, slug, last="v", b="x")
    for robot, at in ((first, first.answer(page)), (second, other), (third, new)):
        finish(robot, at)
    extract = load(site.store, slug)
    assert sorted(extract.frame.data["last"].astype(str)) == ["v", "v", "x"]
    assert [(one.version, one.became.was, dict(one.lost)) for one in extract.mapped] == [
        ("1.0", "a", {}),
        ("1.1", "first", {}),
        ("1.1", "c", {"": 1}),
    ]


@pytest.mark.parametrize("number", ["1.0"])
def test_a_new_version_needs_a_number_of_its_own(site: Site, number: str) -> None:
    slug = site.open(version(FIRST, "1.0"))
    with pytest.raises(Refused, match=r"Version 1\.0 is asked now"):
        revise(site.store, slug, version(SECOND, number), **WHO)


def test_a_report_of_several_versions_says_so() -> None:
    meta = specimen.meta()
    assert "1.0 and 1.1 were answered" in pooled(type(meta)(**{**vars(meta), "versions": ("1.0", "1.1")}))
