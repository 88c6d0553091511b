"""Every shipped questionnaire loads, can be walked to its last question, and keeps its promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

import pytest

from survey.engine.journey import Journey
from survey.engine.loader import load_file
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.reading import SavedPage, read_answers
from survey.engine.yaml_source import Map, Seq, read_yaml

FOLDER = Path(__file__).resolve().parents[1] / "questionnaires"
FILES = sorted(path for path in FOLDER.glob("*/[0-9]*.yaml"))
LONDON = FOLDER / "trauma-informed-london" / "1.0.yaml"
Form = dict[str, tuple[str, ...]]

each_file = pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name} {path.stem}" for path in FILES])


@each_file
def test_it_loads_and_its_normalised_form_gives_it_back(path: Path) -> None:
    form = load_file(path)
    assert Questionnaire.model_validate_json(form.model_dump_json()) == form
    assert form.questionnaire == path.parent.name
    assert form.version == path.stem


@each_file
def test_every_page_question_statement_and_option_can_be_reached(path: Path) -> None:
    form = load_file(path)
    search = Search(form)
    unreached = [
        f"{page.id}: {name}"
        for page in form.pages.values()
        for name in things_on(page)
        if search.way_to(page, name) is None
    ]
    assert unreached == []


@each_file
def test_the_promised_minutes_are_the_expected_ones(path: Path) -> None:
    form = load_file(path)
    minutes = form.expected_seconds / 60
    assert abs(minutes - form.promise.minutes) <= max(1, 0.1 * form.promise.minutes)


@each_file
def test_nothing_is_left_to_fill_in_but_what_the_program_fills_in(path: Path) -> None:
    assert set(re.findall(r"\{(\w+)\}", load_file(path).model_dump_json())) <= {
        "closes",
        "withdraw_until",
        "minutes",
    }


@each_file
def test_every_question_has_words_short_enough_for_a_list(path: Path) -> None:
    form = load_file(path)
    long = [question.id for question in form.questions.values() if len(question.words) > 62]
    assert long == []


@each_file
def test_support_and_privacy_are_written_and_unchecked_details_say_so(path: Path) -> None:
    form = load_file(path)
    assert form.support.services
    assert len(form.privacy) >= 3
    assert form.status == "draft"
    assert form.support.checked is None


def test_the_london_survey_takes_13_to_17_minutes() -> None:
    assert 13 <= load_file(LONDON).expected_seconds / 60 <= 17


def test_the_london_survey_needs_three_answers_and_no_more() -> None:
    required = [question.id for question in load_file(LONDON).questions.values() if question.required]
    assert required == ["eligible", "agree_take_part", "sector"]


def test_the_london_survey_has_nine_places_on_the_way_and_each_is_used() -> None:
    form = load_file(LONDON)
    assert len(form.stages) == 9
    assert {section.stage for section in form.sections} == set(form.stages)


def test_contact_details_are_kept_apart_in_the_london_survey() -> None:
    form = load_file(LONDON)
    contact = {question.id for question in form.questions.values() if question.contact}
    assert contact >= {
        "fu_interest",
        "fu_consent",
        "fu_name",
        "fu_email",
        "fu_access",
        "practice_1__pp_mailbox",
    }
    assert {name for name in form.questions if name.startswith("fu_")} <= contact


def test_the_other_form_shares_no_question_place_or_contact_with_the_first() -> None:
    first, other = load_file(LONDON), load_file(FOLDER / "workshop-feedback" / "1.0.yaml")
    assert not {*first.questions} & {*other.questions}
    assert not [variable.id for variable in other.codebook if variable.place]
    assert other.contacts is None
    assert [variable.id for variable in other.codebook if variable.split == "main"] == ["role"]


def test_the_borough_list_has_33_tiles_and_each_command_and_board_its_boroughs() -> None:
    boroughs = entries("london-boroughs")
    assert len({str(entry["code"]) for entry in boroughs}) == 33
    assert len({str(entry["short"]) for entry in boroughs}) == 33
    assert len({(entry["row"], entry["col"]) for entry in boroughs}) == 33
    commands = [e["code"] for e in entries("met-commands") if e["kind"] in ("bcu", "force")]
    assert len(commands) == 13
    assert {entry["bcu"] for entry in boroughs} == set(commands)
    assert {entry["icb"] for entry in boroughs} == {entry["code"] for entry in entries("london-icbs")}
    sizes = sorted(sum(entry["bcu"] == command for entry in boroughs) for command in commands)
    assert sizes == [1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4]
    assert sum(entry["inner"] is True for entry in boroughs) == 13
    assert sum(entry["itl_inner"] is True for entry in boroughs) == 14


def test_trusts_are_those_of_january_2025() -> None:
    trusts = entries("london-trusts")
    boards = {entry["code"] for entry in entries("london-icbs")} | {"pan_london"}
    assert len({entry["code"] for entry in trusts}) == len(trusts)
    assert {entry["icb"] for entry in trusts} <= boards
    offered = {option["code"] for option in options_of("hea_org")}
    assert {"G6V2S", "RAX", "RAL"} <= offered
    assert not {"RRP", "TAF", "RAP", "RY9"} & offered
    ended = [entry for entry in trusts if entry.get("valid_to")]
    assert all(entry["into"] in offered for entry in ended)


@pytest.mark.parametrize("name", ["london-boroughs", "met-commands", "london-icbs", "london-trusts"])
def test_a_reference_list_credits_its_source_and_has_text_codes(name: str) -> None:
    source = read_yaml((FOLDER / "reference" / f"{name}.yaml").read_text("utf-8"))
    assert source["list"] == name
    assert len(str(source["source"])) > 40
    assert all(isinstance(entry["code"], str) and entry["label"] for entry in entries(name))
    assert all({"valid_from", "valid_to"} <= set(entry) for entry in entries(name))


class Search:
    """Looks for answers that lead to a thing: one way to each, built on the ways to what it depends on."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form
        self.found: dict[str, Form] = {}
        self.needed: Form = {
            field: values[-1]
            for question in form.questions.values()
            if question.required
            for field, values in self.tries(question.id)
        }

    def way_to(self, page: Page, name: str) -> Form | None:
        """Answers that make the page show the thing with this name, or nothing."""
        names = sorted(self.depends_on(page, name))
        base = self.needed | dict(
            chain.from_iterable(self.found.get(self.stands_for(n), {}).items() for n in names)
        )
        for choice in product(*(self.choices(n) for n in names)):
            answers = {**base, **dict(choice)}
            journey = self.journey(answers)
            shown = journey.page(page.id)
            if shown is not None and name in things_on(shown) and journey.may_visit(page.id):
                self.found.setdefault(name, answers)
                return answers
        return None

    def depends_on(self, page: Page, name: str) -> set[str]:
        section = self.form.section_of[page.id]
        gates = [gate for gate in (section.show_if, page.show_if) if gate is not None]
        names = set()
        for question in page.questions:
            if name in things_of(question):
                gates += [condition for _, condition in question.conditions()]
                names |= {earlier for key, earlier in question.refers_to() if key == "chosen_in"}
        return names | {use.name for gate in gates for use in gate.uses()}

    def choices(self, name: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(field, (value,)) for field, values in self.tries(name) for (value,) in values]

    def stands_for(self, name: str) -> str:
        """The name itself, or for a repeated group the first question in it."""
        repeated = (question.id for question in self.form.questions.values() if question.repeats == name)
        return next(repeated, name)

    def tries(self, name: str) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """The field of a name and what could be typed or chosen there."""
        field = self.stands_for(name)
        terms = (question.terms() for question in self.form.questions.values())
        term = next(known[field] for known in terms if field in known)
        codes = [str(code) for code in term.codes] or ["a@example.org"]
        yield field, [(code,) for code in reversed(codes)]

    def journey(self, answers: Form) -> Journey:
        saved = {}
        for page in self.form.pages.values():
            own = {field.name for question in page.questions for field in question.fields()}
            saved[page.id] = SavedPage({k: v for k, v in answers.items() if k in own}, done=True)
        return Journey(self.form, read_answers(self.form, saved))


def things_on(page: Page) -> list[str]:
    """All that a page can show; a page of its own, such as a content note, stands for itself."""
    return [thing for question in page.questions for thing in things_of(question)] or [page.id]


def things_of(question: Question) -> list[str]:
    """A question, the statements of a grid, the options carried over from an earlier answer."""
    rows = question.rows if isinstance(question, Rating) else ()
    options = question.options if isinstance(question, Choosing) and question.chosen_in else ()
    carried = [f"{question.id}={option.code}" for option in options if not option.alone]
    return [question.id, *(row.id for row in rows), *carried]


def entries(name: str) -> list[Map]:
    found = read_yaml((FOLDER / "reference" / f"{name}.yaml").read_text("utf-8"))["entries"]
    assert isinstance(found, Seq)
    return [entry for entry in found if isinstance(entry, Map)]


def options_of(question: str) -> list[dict[str, object]]:
    dumped = load_file(LONDON).questions[question].model_dump()["options"]
    assert isinstance(dumped, tuple | list)
    return [dict(option) for option in dumped]
