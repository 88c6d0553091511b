"""Where words are sealed to a key elsewhere, people are told before they send, and the desk says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.fieldwork import elsewhere
from survey.storage.database import Store
from survey.storage.key_file import KeyFile
from survey.storage.recipient import MASK, Holder
from survey.storage.tables import metadata
from survey.storage.work import utc_now
from tests.fieldwork.described import CHANGE, campaign, response
from tests.robot import Robot
from tests.storage.opened import rows_of
from tests.storage.test_sealed_columns import stored
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew

TOLD = "sealed when it is sent, so that only the people chosen to read it can open it"
STORY = "a canary in my own words"


@pytest.fixture
def sealing(store: Store, tmp_path: Path) -> Iterator[Site]:
    """A site that has the public key alone."""
    elsewhere.make_key(tmp_path / "private", tmp_path / "public")
    settings = store.settings.model_copy(update={"recipient_file": tmp_path / "public"})
    with Store.open(settings) as own:
        yield Site(settings, own)


def answered(site: Site) -> tuple[Robot, str]:
    """Somebody who has answered everything, and the page before sending."""
    slug = site.open(tiny())
    robot = Robot(site.browser(), slug, choices={"sector": ["health"], "story": [STORY]})
    robot.start()
    robot.answer_all(robot.first_question())
    return robot, slug


def test_what_somebody_sends_is_read_where_the_private_key_is_and_nowhere_else(
    sealing: Site, tmp_path: Path
) -> None:
    robot, slug = answered(sealing)
    check = robot.get(f"{robot.base}/check")
    assert TOLD in check.text
    assert STORY in check.text
    sent = robot.submit(check)
    assert TOLD in sent.text
    form = next(form for form in sent.forms if form.action.endswith("/download"))
    copy = robot.send(sent, form, form.filled()).text
    assert TOLD in copy
    assert MASK * len(STORY) in copy
    assert STORY not in copy
    assert STORY.encode() not in stored(sealing.store)
    assert elsewhere.take(sealing.store, slug, tmp_path / "taken", lambda rows: None, actor="Ada") > 0
    elsewhere.open_file(tmp_path / "taken", Holder.read(tmp_path / "private"), tmp_path / "texts.csv")
    assert STORY in (tmp_path / "texts.csv").read_text("utf-8")


def test_without_a_key_elsewhere_nothing_is_said_of_it(sqlite_site: Site) -> None:
    robot, _ = answered(sqlite_site)
    check = robot.get(f"{robot.base}/check")
    assert TOLD not in check.text + robot.submit(check).text


def test_the_desk_says_how_many_it_cannot_show(sealing: Site) -> None:
    with sealing.store.write() as tx:
        response(tx, campaign(tx), {CHANGE: STORY})
    crew = Crew(sealing)
    client = crew.browser(crew.account("safeguarding", email="reader@example.org"))
    page = client.get("/staff/surveys/london/reading").text
    assert "No text waits for a reader" in page
    assert "What one person wrote was sealed to a public key" in page
    assert "canary" not in page


class Faulty:
    """A key file that cannot be read for a while."""

    def __init__(self, keys: Path, fault: str) -> None:
        self.keys, self.fault, self.kept = keys, fault, keys.read_text()

    def __enter__(self) -> None:
        match self.fault:
            case "gone":
                self.keys.unlink()
            case "empty":
                self.keys.write_text("")
            case _:
                self.keys.chmod(0o644)

    def __exit__(self, *_: object) -> None:
        self.keys.write_text(self.kept)
        self.keys.chmod(0o600)


@pytest.fixture
def keyed(store: Store, tmp_path: Path) -> Iterator[Site]:
    """A site whose keys lie in a file of the test's."""
    keys = tmp_path / "keys"
    KeyFile(keys).make(utc_now())
    with Store.open(store.settings.model_copy(update={"text_keys_file": keys})) as own:
        yield Site(own.settings, own)


FAULTS = pytest.mark.parametrize("fault", ["gone", "empty", "open to others"])


@FAULTS
def test_whoever_writes_needs_no_key_of_the_server_until_they_send(
    keyed: Site, tmp_path: Path, fault: str
) -> None:
    robot = Robot(
        keyed.browser(), keyed.open(tiny()), choices={"sector": ["health"], "keep": ["0"], "story": [STORY]}
    )
    robot.start()
    with Faulty(tmp_path / "keys", fault):
        check = robot.answer_all(robot.first_question())
        assert STORY in check.html
        assert robot.submit(check).status == 503
    sent = robot.submit(robot.get(f"{robot.base}/check"))
    assert sent.status == 200
    with keyed.store.read() as tx:
        (kept,) = rows_of(tx, metadata.tables["response_text"], "texts")
    assert kept["texts"]["story"] == [STORY]


@FAULTS
def test_what_the_server_must_seal_and_cannot_is_given_back(keyed: Site, tmp_path: Path, fault: str) -> None:
    """Agreeing to the use of an unfinished draft gives the server its key."""
    robot = Robot(keyed.browser(), keyed.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.first_question()
    form = page.form()
    typed = {**form.filled(), "sector": ["health"], "keep": ["1"]}
    with Faulty(tmp_path / "keys", fault):
        back = robot.send(page, form, typed, ("action", "continue"))
        assert back.status == 503
    again = back.form()
    assert (again.filled()["sector"], again.filled()["keep"]) == (["health"], ["1"])
    assert robot.send(back, again, again.filled(), ("action", "continue")).status == 200
    with keyed.store.read() as tx:
        (draft,) = tx.drafts.agreed(1)
    assert draft.key_by_server is not None


def test_whoever_types_in_a_session_whose_key_is_lost_is_given_back_their_words_and_saves_by_the_code(
    site: Site,
) -> None:
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.answer(robot.first_question())
    with site.store.write() as tx:
        tx.connection.execute(metadata.tables["session"].update().values(key_by_token="lost"))
    back = robot.send(page, page.form(), {**page.form().filled(), "story": [STORY]}, ("action", "continue"))
    assert back.status == 403
    assert STORY in back.html
    form = back.form("resume")
    again = robot.send(back, form, {**form.filled(), "code": [robot.resume_code], "device": ["own"]})
    robot.send(again, again.form(), again.form().filled(), ("action", "continue"))
    assert robot.get(f"{robot.base}/p/detail").form().filled()["story"] == [STORY]
