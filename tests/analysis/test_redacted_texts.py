"""Once a reader has redacted a text, the tools of an analyst have the redacted words and no others."""

from __future__ import annotations

from pathlib import Path

from analysis.load import load
from analysis.register import register
from analysis.themes.book import read_book
from analysis.themes.texts import texts_of
from survey.fieldwork.reading import line, outcomes
from survey.storage.database import Store
from tests.fieldwork.described import CHANGE, READER, TITLE, WHAT, campaign, response
from tests.web.site import LONDON


def test_redacted_words_take_the_place_of_the_original_everywhere(store: Store) -> None:
    with store.write() as tx:
        texts = {TITLE: "Quiet room", WHAT: "Dr Sample opened it", CHANGE: "Ask Dr Sample"}
        response(tx, campaign(tx), texts)
    before = load(store, "london").frame
    assert "Dr Sample" in str(register(before))
    while (id := line.take(store, "london", reader=READER)) is not None:
        words = line.open_text(store, "london", id, reader=READER).words
        if "Sample" in words:
            outcomes.redact(store, "london", id, words.replace("Dr Sample", "[name]"), reader=READER)
        else:
            outcomes.leave(store, "london", id, reader=READER)
    frame = load(store, "london").frame
    book = read_book(Path(LONDON).parent / "themes.yaml")
    sheets = [text.words for text in texts_of(frame, book.questions)]
    assert sorted(sheets) == ["Ask [name]", "[name] opened it"]
    assert frame.values(TITLE).tolist() == ["Quiet room"]
    assert "Sample" not in frame.data.to_csv() + str(register(frame)) + str(sheets)
