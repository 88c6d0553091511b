"""`survey staff`: the team's accounts from the command line, and the links that it prints."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from survey.fieldwork.audit import lines
from survey.storage.database import Store
from survey.web.app import create_app
from tests.test_cli import Run, Said, clean, run
from tests.web.staff.crew import heading

__all__ = ["clean", "run"]
BOSS = ("invite", "boss@example.org", "--name", "The boss", "--role", "administrator")


def link_in(told: Said) -> str:
    """The path of the link that a command printed."""
    assert (told.code, told.err) == (0, ""), told
    found = re.findall(r"http://127\.0\.0\.1:8000(/staff/invitation/\S+)", told.out)
    assert len(found) == 1, told.out
    assert "It works once, within three days, and is shown only now." in told.out
    return str(found[0])


def make_account(store: Store, link: str, **more: str) -> str:
    """Take a link up in a browser; the heading of the page that follows."""
    client = TestClient(create_app(store.settings, store), base_url=store.settings.base_url)
    page = client.get(link).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    if csrf is None:
        return heading(page)
    given = {"csrf": csrf[1], "password": "violet kettle orbit ramp", **more}
    return heading(client.post(link, data=given).text)


def test_the_first_account_is_made_by_a_link_and_the_others_are_invited(run: Run, clean: Store) -> None:
    assert "There is no account yet. `survey staff first`" in run("staff", "list").out
    earlier, link = link_in(run("staff", "first")), link_in(run("staff", "first"))
    assert make_account(clean, earlier) == "There is nothing here"
    made = make_account(clean, link, name="Ada Lovelace", email="ada@example.org")
    assert made == "Set up your second factor"
    refused = run("staff", "first")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == ("The first account was made already. Invite others with `survey staff invite`.\n")
    invited = link_in(
        run("staff", "invite", "Bea@Example.org", "--name", "Bea", "--role", "analyst", "--role", "viewer")
    )
    listed = run("staff", "list").out.splitlines()
    assert listed[0] == "ada@example.org  Ada Lovelace: Viewer, Analyst, Manager, Administrator"
    assert listed[1].startswith("bea@example.org  Bea: invited as Viewer, Analyst, by a link until ")
    assert make_account(clean, invited) == "Set up your second factor"
    found = run("staff", "list", "--json").json
    assert [each["email"] for each in found["accounts"]] == ["ada@example.org", "bea@example.org"]
    assert found["accounts"][1]["roles"] == ["viewer", "analyst"]
    assert (found["accounts"][1]["password"], found["accounts"][1]["second_factor"]) == (True, False)
    assert found["invitations"] == []


def test_roles_an_end_and_a_way_back_are_carried_out_and_written_down(run: Run, clean: Store) -> None:
    make_account(clean, link_in(run("staff", *BOSS)))
    made = run("staff", "invite", "bea@example.org", "--name", "Bea", "--role", "viewer")
    make_account(clean, link_in(made))
    said = run("staff", "roles", "bea@example.org", "--role", "manager", "--role", "viewer")
    assert said.out == "Bea is now: Viewer, Manager.\n"
    ended = run("staff", "end", "bea@example.org", "--reason", "Left the team")
    assert ended.out.startswith("The access of Bea is ended.")
    assert "Bea: Viewer, Manager, ended " in run("staff", "list").out
    assert run("staff", "list", "--json").json["accounts"][0]["ended"] is not None
    back = run("staff", "give-back", "bea@example.org", "--reason", "Back again")
    assert back.out == "Bea can sign in again: Viewer, Manager.\n"
    link = link_in(run("staff", "new-password", "bea@example.org"))
    assert "bea@example.org  Bea: new password, by a link until " in run("staff", "list").out
    assert make_account(clean, link) == "Set up your second factor"
    history = "\n".join(lines(clean))
    for action in ("invite", "change roles", "end access", "give access back", "send new password link"):
        assert re.search(rf"command line, {action}", history), (action, history)
    assert "Left the team" in history
    assert link.rpartition("/")[2] not in history


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param("roles nobody@example.org --role viewer", "has no account", id="nobody"),
        pytest.param(
            "roles boss@example.org --role queen", "There is no role queen. There is:", id="no role"
        ),
        pytest.param("roles boss@example.org --role viewer", "Nobody could invite", id="the last one"),
        pytest.param(
            "end boss@example.org --reason left", "Nobody could invite", id="the end of the last one"
        ),
        pytest.param("give-back boss@example.org --reason ", "Say why", id="no reason"),
        pytest.param("invite boss@example.org --name B --role viewer", "has an account already", id="again"),
        pytest.param("invite boss --name B --role viewer", "Write an e-mail address", id="no address"),
        pytest.param("new-password boss@", "Write an e-mail address", id="half an address"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(run: Run, clean: Store, words: str, says: str) -> None:
    make_account(clean, link_in(run("staff", *BOSS)))
    before = run("staff", "list", "--json").json
    told = run("staff", *words.split(" "))
    assert (told.code, told.out) == (1, "")
    assert says in told.err
    assert run("staff", "list", "--json").json == before


def test_the_link_has_the_address_that_people_see(
    run: Run, clean: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_BASE_URL", "https://survey.example.org")
    assert run("staff", *BOSS).out.startswith("https://survey.example.org/staff/invitation/")
