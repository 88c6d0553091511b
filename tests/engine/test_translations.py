"""Questionnaires in several languages: words beside each other or in a file apart, and what is offered."""
# ruff: noqa: E501 - one case a line, so that the table can be read downwards

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.engine.answers import Answers
from survey.engine.journey import Journey
from survey.engine.loader import FaultyQuestionnaire, Loaded, Report, modelled, read_file, read_text
from survey.engine.option_forms import Shelf
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.written import LongText
from survey.engine.reading import read_answers
from survey.engine.texts import reworded, texts_in
from survey.engine.translation.authored import texts_of
from survey.engine.translation.sheet import Said, Sheet, brought_up_to_date, every, read_sheet, written
from survey.engine.yaml_source import Fault, read_yaml
from tests.builders import LIBRARY, filled, section_of, text_of

TOP = "languages: [pl]\n"
HEAD = {
    "title": "Małe badanie",
    "owner": "Próba",
    "start.lead": "Kilka pytań.",
    "stages.only": "Jedyne miejsce",
    "ends.stopped.title": "Dziękujemy",
    "scales.agree.steps.1.label": "Nie zgadzam się",
    "scales.agree.steps.2.label": "Ani tak, ani nie",
    "scales.agree.steps.3.label": "Zgadzam się",
    "scales.agree.steps.dont_know.label": "Nie wiem",
    "scales.often.steps.1.label": "Nigdy",
    "scales.often.steps.2.label": "Czasem",
    "scales.often.steps.3.label": "Zawsze",
    "sections.s.title": "Część",
}
"""What the head of every tiny questionnaire says, in Polish."""

ASKED = """
- id: sector
  ask: single
  text: {en-GB: Where do you work?, pl: Gdzie pracujesz?}
  options: {police: {en-GB: Policing, pl: Policja}, other: {label: {en-GB: Other, pl: Inne}, say: {en-GB: Which?, pl: Jakie?}}}
- id: areas
  ask: multiple
  text: {en-GB: Which areas?, pl: Które obszary?}
  options: {a: {en-GB: North, pl: Północ}, b: {en-GB: South, pl: Południe}, c: {en-GB: East, pl: Wschód}}
- {id: began, ask: date, text: {en-GB: Since when?, pl: Od kiedy?}}
- page: more
- id: how
  ask: short_text
  text:
    en-GB: "In {sector or 'work'}, {areas or 'nowhere'}, {count(areas): one area | # areas}, since {began or 'ever'}?"
    pl: "{sector or 'praca'}: {areas or 'nigdzie'}, {count(areas): # obszar | # obszary | # obszarów}, od {began or 'zawsze'}?"
"""


def sheet_of(texts: dict[str, tuple[str, str]], top: str = "") -> str:
    """A translation file: the words as they were, and in Polish."""
    entries = "".join(f"  {name}: {{from: {was!r}, to: {words!r}}}\n" for name, (was, words) in texts.items())
    return f"language: pl\n{top}texts:\n{entries or '  {}'}"


def english() -> dict[str, str]:
    return read_text(text_of(section_of("- {id: a, ask: confirm, text: A}"))).translated.texts


def head_sheet(**more: tuple[str, str]) -> str:
    own = english()
    return sheet_of({name: (own[name], words) for name, words in HEAD.items()} | more)


def loaded(questions: str, sheet: str | None = None, top: str = TOP) -> Loaded:
    text = text_of(section_of(questions), top)
    return read_text(text, library=LIBRARY, sheets=lambda tag: (sheet, f"{tag}.yaml") if sheet else None)


def in_polish(form: Questionnaire) -> Questionnaire:
    return form.in_language("pl", lambda text: f"<{text}>")


def advice(found: Loaded) -> list[str]:
    """What is said of the translations; a tiny survey earns other advice too."""
    return [report.code for report in of_translations(found)]


def of_translations(found: Loaded) -> list[Report]:
    return [report for report in found.advice() if report.code.endswith(("translated", "translation"))]


def faults(questions: str, sheet: str | None = None, top: str = TOP) -> list[tuple[str, str, int]]:
    with pytest.raises(FaultyQuestionnaire) as caught:
        loaded(questions, sheet, top)
    return [(report.code, report.file, report.line) for report in caught.value.reports]


# What is said


def test_words_beside_each_other_and_words_of_a_file_make_one_translation() -> None:
    form = loaded(ASKED, head_sheet()).questionnaire
    assert form.languages == ("en-GB", "pl")
    polish = in_polish(form)
    assert (polish.language, polish.title) == ("pl", "Małe badanie")
    assert polish.questions["sector"].text == "Gdzie pracujesz?"
    assert form.questions["sector"].text == "Where do you work?"


def test_every_text_is_in_the_language_and_nothing_else_changes() -> None:
    form = loaded(ASKED, head_sheet()).questionnaire
    polish = in_polish(form)
    own, other = dict(texts_in(form)), dict(texts_in(polish))
    left = {other[place] for place, words in own.items() if other[place] == words and words}
    assert left == set()
    assert {words for words in other.values() if words.startswith("<")} == {
        "<Start the survey>",
        "<Thank you. Your answers are sent.>",
        "<a weather page>",
    }, "only what the program says where the author wrote nothing"
    unsaid = [
        reworded(one, lambda place, text: "").model_copy(update={"translations": {}, "language": "en-GB"})
        for one in (form, polish)
    ]
    assert unsaid[0] == unsaid[1]


def test_an_answer_is_the_same_answer_in_every_language() -> None:
    form = loaded(ASKED, head_sheet()).questionnaire
    saved = filled(form, {"sector": "police", "areas": ["a", "b"]})
    own = Journey(form, read_answers(form, saved))
    other = Journey(in_polish(form), read_answers(in_polish(form), saved))
    assert own.kept == other.kept
    assert [page.id for page in own.pages] == [page.id for page in other.pages]


def test_what_is_quoted_follows_the_rules_of_the_language() -> None:
    form = loaded(ASKED, head_sheet()).questionnaire
    day = {"began__day": "27", "began__month": "3", "began__year": "2024"}
    saved = filled(form, {"sector": "police", "areas": ["a", "b", "c"], **day})

    def asked(one: Questionnaire) -> str:
        page = Journey(one, read_answers(one, saved)).page("more")
        assert page is not None
        return page.questions[0].text

    assert asked(form) == "In Policing, North, South and East, 3 areas, since 27 March 2024?"
    assert asked(in_polish(form)) == "Policja: Północ, Południe i Wschód, 3 obszary, od 27 marca 2024?"


def test_a_quoted_tick_is_said_in_the_language() -> None:
    quoting = """
    - {id: of_age, ask: confirm, text: {en-GB: I am of age, pl: Jestem osobą dorosłą}}
    - page: more
    - {id: how, ask: short_text, text: {en-GB: "Of age: {of_age or 'unsaid'}", pl: "Dorosłość: {of_age or 'nic'}"}}
    """
    form = loaded(quoting, head_sheet()).questionnaire
    saved = filled(form, {"of_age": "1"})
    polish = in_polish(form)
    page = Journey(polish, read_answers(polish, saved)).pages[-1]
    assert page.questions[0].text == "Dorosłość: <Yes>"
    own = Journey(form, read_answers(form, saved)).pages[-1]
    assert own.questions[0].text == "Of age: Yes"


def test_what_its_author_left_to_the_program_is_said_in_the_language_that_it_is_written_in() -> None:
    polish = read_text(
        text_of(section_of("- {id: a, ask: confirm, text: A}"), "language: pl\n")
    ).questionnaire
    assert in_polish(polish).sent.title == "<Thank you. Your answers are sent.>"
    assert in_polish(polish).languages == ("pl",)
    assert not in_polish(polish).is_unchecked


def test_without_answers_the_words_in_single_quotes_of_the_language_stand_there() -> None:
    form = in_polish(loaded(ASKED, head_sheet()).questionnaire)
    page = Journey(form, Answers({}, frozenset(form.pages))).page("more")
    assert page is not None
    assert page.questions[0].text == "praca: nigdzie, 0 obszarów, od zawsze?"


def test_a_repeated_group_is_translated_once_and_said_in_each_entry() -> None:
    group = """
    - ask: group
      id: ex
      repeat: {most: 2, another: {en-GB: One more?, pl: Jeszcze jeden?}}
      questions:
        - {page: what, title: {en-GB: "Example {n}", pl: "Przykład {n}"}}
        - {id: name, ask: short_text, text: {en-GB: Name, pl: Nazwa}}
    """
    form = in_polish(loaded(group, head_sheet()).questionnaire)
    assert [form.pages[name].title for name in ("what_1", "what_2")] == ["Przykład 1", "Przykład 2"]
    assert form.questions["ex_2__name"].text == "Nazwa"
    assert form.questions["ex_1__another"].text == "Jeszcze jeden?"


# What is offered


def test_a_language_with_a_text_missing_is_not_offered_and_the_author_is_told() -> None:
    found = loaded(ASKED)
    assert found.questionnaire.languages == ("en-GB",)
    assert advice(found) == ["not-translated"]
    message = of_translations(found)[0].message
    assert message.startswith("Polish is not offered: 13 texts are not in it yet: title, owner, start.lead")


def test_a_text_that_has_changed_since_takes_its_language_back() -> None:
    stale = head_sheet().replace("from: 'A tiny survey'", "from: 'A small survey'")
    found = loaded(ASKED, stale)
    assert found.questionnaire.languages == ("en-GB",)
    assert advice(found) == ["stale-translation"]
    assert "title" in of_translations(found)[0].message


def test_a_whole_translation_that_nobody_checked_is_offered_with_a_word_to_the_author() -> None:
    found = loaded(ASKED, head_sheet())
    assert advice(found) == ["unchecked-translation"]
    assert in_polish(found.questionnaire).is_unchecked
    assert not found.questionnaire.is_unchecked


@pytest.mark.parametrize("top", ["languages: {pl: {checked: 2025-01-05}}\n", TOP], ids=["beside", "file"])
def test_a_checked_translation_says_nothing(top: str) -> None:
    sheet = (
        head_sheet() if "checked" in top else head_sheet().replace("texts:", "checked: 2025-01-05\ntexts:")
    )
    found = loaded(ASKED, sheet, top)
    assert advice(found) == []
    assert not in_polish(found.questionnaire).is_unchecked


def test_a_translation_is_part_of_the_version_and_comes_back_from_its_document() -> None:
    form = loaded(ASKED, head_sheet()).questionnaire
    again = Questionnaire.model_validate_json(form.document)
    assert in_polish(again) == in_polish(form)
    assert form.fingerprint != loaded(ASKED).questionnaire.fingerprint


# What is refused, and where


@pytest.mark.parametrize(
    ("top", "code"),
    [
        ("languages: [xx]\n", "unknown-language"),
        ("languages: [pl, pl]\n", "duplicate-id"),
        ("languages: [en-GB]\n", "duplicate-id"),
        ("languages: pl\n", "wrong-type"),
        ("languages: {pl: {checked: soon}}\n", "wrong-value"),
        ("translations: {pl: {texts: {}}}\n", "unknown-key"),
    ],
)
def test_languages_are_declared_as_tags(top: str, code: str) -> None:
    assert [(found, file) for found, file, _ in faults("- {id: a, ask: confirm, text: A}", top=top)] == [
        (code, "questionnaire.yaml")
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{en-GB: A, fr: A}", "unknown-language"),
        ("{pl: A}", "missing-key"),
        ("{en-GB: A, pl: 5}", "wrong-type"),
        ('{en-GB: "A {{", pl: "A {"}', "text-syntax"),
        ("{en-GB: A, pl: \"A {nothing or 'x'}\"}", "unknown-name"),
    ],
)
def test_words_by_language_are_checked_where_they_stand(words: str, code: str) -> None:
    text = f"- {{id: a, ask: confirm, text: {words}}}"
    line = text_of(section_of(text), TOP).splitlines().index(f"      {text}") + 1
    assert faults(text, head_sheet()) == [(code, "questionnaire.yaml", line)]


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060\u00ad", "\ufeff \u200e", "\u3164", "\u2800"])
def test_signs_that_show_nothing_are_no_translation(nothing: str) -> None:
    beside = f'- {{id: a, ask: confirm, text: {{en-GB: A, pl: "{nothing}"}}}}'
    assert [code for code, *_ in faults(beside, head_sheet())] == ["wrong-value"]
    sheet = head_sheet(**{"questions.a.text": ("A", "here")}).replace("'here'", f'"{nothing}"')
    found = loaded("- {id: a, ask: confirm, text: A}", sheet)
    (polish,) = found.translated.standings
    assert polish.missing == ["questions.a.text"]


def test_a_check_that_is_still_to_come_is_told() -> None:
    top = "languages: {pl: {checked: 2025-01-05}}\n"
    found = loaded("- {id: a, ask: confirm, text: {en-GB: A, pl: B}}", head_sheet(), top)
    codes = {
        day: [one.code for one in found.advice(date(2025, 1, day)) if one.code.startswith("checked")]
        for day in (4, 5)
    }
    assert codes == {4: ["checked-too-early"], 5: []}


def test_words_by_language_need_the_languages_at_the_top() -> None:
    assert [code for code, *_ in faults("- {id: a, ask: confirm, text: {en-GB: A, pl: B}}", top="")] == [
        "unknown-language"
    ]


def test_the_forms_of_a_number_are_as_many_as_the_language_has() -> None:
    two = ASKED.replace("# obszar | # obszary | # obszarów", "# obszar | # obszary")
    code, _, _ = faults(two, head_sheet())[0]
    assert code == "text-syntax"


@pytest.mark.parametrize(
    ("sheet", "code", "line"),
    [
        ("language: fr\ntexts: {}\n", "wrong-value", 1),
        ("language: pl\nwords: {}\n", "unknown-key", 2),
        ("language: pl\nchecked: soon\n", "wrong-value", 2),
        ("language: pl\ntexts:\n  title: Badanie\n", "wrong-type", 3),
        ("language: pl\ntexts:\n  title: {from: A, to: 5}\n", "wrong-type", 3),
        ("language: pl\ntexts: {a: &b {}, c: *b}\n", "anchor", 2),
        ("language: [\n", "yaml-syntax", 2),
        ("language: pl\ntexts:\n  questions.sector.text: {from: Where do you work?, to: Gdzie?}\n", "translated-twice", 3),
    ],
)  # fmt: skip
def test_faults_in_a_translation_file_are_told_with_its_name_and_line(
    sheet: str, code: str, line: int
) -> None:
    found = faults(ASKED, sheet)
    assert (code, "pl.yaml", line) in found


def test_what_a_translation_in_a_file_quotes_is_checked_there() -> None:
    question = "- {id: a, ask: confirm, text: A}"
    sheet = head_sheet(**{"questions.a.text": ("A", "A {unknown or ''}")})
    line = sheet.splitlines().index("  questions.a.text: {from: 'A', to: \"A {unknown or ''}\"}") + 1
    assert faults(question, sheet) == [("unknown-name", "pl.yaml", line)]


# The file that translators fill in


def test_a_file_for_translators_holds_every_text_that_is_not_translated_beside() -> None:
    found = loaded(ASKED)
    texts = {name: words for name, words in found.translated.texts.items() if name in HEAD}
    sheet = brought_up_to_date(Sheet("pl"), texts)
    again = read(written(sheet))
    assert [*again.said] == [*texts]
    assert all(said.words == "" and said.source == texts[name] for name, said in again.said.items())


def test_bringing_it_up_to_date_keeps_what_is_said_and_shows_what_was_said_before() -> None:
    before = read(
        sheet_of(
            {"a": ("One", "Jeden"), "b": ("Two", "Dwa"), "c": ("Three", "Trzy")}, "checked: 2025-01-05\n"
        )
    )
    after = read(written(brought_up_to_date(before, {"a": "One", "b": "Both", "d": "Three"})))
    assert after.said["a"].words == "Jeden"
    assert after.said["b"].words == ""
    assert after.said["b"].was is not None
    assert (after.said["b"].was.source, after.said["b"].was.words) == ("Two", "Dwa")
    assert after.said["d"].words == "Trzy", "the same text under another name"
    assert after.checked is None, "what was checked is not what it says now"


def test_the_same_words_elsewhere_are_shown_to_whoever_translates_them() -> None:
    after = brought_up_to_date(read(sheet_of({"a": ("One", "Jeden")})), {"a": "One", "b": "One"})
    assert (after.said["a"].words, after.said["b"].words) == ("Jeden", "")
    assert after.said["b"].was is not None
    assert after.said["b"].was.words == "Jeden"


def test_a_paragraph_more_moves_the_others_with_their_words() -> None:
    before = read(sheet_of({"p.1": ("One", "Jeden"), "p.2": ("Two", "Dwa")}))
    after = brought_up_to_date(before, {"p.1": "New", "p.2": "One", "p.3": "Two"})
    assert [said.words for said in after.said.values()] == ["", "Jeden", "Dwa"]


def test_words_that_came_back_have_their_translation_again() -> None:
    before = read(sheet_of({"a": ("One", "Jeden")}))
    changed = read(written(brought_up_to_date(before, {"a": "Another"})))
    assert brought_up_to_date(changed, {"a": "One"}).said["a"].words == "Jeden"


@settings(deadline=None)
@example([{}, {"c": "A"}, {}, {"a": "A", "c": "A"}, {"a": "C"}])
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["A", "B", "C"])), max_size=6))
def test_nothing_that_was_ever_said_is_lost(states: list[dict[str, str]]) -> None:
    sheet, told = Sheet("pl"), set()
    for number, texts in enumerate(states):
        sheet = read(written(brought_up_to_date(sheet, texts)))
        for name, said in sheet.said.items():
            if not said.words and number % 2:
                sheet.said[name] = Said(said.source, f"PL{number} {said.source}", was=said.was)
                told.add((said.source, f"PL{number} {said.source}"))
    last = read(written(brought_up_to_date(sheet, {})))
    assert {(said.source, said.words) for _, said in every(last)} == told


def test_a_file_that_is_not_as_it_should_be_is_told_and_not_written_over() -> None:
    assert ("wrong-type", "pl.yaml", 2) in faults(ASKED, "language: pl\ntexts:\n  - title: {to: PRECIOUS}\n")


def test_a_hint_from_elsewhere_is_a_name_and_no_words() -> None:
    hint = "- {id: a, ask: confirm, text: A, hint: {text: {en-GB: a, pl: b}}}"
    assert [code for code, *_ in faults(hint, head_sheet())] == ["unknown-text"]


def test_doing_it_twice_loses_nothing_and_a_text_that_comes_back_is_translated_again() -> None:
    before = read(sheet_of({"a": ("One", "Jeden")}))
    changed = brought_up_to_date(before, {"a": "Another"})
    twice = brought_up_to_date(read(written(changed)), {"a": "Another"})
    assert written(twice) == written(changed)
    gone = read(written(brought_up_to_date(before, {})))
    assert brought_up_to_date(gone, {"a": "One"}).said["a"].words == "Jeden"


def read(text: str) -> Sheet:
    found: list[Fault] = []
    sheet = read_sheet(text, "pl", "pl.yaml", found)
    assert found == []
    return sheet


def test_the_file_beside_a_questionnaire_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "translations").mkdir(parents=True)
    (folder / "1.0.yaml").write_text(text_of(section_of(ASKED), TOP), "utf-8")
    (folder / "translations" / "1.0.pl.yaml").write_text(head_sheet(), "utf-8")
    assert read_file(folder / "1.0.yaml").questionnaire.languages == ("en-GB", "pl")


@pytest.mark.parametrize("name", ["trauma-informed-london", "workshop-feedback"])
def test_every_text_of_the_shipped_questionnaires_has_a_name_of_its_own(name: str) -> None:
    """Words of the model that no name in the file stands for could never be translated."""
    found = read_file(LIBRARY / name / "1.0.yaml")
    marked = deepcopy(found.translated.source)
    for text in texts_of(marked):
        text.put(f"~{text.value}", text.mark)
    modeller, form = modelled(marked, Shelf(), LIBRARY)
    assert modeller.faults == []
    assert form is not None
    unnamed = {
        words for place, words in texts_in(form) if words and "~" not in words and "options" not in place
    }
    before_writing = LongText.model_fields["before_writing"].default
    programs = {"Yes", "No", "Start the survey", "a weather page", "Would you like to add another?"}
    assert unnamed <= {*programs, before_writing}
    lists = {words for place, words in texts_in(form) if words and "~" not in words and "options" in place}
    assert lists - {"Yes", "No", "Something else"} <= names_in_reference_lists()


def names_in_reference_lists() -> set[str]:
    """Proper names of places and organisations, which are the same in every language."""
    entries = [
        read_yaml(path.read_text("utf-8"))["entries"] for path in (LIBRARY / "reference").glob("*.yaml")
    ]
    return {str(entry["label"]) for found in entries if isinstance(found, list) for entry in found}


def test_the_questionnaire_of_the_guide_is_offered_in_both_its_languages() -> None:
    guide = (LIBRARY.parent / "docs" / "guides" / "languages.md").read_text("utf-8")
    example = guide.partition("```yaml\n")[2].partition("```")[0]
    form = read_text(example).questionnaire
    assert form.languages == ("en-GB", "pl")
    assert in_polish(form).questions["works_with"].text == "Z kim?"
