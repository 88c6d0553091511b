"""Answers to several versions, put together by the code map, and what a report says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import render
from analysis.landscape.summary import report_of
from analysis.load import Extract, load
from analysis.pooling import Mapped, Pool, in_words
from analysis.render.document import Tables
from analysis.render.methods import methods
from survey.engine.codebook import Missing
from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.mapped import Became
from survey.errors import Refused
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.revision import revise
from survey.storage.database import Store
from tests.analysis import specimen
from tests.analysis.answers import ROOT
from tests.builders import cells_of
from tests.engine.test_code_map import FREQ, HOW, MERGING, version

FEEDBACK = "workshop-feedback"
SOURCE = ROOT / "questionnaires" / FEEDBACK / "1.0.yaml"
MAP = """\
retired: [fb_room, role]
code_map:
  - {since: "1.1", was: fb_room, now: fb_place}
  - {since: "1.1", was: role, now: part, codes: {leader: practitioner, presenter: null}}
"""


def second(code_map: str = MAP) -> Questionnaire:
    """The feedback form with two things renamed, two answers merged and one without a counterpart."""
    text = SOURCE.read_text("utf-8").replace('version: "1.0"', 'version: "1.1"')
    text = text.replace("fb_room", "fb_place").replace("id: role", "id: part")
    text = re.sub(r" +(presenter|leader): .*\n", "", text)
    return load_text(code_map + text, library=ROOT / "questionnaires")


def pooled(store: Store, number: int = 60) -> Extract:
    """People who answered 1.0, then as many who answered 1.1."""
    for _ in rehearse(store, store.settings, FEEDBACK, number=number, seed=1):
        pass
    revise(store, FEEDBACK, second(), actor="Ada", reason="Clearer words")
    for _ in rehearse(store, store.settings, FEEDBACK, number=number, seed=2):
        pass
    return load(store, FEEDBACK)


def test_both_engines_pool_answers_to_two_versions_through_the_map(store: Store) -> None:
    found = pooled(store)
    frame = found.frame
    assert (found.version, found.versions, len(frame)) == ("1.1", ("1.0", "1.1"), 120)
    assert {"fb_place", "part"} <= set(frame.data.columns)
    assert not {"fb_room", "role"} & set(frame.data.columns)
    assert int(frame.data["fb_place"].notna().sum()) > 60
    assert set(frame.data["part"].dropna()) == {"practitioner", "partner", "other"}
    redacted = int((frame.why["part"] == Missing.REDACTED.value).sum())
    assert [(one.version, one.became.was, one.lost) for one in found.mapped] == [
        ("1.0", "role", {"presenter": redacted}),
        ("1.0", "fb_room", {}),
    ]
    assert 0 < redacted < 10
    assert [one.guarded for one in found.mapped] == [True, False]


def test_a_landscape_of_two_versions_says_what_was_mapped_and_no_small_number(
    sqlite_store: Store, tmp_path: Path
) -> None:
    report = report_of(pooled(sqlite_store))
    (said,) = (text for topic, text in methods(report) if topic == "What is counted under another name.")
    assert "Version 1.0 asked “fb_room”; it is counted as “fb_place”." in said
    assert "“leader” there is counted as “practitioner”" in said
    assert "Its answer “presenter” has no counterpart and is in no figure; fewer than 10 people" in said
    render.write(report, tmp_path)
    made = Tables.model_validate_json((tmp_path / "tables.json").read_text("utf-8"))
    assert made.meta.versions == ("1.0", "1.1")
    assert " ".join(made.meta.mapped) == said
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "it is counted as “fb_place”" in page
    assert "1.0 and 1.1 were answered" in page


def test_without_its_map_the_version_is_refused(sqlite_store: Store) -> None:
    for _ in rehearse(sqlite_store, sqlite_store.settings, FEEDBACK, number=2, seed=1):
        pass
    with pytest.raises(Refused, match=r"(?s)role: removed.*code_map:"):
        revise(sqlite_store, FEEDBACK, second(""), actor="Ada", reason="Clearer words")


def test_one_version_is_mapped_to_nothing(sqlite_store: Store) -> None:
    for _ in rehearse(sqlite_store, sqlite_store.settings, FEEDBACK, number=2, seed=1):
        pass
    assert load(sqlite_store, FEEDBACK).mapped == ()


# What is said


def people(chosen: Mapping[str, int]) -> Mapped:
    """How many chose which code of a question that is mapped with one code lost."""
    old, new = version("1.0", FREQ), version("1.1", HOW, MERGING, "freq")
    pool = Pool(new)
    for code, number in chosen.items():
        for _ in range(number):
            pool.take(1, old, cells_of(old, {"freq": code} if code else {}))
    (mapped,) = pool.mapped()
    return mapped


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        pytest.param({"odd": 0, "never": 30}, "fewer than 10 people", id="nobody"),
        pytest.param({"odd": 9, "never": 30}, "fewer than 10 people", id="nine"),
        pytest.param({"odd": 12, "never": 30}, "about 10 people", id="rounded down"),
        pytest.param({"odd": 13, "never": 30}, "about 15 people", id="rounded up"),
        pytest.param({"odd": 13, "never": 9}, "10 people or more", id="few gave another answer"),
        pytest.param({"odd": 13, "never": 9, "": 30}, "10 people or more", id="few beside blanks"),
    ],
)
def test_a_count_without_a_counterpart_is_said_as_far_as_it_may_be(chosen: dict[str, int], said: str) -> None:
    mapped = people(chosen)
    assert mapped.lost == {"odd": chosen["odd"]}
    assert in_words(mapped) == (
        "Version 1.0 asked “freq”; it is counted as “how”, “daily” and “weekly” there are counted as "
        "“often”. "
        f"Its answer “odd” has no counterpart and is in no figure; {said} gave it."
    )


def test_no_number_between_one_and_nine_is_ever_said() -> None:
    for lost in range(30):
        for others in range(30):
            mapped = Mapped("1.0", Became("a", "b", (), ("x",)), {"x": lost}, lost + others)
            numbers = {int(found) for found in re.findall(r"(?<![.\d])\d+(?![.\d])", in_words(mapped))}
            assert numbers <= set(range(10, 31, 5))


def test_what_was_dropped_is_said_with_its_reason_and_how_many_had_answered() -> None:
    mapped = Mapped("1.0", Became("team", dropped="Its wording misled people."), {"": 31}, 31)
    assert in_words(mapped) == (
        "Version 1.0 asked “team”; it is in no figure, because: Its wording misled people. "
        "About 30 people had answered it."
    )
    assert in_words(replace(mapped, lost={"": 3}, answered=3)).endswith(
        "Fewer than 10 people had answered it."
    )


def test_of_what_is_identifying_or_sensitive_no_number_is_said() -> None:
    lost = Mapped("1.0", Became("team", "", (), ("x",)), {"x": 31}, 100, guarded=True)
    assert in_words(lost).endswith("in no figure; 10 people or more gave it.")
    assert in_words(replace(lost, lost={"x": 9})).endswith("in no figure; fewer than 10 people gave it.")
    gone = Mapped("1.0", Became("team", dropped="Unclear"), {"": 31}, 31, guarded=True)
    assert in_words(gone).endswith("10 people or more had answered it.")


def test_a_scale_is_called_one() -> None:
    mapped = Mapped("1.0", Became("scales.often", "scales.scarce", (("2", ("2", "3")),)))
    assert in_words(mapped) == (
        "Version 1.0 had the scale “often”; it is counted as “scarce”, “2” and “3” there are counted as “2”."
    )


def test_a_report_of_one_version_says_nothing_of_a_map() -> None:
    assert [topic for topic, _ in methods(specimen.report()) if "another name" in topic] == []
