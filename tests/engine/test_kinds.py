"""One contract, kept by every kind of question."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.engine.answers import Answer, Choice, Declined, Given, Ratings
from survey.engine.codebook import Measure, Missing, Nature
from survey.engine.forms import Form, Rejected
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Kind
from survey.engine.questions.base import Question
from tests.builders import asking, journey_through

ALL_KINDS = """
- id: single
  ask: single
  text: One
  options: {a: A, 2: Two, dont_know: Not sure, other: {label: Else, say: Which}}
- {id: scaled, ask: single, text: Scaled, scale: agree}
- id: multiple
  ask: multiple
  text: Several
  options:
    {a: A, b: B, 3: C, none: {label: None, alone: true}, prefer_not_to_say: No, other: {label: O, say: W}}
  choose: {most: 2}
- {id: lookup, ask: lookup, text: Look, options: {x: X, y: Y}, say: Name it}
- {id: pick, ask: pick_top, text: Top, choose: 2, options: {p: P, q: Q, r: R}, say: What else}
- {id: grid, ask: grid, scale: agree, text: Grid, rows: {g_one: One, g_two: {text: Two, short: Second}}}
- {id: paired, ask: paired_grid, scales: [agree, often], text: Both, rows: {n_one: One, n_two: Two}}
- {id: places, ask: ranking, text: Order, rows: {k_one: One, k_two: Two, k_three: Three}, most: 2}
- {id: short, ask: short_text, text: Short, most: 40}
- {id: long, ask: long_text, text: Long}
- {id: mail, ask: email, text: Mail}
- {id: number, ask: number, text: Number, decimals: 9, least: -5, most: 1000000, unit: people}
- {id: day, ask: date, text: Day, earliest: 1900-01-01, latest: 2100-12-31}
- {id: tick, ask: confirm, text: Tick}
"""
FORM: Questionnaire = asking(ALL_KINDS)

EXAMPLES: list[tuple[str, Form]] = [
    ("single", {"single": ("a",)}),
    ("single", {"single": ("2",)}),
    ("single", {"single": ("dont_know",)}),
    ("single", {"single": ("other",), "single__say": ("Łódź 🙂 שלום",)}),
    ("single", {"single": ("other",)}),
    ("scaled", {"scaled": ("3",)}),
    ("scaled", {"scaled": ("dont_know",)}),
    ("multiple", {"multiple": ("a", "3")}),
    ("multiple", {"multiple": ("none",)}),
    ("multiple", {"multiple": ("prefer_not_to_say",)}),
    ("multiple", {"multiple": ("b", "other"), "multiple__say": ("more",)}),
    ("lookup", {"lookup": ("y",)}),
    ("lookup", {"lookup": ("other",), "lookup__say": ("my own",)}),
    ("pick", {"pick": ("p", "r")}),
    ("pick", {"pick": ("other", "q"), "pick__say": ("tea",)}),
    ("grid", {"g_one": ("1",)}),
    ("grid", {"g_one": ("3",), "g_two": ("dont_know",)}),
    ("paired", {"n_one__agree": ("2",), "n_one__often": ("3",), "n_two__often": ("1",)}),
    ("places", {"k_three": ("1",)}),
    ("places", {"k_one": ("2",), "k_three": ("1",)}),
    ("short", {"short": ("a line",)}),
    ("long", {"long": ("two\nlines\tand é",)}),
    ("mail", {"mail": ("a.b@example.org",)}),
    ("number", {"number": ("12",)}),
    ("number", {"number": ("-0.25",)}),
    ("number", {"number": ("0.0000001",)}),
    ("day", {"day__day": ("27",), "day__month": ("3",), "day__year": ("2024",)}),
    ("tick", {"tick": ("1",)}),
]
each_example = pytest.mark.parametrize(
    ("name", "form"),
    EXAMPLES,
    ids=[f"{name} {'+'.join(*[form[next(iter(form))]])}" for name, form in EXAMPLES],
)
each_kind = pytest.mark.parametrize("question", FORM.questions.values(), ids=FORM.questions.keys())


def answer_in(name: str, form: Form) -> Answer:
    answer = FORM.questions[name].read(form)
    assert isinstance(answer, Given | Declined)
    return answer


def test_every_kind_has_an_example() -> None:
    asked = {question.ask for question in FORM.questions.values()}
    union = get_args(get_args(Kind)[0])
    assert asked == {kind.model_fields["ask"].default for kind in union}
    assert {name for name, _ in EXAMPLES} == set(FORM.questions)


@each_example
def test_an_answer_fills_the_form_that_gives_it_back(name: str, form: Form) -> None:
    question = FORM.questions[name]
    answer = answer_in(name, form)
    assert question.parse(question.fill(answer)) == answer


@each_example
def test_a_form_can_be_stored_as_typed_and_read_again(name: str, form: Form) -> None:
    question = FORM.questions[name]
    assert question.read(question.typed(form)) == question.read(form)


@each_example
def test_an_answer_has_a_cell_in_every_column_and_in_no_other(name: str, form: Form) -> None:
    question = FORM.questions[name]
    cells = question.encode(answer_in(name, form))
    assert list(cells) == [column.name for variable in question.variables() for column in variable.columns]
    for variable in question.variables():
        for column in variable.columns:
            cell = cells[column.name]
            if column.categories and not isinstance(cell, Missing):
                assert cell in {category.code for category in column.substantive}


@each_example
def test_cells_give_the_answer_back(name: str, form: Form) -> None:
    question = FORM.questions[name]
    answer = answer_in(name, form)
    plain = {
        column: cell.reason if isinstance(cell, Missing) else cell
        for column, cell in question.encode(answer).items()
        if cell not in (Missing.BLANK, Missing.NOT_ASKED)
    }
    assert question.parse(question.unpack(plain)) == answer


@each_example
def test_an_answer_can_be_said_in_words(name: str, form: Form) -> None:
    question = FORM.questions[name]
    answer = answer_in(name, form)
    assert question.show(answer)
    assert any(said for _, said in question.lines(answer))


SORTS: dict[str, type | tuple[type, ...]] = {"number": (int, float), "text": str, "date": date}


@each_example
def test_an_answer_establishes_only_names_that_conditions_may_use(name: str, form: Form) -> None:
    question = FORM.questions[name]
    facts = question.facts(answer_in(name, form))
    terms = question.terms()
    assert facts.keys() <= terms.keys()
    for named, fact in facts.items():
        if terms[named].codes:
            assert isinstance(fact, tuple)
            assert set(fact) <= set(terms[named].codes)
        else:
            assert isinstance(fact, SORTS[terms[named].sort])


@each_example
def test_an_answer_stands_while_the_question_is_asked_in_full(name: str, form: Form) -> None:
    question = FORM.questions[name]
    answer = answer_in(name, form)
    asked = question.as_asked({}, 3)
    assert asked is not None
    assert asked.keep(answer) == answer


@each_kind
def test_nothing_given_is_blank_and_stays_blank(question: Question) -> None:
    for form in ({}, {field.name: ("",) for field in question.fields()}):
        assert question.read(form) is None
        assert question.typed(form) == {}
    cells = question.blank_cells()
    assert list(cells) == list(question.column_names())
    assert set(cells.values()) <= {Missing.BLANK, Missing.NOT_ASKED}
    assert cells[question.column_names()[0]] is Missing.BLANK
    assert question.keep(None) is None
    assert all(said == "" for _, said in question.lines(None))


@each_kind
def test_columns_are_said_once(question: Question) -> None:
    names = [column.name for variable in question.variables() for column in variable.columns]
    assert list(question.column_names()) == names
    assert len(set(names)) == len(names)
    assert question.settles({}, set()) == dict.fromkeys(names, True)


@each_kind
def test_fields_carry_the_question_s_name_or_a_row_s(question: Question) -> None:
    for field in question.fields():
        assert field.name == question.id or "__" in field.name or field.name in question.column_names()
        assert field.nature in (Nature.CLOSED, Nature.TEXT)


@each_kind
def test_a_contact_question_keeps_nothing_with_the_answers(question: Question) -> None:
    private = question.model_copy(update={"contact": True})
    assert {field.nature for field in private.fields()} == {Nature.CONTACT}
    assert {variable.nature for variable in private.variables()} == {Nature.CONTACT}


@each_kind
def test_a_required_question_says_what_to_do_when_it_is_left_blank(question: Question) -> None:
    asked = question.model_copy(update={"required": True})
    rejected = asked.read({})
    assert isinstance(rejected, Rejected)
    assert rejected.problems[0].field == question.fields()[0].name
    assert question.words in rejected.problems[0].message
    worded = asked.model_copy(update={"messages": {"required": "Please choose."}})
    assert worded.read({}) == Rejected.because(question.fields()[0].name, "Please choose.")


HOSTILE = [
    *(
        "\x00",
        "a\x00b",
        "\ud800",
        "\x1b[31m",
        "\ufffe",
        "\u202eright to left",
        "é",
        " ",
        "\u2028",
        "x" * 10_001,
    ),
    *[
        "-1",
        "1e309",
        "NaN",
        "Infinity",
        "0x10",
        "1_000",
        "٣",
        "²",
        "\uff19",
        "3.",
        ".5",
        "--1",
        "999999999999999999",
    ],
    *["1", "2", "3", "a", "other", "dont_know", "none", "2024", "<script>", "=cmd()", "💣"],
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30), st.characters(codec=None).map(str))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_form_whatever_makes_a_kind_fail(data: st.DataObject) -> None:
    for question in FORM.questions.values():
        names = [field.name for field in question.fields()]
        form = data.draw(
            st.dictionaries(
                st.sampled_from([*names, f"{question.id}__nobody"]), st.lists(texts, max_size=3).map(tuple)
            )
        )
        answer = question.read(form)
        stored = question.typed(form)
        assert stored.keys() <= set(names)
        assert all("\x00" not in value for values in stored.values() for value in values)
        question.read(stored)
        if isinstance(answer, Rejected):
            assert answer.problems
            assert {problem.field for problem in answer.problems} <= set(names)
        elif answer is not None:
            assert question.parse(question.fill(answer)) == answer
            assert list(question.encode(answer)) == list(question.column_names())
            assert question.show(answer)


@pytest.mark.parametrize("text", ["\x00", "a\x07", "\x9f", "\ud800", "x\udfff", "\ufffe"])
@pytest.mark.parametrize("name", ["short", "long", "single__say"])
def test_characters_that_cannot_be_kept_are_a_problem_and_are_not_stored(name: str, text: str) -> None:
    question = FORM.questions[name.removesuffix("__say")]
    form = {question.id: ("other",), name: (f"fine{text}",)}
    rejected = question.read(form)
    assert isinstance(rejected, Rejected)
    assert [problem.field for problem in rejected.problems] == [name]
    assert "cannot be kept" in rejected.problems[0].message
    assert question.typed(form)[name][0].startswith("fine")
    assert text not in question.typed(form)[name][0]


SCRIPTS = ["é", "e\u0301", "👩\u200d👧", "שלום", "\u202eabc", "日本語", "line\nline", "tab\tbed"]


@pytest.mark.parametrize("text", SCRIPTS)
def test_words_of_every_script_are_kept_as_typed(text: str) -> None:
    assert FORM.questions["long"].read({"long": (text,)}) == Given(text)


def test_a_browser_s_line_break_is_one_character() -> None:
    assert FORM.questions["long"].read({"long": ("one\r\ntwo",)}) == Given("one\ntwo")
    assert FORM.questions["short"].read({"short": ("x" * 39 + "\r\n",)}) == Given("x" * 39)


# Choices


NOT_ON_OFFER: list[Form] = [
    {"single": ("a", "2")},
    {"single": ("zz",)},
    {"lookup": ("x", "y")},
    {"g_one": ("1", "3")},
    {"g_one": ("7",)},
]


@pytest.mark.parametrize("form", NOT_ON_OFFER)
def test_two_values_for_one_choice_and_unknown_codes_are_no_answer_and_are_not_stored(form: Form) -> None:
    for question in FORM.questions.values():
        assert question.read(form) is None
        assert question.typed(form) == {}


def test_an_unknown_code_among_known_ones_is_left_out() -> None:
    multiple = FORM.questions["multiple"]
    assert multiple.read({"multiple": ("zz", "b")}) == Given(Choice(("b",)))
    assert multiple.typed({"multiple": ("zz", "b", "b")}) == {"multiple": ("b",)}


def test_too_many_choices_and_company_for_one_that_stands_alone_are_put_right() -> None:
    multiple = FORM.questions["multiple"]
    many = multiple.read({"multiple": ("a", "b", "3")})
    assert many == Rejected.because("multiple", "Choose up to 2. You have chosen 3.")
    company = multiple.read({"multiple": ("a", "none")})
    assert isinstance(company, Rejected)
    assert "“None”" in company.problems[0].message
    assert isinstance(multiple.read({"multiple": ("a", "prefer_not_to_say")}), Rejected)


def test_a_lookup_takes_words_for_what_is_not_on_its_list() -> None:
    lookup = FORM.questions["lookup"]
    assert lookup.read({"lookup__say": ("My own place",)}) == Given(Choice(("other",), "My own place"))
    assert lookup.read({"lookup": ("x",), "lookup__say": ("left over",)}) == Given(Choice(("x",)))


def test_words_beside_other_go_when_other_is_no_longer_chosen() -> None:
    multiple: Any = FORM.questions["multiple"]
    answer = Given(Choice(("b", "other"), "words"))
    narrower = multiple.model_copy(update={"options": multiple.options[:2]})
    assert narrower.keep(answer) == Given(Choice(("b",)))


def test_words_beside_other_are_blank_only_when_other_was_chosen() -> None:
    single = FORM.questions["single"]
    assert single.encode(Given(Choice(("other",))))["single__say"] is Missing.BLANK
    assert single.encode(Given(Choice(("a",))))["single__say"] is Missing.NOT_ASKED
    assert single.encode(Declined(Missing.DONT_KNOW))["single__say"] is Missing.NOT_ASKED
    assert single.blank_cells() == {"single": Missing.BLANK, "single__say": Missing.NOT_ASKED}
    told = single.model_copy(update={"blank_means": 2})
    assert told.blank_cells() == {"single": 2, "single__say": Missing.NOT_ASKED}


def test_declining_a_multiple_is_said_in_every_column() -> None:
    cells = FORM.questions["multiple"].encode(Declined(Missing.PREFER_NOT_TO_SAY))
    assert "multiple__prefer_not_to_say" not in cells
    assert cells["multiple__a"] is cells["multiple__none"] is Missing.PREFER_NOT_TO_SAY


def test_a_scale_makes_a_single_choice_an_ordered_one() -> None:
    ordered, plain = FORM.questions["scaled"].variables()[0], FORM.questions["single"].variables()[0]
    assert (ordered.measure, ordered.scale) == (Measure.ORDINAL, "agree")
    assert (plain.measure, plain.scale) == (Measure.NOMINAL, "")


# Grids


def test_a_grid_keeps_the_rows_that_are_asked_and_codes_the_others_blank() -> None:
    grid: Any = FORM.questions["grid"]
    answer = Given(Ratings((("g_one", 1), ("g_two", "dont_know"))))
    assert grid.encode(answer) == {"g_one": 1, "g_two": Missing.DONT_KNOW}
    shorter = grid.model_copy(update={"rows": grid.rows[:1]})
    assert shorter.keep(answer) == Given(Ratings((("g_one", 1),)))
    assert grid.encode(Given(Ratings((("g_two", 3),)))) == {"g_one": Missing.BLANK, "g_two": 3}
    assert grid.show_row(grid.rows[1], answer) == "Don't know"


def test_blank_means_counts_for_a_row_left_blank_too() -> None:
    grid = FORM.questions["grid"].model_copy(update={"blank_means": 1})
    assert grid.encode(Given(Ratings((("g_two", 3),)))) == {"g_one": 1, "g_two": 3}
    assert grid.blank_cells() == {"g_one": 1, "g_two": 1}


def test_a_paired_grid_says_which_side_a_column_is() -> None:
    (variable,) = FORM.questions["paired"].variables()
    assert [column.side for column in variable.columns] == ["agree", "often", "agree", "often"]
    assert [column.side for column in FORM.questions["grid"].variables()[0].columns] == ["", ""]


# Amounts and days


NUMBERS = {"12": 12, "1,200": 1200, "1 200": 1200, "12.50": 12.5, "+3": 3, "-5": -5, "007": 7, "3.0": 3}


@pytest.mark.parametrize(("typed", "amount"), NUMBERS.items())
def test_a_number_is_read_as_people_write_it(typed: str, amount: float) -> None:
    answer = FORM.questions["number"].read({"number": (typed,)})
    assert answer == Given(amount)
    assert isinstance(answer, Given)
    assert type(answer.value) is type(amount)


ARABIC = {"٣": 3, "١٬٢٠٠": 1200, "١٢٫٥": 12.5}  # noqa: RUF001 - figures as people type them


@pytest.mark.parametrize(("typed", "amount"), ARABIC.items())
def test_figures_of_an_arabic_keyboard_are_the_same_numbers(typed: str, amount: float) -> None:
    assert FORM.questions["number"].read({"number": (typed,)}) == Given(amount)


def test_a_day_in_figures_of_an_arabic_keyboard_is_that_day() -> None:
    form = {"day__day": ("٢٧",), "day__month": ("٣",), "day__year": ("٢٠٢٤",)}
    assert FORM.questions["day"].read(form) == Given(date(2024, 3, 27))


@pytest.mark.parametrize(
    "typed", ["1,5", "1,20", "12 people", "1e3", "1_000", "²", "inf", "NaN", "-", ".", "1.2.3"]
)
def test_a_number_that_could_mean_something_else_is_asked_about(typed: str) -> None:
    assert FORM.questions["number"].read({"number": (typed,)}) == Rejected.because(
        "number", "Write a number in figures, such as 12."
    )


def test_a_number_outside_its_bounds_is_told_the_bound() -> None:
    number = FORM.questions["number"]
    assert number.read({"number": ("-6",)}) == Rejected.because("number", "Write a number of -5 or more.")
    assert number.read({"number": ("1000001",)}) == Rejected.because(
        "number", "Write a number of 1000000 or less."
    )
    whole = number.model_copy(update={"decimals": 0})
    assert whole.read({"number": ("2.5",)}) == Rejected.because("number", "Write a whole number, such as 12.")


NO_DAYS = [
    "31 2 2024",
    "29 2 2023",
    "1 March 2024",
    "1 3 24",
    "0 1 2024",
    "1 13 2024",
    "-1 1 2024",
]


@pytest.mark.parametrize("typed", NO_DAYS)
def test_a_day_that_is_none_is_asked_about_on_its_first_field(typed: str) -> None:
    form = dict(
        zip(("day__day", "day__month", "day__year"), ((part,) for part in typed.split()), strict=True)
    )
    assert FORM.questions["day"].read(form) == Rejected.because(
        "day__day", "Write a real date in figures, such as 27 3 2024."
    )


def test_a_day_outside_its_bounds_is_told_the_bound_in_words() -> None:
    early = FORM.questions["day"].read({"day__day": ("1",), "day__month": ("1",), "day__year": ("1899",)})
    assert early == Rejected.because("day__day", "Write a date on or after 1 January 1900.")
    late = FORM.questions["day"].read({"day__day": ("1",), "day__month": ("1",), "day__year": ("2101",)})
    assert late == Rejected.because("day__day", "Write a date on or before 31 December 2100.")


@pytest.mark.parametrize(
    "typed", ["a@b", "@example.org", "a b@example.org", "a@b..org", "a@b@c.org", "a@b.org."]
)
def test_an_address_that_cannot_be_one_is_asked_about(typed: str) -> None:
    assert isinstance(FORM.questions["mail"].read({"mail": (typed,)}), Rejected)


def test_an_answer_of_another_kind_is_an_error_that_does_not_show_the_answer() -> None:
    with pytest.raises(TypeError) as error:
        FORM.questions["number"].encode(Given("a secret"))
    assert "secret" not in str(error.value)


def test_a_ranking_takes_each_number_once_and_leaves_none_out() -> None:
    ranking = FORM.questions["places"]
    twice = ranking.read({"k_one": ("1",), "k_two": ("1",)})
    assert twice == Rejected.because("k_two", "You have given “1” already. Give each answer once.")
    gap = ranking.read({"k_one": ("2",)})
    assert isinstance(gap, Rejected)
    assert gap.problems[0].message.startswith("Begin with 1")
    assert ranking.read({"k_one": ("3",)}) is None


def test_conditions_and_texts_can_use_a_place_in_a_ranking() -> None:
    form = asking(
        "- {id: r, ask: ranking, text: R, rows: {r_a: Ash, r_b: Birch, r_c: Cedar}}\n- page: next\n"
        "- {id: z, ask: confirm, text: Z, show_if: r_a < r_b}"
    )
    assert journey_through(form, {"r_a": 1, "r_b": 2}).page("next") is not None
    assert journey_through(form, {"r_a": 2, "r_b": 1}).page("next") is None
