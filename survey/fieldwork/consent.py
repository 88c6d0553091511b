"""Whether an unfinished draft may be used: a no counts at once, a yes on Continue alone."""

from __future__ import annotations

from survey.engine.answers import Given
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.operands import Facts
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.seat import Seat
from survey.storage.records import PageRecord
from survey.storage.transaction import Transaction

YES = (1,)


def agreed(questionnaire: Questionnaire, facts: Facts) -> bool:
    """Whether these answers agree to it; where a questionnaire does not ask, nobody does."""
    asked = questionnaire.partial_consent
    return asked is not None and facts.get(asked) == YES


def agrees(journey: Journey) -> bool:
    """Whether somebody's way, as far as it goes, agrees to it."""
    return agreed(journey.questionnaire, journey.facts)


def note(tx: Transaction, seat: Seat) -> None:
    """Keep with the draft what its answers say."""
    if (now := agrees(seat.journey)) != seat.draft.keep_partial:
        tx.drafts.set_keep_partial(seat.draft.id, now)


def hear_no(tx: Transaction, seat: Seat, page: Page, form: Form, record: PageRecord) -> None:
    """Take a yes back that no longer stands, also by a page that is only saved or cannot be opened now."""
    if not seat.draft.keep_partial:
        return
    if seat.journey.may_visit(page.id):
        note(tx, seat.after(record))
    elif denies(seat.questionnaire, page, form):
        tx.drafts.set_keep_partial(seat.draft.id, False)


def denies(questionnaire: Questionnaire, page: Page, form: Form) -> bool:
    """Whether a page asks for it, and this form says anything but yes."""
    own = next((one for one in page.questions if one.id == questionnaire.partial_consent), None)
    answer = None if own is None else own.read(form)
    facts = own.facts(answer) if own is not None and isinstance(answer, Given) else {}
    return own is not None and not agreed(questionnaire, facts)
