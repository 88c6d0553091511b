"""What is read again from storage is what was answered: after every page, and once it was sent.

Somebody at random answers page by page, goes back, types nonsense, leaves blanks. Beside the database the
test keeps the same answers in memory; a process that has just started has to see the same journey in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from secrets import token_bytes
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from survey.engine.codebook import Cell, Nature
from survey.engine.coding import code
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.loader import load_file, load_text
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers, sent_answers
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.seat import Seat
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from tests.builders import LIBRARY
from tests.effort import tried
from tests.engine.made_up import Author
from tests.engine.travelling import Fields, Saved, typed, with_required

LONDON = LIBRARY / "trauma-informed-london" / "1.0.yaml"
SECRET = b"a secret of the test"
WAYS_BACK = 0.4
LUCKY = 18
"""Somebody who comes to the end of the London survey, gives an example and skips a section."""
MIXED = """
  - id: mixed
    title: Pages in another order for everybody
    stage: only
    order: random
    questions:
      - {id: m_one, ask: multiple, text: One, order: random, options: {a: A, b: B, c: C, d: D}}
      - page: m_two
      - {id: m_two, ask: number, text: Two}
      - page: m_three
      - {id: m_three, ask: grid, scale: agree, order: random, text: T, rows: {m_x: X, m_y: Y, m_z: Z}}
  - id: computed_on
    title: On what is computed
    stage: only
    questions:
      - {id: m_four, ask: short_text, text: "You said {m_two or 'no number'}", show_if: m_sum > 4}
      - id: m_five
        ask: number
        text: Five
        checks: [{holds: m_five >= m_two, say: Write no less than before., soft: true}]
      - page: m_last
      - {id: m_six, ask: number, text: Six, least: 10, required: true}
computed:
  m_sum: {text: Sum, value: m_two + count(m_one)}
"""


few = tried(5)


@few
@given(number=st.integers(0, 2**32))
def test_a_journey_replayed_from_storage_is_the_same(store: Store, number: int) -> None:
    luck = Random(number)
    text = Author(luck).text().replace("questionnaire: tiny", f"questionnaire: q{uuid4().hex}")
    answer_all(store, load_text(text + MIXED.lstrip("\n")), luck)


def test_the_london_survey_replayed_from_storage_is_the_same(store: Store) -> None:
    answer_all(store, load_file(LONDON), Random(LUCKY), Random(LUCKY).randbytes)
    with store.read() as tx:
        campaign = tx.campaigns.by_slug("trauma-informed-london")
        assert campaign is not None
        ((response, _),) = tx.responses.each(campaign.id)
    assert response.skipped
    assert "practice_1" in response.pages


def answer_all(
    store: Store, form: Questionnaire, luck: Random, random_bytes: Callable[[int], bytes] = token_bytes
) -> None:
    """Answer to the end and send, comparing what is stored with what is remembered on the way."""
    slug = form.questionnaire
    open_campaign(store, form, closes_at=datetime.now(UTC) + timedelta(days=1), actor="test")
    codes = Codes(SECRET)
    begun = Participation(store, codes, store.settings, random_bytes).begin(slug, shared=False)
    seat = just_started(store).seat(slug, begun.token)
    saved: Saved = {}
    for page, fields in pages_of(form, saved, seat.draft.seed, luck):
        typed_now = Typed(page.id, fields, seat.version_of(page.id))
        turned = just_started(store).answer(slug, begun.token, typed_now)
        nudges = frozenset(one.nudge for one in turned.problems)
        if turned.problems and all(nudges):
            version = turned.seat.version_of(page.id)
            turned = just_started(store).answer(
                slug, begun.token, Typed(page.id, fields, version, seen=nudges)
            )
        saved[page.id] = SavedPage(remembered(page, fields, saved), done=not turned.problems)
        seat = just_started(store).seat(slug, begun.token)
        remembers = Journey(form, read_answers(form, saved), seat.draft.seed)
        stored = {name: filled(record.form) for name, record in seat.pages.items()}
        assert stored == {name: filled(kept.form) for name, kept in saved.items()}
        same(seat.journey, remembers)
        same(turned.seat.journey, remembers)
    if not seat.journey.end:
        send(store, form, saved, seat, begun.token)


def send(store: Store, form: Questionnaire, saved: Saved, seat: Seat, token: str) -> None:
    """What is sent is coded as what is remembered, but for contact details, which lie elsewhere."""
    assert seat.journey.complete
    sent = just_started(store).submit(form.questionnaire, token, seat.draft.submit_key)
    with store.read() as tx:
        response = tx.responses.get(sent.response_id)
        assert response is not None
        fields = {**response.closed, **tx.responses.texts(response.id)}
        kept = Questionnaire.model_validate_json(tx.versions.get(response.version_id).document)
    answers = sent_answers(kept, fields, response.pages, response.skipped)
    stored = code(kept, answers, response.seed)
    assert apart(form, stored) == apart(form, code(form, read_answers(form, saved), seat.draft.seed))


def just_started(store: Store) -> Participation:
    """The use cases of a process that has met no questionnaire yet."""
    return Participation(store, Codes(SECRET), store.settings)


def pages_of(form: Questionnaire, saved: Saved, seed: int, luck: Random) -> Iterator[tuple[Page, Fields]]:
    """The pages that somebody continues from, now and then going back, with what they type on each."""
    refused = ""
    while True:
        journey = Journey(form, read_answers(form, saved), seed)
        page = journey.first_unfinished
        if page is None or journey.end:
            return
        if len(saved) > 3 and luck.random() < WAYS_BACK:
            page = luck.choice([one for one in journey.pages if journey.may_visit(one.id)])
        yield page, with_required(page, {} if page.id == refused and page.note is None else typed(page, luck))
        refused = "" if saved[page.id].done else page.id


def remembered(page: Page, fields: Fields, saved: Saved) -> Fields:
    """The fields of a page as they ought to be kept: those asked as typed now, others as they were."""
    if page.note is not None:
        return fields
    asked = {name for question in page.questions for name in question.field_names}
    before = saved[page.id].form if page.id in saved else {}
    return {
        **{name: tuple(values) for name, values in before.items() if name not in asked},
        **{name: values for name, values in fields.items() if name in asked},
    }


def filled(form: Form) -> dict[str, set[str]]:
    """What stands in a form; blank fields are not kept, and ticks have no order."""
    return {name: set(values) for name, values in form.items() if any(values)}


def same(stored: Journey, remembers: Journey) -> None:
    assert stored.pages == remembers.pages
    assert stored.kept == remembers.kept
    assert dict(stored.facts) == dict(remembers.facts)
    assert stored.end == remembers.end
    for page in stored.pages:
        assert stored.to_put_right(page.id) == remembers.to_put_right(page.id)
        assert stored.needs_work(page) == remembers.needs_work(page)


def apart(form: Questionnaire, cells: dict[str, Cell]) -> dict[str, Cell]:
    owner = form.codebook.owner
    return {name: cell for name, cell in cells.items() if owner(name).nature is not Nature.CONTACT}
