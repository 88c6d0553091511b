"""Places on the progress bar: those that an author names, or one for each section."""

from __future__ import annotations

import pytest

from survey.engine.loader import load_text
from survey.engine.progress import Progress
from survey.engine.questionnaire import Questionnaire
from tests.builders import faults_in, journey_through

FIRST = "- {id: you, title: You, questions: [{id: a, ask: confirm, text: A}]}"
SECOND = "- {id: team, title: Your team, questions: [{id: b, ask: confirm, text: B}]}"


def whole(*sections: str, top: str = "") -> str:
    listed = "".join(f"  {section}\n" for section in sections)
    return f'questionnaire: q\nversion: "1"\ntitle: T\nowner: O\n{top}sections:\n{listed}'


def test_without_stages_each_section_is_a_place_by_its_title() -> None:
    form = load_text(whole(FIRST, SECOND))
    assert form.stages == {"you": "You", "team": "Your team"}
    here = Progress.at(journey_through(form, {}), "team", {})
    assert (here.stage, here.stages, here.title) == (2, 2, "Your team")
    assert Questionnaire.model_validate_json(form.document) == form


def test_a_place_has_no_answer_in_its_name() -> None:
    asked = "- {id: zero, title: Zero, questions: [{id: n, ask: short_text, text: N}]}"
    told = FIRST.replace("title: You", "title: \"About {n or 'you'}\"")
    assert load_text(whole(asked, told)).stages["you"] == "About you"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param(
            whole(SECOND.replace("title: Y", "stage: s, title: Y")), ["missing-key"], id="named, not declared"
        ),
        pytest.param(
            whole(FIRST, SECOND.replace("title: Y", "stage: s, title: Y")),
            ["missing-key", "missing-key"],
            id="named by some",
        ),
        pytest.param(whole(SECOND, top="stages: {s: S}\n"), ["missing-key"], id="declared, not named"),
        pytest.param(whole(SECOND.replace("id: team", "id: Team")), ["bad-id"], id="a faulty id"),
        pytest.param(whole(SECOND.replace("id: team, ", "")), ["missing-key"], id="no id"),
        pytest.param(
            whole(SECOND.replace("id: team, ", "sensitive: high, ")), ["missing-key"], id="no id for a note"
        ),
        pytest.param(whole(SECOND.replace("Your team", '"Your {team"')), ["text-syntax"], id="a lone brace"),
        pytest.param(whole("- team"), ["wrong-type"], id="no section at all"),
    ],
)
def test_a_fault_around_places_is_told_once(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in faults_in(text)] == codes
