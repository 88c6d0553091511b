"""The list before a survey opens: what is done, what is missing, and who vouched for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.london import london_day
from survey.fieldwork.running.checklist import Checklist, Mark, checklist
from survey.fieldwork.running.opening import open_for_real
from survey.fieldwork.running.sign_offs import approve, name_controller, verify_support
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.fieldwork.invented import PULSE
from tests.storage.made import response

WHO: dict[str, Any] = {"actor": "Ada", "reason": "Rang each of them"}
DAY = timedelta(days=1)
MORE = """
privacy: [{title: Who is responsible, text: "The data controller is Invented Borough."}]
support: {services: [{who: Anyone, name: A helpline, how: HOW}]}
"""


def form(how: str = "Call us", minutes: int = 5, more: str = MORE) -> Questionnaire:
    written = PULSE.format(version="1.0", title="Your week") + more.replace("HOW", how)
    return load_text(written.replace("minutes: 1", f"minutes: {minutes}"))


def marks(found: Checklist) -> dict[str, str]:
    return {line.name: line.mark.value for line in found.lines}


def sentence(found: Checklist, name: str) -> str:
    return next(str(line) for line in found.lines if line.name == name)


def tried(store: Store, people: int, seconds: int = 240, **more: Any) -> CampaignRecord:
    """A trial that so many people have answered, each in so many seconds over two pages."""
    with store.read() as tx:
        closes_at = tx.now + 30 * DAY
    made = open_campaign(store, form(), "trial", closes_at=closes_at, trial=True, actor="Ada")
    with store.write() as tx:
        for number in range(people):
            taken = {"work": seconds + number % 2, "end": 10}
            tx.responses.add(response(made, seconds=taken, **more), {})
    return made


def ready(store: Store) -> Questionnaire:
    tried(store, 10)
    verify_support(store, form(), **WHO)
    name_controller(store, form(), "invented borough", **WHO)
    return form()


def test_a_new_questionnaire_is_told_what_to_do_and_a_ready_one_that_it_is(store: Store) -> None:
    found = checklist(store, form(), actor="Ada")
    assert marks(found) == {
        "privacy": "done",
        "support": "missing",
        "controller": "missing",
        "timing": "missing",
        "approval": "not needed",
    }
    assert all(line.to_do for line in found.missing)
    assert [line.name for line in found.in_the_way] == ["controller"]
    found = checklist(store, ready(store), actor="Ada")
    assert found.missing == ()
    assert "took 5 minutes or less; it promises 5" in sentence(found, "timing")
    assert "names invented borough" in sentence(found, "controller")


def test_support_services_count_as_verified_for_ninety_days(sqlite_store: Store, clock: Clock) -> None:
    kept = verify_support(sqlite_store, form(), day=london_day(clock.now - 30 * DAY), **WHO)
    assert kept.good_until == london_day(clock.now) + 60 * DAY
    assert "Ada verified them" in sentence(checklist(sqlite_store, form(), actor="Ada"), "support")
    clock.move(days=60)
    assert marks(checklist(sqlite_store, form(), actor="Ada"))["support"] == Mark.DONE
    clock.move(days=1)
    assert "too long ago" in sentence(checklist(sqlite_store, form(), actor="Ada"), "support")
    with pytest.raises(Refused, match="still to come"):
        verify_support(sqlite_store, form(), day=london_day(clock.now + 2 * DAY), **WHO)
    with pytest.raises(Refused, match="too long ago"):
        verify_support(sqlite_store, form(), day=london_day(clock.now - 91 * DAY), **WHO)


def test_a_service_that_changes_is_to_be_verified_again(sqlite_store: Store) -> None:
    verify_support(sqlite_store, form(), **WHO)
    changed = checklist(sqlite_store, form("Call another number"), actor="Ada")
    assert "changed since" in sentence(changed, "support")
    assert marks(checklist(sqlite_store, form(minutes=9), actor="Ada"))["support"] == Mark.DONE


def test_the_controller_must_stand_on_the_privacy_page(sqlite_store: Store) -> None:
    for name in ("Somebody else", " "):
        with pytest.raises(Refused, match=r"does not name|Say who"):
            name_controller(sqlite_store, form(), name, **WHO)
    name_controller(sqlite_store, form(), "Invented Borough", **WHO)
    reworded = form(more=MORE.replace("The data", "The one"))
    assert marks(checklist(sqlite_store, reworded, actor="Ada"))["controller"] == Mark.MISSING


def test_a_form_without_privacy_page_is_missing_one_unless_its_author_says_why(sqlite_store: Store) -> None:
    found = checklist(sqlite_store, form(more=""), actor="Ada")
    assert (marks(found)["privacy"], marks(found)["support"]) == (Mark.MISSING, Mark.NOT_NEEDED)
    accepted = "accepted: [{advice: no-privacy, about: pulse, why: It is on paper.}]"
    found = checklist(sqlite_store, form(more=accepted), actor="Ada")
    assert "It is on paper" in sentence(found, "privacy")
    assert marks(found)["privacy"] == Mark.NOT_NEEDED


@pytest.mark.parametrize(
    ("people", "seconds", "more", "says"),
    [
        pytest.param(9, 100, {}, "missing. Fewer than 10 people", id="too few"),
        pytest.param(30, 100, {"synthetic": True}, "missing. Fewer than 10", id="made-up people"),
        pytest.param(30, 100, {"mode": "paper"}, "missing. Fewer than 10", id="paper has no seconds"),
        pytest.param(10, 280, {}, "done. Half of those", id="as promised"),
        pytest.param(10, 400, {}, "missing. Half of those who tried it out took 7 minutes", id="longer"),
    ],
)
def test_how_long_it_takes_is_known_from_ten_people_on(
    store: Store, people: int, seconds: int, more: dict[str, Any], says: str
) -> None:
    tried(store, people, seconds, **more)
    assert says in sentence(checklist(store, form(), actor="Ada"), "timing")


def ask_for_second(store: Store) -> None:
    store.settings = store.settings.model_copy(update={"second_approval": True})


def test_a_second_person_approves_this_very_version_where_that_is_asked(sqlite_store: Store) -> None:
    ask_for_second(sqlite_store)
    approve(sqlite_store, form(), actor="ada, command line", reason="Read it")
    found = checklist(sqlite_store, form(), actor="Ada")
    assert "Nobody but you has approved version 1.0" in sentence(found, "approval")
    assert "approval" in [line.name for line in found.in_the_way]
    approve(sqlite_store, form(), actor="Ben", reason="Read it aloud")
    approve(sqlite_store, form(), actor="Ada", reason="Read it once more")
    assert "Ben approved version 1.0" in sentence(checklist(sqlite_store, form(), actor="Ada"), "approval")
    assert marks(checklist(sqlite_store, form("Another"), actor="Ada"))["approval"] == Mark.MISSING


def test_a_survey_opens_for_real_once_nothing_is_missing_and_the_log_says_how_it_stood(store: Store) -> None:
    asked = ready(store)
    with store.read() as tx:
        closes_at = tx.now + 9 * DAY
    opened = open_for_real(store, asked, closes_at=closes_at, actor="Ada", reason="Agreed")
    assert not opened.trial
    (entry,) = audit.entries(store, "pulse")
    assert entry.new is not None
    assert entry.new["checklist"] == marks(checklist(store, asked, actor="Ada"))


def test_what_is_missing_stops_the_opening_unless_a_reason_is_enough(store: Store) -> None:
    with store.read() as tx:
        closes_at = tx.now + 9 * DAY
    given: dict[str, Any] = {"closes_at": closes_at, "actor": "Ada", "reason": "Agreed"}
    with pytest.raises(
        Refused,
        match=r"(?s)opened yet.*Support.*controller.*How long.*enough to open without: data controller",
    ):
        open_for_real(store, form(), **given)
    with pytest.raises(Refused, match=r"(?s)Data controller") as refused:
        open_for_real(store, form(), although="In a hurry", **given)
    assert "Support" not in str(refused.value)
    name_controller(store, form(), "Invented Borough", **WHO)
    with pytest.raises(Refused, match="give a reason for opening without"):
        open_for_real(store, form(), although=" ", **given)
    with pytest.raises(Refused, match="Say why it opens"):
        open_for_real(store, form(), **{**given, "reason": ""})
    assert checklist(store, form(), actor="Ada").missing
    open_for_real(store, form(), although="Piloted elsewhere", **given)
    log = audit.entries(store, "pulse")
    assert [(entry.action, entry.reason) for entry in log] == [
        ("open", "Agreed"),
        ("go ahead without", "Piloted elsewhere"),
    ]
    assert log[1].new == {"missing": ["support", "timing"]}
    assert audit.flaws(store) == ()


def test_vouching_wants_a_reason_and_is_in_the_log(store: Store) -> None:
    with pytest.raises(Refused, match="Say how you know"):
        approve(store, form(), actor="Ada", reason="")
    approve(store, form(), actor="Ben", reason="Read it")
    with store.read() as tx:
        (entry,) = tx.audit.all()
    assert (entry.actor, entry.action, entry.campaign_id) == ("Ben", "approve", None)
    assert entry.new is not None
    assert (entry.new["questionnaire"], entry.new["version"]) == ("pulse", "1.0")
