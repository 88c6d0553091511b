"""Finding the program's own words, and keeping translations while the words change."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.engine.framing import SENT
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.languages import extracting, tongue
from survey.languages.extracting import main, template, words_in_python, words_in_template


def in_python(source: str) -> list[tuple[str, ...]]:
    return list(words_in_python(source, "here.py"))


def test_phrases_and_words_of_a_questionnaire_are_found_in_python() -> None:
    source = (
        'a = Phrase("One {x}", x=1)\nb = Phrase("{count} day", "{count} days", count=2)\nc = own_words("Y")'
    )
    assert in_python(source) == [("One {x}",), ("{count} day", "{count} days"), ("Y",)]


def test_a_sentence_over_two_lines_is_one() -> None:
    assert in_python('Phrase("One"\n  " and two")') == [("One and two",)]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('Phrase(f"Hello {name}")', id="put together"),
        pytest.param("Phrase(words)", id="a name"),
        pytest.param('Phrase("One", many)', id="a form by name"),
        pytest.param("Phrase(*words)", id="a list"),
        pytest.param('own_words("One" + two)', id="a sum"),
    ],
)
def test_words_that_are_not_written_in_place_are_refused(source: str) -> None:
    with pytest.raises(Refused, match=r"here.py, line 1: write the words of"):
        in_python(source)


def test_sentences_counts_and_texts_for_scripts_are_found_in_a_template(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        """
        {{ _("A heading") }}
        {% trans link=url %}
          Go <a href="{{ link }}">on</a>, or
          stay.
        {% endtrans %}
        {% trans count=n %}One day{% pluralize %}{{ count }} days{% endtrans %}
        {{ forms("{count} day", "{count} days") | tojson }}
        """,
        "utf-8",
    )
    assert set(words_in_template(file)) == {
        ("A heading",),
        ('Go <a href="%(link)s">on</a>, or stay.',),
        ("One day", "%(count)s days"),
        ("{count} day", "{count} days"),
    }


def test_what_the_engine_the_dates_and_the_pages_say_is_found() -> None:
    known = template()
    for words in ("Write a whole number, such as 12.", "{day} at {time}, London time", "Save and continue"):
        assert words in known


def test_the_words_that_stand_in_for_an_authors_are_found() -> None:
    known, fields = template(), Questionnaire.model_fields
    start, leave = fields["start"].annotation, fields["leave"].default
    assert start is not None
    assert start.model_fields["button"].default in known
    assert leave.name in known
    assert fields["sent"].default.title == SENT
    assert SENT in known
    for words in ("Would you like to add another?", "Yes", "No", "Something else"):
        assert words in known


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the real catalogues."""
    monkeypatch.setattr(tongue, "CATALOGUES", tmp_path)
    monkeypatch.setattr(extracting, "CATALOGUES", tmp_path)
    return tmp_path


def test_a_new_language_begins_with_its_plural_forms_and_every_word(catalogues: Path) -> None:
    main(["pl"])
    text = (catalogues / "pl.po").read_text("utf-8")
    assert "nplurals=3" in text
    assert "X-Checked-By" in text
    assert text.count("\nmsgid ") == 1 + len(template())


def test_bringing_up_to_date_keeps_translations_and_header_and_drops_what_is_gone(catalogues: Path) -> None:
    main(["pl"])
    file = catalogues / "pl.po"
    text = file.read_text("utf-8").replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "Tak"')
    file.write_text(f'# By hand.\n{text}\nmsgid "Gone"\nmsgstr "Znikło"\n', "utf-8")
    main([])
    after = file.read_text("utf-8")
    assert 'msgid "Yes"\nmsgstr "Tak"' in after
    assert after.startswith("# By hand.\n")
    assert "Gone" not in after


@pytest.mark.parametrize("tag", ["english", "pl_PL.utf8", "en-GB", "../x"])
def test_what_is_no_other_language_is_refused(catalogues: Path, tag: str) -> None:
    with pytest.raises(Refused):
        main([tag])
    assert not list(catalogues.iterdir())
