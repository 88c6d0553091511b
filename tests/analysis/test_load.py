"""What counts of a campaign, read from a real store, coded as the journey codes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.conduct import Conduct, steps_of
from analysis.frame import HAS_VALUE, SurveyFrame
from analysis.load import LONDON as LONDON_TIME
from analysis.load import Extract, load
from survey.engine import coding
from survey.engine.codebook import Cell, Missing, Nature
from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.errors import NotFound
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.simulation import SyntheticPerson, find_profile, simulate
from survey.storage.database import Store
from survey.storage.release_records import FreezeRecord
from survey.storage.repositories.drafts import Drafts
from tests.analysis.answers import ROOT, codebook
from tests.conftest import Clock

LONDON = "trauma-informed-london"
SEED, NUMBER = 12, 24


def rehearsed(store: Store) -> Store:
    for _ in rehearse(store, store.settings, LONDON, number=NUMBER, seed=SEED):
        pass
    return store


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return rehearsed(sqlite_store)


def people() -> Iterator[tuple[SyntheticPerson, Questionnaire]]:
    folder = ROOT / "questionnaires"
    questionnaire = load_file(folder / LONDON / "1.0.yaml")
    for person in simulate(questionnaire, find_profile(folder, LONDON), SEED, NUMBER):
        yield person, questionnaire


def coded(person: SyntheticPerson, questionnaire: Questionnaire) -> dict[str, Cell]:
    saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
    return coding.code(questionnaire, read_answers(questionnaire, saved), person.seed)


def spelled(cells: dict[str, Cell]) -> tuple[str, ...]:
    """A row without contact details, in a form that sorts."""
    contact = {c.name for v in codebook() if v.nature is Nature.CONTACT for c in v.columns}
    return tuple(f"{name}={cell}" for name, cell in sorted(cells.items()) if name not in contact)


def rows_of(frame: SurveyFrame) -> list[tuple[str, ...]]:
    found = []
    for at in range(len(frame)):
        cells: dict[str, Cell] = {}
        for name in frame.data.columns:
            why = int(frame.reasons(name)[at])
            value = frame.data[name].iloc[at]
            integer = frame.data[name].dtype == "Int32"
            cells[name] = Missing(why) if why != HAS_VALUE else int(value) if integer else str(value)
        found.append(spelled(cells))
    return sorted(found)


def test_what_was_sent_is_read_back_as_the_journey_codes_it(filled: Store) -> None:
    sent = sorted(spelled(coded(p, q)) for p, q in people() if p.outcome == "submitted")
    found = load(filled, LONDON)
    assert rows_of(found.frame) == sent
    assert set(found.frame.people["status"]) == {"submitted"}


def test_agreed_drafts_count_once_nobody_can_finish_them(filled: Store, clock: Clock) -> None:
    left = [(p, coded(p, q)) for p, q in people() if p.outcome == "left"]
    agreed = sorted(spelled(cells) for _, cells in left if cells["keep_partial"] == 1)
    assert 0 < len(agreed) < len(left)
    clock.now = load(filled, LONDON).closes_at + timedelta(minutes=29)
    before = load(filled, LONDON)
    assert set(before.frame.people["status"]) == {"submitted"}
    clock.move(minutes=1)
    after = load(filled, LONDON).frame
    partial = after.only((after.people["status"] == "partial").to_numpy(dtype=bool))
    assert rows_of(partial) == agreed
    assert len(after) == len(before.frame) + len(agreed)


def test_a_withdrawn_response_is_gone(filled: Store) -> None:
    with filled.write() as tx:
        campaign = tx.campaigns.by_slug(LONDON)
        assert campaign is not None
        response, _ = next(iter(tx.responses.each(campaign.id)))
        tx.responses.withdraw(response.id, response.receipt_hash, response.day)
    found = load(filled, LONDON).frame
    assert len(found) == NUMBER - 1
    assert response.id not in set(found.people["id"])


def test_made_up_answers_count_in_a_rehearsal_alone(filled: Store) -> None:
    assert load(filled, LONDON).synthetic
    with filled.write() as tx:
        campaign = tx.campaigns.by_slug(LONDON)
        assert campaign is not None
        tx.connection.exec_driver_sql("UPDATE campaign SET synthetic = 0, trial = 0")
    found = load(filled, LONDON)
    assert len(found.frame) == 0
    assert not found.synthetic


def test_what_a_report_must_say_comes_with_the_answers(filled: Store, clock: Clock) -> None:
    found: Extract = load(filled, LONDON)
    assert (found.questionnaire, found.version, found.slug) == (LONDON, "1.0", LONDON)
    assert found.title == "Trauma-Informed London Survey"
    assert found.at == clock.now
    assert not found.is_frozen
    clock.move(days=60)
    assert not load(filled, LONDON).is_frozen
    with filled.write() as tx:
        campaign = tx.campaigns.by_slug(LONDON)
        assert campaign is not None
        tx.freezes.add(FreezeRecord(campaign.id, tx.now, "Ada", "10 to 24 people", "1b09-3214-a169"))
    assert load(filled, LONDON).is_frozen


def test_progress_counts_every_answer(filled: Store) -> None:
    seen: list[int] = []
    load(filled, LONDON, seen.append)
    assert seen == list(range(1, NUMBER + 1))


def test_an_unknown_survey_is_told_with_those_that_there_are(filled: Store) -> None:
    with pytest.raises(NotFound, match=f"There is: {LONDON}"):
        load(filled, "nowhere")


def test_the_time_on_each_finished_page_comes_with_the_answers_and_no_clock_time(filled: Store) -> None:
    frame = load(filled, LONDON).frame
    sent = [p for p, _ in people() if p.outcome == "submitted"]
    told = sorted(sorted((visit.page, visit.seconds) for visit in p.pages) for p in sent)
    found = [row.dropna().items() for _, row in frame.seconds.iterrows()]
    assert sorted(sorted((str(page), int(seconds)) for page, seconds in row) for row in found) == told
    assert set(frame.people["mode"]) == {"web"}
    assert list(frame.people) == ["id", "status", "synthetic", "day", "version", "language", "mode"]


def conduct_of(store: Store) -> Conduct:
    conduct = load(store, LONDON).frame.conduct
    assert conduct is not None
    return conduct


def walked_to() -> list[int]:
    """Drafts by the last step that was continued from, of everybody who left, agreed or not."""
    questionnaire = next(people())[1]
    steps = {page: at for at, step in enumerate(steps_of(questionnaire)) for page in step.pages}
    ways = [{visit.page for visit in p.pages} for p, _ in people() if p.outcome == "left"]
    furthest = [max(steps[page] for page in way) for way in ways if "taking_part" in way]
    return [furthest.count(at) for at in range(max(steps.values()) + 1)]


def test_drafts_come_as_bare_numbers_by_step_whether_or_not_their_writers_agreed(store: Store) -> None:
    assert sum(walked_to()) > 1
    assert list(conduct_of(rehearsed(store)).left) == walked_to()


def test_no_page_of_a_draft_is_read_while_it_can_be_finished(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Drafts, "pages", lambda self, id: pytest.fail("A draft was read."))
    assert sum(conduct_of(filled).left)


def test_a_withdrawal_is_a_number_and_no_page_that_was_reached(filled: Store) -> None:
    before = conduct_of(filled).left
    with filled.write() as tx:
        campaign = tx.campaigns.by_slug(LONDON)
        assert campaign is not None
        response, _ = next(iter(tx.responses.each(campaign.id)))
        tx.responses.withdraw(response.id, response.receipt_hash, response.day)
    after = conduct_of(filled)
    assert (after.withdrawn, after.left) == (1, before)


def test_the_days_of_the_fielding_end_with_today_or_with_the_closing(filled: Store, clock: Clock) -> None:
    closes = load(filled, LONDON).closes_at
    now = conduct_of(filled)
    assert now.days is not None
    assert now.days[1] == clock.now.astimezone(LONDON_TIME).date()
    assert not now.is_over
    clock.move(days=400)
    later = conduct_of(filled)
    assert later.days is not None
    assert later.days[1] == (closes - timedelta(microseconds=1)).astimezone(LONDON_TIME).date()
    assert later.is_over


def test_both_engines_give_the_same_answers(store: Store) -> None:
    sent = sorted(spelled(coded(p, q)) for p, q in people() if p.outcome == "submitted")
    assert rows_of(load(rehearsed(store), LONDON).frame) == sent


def test_the_order_of_people_tells_nothing_of_when_they_answered_or_of_their_ids(filled: Store) -> None:
    frame = load(filled, LONDON).frame
    ids = frame.people["id"].tolist()
    turned = frame.ordered(list(range(len(frame)))[::-1])
    renamed = replace(turned, people=turned.people.assign(id=sorted(ids), day=None))
    assert ids != sorted(ids)
    assert turned.settled().people["id"].tolist() == ids
    assert renamed.settled().data.equals(frame.data)
