"""Once a reader has redacted a text, the tools of an analyst have the redacted words and no others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from analysis.load import load
from analysis.register import register
from analysis.themes.book import read_book
from analysis.themes.texts import texts_of
from survey.engine.codebook import Missing
from survey.fieldwork.reading import line, outcomes
from survey.storage.database import Store
from tests.fieldwork.described import CHANGE, READER, TITLE, WHAT, campaign, london, response
from tests.storage import made
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


def test_what_was_written_and_never_sent_is_passed_on_to_nobody(store: Store) -> None:
    """Its writer agreed to its use, and no reader sees it: the answers count, the words do not."""
    page = next(page.id for page in london().pages.values() if any(q.id == CHANGE for q in page.questions))
    with store.write() as tx:
        closed = tx.now - timedelta(days=1)
        own = campaign(tx, opens_at=closed - timedelta(days=9), closes_at=closed)
        left = made.draft(tx, own, keep_partial=True)
        sector = next(p.id for p in london().pages.values() if any(q.id == "sector" for q in p.questions))
        for name, answers, words in (
            (sector, {"sector": ("health",)}, {}),
            (page, {}, {CHANGE: ("Ask Dr Sample",)}),
        ):
            tx.drafts.save_page(
                left.id,
                name,
                expected_version=None,
                closed=answers,
                text=words,
                contact={},
                done=True,
                seconds=9,
            )
    frame = load(store, "london").frame
    assert frame.values("sector").tolist() == ["health"]
    assert frame.reasons(CHANGE).tolist() == [Missing.REDACTED.code]
    assert "Sample" not in frame.data.to_csv() + str(register(frame))
