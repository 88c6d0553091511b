"""What a reader took out reaches no analysis, nor do words that nobody has read: no sheet, no register."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from analysis.landscape.promising import described
from analysis.landscape.shape import Shape
from analysis.load import load
from analysis.register import register
from analysis.themes.book import read_book
from analysis.themes.texts import texts_of
from analysis.unread import Unread
from survey.engine.codebook import Missing
from survey.fieldwork.reading import line, outcomes
from survey.fieldwork.reading.unread import unread
from survey.storage.database import Store
from tests.fieldwork.described import CHANGE, READER, TITLE, WHAT, campaign, london, response
from tests.storage import made
from tests.web.site import LONDON

SLUG = "london"
TEXTS = {
    TITLE: "Quiet room",
    WHAT: "Dr Sample opened it",
    CHANGE: "Ask Dr Sample",
    "sector__say": "A new one",
}


def test_words_are_given_as_they_are_read_and_redacted_ones_take_the_place_of_the_original(
    store: Store,
) -> None:
    with store.write() as tx:
        response(tx, campaign(tx), TEXTS, closed={"sector": ("other",), "pp_have": ("1",)})
    before = load(store, SLUG).frame
    assert {name: before.why[name][0] for name in TEXTS} == dict.fromkeys(TEXTS, Missing.UNREAD.value)
    assert Unread.of(before) == Unread(len(TEXTS), 0)
    assert unread(store, SLUG) == len(TEXTS)
    while (id := line.take(store, SLUG, reader=READER)) is not None:
        words = line.open_text(store, SLUG, id, reader=READER).words
        if "Sample" in words:
            outcomes.redact(store, SLUG, id, words.replace("Dr Sample", "[name]"), reader=READER)
        else:
            outcomes.leave(store, SLUG, id, reader=READER)
    frame = load(store, SLUG).frame
    assert {name: frame.values(name).iloc[0] for name in TEXTS} == {
        name: words.replace("Dr Sample", "[name]") for name, words in TEXTS.items()
    }
    sheets = [text.words for text in texts_of(frame, read_book(LONDON.parent / "themes.yaml").questions)]
    assert sorted(sheets) == ["Ask [name]", "[name] opened it"]
    assert "Sample" not in frame.data.to_csv() + str(register(frame)) + str(sheets)
    assert (Unread.of(frame), unread(store, SLUG)) == (Unread(0, 0), 0)


def test_words_that_wait_are_in_nothing_and_their_writers_are_counted(store: Store) -> None:
    with store.write() as tx:
        own = campaign(tx)
        for _ in range(2):
            response(tx, own, {TITLE: "Dr Sample", CHANGE: "Dr Sample"}, closed={"pp_have": ("1",)})
    frame = load(store, SLUG).frame
    told = str(register(frame)) + frame.data.to_csv()
    assert "Sample" not in told
    assert "Written, and not read by a reader yet" in told
    assert texts_of(frame, read_book(LONDON.parent / "themes.yaml").questions) == ()
    examples = Shape(frame.codebook).examples
    assert examples is not None
    assert np.count_nonzero(described(frame, examples)) == 2
    assert frame.shown(CHANGE).all()


def test_a_text_that_was_only_passed_on_still_waits_and_the_count_does_not_tell_it(store: Store) -> None:
    with store.write() as tx:
        response(tx, campaign(tx), {CHANGE: "A child was hurt"})
    id = line.take(store, SLUG, reader=READER)
    assert id is not None
    outcomes.pass_on(store, SLUG, id, "the lead", "a child may be at risk", reader=READER)
    assert (line.line(store, SLUG).waiting, unread(store, SLUG)) == (0, 1)
    assert load(store, SLUG).frame.reasons(CHANGE).tolist() == [Missing.UNREAD.code]


def test_reading_moves_nobody_to_another_place(store: Store) -> None:
    """Draws by chance go by places, so figures do not hang on how far readers have come."""
    with store.write() as tx:
        own = campaign(tx)
        for number in range(9):
            closed = {"sector": ("health",), "boroughs": (f"E0900000{number + 1}",)}
            response(tx, own, {CHANGE: f"Text {number}"}, closed=closed)
    before = load(store, SLUG).frame.people["id"].tolist()
    for _ in range(4):
        id = line.take(store, SLUG, reader=READER)
        assert id is not None
        outcomes.leave(store, SLUG, id, reader=READER)
    after = load(store, SLUG).frame
    assert Unread.of(after).waiting == 5
    assert after.people["id"].tolist() == before


@pytest.mark.parametrize("is_made_up", [False, True], ids=["of people", "made up"])
def test_words_of_an_agreed_draft_are_given_to_nobody_unless_made_up(store: Store, is_made_up: bool) -> None:
    """Its writer agreed to the use of the answers, and no reader sees what was never sent."""
    pages = {q.id: page.id for page in london().pages.values() for q in page.questions}
    with store.write() as tx:
        closed = tx.now - timedelta(days=1)
        own = campaign(tx, opens_at=closed - timedelta(days=9), closes_at=closed, synthetic=is_made_up)
        left = made.draft(tx, own, keep_partial=True, synthetic=is_made_up)
        for name, answers, words in (
            (pages["sector"], {"sector": ("health",)}, {}),
            (pages[CHANGE], {}, {CHANGE: ("Ask Dr Sample",)}),
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
    frame = load(store, SLUG).frame
    assert frame.values("sector").tolist() == ["health"]
    assert frame.reasons(CHANGE).tolist() == [0 if is_made_up else Missing.UNREAD.code]
    assert ("Sample" in frame.data.to_csv()) is is_made_up
    assert Unread.of(frame) == Unread(0, 0 if is_made_up else 1)
    assert len(frame.analysed) == 1
