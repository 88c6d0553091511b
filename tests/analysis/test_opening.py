"""A folder that was exported as Parquet opens as the frame that it was, or is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import SurveyFrame, crosstab, protect, summarise
from analysis.conduct import Conduct
from analysis.export import released
from analysis.export.formats import FORMATS, Chosen
from analysis.export.people import shuffled
from analysis.export.writing import write
from analysis.frame import Person
from analysis.kept import KEPT, SUMS, sums
from analysis.landscape.build import tables
from analysis.landscape.ground import Landscape
from analysis.landscape.planning import FILE, find_plan
from analysis.load import Extract, load
from analysis.tables import Table
from analysis.themes.texts import texts_of
from survey.engine.codebook import Cell, Column, Measure, Missing, Nature, Variable
from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, SurveyError
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.answers import ROOT
from tests.analysis.exported import LONDON, extract_of, fill, written
from tests.analysis.specimen import report
from tests.analysis.test_export_formats import HARD, every_measure
from tests.analysis.test_export_weights import OF_TWO, of_two
from tests.analysis.written import book
from tests.builders import asking
from tests.engine.test_kinds import FORM

DAYS = "T14d"
"""Answers a day: an export has no days."""


@pytest.fixture(scope="module")
def london(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    """London, answered by 150 simulated people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEY_DATA_DIR", str(tmp_path_factory.mktemp("opening") / "var"))
        fill(150)
        with Store.open(Settings.read()) as store:
            return load(store, LONDON)


@pytest.fixture(scope="module")
def folder(london: Extract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its export without words."""
    return written(london, "parquet", tmp_path_factory.mktemp("opening") / "out", with_text=False)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An export of a few answers of every kind, to do harm to."""
    return written(every_measure(), "parquet", tmp_path / "out")


def check_same(found: SurveyFrame, frame: SurveyFrame, *, words: bool = True) -> None:
    """All of a frame but what no export has; without words, whether somebody wrote any is the same."""
    texts = [c.name for v in frame.codebook if v.nature is Nature.TEXT for c in v.columns]
    expected = frame.settled()
    data = expected.data if words else expected.data.assign(**{n: hushed(expected.data[n]) for n in texts})
    assert_frame_equal(found.data, data)
    assert_frame_equal(found.why, expected.why)
    assert_frame_equal(found.seconds, expected.seconds)
    assert_frame_equal(found.people.drop(columns=["id", "day"]), expected.people.drop(columns=["id", "day"]))
    assert sorted(map(int, found.people["id"])) == list(range(1, len(frame) + 1))
    assert found.people["day"].isna().all()
    assert found.people.dtypes.to_dict() == expected.people.dtypes.to_dict()
    asked = tuple(one for one in frame.codebook if one.nature is not Nature.CONTACT)
    assert found.codebook == replace(frame.codebook, variables=asked)
    assert found.geography == frame.geography
    assert found.conduct == (frame.conduct and replace(frame.conduct, days=None))


def hushed(words: pd.Series) -> pd.Series:
    return words.where(words.isna(), "")


def report_tables(frame: SurveyFrame) -> dict[str, Table]:
    land = Landscape.of(frame)
    plan = find_plan(ROOT / "questionnaires" / LONDON / FILE, land)
    return {table.id: table for table in tables(land, plan)}


# What comes back


def test_london_comes_back_with_its_reasons_people_seconds_and_ground(london: Extract, folder: Path) -> None:
    assert london.frame.geography is not None
    assert london.frame.seconds.notna().any(axis=None)
    check_same(SurveyFrame.from_parquet(folder), london.frame, words=False)


def test_words_come_back_where_they_were_asked_for(london: Extract, tmp_path: Path) -> None:
    out = written(london, "parquet", tmp_path / "out", with_text=True)
    found = SurveyFrame.from_parquet(str(out))
    check_same(found, london.frame)
    assert texts_of(found, book().questions)


def test_tables_are_the_same_to_the_last_bit(london: Extract, folder: Path) -> None:
    found = SurveyFrame.from_parquet(folder)
    for ask in (
        lambda frame: crosstab(frame, "sector", "role_type"),
        lambda frame: crosstab(frame, "trn_when", "sector", "years_sector"),
        lambda frame: summarise(frame, "overall_practice", by="sector"),
        lambda frame: protect(crosstab(frame, "trn_when", "sector")),
    ):
        assert ask(found) == ask(london.frame)


def test_tables_of_the_report_are_the_same_but_for_days(london: Extract, folder: Path) -> None:
    expected = report_tables(london.frame)
    assert expected.pop(DAYS).cells
    assert len(expected) > 30
    assert report_tables(SurveyFrame.from_parquet(folder)) == expected


def test_two_exports_in_other_orders_open_as_one_frame(london: Extract, tmp_path: Path) -> None:
    outs = [written(london, "parquet", tmp_path / str(seed), seed=seed) for seed in (1, 2)]
    assert (outs[0] / "answers.parquet").read_bytes() != (outs[1] / "answers.parquet").read_bytes()
    first, second = map(SurveyFrame.from_parquet, outs)
    assert_frame_equal(first.data, second.data)


def test_the_id_of_somebody_is_the_number_of_the_row(london: Extract, folder: Path) -> None:
    found = SurveyFrame.from_parquet(folder)
    back = found.ordered(np.argsort(found.people["id"].astype(int).to_numpy()))
    assert_frame_equal(back.why, shuffled(london.frame, 1).why)


def test_every_kind_and_every_reason_come_back(small: Path) -> None:
    check_same(SurveyFrame.from_parquet(small), every_measure().frame)


def test_names_that_an_export_has_itself_come_back_as_answers(tmp_path: Path) -> None:
    form = asking(HARD)
    rows: list[dict[str, Cell]] = [{"status": -3, "with": -50, "big": 0}, {"status": 7.25, "with": 1}]
    extract = extract_of(form, rows)
    check_same(SurveyFrame.from_parquet(written(extract, "parquet", tmp_path / "out")), extract.frame)


def test_a_page_may_be_called_as_the_column_of_numbers(tmp_path: Path) -> None:
    form = asking("- page: response\n- {id: a, ask: single, text: A, options: {x: Ex, y: Why}}")
    people = [(Person("1", seconds={"response": 12}), {"a": "x"}), (Person("2"), {"a": "y"})]
    extract = replace(extract_of(form, []), frame=SurveyFrame.from_rows(form.codebook, people))
    found = SurveyFrame.from_parquet(written(extract, "parquet", tmp_path / "out"))
    check_same(found, extract.frame)
    assert found.seconds["response"].dropna().tolist() == [12]


def test_weights_are_not_taken_for_answers(tmp_path: Path) -> None:
    extract, plan = of_two((30, 20), tmp_path)
    (tmp_path / "out").mkdir()
    write(extract, FORMATS[Chosen.PARQUET], tmp_path / "out", seed=3, plan=plan)
    assert "weight" in pd.read_parquet(tmp_path / "out" / "answers.parquet")
    found = SurveyFrame.from_parquet(tmp_path / "out")
    assert OF_TWO["shares"]
    assert list(found.data) == ["a"]
    check_same(found, extract.frame)


def test_words_that_were_taken_out_leave_who_wrote_them(small: Path) -> None:
    (small / "texts.parquet").unlink()
    check_same(SurveyFrame.from_parquet(small), every_measure().frame, words=False)


def cells(variable: Variable, column: Column) -> st.SearchStrategy[Cell]:
    """Any answer to a column, and any reason for none."""
    answers: dict[Measure, st.SearchStrategy[Cell]] = {
        Measure.TEXT: st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
        Measure.NUMBER: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 10**6),
    }
    codes = [one.code for one in column.substantive]
    return st.sampled_from(list(Missing)) | answers.get(variable.measure, st.sampled_from(codes or [0, 1]))


@st.composite
def people(draw: st.DrawFn, form: Questionnaire = FORM) -> list[tuple[Person, dict[str, Cell]]]:
    """Nobody is like another in all but words, for then who comes first is open."""
    found = []
    for at in range(draw(st.integers(1, 4))):
        person = Person(
            f"key-{at}",
            draw(st.sampled_from(["submitted", "partial"])),
            draw(st.booleans()),
            version=draw(st.sampled_from(["0.9", form.version])),
            language=draw(st.sampled_from(["en", "pl"])),
            mode=draw(st.sampled_from(["web", "paper", "unknown"])),
            seconds=draw(st.dictionaries(st.sampled_from(list(form.pages)), st.integers(0, 9_999)))
            | {"gone": at},
        )
        row = {c.name: draw(cells(v, c)) for v in form.codebook for c in v.columns}
        found.append((person, row))
    return found


@settings(max_examples=30, deadline=None)
@given(people(), st.booleans())
def test_whatever_people_answer_comes_back(rows: list[tuple[Person, dict[str, Cell]]], words: bool) -> None:
    conduct = replace(Conduct.of(FORM), left=(0,) * len(Conduct.of(FORM).steps), withdrawn=3, is_over=True)
    frame = SurveyFrame.from_rows(FORM.codebook, rows, conduct=conduct)
    with TemporaryDirectory() as place:
        out = written(replace(every_measure(), frame=frame), "parquet", Path(place) / "out", with_text=words)
        check_same(SurveyFrame.from_parquet(out), frame, words=words)


# What is refused


def said(of: Path) -> str:
    with pytest.raises(SurveyError) as caught:
        SurveyFrame.from_parquet(of)
    sentence = str(caught.value)
    assert str(of) in sentence
    assert "python -m analysis export SLUG --format parquet --out DIR" in sentence
    return sentence


OPENED = (
    "answers.parquet",
    "answers-reasons.parquet",
    "texts.parquet",
    "texts-reasons.parquet",
    "seconds.parquet",
    KEPT,
)


@pytest.mark.parametrize("name", OPENED)
@pytest.mark.parametrize("harm", [lambda was: was[:-9], lambda was: was[:99] + b"?" + was[100:]])
def test_a_file_that_was_changed_is_refused(name: str, harm: Callable[[bytes], bytes], small: Path) -> None:
    was = (small / name).read_bytes()
    (small / name).write_bytes(harm(was))
    assert f"{name} is not as it was written" in said(small)


@pytest.mark.parametrize("name", [name for name in OPENED if name != "texts.parquet"])
def test_a_file_that_is_gone_is_refused(name: str, small: Path) -> None:
    (small / name).unlink()
    assert f"{name} is not there any more" in said(small)


def test_tables_of_another_export_are_refused(small: Path, tmp_path: Path) -> None:
    other = written(every_measure(), "parquet", tmp_path / "other", seed=2)
    (small / "answers.parquet").write_bytes((other / "answers.parquet").read_bytes())
    assert "answers.parquet is not as it was written" in said(small)


def resealed(folder: Path) -> Path:
    (folder / SUMS).write_text(sums(folder), "utf-8")
    return folder


def test_another_version_s_way_to_write_is_refused(small: Path) -> None:
    text = (small / KEPT).read_text("utf-8")
    (small / KEPT).write_text(text.replace('"form": 1', '"form": 2'), "utf-8")
    assert "another version of this program" in said(resealed(small))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param('"code": "a"', '"code": "b b"', id="a code that is not known"),
        pytest.param('"name": "scaled"', '"name": "scales"', id="a column that is not there"),
    ],
)
def test_tables_that_do_not_fit_the_codebook_are_refused(was: str, now: str, small: Path) -> None:
    text = (small / KEPT).read_text("utf-8")
    assert was in text
    (small / KEPT).write_text(text.replace(was, now), "utf-8")
    assert f"its tables do not fit its {KEPT}" in said(resealed(small))


def test_what_is_no_parquet_is_refused(small: Path) -> None:
    (small / "seconds.parquet").write_bytes(b"no Parquet at all")
    assert "its tables do not fit" in said(resealed(small))


def test_figures_of_a_release_are_refused(tmp_path: Path) -> None:
    released.write(report(), FORMATS[Chosen.PARQUET], tmp_path)
    assert "figures of a report (--release), rounded and hidden in part" in said(tmp_path)


@pytest.mark.parametrize("chosen", [chosen for chosen in Chosen if chosen is not Chosen.PARQUET])
def test_an_export_in_another_format_is_refused(chosen: Chosen, tmp_path: Path) -> None:
    assert f"it has no {SUMS}" in said(written(every_measure(), chosen, tmp_path / "out"))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "There is no folder" in said(tmp_path / "nowhere")
    with pytest.raises(NotFound):
        SurveyFrame.from_parquet(tmp_path / "nowhere")
