"""Pieces of the frame: drawn once for the values that they hang on, and for no others."""

from __future__ import annotations

from survey.engine.phrases import Phrase
from survey.web.pieces import Pieces
from survey.web.templating import environment

FOOT = "components/footer.html"
WORDS = "Surveys"


def test_a_piece_is_drawn_once_for_the_same_values_and_anew_for_others() -> None:
    piece = Pieces(environment())
    ours = piece(FOOT, base="/s/ours", owner="We")
    assert piece(FOOT, base="/s/ours", owner="We") is ours
    theirs = piece(FOOT, base="/s/theirs", owner="They")
    assert "/s/theirs/privacy" in theirs
    assert "We" not in theirs
    assert "/s/ours/privacy" in ours


def test_a_phrase_is_said_in_the_language_and_an_authors_words_that_read_the_same_are_not() -> None:
    piece = Pieces(environment("pl"))
    written, said = piece(FOOT, base="", owner=WORDS), piece(FOOT, base="", owner=Phrase(WORDS))
    assert WORDS in written
    assert WORDS not in said
    assert piece(FOOT, base="", owner=WORDS) == written


def test_what_is_given_to_a_piece_is_escaped_and_the_piece_is_not_escaped_again() -> None:
    drawn = (
        environment()
        .from_string('{{ piece("components/footer.html", base="", owner="<b>We</b>") }}')
        .render()
    )
    assert "&lt;b&gt;We&lt;/b&gt;" in drawn
    assert "<footer" in drawn
