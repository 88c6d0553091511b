"""What a report says of how the survey went: bases, days, pages, what leaving out would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from analysis.conduct import Conduct, Step
from analysis.disclosure import Release, SafeTable, protect
from analysis.frame import Person, SurveyFrame
from analysis.landscape import build
from analysis.landscape.blanks import Blanks
from analysis.landscape.course import marked, minutes, past, stops
from analysis.landscape.fielding import Days, Funnel
from analysis.landscape.findings import findings
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import AnyTable, Plan, PlannedSection
from analysis.landscape.quality import Quality
from analysis.landscape.sensitivity import WithAndWithout, main_figures, most_moved
from analysis.landscape.times import Times
from analysis.landscape.who import WhoAnswered
from analysis.tables import Cell, Table
from survey.engine.codebook import Missing
from tests.analysis.fielded import LONDON, WORKSHOP, fielded, frame_of, hurried, walked, with_left
from tests.builders import asking

LEFT = {"began": 4, "meaning": 11, "needs": 25, "open": 2}
SURVEY: tuple[AnyTable, ...] = (Quality(), Times(), WithAndWithout(), Funnel(), Days(), Blanks())


def made(frame: SurveyFrame, *kinds: AnyTable) -> dict[str, Table]:
    land = Landscape.of(frame)
    return {table.id: table for kind in kinds or SURVEY for table in kind.tables(land)}


def safe(frame: SurveyFrame, *kinds: AnyTable) -> Release:
    land = Landscape.of(frame)
    plan = Plan(sections=(PlannedSection(section="survey", heading="Survey", tables=kinds or SURVEY),))
    return protect(build.tables(land, plan), build.hierarchy(land, plan))


def value(table: Table | SafeTable, row: str, col: str, measure: str) -> float | None:
    return cell(table, row, col, measure).value


def cell(table: Table | SafeTable, row: str, col: str, measure: str) -> Cell:
    return next(c for c in table.cells if (c.row, c.col, c.measure) == (row, col, measure))


# ---------------------------------------------------------------- the way


def test_the_way_begins_with_the_agreement_and_has_a_step_for_each_page_that_all_come_to() -> None:
    conduct = fielded(1).conduct
    assert conduct is not None
    steps = {step.id: step for step in conduct.steps}
    assert next(iter(steps.values())).title == "Taking part"
    assert steps["principles_me"].pages == ("principles_me",)
    assert steps["policing"].title == "For policing / For health / For local authorities"
    assert len(steps["policing"].pages) == 6
    assert steps["equity_note"].title == "Race, equity and lived experience"
    assert steps["equity"].title == "Race, equity and lived experience, continued"
    every = [page for step in steps.values() for page in step.pages]
    assert every == list(conduct.words)


def test_words_to_read_are_those_of_texts_questions_and_rows() -> None:
    form = asking(
        """
        - {id: a, ask: single, text: Two words, options: {1: Many words in an answer, 0: None}}
        - {id: g, ask: grid, scale: agree, text: Three more words, rows: {r1: One two, r2: Three}}
        """
    )
    (words,) = Conduct.of(form).words.values()
    assert words == 2 + 3 + 2 + 1


CONDUCT = Conduct(
    steps=(
        Step("began", "Agreement", ("who", "agree")),
        Step("one", "One", ("one",)),
        Step("some", "Some", ("p", "h")),
        Step("last", "Last", ("last",)),
    ),
    words={},
    sections={},
    promised=5,
)


def test_drafts_stand_at_their_last_step_and_who_did_not_agree_stands_nowhere() -> None:
    pages = ["who", "agree", "one", "p", "h", "last"]
    assert CONDUCT.furthest(pages, {0: 7, 1: 3, 2: 4, 3: 5, 4: 1, 5: 2, 6: 6}) == [4, 5, 3, 6]


def test_a_page_of_an_older_version_counts_as_the_one_before_it() -> None:
    assert CONDUCT.furthest(["who", "agree", "one", "gone", "last"], {4: 8, 5: 1}) == [0, 8, 0, 1]


def test_a_survey_without_agreement_begins_with_everybody() -> None:
    bare = replace(CONDUCT, steps=(Step("began", "Began", ()), *CONDUCT.steps[1:]))
    assert bare.furthest(["one", "p", "h", "last"], {0: 7, 1: 2, 2: 1, 4: 3}) == [7, 2, 1, 3]


# ---------------------------------------------------------------- the funnel


def test_every_row_of_the_funnel_is_out_of_all_who_began() -> None:
    table = made(with_left(fielded(40), LEFT), Funnel())["T14f"]
    assert [col.id for col in table.cols] == ["reached"]
    assert {c.measure for c in table.cells} == {"count", "percent"}
    assert [value(table, row, "reached", "count") for row in ("began", "work", "meaning", "confidence")] == [
        82, 78, 78, 67,
    ]  # fmt: skip
    assert [value(table, row, "reached", "count") for row in ("needs", "needs_top", "sent")] == [67, 42, 40]
    counts = [value(table, row.id, "reached", "count") or 0 for row in table.rows]
    assert counts == sorted(counts, reverse=True)
    assert {c.n for c in table.cells if c.measure == "percent"} == {82}
    assert value(table, "began", "reached", "percent") == 100
    assert value(table, "sent", "reached", "percent") == 50  # 40 of 80, as they are printed


def test_a_page_that_fewer_than_ten_reached_has_no_number_and_no_share() -> None:
    frame = with_left(fielded(12).only(np.arange(12) < 4), {"began": 40, "meaning": 7})
    table = made(frame, Funnel())["T14f"]
    assert value(table, "sent", "reached", "count") == 4
    assert {c.measure for c in table.cells if c.row == "sent"} == {"count"}
    assert value(table, "meaning", "reached", "percent") == 20  # 11 is 10 of 50


def test_people_on_paper_are_not_on_the_way() -> None:
    rows = [(replace(person, mode="paper", seconds={}), cells) for person, cells in walked(12, LONDON, 1)]
    found = made(frame_of(rows))
    assert not {"T14f", "T14d", "T14t"} & set(found)
    assert {row.id for row in found["T14"].rows} >= {"quick", "two", "equity"}


# ---------------------------------------------------------------- days


def test_every_day_of_the_fielding_has_a_row_without_a_gap() -> None:
    table = made(fielded(60), Days())["T14d"]
    days = [date.fromisoformat(row.id) for row in table.rows]
    assert (days[0], days[-1], len(days)) == (date(2024, 12, 2), date(2025, 1, 10), 40)
    assert sum(c.value or 0 for c in table.cells) == 60
    assert table.rows[0].text == "2 December 2024"


def test_a_day_under_ten_is_told_by_no_number_and_not_by_the_others_either() -> None:
    rows = list(walked(60, LONDON, 1))
    many, few = date(2024, 12, 3), date(2024, 12, 5)
    sent = [(replace(person, day=few if at < 3 else many), cells) for at, (person, cells) in enumerate(rows)]
    table = safe(frame_of(sent), WhoAnswered(), Days(), Funnel()).table("T14d")
    shown = {c.row: c.value for c in table.cells if c.value is not None}
    assert few.isoformat() not in shown
    assert not shown  # 57 on the one day would leave 3 of the 60 for the others
    three = [date(2024, 12, day) for day in (3, 4, 6)]
    sent = [
        (replace(person, day=few if at < 3 else three[at % 3]), cells)
        for at, (person, cells) in enumerate(rows)
    ]
    table = safe(frame_of(sent), WhoAnswered(), Days(), Funnel()).table("T14d")
    shown = {c.row: c.value for c in table.cells if c.value is not None}
    assert 0 < len(shown) < 3
    assert set(shown.values()) == {20}


# ---------------------------------------------------------------- time


def test_the_median_is_of_those_who_sent_and_whose_time_is_known() -> None:
    rows = list(walked(40, LONDON, 1))
    pages = {"work": 0}
    timed = []
    for at, (person, cells) in enumerate(rows):
        seconds = dict.fromkeys(person.seconds, 0) if at >= 31 else pages | {"work": 60 * (at + 1)}
        timed.append((replace(person, seconds=seconds if at < 31 else {"work": 0}), cells))
    table = made(frame_of(timed), Times())["T14t"]
    assert [value(table, "all", col, "minutes") for col in ("median", "lower", "upper")] == [16, 8.5, 23.5]
    assert cell(table, "all", "median", "minutes").n == 31
    within = cell(table, "all", "within", "percent")
    assert within.value == pytest.approx(100 * 15 / 31)
    assert table.subtitle == "Active minutes on the pages. People were told about 15 minutes."


def test_sectors_have_no_time_of_their_own_where_that_would_leave_a_few() -> None:
    rows = list(walked(120, LONDON, 1))
    whole = made(frame_of(rows), Times())["T14t"]
    assert {row.block for row in whole.rows} == {"", "Sector"}
    police, untimed = 0, []
    for person, cells in rows:
        police += cells["sector"] == "policing"
        known = cells["sector"] != "policing" or police <= 4
        untimed.append(
            (person if known else replace(person, seconds=dict.fromkeys(person.seconds, 0)), cells)
        )
    assert police >= 10
    assert [row.id for row in made(frame_of(untimed), Times())["T14t"].rows] == ["all"]


# ---------------------------------------------------------------- marks and ways past


def test_marks_are_counted_and_nobody_is_left_out_of_any_other_table() -> None:
    calm, hasty = fielded(60), hurried(fielded(60), 14, step=4)
    table = made(hasty, Quality())["T14"]
    assert (value(table, "two", "answers", "count") or 0) >= 14
    assert cell(table, "two", "answers", "percent").n == 60
    assert made(hasty, WhoAnswered())["T1"] == made(calm, WhoAnswered())["T1"]


def test_the_way_past_a_section_is_a_share_of_those_who_came_to_it() -> None:
    rows = list(walked(40, LONDON, 1))
    section = [c.name for v in fielded(1).codebook if v.section == "equity" for c in v.columns]
    for at, (_, cells) in enumerate(rows):
        reason = Missing.SECTION_SKIPPED if at < 12 else Missing.NOT_REACHED if at < 20 else 4
        cells |= dict.fromkeys(section, reason)
    skipped = cell(made(frame_of(rows), Quality())["T14"], "equity", "answers", "percent")
    assert skipped.value == pytest.approx(100 * 12 / 32)
    assert skipped.n == 32


def test_a_few_who_went_past_are_not_told() -> None:
    rows = list(walked(60, LONDON, 1))
    section = [c.name for v in fielded(1).codebook if v.section == "equity" for c in v.columns]
    for at, (_, cells) in enumerate(rows):
        cells |= dict.fromkeys(section, Missing.SECTION_SKIPPED if at < 5 else 4)
    table = safe(frame_of(rows), WhoAnswered(), Quality()).table("T14")
    assert value(table, "equity", "answers", "percent") is None


# ---------------------------------------------------------------- with and without


@cache
def marked_people() -> SurveyFrame:
    return hurried(fielded(160), 40, step=4)


def test_the_difference_is_that_of_the_two_figures_in_whole_points() -> None:
    land = Landscape.of(marked_people())
    less = Landscape.of(land.frame.only(~land.flags.to_look_at))
    table = next(WithAndWithout().tables(land))
    every, without = ({f.universe: f.estimated(f.whole) for f in main_figures(each)} for each in (land, less))
    safety = every["principle_safety"].value or 0
    assert value(table, "principle_safety", "all", "mean") == pytest.approx(safety)
    change = cell(table, "principle_safety", "change", "gap")
    assert change.value == round((without["principle_safety"].value or 0) - safety)
    assert change.n == without["principle_safety"].n
    assert change.value


def test_fewer_than_ten_marked_answers_give_no_difference_but_a_bound_that_hangs_on_no_answer() -> None:
    frame = hurried(fielded(260), 3, step=4)
    land = Landscape.of(frame)
    assert 0 < land.flags.to_look_at.sum() < 10
    assert not list(WithAndWithout().tables(land))
    calm = most_moved(main_figures(Landscape.of(fielded(260))), land)
    assert most_moved(main_figures(land), land) == calm
    small = Landscape.of(fielded(60))
    assert most_moved(main_figures(small), small) is None


def test_a_figure_that_few_marked_people_answered_has_no_difference() -> None:
    frame = marked_people()
    data, why = frame.data.copy(), frame.why.copy()
    need = [name for name in data.columns if name.startswith("nd_training__")]
    data.loc[:35, need] = None
    why.loc[:35, need] = Missing.BLANK.value
    rows = {row.id for row in made(replace(frame, data=data, why=why), WithAndWithout())["T14s"].rows}
    assert "nd_training" not in rows
    assert "principle_safety" in rows


def test_a_question_and_its_step_are_named_together_or_not_at_all() -> None:
    land = Landscape.of(frame_of([]))
    assert list(WithAndWithout(of="stage_org").wrong(land)) == [
        ("reached", "Name both a question (of) and the step of it that is told (reached), or neither.")
    ]
    assert [key for key, _ in WithAndWithout(of="stage_orgs", reached=3).wrong(land)] == ["of"]
    assert not list(WithAndWithout(of="stage_org", reached=3).wrong(land))


# ---------------------------------------------------------------- all together


@pytest.mark.parametrize("name", [LONDON, WORKSHOP])
def test_a_survey_of_nobody_has_none_of_these_tables(name: str) -> None:
    assert made(frame_of([], name)) == {}


def test_a_survey_that_splits_nobody_has_its_time_in_one_row() -> None:
    form = asking("- {id: a, ask: single, text: A question, options: {1: This, 0: That}}")
    people = [
        (
            Person(f"{at}", day=date(2024, 12, 3), mode="web", seconds=dict.fromkeys(form.pages, 60 + at)),
            {"a": at % 2},
        )
        for at in range(40)
    ]
    conduct = replace(Conduct.of(form), left=(2, 3), is_over=True)
    frame = SurveyFrame.from_rows(form.codebook, people, None, conduct)
    found = safe(frame, WhoAnswered(), *SURVEY)
    assert [row.id for row in found.table("T14t").rows] == ["all"]
    assert value(found.table("T14t"), "all", "median", "minutes") == pytest.approx(79.5 / 60, abs=0.01)
    assert [value(found.table("T14f"), row.id, "reached", "count") for row in found.table("T14f").rows] == [
        45,
        45,
        40,
    ]
    assert value(found.table("T14d"), "2024-12-03", "sent", "count") == 40
    assert {table.id for table in found.tables} == {"T1", "T14", "T14t", "T14f", "T14d", "T14b"}


@cache
def london() -> Release:
    frame = with_left(hurried(fielded(260), 30, step=4), LEFT | {"policing": 31}, withdrawn=3)
    return safe(frame, WhoAnswered(), *SURVEY[:2], WithAndWithout(of="stage_org", reached=3), *SURVEY[3:])


def test_london_at_260_goes_through_disclosure_control() -> None:
    assert {t.id for t in london().tables} == {"T1", "T14", "T14t", "T14s", "T14f", "T14d", "T14b"}
    funnel, quality = london().table("T14f"), london().table("T14")
    assert not [c for c in funnel.cells if c.value is None]
    assert value(quality, "withdrawn", "answers", "count") is None
    assert value(quality, "began", "answers", "count") == 335
    assert value(london().table("T14t"), "all", "median", "minutes") is not None
    days = [c.value for c in london().table("T14d").cells]
    assert all(count is None or count >= 10 for count in days)
    assert [c for c in london().table("T14s").cells if c.col == "change" and c.value is not None]


def test_the_findings_tell_the_form_and_blame_nobody() -> None:
    said = {found.topic: found for found in findings(london()) if found.section == "survey"}
    assert set(said) == {"minutes", "stops", "marked", "past"}
    assert said["stops"].claim == "78% of those who began sent their answers."
    assert "9 points at “For policing / For health / For local authorities”" not in said["stops"].text
    assert "points at “What would help most”" in said["stops"].text
    assert said["stops"].source == ("F6", "T14f")
    assert "none was left out" in said["marked"].claim
    assert said["minutes"].claim == "The survey took half of people 15 minutes or less."
    assert "People were told about 15." in said["minutes"].text
    words = " ".join(f"{one.claim} {one.text}".lower() for one in said.values())
    for blame in ("cheat", "careless", "failed", "gave up", "bad ", "lazy", "dropped out", "poor"):
        assert blame not in words


def test_a_loss_that_rounding_to_five_can_make_is_not_said() -> None:
    table = safe(with_left(fielded(60), {"meaning": 4, "needs": 14}), WhoAnswered(), Funnel()).table("T14f")
    (said,) = stops({"T14f": table})
    assert said.text.startswith("On one page")
    assert "“What would help most”" in said.text


def test_without_tables_nothing_is_said() -> None:
    for rule in (minutes, stops, marked, past):
        assert list(rule({})) == []


def test_a_person_whose_time_nobody_measured_is_on_the_way_all_the_same() -> None:
    person = Person("a", mode="web", seconds={"work": 0, "role": 12})
    frame = frame_of([(person, next(walked(1, LONDON, 1))[1])])
    assert frame.seconds["work"].tolist() == [0]
    assert frame.seconds["role"].tolist() == [12]
    assert frame.seconds["needs"].isna().all()
