"""Another limit and a new version from the browser: read first, for a reason, refused in words."""

from __future__ import annotations

from pathlib import Path

from survey.engine.loader import load_text
from survey.fieldwork import audit
from tests.conftest import Clock
from tests.storage.made import response
from tests.web.staff.crew import heading, press
from tests.web.staff.shelved import BREAKING, FAULTY, FIRST, SECOND, first, member, put, shelved
from tests.web.staff.test_library import words
from tests.web.staff.test_running import campaign

LIMIT = "/staff/surveys/tiny/change/limit"
REVISE = "/staff/surveys/tiny/change/revise"


def test_the_limit_is_changed_for_a_reason_once_what_it_does_was_read_and_taken_back(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        site.open(first())
        for _ in range(30):
            with site.store.write() as tx:
                tx.responses.add(response(campaign(site)), {})
        boss = member(site, "manager")
        assert LIMIT in boss.get("/staff/surveys/tiny").text
        page = boss.get(LIMIT).text
        assert "as many responses as come" in page
        page = press(boss, page, LIMIT, most="500")
        said = words(page)
        assert heading(page) == "Change how many responses it takes?"
        assert "No limit" in said
        assert "between 451 and 475 more" in said
        assert "Between 25 and 49 people have sent." in said
        assert "30" not in said
        assert campaign(site).most is None
        page = press(boss, page, LIMIT, most="500", step="do", reason=" ")
        assert "Say why" in page
        assert campaign(site).most is None
        page = press(boss, page, LIMIT, most="500", step="do", reason="Enough for the figures")
        assert "another number of responses" in page
        assert "responses at most 500" in page
        assert campaign(site).most == 500
        page = boss.get("/staff/surveys/tiny/change/undo").text
        assert "500 responses at most" in page
        page = press(boss, page, "/staff/surveys/tiny/change/undo", step="do", reason="A slip")
        assert "taken back" in page
        assert campaign(site).most is None
        assert [one.action for one in audit.entries(site.store, "tiny")] == ["open", "limit", "undo limit"]


def test_a_limit_that_cannot_be_says_why_with_what_was_typed(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        site.open(first(), most=50)
        boss = member(site, "manager")
        page = boss.get(LIMIT).text
        for typed, told in (
            ("9", "10 responses or more"),
            ("lots", "Give a whole number"),
            ("-20", "Give a whole number"),
            ("50", "It has 50 responses at most already"),
            ("\u0665\u0660\u0660", "Give a whole number"),
        ):
            page = press(boss, page, LIMIT, most=typed)
            assert told in page
            assert f'value="{typed}"' in page
        assert heading(press(boss, page, LIMIT, most="")) == "Change how many responses it takes?"
        assert campaign(site).most == 50


def test_a_new_version_is_asked_once_its_differences_were_read(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, _):
        site.open(first())
        boss = member(site, "manager")
        assert REVISE in boss.get("/staff/surveys/tiny").text
        page = boss.get(REVISE).text
        said = words(page)
        assert heading(page) == "Ask version 1.1 from now on?"
        assert "text: Keep? becomes May we keep it?" in said
        assert "Fewer than 10 people have begun and not sent." in said
        new = load_text(SECOND).fingerprint
        refused = press(boss, page, REVISE, fingerprint=new, reason="")
        assert "Say why" in refused
        page = press(boss, refused, REVISE, fingerprint=new, reason="Clearer words")
        assert "is asked the new version" in page
        assert "Version 1.1" in page
        assert "Clearer words" in page
        (_, entry) = audit.entries(site.store, "tiny")
        assert entry.new is not None
        assert (entry.action, entry.new["version"], entry.new["fingerprint"]) == ("revise", "1.1", new)
        again = boss.get(REVISE)
        assert "Version 1.1 is asked now" in again.text
        assert 'name="reason"' not in again.text


def test_a_breaking_version_is_refused_with_every_reason_and_cannot_be_posted(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=BREAKING) as (site, _):
        site.open(first())
        boss = member(site, "manager")
        page = boss.get(REVISE).text
        said = words(page)
        assert "It cannot be asked as it is" in said
        assert "Answers to version 1 would not fit version 1.1" in said
        assert "police is removed" in said
        assert 'name="reason"' not in page
        account = boss.get("/staff/surveys/tiny/change/extend").text
        fields = {"fingerprint": load_text(BREAKING).fingerprint, "reason": "All the same"}
        page = press(boss, account, REVISE, **fields)
        assert "would not fit" in page
        assert len(audit.entries(site.store, "tiny")) == 1


def test_a_file_that_changed_since_it_was_read_is_read_again_first(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, shelf):
        site.open(first())
        boss = member(site, "manager")
        page = boss.get(REVISE).text
        put(shelf, "v1_1", SECOND.replace("May we keep it?", "May we keep all of it?"))
        fields = {"fingerprint": load_text(SECOND).fingerprint, "reason": "Clearer words"}
        page = press(boss, page, REVISE, **fields)
        assert "has changed since you read this" in page
        assert "May we keep all of it?" in page
        assert "Clearer words" in page
        put(shelf, "v1_1", FAULTY)
        assert "1.1.yaml cannot be read: line" in boss.get(REVISE).text


def test_what_is_closed_or_has_no_file_takes_neither(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, shelf):
        site.open(first())
        boss = member(site, "manager")
        (shelf / "1.yaml").unlink()
        assert "No file of tiny lies in the folder" in boss.get(REVISE).text
        clock.move(days=4)
        boss = member(site, "manager")
        for path in (LIMIT, REVISE):
            reply = boss.get(path)
            assert "this cannot be done now" in reply.text, path
        assert LIMIT not in boss.get("/staff/surveys/tiny").text
