"""Quotations: redacted by a person, allowed by their writer, from enough people, without a pattern."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from analysis.breaks import Break, Breaks
from analysis.disclosure import Hierarchy, protect
from analysis.frame import SurveyFrame
from analysis.themes import quoting
from analysis.themes.final import Final, settle
from analysis.themes.quotations import (
    ALLOWED,
    ASK,
    CHECKED,
    Candidate,
    Quotation,
    beside,
    candidates,
    strange_words,
)
from analysis.themes.quoting import quotations_in
from analysis.themes.returned import FaultySheets
from analysis.themes.table import APART, ROUTED, leaves, themes_table
from analysis.themes.texts import texts_of
from survey.engine.codebook import Cell, Missing
from survey.engine.identifying import identifying
from tests.analysis.written import Filled, book, by_sector, coded, frame, returned

# ---------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    ("words", "what", "found"),
    [
        ("write to jo.bloggs@example.org today", "an e-mail address", "jo.bloggs@example.org"),
        ("write to jo at example dot org", "an e-mail address", "jo at example dot org"),
        ("see www.example.org/team", "a web address", "www.example.org/team"),
        ("ask @team_lead", "a user name", "@team_lead"),
        ("ring 020 7946 0018 please", "a telephone number", "020 7946 0018"),
        ("mobile 07700 900123", "a telephone number", "07700 900123"),
        ("call +44 (0)7700-900-123", "a telephone number", "+44 (0)7700-900-123"),
        ("dzwoń ٠٢٠ ٧٩٤٦ ٠٠١٨", "a telephone number", "٠٢٠ ٧٩٤٦ ٠٠١٨"),
        ("number 943 476 5919 on file", "an NHS number", "943 476 5919"),
        ("NI is AB 12 34 56 C", "a National Insurance number", "AB 12 34 56 C"),
        ("near SW1A 1AA", "a postcode", "SW1A 1AA"),
        ("near e8 1ea.", "a postcode", "e8 1ea"),
        ("on an estate in SE15", "a postal district", "SE15"),
        ("my warrant number is 12345", "a warrant or collar number", "warrant number"),
        ("Collar no. 455", "a warrant or collar number", "Collar no. 455"),
        ("seen by 455CW", "a warrant or collar number", "455CW"),
        ("PC Example came", "an officer", "PC Example"),
        ("Dr Sample said", "a name with its title", "Dr Sample"),
        ("on 12/03/2024 it", "a day", "12/03/2024"),
        ("on the 3rd of May it", "a day", "3rd of May"),
        ("case 1234567", "a long number", "1234567"),
    ],
)  # fmt: skip
def test_a_pattern_that_can_point_to_a_person_is_found(words: str, what: str, found: str) -> None:
    assert (what, found) in [(one.what, one.words.strip()) for one in identifying(words)]


@pytest.mark.parametrize(
    "words",
    [
        "In 2024-25 we had 9 teams and 4321 contacts, and 12 GP practices took part.",
        "We may try it at 10 AM, 2 may stay, and in March 2025 look again.",
        "Staff at the door said: sit where you like.",
        "A warrant was no use; nobody wears a badge.",
        "943 476 5918 fails its check figure".replace("943 476 5918", "our 3 of 4"),
        "Zażółć gęślą jaźń. نحتاج إلى وقت أطول.",
    ],
)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert identifying(words) == ()


def test_an_nhs_number_is_told_by_its_check_figure() -> None:
    """943 476 591x: 9 10 + 4 9 + 3 8 + 4 7 + 7 6 + 6 5 + 5 4 + 9 3 + 1 2 = 299 = 27 x 11 + 2, so x is 9."""
    kinds = [{one.what for one in identifying(f"943 476 591{last}")} for last in range(10)]
    assert [last for last, found in enumerate(kinds) if "an NHS number" in found] == [9]


def test_a_find_says_where_it_is() -> None:
    (found,) = identifying("Ask Dr Sample.")
    assert str(found) == "a name with its title at characters 5 to 13 ('Dr Sample')"


# ---------------------------------------------------------------- the writer's words


@pytest.mark.parametrize(
    ("quotation", "strange"),
    [
        ("We had no time", ()),
        ("We had [...] no one", ()),
        ("We ... had no time for [the young man]", ()),
        ("We had plenty of time", ("plenty", "of")),
        ("time no had We", ("had", "we")),
    ],
)
def test_a_quotation_holds_its_writers_words_in_their_order(quotation: str, strange: tuple[str, ...]) -> None:
    assert strange_words(quotation, "We had no time for Sam, and no one else.") == strange


# ---------------------------------------------------------------- who may be quoted


def example(sector: str, publish: Cell) -> dict[str, Cell]:
    words = f"We make time in {sector}"
    return {"sector": sector, "practice_1__pp_what": words, "practice_1__pp_publish": publish}


def people() -> SurveyFrame:
    """Twelve of health and nine police who wrote about time; four examples; words never to be quoted."""
    said: list[Mapping[str, Cell]] = [
        {"sector": "health", "one_change": f"More time, ward {at}"} for at in range(12)
    ]
    said += [{"sector": "policing", "one_change": f"More time, team {at}"} for at in range(9)]
    said += [example("health", answer) for answer in (0, 1, 2, Missing.BLANK)]
    said += [{"sector": "health", "def_missing": "time and again"}]
    return frame(said)


def final_of(frame: SurveyFrame) -> Final:
    of = texts_of(frame, book().questions)
    marks = {text.id: ["time"] for text in of}
    return settle((coded(of, "anna", marks), coded(of, "ben", marks)), {}, book())


def main_of(frame: SurveyFrame) -> Break:
    main = Breaks.of(frame).main
    assert main is not None
    return main


def all_candidates() -> tuple[tuple[Candidate, ...], Final]:
    who = people()
    final = final_of(who)
    return candidates(who, final, main_of(who)), final


def test_only_texts_whose_writer_allows_it_from_many_enough_may_be_quoted() -> None:
    found, _ = all_candidates()
    assert {one.part.id for one in found} == {"health"}
    assert sorted(one.permission for one in found if one.text.asked.id == "pp_what") == sorted([ALLOWED, ASK])
    assert {one.permission for one in found if one.text.asked.id == "one_change"} == {CHECKED}
    assert len(found) == 12 + 2
    assert not [one for one in found if one.text.asked.id == "def_missing"]


def quoted(filled: Filled, now: tuple[Candidate, ...] | None = None) -> tuple[Quotation, ...]:
    """Quotations of a sheet as people filled it, checked against what may be quoted now."""
    found, final = all_candidates()
    grid = returned(quoting.page(found, final), filled)
    return quotations_in(grid, found if now is None else now, final)


def ids(permission: str) -> list[str]:
    return sorted(one.text.id for one in all_candidates()[0] if one.permission == permission)


def test_only_what_a_person_marked_as_redacted_is_quoted() -> None:
    first = ids(CHECKED)[0]
    assert quoted({}) == ()
    assert quoted({first: {"quotation": "More time", "redacted": 1}}) == (
        Quotation("time", "health", "Health (NHS or NHS-funded)", "More time"),
    )
    with pytest.raises(FaultySheets, match="column quotation: nobody marked these words as redacted"):
        quoted({first: {"quotation": "More time"}})
    with pytest.raises(FaultySheets, match="no words to quote"):
        quoted({first: {"redacted": 1}})


def test_a_quotation_that_still_points_to_a_person_stops_all_and_says_where() -> None:
    first, second = ids(CHECKED)[:2]
    with pytest.raises(FaultySheets) as caught:
        quoted(
            {
                first: {"quotation": "More time [ring 07700 900123]", "redacted": 1},
                second: {"quotation": "More time", "redacted": 1},
            }
        )
    (said,) = caught.value.wrong
    assert "it still holds a telephone number at characters 17 to 28 ('07700 900123')" in str(said)
    assert said.column == "quotation"


def test_words_that_the_writer_did_not_write_stand_in_brackets() -> None:
    first = ids(CHECKED)[0]
    with pytest.raises(FaultySheets, match="its writer did not write plenty"):
        quoted({first: {"quotation": "plenty More time", "redacted": 1}})
    assert quoted({first: {"quotation": "More [and more] time", "redacted": 1}})


def test_who_asked_to_see_the_words_first_must_have_agreed() -> None:
    (asked,) = ids(ASK)
    filled = {"quotation": "We make time", "redacted": 1}
    with pytest.raises(FaultySheets, match="column writer agreed"):
        quoted({asked: filled})
    assert len(quoted({asked: {**filled, "writer agreed": "x"}})) == 1


def test_a_text_that_was_taken_back_since_is_not_quoted() -> None:
    first = ids(CHECKED)[0]
    left = tuple(one for one in all_candidates()[0] if one.text.id != first)
    with pytest.raises(FaultySheets, match="may not be quoted any more"):
        quoted({first: {"quotation": "More time", "redacted": 1}}, left)


def test_the_theme_of_a_quotation_is_one_of_its_texts_themes() -> None:
    first = ids(CHECKED)[0]
    assert quoted({first: {"quotation": "More time", "redacted": 1, "theme": "time"}})[0].theme == "time"
    with pytest.raises(FaultySheets, match="name one of its themes here: time"):
        quoted({first: {"quotation": "More time", "redacted": 1, "theme": "safety"}})


def test_the_file_of_quotations_leads_back_to_no_text(tmp_path: Path) -> None:
    first = ids(CHECKED)[0]
    found = quoted({first: {"quotation": "More time", "redacted": 1}})
    quoting.write_quotations(found, tmp_path / "quotations.json")
    (one,) = json.loads((tmp_path / "quotations.json").read_text("utf-8"))
    assert set(one) == {"theme", "sector", "label", "words"}


def test_a_quotation_is_left_out_where_the_released_table_hides_its_count() -> None:
    """Nine police hide the count of health too, or it could be had by subtraction."""
    who = people()
    final, main = final_of(who), main_of(who)
    told = Hierarchy(leaves={main.variable: main.leaves, **dict(leaves(final))}, routed=ROUTED, apart=APART)
    safe = protect([by_sector(who), themes_table(who, final, main)], told).table("T13")
    hidden = [c for c in safe.cells if (c.row, c.col) == ("theme:time", "sector:health") and c.value is None]
    quotation = Quotation("time", "health", "Health (NHS or NHS-funded)", "More time")
    assert beside([quotation], safe, main) == (() if hidden else (quotation,))
    assert hidden
