"""The reading desk and the register as pages: nothing shows before it is asked for, nothing leaks."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from survey.fieldwork import audit
from survey.fieldwork.reading import line
from tests.fieldwork.described import CHANGE, TITLE, WHAT, campaign, response, stored_text
from tests.web.site import Site
from tests.web.staff.crew import Crew, heading, press

DESK, REGISTER = "/staff/surveys/london/reading", "/staff/surveys/london/practice"
CHANNELS = "/staff/surveys/london/channels"
WORDS = "Dr Sample <b>lets</b> people choose. Ring 07700 900123."


def desk_of(site: Site, **texts: str) -> tuple[TestClient, str]:
    """A reader in front of the desk of a survey with these texts, and the response's id."""
    with site.store.write() as tx:
        id = response(tx, campaign(tx), texts or {CHANGE: WORDS}).id
    crew = Crew(site)
    return crew.browser(crew.account("safeguarding", email="reader@example.org")), id


def opened(client: TestClient) -> tuple[str, str]:
    """The next text: its page, and its address."""
    reply = client.post(
        f"{DESK}/next", data={"csrf": re.findall('csrf" value="([^"]+)', client.get(DESK).text)[0]}
    )
    return reply.text, reply.url.path


def test_a_text_lies_behind_a_warning_and_shows_nothing_else_of_its_writer(site: Site) -> None:
    client, response_id = desk_of(site)
    front = client.get(DESK).text
    assert "<strong>1</strong> text waits" in front
    assert "Sample" not in front
    page, address = opened(client)
    before, _, behind = page.partition('<details class="govuk-details veil">')
    assert "Before you look" in before
    assert "Sample" not in before
    assert "Dr Sample<sup>1</sup>" in behind
    assert "&lt;b&gt;lets" in behind
    assert response_id not in page + address
    assert not any(word in page for word in ("Hackney", "Health (NHS", "health"))
    assert not any(len(part) > 32 for part in address.split("/"))


def test_a_suggestion_is_accepted_changed_or_refused_and_gone_over_before_it_is_kept(site: Site) -> None:
    client, response_id = desk_of(site)
    page, address = opened(client)
    flawed = press(client, page, f"{address}/look", **{"what-0": "own", "own-0": "somebody"})
    assert "in brackets, such as [name]" in flawed
    assert 'value="somebody"' in flawed
    assert '<details class="govuk-details veil" open>' in flawed
    over = press(
        client, page, f"{address}/look", **{"what-0": "own", "own-0": "[a doctor]", "what-1": "refuse"}
    )
    assert heading(over) == "The words that shall stand"
    assert "[a doctor] &lt;b&gt;lets&lt;/b&gt; people choose. Ring 07700 900123.</textarea>" in over
    loose = press(client, over, f"{address}/outcome", outcome="redact", words="[a doctor] left.")
    assert "must stay as it was written" in loose
    assert "[a doctor] left.</textarea>" in loose
    kept = press(
        client,
        over,
        f"{address}/outcome",
        outcome="redact",
        words="[a doctor] <b>lets</b> people choose. Ring [number].",
    )
    assert "Your words stand in the place of the text" in kept
    assert stored_text(site.store, response_id, CHANGE).startswith("[a doctor] <b>lets")
    again = client.get(address).text
    assert "As it stands for everybody else" in again
    assert "Decided so far: Redacted." in again


def test_faults_give_back_what_was_typed(sqlite_site: Site) -> None:
    client, _ = desk_of(sqlite_site)
    page, address = opened(client)
    reply = client.post(
        f"{address}/outcome",
        data={"csrf": re.findall('csrf" value="([^"]+)', page)[0], "outcome": "pass_on", "to": "the lead"},
    )
    assert reply.status_code == 422
    assert 'value="the lead"' in reply.text
    assert "Say why it was passed on" in reply.text
    assert "Choose what to do" in press(client, page, f"{address}/outcome")


def test_opening_is_written_down_for_those_who_read_the_record_and_the_text_is_not(site: Site) -> None:
    client, _ = desk_of(site)
    page, address = opened(client)
    press(client, page, f"{address}/outcome", outcome="pass_on", to="the lead", why="a worry")
    id = address.rsplit("/", 1)[1]
    said = "\n".join(audit.lines(site.store))
    assert f"reader@example.org, open a text: text {id}" in said
    assert not any(word in said for word in ("Sample", "worry", "the lead"))
    assert "Passed on to the lead" in client.get(DESK).text


def test_what_was_changed_in_a_survey_is_not_lost_among_what_readers_do(sqlite_site: Site) -> None:
    client, _ = desk_of(sqlite_site)
    crew = Crew(sqlite_site)
    manager = crew.browser(crew.account("manager", email="manager@example.org"))
    for number in range(21):
        fields = {"name": f"channel-{number:02}", "title": f"Number {number}", "reason": "Asked for"}
        press(manager, manager.get(CHANNELS).text, CHANNELS, **fields)
    page, address = opened(client)
    press(client, page, f"{address}/outcome", outcome="leave")
    survey = manager.get("/staff/surveys/london").text
    assert survey.count("add channel") == 20
    assert "channel-20" in survey
    assert not any(action in survey for action in ("open a text", "leave a text", "channel-00"))
    record = manager.get("/staff/changes?for=london").text
    assert '<a class="govuk-link" href="/staff/changes?for=london">' in survey
    assert all(action in record for action in ("open a text", "leave a text", "channel-00"))


def test_a_page_that_was_left_open_undoes_no_redaction(site: Site) -> None:
    client, response_id = desk_of(site)
    page, address = opened(client)
    seen = re.findall('name="seen" value="([^"]*)"', page)
    assert set(seen) == {""}
    redacted = WORDS.replace("Dr Sample", "[name]")
    for _ in range(2):  # a second press of the same button changes nothing, and says nothing
        said = press(client, page, f"{address}/outcome", outcome="redact", words=redacted, seen="")
        assert "Your words stand" in said
    later = press(client, page, f"{address}/outcome", outcome="leave", seen="")
    assert "decided about this text since you opened the page" in later
    assert stored_text(site.store, response_id, CHANGE) == redacted
    over = press(client, page, f"{address}/look", seen="", **{"what-0": "refuse"})
    words = WORDS.replace("07700 900123", "[telephone number]")
    kept = re.findall('name="seen" value="([^"]*)"', over)[0]
    assert "since you opened" in press(
        client, over, f"{address}/outcome", outcome="redact", words=words, seen=kept
    )
    fresh = re.findall('name="seen" value="([^"]+)"', client.get(address).text)[0]
    press(client, page, f"{address}/outcome", outcome="leave", seen=fresh)
    assert stored_text(site.store, response_id, CHANGE) == WORDS


def test_an_example_without_words_goes_by_no_place(sqlite_site: Site) -> None:
    with sqlite_site.store.write() as tx:
        response(tx, campaign(tx), {})
    crew = Crew(sqlite_site)
    shown = crew.browser(crew.account("manager")).get(REGISTER).text
    assert re.findall(r'practice/[0-9a-f]{12}">([^<]+)<', shown) == ["Without a name"]


def test_another_reader_is_told_that_a_text_is_taken(sqlite_site: Site) -> None:
    client, _ = desk_of(sqlite_site)
    _, address = opened(client)
    crew = Crew(sqlite_site)
    other = crew.browser(crew.account("safeguarding"))
    reply = other.get(address)
    assert (reply.status_code, "Another reader has this text open" in reply.text) == (409, True)
    assert "Sample" not in reply.text
    _, nowhere = opened(other)
    assert nowhere == DESK
    press(client, client.get(address).text, f"{address}/back")
    assert opened(other)[1] == address


def test_no_page_of_anybody_else_holds_a_word_of_a_text(sqlite_site: Site) -> None:
    client, _ = desk_of(sqlite_site, **{TITLE: "Quiet room", WHAT: WORDS})
    opened(client)
    crew = Crew(sqlite_site)
    everybody = crew.browser(crew.account("manager", "analyst", "administrator"))
    pages = [everybody.get(REGISTER), everybody.get("/staff/changes"), everybody.get("/staff/surveys/london")]
    found = re.findall(rf"{REGISTER}/([0-9a-f]+)", pages[0].text)
    pages += [everybody.get(f"{REGISTER}/{found[0]}"), everybody.get(f"{REGISTER}/workshop")]
    assert [page.status_code for page in pages] == [200] * 5
    assert "Waiting for a reader" in pages[0].text
    assert not any(word in page.text for page in pages for word in ("Sample", "Quiet", "07700"))
    assert everybody.get(DESK).status_code == 403


def test_an_example_is_moved_noted_and_given_to_somebody_and_the_list_is_taken(site: Site) -> None:
    reader, _ = desk_of(site, **{TITLE: "Quiet room"})
    page, address = opened(reader)
    press(reader, page, f"{address}/outcome", outcome="leave")
    crew = Crew(site)
    boss = crew.browser(crew.account("manager", email="boss@example.org"))
    (id,) = re.findall(
        rf'{REGISTER}/([0-9a-f]+)"', boss.get(f"{REGISTER}?sector=health&principle=trust").text
    )
    assert id not in boss.get(f"{REGISTER}?sector=policing").text
    it = f"{REGISTER}/{id}"
    page = boss.get(it).text
    assert heading(page) == "Quiet room"
    assert "May be published." in page
    assert "no way to be contacted" in press(boss, page, f"{it}/state", state="reviewed", reason="read it")
    assert "From reviewed an example goes to" in press(boss, page, f"{it}/state", state="new", reason="x")
    assert "Say why" in press(boss, page, f"{it}/state", state="agreed", reason="")
    assert "new state" in press(boss, page, f"{it}/state", state="agreed", reason="they said so")
    assert "Your note is kept" in press(boss, page, f"{it}/note", note="Rang on Monday")
    assert "looks after it" in press(boss, page, f"{it}/keeper", keeper="boss@example.org")
    last = boss.get(it).text
    assert "Rang on Monday" in last
    assert "Reviewed to Agreed: they said so" in last
    assert "Quiet room" in boss.get(f"{REGISTER}/workshop").text
    reply = boss.get(f"{REGISTER}/workshop.csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="london-workshop.csv"'
    assert "Quiet room" in reply.text
    assert "take the list for a workshop" in "\n".join(audit.lines(site.store))


def test_after_ten_texts_a_pause_is_suggested_and_leaving_is_one_press(sqlite_site: Site) -> None:
    with sqlite_site.store.write() as tx:
        own = campaign(tx)
        for number in range(11):
            response(tx, own, {CHANGE: f"Text {number}"})
    crew = Crew(sqlite_site)
    client = crew.browser(crew.account("safeguarding"))
    for _ in range(10):
        page, address = opened(client)
        front = press(client, page, f"{address}/outcome", outcome="leave")
    assert "You have read 10 texts today" in front
    assert "That is enough for now" in front
    assert line.line(sqlite_site.store, "london").waiting == 1
