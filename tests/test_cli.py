"""The command line as the team and authors use it: what it does, what it says, and how it fails."""

from __future__ import annotations

import json
import os
import pwd
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from survey import cli
from survey.settings import Settings
from survey.storage.database import Store
from tests.storage.made import draft

WORKSHOP = Path(__file__).resolve().parents[1] / "questionnaires" / "workshop-feedback" / "1.0.yaml"


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on an empty database of each engine in turn."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_UNSAFE_DATABASE", "1")

    def command(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["survey", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        return Said(int(left.value.code or 0), *capsys.readouterr())

    return command


@pytest.fixture
def clean(store: Store) -> Store:
    """The same database with its tables, emptied afterwards."""
    return store


def test_a_survey_s_life_from_open_to_history(run: Run, clean: Store) -> None:
    opened = run("open", "workshop-feedback", "--slug", "w", "--until", "2199-01-10", "--reason", "Agreed")
    assert (opened.code, opened.err) == (0, "")
    assert "Closes                          10 January 2199 at 23:59, London time" in opened.out
    assert "No --until" not in opened.out
    assert run("close", "w", "--at", "2199-01-05 17:00", "--reason", "Sooner").code == 0
    assert run("extend", "w", "--until", "2199-01-08", "--reason", "Later").code == 0
    assert run("status", "w", "--json").json["closes_at"] == "2199-01-09T00:00:00+00:00"
    told = run("history", "w")
    assert [line.partition("command line, ")[2].partition(":")[0] for line in told.out.splitlines()] == [
        "open",
        "close",
        "extend",
    ]
    assert "closes 5 January 2199 at 17:00, London time -> 8 January 2199 at 23:59" in told.out
    log = run("history", "w", "--json").json
    assert [entry["reason"] for entry in log["entries"]] == ["Agreed", "Sooner", "Later"]
    assert log["entries"][0]["old"] is None
    assert log["entries"][0]["actor"] == f"{pwd.getpwuid(os.getuid()).pw_name}, command line"
    assert log["flaws"] == []


def test_history_of_an_altered_log_says_so_and_fails(run: Run, clean: Store) -> None:
    run("open", "workshop-feedback")
    with clean.write() as tx:
        tx.connection.exec_driver_sql("UPDATE audit SET reason = 'something else'")
    told = run("history", "workshop-feedback")
    assert told.code == 1
    assert "does not follow" in told.out
    assert run("history", "workshop-feedback", "--json").json["flaws"]


def test_a_closing_that_nobody_gave_is_said_and_counts_from_the_opening(run: Run, clean: Store) -> None:
    told = run("open", "workshop-feedback", "--at", "2198-12-01")
    assert "Closes                          31 December 2198 at 23:59" in told.out
    assert "No --until was given" in told.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param("open workshop-feedback --at 2020-01-01 --until 2199-01-01", "is over", id="long ago"),
        pytest.param("open workshop-feedback --until 10/01/2199", "Write it like", id="another spelling"),
        pytest.param("open nothing --until 2199-01-01", "There is: trauma-informed-london", id="unknown"),
        pytest.param("open . --until 2199-01-01", "There is no questionnaire", id="a folder"),
        pytest.param("close nothing", "There is no survey nothing", id="nothing to close"),
        pytest.param("history nothing", "There is no survey nothing. There is: none yet.", id="no history"),
        pytest.param("extend nothing --until 2199-13-01", "There is no 2199-13-01", id="no such month"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(
    run: Run, clean: Store, words: str, says: str
) -> None:
    told = run(*words.split())
    assert told.code == 1
    assert says in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_command_in_the_wrong_place_says_that_it_made_a_new_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "typo"))
    monkeypatch.setattr(sys, "argv", ["survey", "status", "london"])
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr().err
    assert f"A new database was made: sqlite:///{tmp_path / 'typo' / 'survey.db'}" in told
    with pytest.raises(SystemExit):
        cli.main()
    assert "A new database" not in capsys.readouterr().err


def test_simulating_is_in_the_history(run: Run, clean: Store) -> None:
    run("open", "workshop-feedback", "--until", "2199-01-01")
    assert "3 synthetic responses" in run("simulate", "workshop-feedback", "-n", "3").out
    run("simulate", "workshop-feedback", "-n", "2", "--seed", "2")
    actions = [entry["action"] for entry in run("history", "workshop-feedback", "--json").json["entries"]]
    assert actions == ["open", "mark synthetic"]
    assert run("status", "workshop-feedback", "--json").json["synthetic"] == 5


def test_the_same_made_up_people_do_not_come_twice(run: Run, clean: Store) -> None:
    run("simulate", "workshop-feedback", "-n", "20")
    again = run("simulate", "workshop-feedback", "-n", "30")
    assert (again.code, "another --seed" in again.err) == (1, True)
    assert "already: it has 20 responses of made-up people, theirs among them" in again.err
    assert run("status", "workshop-feedback", "--json").json["synthetic"] == 20


def test_nobody_is_simulated_where_people_are_answering(run: Run, clean: Store) -> None:
    run("open", "workshop-feedback", "--until", "2199-01-01")
    with clean.write() as tx:
        campaign = tx.campaigns.by_slug("workshop-feedback")
        assert campaign is not None
        draft(tx, campaign)
    told = run("simulate", "workshop-feedback", "-n", "3")
    assert (told.code, "People are answering" in told.err) == (1, True)
    assert [entry["action"] for entry in run("history", "workshop-feedback", "--json").json["entries"]] == [
        "open"
    ]


def test_without_a_folder_of_questionnaires_the_folder_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_QUESTIONNAIRES", "/nowhere")
    assert "in /nowhere. There is: none." in run("open", "x", "--until", "2199-01-01").err


def test_check_prints_every_fault_as_text_or_json_and_knows_no_other_form(run: Run, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("title: T\ntitle: U\nsections: []\n", "utf-8")
    told = run("check", str(faulty))
    assert told.code == 1
    assert f"{faulty}:2:1: duplicate-key: The key title stands twice." in told.out
    listed = run("check", str(faulty), str(WORKSHOP), "--format", "json")
    assert listed.code == 1
    assert {"file", "line", "column", "code", "message", "where"} == set(listed.json[0])
    assert run("check", str(WORKSHOP), "--format", "json").json == []
    assert run("check", str(WORKSHOP), "--format", "xml").code == 2


def test_check_gives_advice_on_a_sound_file_and_fails_on_it_only_when_told(run: Run, tmp_path: Path) -> None:
    sound = tmp_path / "sound.yaml"
    written = WORKSHOP.read_text("utf-8") + "\naccepted: [{advice: long-column, about: nothing, why: W}]\n"
    sound.write_text(written, "utf-8")
    told = run("check", str(sound))
    assert told.code == 0
    assert "advice: accepts-nothing" in told.out
    assert "No fault found, 1 piece of advice. It takes about 2.8 minutes" in told.out
    assert run("check", str(sound), "--format", "json").json == []
    strict = run("check", str(sound), "--format", "json", "--strict")
    assert (strict.code, [one["code"] for one in strict.json]) == (1, ["accepts-nothing"])


def test_the_schema_and_the_reference_are_printed_or_written(run: Run, tmp_path: Path) -> None:
    assert run("schema").json["$defs"]["Single"]["properties"]["ask"]["const"] == "single"
    written = tmp_path / "reference.md"
    assert run("reference", "--out", str(written)).out == ""
    assert written.read_text("utf-8") == run("reference").out


def test_a_form_is_printed_in_no_language_that_it_is_not_offered_in(run: Run, tmp_path: Path) -> None:
    told = run("print", str(WORKSHOP), "--language", "pl", "--out", str(tmp_path / "form.html"))
    assert told.code == 1
    assert "is not offered in pl, but in en-GB" in told.err
    assert not (tmp_path / "form.html").exists()


def test_a_form_is_printed_as_pdf_or_as_a_page(run: Run, tmp_path: Path) -> None:
    for name, begins in (("form.pdf", b"%PDF"), ("form.html", b"<!DOCTYPE html>")):
        told = run("print", str(WORKSHOP), "--out", str(tmp_path / name))
        assert (told.code, told.out) == (0, f"{tmp_path / name} is written.\n")
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_walk_prints_the_pages_or_says_what_does_not_fit(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text("{}", "utf-8")
    assert run("walk", str(WORKSHOP), "--answers", str(answers)).json["pages"]
    for text, says in (("[]", "one object"), ("{", "as JSON"), ('{"nothing": 1}', "no variable nothing")):
        answers.write_text(text, "utf-8")
        told = run("walk", str(WORKSHOP), "--answers", str(answers))
        assert (told.code, says in told.err) == (1, True)


def test_walk_takes_answers_from_the_command_and_tells_them_in_words(run: Run) -> None:
    told = run("walk", str(WORKSHOP), "attended=online", "found=1", "--format", "text")
    assert (told.code, "There is no variable found" in told.err) == (1, True)
    told = run("walk", str(WORKSHOP), "attended=online", "fb_safe=3", "take_up__tell=1", "--format", "text")
    assert told.out.splitlines()[:3] == [
        "Pages, in order, with what each asks",
        "  day          attended",
        "  day_details  day_date, role",
    ]
    assert "\nThe answers can be sent.\nWhat is sent\n  attended     online\n" in told.out
    assert "\n  take_up      tell\nblank: day_date, role, fb_clear" in told.out
    assert told.out.endswith("\nnot_asked: role__say\n")
    stopped = run("walk", str(WORKSHOP), "--format", "text").out
    assert "Nobody gets past day like this.\n  attended needs an answer.\n" in stopped
    ended = run("walk", str(WORKSHOP), "attended=0", "--format", "text").out
    assert "It ends there, on the end screen not_there; nothing is sent." in ended
    assert "variable=code" in run("walk", str(WORKSHOP), "attended").err


def test_answers_in_the_command_come_before_those_in_a_file(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"attended": "online", "reach": 3}', "utf-8")
    told = run("walk", str(WORKSHOP), "reach=4", "--answers", str(answers)).json["submitted"]
    assert (told["attended"], told["reach"]) == ("online", 4)


def test_forms_keyed_from_paper_come_in_whole_or_not_at_all(run: Run, clean: Store, tmp_path: Path) -> None:
    run("open", str(WORKSHOP), "--slug", "w", "--until", "2199-01-09")
    keyed = tmp_path / "keyed.csv"
    assert "columns" in run("keying-template", "w", str(keyed)).out
    first = keyed.read_text("utf-8-sig").strip().split(",")
    assert first[0] == "paper_id"
    with keyed.open("a", encoding="utf-8") as file:
        file.write(",".join(["1", *[""] * (len(first) - 1)]) + "\n")
    refused = run("import-responses", "w", str(keyed), "--json")
    assert refused.code == 1
    assert {error["row"] for error in refused.json["errors"]} == {1}
    told = run("import-responses", "w", str(keyed))
    assert (told.code, "Row 1: " in told.err) == (1, True)
    empty = tmp_path / "none.jsonl"
    empty.write_text("", "utf-8")
    assert "0 responses stored in w; 0 were there" in run("import-responses", "w", str(empty)).out
    one = tmp_path / "one.csv"
    one.write_text("paper_id,attended\n77,online\n", "utf-8")
    assert "1 response stored in w; 0 were there" in run("import-responses", "w", str(one)).out
    assert "0 responses stored in w; 1 was there" in run("import-responses", "w", str(one)).out
    assert run("import-responses", "nowhere", str(empty)).code == 1


def test_a_live_survey_takes_a_new_version_that_breaks_no_answers(
    run: Run, clean: Store, tmp_path: Path
) -> None:
    old, new = WORKSHOP.read_text("utf-8"), tmp_path / "1.1.yaml"
    newer = old.replace('version: "1.0"', 'version: "1.1"').replace("status: draft", "status: approved")
    new.write_text(newer, "utf-8")
    run("open", str(WORKSHOP), "--slug", "w", "--until", "2199-01-09")
    assert "asked version 1.1" in run("revise", "w", str(new), "--reason", "Agreed").out
    assert run("status", "w", "--json").json["version"] == "1.1"
    broken = tmp_path / "1.2.yaml"
    cut = newer.replace('version: "1.1"', 'version: "1.2"').replace("withdraw_days: 14", "withdraw_days: 3")
    assert cut.count("withdraw_days: 3") == 1
    broken.write_text(cut, "utf-8")
    refused = run("revise", "w", str(broken), "--reason", "No")
    assert refused.code == 1
    assert "withdraw_days: 14 becomes 3" in refused.err


def test_a_new_version_and_a_limit_are_looked_at_before_they_are_made(
    run: Run, clean: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "questionnaires" / "workshop-feedback"
    shelf.mkdir(parents=True)
    monkeypatch.setenv("SURVEY_QUESTIONNAIRES", str(shelf.parent))
    text = WORKSHOP.read_text("utf-8")
    (shelf / "1.0.yaml").write_text(text, "utf-8")
    new = shelf / "1.1.yaml"
    new.write_text(
        text.replace('version: "1.0"', 'version: "1.1"').replace("minutes: 3", "minutes: 4"), "utf-8"
    )
    run("open", str(shelf / "1.0.yaml"), "--slug", "w", "--until", "2199-01-09")
    first = run("versions").out
    assert "1.1  " in first
    assert " w: since " in first
    assert run("versions", "workshop-feedback").out == first
    compared = run("versions", "workshop-feedback", "1.0", "1.1")
    assert compared.code == 0
    assert compared.out == run("diff", str(shelf / "1.0.yaml"), str(new)).out
    assert "Name two versions" in run("versions", "workshop-feedback", "1.0").err
    assert "There is no version 2" in run("versions", "workshop-feedback", "1.0", "2").err
    assert "There is no questionnaire none" in run("versions", "none").err
    (shelf / "1.2.yaml").write_text("questionnaire: [", "utf-8")
    assert "1.2.yaml cannot be read" in run("versions").out
    looked = run("revise", "w", str(new), "--dry-run").out
    assert "Fewer than 10 people have begun and not sent" in looked
    assert "Nothing was changed." in looked
    run("revise", "w", str(shelf / "1.1.yaml"), "--reason", "Agreed")
    assert "It would be refused. Version" in run("revise", "w", str(new), "--dry-run").out
    assert "between 11 and 20 more" in run("limit", "w", "--most", "20", "--dry-run").out
    assert run("status", "w", "--json").json["most"] is None


def test_status_without_a_slug_lists_every_survey(run: Run, clean: Store) -> None:
    assert "There is no survey yet" in run("status").out
    assert run("status", "--json").json == []
    for slug in ("first", "second"):
        run("open", str(WORKSHOP), "--slug", slug, "--until", "2199-01-09")
    assert [one["slug"] for one in run("status", "--json").json] == ["first", "second"]
    assert run("status").out.count("State") == 2


def test_opening_a_draft_says_that_its_pages_say_so(run: Run, clean: Store, tmp_path: Path) -> None:
    assert "still a draft" in run("open", str(WORKSHOP), "--slug", "a", "--until", "2199-01-09").out
    approved = tmp_path / "1.0.yaml"
    approved.write_text(WORKSHOP.read_text("utf-8").replace("status: draft", "status: approved"), "utf-8")
    assert "still a draft" not in run("open", str(approved), "--slug", "b", "--until", "2199-01-09").out


def test_opening_says_the_address_and_what_people_still_miss_on_the_pages(
    run: Run, clean: Store, tmp_path: Path
) -> None:
    assert "Still missing" not in run("open", str(WORKSHOP), "--slug", "a", "--until", "2199-01-09").out
    bare = tmp_path / "1.0.yaml"
    first = (
        'questionnaire: b\nversion: "1.0"\ntitle: T\nowner: O\ncontact: {text: Ask us.}\n'
        "accepted: [{advice: no-privacy, about: b, why: It is on paper.}]\n"
    )
    bare.write_text(first + "sections: [{id: s, title: S, questions: [{id: q, ask: confirm, text: Q}]}]\n")
    told = run("open", str(bare), "--until", "2199-01-09").out
    assert "\nIts address: http://127.0.0.1:8000/s/b\n" in told
    missing = [line for line in told.splitlines() if line.startswith("Still missing: ")]
    assert [line.split(".")[0] for line in missing] == ["Still missing: The start page has stand-in words"]


def test_a_change_is_looked_at_made_and_taken_back(run: Run, clean: Store) -> None:
    run("open", "workshop-feedback", "--slug", "w", "--until", "2199-01-10")
    looked = run("extend", "w", "--until", "2199-01-17", "--dry-run")
    assert "23:59 on Thursday 17 January 2199, London time (GMT), 1 week more" in looked.out
    assert "Nothing was changed." in looked.out
    assert "23:59 on Thursday 10 January 2199" in run("close", "w", "--dry-run").out
    assert (
        run("undo", "w").err == "No extension, early closing or change of the limit is left to take back.\n"
    )
    run("extend", "w", "--until", "2199-01-17", "--reason", "Later")
    assert "10 January 2199" in run("undo", "w", "--dry-run").out
    assert "It closes on Thursday 10 January 2199" in run("undo", "w", "--reason", "A slip").out
    told = run("status", "w").out
    assert "Stands                          Open. People can begin" in told
    assert run("status", "w", "--json").json["standing"]["name"] == "open"
    assert run("archive", "w", "--reason", "Over").code == 1
    assert "undo extend: closes 17 January" in run("history", "w").out


def test_the_list_before_opening_is_gone_through(run: Run, clean: Store) -> None:
    advice = run("open", "workshop-feedback", "--slug", "w", "--until", "2199-01-10").out
    assert advice.count("Before people are invited: ") == 3
    name = "workshop-feedback"
    assert run("verify-support", name).err.startswith("Say how you know")
    kept = run("verify-support", name, "--reason", "Rang both")
    assert kept.out.startswith("Kept for workshop-feedback: support, by ")
    assert run("name-controller", name, "Nobody Ltd", "--reason", "Asked").code == 1
    controller = "London Violence Reduction Unit"
    assert run("name-controller", name, controller, "--reason", "Asked").code == 0
    assert run("approve", name, "--reason", "Read it").code == 0
    assert [line["mark"] for line in run("checklist", name, "--json").json] == [
        "done",
        "done",
        "done",
        "missing",
        "not needed",
    ]
    assert "How long it takes: missing. Fewer than 10 people" in run("checklist", name).out


def test_diff_says_what_a_change_does_to_earlier_answers(run: Run, tmp_path: Path) -> None:
    old = WORKSHOP.read_text("utf-8")
    folder = tmp_path / "workshop-feedback"
    folder.mkdir()
    same, days = folder / "1.0.yaml", folder / "1.1.yaml"
    same.write_text(old, "utf-8")
    days.write_text(old.replace('"1.0"', '"1.1"').replace("withdraw_days: 14", "withdraw_days: 7"), "utf-8")
    assert run("diff", str(same), str(same)).out == "Nothing changed but, at most, the version number.\n"
    told = run("diff", str(same), str(days))
    assert told.code == 1
    assert told.out.startswith("Breaking: answers given before cannot be put together")
    assert "withdraw_days: 14 becomes 7\n    People answered under this promise" in told.out
    data = run("diff", str(same), str(days), "--json").json
    assert (data["old"], data["new"], data["breaking"]) == ("1.0", "1.1", True)
    assert run("diff", str(days), str(same)).code == 0


def test_diff_tells_what_the_code_map_answers_apart_from_the_rest(run: Run, tmp_path: Path) -> None:
    old = WORKSHOP.read_text("utf-8")
    folder = tmp_path / "workshop-feedback"
    folder.mkdir()
    before, after = folder / "1.0.yaml", folder / "1.1.yaml"
    before.write_text(old, "utf-8")
    renamed = old.replace('"1.0"', '"1.1"').replace("fb_room", "fb_place")
    after.write_text(renamed, "utf-8")
    assert run("diff", str(before), str(after)).code == 1
    code_map = 'retired: [fb_room]\ncode_map: [{since: "1.1", was: fb_room, now: fb_place}]\n'
    after.write_text(code_map + renamed, "utf-8")
    told = run("diff", str(before), str(after))
    assert told.code == 0
    assert told.out.startswith("Additive by the code map: answers given before are counted as it says (1)\n")
    assert "  fb_room: is counted as fb_place\n    The code map says that it asks the same" in told.out
    data = run("diff", str(before), str(after), "--json").json
    assert [one["weight"] for one in data["changes"] if one["mapped"]] == ["additive"]
    assert data["breaking"] is False


@pytest.mark.parametrize(
    "command", [["serve", "--no-worker"], ["preview", str(WORKSHOP)]], ids=lambda it: it[0]
)
def test_a_port_that_is_taken_is_said_before_any_address(
    command: list[str], settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        told = run(*command, *(["--port", port] if command[0] == "preview" else []))
    assert (told.code, told.out) == (1, "")
    assert f"Port {port} is taken" in told.err


def test_a_limit_is_given_at_the_opening_and_changed_with_a_reason(run: Run, clean: Store) -> None:
    opened = run("open", "workshop-feedback", "--slug", "w", "--until", "2199-01-10", "--most", "500")
    assert "Responses at most               500" in opened.out
    assert "Responses at most               600" in run("limit", "w", "--most", "600", "--reason", "More").out
    assert run("status", "w", "--json").json["most"] == 600
    assert "responses at most 500 -> 600 (More)" in run("history", "w").out
    assert "Responses at most               no limit" in run("limit", "w", "--none").out
    assert (run("limit", "w").code, "--most 500, or --none" in run("limit", "w").err) == (1, True)
    assert (run("limit", "w", "--most", "9").code, run("limit", "nothing", "--none").code) == (1, 1)


def test_channels_have_links_to_copy_and_counts_in_the_status(run: Run, clean: Store) -> None:
    run("open", "workshop-feedback", "--slug", "w", "--until", "2199-01-10")
    assert "has no channels yet" in run("channel", "list", "w").out
    added = run("channel", "add", "w", "Met-Intranet", "--title", "Met intranet", "--reason", "Agreed")
    assert added.out == "Met intranet: http://127.0.0.1:8000/s/w?via=met-intranet\n"
    assert run("channel", "list", "w").out == added.out
    assert run("channel", "list", "w", "--json").json == [
        {
            "name": "met-intranet",
            "title": "Met intranet",
            "link": "http://127.0.0.1:8000/s/w?via=met-intranet",
        }
    ]
    assert "By Met intranet                 begun under 10, sent under 10" in run("status", "w").out
    assert "Median time" not in run("live", "w").out
    assert "By Met intranet" in run("live", "w").out
    assert (run("live", "w", "--json").json["sent"], run("live", "nothing").code) == (None, 1)
    again = run("channel", "add", "w", "met-intranet")
    assert (again.code, again.out, "already" in again.err) == (1, "", True)
    assert run("channel", "list", "nothing").code == 1
