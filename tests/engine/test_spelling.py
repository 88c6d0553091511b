"""A slip is told with the word that was meant, or with what to do about it."""
# ruff: noqa: E501 - one case a line, so that the table can be read downwards

from __future__ import annotations

import pytest

from survey.engine.spelling import SLIPS
from tests.builders import faults_in, section_of, text_of


def q(questions: str) -> str:
    return text_of(section_of(questions))


PLAIN = q("- {id: a, ask: confirm, text: A}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(PLAIN.replace("title: A", "titel: A"), "titel here. Did you mean title?", id="at the top"),
        pytest.param(PLAIN.replace("title: Section", "titel: Section"), "Did you mean title?", id="in a section"),
        pytest.param(PLAIN.replace("questions:", "question:"), "Did you mean questions?", id="what the loader moves"),
        pytest.param(q("- {id: a, ask: confirm, text: A, requird: true}"), "Did you mean required?", id="in a question"),
        pytest.param(q("- {id: a, ask: confirm, label: A}"), "Did you mean text?", id="another tool's word"),
        pytest.param(q("- {id: a, ask: single, text: A, options: {a: {lable: A}}}"), "Did you mean label?", id="in an option"),
        pytest.param(q("- {id: a, ask: grid, scale: agree, text: A, rows: {b: {txt: A}}}"), "Did you mean text?", id="in a row"),
        pytest.param(text_of(section_of("- {id: a, ask: single, scale: agree, text: A}"), "scores: {x: {titel: X, of: [a], needs: 1}}\n"), "Did you mean title?", id="in a score"),
        pytest.param(q("- {id: a, ask: confirm, text: A, repeat: 3}"), "repeat here. Check the spelling", id="no key of the loader's own"),
        pytest.param(q("- {id: a, ask: confirm, text: One, two}"), "hold a comma, put them in quotes", id="a comma"),
        pytest.param(q("- {id: a, ask: Single, text: A}"), "Did you mean single?", id="a kind"),
        pytest.param(q("- {id: a, ask: single, text: A, scale: agre}"), "Did you mean agree?", id="a scale"),
        pytest.param(q("- {id: sector, ask: confirm, text: A}\n- page: p\n- {id: b, ask: confirm, text: B, show_if: answered(secter)}"), "Did you mean sector?", id="a name in a condition"),
        pytest.param(q("- {id: a, ask: single, text: A, options: {health: H}}\n- page: p\n- {id: b, ask: confirm, text: B, show_if: a == 'heath'}"), "Did you mean health?", id="a code in a condition"),
        pytest.param(q("- {id: a, ask: single, text: A, options: {x: {label: X, end: stoped}}}"), "Did you mean stopped?", id="an end screen"),
        pytest.param(q("- {page: p, titel: P}\n- {id: a, ask: confirm, text: A}"), "Did you mean title?", id="on a page marker"),
        pytest.param(PLAIN.replace("stage: only", "stage: onyl"), "Did you mean only?", id="a stage"),
        pytest.param(PLAIN.replace('version: "1.0"\n', ""), 'Add it, such as version: "1.0".', id="a missing key"),
        pytest.param(PLAIN.replace("start: {lead: A few questions.}", "start: Hello"), "such as {lead:", id="words for keys"),
    ],
)  # fmt: skip
def test_what_was_meant_is_said(text: str, says: str) -> None:
    (fault,) = [fault for fault in faults_in(text) if says in fault.message]
    assert len(fault.message) < 200


def test_what_follows_from_a_misspelt_scale_is_not_told() -> None:
    assert [fault.code for fault in faults_in(q("- {id: a, ask: single, text: A, scale: agre}"))] == [
        "unknown-scale"
    ]


SLIPPED = {
    "a: b: c\n": "put words that hold a colon",
    "a: {b: c: d}\n": "put words that hold a colon",
    "a:\n  - id: x\n    t: y\n   q:\n": "the same indent",
    'text: "You said "yes" to it"\n': "one pair of quotes",
    "text: {sector} is\n": "one pair of quotes",
    'a: "b\n': "a quote is opened",
    "a: {b: c\n": "a bracket is opened",
    "a:\n\t- b\n": "a tab stands here",
    "a: @b\n": "words that begin with @",
    "a: - b\n": "a list begins on the next line",
    "a: 1\ntext:words\nb: 2\n": "come a colon and a space",
    "a: {b: 'Don't know'}\n": "double a quote",
    "a:\n  - {b: c\n  - d\n": "a bracket is opened",
}


@pytest.mark.parametrize(("text", "says"), SLIPPED.items(), ids=range(len(SLIPPED)))
def test_a_slip_in_yaml_is_said_without_its_jargon(text: str, says: str) -> None:
    (fault,) = faults_in(text)
    assert fault.code == "yaml-syntax"
    assert says in fault.message.lower()
    assert "YAML" not in fault.message


def test_every_sentence_about_yaml_has_a_case() -> None:
    messages = "".join(fault.message for text in SLIPPED for fault in faults_in(text))
    assert [sentence for _, sentence in SLIPS if sentence.partition("{")[0] not in messages] == []
