"""A form in several languages is a questionnaire in several languages, and the reverse."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.cli.xlsform import files_of
from survey.engine.loader import read_file
from survey.engine.local import SOURCE
from survey.engine.translation.translating import Standing
from survey.xlsform.exporting import write_form
from survey.xlsform.importing import Imported, read_form
from survey.xlsform.tongues import tag_of
from tests.xlsform.exports import converted, rows
from tests.xlsform.forms import changed, left, loaded, questions, read, table

ENGLISH_AND_POLISH = "label::English (en) | label::Polish (pl)"

IN_TWO_LANGUAGES = """\
questionnaire: team-check
version: "1.0"
languages: [pl]
title: {en-GB: Team check, pl: Sprawdzenie zespołu}
owner: {en-GB: The test, pl: Próba}
start: {lead: {en-GB: A few questions., pl: Kilka pytań.}}
stages: {about: {en-GB: About you, pl: O Tobie}}
scales:
  often:
    prompt: {en-GB: How often?, pl: Jak często?}
    steps: {1: {label: {en-GB: Never, pl: Nigdy}}, 2: {label: {en-GB: Always, pl: Zawsze}}}
sections:
  - id: about
    title: {en-GB: About you, pl: O Tobie}
    stage: about
    questions:
      - id: sector
        ask: single
        text: {en-GB: Where do you work?, pl: Gdzie pracujesz?}
        hint: {en-GB: One place, pl: Jedno miejsce}
        required: true
        messages: {required: {en-GB: Choose one, pl: Wybierz jedno}}
        options:
          bank: {en-GB: Bank, pl: Bank}
          other: {label: {en-GB: Elsewhere, pl: Gdzie indziej}, say: {en-GB: Where?, pl: Gdzie?}}
      - id: side
        ask: single
        text: {en-GB: Which side?, pl: Która strona?}
        options:
          bank: {en-GB: Bank, pl: Brzeg}
          other: {en-GB: Elsewhere, pl: Gdzie indziej}
      - id: habits
        ask: grid
        text: {en-GB: Habits, pl: Zwyczaje}
        scale: often
        rows: {walks: {en-GB: Walks, pl: Spacery}}
      - page: more
        title: {en-GB: More, pl: Więcej}
        text: {en-GB: Nearly done., pl: Prawie koniec.}
      - id: years
        ask: number
        text: {en-GB: "Years, {walks or ''}?", pl: "{walks or ''}: ile lat?"}
        most: 60
        messages: {most: {en-GB: Up to 60, pl: Do 60}}
      - id: child
        ask: group
        title: {en-GB: Children, pl: Dzieci}
        repeat: {most: 2}
        questions:
          - {id: name, ask: short_text, text: {en-GB: "Name of {n}", pl: "Imię {n}"}}
"""


def written(form: Imported, folder: Path) -> Path:
    """The questionnaire with its translations, as the command writes them."""
    out = folder / "made.yaml"
    (folder / "translations").mkdir()
    for path, content in files_of(form, out).items():
        path.write_bytes(content)
    return out


def standings(form: Imported, folder: Path) -> dict[str, Standing]:
    found = read_file(written(form, folder)).translated.standings
    return {one.language: one for one in found}


def words(standing: Standing) -> dict[str, str]:
    return {name: one.words for name, one in standing.said.items()}


def test_a_language_beside_the_first_becomes_a_translation_of_every_text(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            f"type | name | {ENGLISH_AND_POLISH} | hint::Polish (pl) | hint::English (en)",
            "begin group | about | About | O Tobie | |",
            "note | welcome | Welcome | Witamy | |",
            "select_one l | a | One | Jeden | Rada | Advice",
            "text | b | Two of ${a} | Dwa z ${a} | |",
            "end group | | | | |",
        ),
        table(f"list_name | name | {ENGLISH_AND_POLISH}", "l | x | Yes | Tak", sheet="choices"),
    )
    polish = standings(form, tmp_path)["pl"]
    assert words(polish) == {
        "stages.about": "O Tobie",
        "sections.about.title": "O Tobie",
        "pages.welcome.title": "O Tobie",
        "pages.welcome.text.1": "Witamy",
        "questions.a.text": "Jeden",
        "questions.a.hint": "Rada",
        "questions.a.options.x.label": "Tak",
        "pages.b_page.title": "O Tobie",
        "questions.b.text": "Dwa z {a or ''}",
    }
    assert polish.missing == ["title", "owner", "start.lead"]
    assert [one for one in form.left_out if "Polish" in one.column] == []


def test_what_a_row_does_not_say_in_a_language_is_missing_there(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(f"type | name | {ENGLISH_AND_POLISH}", "text | a | One | ", "text | b | | Dwa"),
    )
    polish = standings(form, tmp_path)["pl"]
    assert "questions.a.text" in polish.missing
    assert polish.said["questions.b.text"].words == "Dwa"
    assert questions(form)["b"]["text"] == "Dwa"
    assert changed(form, 3, "label::Polish (pl)").startswith("Taken from Polish (pl)")


def test_a_text_changed_after_the_import_is_stale(tmp_path: Path) -> None:
    form = read(tmp_path, table(f"type | name | {ENGLISH_AND_POLISH}", "text | a | One | Jeden"))
    path = written(form, tmp_path)
    path.write_text(path.read_text("utf-8").replace("text: One", "text: Which one?"), "utf-8")
    (standing,) = read_file(path).translated.standings
    assert standing.stale == ["questions.a.text"]


def test_the_default_language_of_the_settings_is_that_of_the_questionnaire(tmp_path: Path) -> None:
    settings = table("default_language", "Polish (pl)", sheet="settings")
    form = read(tmp_path, table(f"type | name | {ENGLISH_AND_POLISH}", "text | a | One | Jeden"), settings)
    assert loaded(form).language == "pl"
    assert words(standings(form, tmp_path)["en-GB"])["questions.a.text"] == "One"
    alone = read(tmp_path, table("type | name | label", "text | a | Jeden"), settings)
    assert (loaded(alone).language, alone.left_out) == ("pl", [])


def test_all_sheets_are_in_one_language_though_one_of_them_has_only_another(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(f"type | name | {ENGLISH_AND_POLISH}", "select_one l | a | One | Jeden"),
        table("list_name | name | label::Polish (pl)", "l | x | Tak", sheet="choices"),
    )
    assert changed(form, 2, "label::Polish (pl)", "choices").startswith("Taken from Polish (pl)")
    assert standings(form, tmp_path)["pl"].said["questions.a.options.x.label"].words == "Tak"


def test_a_form_that_does_not_say_which_language_it_is_in_is_told(tmp_path: Path) -> None:
    form = read(tmp_path, table("type | name | label | label::French (fr)", "text | a | One | Un"))
    assert loaded(form).language == SOURCE
    assert "English (en-GB)" in changed(form, 1, "default_language", "settings")


def test_a_language_that_nobody_knows_is_told_cell_by_cell(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table("type | name | label::English | label::Kwili", "text | a | One | A", "text | b | Two | B"),
    )
    assert [left(form, row, "label::Kwili")[:24] for row in (2, 3)] == [
        "A: it is no language tha",
        "B: it is no language tha",
    ]
    alone = read(tmp_path, table("type | name | label::Kwili", "text | a | A"))
    assert questions(alone)["a"]["text"] == "A"
    assert "Kwili" in left(alone, 1, "default_language", "settings")


def test_a_translation_that_quotes_nothing_there_is_told_with_its_own_cell(tmp_path: Path) -> None:
    form = read(tmp_path, table(f"type | name | {ENGLISH_AND_POLISH}", "text | a | One | Jeden ${nobody}"))
    assert "${nobody} is not quoted" in left(form, 2, "label::Polish (pl)")


def test_a_page_ends_before_what_only_a_translation_quotes(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(f"type | name | {ENGLISH_AND_POLISH}", "text | a | One | Jeden", "text | b | Two | Dwa z ${a}"),
    )
    assert loaded(form).page_of["b"] == "b_page"
    assert standings(form, tmp_path)["pl"].said["questions.b.text"].words == "Dwa z {a or ''}"


def test_a_translation_that_would_not_load_is_told_and_left_out(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            f"type | name | {ENGLISH_AND_POLISH}", f"text | a | One | {'x' * 2001}", "text | b | Two | Dwa"
        ),
    )
    assert "Use at most 2000 characters here." in left(form, 2, "label::Polish (pl)")
    polish = standings(form, tmp_path)["pl"]
    assert "questions.a.text" in polish.missing
    assert polish.said["questions.b.text"].words == "Dwa"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *(("English (en)", "en-GB"), ("English", "en-GB"), ("en_GB", "en-GB"), ("Polish (PL)", "pl")),
        *(
            ("pl", "pl"),
            ("French", "fr"),
            ("français (fr)", "fr"),
            ("swa", "sw"),
            ("Brazil (pt-BR)", "pt-BR"),
        ),
        *(("French (Standard)", "fr"), ("Kwili", ""), ("Kwili (kwi-xx)", ""), ("default", ""), ("", "")),
    ],
)
def test_languages_are_known_by_tag_or_by_english_name(written: str, tag: str) -> None:
    assert tag_of(written) == tag


# Out, and back


def there_and_back(tmp_path: Path, source: str) -> tuple[Path, Path]:
    """The questionnaire, and what became of it by way of a workbook."""
    was = tmp_path / "was.yaml"
    was.write_text(source, "utf-8")
    (tmp_path / "form.xlsx").write_bytes(write_form(was).workbook)
    return was, written(read_form(tmp_path / "form.xlsx"), tmp_path)


def asked_in(path: Path, language: str) -> list[object]:
    """What is said on the pages of a questionnaire in a language, blanks for what is not."""
    found = read_file(path)
    standing = next((one for one in found.translated.standings if one.language == language), None)
    said = found.translated.texts if standing is None else words(standing)
    return [said.get(name) for name in found.translated.texts if not name.startswith(NOT_CARRIED)]


NOT_CARRIED = ("title", "owner", "start", "stages")


def test_two_languages_say_the_same_after_a_round_trip(tmp_path: Path) -> None:
    was, now = there_and_back(tmp_path, IN_TWO_LANGUAGES)
    for language in ("en-GB", "pl"):
        before, after = asked_in(was, language), asked_in(now, language)
        assert None not in before
        assert set(before) <= set(after)
    back = {name: one.words for name, one in read_file(now).translated.standings[0].said.items()}
    assert back["questions.sector.options.bank.label"] == "Bank"
    assert back["questions.side.options.bank.label"] == "Brzeg"
    assert back["questions.sector.options.other.say"] == "Gdzie?"
    assert back["questions.child.name.text"] == "Imię {n}"
    assert back["questions.years.messages.most"] == "Do 60"


def test_each_language_has_its_columns_and_pyxform_takes_them(tmp_path: Path) -> None:
    was = tmp_path / "was.yaml"
    was.write_text(IN_TWO_LANGUAGES, "utf-8")
    form = write_form(was)
    (settings,) = rows(form, "settings")
    assert settings["default_language"] == "English (en-GB)"
    sector = next(one for one in rows(form) if one.get("name") == "sector")
    assert sector["label::English (en-GB)"] == "Where do you work?"
    assert sector["required_message::Polish (pl)"] == "Wybierz jedno"
    xform = converted(form.workbook)
    assert '<translation lang="English (en-GB)" default="true()">' in xform
    assert "Gdzie pracujesz?" in xform
    told = [(one.where, one.message) for one in form.unmatched if "Polish" in one.message]
    assert told == [("title", "title: a form has one title; in Polish (pl) it does not carry over.")]


def test_words_that_are_missing_are_blank_and_stale_ones_are_told(tmp_path: Path) -> None:
    was = tmp_path / "was.yaml"
    start = IN_TWO_LANGUAGES.replace(", pl: Jedno miejsce", "").replace(
        "hint: {en-GB: One place}", "hint: One spot"
    )
    start = start.replace("text: {en-GB: Which side?, pl: Która strona?}", "text: Which side?")
    was.write_text(start, "utf-8")
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "was.pl.yaml").write_text(
        "language: pl\ntexts:\n  questions.sector.hint: {from: One place, to: Jedno miejsce}\n", "utf-8"
    )
    form = write_form(was)
    assert "Jedno miejsce" not in converted(form.workbook)
    assert "label::Polish (pl)" not in next(one for one in rows(form) if one.get("name") == "side")
    told = [(one.line, one.message) for one in form.unmatched if one.where == "questions.sector.hint"]
    line = start.splitlines().index("        hint: One spot") + 1
    assert told == [(line, "what it says in Polish (pl) is stale, so it does not carry over.")]


def test_a_questionnaire_in_one_other_language_says_so(tmp_path: Path) -> None:
    was, now = there_and_back(
        tmp_path,
        "questionnaire: t\nversion: '1'\nlanguage: pl\ntitle: T\nowner: O\nstart: {lead: L}\n"
        "sections: [{id: s, title: S, questions: [{id: a, ask: short_text, text: Jeden}]}]\n",
    )
    assert [read_file(path).questionnaire.language for path in (was, now)] == ["pl", "pl"]
