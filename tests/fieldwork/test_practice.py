"""The register shows what a reader has read, moves examples by its rules, and gives away what is agreed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.errors import NotFound, Refused
from survey.fieldwork import audit
from survey.fieldwork.practice import register as registers
from survey.fieldwork.practice import workshop
from survey.fieldwork.practice.register import Wanted
from survey.fieldwork.practice.states import AFTER_ASKING, BY_NAME, NO, STATES, YES, Standing, check
from survey.fieldwork.reading import line, outcomes
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord
from tests.builders import asking
from tests.fieldwork.described import CHANGE, CLOSED, READER, TITLE, WHAT, campaign, response
from tests.migrated import migrated
from tests.storage import made

SLUG, BOSS = "london", "boss@example.org"
TEXTS = {TITLE: "Quiet room", WHAT: "Dr Sample opened it.", CHANGE: "More time"}


def described(store: Store, texts: dict[str, str] = TEXTS, **changes: object) -> str:
    """A survey with one more example; its id."""
    with store.write() as tx:
        own = tx.campaigns.by_slug(SLUG) or campaign(tx)
        closed = {**CLOSED, **{name: values for name, values in changes.items() if "__" in name}}
        more = {name: value for name, value in changes.items() if "__" not in name}
        before = (
            {entry.id for entry in registers.register(store, SLUG).entries} if more.pop("again", 0) else set()
        )
        response(tx, own, texts, closed=closed, **more)  # type: ignore[arg-type]
    (made_now,) = (entry.id for entry in registers.register(store, SLUG).entries if entry.id not in before)
    return made_now


def read_all(store: Store) -> None:
    """A reader takes the doctor out and leaves the rest as it was."""
    while (id := line.take(store, SLUG, reader=READER)) is not None:
        if "Sample" in line.open_text(store, SLUG, id, reader=READER).words:
            outcomes.redact(store, SLUG, id, "[name] opened it.", reader=READER)
        else:
            outcomes.leave(store, SLUG, id, reader=READER)


def move(store: Store, id: str, *states: str) -> None:
    for state in states:
        registers.move(store, SLUG, id, state, actor=BOSS, reason="why not")


def test_an_example_that_waits_for_a_reader_is_there_without_a_word_of_text(store: Store) -> None:
    id = described(store)
    (entry,) = registers.register(store, SLUG).entries
    one = entry.described
    assert (entry.id, entry.state.name, one.is_read, one.title) == (id, "new", False, "")
    assert {line.label for line in one.lines if line.words is None} == {
        "Name of the example",
        "What is done differently",
    }
    assert not any(words in str(entry) for words in TEXTS.values())
    assert [words for _, words in one.principles] == ["Safety", "Trust"]
    assert [words for _, words in one.places] == ["Hackney", "Lambeth"]
    assert [code for code, _ in one.sector] == ["health"]
    with pytest.raises(Refused, match="has to read it first"):
        move(store, id, "reviewed")
    move(store, id, "declined")


def test_once_read_it_shows_the_words_that_the_reader_left(store: Store) -> None:
    described(store)
    read_all(store)
    (entry,) = registers.register(store, SLUG).entries
    assert entry.described.title == "Quiet room"
    assert "[name] opened it." in [line.words for line in entry.described.lines]
    assert "Sample" not in str(entry)


def test_a_text_that_was_only_passed_on_still_waits(store: Store) -> None:
    described(store, {TITLE: "Quiet room"})
    id = line.take(store, SLUG, reader=READER)
    assert id is not None
    outcomes.pass_on(store, SLUG, id, "the lead", "why", reader=READER)
    (entry,) = registers.register(store, SLUG).entries
    assert not entry.described.is_read
    assert "Quiet room" not in str(entry)


def test_a_list_is_narrowed_by_principle_sector_place_and_state(store: Store) -> None:
    first = described(store)
    second = described(
        store, again=1, practice_1__pp_principles=("choice",), practice_1__pp_where=("E09000028",)
    )
    found = registers.register(store, SLUG)
    assert {entry.id for entry in found.entries} == {first, second}

    def ids(**wanted: str) -> set[str]:
        return {entry.id for entry in found.wanted(Wanted(**wanted))}

    assert ids(principle="safety") == {first}
    assert ids(place="E09000028") == {second}
    assert ids(sector="health") == {first, second}
    assert ids(sector="policing") == ids(state="agreed") == set()
    assert ids(principle="choice", state="new") == {second}
    assert ("cultural_consideration", "Cultural consideration") in found.principles
    assert ("E09000012", "Hackney") in found.places


STEPS = [(one.name, to) for one in STATES for to in BY_NAME]


@pytest.mark.parametrize(("state", "to"), STEPS)
def test_a_state_leads_where_its_list_says_and_nowhere_else(state: str, to: str) -> None:
    standing = Standing(state, is_read=True, allowed=YES, may_contact=True)
    if to in BY_NAME[state].leads_to:
        assert check(standing, to).name == to
    else:
        with pytest.raises(Refused, match=f"From {state} an example goes to"):
            check(standing, to)


@pytest.mark.parametrize(
    ("standing", "to", "says"),
    [
        (Standing("agreed", False, YES, True), "published", "read it first"),
        (Standing("agreed", True, NO, True), "published", "did not allow"),
        (Standing("contacted", True, NO, True), "agreed", "did not allow"),
        (Standing("reviewed", True, AFTER_ASKING, True), "agreed", "see the words first"),
        (Standing("reviewed", True, YES, False), "contacted", "no way to be contacted"),
        (Standing("reviewed", True, YES, True), "framed", "no state framed"),
    ],
)
def test_what_is_not_allowed_or_not_read_goes_no_further(standing: Standing, to: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(standing, to)


@pytest.mark.parametrize(
    ("answer", "allowed"), [(("1",), YES), (("2",), AFTER_ASKING), (("0",), NO), ((), NO)]
)
def test_what_a_writer_allowed_is_read_from_their_answer(
    sqlite_store: Store, answer: tuple[str, ...], allowed: str
) -> None:
    closed = {name: values for name, values in CLOSED.items() if not name.endswith("pp_publish")}
    with sqlite_store.write() as tx:
        given = {**closed, "practice_1__pp_publish": answer} if answer else closed
        response(tx, campaign(tx), TEXTS, closed=given)
    (entry,) = registers.register(sqlite_store, SLUG).entries
    assert entry.described.allowed == allowed


def test_contact_details_are_tied_only_where_the_person_said_so(store: Store) -> None:
    described(store, link="tie")
    (entry,) = registers.register(store, SLUG).entries
    assert not entry.is_tied
    with store.write() as tx:
        own = tx.campaigns.by_slug(SLUG)
        assert own is not None
        tx.contacts.queue(own.id, {"details": {"e_mail": ("me@example.org",)}}, link="tie")
    (entry,) = registers.register(store, SLUG).entries
    assert entry.is_tied
    assert "me@example.org" not in str(entry)


def test_history_keeps_moves_notes_and_keepers_and_the_record_no_note(store: Store) -> None:
    id = described(store)
    read_all(store)
    with store.write() as tx:
        account = AccountRecord(
            "a" * 32, "ada@example.org", "Ada", ("manager",), None, None, 0, (), tx.now, None
        )
        assert tx.accounts.add(account)
    move(store, id, "reviewed", "agreed")
    registers.add_note(store, SLUG, id, "Rang on Monday", actor=BOSS)
    registers.give_to(store, SLUG, id, "Ada@example.org", actor=BOSS)
    (entry,) = registers.register(store, SLUG).entries
    assert (entry.state.name, entry.keeper) == ("agreed", account)
    assert [(one.what, one.note) for one in registers.history(store, SLUG, id)] == [
        ("Looked after by Ada", ""),
        ("Note", "Rang on Monday"),
        ("Reviewed to Agreed", "why not"),
        ("New to Reviewed", "why not"),
    ]
    assert "Monday" not in str(audit.entries(store, SLUG))
    with pytest.raises(Refused, match="Nobody who looks after examples"):
        registers.give_to(store, SLUG, id, "bea@example.org", actor=BOSS)
    for wrong in ("  ", "x" * 2001):
        with pytest.raises(Refused, match="note"):
            registers.add_note(store, SLUG, id, wrong, actor=BOSS)
    with pytest.raises(Refused, match="Say why"):
        registers.move(store, SLUG, id, "published", actor=BOSS, reason=" ")
    with pytest.raises(NotFound, match="no such example"):
        move(store, "none", "reviewed")


def test_an_example_goes_with_its_response(store: Store) -> None:
    id = described(store)
    move(store, id, "declined")
    with store.write() as tx:
        (found,) = registers.register(store, SLUG).entries
        record = tx.responses.get(found.described.response_id)
        assert record is not None
        tx.responses.withdraw(record.id, record.receipt_hash, record.day)
    with store.read() as tx:
        for table in ("practice_example", "practice_event"):
            assert tx.connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar() == 0
    assert registers.register(store, SLUG).entries == ()


def test_the_workshops_list_has_what_is_agreed_and_runs_nothing(store: Store) -> None:
    id = described(store, {TITLE: "=HYPERLINK(1)", WHAT: "Dr Sample opened it."})
    described(store, {TITLE: "Not agreed"}, again=1)
    read_all(store)
    move(store, id, "reviewed", "agreed")
    taken = workshop.take(store, SLUG, Wanted(), actor=BOSS)
    (row,) = csv.DictReader(io.StringIO(taken))
    assert (row["id"], row["state"], row["sector"]) == (id, "Agreed", "Health (NHS or NHS-funded)")
    assert row["Name of the example"] == "'=HYPERLINK(1)"
    assert row["What is done differently"] == "[name] opened it."
    assert row["what its writer allowed"] == "May be published"
    assert "Sample" not in taken
    last = audit.entries(store, SLUG)[-1]
    assert (last.actor, last.action) == (BOSS, "take the list for a workshop")
    assert workshop.take(store, SLUG, Wanted(sector="policing"), actor=BOSS).count("\n") == 1


def test_a_survey_without_examples_has_no_register(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        form = asking("- {id: a, ask: single, text: A, options: {x: Ex, y: Why}}")
        version = tx.versions.add("plain", "1.0", "sha", form.model_dump_json())
        made.campaign(tx, "plain", version_id=version.id)
    with pytest.raises(Refused, match="does not ask for examples"):
        registers.register(sqlite_store, "plain")


OTHER_FORM = """
- {id: branch, ask: single, text: Which branch?, break: main, options: {north: North, south: South}}
- {id: town, ask: multiple, text: Which towns?, place: town, options: {t1: Town One, t2: Town Two}}
- {id: rated, ask: single, text: Fair?, scale: often, measures: fairness}
- ask: group
  id: story
  title: Story {n}
  repeat: {most: 2, another: One more?}
  questions:
    - page: story
      title: Story {n}
    - {id: tale, ask: long_text, text: What happened?}
    - {id: virtues, ask: multiple, text: What does it show?, options: {fairness: Fairness, wit: Wit}}
    - {id: seen, ask: multiple, text: Where?, options: {t1: Town One, t2: Town Two, all: Everywhere}}
    - {id: show, ask: single, text: May we show it?, options: {y: "Yes", n: "No"}}
"""


def test_another_questionnaire_has_a_register_by_what_it_declares(tmp_path: Path) -> None:
    form = asking(OTHER_FORM, "scores: {fair: {title: Fair, of: [rated], needs: 1}}\n")
    (tmp_path / "questionnaires" / "tiny").mkdir(parents=True)
    (tmp_path / "questionnaires" / "tiny" / "themes.yaml").write_text(
        "questions: [{id: tale, quoted: asked, permission: {question: show, codes: [y]}}]", "utf-8"
    )
    settings = Settings(data_dir=tmp_path / "var", questionnaires=tmp_path / "questionnaires")
    with migrated(settings) as store:
        with store.write() as tx:
            version = tx.versions.add("tiny", "1.0", "sha", form.model_dump_json())
            own = made.campaign(tx, "tiny", version_id=version.id)
            closed = {
                "branch": ("south",),
                "story_2__virtues": ("wit",),
                "story_2__seen": ("t2",),
                "story_2__show": ("y",),
            }
            tx.responses.add(made.response(own, closed=closed), {})
        found = registers.register(store, "tiny")
    (entry,) = found.entries
    one = entry.described
    assert (one.sector, one.principles, one.places) == (
        (("south", "South"),),
        (("wit", "Wit"),),
        (("t2", "Town Two"),),
    )
    assert (one.number, one.allowed, one.is_read) == (2, YES, True)
    assert found.sectors == (("north", "North"), ("south", "South"))
    assert [code for code, _ in found.places] == ["t1", "t2", "all"]
