"""What somebody typed on a page: checked when they continue, and kept as it is either way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey.engine.codebook import Nature
from survey.engine.forms import Form, Problem
from survey.engine.pages import CHOSEN, NOTE_FIELD, Page
from survey.engine.progress import Told
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage
from survey.fieldwork.seat import Seat
from survey.storage.records import PageRecord
from survey.storage.transaction import Transaction

LONGEST_PAGE_SECONDS = 300
"""Longer than this on one page and the person was elsewhere."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from one page: fields as typed, and the version the page was made from.

    `opened` is when the page was shown, in seconds since 1970; 0 adds no time to the page, which is
    what an autosave says, for the page is still open. `seen` names the soft checks that were shown
    with the page: pressing Continue again accepts them.
    """

    page: str
    form: Form
    version: int
    opened: int = 0
    seen: frozenset[str] = frozenset()
    told: Told | None = None
    """What the page said of the time left."""

    def seconds(self, now: datetime) -> int:
        """Active seconds on the page, as far as the server can tell."""
        return min(max(int(now.timestamp()) - self.opened, 0), LONGEST_PAGE_SECONDS) if self.opened else 0

    def problems(self, page: Page, seat: Seat) -> tuple[Problem, ...]:
        """What keeps the page from being finished: something to put right, or a nudge not seen yet."""
        found = page.problems(self.chosen(page, seat.pages.get(page.id)), seat.journey.facts)
        return tuple(one for one in found if not one.nudge or one.nudge not in self.seen)

    def breaks(self, page: Page, seat: Seat) -> bool:
        """Whether a page that was finished is no longer, typed like this."""
        return any(not one.nudge for one in self.problems(page, seat))

    def keep(self, tx: Transaction, seat: Seat, page: Page, *, done: bool) -> PageRecord:
        """Store the page as typed, apart by nature, and return it as it is now.

        Fields that this person was not asked keep what they had; nothing else comes in.
        """
        before = seat.pages.get(page.id)
        fields = self.merged(page, before.form if before else {})
        if page.note is not None:
            choice = self.chosen(page, before).get(NOTE_FIELD, ())
            fields = {NOTE_FIELD: choice} if choice in CHOSEN else {}
        seconds = self.seconds(seat.now) + (before.seconds if before else 0)
        saved = SavedPage(fields, done)
        return put_page(tx, seat.questionnaire, seat.draft.id, page.id, saved, self.version, seconds)

    def merged(self, page: Page, before: Form) -> Form:
        """The fields of the page: asked ones as typed now, others as they were."""
        fields = {name: values for name, values in before.items() if name not in page.natures}
        for question in page.questions:
            fields |= question.typed(self.form)
        return fields

    def chosen(self, page: Page, before: PageRecord | None) -> Form:
        """The form; on a note that was left by another way than its two buttons, what was chosen before."""
        if page.note is None or self.form.get(NOTE_FIELD, ()) in CHOSEN or before is None:
            return self.form
        return before.form


def put_page(
    tx: Transaction,
    questionnaire: Questionnaire,
    draft_id: str,
    page_id: str,
    page: SavedPage,
    expected_version: int | None,
    seconds: int,
) -> PageRecord:
    """Write a page of a draft, apart by nature, and give it as it is now."""
    parts = by_nature(page.form, questionnaire, page_id)
    return tx.drafts.save_page(
        draft_id,
        page_id,
        expected_version=expected_version,
        closed=parts[Nature.CLOSED],
        text=parts[Nature.TEXT],
        contact=parts[Nature.CONTACT],
        done=page.done,
        seconds=seconds,
    )


def by_nature(fields: Form, questionnaire: Questionnaire, page_id: str) -> dict[Nature, Form]:
    """The fields of a page, taken apart by where each may be kept."""
    natures = questionnaire.pages[page_id].natures
    parts: dict[Nature, dict[str, tuple[str, ...]]] = {nature: {} for nature in Nature}
    for name, values in fields.items():
        parts[natures.get(name, Nature.CLOSED)][name] = tuple(values)
    return {**parts}
